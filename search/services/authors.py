"""Who is meant by `author:name`: names are shown as people wrote them, and found however typed."""

from sqlalchemy import func, or_, select

from accounts.models import User
from core.db import db
from forum.models import Thread
from kb.models import Article
from search import analysis

MOST = 50  # people that one name may mean
LOOKED_AT = 500  # people whose names are compared
_MARKED = frozenset("aeiouyd")  # letters that Vietnamese puts marks on


def named(name: str) -> tuple[int, ...]:
    """Ids of the people of this name, marks or not; of those it is a part of, if nobody has it.

    The database knows nothing of folding: it is asked for all that may be meant, the shortest
    first, so that whole names come before those that hold more.
    """
    wanted = _folded(name)
    pattern = "%".join(map(_pattern, wanted))
    rows = db.session.execute(
        select(User.id, User.name)
        .where(or_(User.name.ilike(f"%{pattern}%"), User.name == name))
        .where(User.erased_at.is_(None))
        .order_by(func.length(User.name), User.id)
        .limit(LOOKED_AT)
    )
    people = [(row.id, _folded(row.name)) for row in rows]
    whole = [number for number, words in people if words == wanted]
    part = [number for number, words in people if _line(wanted) in _line(words)]
    return tuple((whole or part)[:MOST])


def is_by(thing: Article | Thread, people: tuple[int, ...]) -> bool:
    """Whether one of them wrote it, or owns it."""
    return (thing.owner_id if isinstance(thing, Article) else thing.author_id) in people


def _folded(name: str) -> list[str]:
    return [analysis.fold(word) for word in analysis.words(name.replace("-", " "))]


def _line(words: list[str]) -> str:
    return f" {' '.join(words)} "


def _pattern(word: str) -> str:
    """A word as SQL's LIKE would find it, with any letter where there may be marks."""
    return "".join(c if c.isascii() and c not in _MARKED else "_" for c in word)
