"""What wants staff: found by ids first, whatever review intervals there are."""

from datetime import timedelta

from core.clock import now, today
from core.db import db
from kb.services import work_lists


def test_what_is_due_by_each_interval(make):
    shelf = make.collection()
    due = make.article(collection=shelf, review_days=30, checked_on=today() - timedelta(days=31))
    never = make.article(collection=shelf, review_days=90)
    changed = make.article(collection=shelf, source_changed_at=now())
    make.article(collection=shelf, review_days=30, checked_on=today() - timedelta(days=30))
    make.article(collection=shelf, review_days=10**9, checked_on=today())
    make.article(collection=shelf)
    never.checked_on = None
    db.session.commit()
    assert [each.id for each in work_lists.needs_check().articles] == [changed.id, never.id, due.id]
    assert [each.id for each in work_lists.needs_check(before=never.id).articles] == [due.id]


def test_hundreds_of_intervals_are_asked_for_in_parts(make):
    shelf = make.collection()
    for days in range(1, 2 * work_lists.AT_ONCE + 10):
        make.article(collection=shelf, review_days=days).checked_on = None
    db.session.commit()
    total, newest = work_lists.needs_check(shown=6)
    assert (total, len(newest)) == (work_lists.ALL, 6)
    assert len(work_lists.needs_check().articles) == work_lists.ALL
