"""A collection gets another folder in the settings: its files follow, its addresses lead on."""

import pytest

from core.db import db
from core.events import Delivery
from kb import content
from kb.content import disk
from kb.models import Article, Collection
from kb.services import drafting, renaming

TEXT = "---\nkey: abcdefghi{n}\ntitle: Text {n}   # by hand\nstatus: published\n---\n{body}\n"
FILES = {
    "en/guides/_index.md": "---\nname: Guides\nposition: 3\nicon: star\nmood: blue\n---\n",
    "en/guides/one.md": TEXT.format(n=1, body="Bring it."),
    "en/guides/deep/two.md": TEXT.format(n=2, body="Or not."),
    "en/other/three.md": TEXT.format(n=3, body="As in [one](../guides/one.md)."),
}
MOVED = {path.replace("guides", "manuals"): text for path, text in FILES.items()}


@pytest.fixture
def folder(app):
    folder = app.config["HOIDAP_CONTENT_PATH"]
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    content.sync(folder)
    return folder


def tree(folder):
    return {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*.md")}


def the_shelf(slug="guides"):
    return db.session.query(Collection).filter_by(slug=slug).one()


def slugs():
    db.session.expire_all()
    return {shelf.slug for shelf in db.session.query(Collection)}


def rename(browser, name, shelf):
    words = {"name_en": "Guides", "icon": "star", "position": "3", "folder": name}
    return browser.post(f"/desk/settings/collections/{shelf.id}/edit", data=words)


def test_an_admin_renames_and_everything_follows(folder, as_admin, client, work):
    addresses = [article.url for article in db.session.query(Article)]
    assert (
        'value="guides"' in as_admin.get(f"/desk/settings/collections/{the_shelf().id}/edit").text
    )

    assert rename(as_admin, "Manuals", the_shelf()).status_code == 303

    for old in ("guides", "guides/deep"):  # at once, before any file is moved
        answer = client.get(f"/kb/collections/{old}")
        new = old.replace("guides", "manuals")
        assert (answer.status_code, answer.location) == (301, f"/kb/collections/{new}")
    work()
    assert tree(folder) == MOVED
    assert not (folder / "en/guides").exists()
    assert content.sync(folder).steps == []
    assert slugs() == {"manuals", "manuals/deep", "other"}
    assert [client.get(url).status_code for url in addresses] == [200] * 3


def test_a_name_that_is_taken_or_none_is_refused(folder, as_admin):
    shelf = the_shelf()
    for name in ("other", "???"):
        assert rename(as_admin, name, shelf).status_code == 422
    assert rename(as_admin, "", shelf).status_code == 303  # nothing typed: as it is
    assert slugs() == {"guides", "guides/deep", "other"}


def test_links_between_files_still_lead_there(folder, make, client):
    staff, third = (
        make.user(role="staff"),
        db.session.query(Article).filter_by(title="Text 3").one(),
    )
    renaming.rename(the_shelf(), "manuals", by=staff)
    db.session.commit()
    text = "See [one](../guides/one.md), not [this](../guides/four.md)."
    saved = drafting.save(
        third, title="Text 3", summary="", body=text, note="", by=staff, based_on=1
    )
    first = db.session.query(Article).filter_by(title="Text 1").one()
    assert f'href="{first.url}"' in saved.html
    assert saved.html.count(first.url) == 1


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_a_crash_in_between_leaves_no_second_collection(folder, make, work, monkeypatch, gone):
    """The worker dies at the first, second or third file it moves; a sync comes before the next."""
    renaming.rename(the_shelf(), "manuals", by=make.user(role="staff"))
    db.session.commit()
    left, move = [gone], disk.move

    def _move(old, new):
        if not left[0]:
            raise OSError("the power fails")
        left[0] -= 1
        move(old, new)

    with monkeypatch.context() as patch:
        patch.setattr(disk, "move", _move)
        work()
    assert tree(folder) != MOVED

    late = folder / "en/guides/late.md"  # by a writer who knows of nothing
    late.parent.mkdir(exist_ok=True)
    late.write_text(TEXT.format(n=4, body="Late."))
    content.sync(folder)
    assert slugs() == {"manuals", "manuals/deep", "other"}

    db.session.query(Delivery).update({"attempts": 0, "run_after": Delivery.created_at})
    db.session.commit()
    work()
    assert tree(folder) == MOVED | {"en/manuals/late.md": TEXT.format(n=4, body="Late.")}
    assert content.sync(folder).steps == []
    assert slugs() == {"manuals", "manuals/deep", "other"}


def test_the_file_of_a_conflict_stays_and_makes_no_collection(folder, make, work):
    staff, first = (
        make.user(role="staff"),
        db.session.query(Article).filter_by(title="Text 1").one(),
    )
    drafting.save(first, title="Text 1", summary="", body="Ours", note="", by=staff, based_on=1)
    db.session.commit()
    (folder / "en/guides/one.md").write_text(FILES["en/guides/one.md"].replace("Bring", "Carry"))
    content.sync(folder)
    renaming.rename(the_shelf(), "manuals", by=staff)
    db.session.commit()
    work()
    assert content.sync(folder).steps == []
    assert slugs() == {"manuals", "manuals/deep", "other"}
    assert "Carry" in (folder / "en/guides/one.md").read_text()


def test_the_last_to_leave_an_address_has_it(folder, make, client):
    staff, first, second = make.user(role="staff"), the_shelf(), the_shelf("other")
    for shelf, name in ((first, "manuals"), (second, "guides"), (second, "else")):
        renaming.rename(shelf, name, by=staff)
    db.session.commit()
    assert client.get("/kb/collections/guides").location == "/kb/collections/else"
