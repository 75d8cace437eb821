"""Two staff members edit one article in two browsers: nobody's text is lost, at no moment."""

import re

from accounts.models import Role
from core.db import db
from kb.models import Revision, Unsaved


def opened(browser, article, query=""):
    """The editor's fields as the browser would send them."""
    page = browser.get(f"/kb/articles/{article.id}/edit{query}").text
    hidden = dict(re.findall(r'name="(based_on|kept)"[^>]*value="(\w*)"', page))
    return {"title": "Returns", "summary": ""} | hidden


def test_two_write_one_article(sign_in, make):
    an, binh = (sign_in(make.user(name=name, role=Role.STAFF)) for name in ("An", "Binh"))
    article = make.article(title="Returns", body="Bring the receipt.")
    edit = f"/kb/articles/{article.id}/edit"

    # both open it and type; the server keeps both texts apart
    by_an, by_binh = opened(an, article), opened(binh, article)
    for browser, fields, body in ((an, by_an, "An's words."), (binh, by_binh, "Binh's words.")):
        browser.post("/kb/unsaved/keep", data=fields | {"article": article.id, "body": body})
    assert {row.body for row in db.session.query(Unsaved)} == {"An's words.", "Binh's words."}

    # An saves; Binh's browser had crashed, and Binh comes back
    assert an.post(edit, data=by_an | {"body": "An's words."}).status_code == 303
    assert "You have unsaved changes" in binh.get(edit).text
    by_binh = opened(binh, article, "?unsaved=1")
    assert by_binh["based_on"] == "1"  # what Binh began from, not what stands there now

    # Binh's save shows both texts and the difference, and still keeps what was typed
    stale = binh.post(edit, data=by_binh | {"body": "Binh's words."})
    assert stale.status_code == 409
    assert "An&#39;s words." in stale.text
    assert "Binh&#39;s words.</textarea>" in stale.text
    assert [row.body for row in db.session.query(Unsaved)] == ["Binh's words."]

    # Binh takes over An's and saves: every text there ever was is still there
    based_on = re.search(r'name="based_on"[^>]*value="(\d+)"', stale.text)[1]
    merged = by_binh | {"body": "An's words. Binh's words.", "based_on": based_on}
    assert binh.post(edit, data=merged).status_code == 303
    texts = [row.body for row in db.session.query(Revision).order_by(Revision.number)]
    assert texts == ["Bring the receipt.", "An's words.", "An's words. Binh's words."]
    assert db.session.query(Unsaved).count() == 0
