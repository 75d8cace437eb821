from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models.user import User
from core.db import Model, Timestamps


class Session(Timestamps, Model):
    """One signed-in browser. The cookie holds a random token, this row only its digest."""

    __tablename__ = "session"
    visitors_see = False
    lets_in = True

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    user_agent: Mapped[str] = mapped_column(default="")

    user: Mapped[User] = relationship()
