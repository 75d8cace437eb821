"""What somebody asks for: the words they typed, and what its operators leave of the site.

A tag, place or person is known by what this person may find of it, and by nothing else: of what
carries nothing for their eyes nobody learns that it exists. What is not known is words.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time

from flask_babel import to_utc
from sqlalchemy import select

from accounts.models import Product
from core.db import db
from core.permissions import Actor
from core.slugs import slugify
from forum.models import Category
from kb.models import Collection
from search import analysis, operators
from search.contract import Filters, IndexUnavailable, Scope
from search.operators import PHRASE, WITHOUT, Operator
from search.query import Query, clean, without_excluded
from search.services import authors, engine

PLACES: dict[str, type[Product] | type[Category] | type[Collection]] = {
    "product": Product,
    "category": Category,
    "collection": Collection,
}
MOST_PLACES = 500
MOST_PEOPLE = 2  # names of one search, each of which is looked for among all

Known = tuple[Operator, Filters]  # and what it limits to


@dataclass(frozen=True)
class Asked:
    """typed    -- all that was typed.
    text      -- the same without operators: what the engine shall read.
    words     -- the same without words that are excluded: what is wanted, and counted.
    operators -- those that were understood.
    limits    -- what they leave of what is found.
    """

    typed: str
    text: str
    words: str
    operators: tuple[Operator, ...] = ()
    limits: Filters = field(default_factory=Filters)

    def narrow(self, chosen: Filters) -> Filters:
        """What is chosen on the page, within these limits."""
        mine = self.limits
        return replace(
            chosen,
            also=mine.also,
            before=mine.before,
            after=mine.after,
            authors=mine.authors,
            in_title=mine.in_title,
            phrases=mine.phrases,
            unwanted=mine.unwanted,
        )

    def leave_out(self, operator: Operator) -> str:
        """What would be typed without one of the operators."""
        return _line(operators.without(clean(self.typed), [operator]))

    def written(self) -> str:
        """The operators as typed, without phrases: their words are words."""
        text = clean(self.typed)
        return " ".join(text[o.start : o.end] for o in self.operators if o.name != PHRASE)


def read(typed: str, *, scope: Scope, for_: Actor) -> Asked:
    """Understand what was typed. Nothing is an error; without an index everything is known."""
    text = clean(typed)
    found = list(_known(operators.read(text), scope, for_))
    if not analysis.words(operators.without(text, (each for each, _limits in found))):
        found = _worth_listing(found)
    if not found:
        return Asked(typed, typed, without_excluded(typed))
    kept = tuple(each for each, _limits in found)
    limits = Filters()
    for _operator, more in found:
        limits = _both(limits, more)
    rest = operators.without(text, kept)
    return Asked(typed, rest, _line(without_excluded(rest)), kept, limits)


def _known(typed: list[Operator], scope: Scope, actor: Actor) -> Iterator[Known]:
    """Each operator that means something here, and what it limits to."""
    people = 0
    for operator in typed:
        people += operator.name == "author"
        if people > MOST_PEOPLE and operator.name == "author":
            continue
        meant = _meant(operator, actor)
        if operator.name in ("tag", "author", *PLACES):
            meant = (each for each in meant if _carries(each, scope))
        if (limits := next(iter(meant), None)) is not None:
            yield operator, limits


def _worth_listing(found: list[Known]) -> list[Known]:
    """What can stand without words: a title of nothing cannot, nor all but a phrase."""
    kept = [each for each in found if each[0].name != "in"]
    return kept if any(each.name != WITHOUT for each, _limits in kept) else []


def _since(name: str, day: date) -> Filters:
    """Before a day begins, or from then on, where the site stands."""
    midnight = to_utc(datetime.combine(day, time())).replace(tzinfo=UTC)
    return Filters(before=midnight) if name == "before" else Filters(after=midnight)


def _meant(operator: Operator, actor: Actor) -> Iterable[Filters]:
    """What an operator may mean, the likeliest first."""
    name, value = operator.name, operator.value
    if name in PLACES:
        return (Filters(also=((name, slug),)) for slug in _places(name, value))
    if name == "author":
        people = authors.named(value)
        return [Filters(authors=people)] if people else []
    if name == "status":
        meant = operators.status(value) or ""
        is_shown = actor.is_staff or meant != "needs_check"
        return [Filters(also=(("status", meant),))] if is_shown else []
    if name in ("before", "after"):
        return [_since(name, day)] if (day := operators.first_day(value)) else []
    return [_SIMPLE[name](value)]


_SIMPLE: dict[str, Callable[[str], Filters]] = {
    "tag": lambda value: Filters(also=(("tag", _key(value)),)),
    "in": lambda _value: Filters(in_title=True),
    PHRASE: lambda value: Filters(phrases=(value,)),
    WITHOUT: lambda value: Filters(unwanted=(value,)),
}


def _places(kind: str, value: str) -> Iterator[str]:
    """Slugs of the places that are called so, in their address or in any language."""
    yield value.lower()
    yield _key(value)
    place = PLACES[kind]
    for slug, names in db.session.execute(select(place.slug, place.names).limit(MOST_PLACES)):
        if _key(value) in map(_key, names.values()):
            yield slug


def _key(name: str) -> str:
    """As `core.tags.named` names a tag: what is in another script keeps its letters."""
    return slugify(name, 40) or name.casefold()


def _carries(limits: Filters, scope: Scope) -> bool:
    """Whether this person may find anything within these limits."""
    try:
        found = engine.index().search(Query(), scope=scope, filters=limits, per_page=1)
    except IndexUnavailable:
        return True
    return found.total > 0


def _both(one: Filters, other: Filters) -> Filters:
    """Within both limits; of several authors, one is enough."""
    befores = [each for each in (one.before, other.before) if each]
    afters = [each for each in (one.after, other.after) if each]
    return Filters(
        also=one.also + other.also,
        before=min(befores, default=None),
        after=max(afters, default=None),
        authors=one.authors + other.authors,
        in_title=one.in_title or other.in_title,
        phrases=one.phrases + other.phrases,
        unwanted=one.unwanted + other.unwanted,
    )


def _line(text: str) -> str:
    return " ".join(text.split())
