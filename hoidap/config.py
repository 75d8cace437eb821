"""Settings from the environment: what they mean, their defaults, and what is refused.

What a support lead changes lives in the database instead (accounts/services/settings.py).
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.dialects import engine_options, is_sqlite
from hoidap.paths import ROOT


class BadSetting(Exception):
    """A setting cannot be obeyed; the sentence says which and what to do."""


@dataclass(frozen=True)
class Option:
    """One environment variable. docs/operations.md is held to this list by a test."""

    name: str
    default: str
    meaning: str


OPTIONS = (
    Option("HOIDAP_MODE", "production", "`production`, or `development` for a throw-away site with demo people."),
    Option("HOIDAP_INSTANCE_PATH", "instance", "Folder of the database, index, uploads, mail and content."),
    Option("HOIDAP_DATABASE_URL", "", "Database; empty means SQLite in the instance folder."),
    Option("HOIDAP_CONTENT_PATH", "", "Folder of the published articles; empty means `content` in the instance folder."),
    Option("HOIDAP_BASE_URL", "", "Address people use, for links in mails; empty means http://HOIDAP_BIND."),
    Option("HOIDAP_BIND", "127.0.0.1:8000", "Address and port the server listens on."),
    Option("HOIDAP_MAIL_URL", "file:", "`smtp://user:password@host:port?tls=starttls`, or `file:` to keep mails as files."),
    Option("HOIDAP_MAIL_FROM", "", "Sender of the mails; empty means hoidap@ and the base URL's host."),
    Option("HOIDAP_POSTING_REQUIRES", "email", "What posting needs: `email` (a confirmed address) or `nothing`."),
    Option("HOIDAP_RATE_LIMIT_FACTOR", "1", "Multiplies every limit; 0 means no limits and is refused in production."),
    Option("HOIDAP_SECRET_KEY", "", "Signs cookies; empty means a key made at first start and kept in the instance folder."),
    Option("HOIDAP_SQLITE_SYNCHRONOUS", "FULL", "`FULL` keeps what was acknowledged through a power cut; `NORMAL` is faster and may lose the last second."),
    Option("HOIDAP_PAGE_CACHE_BYTES", "32000000", "Memory in which each web process keeps pages that many people see; 0 keeps none."),
    Option("HOIDAP_WEB_PROCESSES", "2", "Web processes that `hoidap run` starts."),
    Option("HOIDAP_IMPORT_MAX_BYTES", str(1024**3), "Largest export that an admin may upload, in bytes."),
    Option("HOIDAP_TRUSTED_PROXIES", "0", "How many proxies in front of the server may set X-Forwarded-*."),
)  # fmt: skip


def load(overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """All settings as Flask configuration. Raises BadSetting."""
    values: dict[str, Any] = {o.name: os.environ.get(o.name, o.default) for o in OPTIONS}
    values.update(overrides or {})
    instance = Path(values["HOIDAP_INSTANCE_PATH"])
    instance = instance if instance.is_absolute() else ROOT / instance
    values["HOIDAP_INSTANCE_PATH"] = instance
    content = values["HOIDAP_CONTENT_PATH"]
    values["HOIDAP_CONTENT_PATH"] = Path(content) if content else instance / "content"
    values["HOIDAP_DATABASE_URL"] = (
        values["HOIDAP_DATABASE_URL"] or f"sqlite:///{instance}/hoidap.db"
    )
    values["HOIDAP_BASE_URL"] = (
        values["HOIDAP_BASE_URL"] or f"http://{values['HOIDAP_BIND']}"
    ).rstrip("/")
    values["HOIDAP_RATE_LIMIT_FACTOR"] = _number(values, "HOIDAP_RATE_LIMIT_FACTOR")
    values["HOIDAP_WEB_PROCESSES"] = int(_number(values, "HOIDAP_WEB_PROCESSES"))
    values["HOIDAP_PAGE_CACHE_BYTES"] = int(_number(values, "HOIDAP_PAGE_CACHE_BYTES"))
    values["HOIDAP_TRUSTED_PROXIES"] = int(_number(values, "HOIDAP_TRUSTED_PROXIES"))
    values["HOIDAP_IMPORT_MAX_BYTES"] = int(_number(values, "HOIDAP_IMPORT_MAX_BYTES"))
    _refuse_nonsense(values)
    return values | _for_flask(values)


def _for_flask(values: dict[str, Any]) -> dict[str, Any]:
    https = values["HOIDAP_BASE_URL"].startswith("https://")
    return {
        "SECRET_KEY": values["HOIDAP_SECRET_KEY"] or _kept_key(values["HOIDAP_INSTANCE_PATH"]),
        "SQLALCHEMY_DATABASE_URI": values["HOIDAP_DATABASE_URL"],
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(values["HOIDAP_DATABASE_URL"]),
        "SESSION_COOKIE_NAME": "__Host-hoidap" if https else "hoidap",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a long answer must not be lost
        "MAX_CONTENT_LENGTH": 6 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "BABEL_DEFAULT_LOCALE": "vi",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
        "TEMPLATES_AUTO_RELOAD": False,
    }


def _refuse_nonsense(values: dict[str, Any]) -> None:
    production = values["HOIDAP_MODE"] == "production"
    if values["HOIDAP_MODE"] not in ("production", "development"):
        raise BadSetting("HOIDAP_MODE must be production or development.")
    if values["HOIDAP_POSTING_REQUIRES"] not in ("email", "nothing"):
        raise BadSetting("HOIDAP_POSTING_REQUIRES must be email or nothing.")
    if values["HOIDAP_SQLITE_SYNCHRONOUS"] not in ("FULL", "NORMAL", "OFF"):
        raise BadSetting("HOIDAP_SQLITE_SYNCHRONOUS must be FULL or NORMAL.")
    if production and values["HOIDAP_RATE_LIMIT_FACTOR"] == 0:
        raise BadSetting("HOIDAP_RATE_LIMIT_FACTOR=0 switches all limits off: not in production.")
    if production and not is_sqlite(values["HOIDAP_DATABASE_URL"]):
        return  # several machines may share it; what they may not share is checked at start
    host = str(values["HOIDAP_BIND"]).rpartition(":")[0]
    if not production and host not in ("127.0.0.1", "localhost", "[::1]"):
        raise BadSetting("A development site has demo people: bind it to 127.0.0.1 only.")
    if values["HOIDAP_SECRET_KEY"] and len(values["HOIDAP_SECRET_KEY"]) < 32:
        raise BadSetting("HOIDAP_SECRET_KEY is too short: 32 characters at least.")


def _number(values: dict[str, Any], name: str) -> float:
    try:
        number = float(values[name])
    except ValueError:
        raise BadSetting(f"{name} must be a number, not {values[name]!r}.") from None
    if number < 0:
        raise BadSetting(f"{name} must not be negative.")
    return number


def _kept_key(instance: Path) -> str:
    """The key in the instance folder, made at first start, readable by its owner alone."""
    instance.mkdir(parents=True, exist_ok=True)
    path = instance / "secret-key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if path.stat().st_mode & 0o077:
            raise BadSetting(f"{path} can be read by others: chmod 600 it.") from None
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text()
