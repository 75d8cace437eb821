"""Number the content"""

import sqlalchemy as sa
from alembic import op

revision = '3f90c2ab6e15'
down_revision = 'e41a7c5529d8'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('content_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_content_version'))
    )


def downgrade() -> None:
    op.drop_table('content_version')
