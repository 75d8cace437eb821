"""A customer proposes a better text; staff take or refuse it; the author is told either way."""

import pytest

from accounts.models import AuditEntry, Notification, Role
from core.audience import Audience
from core.db import db
from kb import permissions
from kb.models import Article, ArticleStatus, Proposal, ProposalDecision, Revision
from kb.services import drafting, publishing

TYPED = {
    "title": "Giving back", "summary": "", "body": "Bring the box too.",
    "note": "Shops ask for it.", "based_on": "1",
}  # fmt: skip


@pytest.fixture
def article(make):
    return make.article(title="Giving back", body="Bring the box.")


def propose(browser, article, **changes):
    return browser.post(f"/kb/proposals/new?article={article.id}", data=TYPED | changes)


def proposal():
    db.session.expire_all()
    return db.session.query(Proposal).order_by(Proposal.id.desc()).first()


def move_on(article, make):
    """Staff publish another text meanwhile."""
    staff = make.user(role=Role.STAFF)
    words = {"title": article.title, "summary": "", "note": "", "by": staff, "based_on": 1}
    drafting.save(article, body="Bring the box.\n\nAnd a smile.", **words)
    publishing.publish(article, by=staff)
    db.session.commit()


def test_a_proposal_is_taken_and_its_author_told(as_customer, as_staff, client, article, work):
    assert "Suggest a better text" in as_customer.get(article.url).text
    assert "Suggest a better text" not in client.get(article.url).text
    answer = propose(as_customer, article)
    path = f"/kb/proposals/{proposal().id}"
    assert answer.location == path
    assert "Waiting for staff" in as_customer.get("/kb/proposals/mine").text

    assert path in as_staff.get("/kb/proposals").text
    assert "<ins>" in as_staff.get(path).text
    assert "Bring the box too.</textarea>" in as_staff.get(f"{path}/take").text
    assert as_staff.post(f"{path}/take", data=TYPED).status_code == 303

    newest = db.session.query(Revision).order_by(Revision.number.desc()).first()
    assert (newest.author_id, newest.body) == (as_customer.user.id, "Bring the box too.")
    assert newest.note == "Shops ask for it."
    assert "Bring the box." in client.get(article.url).text  # not yet published
    assert db.session.get(Article, article.id).has_newer_text
    assert db.session.query(AuditEntry).one().action == "proposal.taken"
    work()
    assert "Staff took your proposal" in as_customer.get("/me/notifications").text
    assert "Taken" in as_customer.get(path).text
    assert path not in as_staff.get("/kb/proposals").text


def test_what_staff_made_of_it_is_their_own_text(as_customer, as_staff, article):
    """Else who took it could publish words that nobody but they have looked at."""
    propose(as_customer, article)
    changed = TYPED | {"body": "Bring nothing."}
    assert as_staff.post(f"/kb/proposals/{proposal().id}/take", data=changed).status_code == 303
    newest = db.session.query(Revision).order_by(Revision.number.desc()).first()
    assert (newest.author_id, newest.body) == (as_staff.user.id, "Bring nothing.")


def test_refused_with_a_reason_that_its_author_reads(
    as_customer, as_staff, article, work, monkeypatch
):
    propose(as_customer, article)
    path = f"/kb/proposals/{proposal().id}"
    assert as_staff.post(f"{path}/refuse", data={"reason": " "}).status_code == 422
    assert as_staff.post(f"{path}/refuse", data={"reason": "The box is not needed."}
                         ).status_code == 303  # fmt: skip
    work()
    assert "The box is not needed." in as_customer.get(path).text
    assert "The box is not needed." in as_customer.get("/me/notifications").text
    assert db.session.query(Revision).count() == 1
    for deed in ("take", "refuse"):
        typed = TYPED | {"body": "What I typed.", "reason": "What I typed."}
        late = as_staff.post(f"{path}/{deed}", data=typed)
        with monkeypatch.context() as patch:  # decided between the look and the deed
            patch.setattr(permissions, "decide_proposal", lambda *_: True)
            later = as_staff.post(f"{path}/{deed}", data=typed | {"based_on": "1"})
        for answer in (late, later):
            assert answer.status_code == 409
            assert "What I typed.</textarea>" in answer.text
        for answer in (as_staff.get(f"{path}/{deed}", follow_redirects=True), late, later):
            assert "A colleague was faster: it is decided already." in answer.text
    assert (proposal().decision, proposal().reason) == ("refused", "The box is not needed.")
    assert db.session.query(Revision).count() == 1


def test_staff_see_what_changed_meanwhile_and_edit(as_customer, as_staff, article, make):
    propose(as_customer, article)
    move_on(article, make)
    path = f"/kb/proposals/{proposal().id}"
    again = as_customer.get(f"/kb/proposals/new?article={article.id}")
    assert again.location == path  # told before another text is typed
    assert "The article was changed since" in as_staff.get(path).text
    page = as_staff.get(f"{path}/take").text
    assert "What changed in the article meanwhile" in page
    assert "And a smile." in page
    assert as_staff.post(f"{path}/take", data=TYPED).status_code == 409  # based on the first text
    both = TYPED | {"body": "Bring the box too.\n\nAnd a smile.", "based_on": "2"}
    assert as_staff.post(f"{path}/take", data=both).status_code == 303
    assert proposal().decision is ProposalDecision.TAKEN
    assert db.session.query(Revision).filter_by(number=3).one().body.endswith("And a smile.")


def test_two_staff_decide_once(as_customer, as_staff, article, make):
    from kb.services import proposing

    propose(as_customer, article)
    mine = proposal()
    proposing.refuse(mine, reason="No.", by=as_staff.user)
    db.session.commit()
    mine.decided_at = None  # as the other's browser knows it
    with db.session.no_autoflush, pytest.raises(proposing.AlreadyDecided):
        proposing.take_back(mine, by=as_customer.user)


def test_the_article_moved_on_while_its_reader_wrote(as_customer, article, make):
    move_on(article, make)
    answer = propose(as_customer, article)
    assert answer.status_code == 409
    assert "Bring the box too.</textarea>" in answer.text
    assert proposal() is None
    assert propose(as_customer, article, based_on="2").status_code == 303


def test_nothing_changed_and_one_at_a_time(as_customer, article):
    same = propose(as_customer, article, body="Bring the box.")
    assert same.status_code == 422
    assert "You have changed nothing yet." in same.text
    propose(as_customer, article)
    again = propose(as_customer, article, body="Other words")
    assert again.status_code == 422
    assert "Other words</textarea>" in again.text
    assert as_customer.post(f"/kb/proposals/{proposal().id}/take-back").status_code == 303
    assert propose(as_customer, article, body="Other words").status_code == 303
    assert as_customer.post(f"/kb/proposals/{proposal().id + 5}/take-back").status_code == 404


def test_what_cannot_be_kept_is_said(as_customer, article):
    for wrong in ({"title": " "}, {"body": ""}, {"note": ""}, {"note": "x" * 301},
                  {"body": "x" * 200_001}):  # fmt: skip
        assert propose(as_customer, article, **wrong).status_code == 422
    for based_on in ("", "x", "-1", "9" * 40):
        assert propose(as_customer, article, based_on=based_on).status_code == 409
    for number in ("", "0", "x", "9" * 30):
        assert as_customer.get(f"/kb/proposals/new?article={number}").status_code == 404
    assert proposal() is None


def test_it_brings_no_markup(as_customer, as_staff, article):
    propose(as_customer, article, title="<b>x</b>", body="<script>alert(1)</script>", note="<i>")
    for path in (f"/kb/proposals/{proposal().id}", f"/kb/proposals/{proposal().id}/take"):
        page = as_staff.get(path).text
        assert "<script>alert" not in page
        assert "<b>x</b>" not in page


@pytest.mark.parametrize(
    ("more", "code"),
    [({"audience": Audience.STAFF}, 404), ({"status": ArticleStatus.DRAFT}, 404),
     ({"status": ArticleStatus.ARCHIVED}, 404), ({"audience": Audience.CUSTOMERS}, 200)],
)  # fmt: skip
def test_only_for_what_one_may_read(as_customer, client, make, more, code):
    article = make.article(**more)
    path = f"/kb/proposals/new?article={article.id}"
    assert as_customer.get(path).status_code == code
    assert client.get(path).status_code == 404
    if code == 404:
        assert propose(as_customer, article).status_code == 404


def test_a_proposal_is_its_authors_and_staffs(client, as_customer, as_moderator, sign_in, make,
                                              article):  # fmt: skip
    propose(as_customer, article)
    path = f"/kb/proposals/{proposal().id}"
    other = sign_in(make.user())
    assert client.get(path).status_code in (302, 303)
    for browser in (other, as_moderator):
        assert browser.get(path).status_code == 404
        assert browser.post(f"{path}/take-back").status_code == 404
        assert browser.get("/kb/proposals").status_code == 403
        assert browser.post(f"{path}/take", data=TYPED).status_code == 404
    for deed in ("take", "refuse"):
        assert as_customer.post(f"{path}/{deed}", data=TYPED | {"reason": "x"}).status_code == 403


def test_an_article_that_is_no_longer_theirs_is_not_shown(as_customer, make, work, as_staff):
    article = make.article(title="Secret plan", body="Of the wise")
    propose(as_customer, article, title="My own title")
    article.audience = Audience.STAFF
    db.session.commit()
    path = f"/kb/proposals/{proposal().id}"
    as_staff.post(f"{path}/refuse", data={"reason": "No."})
    work()
    for page in (path, "/kb/proposals/mine", "/me/notifications"):
        text = as_customer.get(page).text
        assert "My own title" in text
        assert "Secret" not in text
        assert "wise" not in text


def test_newcomers_propose_a_few_a_day(app, as_customer, make):
    app.config["HOIDAP_RATE_LIMIT_FACTOR"] = 1
    codes = [propose(as_customer, make.article()).status_code for _ in range(4)]
    assert codes == [303, 303, 303, 429]
    assert db.session.query(Notification).count() == 0
