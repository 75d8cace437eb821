"""How Alembic reaches the site's database."""

from alembic import context
from flask import current_app

migrate = current_app.extensions["migrate"]
engine = migrate.db.engine


def run() -> None:
    arguments = dict(migrate.configure_args)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # A batch migration drops and remakes tables: no cascade may fire meanwhile.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
        context.configure(connection=connection, target_metadata=migrate.db.metadata, **arguments)
        with context.begin_transaction():
            context.run_migrations()
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    raise SystemExit("Offline migrations are not offered: run them against the database.")
run()
