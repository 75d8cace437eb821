"""Beside an article and a thread: what is about the same."""

import re
from html import unescape

import pytest

from core.audience import Audience
from core.db import db
from search.services import engine, related


def beside(client, thing, name):
    page = client.get(thing.url).text
    found = re.findall(
        rf'<nav class="panel" aria-labelledby="related-{name}">.*?</nav>', page, re.S
    )
    return unescape(found[0]) if found else ""


def addresses(client, thing, name):
    return re.findall(r'<li><a href="([^"]*)">', beside(client, thing, name))


@pytest.fixture
def kettles(make, index):
    """Five articles and five threads about kettles, one of each about something else."""
    shelves = [make.collection() for _each in range(6)]
    articles = [
        make.article(title="Kettle care", body="Boil.", collection=shelves[n]) for n in range(5)
    ]
    threads = [make.thread(title="Kettle care?", body="Loudly.") for _each in range(5)]
    other = make.article(title="Bicycle chains", body="Oil.", collection=shelves[5])
    make.thread(title="Bicycle bells", body="Ring.")
    index()
    return articles, threads, other


def test_an_article_and_a_thread_show_three_of_each_but_not_themselves(client, kettles):
    articles, threads, other = kettles
    for thing in (articles[0], threads[0]):
        near, far = addresses(client, thing, "articles"), addresses(client, thing, "threads")
        assert (len(near), len(far)) == (3, 3)
        assert set(near) <= {each.url for each in articles} - {thing.url}
        assert set(far) <= {each.url for each in threads} - {thing.url}
        assert "Related articles" in beside(client, thing, "articles")
    assert addresses(client, other, "articles") == []
    assert [url for url in addresses(client, other, "threads") if "kettle" in url] == []


def test_hidden_keywords_and_tags_count_as_words(client, make, index):
    tea = make.article(title="Samovars", keywords=["kettle"])
    near = make.article(title="Kettle care")
    index()
    assert addresses(client, tea, "articles") == [near.url]


def test_what_is_linked_already_is_left_out(client, make, index):
    shelf = make.collection()
    first, second = (make.article(title=f"Kettle {n}", collection=shelf) for n in "ab")
    thread = make.thread(title="Kettle whistles")
    thread.article_id = first.id
    other = make.article(title="Kettle, in Vietnamese", translation_group=first.translation_group)
    other.language = "vi"
    db.session.commit()
    index()

    assert f'rel="next" class="btn btn-outline-secondary pager-next" href="{second.url}"' in (
        client.get(first.url).text
    )
    assert addresses(client, first, "articles") == []
    assert set(addresses(client, thread, "articles")) == {second.url, other.url}


def test_nothing_is_shown_while_the_index_is_away(client, make):
    article, thread = make.article(title="Kettle care"), make.thread(title="Kettle whistles")
    assert engine.health() == "missing"
    for thing in (article, thread):
        answer = client.get(thing.url)
        assert answer.status_code == 200
        assert "related-" not in answer.text


def test_what_was_kept_is_authorised_again(client, as_staff, kettles):
    articles, _threads, _other = kettles
    before = addresses(client, articles[0], "articles")
    db.session.get(
        type(articles[0]), int(re.findall(r"\d+", before[0])[0])
    ).audience = Audience.STAFF
    db.session.commit()  # the index knows nothing of it yet

    after = addresses(client, articles[0], "articles")
    assert before[0] not in after
    assert len(after) == 3
    assert before[0] in addresses(as_staff, articles[0], "articles")


def test_what_was_alike_is_kept_for_some_minutes(client, make, index, monkeypatch):
    kettle, other = make.article(title="Kettle care"), make.article(title="Kettle care")
    index()
    assert addresses(client, kettle, "articles") == [other.url]
    third = make.article(title="Kettle care")
    engine.bring_up_to_date([f"article:{third.id}"])
    assert addresses(client, kettle, "articles") == [other.url]

    monkeypatch.setattr(related, "KEEP_FOR", 0)
    assert set(addresses(client, kettle, "articles")) == {other.url, third.url}
    monkeypatch.undo()
    engine.rebuild()
    assert set(addresses(client, kettle, "articles")) == {other.url, third.url}


def test_the_few_are_read_by_number_however_many_are_published(kettles, client, queries):
    """SQLite would rather go through all published articles: it has no idea how many they are."""
    articles, _threads, _other = kettles
    related._kept.clear()
    with queries() as log:
        client.get(articles[0].url)
    (asked,) = [statement for statement in log if "few" in statement]
    assert asked.startswith("WITH few AS MATERIALIZED")
