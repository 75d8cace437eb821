from datetime import timedelta

import pytest
from flask import session as flask_session

from accounts.models import Session, User
from accounts.services import sessions
from core.clock import now
from core.db import db

PASSWORD = "cái ghế màu tím"
NEW = "/accounts/sessions/new"


@pytest.fixture
def lan(make):
    return make.user(name="Lan", email="lan@example.com", password=PASSWORD)


def enter(client, email="lan@example.com", password=PASSWORD, url=NEW):
    return client.post(url, data={"email": email, "password": password})


def cookie(client):
    found = client.get_cookie(sessions.cookie_name())
    return found and found.value


def test_a_person_signs_in_and_goes_on(client, lan):
    answer = enter(
        client, " LAN@example.com ", url=f"{NEW}?next=/forum/threads/ask%3Ftitle%3DX%26q%3Dy"
    )

    assert (answer.status_code, answer.location) == (303, "/forum/threads/ask?title=X&q=y")
    assert client.get("/accounts/people/edit").status_code == 200


def test_the_cookie_is_for_the_server_alone(client, lan):
    answer = enter(client)

    [line] = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("hoidap_session=")]
    assert "HttpOnly" in line
    assert "SameSite=Lax" in line
    row = db.session.query(Session).one()
    assert cookie(client) not in (row.token_hash, str(row.id))


def test_with_https_the_cookie_has_the_host_prefix(app, client, lan):
    app.config["SESSION_COOKIE_SECURE"] = True

    answer = enter(client)

    [line] = [c for c in answer.headers.getlist("Set-Cookie") if "hoidap_session" in c]
    assert line.startswith("__Host-hoidap_session=")
    assert "Secure" in line
    assert "Path=/" in line
    assert "Domain" not in line


@pytest.mark.parametrize(
    "next_", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:x", "/\tx"]
)
def test_nobody_is_sent_to_another_site(client, lan, next_):
    answer = client.post(
        NEW, query_string={"next": next_}, data={"email": "lan@example.com", "password": PASSWORD}
    )

    assert (answer.status_code, answer.location) == (303, "/")


def test_an_unknown_name_and_a_wrong_password_get_the_same_page(client, lan):
    unknown = enter(client, "nobody@example.com", "cái bàn màu tím")
    wrong = enter(client, "lan@example.com", "cái bàn màu tím")

    assert unknown.status_code == wrong.status_code == 422
    assert unknown.text.replace("nobody@", "lan@") == wrong.text
    assert "do not fit together" in wrong.text
    assert cookie(client) is None


def test_an_unknown_name_is_checked_against_a_hash_as_well(client, lan, monkeypatch):
    """Same time: the slow part runs exactly once on both ways."""
    seen = []
    from accounts.services import passwords

    real = passwords._hasher
    monkeypatch.setattr(
        passwords,
        "_hasher",
        type(
            "Counted",
            (),
            {
                "verify": lambda _self, *words: seen.append(1) or real.verify(*words),
                "check_needs_rehash": lambda _self, *words: real.check_needs_rehash(*words),
            },
        )(),
    )

    enter(client, "nobody@example.com", "x" * 10)
    enter(client, "lan@example.com", "x" * 10)

    assert len(seen) == 2


def test_nothing_is_locked_while_the_password_is_checked(client, lan, monkeypatch):
    from accounts.services import passwords

    open_then = []
    real = passwords.matches
    monkeypatch.setattr(
        passwords, "matches", lambda *a: open_then.append(db.session().in_transaction()) or real(*a)
    )

    enter(client)

    assert open_then == [False]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"email": "lan@example.com"},
        {"email": "x" * 300, "password": "x"},
        {"email": "lan@example.com", "password": "x" * 2000},
    ],
)
def test_an_incomplete_form_is_shown_again(client, data):
    assert client.post(NEW, data=data).status_code == 422


def test_what_was_typed_is_kept_but_the_password(client, lan):
    page = enter(client, "lan@example.com", "wrong one here").text

    assert "lan@example.com" in page
    assert "wrong one here" not in page


def test_a_suspended_person_stays_out(client, make):
    make.user(email="lan@example.com", password=PASSWORD, suspended_until=now() + timedelta(days=1))

    assert enter(client).status_code == 422
    assert cookie(client) is None


def test_a_suspension_ends_what_was_open(as_customer):
    as_customer.user.suspended_until = now() + timedelta(days=1)
    db.session.commit()

    assert as_customer.get("/accounts/people/edit").status_code == 302


def test_who_is_signed_in_goes_on(as_customer):
    assert as_customer.get(f"{NEW}?next=/kb/").location == "/kb/"


def test_signing_in_makes_a_new_session_and_kills_the_old_cookie(app, client, lan, sign_in, make):
    """Session fixation: a cookie planted before is worth nothing afterwards."""
    planted = sessions.begin(make.user())
    db.session.commit()
    client.set_cookie(sessions.cookie_name(), planted)
    with client.session_transaction() as before:
        before["csrf_token"] = "planted"
    db.session.query(User).filter(User.id != lan.id).update(
        {"suspended_until": now() + timedelta(1)}
    )
    db.session.commit()

    enter(client)

    assert cookie(client) != planted
    assert sessions.find(planted) is None
    with client.session_transaction() as after:
        assert after.get("csrf_token") != "planted"


def test_a_cookie_nobody_gave_is_nobody(client):
    for value in ("x", "1", "%00", "a" * 3000):
        client.set_cookie(sessions.cookie_name(), value)
        assert client.get("/accounts/people/edit").status_code == 302


def test_signing_out_is_a_button_and_the_old_cookie_is_dead(as_customer, client):
    old = cookie(as_customer)
    assert as_customer.get("/accounts/sessions/delete").status_code == 200
    assert as_customer.get("/accounts/people/edit").status_code == 200  # a GET did nothing

    answer = as_customer.post("/accounts/sessions/delete")

    assert answer.status_code == 303
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert not cookie(as_customer)
    client.set_cookie(sessions.cookie_name(), old)
    assert client.get("/accounts/people/edit").status_code == 302
    assert db.session.query(Session).count() == 0


def test_signing_out_twice_is_no_trouble(as_customer):
    as_customer.post("/accounts/sessions/delete")

    assert as_customer.post("/accounts/sessions/delete").status_code == 303


def test_one_sees_where_one_is_signed_in(as_customer, sign_in):
    other = sign_in(as_customer.user)
    row = db.session.query(Session).order_by(Session.id.desc()).first()
    row.user_agent = "<b>Firefox on a phone</b>"
    db.session.commit()

    page = as_customer.get("/accounts/sessions").text

    assert "&lt;b&gt;Firefox on a phone" in page
    assert "This browser" in page
    assert as_customer.post(f"/accounts/sessions/{row.id}/end").status_code == 303
    assert other.get("/accounts/sessions").status_code == 302
    assert as_customer.get("/accounts/sessions").status_code == 200


def test_one_signs_out_everywhere_else(as_customer, sign_in):
    other = sign_in(as_customer.user)

    as_customer.post("/accounts/sessions/end-others")

    assert other.get("/accounts/sessions").status_code == 302
    assert as_customer.get("/accounts/sessions").status_code == 200


def test_other_peoples_sessions_are_not_there(as_customer, as_admin):
    row = db.session.query(Session).filter_by(user_id=as_customer.user.id).one()

    assert as_admin.post(f"/accounts/sessions/{row.id}/end").status_code == 404
    assert as_customer.get("/accounts/sessions").status_code == 200


@pytest.mark.parametrize("path", ["", "/end-others", "/1/end"])
def test_a_visitor_is_sent_to_sign_in(client, path):
    ask = client.get if not path else client.post
    answer = ask(f"/accounts/sessions{path}")

    assert answer.status_code == 302
    assert answer.location.startswith("/accounts/sessions/new?next=")


def test_sessions_end_by_themselves(app, make):
    lan, boss = make.user(), make.user(role="staff")
    for person, idle, longest in (
        (lan, sessions.IDLE, sessions.LONGEST),
        (boss, sessions.STAFF_IDLE, sessions.STAFF_LONGEST),
    ):
        raw = sessions.begin(person)
        row = db.session.query(Session).filter_by(user_id=person.id).one()
        assert abs(row.expires_at - now() - longest) < timedelta(minutes=1)
        row.seen_at = now() - idle - timedelta(minutes=1)
        assert sessions.find(raw) is None
        row.seen_at = now() - idle + timedelta(minutes=1)
        assert sessions.find(raw) is not None
        row.expires_at = now()
        assert sessions.find(raw) is None
    assert sessions.STAFF_IDLE < sessions.IDLE


def test_being_here_is_noted_at_most_hourly(as_customer, queries):
    def writes():
        with queries() as log:
            as_customer.get("/accounts/people/joined")
        return [line for line in log if not line.startswith("SELECT")]

    assert writes() == []
    long_ago = now() - timedelta(hours=2)
    db.session.query(Session).update({"seen_at": long_ago})
    db.session.commit()

    assert len(writes()) == 2
    assert writes() == []
    db.session.expire_all()
    assert db.session.query(Session).one().seen_at > long_ago
    assert db.session.get_one(User, as_customer.user.id).seen_at is not None


def test_who_asks_costs_one_query(as_customer, queries):
    with queries() as log:
        as_customer.get("/accounts/sessions/delete")

    assert len([line for line in log if "FROM session" in line]) == 1
    assert len([line for line in log if 'FROM "user"' in line and "session" not in line]) == 0


def test_one_person_has_a_bounded_number_of_sessions(app, make):
    lan = make.user()
    for _ in range(sessions.AT_MOST + 3):
        sessions.begin(lan)

    assert db.session.query(Session).count() == sessions.AT_MOST


def test_a_session_row_outlives_no_rights(app, make):
    """Flask's own signed cookie is nobody's identity."""
    with app.test_request_context():
        flask_session["_user_id"] = str(make.user().id)
        from flask_login import current_user

        assert not current_user.is_authenticated


def test_too_many_tries_wait_and_keep_what_was_typed(app, client, lan):
    app.config["HOIDAP_RATE_LIMIT_FACTOR"] = 1
    for _ in range(10):
        assert enter(client, password="wrong").status_code == 422

    answer = enter(client)

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert "lan@example.com" in answer.text
    elsewhere = client.post(
        NEW,
        data={"email": "lan@example.com", "password": PASSWORD},
        environ_base={"REMOTE_ADDR": "192.0.2.9"},
    )
    assert elsewhere.status_code == 303, "the owner elsewhere is not locked out"


def test_without_its_token_no_form_is_taken(app, client, lan):
    app.config["WTF_CSRF_ENABLED"] = True

    assert enter(client).status_code == 400
    page = client.get(NEW).text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    answer = client.post(
        NEW, data={"email": "lan@example.com", "password": PASSWORD, "csrf_token": token}
    )
    assert answer.status_code == 303
    assert client.post("/accounts/sessions/delete").status_code == 400
    assert client.post("/accounts/sessions/delete", data={"csrf_token": token}).status_code == 400


def test_no_password_is_logged(client, lan, caplog):
    with caplog.at_level("INFO"):
        enter(client, "lan@example.com", "my secret typed")
        enter(client)

    assert "sign-in failed" in caplog.text
    assert f"signed in user={lan.id}" in caplog.text
    assert "my secret typed" not in caplog.text
    assert PASSWORD not in caplog.text
    assert cookie(client) not in caplog.text
