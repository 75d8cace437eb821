from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models.user import User
from core.db import Model, Timestamps


class AuditEntry(Timestamps, Model):
    """Who did what to which thing, and why. Written once, never changed."""

    __tablename__ = "audit_entry"
    visitors_see = False

    id: Mapped[int] = mapped_column(primary_key=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: the site itself
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)  # "post:7"
    reason: Mapped[str] = mapped_column(default="")

    actor: Mapped[User | None] = relationship()
