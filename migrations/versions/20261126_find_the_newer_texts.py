"""Find the newer texts"""

import sqlalchemy as sa
from alembic import op

revision = 'b7e9340d51aa'
down_revision = '8d24b6f0c713'
branch_labels = None
depends_on = None

ARTICLE = sa.table(
    'article', sa.column('id'), sa.column('live_revision_id'), sa.column('has_newer_text')
)
REVISION = sa.table(
    'revision', sa.column('id'), sa.column('article_id'), sa.column('is_conflict', sa.Boolean())
)


def upgrade() -> None:
    newer = sa.exists().where(
        REVISION.c.article_id == ARTICLE.c.id,
        REVISION.c.id > ARTICLE.c.live_revision_id,
        REVISION.c.is_conflict == sa.false(),
    )
    op.execute(sa.update(ARTICLE).where(newer).values(has_newer_text=sa.true()))


def downgrade() -> None:
    """What was found goes with its column."""
