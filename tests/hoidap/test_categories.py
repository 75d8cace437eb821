from accounts.models import Role
from core.audience import Audience
from core.db import db
from forum.models import Category

PATH = "/desk/settings/categories"
WORDS = {"name_en": "Routers", "audience": "customers", "icon": "chat-dots", "product": "0"}


def fresh(room) -> Category:
    db.session.expire_all()
    return db.session.get_one(Category, room.id)


def test_a_category_is_added_with_its_rules(as_admin, make):
    product, moderator = make.product(), make.user(role=Role.MODERATOR)
    words = WORDS | {
        "product": str(product.id),
        "staff_start_only": "y",
        "moderators": [moderator.id],
    }
    assert as_admin.post(f"{PATH}/new", data=words).status_code == 303
    room = db.session.query(Category).one()
    assert room.audience is Audience.CUSTOMERS
    assert room.product_id == product.id
    assert room.staff_start_only
    assert [person.id for person in room.moderators] == [moderator.id]
    assert "Routers" in as_admin.get(PATH).text


def test_a_name_that_is_taken_is_said_so(as_admin):
    as_admin.post(f"{PATH}/new", data=WORDS)
    answer = as_admin.post(f"{PATH}/new", data=WORDS)
    assert answer.status_code == 422
    assert "of this name already" in answer.text


def test_widening_shows_first_what_becomes_visible(as_admin, make):
    room = make.category(audience=Audience.STAFF)
    make.thread(title="Between us", category=room)
    make.thread(title="My own trouble", category=room, is_private=True)
    words = WORDS | {"audience": "public"}

    first = as_admin.post(f"{PATH}/{room.id}/edit", data=words)

    assert first.status_code == 422
    assert "Between us" in first.text
    assert "My own trouble" not in first.text
    assert 'name="widened_to" type="hidden" value="public"' in first.text
    assert fresh(room).audience is Audience.STAFF

    again = as_admin.post(f"{PATH}/{room.id}/edit", data=words | {"widened_to": "public"})
    assert again.status_code == 303
    assert fresh(room).audience is Audience.PUBLIC


def test_what_was_seen_for_one_audience_does_not_count_for_a_wider_one(as_admin, make):
    room = make.category(audience=Audience.STAFF)
    words = WORDS | {"audience": "public", "widened_to": "customers"}
    assert as_admin.post(f"{PATH}/{room.id}/edit", data=words).status_code == 422
    assert fresh(room).audience is Audience.STAFF


def test_narrowing_needs_no_second_thought(as_admin, make):
    room = make.category()
    words = WORDS | {"audience": "staff"}
    assert as_admin.post(f"{PATH}/{room.id}/edit", data=words).status_code == 303
    assert fresh(room).audience is Audience.STAFF


def test_nonsense_is_refused(as_admin, make):
    room = make.category()
    for wrong in (
        {"audience": "everyone"},
        {"name_en": "", "name_vi": ""},
        {"moderators": ["999"]},
    ):
        answer = as_admin.post(f"{PATH}/{room.id}/edit", data=WORDS | wrong)
        assert answer.status_code == 422, wrong
    assert as_admin.get(f"{PATH}/999/edit").status_code == 404
