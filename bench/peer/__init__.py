"""FlaskBB beside us, on what everybody sees of the same site: `PEER=flaskbb make bench`.

Its schema by its own command, its own production configuration, our gunicorn settings, our pages'
lengths. The venv stays in instance/bench/peer; its PostgreSQL is thrown away at the end.
"""


class NoPeer(Exception):
    """It cannot be measured here; the message says why."""
