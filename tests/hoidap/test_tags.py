from core.audience import Audience
from core.db import db
from core.tags import Tag, named


def tagged(make, name, **more):
    tags = named([name])
    db.session.commit()
    return make.thread(tags=tags, **more)


def test_a_tag_shows_what_carries_it(client, make):
    thread = tagged(make, "đổi trả", title="Can I return it?")
    make.article(title="How returning works", tags=list(thread.tags))
    page = client.get("/tags/doi-tra")
    assert page.status_code == 200
    assert "Can I return it?" in page.text
    assert "How returning works" in page.text


def test_a_tag_of_secret_things_is_not_there(client, as_staff, make):
    tagged(make, "recall", category=make.category(audience=Audience.STAFF))
    assert client.get("/tags/recall").status_code == 404
    assert as_staff.get("/tags/recall").status_code == 200
    assert client.get("/tags/nothing").status_code == 404


def test_a_tag_is_renamed(as_admin, client, make):
    tag = tagged(make, "bao hanh").tags[0]
    path = f"/desk/settings/tags/{tag.id}/rename"
    assert as_admin.post(path, data={"name": "Bảo hành điện tử"}).status_code == 303
    assert "Bảo hành điện tử" in as_admin.get("/desk/settings/tags").text
    assert client.get("/tags/bao-hanh-dien-tu").status_code == 200


def test_a_name_that_is_taken_asks_to_merge(as_admin, make):
    one, _two = tagged(make, "one").tags[0], tagged(make, "two").tags[0]
    path = f"/desk/settings/tags/{one.id}"
    answer = as_admin.post(f"{path}/rename", data={"name": "Two"})
    assert answer.status_code == 422
    assert "merge the two" in answer.text

    assert as_admin.post(f"{path}/merge", data={"into": "three"}).status_code == 422
    assert as_admin.post(f"{path}/merge", data={"into": "one"}).status_code == 422
    assert as_admin.post(f"{path}/merge", data={"into": "two"}).status_code == 303

    db.session.expire_all()
    left = db.session.query(Tag).one()
    assert left.slug == "two"
    page = as_admin.get("/tags/two").text
    assert page.count("thread-row") == 2


def test_what_has_both_tags_keeps_one(as_admin, make):
    tags = named(["one", "two"])
    db.session.commit()
    make.thread(tags=tags)
    make.article(tags=tags)
    as_admin.post(f"/desk/settings/tags/{tags[0].id}/merge", data={"into": "two"})
    page = as_admin.get("/desk/settings/tags").text
    assert page.count("<td>1</td>") == 2


def test_only_admins_tidy(as_staff, make):
    tag = tagged(make, "one").tags[0]
    assert as_staff.get("/desk/settings/tags").status_code == 403
    for verb in ("rename", "merge"):
        answer = as_staff.post(f"/desk/settings/tags/{tag.id}/{verb}", data={"name": "x"})
        assert answer.status_code == 403
