"""What a support lead changes in the browser: names, types, defaults; one load a request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask import g
from sqlalchemy import select

from accounts.models import Setting, User
from accounts.services import audit
from core.clock import now
from core.db import db
from core.events import announce
from core.i18n import LANGUAGES

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Option:
    """One setting. `default` also tells its type; a number may not be negative."""

    default: Any
    meaning: str
    longest: int = 500  # characters of a text


OPTIONS: dict[str, Option] = {
    "site_name": Option("Hoidap", "Name of the site, in the header and in mails.", 80),
    "site_language": Option("vi", "Language of mails to people who never chose one."),
    "timezone": Option("Asia/Ho_Chi_Minh", "Zone of the opening hours and of shown times."),
    "notice": Option("", "A sentence above every page; empty for none.", 300),
    "notice_kind": Option("info", "How the notice looks: info, warning or danger."),
    "brand_color": Option("", "Colour of the site as #rrggbb; empty for our own.", 7),
    "logo_key": Option("", "Key of the uploaded logo; empty for the name alone.", 100),
    "contact_phone": Option("", "Phone number of the contact card.", 40),
    "contact_zalo": Option("", "Zalo number or page of the contact card.", 200),
    "contact_mail": Option("", "E-mail address of the contact card.", 254),
    "contact_address": Option("", "Postal address of the contact card.", 300),
    "contact_hours": Option({}, "Opening hours: day (mon … sun) -> [opens, closes] as HH:MM."),
    "posts_per_hour": Option(20, "Replies and questions one person may post in an hour."),
    "threads_per_day": Option(20, "Threads one person may start in a day."),
    "first_post_hold": Option(False, "Hold a new customer's first post for a moderator."),
    "links_for_new": Option(2, "Links that a new customer's post may hold before it is held."),
    "held_words": Option([], "Words whose posts wait for a moderator."),
    "flags_per_day": Option(20, "Flags one person may raise in a day."),
    "votes_per_day": Option(100, "Votes one person may give in a day."),
    "feedback_per_day": Option(30, "Times one address may answer “did this help?” in a day."),
    "waiting_per_day": Option(10, "Times one address may ask “tell me” in a day."),
    "uploads_per_day": Option(50, "Pictures one person may upload in a day."),
    "joins_per_day": Option(20, "Accounts that may be opened from one address in a day."),
    "abbreviations": Option("", "What search spells out, a line each: `ko = không`.", 5000),
    "reviewer_must_differ": Option(False, "Nobody publishes what they wrote or submitted."),
    "follow_up_days": Option(7, "Days after which a solved thread is asked about; 0: never."),
    "synonyms": Option(
        "", "What means the same to search, a line each: `bảo hành, warranty`.", 10_000
    ),
    "complaint_days": Option(3, "Working days promised for the first answer to a complaint."),
}


class BadValue(Exception):
    """The value does not fit the setting; the message says which."""


@dataclass(frozen=True)
class ContactCard:
    """How to reach people who help. `is_open` is None when no hours are given."""

    phone: str = ""
    zalo: str = ""
    mail: str = ""
    address: str = ""
    hours: Mapping[str, list[str]] = field(default_factory=dict)
    is_open: bool | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.phone or self.zalo or self.mail or self.address)


def get(name: str) -> Any:
    """The setting's present value. Unknown names raise KeyError."""
    return _stored().get(name, OPTIONS[name].default)


def put(name: str, value: Any, *, by: User | None) -> None:
    """Change a setting. Raises KeyError for an unknown name, BadValue. The caller commits."""
    value = checked(name, value)
    if value == get(name):
        return
    row = db.session.get(Setting, name)
    if row is None:
        row = Setting(name=name, value={})
        db.session.add(row)
    row.value = {"value": value}
    db.session.flush()
    _stored()[name] = value
    audit.record(by, "setting.changed", f"setting:{name}")
    announce("setting.changed", 0, actor_id=by.id if by else None)


def contact_card(moment: datetime | None = None) -> ContactCard:
    hours = get("contact_hours")
    return ContactCard(
        phone=get("contact_phone"),
        zalo=get("contact_zalo"),
        mail=get("contact_mail"),
        address=get("contact_address"),
        hours=hours,
        is_open=_is_open(hours, moment or now()) if hours else None,
    )


def _is_open(hours: Mapping[str, list[str]], moment: datetime) -> bool:
    local = moment.astimezone(ZoneInfo(get("timezone")))
    today = hours.get(DAYS[local.weekday()])
    return today is not None and today[0] <= local.strftime("%H:%M") < today[1]


_STORED = select(Setting.name, Setting.value)


def _stored() -> dict[str, Any]:
    """All rows, read once per request (or worker round)."""
    if "settings" not in g:
        g.settings = {name: value["value"] for name, value in db.session.execute(_STORED)}
    return g.settings  # type: ignore[no-any-return]


def forget_loaded() -> None:
    """Read anew at the next `get` (after a rollback, or in a long-lived context)."""
    g.pop("settings", None)


def checked(name: str, value: Any) -> Any:
    """The value, if the setting takes it. Raises KeyError for an unknown name, BadValue."""
    option = OPTIONS[name]
    if type(value) is not type(option.default):
        raise BadValue(f"{name} must be {type(option.default).__name__}")
    if isinstance(value, int) and value < 0:
        raise BadValue(f"{name} must not be negative")
    if isinstance(value, str) and len(value) > option.longest:
        raise BadValue(f"{name} is longer than {option.longest} characters")
    if isinstance(value, list) and not all(isinstance(each, str) for each in value):
        raise BadValue(f"{name} must be a list of texts")
    allowed = {
        "site_language": LANGUAGES.keys(),
        "timezone": available_timezones() if name == "timezone" else (),
        "notice_kind": ("info", "warning", "danger"),
    }
    if name in allowed and value not in allowed[name]:
        raise BadValue(f"{name} cannot be {value!r}")
    if name == "contact_hours":
        _check_hours(value)
    if name == "brand_color" and value and not _is_color(value):
        raise BadValue("brand_color must look like #1a2b3c")
    return value


def _check_hours(value: dict[str, Any]) -> None:
    for day, times in value.items():
        try:
            opens, closes = (datetime.strptime(t, "%H:%M").strftime("%H:%M") for t in times)  # noqa: DTZ007
        except (TypeError, ValueError):
            raise BadValue(f"contact_hours: {day} needs two times as HH:MM") from None
        if day not in DAYS or [opens, closes] != list(times) or opens >= closes:
            raise BadValue(f"contact_hours: {day} must open before it closes, as HH:MM")


def _is_color(value: str) -> bool:
    return len(value) == 7 and value[0] == "#" and set(value[1:]) <= set("0123456789abcdefABCDEF")
