"""Find translations"""

from alembic import op

revision = '9c52e07d1b38'
down_revision = '3f90c2ab6e15'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        'ix_article_translation', 'article', ['translation_group', 'language', 'status']
    )
    op.drop_index('ix_article_translation_group', table_name='article')
    op.drop_index('ix_article_status', table_name='article')


def downgrade() -> None:
    op.create_index('ix_article_status', 'article', ['status'])
    op.create_index('ix_article_translation_group', 'article', ['translation_group'])
    op.drop_index('ix_article_translation', table_name='article')
