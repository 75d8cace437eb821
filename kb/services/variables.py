"""Figures and phrases of policy that articles name: `{{ hotline }}`, `{{ return_days }}`.

An article's Markdown (and its file) keeps the name; its HTML has the value, filled in when it is
rendered. When a value changes, the live texts that name it are marked as outdated, and the worker
renders them again.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import case, delete, func, insert, select, update

from accounts.models import User
from accounts.services import audit
from core.db import db
from core.events import announce
from core.i18n import in_language
from core.markdown.placeholders import names as names_in
from core.markdown.placeholders import places
from kb.models import Article, Revision, Variable, article_variable

Execute = Callable[[Any], Iterable[Any]]  # a query's rows
PER_PAGE = 30
MOST = 500  # variables of a site


class Taken(Exception):
    """Another variable has that name."""


class Line(NamedTuple):
    """A variable in the list, and in how many articles' live texts it stands."""

    variable: Variable
    used: int


def unknown_in(body: str) -> list[str]:
    """The names outside of code that stand for nothing, sorted."""
    return unknown(name for _, name in places(body))


def unknown(names: Iterable[str]) -> list[str]:
    """Those that no variable has, sorted."""
    wanted = set(names)
    if not wanted:
        return []
    found = db.session.scalars(select(Variable.name).where(Variable.name.in_(wanted)))
    return sorted(wanted - set(found))


def values_for(names: Iterable[str], language: str, execute: Execute) -> dict[str, str]:
    """What stands in each name's place in a text of that language; unknown names are missing."""
    wanted = set(names)
    if not wanted:
        return {}
    rows = execute(select(Variable.name, Variable.values).where(Variable.name.in_(wanted)))
    return {name: in_language(values, language) for name, values in rows}


def listed() -> list[Line]:
    """All variables by name, at most MOST."""
    used = (
        select(func.count())
        .where(article_variable.c.name == Variable.name)
        .correlate(Variable)
        .scalar_subquery()
    )
    rows = db.session.execute(select(Variable, used).order_by(Variable.name).limit(MOST))
    return [Line(*row) for row in rows]


def used_in(name: str, *, before: int | None = None) -> list[Article]:
    """Articles whose live text names it, the newest first; one more than a page holds."""
    found = (
        select(Article)
        .join(article_variable, article_variable.c.article_id == Article.id)
        .where(article_variable.c.name == name)
    )
    if before is not None:
        found = found.where(Article.id < before)
    return list(db.session.scalars(found.order_by(Article.id.desc()).limit(PER_PAGE + 1)))


def add(name: str, values: Mapping[str, str], *, by: User) -> Variable:
    """A new variable; texts that named it before now show its value. Raises Taken. Flushes."""
    if db.session.get(Variable, name) is not None:
        raise Taken(name)
    variable = Variable(name=name, values=dict(values))
    db.session.add(variable)
    db.session.flush()
    audit.record(by, "variable.added", f"variable:{name}", _said(values))
    _outdate(name)
    return variable


def change(variable: Variable, values: Mapping[str, str], *, by: User) -> None:
    """Another value, in every text that names it. Flushes."""
    if variable.values == dict(values):
        return
    words = f"{_said(variable.values)} → {_said(values)}"
    variable.values = dict(values)
    db.session.flush()
    audit.record(by, "variable.changed", f"variable:{variable.name}", words)
    _outdate(variable.name)


def remove(variable: Variable, *, by: User) -> None:
    """Take it away: texts that name it show the name as typed. Flushes."""
    audit.record(by, "variable.removed", f"variable:{variable.name}", _said(variable.values))
    db.session.delete(variable)
    db.session.flush()
    _outdate(variable.name)


def _said(values: Mapping[str, str]) -> str:
    return "; ".join(f"{language}: {value}" for language, value in sorted(values.items()))


def note_uses(article: Article, live: Revision) -> None:
    """Write down what the text that becomes live names.

    It may have been rendered before a value changed, so it is rendered once more if it names any.
    """
    names = names_in(live.body)
    here = article_variable.c.article_id == article.id
    if names != set(db.session.scalars(select(article_variable.c.name).where(here))):
        db.session.execute(delete(article_variable).where(here))
        rows = [{"article_id": article.id, "name": name} for name in sorted(names)]
        if rows:
            db.session.execute(insert(article_variable), rows)
    if names:
        live.renderer_version = min(live.renderer_version, 0) - 1
        db.session.flush()
        announce("variable.changed", 0)


def _outdate(name: str) -> None:
    """Mark the live texts that name it. The mark sinks each time, so that who renders a text can
    see whether a value changed meanwhile."""
    live = (
        select(Article.live_revision_id)
        .join(article_variable, article_variable.c.article_id == Article.id)
        .where(article_variable.c.name == name, Article.live_revision_id.is_not(None))
    )
    version = Revision.renderer_version
    db.session.execute(
        update(Revision)
        .where(Revision.id.in_(live))
        .values(renderer_version=case((version > 0, 0), else_=version) - 1)
    )
    announce("variable.changed", 0)
