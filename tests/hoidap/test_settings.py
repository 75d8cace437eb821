import io

import pytest
from PIL import Image

from accounts.models import AuditEntry
from accounts.services import settings
from core.db import db
from core.uploads import Upload

SITE = {"site_name": "Lotus Help", "site_language": "en", "notice": "", "notice_kind": "info"}


def kept(name):
    db.session.expire_all()
    settings.forget_loaded()
    return settings.get(name)


def png(width=64, height=64) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG")
    out.seek(0)
    return out


def test_the_site_takes_its_name_colour_and_notice(as_admin, client):
    words = SITE | {"brand_color": "#7A1F5C", "notice": "Closed on Monday"}
    assert as_admin.post("/desk/settings/site", data=words).status_code == 303

    page = client.get("/").text
    assert "Lotus Help" in page
    assert "Closed on Monday" in page
    assert "/theme.css?color=7a1f5c" in page
    actions = {(e.action, e.subject) for e in db.session.query(AuditEntry)}
    assert ("setting.changed", "setting:site_name") in actions


@pytest.mark.parametrize("color", ["#ffff00", "red", "#12345", "#0b5f8g"])
def test_a_colour_that_cannot_be_read_is_refused_and_nothing_lost(as_admin, color):
    answer = as_admin.post("/desk/settings/site", data=SITE | {"brand_color": color})
    assert answer.status_code == 422
    assert "Lotus Help" in answer.text
    assert kept("brand_color") == ""


def test_the_pale_colour_gets_a_suggestion_that_is_accepted(as_admin):
    page = as_admin.post("/desk/settings/site", data=SITE | {"brand_color": "#ffcc00"}).text
    nearest = page.partition("The nearest that works is ")[2][:7]
    answer = as_admin.post("/desk/settings/site", data=SITE | {"brand_color": nearest})
    assert answer.status_code == 303


def test_a_logo_is_shown_and_taken_away_again(as_admin, client):
    as_admin.post("/desk/settings/site", data=SITE | {"logo": (png(), "our logo.svg.png")})

    key = kept("logo_key")
    assert f"/uploads/{key}" in client.get("/").text
    picture = client.get(f"/uploads/{key}")
    assert picture.mimetype == "image/png"
    assert Image.open(io.BytesIO(picture.data)).size == (64, 64)
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert "immutable" in picture.headers["Cache-Control"]
    picture.close()

    as_admin.post("/desk/settings/site", data=SITE | {"without_logo": "y"})
    assert kept("logo_key") == ""


def test_what_is_no_picture_is_refused(as_admin):
    svg = io.BytesIO(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    answer = as_admin.post("/desk/settings/site", data=SITE | {"logo": (svg, "logo.png")})
    assert answer.status_code == 422
    assert "no picture that we can use" in answer.text
    assert db.session.query(Upload).count() == 0


def test_the_contact_card_is_shown_with_its_hours(as_admin, client):
    words = {
        "contact_phone": "1900 1234",
        "contact_mail": "Help@Example.COM",
        "mon_opens": "08:00",
        "mon_closes": "17:30",
        "tue_opens": "08:00",
        "tue_closes": "17:30",
        "sat_opens": "08:00",
        "sat_closes": "12:00",
    }
    assert as_admin.post("/desk/settings/contact", data=words).status_code == 303
    page = client.get("/").text
    assert "tel:19001234" in page
    assert "help@example.com" in page
    assert "Mon–Tue 08:00–17:30, Sat 08:00–12:00" in page


@pytest.mark.parametrize(
    ("hours", "says"),
    [
        ({"mon_opens": "08:00"}, "Give both times"),
        ({"mon_opens": "18:00", "mon_closes": "08:00"}, "close after it opens"),
        ({"contact_mail": "nobody"}, "no e-mail address"),
    ],
)
def test_a_contact_card_that_makes_no_sense_is_refused(as_admin, hours, says):
    words = {"contact_phone": "1900 1234"} | hours
    answer = as_admin.post("/desk/settings/contact", data=words)
    assert answer.status_code == 422
    assert says in answer.text
    assert "1900 1234" in answer.text
    assert kept("contact_phone") == ""


def test_limits_are_numbers_and_words(as_admin):
    page = as_admin.get("/desk/settings/limits").text
    assert 'name="posts_per_hour"' in page
    names = [name for name, option in settings.OPTIONS.items() if isinstance(option.default, int)]
    words = {name: "7" for name in names if not isinstance(settings.get(name), bool)}

    good = as_admin.post(
        "/desk/settings/limits",
        data=words | {"held_words": "casino\n\n cá độ ", "first_post_hold": "y"},
    )
    assert good.status_code == 303
    assert kept("posts_per_hour") == 7
    assert kept("held_words") == ["casino", "cá độ"]
    assert kept("first_post_hold") is True

    bad = as_admin.post("/desk/settings/limits", data=words | {"posts_per_hour": "-1"})
    assert bad.status_code == 422
    assert kept("posts_per_hour") == 7


def test_a_test_mail_arrives(as_admin, mails):
    answer = as_admin.post("/desk/settings/mail", data={"to": "lead@example.com"})
    assert answer.status_code == 200
    assert "has taken the mail" in answer.text
    assert mails[0]["To"] == "lead@example.com"


def test_a_failing_mail_server_is_quoted(as_admin, app):
    app.config["HOIDAP_MAIL_URL"] = "smtp://127.0.0.1:9"
    answer = as_admin.post("/desk/settings/mail", data={"to": "lead@example.com"})
    assert "was not accepted" in answer.text
    assert "ConnectionRefusedError" in answer.text


def test_mails_that_become_files_are_said_to(as_admin):
    answer = as_admin.post("/desk/settings/mail", data={"to": "lead@example.com"})
    assert "kept as a file" in answer.text


def test_abbreviations_are_kept_or_the_line_that_is_none_is_told(as_admin):
    good = as_admin.post("/desk/settings/search", data={"abbreviations": "bhx = bách hoá xanh\n"})
    assert good.status_code == 303
    assert kept("abbreviations") == "bhx = bách hoá xanh"

    bad = as_admin.post("/desk/settings/search", data={"abbreviations": "bhx bách hoá xanh"})
    assert bad.status_code == 422
    assert "“bhx bách hoá xanh” does not look like: ko = không" in bad.text
    assert kept("abbreviations") == "bhx = bách hoá xanh"


def test_synonyms_are_kept_or_the_line_that_is_none_is_told(as_admin):
    path = "/desk/settings/search"
    assert as_admin.post(path, data={"synonyms": "bảo hành, warranty\n"}).status_code == 303
    assert kept("synonyms") == "bảo hành, warranty"
    for wrong, told in (
        ("bảo hành", "“bảo hành” does not look like: bảo hành, warranty"),
        ("a, b, c, d, e, g, h, i, k", "“a, b, c, d, e, g, h, i, k” has more than 8 phrases"),
        ("a, b c d e g h i", "“a, b c d e g h i” has a phrase of more than 6 words"),
        ("hỏng, hong", "“hỏng, hong” says the same phrase twice"),
        ("\n".join(f"a{n}, b{n}" for n in range(301)), "From “a300, b300” on there are more"),
        ("a" * 10_001, "10000 characters"),
    ):
        bad = as_admin.post(path, data={"synonyms": wrong})
        assert (bad.status_code, told in bad.text) == (422, True), told
        assert wrong in bad.text  # what was typed is still there
    assert kept("synonyms") == "bảo hành, warranty"
