"""Find official answers"""

import sqlalchemy as sa
from alembic import op

revision = 'c4d81b60f7e9'
down_revision = 'a90d3e57c1b2'
branch_labels = None
depends_on = None

IS_OFFICIAL = sa.text('official_at IS NOT NULL')


def upgrade() -> None:
    op.create_index(
        'ix_post_official', 'post', ['thread_id', 'position'],
        sqlite_where=IS_OFFICIAL, postgresql_where=IS_OFFICIAL,
    )


def downgrade() -> None:
    op.drop_index('ix_post_official', table_name='post')
