"""Note which articles have a newer text"""

import sqlalchemy as sa
from alembic import op

revision = '8d24b6f0c713'
down_revision = '5c1f0e7a9b42'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('article', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('has_newer_text', sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_index('ix_article_has_newer_text', ['has_newer_text'])
        batch_op.create_index('ix_article_publish_at', ['publish_at'])
    with op.batch_alter_table('revision', schema=None) as batch_op:
        batch_op.create_index('ix_revision_conflict', ['is_conflict', 'article_id'])


def downgrade() -> None:
    with op.batch_alter_table('revision', schema=None) as batch_op:
        batch_op.drop_index('ix_revision_conflict')
    with op.batch_alter_table('article', schema=None) as batch_op:
        batch_op.drop_index('ix_article_publish_at')
        batch_op.drop_index('ix_article_has_newer_text')
        batch_op.drop_column('has_newer_text')
