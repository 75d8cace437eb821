from datetime import timedelta

import pytest

from accounts.models import Purpose, Token
from accounts.services import tokens
from core.db import db

HOUR = timedelta(hours=1)


def test_a_token_works_once(app):
    raw = tokens.issue(Purpose.RESET_PASSWORD, 7, HOUR)
    found = tokens.find(Purpose.RESET_PASSWORD, raw)

    tokens.use(found)

    assert tokens.find(Purpose.RESET_PASSWORD, raw) is None
    with pytest.raises(tokens.AlreadyUsed):
        tokens.use(found)


def test_only_a_digest_is_kept_and_the_token_is_long(app):
    raw = tokens.issue(Purpose.SETUP, 0, HOUR)

    assert len(raw) >= 43  # 256 bits
    assert raw not in db.session.query(Token).one().token_hash


@pytest.mark.parametrize("raw", ["", "wrong", "\udcff", "ấ", "x" * 10_000, "\x00"])
def test_a_made_up_token_is_nothing(app, raw):
    assert tokens.find(Purpose.SETUP, raw) is None


def test_a_token_serves_its_purpose_only(app):
    raw = tokens.issue(Purpose.CONFIRM_IDENTITY, 7, HOUR)

    assert tokens.find(Purpose.RESET_PASSWORD, raw) is None


def test_an_old_token_is_dead(app):
    raw = tokens.issue(Purpose.SETUP, 0, timedelta(seconds=-1))

    assert tokens.find(Purpose.SETUP, raw) is None


def test_a_renewed_token_ends_the_former_link(app):
    token = tokens.prepare(Purpose.INVITATION, 1, HOUR, email="lan@example.com")
    first = tokens.renew(token, HOUR)
    second = tokens.renew(token, HOUR)

    assert tokens.find(Purpose.INVITATION, first) is None
    assert tokens.find(Purpose.INVITATION, second).data == {"email": "lan@example.com"}


def test_old_tokens_are_forgotten(app):
    tokens.issue(Purpose.SETUP, 0, -tokens.KEPT - HOUR)
    tokens.issue(Purpose.SETUP, 0, HOUR)

    tokens.forget_old_tokens()

    assert db.session.query(Token).count() == 1
