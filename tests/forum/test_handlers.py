"""Who is told what, and who is not."""

from accounts.models import Notification, Role
from core.clock import now
from core.db import db
from core.events import announce
from forum.services import (
    accepting,
    editing,
    moderation,
    replying,
    reuse,
    telling,
    voting,
    watching,
)
from kb.models import Article


def notices(user):
    found = db.session.query(Notification).filter_by(user_id=user.id).order_by(Notification.id)
    return [(notice.kind, notice.data) for notice in found]


def kinds(user):
    return [kind for kind, _data in notices(user)]


def watched(make, *people, **more):
    thread = make.thread(**more)
    for person in (thread.author, *people):
        watching.watch(thread, by=person)
    db.session.commit()
    return thread


def test_asker_and_watchers_hear_of_a_reply_by_one_mail_each(make, work, mails):
    watcher = make.user()
    thread = watched(make, watcher, title="Slow wifi")
    by = make.user(name="Lan")
    replying.reply(thread, by=by, body="Move it to the hall.", watch=True)
    db.session.commit()

    work()

    assert kinds(thread.author) == kinds(watcher) == ["post.replied"]
    assert notices(by) == []
    assert sorted(mail["To"] for mail in mails) == sorted([thread.author.email, watcher.email])
    text = mails[0].get_content()
    assert "Lan" in text
    assert "Move it to the hall." in text
    assert f"http://localhost{thread.url}" in text


def test_the_same_news_twice_is_one_notice(make, work, mails):
    thread = watched(make)
    post = replying.reply(thread, by=make.user(), body="Hello")
    db.session.commit()
    work()
    announce("post.replied", post.id)
    db.session.commit()
    work()
    assert kinds(thread.author) == ["post.replied"]


def test_nobody_is_told_of_words_they_may_not_read(make, work, mails):
    watcher = make.user()
    thread = watched(make, watcher)
    post = replying.reply(thread, by=make.user(), body="Soon hidden")
    thread.is_private = True
    db.session.commit()
    work()
    assert notices(watcher) == []
    assert kinds(thread.author) == ["post.replied"]
    assert post.is_visible


def test_a_reply_that_was_hidden_meanwhile_is_not_mailed(make, work, mails):
    thread = watched(make)
    post = replying.reply(thread, by=make.user(), body="Rude")
    post.hidden_at = now()
    db.session.commit()
    work()
    assert mails == []


def test_staff_called_by_name_are_told(make, work, mails):
    colleague = make.user(name="Trần Minh", role=Role.STAFF)
    customer = make.user(name="Somebody")
    thread = watched(make)
    replying.reply(thread, by=make.user(), body="@trần minh please look, @Somebody too")
    db.session.commit()
    work()
    assert kinds(colleague) == ["post.mentioned"]
    assert notices(customer) == []


def test_an_accepted_answer_is_told_to_its_author(make, work):
    post = make.post()
    accepting.accept(post, by=post.thread.author)
    db.session.commit()
    work()
    assert kinds(post.author) == ["post.accepted"]
    assert notices(post.thread.author) == []


def test_the_author_of_a_hidden_post_reads_why(make, work, sign_in):
    post, by = make.post(), make.user(role=Role.STAFF, name="Nobody to know")
    moderation.hide_post(post, by=by, reason="Please be kind.")
    db.session.commit()
    work()
    ((kind, data),) = notices(post.author)
    assert (kind, data["reason"]) == ("post.hidden", "Please be kind.")
    assert "Nobody to know" not in str(data)


def test_a_published_article_is_told_once_to_the_threads_people(make, work, mails):
    watcher, answerer, voter, silenced = (make.user() for _each in range(4))
    thread, article = watched(make, watcher), make.article(title="The whole story")
    post = make.post(thread=thread, author=answerer)
    make.post(thread=thread, author=silenced, hidden_at=now())
    for person in (voter, watcher):
        voting.toggle(post, by=person)
    thread.article_id = article.id
    db.session.commit()
    for _each in range(2):
        announce("article.published", article.id)
        db.session.commit()
        work()

    for person in (thread.author, watcher, answerer, voter):
        assert kinds(person) == ["thread.has_article"]
    assert kinds(silenced) == []
    told = [mail["To"] for mail in mails if "The whole story" in mail.get_content()]
    assert sorted(told) == sorted(p.email for p in (thread.author, watcher, answerer))


def test_all_of_a_thread_are_told_the_asker_and_watchers_first(make):
    early_voter = make.user()
    answerer, watcher = make.user(), make.user()
    thread = watched(make, watcher)
    post = make.post(thread=thread, author=answerer)
    for person in (early_voter, watcher):
        voting.toggle(post, by=person)

    portions = list(telling.people_of(thread.id, at_once=2))

    first = [(thread.author, True), (watcher, True)]
    assert portions == [first, [(answerer, True), (early_voter, False)]]


def test_a_linked_article_is_told_too(make, work, mails):
    thread, article = watched(make), make.article()
    reuse.link_article(thread, article, by=make.user(role=Role.STAFF))
    db.session.commit()
    work()
    assert "thread.has_article" in kinds(thread.author)


def test_nobody_is_told_of_an_article_for_others(make, work, mails):
    from core.audience import Audience

    thread, article = watched(make), make.article(audience=Audience.STAFF)
    reuse.link_article(thread, article, by=make.user(role=Role.STAFF))
    db.session.commit()
    work()
    assert "thread.has_article" not in kinds(thread.author)


def test_an_article_whose_source_changed_needs_a_check(make, work):
    from forum.services.repeating import hash_of

    post = make.post(body="Hold it ten seconds")
    quotes = [{"ref": f"post:{post.id}", "hash": hash_of(post.body)}]
    article = make.article(source={"url": post.thread.url, "quotes": quotes, "contributors": []})
    post.thread.article_id = article.id
    db.session.commit()
    assert not article.needs_check

    editing.edit_post(post, by=post.author, body="Hold it twenty seconds")
    db.session.commit()
    work()

    assert db.session.get_one(Article, article.id).needs_check
