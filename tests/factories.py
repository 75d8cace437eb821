"""Make things for tests: `make.post()` gives a saved, believable post."""

from itertools import count

from accounts.models import Identity, IdentityKind, Product, Role, User
from core.audience import Audience
from core.clock import now, today
from core.db import db
from core.markdown import RENDERER_VERSION, render
from forum.models import Category, Flag, FlagReason, Post, QueueItem, QueueKind, Thread
from hoidap.models import ImportRun
from kb.models import Article, ArticleStatus, Collection, Revision

_n = count(1)


def save(thing):
    db.session.add(thing)
    db.session.commit()
    return thing


def user(
    *, name=None, role=Role.CUSTOMER, email=None, confirmed=True, password=None, **more
) -> User:
    number = next(_n)
    person = User(name=name or f"User {number}", role=role, **{"language": "en"} | more)
    if password:
        from accounts.services import passwords

        person.password_hash = passwords.hashed(password)
    person.identities.append(
        Identity(
            kind=IdentityKind.EMAIL,
            value=email or f"user{number}@example.com",
            verified_at=now() if confirmed else None,
        )
    )
    return save(person)


def placeholder(*, name="Former Member", email=None, **more) -> User:
    """Somebody who came with an import and has not claimed the account."""
    person = User(name=name, **{"language": "en"} | more)
    if email:
        person.identities.append(Identity(kind=IdentityKind.EMAIL, value=email))
    return save(person)


def product(*, slug=None, name="Router X1", **more) -> Product:
    return save(Product(slug=slug or f"product-{next(_n)}", names={"vi": name, "en": name}, **more))


def collection(*, slug=None, name="Guides", parent=None, **more) -> Collection:
    return save(
        Collection(
            slug=slug or f"collection-{next(_n)}",
            names={"vi": name, "en": name},
            parent_id=parent and parent.id,
            **more,
        )
    )


def article(
    *,
    title="How to return a product",
    body="Bring the product and its receipt.",
    collection=None,
    status=ArticleStatus.PUBLISHED,
    audience=Audience.PUBLIC,
    language="en",
    author=None,
    **more,
) -> Article:
    number = next(_n)
    shelf = collection or globals()["collection"]()
    thing = Article(
        key=f"key{number:07d}",
        collection_id=shelf.id,
        slug=f"article-{number}",
        title=title,
        status=status,
        audience=audience,
        language=language,
        translation_group=more.pop("translation_group", f"key{number:07d}"),
        **more,
    )
    save(thing)
    revision = save(
        Revision(
            article_id=thing.id,
            author_id=author and author.id,
            number=1,
            title=title,
            summary=thing.summary or "",
            body=body,
            html=render(body),
            renderer_version=RENDERER_VERSION,
        )
    )
    if status in (ArticleStatus.PUBLISHED, ArticleStatus.ARCHIVED):
        thing.live_revision_id = revision.id
        thing.published_at = now()
        thing.checked_on = thing.checked_on or today()
        db.session.commit()
    return thing


def category(
    *, slug=None, name="Questions", audience=Audience.PUBLIC, moderators=(), **more
) -> Category:
    room = Category(
        slug=slug or f"category-{next(_n)}",
        names={"vi": name, "en": name},
        audience=audience,
        **more,
    )
    room.moderators.extend(moderators)
    return save(room)


def thread(
    *,
    title="How do I reset my password?",
    body="The button does nothing.",
    category=None,
    author=None,
    **more,
) -> Thread:
    """A thread with its first post."""
    room = category or globals()["category"]()
    asker = author or user()
    thing = save(
        Thread(title=title, category_id=room.id, author_id=asker.id, **{"language": "en"} | more)
    )
    _post(thing, asker, body)
    return thing


def post(*, body="Press the big button.", thread=None, author=None, **more) -> Post:
    """A reply (with a thread around it, if none is given)."""
    where = thread or globals()["thread"]()
    return _post(where, author or user(), body, **more)


def _post(where: Thread, author: User, body: str, **more) -> Post:
    position = db.session.query(Post).filter_by(thread_id=where.id).count() + 1
    thing = Post(
        thread_id=where.id,
        author_id=author.id,
        position=position,
        body=body,
        html=render(body),
        renderer_version=RENDERER_VERSION,
        body_hash=f"hash-{next(_n)}",
        **more,
    )
    if position > 1 and thing.is_visible:
        where.reply_count += 1
    where.last_post_at = now()
    where.last_post_author_id = author.id
    return save(thing)


def flag(*, post=None, by=None, reason=FlagReason.RUDE, note="") -> Flag:
    """A flag with its open queue item."""
    about = post or globals()["post"]()
    save(QueueItem(kind=QueueKind.FLAG, post_id=about.id, category_id=about.thread.category_id))
    return save(Flag(post_id=about.id, user_id=(by or user()).id, reason=reason, note=note))


def import_run(*, by=None, file_name="old-forum.jsonl", **more) -> ImportRun:
    """A former import; the fields of its state say which (see hoidap/models/import_run.py)."""
    options = {
        "name": "old",
        "language": "en",
        "url": "",
        "category": "",
        "collection": "",
        "audience": "public",
        "status": "published",
    }
    usual = {"format": "forum", "options": options, "file_size": 2_000_000, "file_key": None}
    asker = by or user(role=Role.ADMIN)
    return save(ImportRun(asked_by=asker.id, file_name=file_name, **usual | more))
