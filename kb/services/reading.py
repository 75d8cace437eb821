"""What there is to read, and for whom. Lists are bounded and cost a fixed number of queries."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import exists, or_, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from accounts.models import Product, User
from core.audience import Audience, narrowest_of
from core.db import GREATEST_ID, db
from core.permissions import Actor
from core.slugs import with_id
from kb.models import Article, Collection, Revision, article_product
from kb.permissions import see_article
from kb.services import counting, crediting
from kb.services.visibility import in_reach_of, is_visible_to

PER_PAGE = 30
_CURSOR = re.compile(r"(-?[0-9]{1,20})\.([0-9]{1,20})")  # rank and id of the line seen last


class Line(NamedTuple):
    """An article in a list."""

    id: int
    title: str
    summary: str
    language: str
    audience: Audience
    updated: datetime | None
    collection: Collection

    @property
    def url(self) -> str:
        return f"/kb/articles/{with_id(self.id, self.title)}"


class Page(NamedTuple):
    """A part of a list; `before` is the cursor of the next one, "" on the last."""

    lines: list[Line]
    before: str


class Shelf(NamedTuple):
    """A collection with how many articles the reader finds in it and below."""

    collection: Collection
    total: int
    children: "list[Shelf]"


def find_article(article_id: int, *, for_: Actor) -> Article | None:
    """The article with all that its page shows, or None if this person may not know of it."""
    if article_id > GREATEST_ID:
        return None
    article = db.session.scalar(
        select(Article)
        .where(Article.id == article_id)
        .options(
            joinedload(Article.collection).joinedload(Collection.owner),
            joinedload(Article.owner),
            joinedload(Article.live_revision),
            selectinload(Article.products),
            selectinload(Article.tags),
        )
    )
    return article if article is not None and see_article(for_, article) else None


def _lines(statement: Any, limit: int) -> list[Line]:
    rows = db.session.execute(statement.limit(limit))
    return [Line(*row) for row in rows]


def _page(lines: Any, rank: Any, before: str | None) -> Page:
    """A page by rank, smallest first; a cursor that is none of ours begins at the top."""
    if (seen := _place(before)) is not None:
        lines = lines.where(tuple_(rank, Article.id) > seen)
    ordered = lines.add_columns(rank).order_by(rank, Article.id).limit(PER_PAGE + 1)
    rows = db.session.execute(ordered).all()
    found = [Line(*row[:-1]) for row in rows[:PER_PAGE]]
    more = len(rows) > PER_PAGE
    return Page(found, f"{rows[PER_PAGE - 1][-1]}.{found[-1].id}" if more else "")


def _place(cursor: str | None) -> tuple[int, int] | None:
    found = _CURSOR.fullmatch(cursor or "")
    return (_held(found[1]), _held(found[2])) if found else None


def _held(number: str) -> int:
    """The number, or the nearest that a database column holds."""
    return max(-GREATEST_ID, min(int(number), GREATEST_ID))


# Made once: to put it together takes longer than to run it.
_LINES: Any = select(
    Article.id,
    Article.title,
    Article.summary,
    Article.language,
    Article.audience,
    Article.published_at,
    Collection,
).join(Collection, Collection.id == Article.collection_id)


def _listed(actor: Actor, language: str) -> Any:
    return _LINES.where(is_visible_to(actor), in_reach_of(actor, language))


def articles_of(
    collection: Collection, *, for_: Actor, language: str, before: str | None = None
) -> Page:
    """A page of one shelf in its order; `before` is the cursor of the page seen last."""
    lines = _listed(for_, language).where(Article.collection_id == collection.id)
    return _page(lines, Article.position, before)


def featured(*, for_: Actor, language: str, limit: int = 6) -> list[Line]:
    lines = _listed(for_, language).where(Article.is_featured)
    return _lines(lines.order_by(Article.published_at.desc(), Article.id.desc()), limit)


def newest(*, for_: Actor, language: str, limit: int = 6) -> list[Line]:
    lines = _listed(for_, language).order_by(Article.published_at.desc(), Article.id.desc())
    return _lines(lines, limit)


def by_product(product: Product, *, for_: Actor, language: str, before: str | None = None) -> Page:
    """A page of the articles that name the product, the most read first."""
    named = select(article_product.c.article_id).where(article_product.c.product_id == product.id)
    return _page(_listed(for_, language).where(Article.id.in_(named)), -Article.view_count, before)


def shelves(*, for_: Actor, language: str) -> list[Shelf]:
    """The tree of collections with counts. Empty shelves are shown to staff alone.

    Three queries. The counts lag behind, so whether there is anything to see is asked anew.
    """
    holds = exists().where(Article.collection_id == Collection.id, is_visible_to(for_))
    seen = set(db.session.scalars(select(Collection.id).where(holds)))
    counted = counting.on_shelves(narrowest_of(for_), language)
    own = {shelf: count for shelf, count in counted.items() if shelf in seen}
    rows = db.session.scalars(
        select(Collection).order_by(Collection.position, Collection.slug).limit(500)
    ).all()
    below: dict[int | None, list[Collection]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)

    def tree(parent_id: int | None, depth: int) -> list[Shelf]:
        found = []
        for row in below.get(parent_id, []) if depth < 8 else []:
            children = tree(row.id, depth + 1)
            total = own.get(row.id, 0) + sum(child.total for child in children)
            if total or for_.is_staff:
                found.append(Shelf(row, total, children))
        return found

    return tree(None, 0)


def find_collection(slug: str) -> Collection | None:
    return db.session.scalar(select(Collection).where(Collection.slug == slug))


def holds_any(collection: Collection, *, for_: Actor) -> bool:
    """Whether this person finds an article on the shelf or below: its name may tell of it."""
    below = Collection.slug.startswith(f"{collection.slug}/", autoescape=True)
    here = select(Collection.id).where(or_(Collection.id == collection.id, below))
    found = select(Article.id).where(Article.collection_id.in_(here), is_visible_to(for_)).limit(1)
    return db.session.scalar(found) is not None


def path_to(collection: Collection) -> list[Collection]:
    """The shelves around this one, outermost first, itself last (its slug is its path)."""
    parts = collection.slug.split("/")
    slugs = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    found = db.session.scalars(select(Collection).where(Collection.slug.in_(slugs)))
    return sorted(found, key=lambda one: len(one.slug))


def shelf_in(tree: Sequence[Shelf], collection: Collection) -> Shelf | None:
    """The shelf of this collection, out of the tree."""
    for shelf in tree:
        if shelf.collection.id == collection.id:
            return shelf
        if found := shelf_in(shelf.children, collection):
            return found
    return None


def neighbours(article: Article, *, for_: Actor) -> tuple[Line | None, Line | None]:
    """The articles before and after this one on its shelf, in its language."""
    same = _listed(for_, article.language).where(
        Article.collection_id == article.collection_id, Article.language == article.language
    )
    place = tuple_(Article.position, Article.id)
    here = (article.position, article.id)
    before = same.where(place < here).order_by(Article.position.desc(), Article.id.desc())
    after = same.where(place > here).order_by(Article.position, Article.id)
    return next(iter(_lines(before, 1)), None), next(iter(_lines(after, 1)), None)


def translations_of(article: Article, *, for_: Actor) -> list[Line]:
    """The same article in other languages, as far as this person may read them."""
    same = _LINES.where(
        Article.translation_group == article.translation_group, Article.id != article.id
    )
    if not for_.is_staff:
        same = same.where(is_visible_to(for_))
    return _lines(same.order_by(Article.language), 10)


def contributors(article: Article) -> list[User]:
    """The people whose posts it is made of."""
    ids = crediting.named_by(article)
    if not ids:
        return []
    return list(db.session.scalars(select(User).where(User.id.in_(ids), User.erased_at.is_(None))))


def revisions(article: Article, *, before: int | None = None) -> list[Revision]:
    """Revisions, newest first; `before` is the last number seen. One more than a page holds."""
    found = (
        select(Revision)
        .where(Revision.article_id == article.id)
        .options(joinedload(Revision.author))
    )
    if before is not None and before <= GREATEST_ID:
        found = found.where(Revision.number < before)
    return list(db.session.scalars(found.order_by(Revision.number.desc()).limit(PER_PAGE + 1)))


def find_revision(revision_id: int) -> Revision | None:
    return db.session.get(Revision, revision_id) if revision_id <= GREATEST_ID else None
