"""FlaskBB itself: its venv, its schema with our content in it, its server."""

import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

from werkzeug.security import generate_password_hash

from bench.fill.plan import PASSWORD, email_of
from bench.peer import NoPeer
from bench.peer.postgres import Postgres
from bench.peer.saying import said
from bench.people import Browser
from bench.server import Server, free_port
from bench.site import HERE, KEPT
from forum.models import POSTS_PER_PAGE
from forum.services.thread_lists import PER_PAGE
from hoidap.serving import web_server

FOLDER = KEPT / "peer"
WISHES = HERE / "peer" / "requirements.txt"
PYTHONS = ("python3.14", "python3.13", "python3.12")
IS_NEW_ENOUGH = "import ensurepip, sys; sys.exit(sys.version_info < (3, 12))"


def installed() -> Path:
    """The Python of its venv, which is made where there is none with these requirements."""
    venv = FOLDER / "venv"
    has = venv / WISHES.name
    python = venv / "bin" / "python"
    if not has.exists() or has.read_text() != WISHES.read_text() or not _starts(str(python)):
        newest = _python()
        print("Installing FlaskBB (once) …", flush=True)
        said([newest, "-m", "venv", "--clear", str(venv)])
        said([str(python), "-m", "pip", "install", "--quiet", "-r", str(WISHES)])
        shutil.copy(WISHES, has)
    return python


def _python() -> str:
    for name in (*PYTHONS, sys.executable):
        if shutil.which(name) and _starts(name):
            return name
    raise NoPeer(f"FlaskBB needs Python 3.12 or newer; none of {', '.join(PYTHONS)} starts here.")


def _starts(python: str) -> bool:
    """A name alone says little: a version manager's stands on the PATH and may lead nowhere."""
    try:
        ended = subprocess.run([python, "-c", IS_NEW_ENOUGH], capture_output=True)
    except OSError:
        return False
    return ended.returncode == 0


def environment(database: Postgres) -> dict[str, str]:
    """Its own production configuration (that of its container), without a Redis.

    What it then keeps in each process, it does by its own choice: SimpleCache for 60 seconds.
    """
    return os.environ | {
        "FLASKBB_SETTINGS": "flaskbb.configs.docker.DockerConfig",
        "DATABASE_URI": database.url,
        "SECRET_KEY": secrets.token_hex(),
        "TRUSTED_HOSTS": "127.0.0.1",
        "REDIS_ENABLED": "false",
        "AVATAR_UPLOAD_PATH": str(FOLDER / "avatars"),
        "ATTACHMENT_UPLOAD_PATH": str(FOLDER / "attachments"),
    }


def fill(python: Path, database: Postgres, settings: dict[str, str]) -> None:
    """Its schema and groups by its own command, then our content (FOLDER has the files)."""
    admin = ["--username", "admin", "--email", email_of(0), "--password", PASSWORD]
    command = [str(python), "-m", "flaskbb", "install", "--force", *admin]
    said(command, environment=settings, cwd=FOLDER)
    given = {
        "password": generate_password_hash(PASSWORD),
        "posts_per_page": str(POSTS_PER_PAGE),
        "topics_per_page": str(PER_PAGE),
    }
    values = [part for name, value in given.items() for part in ("-v", f"{name}={value}")]
    database.psql(*values, "-f", str(HERE / "peer" / "theirs.sql"), cwd=FOLDER)


def served(python: Path, database: Postgres, settings: dict[str, str]) -> Server:
    port = free_port()
    ours = web_server(f"127.0.0.1:{port}", 2, "flaskbb:create_app()")
    command = [str(python), *ours[1:-1], "--chdir", str(FOLDER), ours[-1]]
    return Server(command, port, settings, database.pid)


def signed_in(port: int, person: int) -> Browser:
    browser = Browser(port)
    browser.get("/auth/login")
    answer = browser.post("/auth/login", login=email_of(person), password=PASSWORD)
    if answer.status != 302:
        raise NoPeer(f"person {person} could not sign in: {answer.status}")
    return browser
