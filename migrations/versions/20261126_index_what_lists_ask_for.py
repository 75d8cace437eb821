"""Index what lists ask for"""

import sqlalchemy as sa
from alembic import op

revision = '5c1f0e7a9b42'
down_revision = '2245c3d871f3'
branch_labels = None
depends_on = None

IS_PINNED = sa.text('pinned_at IS NOT NULL')


def upgrade() -> None:
    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.drop_index('ix_thread_product_id')
        batch_op.create_index('ix_thread_product_latest', ['product_id', 'last_post_at', 'id'])
        batch_op.create_index(
            'ix_thread_unanswered', ['type', 'state', 'reply_count', 'created_at', 'id']
        )
        batch_op.create_index(
            'ix_thread_pinned', ['category_id', 'pinned_at'],
            sqlite_where=IS_PINNED, postgresql_where=IS_PINNED,
        )
        batch_op.create_index(
            'ix_thread_product_pinned', ['product_id', 'pinned_at'],
            sqlite_where=IS_PINNED, postgresql_where=IS_PINNED,
        )
    with op.batch_alter_table('article', schema=None) as batch_op:
        batch_op.drop_index('ix_article_collection_id')
        batch_op.create_index('ix_article_newest', ['status', 'published_at', 'id'])
        batch_op.create_index('ix_article_featured', ['is_featured', 'published_at', 'id'])
        batch_op.create_index('ix_article_shelf', ['collection_id', 'position', 'id'])


def downgrade() -> None:
    with op.batch_alter_table('article', schema=None) as batch_op:
        batch_op.drop_index('ix_article_shelf')
        batch_op.drop_index('ix_article_featured')
        batch_op.drop_index('ix_article_newest')
        batch_op.create_index('ix_article_collection_id', ['collection_id'])
    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.drop_index('ix_thread_product_pinned')
        batch_op.drop_index('ix_thread_pinned')
        batch_op.drop_index('ix_thread_unanswered')
        batch_op.drop_index('ix_thread_product_latest')
        batch_op.create_index('ix_thread_product_id', ['product_id'])
