from core.db import db
from kb.models import Collection

PATH = "/desk/settings/collections"


def test_a_shelf_is_added_within_another_and_keeps_its_folder(as_admin):
    as_admin.post(f"{PATH}/new", data={"name_vi": "Hướng dẫn", "icon": "book", "parent": "0"})
    outer = db.session.query(Collection).one()
    words = {"name_vi": "Nâng cao", "icon": "star", "parent": str(outer.id)}
    assert as_admin.post(f"{PATH}/new", data=words).status_code == 303
    inner = db.session.query(Collection).filter_by(parent_id=outer.id).one()
    assert (outer.slug, inner.slug) == ("huong-dan", "huong-dan/nang-cao")

    words = {"name_vi": "Cho người rành", "icon": "star"}
    assert as_admin.post(f"{PATH}/{inner.id}/edit", data=words).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Collection, inner.id).slug == "huong-dan/nang-cao"
    assert "Cho người rành" in as_admin.get(PATH).text


def test_a_shelf_without_a_name_or_with_a_strange_icon_is_refused(as_admin):
    for words in ({"icon": "book"}, {"name_en": "Guides", "icon": "<script>"}):
        answer = as_admin.post(f"{PATH}/new", data=words | {"parent": "0"})
        assert answer.status_code == 422
    assert db.session.query(Collection).count() == 0
    assert as_admin.get(f"{PATH}/9/edit").status_code == 404
