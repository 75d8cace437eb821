"""Nobody comes to know of what is not for them: every surface × audience × state × person."""

from datetime import timedelta

import pytest

from accounts.models import Role, Visitor
from core.audience import Audience
from core.clock import now
from core.db import db
from core.tags import named
from forum.models import Rating
from kb.models import ArticleStatus
from kb.services import crediting
from search.contract import FACETS, Filters
from search.services import engine, finding
from tests.surfaces import SURFACES, WORD

PEOPLE = ("visitor", "customer", "author", "moderator", "staff")
ARTICLES = {
    # state of the article -> who may see it; staff see drafts on their own pages
    "public": ({"audience": Audience.PUBLIC}, {"visitor", "customer", "moderator", "staff"}),
    "customers": ({"audience": Audience.CUSTOMERS}, {"customer", "moderator", "staff"}),
    "staff": ({"audience": Audience.STAFF}, {"staff"}),
    "draft": ({"status": ArticleStatus.DRAFT}, set()),
    "in review": ({"status": ArticleStatus.IN_REVIEW}, set()),
    "archived": ({"status": ArticleStatus.ARCHIVED}, set()),
    "not yet": ({"publish_at": "tomorrow"}, set()),
}
THREADS = {
    "public": ({}, {"visitor", "customer", "author", "moderator", "staff"}),
    "customers": ({"room": Audience.CUSTOMERS}, {"customer", "author", "moderator", "staff"}),
    "staff": ({"room": Audience.STAFF}, {"staff"}),
    "private": ({"is_private": True}, {"author", "staff"}),
    "held": ({"held": True}, {"author", "moderator", "staff"}),
    "hidden": ({"hidden": True}, {"author", "moderator", "staff"}),
}
# A held or hidden thread is seen on its own page by those who work on it; no list offers it.
OWN_PAGE = (
    "thread page",
    "thread by its number",
    "article page",
    "article by its number",
    "short link",
    "in review",
    "what readers said",
    "who has read it",
)


@pytest.fixture
def more_settings():
    """Visitors' pages are kept, as in production: nobody may come by another's."""
    return {"HOIDAP_PAGE_CACHE_BYTES": 1_000_000}


@pytest.fixture
def people(client, sign_in, make):
    return {
        "visitor": client,
        "customer": sign_in(make.user(name="Customer")),
        "author": sign_in(make.user(name="Author")),
        "moderator": sign_in(make.user(name="Moderator", role=Role.MODERATOR)),
        "staff": sign_in(make.user(name="Staff", role=Role.STAFF)),
    }


def the_article(make, state):
    words = dict(ARTICLES[state][0])
    if words.get("publish_at"):
        words["publish_at"] = now() + timedelta(days=1)
    article = make.article(
        tags=named(["spice"]),
        title=f"{WORD} guide",
        summary=f"{WORD} in short",
        body=f"All about {WORD} here.",
        submitted_at=now(),
        must_be_read=True,
        source={"contributors": [make.user(name="Author").id]},
        **words,
    )
    crediting.credit(article)
    db.session.commit()
    return article


def the_thread(make, people, state):
    words = dict(THREADS[state][0])
    room = make.category(
        audience=words.pop("room", Audience.PUBLIC), moderators=[people["moderator"].user]
    )
    held, hidden = words.pop("held", False), words.pop("hidden", False)
    thread = make.thread(
        title=f"{WORD} question", body=f"Who knows {WORD} well?", category=room,
        author=people["author"].user, tags=named(["spice"]), solved_at=now(), **words,
    )  # fmt: skip
    first = db.session.query(type(make.post(thread=thread))).filter_by(position=1).one()
    if held:
        thread.held_at = first.held_at = now()
    if hidden:
        thread.hidden_at = first.hidden_at = now()
        thread.hidden_reason = first.hidden_reason = "Off topic"
    db.session.add(Rating(thread_id=thread.id, user_id=thread.author_id, score=1))
    db.session.commit()
    return thread


def seen_wrongly(thing, kind, state, allowed, people):
    wrong = []
    for surface in SURFACES:
        if surface.kind != kind:
            continue
        for person in (*PEOPLE, "visitor"):  # once more, after those who see more
            shown = surface.shows(people[person], thing)
            may = person in allowed
            own = surface.name in OWN_PAGE
            if kind == "article" and person == "staff" and own:
                continue  # staff open drafts and archived articles on their own pages
            if shown and not may:
                wrong.append(f"{surface.name} shows a {state} {kind} to {person}")
            findable = state not in ("held", "hidden") or own
            if may and findable and surface.lists_all and not shown:
                wrong.append(f"{surface.name} keeps a {state} {kind} from {person}")
    return wrong


@pytest.mark.parametrize("state", ARTICLES)
def test_articles_are_shown_to_their_audience_alone(people, make, state):
    article = the_article(make, state)
    engine.rebuild()
    allowed = ARTICLES[state][1] | ({"author"} if "customer" in ARTICLES[state][1] else set())
    assert seen_wrongly(article, "article", state, allowed, people) == []


@pytest.mark.parametrize("state", THREADS)
def test_threads_are_shown_to_their_audience_alone(people, make, state):
    thread = the_thread(make, people, state)
    engine.rebuild()
    assert seen_wrongly(thread, "thread", state, THREADS[state][1], people) == []


def numbers(app, person, typed, **chosen):
    """Every number that a results page tells: the total, the tabs, each value of each facet."""
    with app.test_request_context():
        page = finding.find(typed, for_=person, filters=Filters(**chosen), facets=FACETS)
    values = {value: n for counts in page.facets.values() for value, n in counts.items() if n}
    return page.total, sum(page.counts.values()), values


@pytest.mark.parametrize("state", ARTICLES)
def test_the_top_box_is_for_its_audience_alone(people, make, state):
    the_article(make, state)
    engine.rebuild()
    allowed = ARTICLES[state][1] | ({"author"} if "customer" in ARTICLES[state][1] else set())
    for person in (*PEOPLE, "visitor"):
        page = people[person].get(f"/search/?q={WORD}+guide").text
        assert ("top-box" in page) == (person in allowed), person
        assert (f"All about {WORD}" in page) == (person in allowed), person


@pytest.mark.parametrize("state", ARTICLES)
def test_related_articles_are_for_their_audience_alone(people, make, state):
    article = the_article(make, state)
    hosts = [make.article(title=f"{WORD} basics"), make.thread(title=f"{WORD} basics")]
    engine.rebuild()
    allowed = ARTICLES[state][1] | ({"author"} if "customer" in ARTICLES[state][1] else set())
    for host in hosts:
        for person in (*PEOPLE, "visitor"):
            page = people[person].get(host.url).text
            assert (article.title in page) == (person in allowed), (person, host.url)


@pytest.mark.parametrize("state", THREADS)
def test_related_threads_are_those_that_all_of_the_readers_kind_see(people, make, state):
    thread = the_thread(make, people, state)
    hosts = [make.article(title=f"{WORD} basics"), make.thread(title=f"{WORD} basics")]
    engine.rebuild()
    allowed = THREADS[state][1] if state not in ("private", "held", "hidden") else set()
    for host in hosts:
        for person in (*PEOPLE, "visitor"):
            page = people[person].get(host.url).text
            assert (thread.title in page) == (person in allowed), (person, host.url)


@pytest.mark.parametrize(
    ("kind", "state"), [("thread", s) for s in THREADS] + [("article", s) for s in ARTICLES]
)
def test_counts_tell_nothing(app, people, make, kind, state):
    if kind == "thread":
        thing, allowed = the_thread(make, people, state), THREADS[state][1]
        own = {thing.category.slug, "spice", thing.language, "open"}
    else:
        thing, allowed = the_article(make, state), ARTICLES[state][1]
        own = {thing.collection.slug, "spice", thing.language, "checked"}
        allowed = allowed | ({"author"} if "customer" in allowed else set())
    engine.rebuild()
    searches = (WORD, f'"{WORD}"', f"{WORD} tag:spice", "tag:spice", "after:2020")
    for name in PEOPLE:
        person = getattr(people[name], "user", None) or Visitor()
        findable = name in allowed and state not in ("held", "hidden")
        told = (1, 1, dict.fromkeys(own, 1)) if findable else (0, 0, {})
        for typed in searches:
            assert numbers(app, person, typed) == told, (name, typed)
        for chosen in ({"tag": "spice"}, {"kind": kind}, {"status": "open"}):
            assert findable or numbers(app, person, WORD, **chosen) == told, (name, chosen)


@pytest.mark.parametrize("state", ARTICLES)
def test_what_is_offered_while_search_is_away_is_for_the_reader(people, make, state):
    """No index: the results page lists what is read most, to its audience alone."""
    the_article(make, state)
    allowed = ARTICLES[state][1] | ({"author"} if "customer" in ARTICLES[state][1] else set())
    for person in PEOPLE:
        page = people[person].get("/search/?q=anything")
        assert "Search is being rebuilt" in page.text
        assert (f"{WORD} guide" in page.text) == (person in allowed), person
