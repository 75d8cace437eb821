from sqlalchemy import Column, ForeignKey, Table

from core.db import Base

article_contributor = Table(  # whose words an article is made of; its source names them as well
    "article_contributor",
    Base.metadata,
    Column("article_id", ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, index=True),
)
