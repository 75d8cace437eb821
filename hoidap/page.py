"""What every page can ask for: the site's own settings, the language, moments in time."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, g, request
from flask_babel import format_datetime as babel_datetime
from flask_babel import format_timedelta, get_timezone
from flask_login import current_user

from accounts.services import settings
from accounts.services.notifications import unread_count
from core.clock import now
from core.i18n import LANGUAGES, current_language


def init_app(app: Flask) -> None:
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.globals.update(
        current_language=current_language,
        languages=LANGUAGES,
        unread_notifications=unread_notifications,
        with_query=with_query,
        now=now,
    )
    env.filters.update(ago=ago, iso=iso, local_time=local_time)

    @app.context_processor
    def _site() -> dict[str, Any]:
        return {
            "site": site(),
            "is_development": current_app.config["HOIDAP_MODE"] == "development",
        }

    @app.before_request
    def _time_zone() -> None:
        g.request_started_at = now()


def site() -> SimpleNamespace:
    """Name, logo, notice, colour and contact card of this site (read once a request)."""
    if "site" not in g:
        logo = settings.get("logo_key")
        g.site = SimpleNamespace(
            name=settings.get("site_name"),
            logo_url=f"/uploads/{logo}" if logo else None,
            notice=settings.get("notice"),
            brand_color=settings.get("brand_color"),
            contact=settings.contact_card(),
        )
    return g.site  # type: ignore[no-any-return]


def unread_notifications() -> int:
    """How many notices the signed-in person has not read (asked once a request)."""
    if "unread" not in g:
        g.unread = unread_count(current_user.id) if current_user.is_authenticated else 0
    return int(g.unread)


def with_query(**changes: Any) -> str:
    """The present address with query words changed; None takes one out."""
    words: dict[str, Any] = request.args.to_dict(flat=True) | changes
    kept = {name: value for name, value in words.items() if value not in (None, "")}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def ago(moment: datetime | None) -> str:
    """ "3 giờ trước", "3 hours ago"."""
    return format_timedelta(moment - now(), add_direction=True) if moment else ""


def iso(moment: datetime) -> str:
    return moment.astimezone(get_timezone()).isoformat(timespec="seconds")


def local_time(moment: datetime | None) -> str:
    return babel_datetime(moment, "medium") if moment else ""
