"""Variables: one value, shown in every article that names it; the Markdown keeps the name."""

import pytest
from sqlalchemy import select, update

from core.clock import now
from core.db import db
from core.events import Delivery
from kb import content
from kb.models import Article, ArticleStatus, Revision, Variable, article_variable
from kb.services import drafting, publishing, variables

BODY = "Call {{ hotline }} within {{ return_days }} days."


@pytest.fixture
def staff(as_staff):
    return as_staff.user


def published(make, staff, body=BODY, **more):
    article = make.article(status=ArticleStatus.DRAFT, **more)
    drafting.save(article, title="Returns", summary="", body=body, note="", by=staff, based_on=1)
    publishing.publish(article, by=staff)
    db.session.commit()
    return article


def add(staff, name="hotline", **values):
    variable = variables.add(name, values or {"vi": "1900 1234"}, by=staff)
    db.session.commit()
    return variable


def test_readers_see_the_value_and_the_file_keeps_the_name(app, client, staff, make, work):
    add(staff)
    article = published(make, staff)
    work()

    page = client.get(article.url).text
    assert "Call 1900 1234 within {{ return_days }} days." in page
    assert BODY in (app.config["HOIDAP_CONTENT_PATH"] / article.file_path).read_text()


def test_a_new_value_reaches_the_page_and_search(client, staff, make, work):
    variable = add(staff)
    article = published(make, staff)
    work()
    assert article.url in client.get("/search/?q=1900+1234").text

    variables.change(variable, {"vi": "1800 9999"}, by=staff)
    work()

    assert "Call 1800 9999 within" in client.get(article.url).text
    assert article.url in client.get("/search/?q=1800+9999").text
    assert db.session.query(Revision).filter(Revision.renderer_version < 1).count() == 0


def test_a_value_changed_after_saving_is_shown_once_published(client, staff, make, work):
    variable = add(staff)
    article = make.article(status=ArticleStatus.DRAFT)
    drafting.save(article, title="Returns", summary="", body=BODY, note="", by=staff, based_on=1)
    variables.change(variable, {"vi": "1800 9999"}, by=staff)
    publishing.publish(article, by=staff)
    work()
    assert "Call 1800 9999 within" in client.get(article.url).text


def test_more_texts_than_a_slice_follow_all(staff, make, work):
    variable = add(staff)
    articles = [published(make, staff) for _ in range(23)]
    work()
    variables.change(variable, {"vi": "1800 9999"}, by=staff)
    work()
    texts = db.session.query(Revision).join(Article, Article.live_revision_id == Revision.id)
    assert sum("1800 9999" in text.html for text in texts) == len(articles)


def test_a_value_changed_while_a_text_is_rendered_is_not_lost(staff, make, work, monkeypatch):
    from kb import handlers

    variable = add(staff)
    article = published(make, staff)
    work()
    variables.change(variable, {"vi": "2222"}, by=staff)
    db.session.commit()
    render = handlers.render_article

    def slowly(*words, **more):
        rendered = render(*words, **more)
        monkeypatch.setattr(handlers, "render_article", render)
        variables.change(db.session.get(Variable, "hotline"), {"vi": "3333"}, by=staff)
        db.session.commit()
        return rendered

    monkeypatch.setattr(handlers, "render_article", slowly)
    work()
    assert "Call 3333 within" in db.session.get(Article, article.id).live_revision.html


def test_a_text_that_cannot_be_rendered_stops_nobody_and_is_named(staff, make, work, monkeypatch):
    from kb import handlers

    add(staff)
    broken = add(staff, "return_days", en="7")
    stuck = published(make, staff, title="Never again")
    good = published(make, staff, body="Call {{ hotline }} now.")
    work()
    # No form lets a number in, and nothing can be put in its place. One text a slice.
    db.session.execute(
        update(Variable).where(Variable.name == broken.name).values(values={"en": 7})
    )
    variables.note_uses(stuck, stuck.live_revision)
    variables.note_uses(good, good.live_revision)
    stuck.live_revision.renderer_version = -5  # it would come first
    outdated = handlers._outdated
    monkeypatch.setattr(handlers, "_outdated", lambda limit=1: outdated(1))
    work()

    assert "Call 1900 1234 within 7 days" in stuck.live_revision.html
    assert (good.live_revision.renderer_version, stuck.live_revision.renderer_version) == (1, -5)
    (waiting,) = db.session.scalars(select(Delivery))
    assert (waiting.event, stuck.title in waiting.last_error) == ("revision.unrendered", True)

    variables.change(broken, {"en": "9"}, by=staff)
    waiting.run_after = now()
    work()
    assert "within 9 days" in stuck.live_revision.html
    assert db.session.scalars(select(Delivery)).all() == []


def test_texts_of_another_language_have_its_value_or_the_other(staff, make):
    add(staff, "hotline", vi="không chín", en="nine")
    add(staff, "return_days", en="7")
    for language, words in (("en", "Call nine within 7 days"), ("vi", "Call không chín within 7")):
        assert words in published(make, staff, language=language).live_revision.html


def test_uses_follow_the_live_text_and_removed_ones_show_their_name(client, staff, make, work):
    variable = add(staff)
    article = published(make, staff, body="Call {{ hotline }}, not it.")
    assert db.session.execute(article_variable.select()).all() == [(article.id, "hotline")]
    work()
    variables.remove(variable, by=staff)
    work()
    assert "Call {{ hotline }}, not" in client.get(article.url).text
    drafting.save(article, title="R", summary="", body="None.", note="", by=staff, based_on=2)
    publishing.publish(article, by=staff)
    assert db.session.execute(article_variable.select()).all() == []


def test_the_preview_warns_of_unknown_names(as_staff, staff):
    add(staff)
    page = as_staff.post("/kb/articles/preview", data={"text": BODY}).text
    assert "Call 1900 1234 within {{ return_days }}" in page
    assert "No variable has this name" in page
    assert "q=return_days" in page
    assert "q=hotline" not in page


def test_kb_check_names_unknown_variables(app, staff, tmp_path):
    add(staff)
    folder = tmp_path / "files"
    (folder / "en/guides").mkdir(parents=True)
    (folder / "en/guides/_index.md").write_text("---\nname: Guides\n---\n")
    (folder / "en/guides/a.md").write_text(f"---\ntitle: A\n---\nOne.\n\n{BODY}\n")
    found = app.test_cli_runner().invoke(args=["kb", "check", str(folder)])
    assert found.exit_code == 1
    assert "en/guides/a.md:6: no variable is called return_days" in found.output
    assert "hotline" not in found.output
    assert content.check(folder) == []  # where nobody can be asked, none is judged
