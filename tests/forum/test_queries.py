"""A page costs the same number of statements for 2 rows and for 30."""

import pytest

from core.clock import now
from core.db import db
from core.tags import named
from forum.services import accepting


def fill(make, count, room, product):
    for number in range(count):
        thread = make.thread(category=room, product_id=product.id)
        thread.tags = named([f"tag {number % 3}"])
        thread.pinned_at = now() if number == 0 else None
        make.post(thread=thread)
    db.session.commit()


LISTS = ["/forum/", "/forum/?filter=unsolved", "{room}", "/forum/?tag=tag-1"]
WHO = ["client", "as_customer", "as_moderator", "as_staff"]


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("path", LISTS)
def test_lists(request, make, queries, who, path):
    browser = request.getfixturevalue(who)
    room, product = make.category(), make.product()
    url = path.format(room=room.url)
    fill(make, 2, room, product)
    browser.get(url)
    with queries() as few:
        assert browser.get(url).status_code == 200
    fill(make, 28, room, product)
    with queries() as many:
        assert browser.get(url).status_code == 200

    assert len(many) == len(few)
    assert len(many) <= 14, many


@pytest.mark.parametrize("who", WHO)
def test_a_thread(request, make, queries, who):
    browser = request.getfixturevalue(who)
    keeper = [browser.user] if who == "as_moderator" else []
    thread = make.thread(category=make.category(moderators=keeper))
    thread.tags = named(["one", "two"])
    accepting.accept(make.post(thread=thread), by=thread.author)
    db.session.commit()
    browser.get(thread.url)
    with queries() as few:
        assert browser.get(thread.url).status_code == 200
    for state in ("hidden_at", "held_at", "withdrawn_at"):
        make.post(thread=thread, **{state: now()})
    for _each in range(15):
        make.post(thread=thread)
    with queries() as many:
        assert browser.get(thread.url).status_code == 200

    assert len(many) == len(few)
    assert len(many) <= 14, many
