"""How many SQL statements a page sends, asked of the same application in this process."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from flask import Flask
from sqlalchemy import event

from bench.load_wrk import Request
from bench.server import environment
from core.db import db
from hoidap import create_app

NOT_COUNTED = ("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")


def application(instance: Path, **settings: str) -> Flask:
    with patch.dict(os.environ, environment(instance, 8000) | settings):
        return create_app()


def per_request(app: Flask, requests: list[Request]) -> float:
    """The mean over these requests, each asked twice, the second counted."""
    client = app.test_client(use_cookies=False)
    total = 0
    for serial, asked in enumerate(requests):
        for round_ in range(2):
            body = asked.body and asked.body.replace("SERIAL", f"queries-{serial}-{round_}")
            with counted(app) as log:
                method = "GET" if asked.body is None else "POST"
                client.open(asked.path, method=method, headers=asked.headers, data=body)
        total += len(log)
    return total / len(requests)


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    log: list[str] = []

    def note(_connection, _cursor, statement, *_) -> None:
        if not statement.startswith(NOT_COUNTED):
            log.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield log
    finally:
        event.remove(engine, "before_cursor_execute", note)
