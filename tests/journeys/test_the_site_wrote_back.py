"""The loop that everything serves, without script: real index, worker and mail server."""

import re

import pytest

from accounts.models import Role
from accounts.services import settings as site
from core.db import db
from forum.models import Post
from hoidap import create_app
from kb.models import Article
from search.services import engine, log
from tests.conftest import Client, new_client, settings
from tests.journeys.browser import Browser

WORDS = "máy in kêu to khi khởi động"
WITHOUT_MARKS = "may in keu to khi khoi dong"


@pytest.fixture
def app(tmp_path, empty_database):
    """A site with forms guarded by their tokens, as in production."""
    empty_database(tmp_path)
    app = create_app(settings(tmp_path, WTF_CSRF_ENABLED=True))
    app.test_client_class = Client
    with app.app_context():
        engine.rebuild()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def browser(app):
    """`browser()` is somebody new; `browser(person)` is signed in."""
    from accounts.services import sessions

    def _browser(person=None) -> Browser:
        client = new_client(app)
        if person is not None:
            token = sessions.begin(person)
            db.session.commit()
            client.set_cookie(sessions.cookie_name(), token)
        return Browser(client)

    return _browser


def link_in(mail) -> str:
    """The first link of a mail, as a path."""
    text = mail.get_body(("plain",)).get_content()
    return re.search(r"http://localhost(/\S+)", text)[1]


def test_failed_search_to_we_wrote_it_you_asked(app, browser, make, mails, work):
    shelf = make.collection(name="Printers")
    make.category(name="Printing")
    staff, colleague = (make.user(name=name, role=Role.STAFF) for name in ("Staff", "Colleague"))
    site.put("reviewer_must_differ", True, by=staff)
    db.session.commit()

    # A visitor searches in vain, leaves an address and proves it.
    visitor = browser()
    visitor.open("/").submit("Search", q=WORDS)
    assert visitor.status == 200
    visitor.click("Tell me when there is an answer").submit("Tell me", email="waits@example.com")
    assert visitor.sees("open the mail we sent you")
    work()
    assert [mail.envelope_to for mail in mails] == [["waits@example.com"]]
    visitor.open(link_in(mails.pop())).submit("Yes, tell me")
    work()
    assert mails == []

    # Another searches the same, joins on the way, and asks with nothing retyped.
    asker = browser()
    asker.open("/").submit("Search", q=WITHOUT_MARKS)
    log.buffer().flush()
    asker.click("Ask the community")
    asker.click("Join").submit(
        "Join",
        name="Lan",
        email="lan@example.com",
        password="mưa rào tháng sáu",
        consent="y",
    )
    work()
    confirm = next(mail for mail in mails if mail.envelope_to == ["lan@example.com"])
    asker.open(link_in(confirm)).submit("Yes, confirm")
    mails.clear()
    if "/forum/threads/ask" not in asker.url:
        asker.open("/").submit("Search", q=WITHOUT_MARKS).click("Ask the community")
    assert asker.fields("Ask")["title"] == WITHOUT_MARKS
    asker.submit("Ask", body="Mỗi lần bật là máy kêu cọc cọc chừng mười giây.")
    assert asker.sees(WITHOUT_MARKS)
    thread_url = asker.url
    work()

    # The desk lists the demand; staff answer there.
    helper = browser(staff)
    helper.open("/search/gaps")
    assert helper.sees("1 person waits")
    helper.open(thread_url).submit(
        "Reply", body="Lau sạch trục kéo giấy bằng khăn khô, rồi bật lại."
    )
    assert helper.sees("Lau sạch trục kéo giấy")
    work()

    # The asker accepts, a trusted member nominates, staff promote.
    asker.open(thread_url).submit("This solved it")
    assert asker.sees("Solved")
    trusted = make.user(name="Trusted", trust_level=2)
    browser(trusted).open(thread_url).click("Nominate as an article").submit(
        "Nominate", note="Asked every week"
    )
    helper.open("/forum/nominations/")
    assert helper.sees("Asked every week")
    helper.open(thread_url).click("Make it an article")
    helper.submit("Make the draft", title="Máy in kêu to khi khởi động")
    article = db.session.query(Article).one()
    assert article.live_revision_id is None
    mails.clear()
    work()
    assert mails == []  # a draft is nobody's news

    # Who wrote it may not publish it: a colleague looks at it first.
    assert helper.open(f"/kb/articles/{article.id}/publish").status == 403
    helper.open(article.url).submit("Submit for review")
    reviewer = browser(colleague)
    reviewer.open("/kb/reviews/").click("Máy in kêu to khi khởi động").click("Publish")
    reviewer.submit("Publish")
    work()
    assert browser(trusted).open("/me/notifications").sees("nominated")

    # The file stands in the content folder; both pages show each other.
    db.session.expire_all()
    folder = app.config["HOIDAP_CONTENT_PATH"] / article.language / shelf.slug
    file = folder / f"{article.slug}.md"
    assert file.is_file()
    reader = browser()
    reader.open(article.url)
    assert reader.sees("Lau sạch trục kéo giấy")
    thread_number = thread_url.split("?")[0].split("-")[0]  # the article does not tell the title
    assert any(thread_number == href for _, href in reader.page.links)
    reader.open(thread_url)
    assert any(article.url in href for _, href in reader.page.links)

    # The first words, with and without diacritics, find the article first.
    for words in (WORDS, WITHOUT_MARKS):
        reader.open("/").submit("Search", q=words)
        results = [href for _, href in reader.page.links if re.match(r"/(kb|forum)/\w+/\d+-", href)]
        assert results[0] == article.url, words

    # The waiting visitor's mail arrived, once, and the address is forgotten.
    def told():
        return [mail for mail in mails if mail.envelope_to == ["waits@example.com"]]

    assert len(told()) == 1
    assert article.url in told()[0].get_body(("plain",)).get_content()

    # The answer it quotes says something else: the article needs a check, and shows what changed.
    assert not helper.open("/kb/articles/needs-check").sees(article.title)
    answer = db.session.query(Post).filter_by(position=2).one()
    helper.open(f"/forum/posts/{answer.id}/edit").submit(
        "Save", body="Lau sạch trục kéo giấy bằng khăn ẩm, rồi bật lại."
    )
    work()
    reviewer.open("/kb/articles/needs-check").click(article.title)
    assert reviewer.sees("What this article rests on has changed")
    for tag, word in (("del", "khô"), ("ins", "ẩm")):
        assert re.search(rf"<{tag}[^>]*>[^<]*{word}", reviewer.html), word
    reviewer.submit("Still right")
    assert not reviewer.open("/kb/articles/needs-check").sees(article.title)
    work()
    assert not reviewer.open(article.url).sees("What this article rests on has changed")
    assert len(told()) == 1


def test_a_flagged_post_is_hidden_with_a_reason_its_author_reads(browser, make, work, mails):
    author = make.user(name="Author")
    post = make.post(body="You are all fools", author=author)
    moderator = make.user(name="Mod", role=Role.MODERATOR)
    post.thread.category.moderators.append(moderator)
    db.session.commit()

    reader = browser(make.user(name="Reader"))
    reader.open(f"/forum/posts/{post.id}/flag").submit("Flag", reason="rude")
    work()

    warden = browser(moderator)
    warden.open("/desk/queue")
    assert warden.sees("You are all fools")
    warden.open(f"/forum/posts/{post.id}/hide").submit("Hide", reason="Please be kind to others.")
    work()

    assert not browser().open(post.thread.url).sees("You are all fools")
    mine = browser(author).open(post.thread.url)
    assert mine.sees("Please be kind to others.")
    assert browser(author).open("/me/notifications").sees("Please be kind to others.")


def test_a_complaint_is_seen_by_its_author_and_staff_alone(browser, make, work, mails):
    room = make.category(name="Complaints")
    author = make.user(name="Author")
    moderator = make.user(name="Mod", role=Role.MODERATOR)
    room.moderators.append(moderator)
    db.session.commit()

    asker = browser(author)
    asker.open(f"/forum/threads/ask?category={room.slug}")
    fields = asker.fields("Ask")
    category = {"category": str(room.id)} if fields.get("category", "").isdigit() else {}
    asker.submit(
        "Ask",
        title="Zanzibar broken twice",
        body="Nobody called me back.",
        type="complaint",
        **category,
    )
    work()
    url = asker.url.partition("#")[0]
    assert asker.open(url).status == 200

    staff = make.user(name="Staff", role=Role.STAFF)
    assert browser(staff).open(url).sees("Nobody called me back.")
    for other in (browser(), browser(make.user(name="Other")), browser(moderator)):
        assert other.open(url).status == 404
        assert "Zanzibar broken" not in other.open("/forum/").page.text
        other.open("/search/?q=Zanzibar")
        assert "Zanzibar broken" not in other.page.text
    assert browser(author).open("/search/?q=Zanzibar").sees("broken twice")
