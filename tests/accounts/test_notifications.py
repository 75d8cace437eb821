from accounts.services import audit, consents, notifications
from core.db import db


def test_the_same_news_is_told_once(app, make):
    lan = make.user()

    for _ in range(2):
        notifications.notify(lan.id, "test.news", "test.news:7", "/p/7", title="A reply")
    db.session.commit()

    [one] = notifications.latest(lan.id)
    assert (one.url, notifications.sentence(one)) == ("/p/7", "A reply")
    assert notifications.unread_count(lan.id) == 1


def test_news_is_marked_read_for_its_reader_alone(app, make):
    lan, minh = make.user(), make.user()
    first = notifications.notify(lan.id, "k", "1", "/")
    notifications.notify(lan.id, "k", "2", "/")
    notifications.notify(minh.id, "k", "1", "/")

    notifications.mark_read(lan.id, first.id)
    assert notifications.unread_count(lan.id) == 1
    notifications.mark_read(lan.id)
    assert notifications.unread_count(lan.id) == 0
    assert notifications.unread_count(minh.id) == 1


def test_a_kind_can_have_its_own_words(app, make, monkeypatch):
    monkeypatch.setattr(notifications, "_wordings", dict(notifications._wordings))

    @notifications.words("test.words")
    def _words(data):
        return f"{data['who']} wrote"

    one = notifications.notify(make.user().id, "test.words", "1", "/", who="Minh")

    assert notifications.sentence(one) == "Minh wrote"


def test_news_comes_in_pages(app, make):
    lan = make.user()
    for number in range(5):
        notifications.notify(lan.id, "k", str(number), "/")

    page = notifications.latest(lan.id, limit=2)

    assert [one.key for one in page] == ["4", "3"]
    assert [one.key for one in notifications.latest(lan.id, before=page[-1].id, limit=2)] == [
        "2",
        "1",
    ]


def test_the_record_says_who_did_what(app, make):
    lan = make.user(name="Lan")
    audit.record(lan, "post.hidden", "post:7", "Rude")
    audit.record(None, "post.restored", "post:7")

    site, person = audit.latest(subject="post:7")

    assert site.actor is None
    assert (person.actor.name, person.reason) == ("Lan", "Rude")
    assert audit.latest(before=person.id) == []


def test_consent_is_a_ledger(app, make):
    lan = make.user()
    assert not consents.has_given(lan, "terms")

    consents.give(lan, "terms")
    consents.give(lan, "terms")
    assert len(consents.ledger(lan)) == 1
    consents.withdraw(lan, "terms")
    assert not consents.has_given(lan, "terms")
    consents.give(lan, "terms")

    now, before = consents.ledger(lan)
    assert now.withdrawn_at is None
    assert before.withdrawn_at is not None


def test_changed_words_need_a_new_consent(app, make, monkeypatch):
    lan = make.user()
    consents.give(lan, "terms")
    monkeypatch.setitem(consents.TEXTS, "terms", "2099-01-01")

    consents.give(lan, "terms")

    assert [entry.text_version for entry in consents.ledger(lan)] == ["2099-01-01", "2026-11-24"]
