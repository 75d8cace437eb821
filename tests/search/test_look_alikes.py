"""What looks like a question being asked: a fragment for static/js/look-alikes.js."""

from core.db import db
from forum.models import ThreadState

PATH = "/search/look-alikes"


def test_articles_then_threads_each_a_link(client, make, index):
    article = make.article(title="The printer is loud", body="Clean the roller.")
    thread = make.thread(title="My printer is so loud", body="It rattles.")
    thread.state = ThreadState.SOLVED
    db.session.commit()
    index()
    page = client.get(f"{PATH}?title=Why is my printer loud").text
    assert page.index(f'href="{article.url}"') < page.index(f'href="{thread.url}"')
    assert "Solved" in page
    assert "<html" not in page


def test_at_most_three_articles_and_five_threads(client, make, index):
    for number in range(7):
        make.article(title=f"Loud printer {number}", body="printer")
        make.thread(title=f"Loud printer {number}", body="printer")
    index()
    page = client.get(f"{PATH}?title=loud printer").text
    assert (page.count("/kb/articles/"), page.count("/forum/threads/")) == (3, 5)


def test_nothing_alike_is_nothing_at_all(client, make, index):
    make.article(title="Kettle", body="kettle")
    index()
    assert client.get(f"{PATH}?title=purple wallpaper").text.strip() == ""
    assert client.get(f"{PATH}?title=kettle").text.strip() == ""  # one word is no question yet
    assert client.get(PATH).text.strip() == ""


def test_a_private_thread_looks_like_nothing_to_others(client, as_customer, make, index, sign_in):
    author = make.user()
    make.thread(title="Loud printer", body="printer", author=author, is_private=True)
    index()
    for browser in (client, as_customer):
        assert "Loud" not in browser.get(f"{PATH}?title=loud printer").text
    assert "Loud printer" in sign_in(author).get(f"{PATH}?title=loud printer").text


def test_who_looks_for_an_article_gets_no_threads(client, make, index):
    make.article(title="Loud printer", body="printer")
    make.thread(title="Loud printer", body="printer")
    index()
    page = client.get(f"{PATH}?title=loud printer&kind=article").text
    assert (page.count("/kb/articles/"), page.count("/forum/threads/")) == (1, 0)
