from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Model, Timestamps

article_variable = Table(  # where a variable is used: in the live text of these articles
    "article_variable",
    Base.metadata,
    Column("article_id", ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    Column("name", String, primary_key=True, index=True),
)


class Variable(Timestamps, Model):
    """A figure or phrase of policy that many articles name: {{ hotline }}, {{ return_days }}."""

    __tablename__ = "variable"

    name: Mapped[str] = mapped_column(primary_key=True)
    values: Mapped[dict[str, str]]  # language -> what stands in its place
