"""Keep the exports given to the desk, how far each is and what came of it."""

import sqlalchemy as sa
from alembic import op

revision = '2245c3d871f3'
down_revision = '7c1e5b90a2d4'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('import_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=False),
    sa.Column('confirmed_by', sa.Integer(), nullable=True),
    sa.Column('cancelled_by', sa.Integer(), nullable=True),
    sa.Column('format', sa.String(), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('file_key', sa.String(), nullable=True),
    sa.Column('file_size', sa.BigInteger(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('stage', sa.String(), nullable=False),
    sa.Column('done_count', sa.Integer(), nullable=False),
    sa.Column('total_count', sa.Integer(), nullable=True),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failure', sa.String(), nullable=True),
    sa.Column('failure_detail', sa.String(), nullable=True),
    sa.Column('found', sa.JSON(), nullable=True),
    sa.Column('report', sa.JSON(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['user.id'], name=op.f('fk_import_run_asked_by_user')),
    sa.ForeignKeyConstraint(['cancelled_by'], ['user.id'], name=op.f('fk_import_run_cancelled_by_user')),
    sa.ForeignKeyConstraint(['confirmed_by'], ['user.id'], name=op.f('fk_import_run_confirmed_by_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_run'))
    )


def downgrade() -> None:
    op.drop_table('import_run')
