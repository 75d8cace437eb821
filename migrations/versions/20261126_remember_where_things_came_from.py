"""Remember where imported things came from, and the votes they brought."""

import sqlalchemy as sa
from alembic import op

revision = '4c1ec541d963'
down_revision = '1dbf38b17753'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('former_address',
    sa.Column('path', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('path', name=op.f('pk_former_address'))
    )
    with op.batch_alter_table('former_address', schema=None) as batch_op:
        batch_op.create_index('ix_former_address_subject', ['kind', 'subject_id'], unique=False)

    op.create_table('origin',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('ref', sa.String(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(), nullable=True),
    sa.Column('kept_hash', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_origin')),
    sa.UniqueConstraint('source', 'kind', 'ref', name=op.f('uq_origin_source_kind_ref'))
    )
    with op.batch_alter_table('origin', schema=None) as batch_op:
        batch_op.create_index('ix_origin_subject', ['kind', 'subject_id'], unique=False)

    with op.batch_alter_table('post', schema=None) as batch_op:
        batch_op.add_column(sa.Column('former_votes', sa.Integer(), nullable=False, server_default='0'))
    with op.batch_alter_table('post', schema=None) as batch_op:
        batch_op.alter_column('former_votes', server_default=None)



def downgrade() -> None:
    with op.batch_alter_table('post', schema=None) as batch_op:
        batch_op.drop_column('former_votes')

    with op.batch_alter_table('origin', schema=None) as batch_op:
        batch_op.drop_index('ix_origin_subject')

    op.drop_table('origin')
    with op.batch_alter_table('former_address', schema=None) as batch_op:
        batch_op.drop_index('ix_former_address_subject')

    op.drop_table('former_address')
