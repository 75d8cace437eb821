"""What every page can ask for: the site's own settings, the language, moments in time."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from babel.dates import get_datetime_format, get_day_names
from flask import Flask, current_app, g, has_request_context, request
from flask import url_for as flask_url_for
from flask_babel import format_date, format_time, format_timedelta, get_locale, get_timezone
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from accounts.services import settings
from accounts.services.notifications import unread_count
from core.clock import now
from core.db import db
from core.i18n import LANGUAGES, current_language
from hoidap.badges import BADGES
from hoidap.deeds import deed, thing


def init_app(app: Flask) -> None:
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.globals.update(
        BADGES=BADGES,
        current_language=current_language,
        languages=LANGUAGES,
        unread_notifications=unread_notifications,
        url_for=url_for,
        with_query=with_query,
        now=now,
    )
    env.filters.update(ago=ago, iso=iso, local_time=local_time, deed=deed, thing=thing)

    @app.context_processor
    def _site() -> dict[str, Any]:
        return {
            "site": site(),
            "theme_url": site().theme_url,
            "is_development": current_app.config["HOIDAP_MODE"] == "development",
        }

    @app.before_request
    def _time_zone() -> None:
        g.request_started_at = now()


def site() -> SimpleNamespace:
    """Name, logo, notice, colour and contact card of this site (read once a request).

    While the database is away it is Hoidap's own defaults: the error pages need a name as well.
    """
    if "site" not in g:
        try:
            g.site = _kept_site()
        except SQLAlchemyError:
            db.session.rollback()
            g.settings = {}
            g.site = _kept_site()
    return g.site  # type: ignore[no-any-return]


def _kept_site() -> SimpleNamespace:
    logo = settings.get("logo_key")
    color = settings.get("brand_color")
    card = settings.contact_card()
    return SimpleNamespace(
        name=settings.get("site_name"),
        logo_url=f"/uploads/{logo}" if logo else None,
        notice=settings.get("notice"),
        notice_kind=settings.get("notice_kind"),
        brand_color=color,
        theme_url=f"/theme.css?color={color[1:]}" if color else None,
        contact=SimpleNamespace(
            phone=card.phone,
            zalo=card.zalo,
            email=card.mail,
            address=card.address,
            hours=hours_in_words(card.hours),
            open_now=card.is_open,
        ),
    )


def hours_in_words(hours: Mapping[str, list[str]]) -> str:
    """`Mon-Fri 08:00-17:30, Sat 08:00-12:00` with the day names of the page's language."""
    names = get_day_names("abbreviated", locale=get_locale() or "vi")
    groups = groupby(enumerate(settings.DAYS), key=lambda pair: hours.get(pair[1]))
    parts = []
    for times, days in groups:
        numbers = [number for number, _ in days]
        if times:
            first, last = names[numbers[0]], names[numbers[-1]]
            span = first if len(numbers) == 1 else f"{first}–{last}"
            parts.append(f"{span} {times[0]}–{times[1]}")
    return ", ".join(parts)


def unread_notifications() -> int:
    """How many notices the signed-in person has not read (asked once a request)."""
    if "unread" not in g:
        try:
            g.unread = unread_count(current_user.id) if current_user.is_authenticated else 0
        except SQLAlchemyError:  # an error page is drawn without the database
            db.session.rollback()
            g.unread = 0
    return int(g.unread)


def with_query(**changes: Any) -> str:
    """The present address with query words changed; None takes one out."""
    words: dict[str, Any] = request.args.to_dict(flat=True) | changes
    kept = {name: value for name, value in words.items() if value not in (None, "")}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


_addresses: dict[tuple[str, str], str] = {}


def url_for(endpoint: str, **values: Any) -> str:
    """Flask's; the addresses that hold no value, thirty on every page, are built once."""
    if values or not has_request_context():
        return flask_url_for(endpoint, **values)
    key = request.root_path, endpoint
    if key not in _addresses:
        _addresses[key] = flask_url_for(endpoint)
    return _addresses[key]


def ago(moment: datetime | None) -> str:
    """ "3 giờ trước", "3 hours ago"."""
    return format_timedelta(moment - now(), add_direction=True) if moment else ""


def iso(moment: datetime) -> str:
    return moment.astimezone(get_timezone()).isoformat(timespec="seconds")


def local_time(moment: datetime | None) -> str:
    """ "14:05 25 thg 11, 2026", as the page's language writes it; seconds are for machines."""
    return _written(moment, get_locale(), get_timezone()) if moment else ""


@lru_cache(maxsize=10_000)  # a page shows twenty, and the same ones come again and again
def _written(moment: datetime, locale: Any, _zone: Any) -> str:
    both = str(get_datetime_format("medium", locale)).replace("'", "")
    return both.format(format_time(moment, "short"), format_date(moment, "medium"))
