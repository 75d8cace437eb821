"""A migration that remakes a table (SQLite) must not take the rows that point at it along."""

import pytest
from flask_migrate import upgrade
from sqlalchemy import text

from core.db import db
from hoidap import create_app
from tests.conftest import settings

BEFORE_ARTICLE_WAS_REMADE = "5c1f0e7a9b42"
ROWS = (
    """INSERT INTO collection (id, slug, names, descriptions, icon, position, created_at)
    VALUES (1, 'guides', '{}', '{}', 'book', 0, '2026-11-26')""",
    """INSERT INTO article (id, key, collection_id, language, slug, translation_group, title,
    summary, status, audience, is_featured, position, keywords, front_matter, view_count,
    helpful_count, unhelpful_count, created_at) VALUES (1, 'k', 1, 'en', 'a', 'k', 'A', '',
    'published', 'public', 0, 0, '[]', '{}', 0, 0, 0, '2026-11-26')""",
    """INSERT INTO revision (id, article_id, number, title, summary, body, html, renderer_version,
    note, is_conflict, created_at) VALUES (1, 1, 1, 'A', '', 'a', 'a', 1, '', 0, '2026-11-26'),
    (2, 1, 2, 'A', '', 'b', 'b', 1, '', 0, '2026-11-26')""",
    "UPDATE article SET live_revision_id = 1",
)


@pytest.fixture
def site(tmp_path):
    app = create_app(settings(tmp_path))
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


@pytest.mark.usefixtures("site")
@pytest.mark.sqlite
def test_a_filled_site_keeps_its_rows_and_learns_of_its_newer_texts():
    upgrade(revision=BEFORE_ARTICLE_WAS_REMADE)
    with db.engine.begin() as then:  # past the session, which knows the tables of today
        for row in ROWS:
            then.execute(text(row))

    upgrade()

    assert db.session.execute(text("SELECT has_newer_text FROM article")).scalars().all() == [1]
    assert db.session.execute(text("SELECT count(*) FROM revision")).scalar() == 2
    assert db.session.execute(text("PRAGMA foreign_keys")).scalar() == 1
