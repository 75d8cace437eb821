from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Timestamps


class Receipt(Timestamps, Model):
    """A member of staff has read this text of an article that staff must read."""

    __tablename__ = "receipt"
    visitors_see = False

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("revision.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
