"""No deed shows a thing to more people unseen: every deed there is, tried on what few may read."""

import pytest
from sqlalchemy import func, select
from werkzeug.routing import IntegerConverter

from accounts.models import AuditEntry, User, Visitor
from core.audience import Audience
from core.clock import now
from core.db import db
from core.tags import Tag, named
from forum.models import Post, QueueItem, QueueKind, Rating, Reuse, Thread, ThreadType
from forum.permissions import see_post, see_thread
from hoidap.importing.report import Report
from kb.models import Article, ArticleStatus, Proposal, Revision, Variable
from kb.permissions import see_article
from search.services import gaps
from tests.test_not_there import OF_ARTICLES, OF_THREADS

ARTICLES = (
    {"audience": Audience.CUSTOMERS},
    {"audience": Audience.STAFF, "must_be_read": True, "submitted_at": now()},
    {"status": ArticleStatus.DRAFT},
    {"status": ArticleStatus.ARCHIVED},
)
THREADS = (
    ({"audience": Audience.STAFF}, {}),
    ({}, {"is_private": True, "type": ThreadType.COMPLAINT}),
    ({}, {"hidden_at": now()}),
    ({}, {"reply": {"held_at": now()}}),
    ({}, {"reply": {"hidden_at": now()}}),
)
# What a person of the staff would send, where it widens as far as can be; without a yes.
TYPED = {
    "shown": "", "widened_to": "",
    "audience": "public", "category": "open-room", "title": "T", "body": "B", "text": "B",
    "summary": "", "reason": "Why", "words": "W", "note": "N", "how": "H", "answer": "yes",
    "score": "1", "language": "en", "kind": "faq", "outcome": "O", "promised_on": "2030-01-01",
    "helpful": "no", "works": "yes", "has_worked": "y", "value_en": "1901", "value_vi": "1901",
    "name_en": "N", "name_vi": "N", "name": "other", "into": "other", "icon": "chat-dots",
    "position": "0", "color": "#112233", "role": "staff", "level": "2", "format": "forum",
    "typed": "gizmo", "meant": "gadget", "revision": "1",
    "status": "published", "email": "new@example.com", "fine": "1", "state": "planned",
}  # fmt: skip
# Deeds that show something to more people, whose page says so; and what one agrees to with them.
SAY_WHAT_BECOMES_VISIBLE = {
    "kb.articles.audience": ({"shown": "{audience}"}, "article.audience_changed"),
    "kb.articles.publish": ({"shown": "{audience}", "revision": "1"}, "article.published"),
    "forum.threads.move": (
        {"may_widen": "y", "widened_to": "{room} → open-room"}, "thread.moved"
    ),
    "hoidap.categories.edit": ({"widened_to": "public"}, "category.changed"),
}  # fmt: skip
# One button, whose very words are that everybody sees it now.
SHOW_AGAIN = {"forum.queue.approve": "post.approved", "forum.posts.restore": "post.restored"}
# One's own account, and the developer's change of person: no words of others, and the sign-in with
# which all of this is tried would end.
NO_DEED = ("accounts.", "hoidap.demo.")
# They want what the staff has not: a mail's link, an empty site, a file, words of a customer. Those
# of posts and threads are refused here for their state; of none does anybody come to see more.
REFUSED = """
    forum.follow_ups.stop forum.nominations.new forum.posts.accept forum.posts.flag
    forum.ratings.give
    forum.posts.preview forum.posts.unmake_official forum.posts.withdraw forum.proofs.edit
    forum.threads.promote forum.threads.reply forum.threads.state forum.threads.unlock
    forum.threads.unpin hoidap.imports.index hoidap.members.claim hoidap.members.suspend
    hoidap.settings.limits hoidap.settings.mail hoidap.setup.admin hoidap.setup.index
    hoidap.setup.mail hoidap.setup.people hoidap.setup.rooms hoidap.setup.site hoidap.tags.rename
    hoidap.uploads.new kb.articles.feedback kb.articles.preview kb.proofs.edit kb.proposals.new
    kb.proposals.take_back kb.translations.confirm search.gaps.give_back search.gaps.reopen
    search.steps.create search.waiting.confirm search.waiting.leave"""


def readers_of(ids):
    """Who of a visitor and a member who is new here may read what these numbers name."""
    db.session.expire_all()
    member = db.session.get_one(User, ids["member"])
    article = db.session.get(Article, ids.get("article_id", 0))
    thread = db.session.get(Thread, ids.get("thread_id", 0))
    posts = select(Post).where(Post.thread_id == ids.get("thread_id", 0))
    things = [(see_article, article)] if article else []
    things += [(see_thread, thread)] if thread else []
    things += [(see_post, post) for post in db.session.scalars(posts)]
    return {
        (type(thing).__name__, thing.id, type(reader).__name__)
        for rule, thing in things
        for reader in (Visitor(), member)
        if rule(reader, thing)
    }


def an_article(make, words):
    article = make.article(**words)
    text = db.session.scalar(select(Revision).where(Revision.article_id == article.id))
    proposal = Proposal(article_id=article.id, author_id=make.user().id, title="T", body="B")
    proposal.revision_id = text.id
    make.save(proposal)
    ids = {"article_id": article.id, "revision_id": text.id, "proposal_id": proposal.id}
    return ids, {"audience": str(article.audience)}


def a_thread(make, by, room, words):
    category = make.category(**room)
    words = dict(words)
    reply = words.pop("reply", {})
    thread = make.thread(category=category, author=by, solved_at=now(), **words)
    state = {name: value for name, value in words.items() if name.endswith("_at")}
    first = db.session.scalar(select(Post).where(Post.thread_id == thread.id))
    for name, value in state.items():
        setattr(first, name, value)
    post = make.post(thread=thread, **(state | reply))
    thread.accepted_post_id = None if state or reply else post.id
    kind = QueueKind.HELD if "held_at" in state | reply else QueueKind.FLAG
    rows = (
        QueueItem(kind=kind, post_id=post.id, category_id=category.id),
        Rating(thread_id=thread.id, user_id=by.id, score=1),
        Reuse(thread_id=thread.id, article_id=make.article().id, user_id=by.id),
    )
    ids = [make.save(row).id for row in rows]
    names = ("item_id", "rating_id", "reuse_id")
    return {"thread_id": thread.id, "post_id": post.id, **dict(zip(names, ids, strict=True))}, {
        "room": category.slug
    }


@pytest.fixture
def tries(app, as_admin, make):
    """(rule, what its address names, what is known of that) of each deed and each narrow thing."""
    make.category(slug="open-room")
    member, shelf = make.user().id, make.collection()
    make.save(Variable(name="hotline", values={"en": "1900"}))

    def others():
        """The rest of what an address can name; in these places stands what few may read."""
        few, tag = make.category(audience=Audience.STAFF), named([f"spice {make.user().id}"])
        thread, product = make.thread(category=few, tags=tag), make.product()
        article = make.article(audience=Audience.STAFF, collection=shelf, tags=tag)
        gap = gaps.count_failed(f"lost {thread.id}", "lost", "en")
        gap.thread_id = thread.id
        db.session.commit()
        run = make.import_run(checked_at=now(), found=Report().as_json())
        return {
            "gap_id": gap.id, "category_id": few.id, "collection_id": shelf.id,
            "product_id": product.id, "person_id": make.user().id, "name": "hotline",
            "run_id": run.id, "tag_id": tag[0].id, "delivery_id": 1, "member": member,
        }, {"thread_id": thread.id, "article_id": article.id}  # fmt: skip

    def each():
        for rule in app.url_map.iter_rules():
            if "POST" not in rule.methods or rule.endpoint.startswith(NO_DEED):
                continue
            found = []
            if rule.arguments & OF_ARTICLES:
                found = [an_article(make, words) for words in ARTICLES]
            elif rule.arguments & OF_THREADS:
                found = [a_thread(make, as_admin.user, room, words) for room, words in THREADS]
            else:
                ids, inside = others()
                found = [(ids | inside, {"room": ""})]
            yield from ((rule, {"member": member, **ids}, known) for ids, known in found)

    return each


def test_no_deed_shows_a_thing_to_more_people_unseen(app, as_admin, make, tries):
    shelf, narrow = make.collection(), make.article(audience=Audience.STAFF)
    make.save(Tag(slug="other", name="other"))
    typed = TYPED | {"collection": str(shelf.id), "article": str(narrow.id)}
    unseen, done, noted = [], set(), set()

    def try_it(rule, ids, **more):
        values = {
            name: ids.get(name, 1 if isinstance(kind, IntegerConverter) else "x")
            for name, kind in rule._converters.items()
        }
        with app.test_request_context():
            path = rule.build(values)[1]
        before, last = readers_of(ids), db.session.scalar(select(func.max(AuditEntry.id))) or 0
        answer = as_admin.post(path, data=typed | more)
        done.update({rule.endpoint} if answer.status_code == 303 else ())
        entries = select(AuditEntry.action).where(
            AuditEntry.id > last, AuditEntry.actor_id == as_admin.user.id
        )
        return readers_of(ids) - before, set(db.session.scalars(entries))

    for rule, ids, known in tries():
        shown, entries = try_it(rule, ids)
        if shown and SHOW_AGAIN.get(rule.endpoint) not in entries:
            unseen.append((rule.endpoint, known, shown, entries))
        agreed, action = SAY_WHAT_BECOMES_VISIBLE.get(rule.endpoint, ({}, None))
        if agreed and not shown:
            yes = {name: value.format(**known) for name, value in agreed.items()}
            shown, entries = try_it(rule, ids, **yes)
            assert not shown or action in entries, (rule.endpoint, known)
        if shown:
            noted.add(rule.endpoint)
    assert unseen == []
    deeds = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    deeds = {deed for deed in deeds if not deed.startswith(NO_DEED)}
    assert deeds - done == set(REFUSED.split())  # else nothing is proved of them
    assert noted == SAY_WHAT_BECOMES_VISIBLE.keys() | SHOW_AGAIN.keys()
