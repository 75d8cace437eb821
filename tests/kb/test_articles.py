"""Articles in the browser: read, written by two at once, published, restored."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from accounts.models import AuditEntry
from core import counters
from core.audience import Audience
from core.clock import now, today
from core.db import db
from kb.models import Article, ArticleDay, ArticleStatus, Feedback, Revision

TEXT = "## First\n\nBring it.\n\n## Second\n\nWith the receipt."


def fresh(article):
    db.session.expire_all()
    return db.session.get(Article, article.id)


def words_of(article, **changes):
    return {
        "title": article.title,
        "summary": "",
        "body": "Other words.",
        "based_on": "1",
    } | changes


def test_a_visitor_reads_an_article(client, make):
    shelf = make.collection(name="Returns")
    article = make.article(title="Giving back", body=TEXT, collection=shelf)
    make.article(title="The next one", collection=shelf)
    page = client.get(article.url)
    assert page.status_code == 200
    assert "<h1>Giving back</h1>" in page.text
    assert 'href="#u-first"' in page.text
    assert shelf.url in page.text
    assert "The next one" in page.text
    assert f"/kb/articles/{article.id}/feedback?helpful=yes" in page.text
    assert "csrf_token" not in page.text.split("<main")[1].split("</main>")[0]


def test_a_wrong_slug_leads_to_the_right_address(client, make):
    article = make.article(title="Giving back")
    for path in (f"/kb/articles/{article.id}", f"/kb/articles/{article.id}-else"):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (301, article.url)


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999"])
def test_there_is_no_such_article(client, number):
    assert client.get(f"/kb/articles/{number}").status_code == 404


def test_a_view_is_counted_later_and_changes_nothing_else(app, client, as_staff, make):
    article = make.article()
    before = article.updated_at
    client.get(article.url)
    client.get(article.url)
    as_staff.get(article.url)
    assert fresh(article).view_count == 0
    db.session.rollback()  # outside a request a look takes the write lock
    assert counters.counters().flush() == 1
    assert (fresh(article).view_count, article.updated_at) == (2, before)
    assert counters.counters().flush() == 0


def test_views_are_counted_by_day_as_well(app, client, make, monkeypatch):
    article, other = make.article(), make.article()
    for day, times in ((date(2026, 1, 31), 2), (date(2026, 2, 1), 1), (date(2026, 2, 1), 3)):
        monkeypatch.setattr(counters, "today", lambda day=day: day)
        for _ in range(times):
            client.get(article.url)
        counters.counters().flush()
    counters.count("article", "view_count", other.id + 1)  # one that is gone stops nobody
    counters.counters().flush()
    rows = {(row.day, row.article_id): row.view_count for row in db.session.query(ArticleDay)}
    assert rows == {(date(2026, 1, 31), article.id): 2, (date(2026, 2, 1), article.id): 4}


def test_counting_survives_a_database_that_is_away(app, monkeypatch, make):
    from sqlalchemy.exc import OperationalError

    def away(*_):
        raise OperationalError("", {}, Exception("away"))

    article = make.article()
    counters.count("article", "view_count", article.id)
    with monkeypatch.context() as patch:
        patch.setattr(counters, "_add_to_row", away)
        assert counters.counters().flush() == 0
    assert counters.counters().flush() == 1
    assert fresh(article).view_count == 1


def test_a_scheduled_article_is_invisible_until_its_time(client, as_staff, make, work):
    from kb.handlers import publish_scheduled

    article = make.article(title="Soon", status=ArticleStatus.DRAFT)
    at = (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    answer = as_staff.post(
        f"/kb/articles/{article.id}/publish", data={"publish_at": at, "shown": "public"}
    )
    assert answer.status_code == 303
    article = fresh(article)
    assert article.status is ArticleStatus.PUBLISHED
    assert client.get(article.url).status_code == 404
    assert "Soon" not in client.get("/kb/").text
    publish_scheduled()
    assert fresh(article).published_at is None
    article.publish_at = now() - timedelta(minutes=1)
    db.session.commit()
    publish_scheduled()
    db.session.commit()
    assert client.get(fresh(article).url).status_code == 200
    assert article.publish_at is None
    assert article.published_at is not None


def test_staff_write_preview_save_publish(as_staff, client, make, work):
    shelf = make.collection()
    form = {
        "title": "Brand new", "summary": "In short.", "body": "**Text**",
        "collection": shelf.id, "language": "en", "audience": "public",
    }  # fmt: skip
    preview = as_staff.post("/kb/articles/new", data=form | {"preview": "1"})
    assert preview.status_code == 200
    assert "<strong>Text</strong>" in preview.text
    assert db.session.query(Article).count() == 0
    answer = as_staff.post("/kb/articles/new", data=form)
    assert answer.status_code == 303
    article = db.session.query(Article).one()
    assert article.status is ArticleStatus.DRAFT
    assert client.get(article.url).status_code == 404
    page = as_staff.get(f"/kb/articles/{article.id}/publish")
    assert "everyone can read it" in page.text
    as_staff.post(f"/kb/articles/{article.id}/publish", data={"shown": "public"})
    assert client.get(article.url).status_code == 200
    assert fresh(article).checked_on == today()
    actions = {entry.action for entry in db.session.query(AuditEntry)}
    assert {"article.drafted", "article.published"} <= actions


def test_an_edit_is_not_seen_before_it_is_published(as_staff, client, make):
    article = make.article(body="Old words.")
    as_staff.post(f"/kb/articles/{article.id}/edit", data=words_of(article, note="why"))
    assert "Old words." in client.get(article.url).text
    assert "A newer text waits" in as_staff.get(article.url).text
    as_staff.post(f"/kb/articles/{article.id}/publish", data={"shown": "public"})
    assert "Other words." in client.get(article.url).text
    assert db.session.query(Revision).filter_by(number=2).one().note == "why"


def test_what_is_published_while_a_text_is_rendered_keeps_its_title(
    as_staff, make, while_rendering
):
    article = make.article(title="Live", status=ArticleStatus.DRAFT)
    text = db.session.query(Revision).one()

    def publish():
        with db.engine.begin() as somebody:
            somebody.execute(update(Article).values(live_revision_id=text.id))

    while_rendering.append(publish)
    as_staff.post(
        f"/kb/articles/{article.id}/edit", data={"title": "Newer", "body": "B", "based_on": "1"}
    )

    db.session.expire_all()
    assert db.session.query(Revision).count() == 2
    assert article.title == "Live"  # the newer one waits to be published


def test_what_a_colleague_saves_while_a_text_is_rendered_is_not_covered(
    as_staff, make, while_rendering
):
    article, theirs = make.article(), make.article(body="Theirs")
    edit = f"/kb/articles/{article.id}/edit"

    def save():
        with db.engine.begin() as somebody:
            somebody.execute(
                update(Revision)
                .where(Revision.article_id == theirs.id)
                .values(article_id=article.id, number=2)
            )

    while_rendering.append(save)
    answer = as_staff.post(edit, data={"title": "T", "body": "Mine", "based_on": "1"})

    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert "Mine" in answer.text


def test_two_editors_at_once_lose_nothing(as_staff, as_admin, make):
    article = make.article(body="Old words.")
    as_staff.post(f"/kb/articles/{article.id}/edit", data=words_of(article, body="Staff words."))
    answer = as_admin.post(
        f"/kb/articles/{article.id}/edit", data=words_of(article, body="Admin words.")
    )
    assert answer.status_code == 409
    assert "Staff words." in answer.text
    assert "Admin words." in answer.text
    assert "<ins>Admin</ins>" in answer.text
    assert 'name="based_on" type="hidden" value="2"' in answer.text
    assert db.session.query(Revision).count() == 2
    again = words_of(article, body="Both words.", based_on="2")
    assert as_admin.post(f"/kb/articles/{article.id}/edit", data=again).status_code == 303
    bodies = [r.body for r in db.session.query(Revision).order_by(Revision.number)]
    assert bodies == ["Old words.", "Staff words.", "Both words."]


def test_saving_the_same_text_makes_no_revision(as_staff, make):
    article = make.article(body="Same.")
    as_staff.post(f"/kb/articles/{article.id}/edit", data=words_of(article, body="Same."))
    assert db.session.query(Revision).count() == 1


@pytest.mark.parametrize(
    "bad",
    [{"title": ""}, {"title": " \u200b "}, {"title": "x" * 201}, {"body": ""}, {"body": "\u3164"},
     {"body": "x" * 200_001}],
)  # fmt: skip
def test_bad_input_is_refused_and_kept(as_staff, make, bad):
    article = make.article()
    form = words_of(article, body="Kept words.", title="Kept title") | bad
    answer = as_staff.post(f"/kb/articles/{article.id}/edit", data=form)
    assert answer.status_code == 422
    assert "Kept" in answer.text
    assert db.session.query(Revision).count() == 1


def test_an_old_text_comes_back_as_a_new_revision(as_staff, client, make):
    article = make.article(body="Old words.")
    as_staff.post(f"/kb/articles/{article.id}/edit", data=words_of(article))
    old = article.live_revision_id
    page = as_staff.get(f"/kb/revisions/{old + 1}")
    assert "<del>Old</del>" in page.text
    assert as_staff.post(f"/kb/revisions/{old}/restore").status_code == 303
    newest = db.session.query(Revision).order_by(Revision.number.desc()).first()
    assert (newest.number, newest.body) == (3, "Old words.")


def test_archive_unpublish_and_check(as_staff, client, make):
    article = make.article(checked_on=today() - timedelta(days=400), review_days=180)
    assert article.title in as_staff.get("/kb/articles/needs-check").text
    as_staff.post(f"/kb/articles/{article.id}/check")
    assert fresh(article).checked_on == today()
    assert article.title not in as_staff.get("/kb/articles/needs-check").text
    as_staff.post(f"/kb/articles/{article.id}/unpublish")
    assert client.get(article.url).status_code == 404
    as_staff.post(f"/kb/articles/{article.id}/archive")
    assert fresh(article).status is ArticleStatus.ARCHIVED
    as_staff.post(f"/kb/articles/{article.id}/publish", data={"shown": "public"})
    assert client.get(article.url).status_code == 200
    assert fresh(article).archived_at is None


def test_nothing_is_published_without_a_text(as_staff, make):
    article = make.article(status=ArticleStatus.DRAFT, body=" ")
    answer = as_staff.post(f"/kb/articles/{article.id}/publish", data={"shown": "public"})
    assert answer.status_code == 422
    assert fresh(article).status is ArticleStatus.DRAFT


def test_publishing_needs_the_audience_that_was_shown(as_staff, make):
    article = make.article(status=ArticleStatus.DRAFT, audience=Audience.PUBLIC)
    answer = as_staff.post(f"/kb/articles/{article.id}/publish", data={"shown": "staff"})
    assert answer.status_code == 422
    assert "changed who may read it" in answer.text
    assert fresh(article).status is ArticleStatus.DRAFT


def test_widening_says_what_becomes_visible_and_holds_for_that_alone(as_staff, client, make):
    article = make.article(audience=Audience.STAFF)
    path = f"/kb/articles/{article.id}/audience"
    assert "Who reads it now" in as_staff.get(path).text
    stale = as_staff.post(path, data={"audience": "public", "shown": "customers"})
    assert stale.status_code == 422
    assert client.get(article.url).status_code == 404
    assert as_staff.post(path, data={"audience": "nobody", "shown": "staff"}).status_code == 422
    as_staff.post(path, data={"audience": "public", "shown": "staff"})
    assert client.get(article.url).status_code == 200


def test_organizing_moves_and_tags(as_staff, make):
    article, shelf = make.article(), make.collection(name="Elsewhere")
    product = make.product()
    form = {
        "collection": shelf.id, "products": [product.id], "tags": "đổi trả, returns",
        "keywords": "refund, money back", "is_featured": "y", "review_days": "90",
        "position": "-2",
    }  # fmt: skip
    assert as_staff.post(f"/kb/articles/{article.id}/organize", data=form).status_code == 303
    article = fresh(article)
    assert {tag.slug for tag in article.tags} == {"doi-tra", "returns"}
    assert (article.collection_id, article.products) == (shelf.id, [product])
    said = (article.keywords, article.is_featured, article.review_days, article.position)
    assert said == (
        ["refund", "money back"], True, 90, -2,
    )  # fmt: skip
    page = as_staff.get(f"/kb/articles/{article.id}/organize")
    assert "money back" in page.text
    form["tags"] = "a,b,c,d,e,f"
    assert as_staff.post(f"/kb/articles/{article.id}/organize", data=form).status_code == 422


def test_translations_know_each_other(as_staff, client, make):
    article = make.article(title="English text")
    shelf = article.collection_id
    form = {
        "title": "Bản tiếng Việt", "body": "Xin chào.", "collection": shelf,
        "language": "vi", "audience": "public",
    }  # fmt: skip
    page = as_staff.get(f"/kb/articles/new?article={article.id}")
    assert "Translation of" in page.text
    as_staff.post(f"/kb/articles/new?article={article.id}", data=form)
    other = db.session.query(Article).filter_by(language="vi").one()
    assert other.translation_group == article.translation_group
    assert "Bản tiếng Việt" not in client.get(article.url).text
    as_staff.post(f"/kb/articles/{other.id}/publish", data={"shown": "public"})
    assert 'hreflang="vi"' in client.get(article.url).text
    assert "Read this article in English" in client.get(other.url).text
    assert "Bản tiếng Việt" not in client.get("/kb/").text  # the English one stands for both


def test_an_article_in_one_language_says_so(client, make):
    article = make.article(title="Chỉ tiếng Việt", language="vi")
    assert "only in Tiếng Việt" in client.get(article.url).text
    assert "Chỉ tiếng Việt" in client.get("/kb/").text


def test_the_source_and_its_people_are_named(client, make):
    person = make.user(name="Helpful Hoa")
    article = make.article(source={"url": "/forum/threads/1-x", "contributors": [person.id]})
    page = client.get(article.url).text
    assert "/forum/threads/1-x" in page
    assert "Helpful Hoa" in page


def test_preview_answers_a_safe_fragment(as_staff):
    answer = as_staff.post("/kb/articles/preview", data={"text": "*a* <script>alert(1)</script>"})
    assert "<em>a</em>" in answer.text
    assert "<script" not in answer.text


def test_feedback_counts_once_a_person_and_revision(as_customer, as_staff, client, make):
    article = make.article()
    path = f"/kb/articles/{article.id}/feedback"
    assert 'value="no"' in client.get(f"{path}?helpful=no").text
    as_customer.post(path, data={"helpful": "yes"})
    as_customer.post(path, data={"helpful": "no", "reason": "unclear", "words": "What?"})
    article = fresh(article)
    assert (article.helpful_count, article.unhelpful_count) == (0, 1)
    assert db.session.query(Feedback).count() == 1
    assert "What?" in as_staff.get(article.url).text
    as_staff.post(f"/kb/articles/{article.id}/edit", data=words_of(article))
    as_staff.post(f"/kb/articles/{article.id}/publish", data={"shown": "public"})
    assert (fresh(article).helpful_count, fresh(article).unhelpful_count) == (0, 0)
    as_customer.post(path, data={"helpful": "yes"})
    assert fresh(article).helpful_count == 1


def test_a_visitor_may_judge_within_limits_and_leaves_no_trace(app, client, make):
    app.config["HOIDAP_RATE_LIMIT_FACTOR"] = 0.1  # 3 a day
    article = make.article()
    path = f"/kb/articles/{article.id}/feedback"
    codes = [client.post(path, data={"helpful": "yes"}).status_code for _ in range(4)]
    assert codes == [303, 303, 303, 429]
    assert {row.user_id for row in db.session.query(Feedback)} == {None}


@pytest.mark.parametrize("bad", [{}, {"helpful": "maybe"}, {"helpful": "no", "words": "x" * 2001}])
def test_bad_feedback_is_refused(client, make, bad):
    article = make.article()
    answer = client.post(f"/kb/articles/{article.id}/feedback", data=bad)
    assert answer.status_code == 422
    assert db.session.query(Feedback).count() == 0


def test_publishing_shows_what_changes_word_by_word(as_staff, make):
    article = make.article(title="How to return a product", body="Bring it. Then wait.")
    form = words_of(article, title="How to return a thing", body="Bring it.\n\nThen wait a day.")
    as_staff.post(f"/kb/articles/{article.id}/edit", data=form)
    page = as_staff.get(f"/kb/articles/{article.id}/publish").text
    assert "How to return a <del>product</del><ins>thing</ins>" in page
    assert '<td class="diff-text">Bring it.</td>' in page
    assert "<ins> a day</ins>" in page


def test_an_article_has_a_number_to_read_out_on_the_phone(client, as_customer, make):
    article = make.article()
    page = client.get(article.url).text
    assert f"No. {article.id}</a>" in page
    assert f'data-short="localhost/a/{article.id}"' in page  # what is printed beside it
    assert client.get(f"/a/{article.id}").location == article.url


def test_the_editor_offers_pictures_and_links_with_and_without_script(as_staff, make):
    article = make.article()
    for path in (f"/kb/articles/{article.id}/edit", "/kb/articles/new"):
        page = as_staff.get(path).text
        assert 'data-suggestions-url="/search/suggestions"' in page
        assert 'action="/uploads/new" enctype="multipart/form-data"' in page
        assert '<form action="/search/" target="_blank"' in page
        # forms cannot stand in each other
        assert page.index("data-file-dialog") > page.index("</form>", page.index("<textarea"))
