from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Timestamps


class Setting(Timestamps, Model):
    """What a support lead changed in the browser; defaults: accounts/services/settings.py."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]  # {"value": …}
