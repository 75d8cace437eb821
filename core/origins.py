"""Where a thing came from that was written elsewhere first, and the address it had there.

An `Origin` makes an import safe to repeat: what has one is here already. A `FormerAddress` lets an
old link answer 301. Both name their subject as kind and id; what a kind is, the floors above know.
"""

from collections.abc import Iterable

from sqlalchemy import Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Timestamps, db

LOOKED_UP_AT_ONCE = 500  # bound variables in one query; SQLite takes 32,766


class Origin(Timestamps, Model):
    """One thing of a former system, and what it became here."""

    __tablename__ = "origin"
    visitors_see = False
    __table_args__ = (
        UniqueConstraint("source", "kind", "ref"),
        Index("ix_origin_subject", "kind", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]  # the former system's name here: "zendesk", "urho3d"
    kind: Mapped[str]  # "article", "thread", "post", "person", …
    ref: Mapped[str]  # its id there, or its path
    subject_id: Mapped[int]
    digest: Mapped[str | None]  # of what came, to see whether it changed there
    kept_hash: Mapped[str | None]  # of the text we made of it, to see whether it changed here


class FormerAddress(Model):
    """A path that once led to a thing; it answers 301."""

    __tablename__ = "former_address"
    __table_args__ = (Index("ix_former_address_subject", "kind", "subject_id"),)

    path: Mapped[str] = mapped_column(primary_key=True)  # "/hc/articles/360021", canonical
    kind: Mapped[str]
    subject_id: Mapped[int]


def origins_of(source: str, kind: str, refs: Iterable[str]) -> dict[str, Origin]:
    """Those of the refs that are here already, by ref."""
    wanted = list(dict.fromkeys(refs))
    found: dict[str, Origin] = {}
    for start in range(0, len(wanted), LOOKED_UP_AT_ONCE):
        some = wanted[start : start + LOOKED_UP_AT_ONCE]
        query = select(Origin).where(
            Origin.source == source, Origin.kind == kind, Origin.ref.in_(some)
        )
        found |= {origin.ref: origin for origin in db.session.scalars(query)}
    return found


def ref_of(source: str, kind: str, subject_id: int) -> str | None:
    """What the thing was called in the former system."""
    query = select(Origin.ref).where(
        Origin.kind == kind, Origin.subject_id == subject_id, Origin.source == source
    )
    return db.session.scalar(query.limit(1))


def note_origin(
    source: str,
    kind: str,
    ref: str,
    subject_id: int,
    *,
    digest: str | None = None,
    kept_hash: str | None = None,
) -> None:
    """Remember what became of `ref`. The caller commits, together with the thing itself."""
    db.session.add(
        Origin(
            source=source,
            kind=kind,
            ref=ref,
            subject_id=subject_id,
            digest=digest,
            kept_hash=kept_hash,
        )
    )


def note_addresses(kind: str, subject_id: int, paths: Iterable[str]) -> list[str]:
    """Let these paths lead to the subject; returns those that lead elsewhere already."""
    wanted = list(dict.fromkeys(paths))
    known = {
        row.path: row
        for row in db.session.scalars(select(FormerAddress).where(FormerAddress.path.in_(wanted)))
    }
    for path in wanted:
        if path not in known:
            db.session.add(FormerAddress(path=path, kind=kind, subject_id=subject_id))
    taken = [
        path for path, row in known.items() if (row.kind, row.subject_id) != (kind, subject_id)
    ]
    return taken


def lead_on(kind: str, subject_id: int, path: str) -> None:
    """Let this path lead to the subject, which stood there last. The caller commits."""
    row = db.session.get(FormerAddress, path)
    if row is None:
        db.session.add(FormerAddress(path=path, kind=kind, subject_id=subject_id))
    else:
        row.kind, row.subject_id = kind, subject_id


def at_addresses(paths: Iterable[str]) -> dict[str, tuple[str, int]]:
    """What once stood at these paths: path -> (kind, id)."""
    wanted = list(dict.fromkeys(paths))
    found = db.session.scalars(select(FormerAddress).where(FormerAddress.path.in_(wanted)))
    return {row.path: (row.kind, row.subject_id) for row in found}
