from datetime import UTC, datetime

import pytest

from accounts.models import AuditEntry
from accounts.services import settings
from core.db import db


def test_a_setting_has_its_default_until_somebody_changes_it(app, make):
    admin = make.user(name="Admin", role="admin")
    assert settings.get("posts_per_hour") == 20

    settings.put("posts_per_hour", 5, by=admin)
    db.session.commit()

    settings.forget_loaded()
    assert settings.get("posts_per_hour") == 5
    entry = db.session.query(AuditEntry).one()
    assert (entry.action, entry.subject) == ("setting.changed", "setting:posts_per_hour")


def test_settings_are_read_once(app, queries):
    with queries() as log:
        for name in settings.OPTIONS:
            settings.get(name)

    assert len(log) == 1


def test_the_same_value_again_writes_nothing(app):
    settings.put("site_name", "Hoidap", by=None)

    assert db.session.query(AuditEntry).count() == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("posts_per_hour", "5"),
        ("posts_per_hour", -1),
        ("posts_per_hour", True),
        ("first_post_hold", 1),
        ("site_name", "x" * 81),
        ("site_language", "de"),
        ("timezone", "Mars/Olympus"),
        ("notice_kind", "loud"),
        ("brand_color", "red"),
        ("contact_hours", {"mon": ["17:00", "08:00"]}),
        ("contact_hours", {"someday": ["08:00", "17:00"]}),
        ("contact_hours", {"mon": ["8", "17"]}),
        ("contact_hours", {"mon": None}),
    ],
)
def test_a_value_that_does_not_fit_is_refused(app, name, value):
    with pytest.raises(settings.BadValue):
        settings.put(name, value, by=None)


def test_an_unknown_name_is_a_mistake(app):
    with pytest.raises(KeyError):
        settings.get("colour_of_the_moon")


def test_the_contact_card_knows_whether_somebody_is_there(app):
    assert settings.contact_card().is_open is None
    settings.put("contact_phone", "1900 1234", by=None)
    settings.put("contact_hours", {"tue": ["08:00", "17:30"]}, by=None)

    in_hanoi_9_00 = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # a Tuesday
    in_hanoi_18_00 = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)

    assert settings.contact_card(in_hanoi_9_00).is_open is True
    assert settings.contact_card(in_hanoi_18_00).is_open is False
    assert not settings.contact_card().is_empty
