"""Labels that articles and threads share."""

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, db
from core.slugs import slugify

MOST = 5  # tags on one thing


class Tag(Model):
    """A label. Its slug is what the address carries: /tags/doi-tra."""

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]

    @property
    def url(self) -> str:
        return f"/tags/{self.slug}"


def named(names: list[str]) -> list[Tag]:
    """The tags of these names, made where they are new; equal slugs are one tag. Flushes."""
    wanted = {slugify(name, 40) or name.casefold(): name.strip() for name in names if name.strip()}
    known = {tag.slug: tag for tag in db.session.scalars(select(Tag).where(Tag.slug.in_(wanted)))}
    for slug, name in list(wanted.items())[:MOST]:
        if slug not in known:
            known[slug] = Tag(slug=slug, name=name[:40])
            db.session.add(known[slug])
    db.session.flush()
    return [known[slug] for slug in wanted if slug in known]
