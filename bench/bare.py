"""The floor: what the server and Flask cost when nothing is done. Ratios are taken to this."""

from flask import Flask


def create_app() -> Flask:
    app = Flask("bare")

    @app.get("/")
    def hello() -> str:
        return "Hello"

    return app
