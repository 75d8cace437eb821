"""Find what wants staff"""

from alembic import op

revision = 'b71f03ac94d2'
down_revision = '9c52e07d1b38'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_article_check', 'article', ['review_days', 'checked_on', 'status'])
    op.create_index('ix_article_source_changed_at', 'article', ['source_changed_at'])
    op.create_index(
        'ix_waiting_counted', 'waiting', ['gap_id', 'confirmed_at', 'told_at', 'left_at']
    )


def downgrade() -> None:
    op.drop_index('ix_waiting_counted', table_name='waiting')
    op.drop_index('ix_article_source_changed_at', table_name='article')
    op.drop_index('ix_article_check', table_name='article')
