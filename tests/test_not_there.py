"""What is not for somebody answers, at every address, as what does not exist: not even a redirect
or another refusal tells that it is there."""

from urllib.parse import unquote

import pytest
from sqlalchemy import select

from accounts.models import Role
from core.audience import Audience
from core.clock import now
from core.db import db
from forum.models import Post, QueueItem, QueueKind, Rating, Reuse
from kb.models import ArticleStatus, Proposal, Revision

NOBODY = 999_999  # an id that nothing has
# Of each state of a thing: from whom it is kept, as far as it is not the same as for another.
ARTICLES = {
    "customers": ({"audience": Audience.CUSTOMERS}, {"visitor"}),
    "staff": ({"audience": Audience.STAFF}, {"customer", "moderator"}),
    "draft": ({"status": ArticleStatus.DRAFT}, {"visitor"}),
    "archived": ({"status": ArticleStatus.ARCHIVED}, {"visitor"}),
}
THREADS = {
    "customers": ({"room": Audience.CUSTOMERS}, {"visitor"}),
    "staff": ({"room": Audience.STAFF}, {"author", "moderator"}),
    "private": ({"is_private": True}, {"customer", "moderator"}),
    "held": ({"held_at": now()}, {"customer"}),
    "hidden": ({"hidden_at": now()}, {"customer"}),
}
HELD_REPLY = {"customer"}
# What an address names, by the name of its number, that is of a thread or an article.
OF_THREADS = {"thread_id", "post_id", "item_id", "rating_id", "reuse_id"}
OF_ARTICLES = {"article_id", "revision_id", "proposal_id"}


@pytest.fixture
def people(client, sign_in, make):
    return {
        "visitor": client,
        "customer": sign_in(make.user()),
        "author": sign_in(make.user()),
        "moderator": sign_in(make.user(role=Role.MODERATOR)),
    }


def an_article(make, words):
    article = make.article(title="Zanzibar", **words)
    text = db.session.scalar(select(Revision).where(Revision.article_id == article.id))
    proposal = Proposal(article_id=article.id, author_id=make.user().id, title="T", body="B")
    proposal.revision_id = text.id
    make.save(proposal)
    return {"article_id": article.id, "revision_id": text.id, "proposal_id": proposal.id}


def a_thread(make, people, words):
    room = make.category(
        audience=words.get("room", Audience.PUBLIC), moderators=[people["moderator"].user]
    )
    author, words = people["author"].user, {k: v for k, v in words.items() if k != "room"}
    thread = make.thread(title="Zanzibar", category=room, author=author, solved_at=now(), **words)
    state = {k: v for k, v in words.items() if k.endswith("_at")}
    post = make.post(thread=thread, author=author, **state)
    first = db.session.scalar(select(Post).where(Post.thread_id == thread.id, Post.position == 1))
    for name, value in state.items():
        setattr(first, name, value)
    article = make.article(audience=Audience.STAFF)
    reuse = Reuse(thread_id=thread.id, article_id=article.id, user_id=make.user(role=Role.STAFF).id)
    rating = Rating(thread_id=thread.id, user_id=author.id, score=1)
    item = QueueItem(kind=QueueKind.HELD, post_id=post.id, category_id=room.id)
    ids = [make.save(one).id for one in (item, rating, reuse)]
    return {"thread_id": thread.id, "post_id": post.id} | dict(
        zip(("item_id", "rating_id", "reuse_id"), ids, strict=True)
    )


def addresses(app, names):
    """(method, rule, name of its number) of all that is about one of these things."""
    for rule in app.url_map.iter_rules():
        for name in rule.arguments & names:
            for method in rule.methods & {"GET", "POST"}:
                yield method, rule, name


def test_what_is_kept_from_somebody_answers_as_what_is_not_there(app, people, make):
    kept = [
        (OF_ARTICLES, state, an_article(make, words), who)
        for state, (words, who) in ARTICLES.items()
    ]
    kept += [
        (OF_THREADS, state, a_thread(make, people, words), who)
        for state, (words, who) in THREADS.items()
    ]
    held = make.post(thread=make.thread(), held_at=now())
    kept.append(({"post_id"}, "held reply", {"post_id": held.id}, HELD_REPLY))

    def said(person, method, rule, name, number):
        values = dict.fromkeys(rule.arguments, "x") | {name: number}
        with app.test_request_context():
            path = rule.build(values)[1]
        answer = people[person].open(path, method=method)
        return answer.status_code, unquote(answer.location or "").replace(f"/{number}", "/N")

    nothing, told = {}, []
    for names, state, ids, who in kept:
        for method, rule, name in addresses(app, names):
            for person in sorted(who):
                place = person, method, rule.rule
                if place not in nothing:
                    nothing[place] = said(person, method, rule, name, NOBODY)
                answer = said(person, method, rule, name, ids[name])
                if answer != nothing[place]:
                    told.append((state, *place, answer, nothing[place]))
    assert told == []
    assert len(nothing) > 250  # and so they were walked
