"""Files that no text names go after a month; whatever names one keeps it."""

import secrets
from datetime import timedelta

import pytest

from accounts.models import Role
from accounts.services import notifications, settings
from core.clock import now
from core.db import db
from core.uploads import Upload
from forum.models import PostRevision
from hoidap import handlers, unused_uploads
from hoidap.attachments import KINDS
from hoidap.keeping import uploads_folder
from kb.models import Proposal, Revision, Unsaved, Variable

A_MONTH = timedelta(days=31)


@pytest.fixture
def writer(make):
    return make.user(role=Role.STAFF)


@pytest.fixture
def given(writer):
    """`given()` is the address of a picture (or another file) that the writer gave a month ago."""

    def _given(age=A_MONTH, by=writer.id, ending="png"):
        key = f"{secrets.token_hex(16)}.{ending}"
        uploads_folder().mkdir(parents=True, exist_ok=True)
        (uploads_folder() / key).write_bytes(b"a picture")
        moment = now() - age
        db.session.add(
            Upload(
                key=key,
                media_type=KINDS.get(ending, "image/png"),
                size=9,
                uploaded_by=by,
                created_at=moment,
            )
        )
        db.session.commit()
        return f"/uploads/{key}"

    return _given


def kept():
    db.session.rollback()
    rows = set(db.session.scalars(db.select(Upload.key)))
    assert rows == {file.name for file in uploads_folder().iterdir()}
    return {f"/uploads/{key}" for key in rows}


def naming(article, number, body, **more):
    return Revision(
        article_id=article.id, number=number, title="T", summary="", body=body, html="",
        renderer_version=1, **more,
    )  # fmt: skip


def test_whatever_names_a_picture_keeps_it(app, make, given, writer, client):
    body = "See ![A button]({}) here.".format
    names = (
        "live", "newer draft", "conflict", "unsaved", "proposal", "post", "former words",
        "quote", "variable", "notice", "logo", "file", "broken file",
    )  # fmt: skip
    at = {name: given() for name in names}
    article = make.article(body=body(at["live"]), source={"quotes": [{"words": at["quote"]}]})
    post = make.post(body=body(at["post"]))
    first = article.live_revision_id
    db.session.add_all([
        naming(article, 2, body(at["newer draft"])),
        naming(article, 3, body(at["conflict"]), is_conflict=True),
        Unsaved(user_id=writer.id, article_id=article.id, body=body(at["unsaved"])),
        Proposal(
            article_id=article.id, revision_id=first, author_id=post.author_id, title="T",
            body=body(at["proposal"]),
        ),
        PostRevision(post_id=post.id, replaced_by=writer.id, body=body(at["former words"])),
        Variable(name="sign", values={"en": at["variable"]}),
    ])  # fmt: skip
    notifications.notify(writer.id, "post.replied", "a:1", "/", title=at["notice"])
    settings.put("logo_key", at["logo"].removeprefix("/uploads/"), by=writer)
    folder = app.config["HOIDAP_CONTENT_PATH"]
    (folder / "en/guides").mkdir(parents=True)
    (folder / "en/guides/new.md").write_text(body(at["file"]))
    (folder / "notes.txt").write_bytes(b"\xff\xfe " + at["broken file"].encode())
    fresh, imported, nobodys = given(timedelta(days=29)), given(by=None), given()
    db.session.commit()
    assert len(kept()) == len(at) + 3

    said = app.test_cli_runner().invoke(args=["uploads", "clean", "--dry-run"]).output
    assert said == f"{nobodys.removeprefix('/uploads/')}\n1 would be removed.\n"
    assert nobodys in kept()
    said = app.test_cli_runner().invoke(args=["uploads", "clean"]).output
    assert said == "1 removed.\n"
    assert kept() == {*at.values(), fresh, imported}
    assert client.get(nobodys).status_code == 404


def test_attachments_of_each_kind_alike(app, make, given):
    app.config["HOIDAP_CONTENT_PATH"].mkdir()
    named = {ending: given(ending=ending) for ending in KINDS}
    for ending in KINDS:
        given(ending=ending)
    make.article(body=" ".join(f"[A ({kind})]({at}/giá.{kind})" for kind, at in named.items()))
    assert unused_uploads.remove_unused() == len(KINDS)
    assert kept() == set(named.values())


def test_an_address_in_other_letters_names_a_picture_too(app, make, given, writer):
    """Markdown and browsers read them; nothing is ever deleted in doubt."""
    ways = (
        lambda at: at.replace(".", "%2E"),
        lambda at: at.replace(".", "&#46;"),
        lambda at: at.replace(".", "\\."),
        lambda at: at.replace(".", "&#37;2e"),
        lambda at: at.replace("/", "%2f").replace(".", "&period;"),
        lambda at: "/uploads/" + "".join(f"%{ord(c):x}" for c in at.removeprefix("/uploads/")),
    )
    folder = app.config["HOIDAP_CONTENT_PATH"]
    folder.mkdir()
    named = set[str]()
    for number, way in enumerate(ways):
        saved, proposed, filed = given(), given(), given()
        named |= {saved, proposed, filed}
        db.session.add(Unsaved(user_id=writer.id, body=f"100 % ![A]({way(saved)}) & more"))
        db.session.add(Variable(name=f"sign{number}", values={"en": f"![A]({way(proposed)})\n"}))
        (folder / f"{number}.md").write_bytes(b"\xff\xfe ![A](" + way(filed).encode() + b")")
    db.session.commit()
    given()
    assert unused_uploads.remove_unused() == 1
    assert kept() == named


def test_a_picture_that_is_named_meanwhile_stays(app, make, given, writer, monkeypatch):
    app.config["HOIDAP_CONTENT_PATH"].mkdir()
    late = given()
    given()
    look = unused_uploads._named_in_files

    def slowly(keys):
        assert not db.session().in_transaction()  # nobody waits for us
        db.session.add(Unsaved(user_id=writer.id, body=late))
        db.session.commit()
        return look(keys)

    monkeypatch.setattr(unused_uploads, "_named_in_files", slowly)
    assert unused_uploads.remove_unused() == 1
    assert kept() == {late}


def test_nothing_goes_while_the_content_folder_is_away(given):
    picture = given()
    assert (unused_uploads.remove_unused(), kept()) == (0, {picture})


def test_the_worker_looks_at_night(app, given, monkeypatch):
    app.config["HOIDAP_CONTENT_PATH"].mkdir()
    settings.put("timezone", "Asia/Ho_Chi_Minh", by=None)
    given()
    for hour, left in ((3, 1), (20, 0)):  # 10 and 3 o'clock there
        moment = now().replace(hour=hour)
        monkeypatch.setattr(handlers, "now", lambda moment=moment: moment)
        handlers.remove_unused_uploads()
        assert len(kept()) == left
