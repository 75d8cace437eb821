"""The mails of the knowledge loop as they arrive at a real SMTP server, in both languages."""

import re

import pytest

from accounts import handlers
from accounts.models import Role
from accounts.services import notifications
from core.clock import now, today
from core.db import db
from core.events import Delivery, announce
from forum.models import ThreadState
from forum.services import follow_ups
from search import handlers as search
from search.models import Gap, Waiting

KNOTTY = "Đổi trả <b>& “Chảo”</b> {{ x }} 100%"
# The others come once, or to staff whose work they name, or say how to stop watching.
ONE_CLICK = {"thread.solved", follow_ups.KIND, "waiting.answered"}


def about(thing):
    return Delivery(subject_id=thing.id)


@pytest.fixture
def sent(make, mails):
    """`sent("vi")`: the mails of all kinds to people of that language, by kind."""

    def _sent(language):
        keeper = make.user(role=Role.STAFF, language=language)
        article = make.article(title=KNOTTY, owner_id=keeper.id, source_changed_at=now(),
                               checked_on=today())  # fmt: skip
        asker = make.user(name=KNOTTY, language=language)
        thread = make.thread(
            title=KNOTTY, author=asker, article_id=article.id, state=ThreadState.SOLVED,
            solved_at=now(),
        )  # fmt: skip
        post = make.post(thread=thread, author=make.user(name=KNOTTY), body=KNOTTY)
        gap = Gap(words=language, typed=KNOTTY, language=language, article_id=article.id,
                  answered_at=now())  # fmt: skip
        db.session.add(gap)
        db.session.flush()
        keys = {
            "post.replied": f"post.replied:{post.id}",
            "thread.has_article": f"thread.has_article:{thread.id}:{article.id}",
            "thread.solved": f"thread.solved:{thread.id}",
            follow_ups.KIND: f"{follow_ups.KIND}:{thread.id}",
            "articles.due": "articles.due:2026-11-30",
        }
        by_kind = {}
        for kind, key in keys.items():
            person = keeper if kind == "articles.due" else asker
            url = f"/forum/follow-ups/{thread.id}"
            notice = notifications.notify(person.id, kind, key, url, post_id=post.id)
            db.session.commit()
            handlers.mail_notice(about(notice))
            by_kind[kind] = mails.pop()
        for confirmed, event in ((None, "asked"), (now(), "answered")):
            one = Waiting(gap_id=gap.id, email=f"{event}@example.com", language=language,
                          confirmed_at=confirmed, consent_version="1")  # fmt: skip
            db.session.add(one)
            db.session.commit()
            (search.write_back if confirmed else search.ask_to_confirm)(about(one))
            db.session.commit()
            by_kind[f"waiting.{event}"] = mails.pop()
        assert mails == []
        return by_kind

    return _sent


def said(line):
    """Our words in it."""
    return line.replace(KNOTTY, "").strip(" -")


def test_each_mail_is_plain_whole_and_in_its_readers_language(sent, app, client):
    english, vietnamese = sent("en"), sent("vi")
    for kind, mail in vietnamese.items():
        for one in (mail, english[kind]):
            text = one.get_content()
            assert (one.get_content_type(), one.get_content_charset()) == ("text/plain", "utf-8")
            assert KNOTTY in text + one["Subject"], kind
            assert not re.search(r"&(amp|lt|gt|quot|#\d+);|%\(|\bNone\b|undefined", text), text
            assert "\n\n\n\n" not in text
            links = re.findall(r"\S*/(?:kb|forum|search|a)/\S*", text)
            assert links, kind
            assert [link for link in links if not link.startswith("http://localhost/")] == []
            assert one["Auto-Submitted"] == "auto-generated"
            assert bool(one["List-Unsubscribe"]) == (kind in ONE_CLICK), kind
        assert said(mail["Subject"]) != said(english[kind]["Subject"])
        in_english = set(map(said, english[kind].get_content().splitlines()))
        alike = in_english & set(map(said, mail.get_content().splitlines()))
        assert [line for line in alike if " " in line] == [], kind

    app.config["WTF_CSRF_ENABLED"] = True  # one click, by a mail program that nobody signed in to
    for mail in (vietnamese[kind] for kind in ONE_CLICK):
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        path = mail["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")
        assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200


def test_a_mail_sent_again_after_a_crash_is_the_same_mail(make, mails, work):
    """SMTP knows no "exactly once": killed between sending and noting it, the worker sends again,
    under the same Message-ID, which mailboxes show once; and never a third time."""
    thread = make.thread(state=ThreadState.SOLVED, solved_at=now())
    notice = notifications.notify(
        thread.author_id, "thread.solved", f"thread.solved:{thread.id}", "/", title=thread.title
    )
    announce("notice.given", notice.id)
    db.session.commit()
    (delivery,) = [each for each in db.session.query(Delivery) if "mail_notice" in each.handler]
    handlers.mail_notice(delivery)
    db.session.rollback()
    work()
    work()
    first, again = mails
    assert first["Message-ID"] == again["Message-ID"]
    assert first.get_content() == again.get_content()
