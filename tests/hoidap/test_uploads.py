"""Writers give pictures for articles: drawn anew, their words asked for, shown to whoever reads."""

import io
import re

import pytest
from PIL import Image

from core.db import db
from core.markdown import render
from core.uploads import Upload


def sent(kind="PNG", size=(2000, 900), words="A red button", **more):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return {"file": (io.BytesIO(out.getvalue()), "../x.php"), "words": words} | more


def test_a_picture_becomes_markdown_that_shows_it(as_staff, client):
    markdown = as_staff.post("/uploads/new", data=sent(quietly="1")).text
    address = re.fullmatch(r"!\[A red button\]\((/uploads/[0-9a-f]{32}\.png)\)", markdown)[1]
    with client.get(address) as answer:
        assert Image.open(io.BytesIO(answer.data)).size == (1600, 720)
    assert f'src="{address}"' in render(markdown)
    assert db.session.query(Upload).one().uploaded_by == as_staff.user.id


def test_without_script_the_page_gives_it_to_copy(as_staff, make):
    make.collection()
    assert "/uploads/new" in as_staff.get("/kb/articles/new").text
    page = as_staff.post("/uploads/new", data=sent()).text
    assert 'value="![A red button](/uploads/' in page


def test_what_it_shows_is_text_alone(as_staff):
    alt = "](x) ![<b>`*_\\"
    markdown = as_staff.post("/uploads/new", data=sent(words=alt, quietly="1")).text
    html = render(markdown)
    assert html.count("<img") == 1
    assert "<a " not in html
    assert "&lt;b&gt;`*_\\" in html


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"words": " "}, "Say what it shows"),
        ({"file": (io.BytesIO(b"<svg onload='x'/>"), "a.png")}, "none of them"),
        ({"file": (io.BytesIO(b""), "")}, "Choose a picture or a file."),
    ],
)
def test_what_is_wrong_is_said(as_staff, wrong, words):
    answer = as_staff.post("/uploads/new", data=sent(quietly="1") | wrong)
    assert answer.status_code == 422
    assert answer.mimetype == "text/plain"
    assert words in answer.text
    assert db.session.query(Upload).count() == 0


def test_only_writers_give_pictures(client, as_customer, as_moderator):
    assert client.post("/uploads/new", data=sent()).status_code in (302, 303)
    for browser in (as_customer, as_moderator):
        assert browser.post("/uploads/new", data=sent()).status_code == 403
    assert db.session.query(Upload).count() == 0
