"""A score for each text, and the words of readers, page by page."""

from core.db import db
from kb.models import Feedback, FeedbackReason
from kb.services import drafting, feedback, publishing, scores


def test_each_text_has_its_own_score_and_a_new_one_begins_at_nothing(make, as_staff):
    article = make.article()

    def say(yes, reason=None, words=""):
        person = make.user()
        feedback.give(article, is_helpful=yes, reason=reason, words=words, by=person)
        db.session.commit()

    say(False, FeedbackReason.WRONG, "The price is another")
    say(False, FeedbackReason.WRONG)
    say(True)
    drafting.save(article, title="T", summary="", body="B", note="", by=as_staff.user, based_on=1)
    publishing.publish(article, by=as_staff.user)
    db.session.commit()
    assert (article.helpful_count, article.unhelpful_count) == (0, 0)
    say(True, words="Now it is clear")

    assert [(s.number, s.is_live, s.yes, s.no, s.share) for s in scores.by_revision(article)] == [
        (2, True, 1, 0, 100),
        (1, False, 1, 2, 33),
    ]
    assert scores.by_revision(article)[1].reasons == {FeedbackReason.WRONG: 2}
    page = as_staff.get(f"/kb/feedback/{article.id}").text
    assert page.index("Now it is clear") < page.index("The price is another")
    page = as_staff.get(article.url).text
    assert f"/kb/feedback/{article.id}" in page
    assert "<li>It is not true (any more): " in page  # in words, not as it is stored


def test_words_come_a_page_at_a_time(make, as_staff, onward):
    article = make.article()
    for number in range(scores.PER_PAGE + 3):
        db.session.add(
            Feedback(
                article_id=article.id,
                revision_id=article.live_revision_id,
                is_helpful=False,
                words=f"Missed-{number:02d}-",
            )
        )
    db.session.commit()
    first = as_staff.get(f"/kb/feedback/{article.id}")
    second = as_staff.get(onward(first))
    assert first.text.count("Missed-") == scores.PER_PAGE
    assert (second.text.count("Missed-"), onward(second)) == (3, "")


def test_an_article_that_nobody_judged(make, as_staff):
    assert "Nobody has said anything yet" in as_staff.get(f"/kb/feedback/{make.article().id}").text
