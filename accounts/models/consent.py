from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Timestamps


class Consent(Timestamps, Model):
    """A person agreed to something, in these words, at this moment. Rows are never changed but
    to note the withdrawal."""

    __tablename__ = "consent"
    visitors_see = False

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    purpose: Mapped[str]  # terms, notices, …: accounts/services/consents.py
    text_version: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
