"""Nobody comes to know of what is not for them: every surface × audience × state × person."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from accounts.models import Role, Visitor
from core import origins
from core.audience import Audience
from core.clock import now, today
from core.db import db
from core.tags import named
from forum.models import Nomination, Post, QueueItem, QueueKind, Rating, Reuse, Watch
from kb.models import (
    ArticleDay,
    ArticleStatus,
    Feedback,
    Proposal,
    Revision,
    Variable,
    article_variable,
)
from kb.services import crediting
from search.contract import FACETS, Filters
from search.services import counting, engine, finding, gaps, waiting
from tests.surfaces import SURFACES, WORD
from tests.test_not_there import OF_ARTICLES, OF_THREADS

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
OWN_PAGE = {
    "thread page",
    "thread by its number",
    "article page",
    "article by its number",
    "short link",
    "in review",
    "what readers said",
    "who has read it",
    *(
        "former address",
        "former address of its shelf",
        "drafts",
        "to be checked",
        "no translation",
        "desk",
        "one's own",
    ),
    *("wanted", "who wanted it", "to be written", "where a variable stands", "used to answer"),
    *("one's proposal", "proposing", "translating"),
}


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


def the_article(make, state, **more):
    words = dict(ARTICLES[state][0]) | more
    if words.get("publish_at"):
        words["publish_at"] = now() + timedelta(days=1)
    article = make.article(
        tags=named(["spice"]),
        title=f"{WORD} guide",
        summary=f"{WORD} in short",
        body=f"All about {WORD} here.",
        collection=make.collection(slug=f"shelf-{WORD}"),
        products=[make.product()],
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
        author=people["author"].user, tags=named(["spice"]), solved_at=now(),
        product_id=make.product().id, **words,
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


def named_everywhere(make, article, people):
    """All that is tied to an article: whatever shows that, shows it to its audience alone."""
    staff, author = people["staff"].user, people["author"].user
    text = db.session.scalar(select(Revision).where(Revision.article_id == article.id))
    text_of_it = {"article_id": article.id, "revision_id": text.id}
    origins.note_addresses("article", article.id, ["/hc/articles/7"])
    origins.note_addresses("collection", article.collection_id, ["/hc/sections/8"])
    db.session.add_all([
        Proposal(title="", body="", author_id=author.id, **text_of_it),
        Feedback(is_helpful=False, words=f"{WORD} ?", **text_of_it),
        ArticleDay(day=today(), article_id=article.id, view_count=3),
        Reuse(thread_id=make.thread().id, article_id=article.id, user_id=staff.id),
        Variable(name="hotline", values={"en": "1900"}),
    ])  # fmt: skip
    db.session.flush()
    db.session.execute(article_variable.insert().values(article_id=article.id, name="hotline"))
    gap = gaps.count_failed("lost things", "lost things", "en")
    gap.nearest_id = article.id
    waiting.wait_as(people["customer"].user, gap)
    db.session.commit()
    counting.renew()
    db.session.commit()


def talked_about(make, thread, people):
    """All that is tied to a thread."""
    customer, staff = people["customer"].user, people["staff"].user
    first = db.session.scalar(select(Post).where(Post.thread_id == thread.id, Post.position == 1))
    origins.note_addresses("thread", thread.id, ["/t/7"])
    db.session.add_all([
        Watch(thread_id=thread.id, user_id=customer.id),
        Nomination(thread_id=thread.id, user_id=customer.id, note="Yes"),
        Reuse(thread_id=thread.id, article_id=make.article().id, user_id=staff.id),
        QueueItem(kind=QueueKind.FLAG, post_id=first.id, category_id=thread.category_id),
    ])  # fmt: skip
    gaps.count_failed("lost things", "lost things", "en").thread_id = thread.id
    db.session.commit()
    counting.renew()
    db.session.commit()


def seen_wrongly(thing, kind, state, allowed, people):
    wrong = []
    for surface in SURFACES:
        if surface.kind != kind:
            continue
        is_for_all = surface.proof is None or surface.proof[1] == "visitor"
        for person in (*PEOPLE, *["visitor"] * is_for_all):  # once more, after those who see more
            shown = surface.shows(people[person], thing)
            may = person in allowed
            own = surface.name in OWN_PAGE
            if kind == "article" and person == "staff" and own:
                continue  # staff open drafts and archived articles on their own pages
            if shown and not may:
                wrong.append(f"{surface.name} shows a {state} {kind} to {person}")
            findable = state not in ("held", "hidden") or own
            if surface.proof == (state, person) and not shown:
                wrong.append(f"{surface.name} never shows a {state} {kind} to {person}")
            if may and findable and surface.lists_all and not shown:
                wrong.append(f"{surface.name} keeps a {state} {kind} from {person}")
    return wrong


@pytest.mark.parametrize("state", ARTICLES)
def test_articles_are_shown_to_their_audience_alone(people, make, state):
    staff = people["staff"].user
    article = the_article(make, state, source_changed_at=now(), owner_id=staff.id)
    named_everywhere(make, article, people)
    engine.rebuild()
    allowed = ARTICLES[state][1] | ({"author"} if "customer" in ARTICLES[state][1] else set())
    assert seen_wrongly(article, "article", state, allowed, people) == []


@pytest.mark.parametrize("state", THREADS)
def test_threads_are_shown_to_their_audience_alone(people, make, state):
    thread = the_thread(make, people, state)
    talked_about(make, thread, people)
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
        own = {thing.category.slug, thing.product.slug, "spice", thing.language, "open"}
    else:
        thing, allowed = the_article(make, state), ARTICLES[state][1]
        own = {thing.collection.slug, thing.products[0].slug, "spice", thing.language, "checked"}
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


# What is about one thing by its number is walked by tests/test_not_there.py; the rest of the pages
# are surfaces, or show nobody a text or a title of another's.
NO_SURFACE = {
    "one's own account, or a link that only one's own mail holds": """
        accounts.claims.accept accounts.identities.confirm accounts.identities.send_again
        accounts.invitations.accept accounts.passwords.edit accounts.passwords.forgot
        accounts.passwords.reset accounts.people.edit accounts.people.joined accounts.people.new
        accounts.sessions.delete accounts.sessions.index accounts.sessions.new
        forum.follow_ups.stop forum.ratings.give
        hoidap.language.edit hoidap.me.profile
        search.waiting.confirm search.waiting.leave search.waiting.new""",
    "about the site, its places and its people; of staff and admins": """
        hoidap.categories.edit hoidap.categories.index hoidap.categories.new
        hoidap.collections.edit hoidap.collections.index hoidap.collections.new
        hoidap.invitations.index hoidap.members.categories hoidap.members.claim
        hoidap.members.index hoidap.members.role hoidap.members.show hoidap.members.suspend
        hoidap.members.trust hoidap.products.edit hoidap.products.index hoidap.products.new
        hoidap.settings.contact hoidap.settings.index hoidap.settings.limits hoidap.settings.mail
        hoidap.settings.search hoidap.settings.site hoidap.tags.index hoidap.tags.merge
        hoidap.tags.rename hoidap.variables.new hoidap.variables.remove""",
    "for admins, who see all; refusals in tests/hoidap/test_permissions.py": """
        hoidap.desk.deliveries hoidap.imports.details hoidap.imports.index hoidap.imports.progress
        hoidap.imports.report hoidap.imports.show""",
    "before the site has anything": """
        hoidap.setup.admin hoidap.setup.index hoidap.setup.mail hoidap.setup.people
        hoidap.setup.rooms hoidap.setup.site""",
    "of the developer's machine alone": "hoidap.demo.mail hoidap.demo.mails",
    "words of ours, styles, a sign of life": """
        hoidap.healthz.index hoidap.privacy.show hoidap.theme.index static""",
    "a picture or file, under 128 random bits; the form that takes one": """
        hoidap.uploads.new hoidap.uploads.show""",
    "something to be typed; about no article": "search.gaps.dismiss search.gaps.equate",
}


def test_every_page_is_a_surface_or_shows_nobodys_words(app, people, make):
    article, thread = the_article(make, "public"), the_thread(make, people, "public")
    at = app.url_map.bind("localhost")
    walked = {
        at.match(urlsplit(one.address(article if one.kind == "article" else thread)).path)[0]
        for one in SURFACES
        if not one.name.startswith("former address")
    }
    pages = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    by_number = {r.endpoint for r in pages if r.arguments & (OF_THREADS | OF_ARTICLES)}
    exempt = [endpoint for endpoints in NO_SURFACE.values() for endpoint in endpoints.split()]

    assert sorted({page.endpoint for page in pages}) == sorted(walked | by_number | {*exempt})
    assert len(exempt) == len({*exempt} - walked - by_number)
