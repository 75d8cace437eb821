"""Tie an article to its live text and a thread to its accepted answer.

SQLite got these two keys with its tables. They close a circle, so PostgreSQL takes them only once
both tables are there.
"""

from alembic import op

revision = "7c1e5b90a2d4"
down_revision = "4c1ec541d963"
branch_labels = None
depends_on = None

KEYS = (
    ("fk_article_live_revision_id_revision", "article", "live_revision_id", "revision"),
    ("fk_thread_accepted_post_id_post", "thread", "accepted_post_id", "post"),
)


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        for name, table, column, referred in KEYS:
            op.create_foreign_key(name, table, referred, [column], ["id"])


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        for name, table, _column, _referred in KEYS:
            op.drop_constraint(name, table, type_="foreignkey")
