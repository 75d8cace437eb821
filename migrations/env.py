"""How Alembic reaches the site's database."""

from alembic import context
from flask import current_app

from core.dialects import cascades

migrate = current_app.extensions["migrate"]
engine = migrate.db.engine


def run() -> None:
    arguments = dict(migrate.configure_args)
    with engine.connect() as connection:
        cascades(connection, on=False)
        try:
            context.configure(
                connection=connection, target_metadata=migrate.db.metadata, **arguments
            )
            with context.begin_transaction():
                context.run_migrations()
        finally:
            connection.rollback()  # a check has read, a failed migration is undone
            cascades(connection, on=True)


if context.is_offline_mode():
    raise SystemExit("Offline migrations are not offered: run them against the database.")
run()
