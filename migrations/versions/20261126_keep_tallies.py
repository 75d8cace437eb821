"""Keep tallies"""

import sqlalchemy as sa
from alembic import op

revision = 'e41a7c5529d8'
down_revision = 'b7e9340d51aa'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('tally',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_tally'))
    )
    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.create_index(
            'ix_thread_shown', ['category_id', 'is_private', 'hidden_at', 'held_at']
        )


def downgrade() -> None:
    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.drop_index('ix_thread_shown')
    op.drop_table('tally')
