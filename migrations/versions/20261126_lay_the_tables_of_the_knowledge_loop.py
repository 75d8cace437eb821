"""Lay the tables of the knowledge loop"""

import sqlalchemy as sa
from alembic import op

revision = 'a90d3e57c1b2'
down_revision = 'b71f03ac94d2'
branch_labels = None
depends_on = None

REFERRING = (
    ('article', 'translated_from_id', 'fk_article_translated_from_id_revision', 'revision'),
    ('article', 'submitted_by', 'fk_article_submitted_by_user', '"user"'),
    ('collection', 'owner_id', 'fk_collection_owner_id_user', '"user"'),
    ('gap', 'head_id', 'fk_gap_head_id_gap', 'gap'),
    ('gap', 'nearest_id', 'fk_gap_nearest_id_article', 'article'),
    ('gap', 'owner_id', 'fk_gap_owner_id_user', '"user"'),
    ('thread', 'asked_from_id', 'fk_thread_asked_from_id_article', 'article'),
)
FOUND_BY = (
    ('article', 'submitted_at'),
    ('gap', 'head_id'),
    ('gap', 'owner_id'),
    ('thread', 'asked_from_id'),
    ('thread', 'solved_at'),
)


def upgrade() -> None:
    op.create_table('search_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('search_count', sa.Integer(), nullable=False),
    sa.Column('failed_count', sa.Integer(), nullable=False),
    sa.Column('opened_count', sa.Integer(), nullable=False),
    sa.Column('asked_count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('day', 'language', 'words', name=op.f('pk_search_day'))
    )
    with op.batch_alter_table('search_day', schema=None) as batch_op:
        batch_op.create_index('ix_search_day_words', ['words', 'day'])

    op.create_table('search_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('kind', sa.Enum('opened', 'asked', 'waited', name='stepkind', native_enum=False, length=20), nullable=False),
    sa.Column('ref', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_step'))
    )
    with op.batch_alter_table('search_step', schema=None) as batch_op:
        batch_op.create_index('ix_search_step_words', ['words', 'created_at'])

    op.create_table('variable',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_variable'))
    )
    op.create_table('article_contributor',
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_article_contributor_article_id_article'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_article_contributor_user_id_user'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('article_id', 'user_id', name=op.f('pk_article_contributor'))
    )
    with op.batch_alter_table('article_contributor', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_article_contributor_user_id'), ['user_id'])

    op.create_table('article_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.Column('view_count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_article_day_article_id_article'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('day', 'article_id', name=op.f('pk_article_day'))
    )
    with op.batch_alter_table('article_day', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_article_day_article_id'), ['article_id'])

    op.create_table('article_proof',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('has_worked', sa.Boolean(), nullable=False),
    sa.Column('version', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('tried_on', sa.Date(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_article_proof_article_id_article'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_article_proof_user_id_user'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article_proof')),
    sa.UniqueConstraint('article_id', 'user_id', name=op.f('uq_article_proof_article_id_user_id'))
    )
    with op.batch_alter_table('article_proof', schema=None) as batch_op:
        batch_op.create_index('ix_article_proof_newest', ['article_id', 'has_worked', 'tried_on'])
        batch_op.create_index(batch_op.f('ix_article_proof_user_id'), ['user_id'])

    op.create_table('article_variable',
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_article_variable_article_id_article'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('article_id', 'name', name=op.f('pk_article_variable'))
    )
    with op.batch_alter_table('article_variable', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_article_variable_name'), ['name'])

    op.create_table('unsaved',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('article_id', sa.Integer(), nullable=True),
    sa.Column('based_on', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('summary', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_unsaved_article_id_article'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_unsaved_user_id_user'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unsaved')),
    sa.UniqueConstraint('user_id', 'article_id', name=op.f('uq_unsaved_user_id_article_id'))
    )
    with op.batch_alter_table('unsaved', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_unsaved_article_id'), ['article_id'])

    op.create_table('nomination',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('thread_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.Enum('promoted', 'refused', name='nominationoutcome', native_enum=False, length=20), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['settled_by'], ['user.id'], name=op.f('fk_nomination_settled_by_user')),
    sa.ForeignKeyConstraint(['thread_id'], ['thread.id'], name=op.f('fk_nomination_thread_id_thread'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_nomination_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nomination')),
    sa.UniqueConstraint('thread_id', 'user_id', name=op.f('uq_nomination_thread_id_user_id'))
    )
    with op.batch_alter_table('nomination', schema=None) as batch_op:
        batch_op.create_index('ix_nomination_open', ['settled_at', 'id'])
        batch_op.create_index(batch_op.f('ix_nomination_user_id'), ['user_id'])

    op.create_table('proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('summary', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decision', sa.Enum('taken', 'refused', 'taken_back', name='proposaldecision', native_enum=False, length=20), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_proposal_article_id_article'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['author_id'], ['user.id'], name=op.f('fk_proposal_author_id_user')),
    sa.ForeignKeyConstraint(['decided_by'], ['user.id'], name=op.f('fk_proposal_decided_by_user')),
    sa.ForeignKeyConstraint(['revision_id'], ['revision.id'], name=op.f('fk_proposal_revision_id_revision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal'))
    )
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proposal_article_id'), ['article_id'])
        batch_op.create_index(batch_op.f('ix_proposal_author_id'), ['author_id'])
        batch_op.create_index('ix_proposal_open', ['decided_at', 'id'])

    op.create_table('rating',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('thread_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.Integer(), nullable=True),
    sa.Column('settled_how', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['settled_by'], ['user.id'], name=op.f('fk_rating_settled_by_user')),
    sa.ForeignKeyConstraint(['thread_id'], ['thread.id'], name=op.f('fk_rating_thread_id_thread'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_rating_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rating')),
    sa.UniqueConstraint('thread_id', name=op.f('uq_rating_thread_id'))
    )
    with op.batch_alter_table('rating', schema=None) as batch_op:
        batch_op.create_index('ix_rating_open', ['settled_at', 'score', 'id'])
        batch_op.create_index(batch_op.f('ix_rating_user_id'), ['user_id'])

    op.create_table('receipt',
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['revision_id'], ['revision.id'], name=op.f('fk_receipt_revision_id_revision'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_receipt_user_id_user')),
    sa.PrimaryKeyConstraint('revision_id', 'user_id', name=op.f('pk_receipt'))
    )
    with op.batch_alter_table('receipt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_receipt_user_id'), ['user_id'])

    op.create_table('post_proof',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('has_worked', sa.Boolean(), nullable=False),
    sa.Column('version', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('tried_on', sa.Date(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['post_id'], ['post.id'], name=op.f('fk_post_proof_post_id_post'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_post_proof_user_id_user'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_post_proof')),
    sa.UniqueConstraint('post_id', 'user_id', name=op.f('uq_post_proof_post_id_user_id'))
    )
    with op.batch_alter_table('post_proof', schema=None) as batch_op:
        batch_op.create_index('ix_post_proof_newest', ['post_id', 'has_worked', 'tried_on'])
        batch_op.create_index(batch_op.f('ix_post_proof_user_id'), ['user_id'])

    op.create_table('reuse',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.Column('thread_id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('is_right', sa.Boolean(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_reuse_article_id_article'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['post_id'], ['post.id'], name=op.f('fk_reuse_post_id_post'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['thread_id'], ['thread.id'], name=op.f('fk_reuse_thread_id_thread'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_reuse_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reuse'))
    )
    with op.batch_alter_table('reuse', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reuse_article_id'), ['article_id'])
        batch_op.create_index('ix_reuse_asked', ['user_id', 'answered_at', 'id'])
        batch_op.create_index(batch_op.f('ix_reuse_thread_id'), ['thread_id'])

    op.create_table('thanks',
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['post_id'], ['post.id'], name=op.f('fk_thanks_post_id_post'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_thanks_user_id_user')),
    sa.PrimaryKeyConstraint('post_id', 'user_id', name=op.f('pk_thanks'))
    )
    with op.batch_alter_table('thanks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_thanks_user_id'), ['user_id'])

    for table, column, key, referred in REFERRING:
        # Said with the column, so that SQLite need not copy the table.
        op.execute(
            f'ALTER TABLE {table} ADD COLUMN {column} INTEGER'
            f' CONSTRAINT {key} REFERENCES {referred} (id)'
        )
    for table, column in (
        ('article', sa.Column('effective_on', sa.Date(), nullable=True)),
        ('article', sa.Column('kind', sa.String(20), nullable=False, server_default='faq')),
        (
            'article',
            sa.Column('must_be_read', sa.Boolean(), nullable=False, server_default=sa.false()),
        ),
        ('article', sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True)),
        ('collection', sa.Column('review_days', sa.Integer(), nullable=True)),
        ('thread', sa.Column('solved_at', sa.DateTime(timezone=True), nullable=True)),
        (
            'user',
            sa.Column('wants_follow_ups', sa.Boolean(), nullable=False, server_default=sa.true()),
        ),
    ):
        op.add_column(table, column)
    for table, column in FOUND_BY:
        op.create_index(f'ix_{table}_{column}', table, [column])


def downgrade() -> None:
    for table, column in FOUND_BY:
        op.drop_index(f'ix_{table}_{column}', table_name=table)
    op.drop_column('user', 'wants_follow_ups')
    op.drop_column('thread', 'solved_at')
    op.drop_column('collection', 'review_days')
    for column in ('submitted_at', 'must_be_read', 'kind', 'effective_on'):
        op.drop_column('article', column)
    for table, column, _key, _referred in REFERRING:
        op.drop_column(table, column)
    op.drop_table('thanks')
    op.drop_table('reuse')
    op.drop_table('post_proof')
    op.drop_table('receipt')
    op.drop_table('rating')
    op.drop_table('proposal')
    op.drop_table('nomination')
    op.drop_table('unsaved')
    op.drop_table('article_variable')
    op.drop_table('article_proof')
    op.drop_table('article_day')
    op.drop_table('article_contributor')
    op.drop_table('variable')
    op.drop_table('search_step')
    op.drop_table('search_day')
