import re

import pytest

from accounts.models import User
from core.db import db


def test_an_operator_makes_an_admin_who_chooses_a_password(app, client):
    result = app.test_cli_runner().invoke(
        args=["accounts", "make-admin", "Boss@Example.com", "--name", "Boss"]
    )

    assert result.exit_code == 0, result.output
    boss = db.session.query(User).one()
    assert (boss.name, boss.is_admin, boss.is_confirmed, boss.password_hash) == (
        "Boss",
        True,
        True,
        None,
    )
    path = re.search(r"http://localhost(/\S+)", result.output).group(1)
    assert client.post(path, data={"password": "tháng chín mưa rơi to"}).status_code == 303


def test_a_member_becomes_an_admin_and_keeps_the_password(app, make):
    lan = make.user(email="lan@example.com", password="cái ghế màu tím")

    for _ in range(2):
        result = app.test_cli_runner().invoke(args=["accounts", "make-admin", "lan@example.com"])
        assert result.exit_code == 0
        assert "reset" not in result.output

    db.session.expire_all()
    assert lan.is_admin
    assert db.session.query(User).count() == 1


@pytest.mark.parametrize("email", ["nonsense", ""])
def test_no_address_is_named(app, email):
    result = app.test_cli_runner().invoke(args=["accounts", "make-admin", email])

    assert result.exit_code == 1
    assert "no e-mail address" in result.output
