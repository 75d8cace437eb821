"""How many articles each reader finds on a shelf."""

import pytest

from accounts.models import Role
from core.audience import Audience
from core.db import db
from kb.services import counting, drafting, publishing


def publish(make, shelf, *, audience=Audience.PUBLIC, language="en", translation_of=None):
    writer = make.user(role=Role.STAFF)
    article = drafting.draft(
        title=f"Title {language}", body="Words.", collection=shelf, language=language, by=writer,
        audience=audience, translation_of=translation_of,
    )  # fmt: skip
    publishing.publish(article, by=writer)
    db.session.commit()
    return article


@pytest.mark.parametrize(
    ("reader", "english", "vietnamese"),
    [(Audience.PUBLIC, 2, 2), (Audience.CUSTOMERS, 3, 3), (Audience.STAFF, 3, 3)],
)
def test_each_reader_has_a_count_of_their_own(app, make, work, reader, english, vietnamese):
    shelf = make.collection()
    both = publish(make, shelf)
    publish(make, shelf, language="vi", translation_of=both)
    publish(make, shelf)  # English alone: shown to readers of Vietnamese as well
    here = publish(make, shelf, audience=Audience.CUSTOMERS)
    publish(make, shelf, audience=Audience.STAFF, language="vi", translation_of=here)
    work()
    # For staff the last two are one article in two languages.
    assert counting.on_shelves(reader, "en")[shelf.id] == english
    assert counting.on_shelves(reader, "vi")[shelf.id] == vietnamese


def test_an_archived_article_is_not_counted(app, make, work):
    shelf = make.collection()
    article = publish(make, shelf)
    work()
    assert counting.on_shelves(Audience.PUBLIC, "vi") == {shelf.id: 1}
    publishing.archive(article, by=None)
    db.session.commit()
    work()
    assert counting.on_shelves(Audience.PUBLIC, "vi") == {}


def test_a_shelf_opens_before_its_articles_are_counted(client, make, work):
    """The worker may lag: what stands on a shelf is asked of the articles themselves."""
    counting.renew()
    db.session.commit()
    shelf = make.collection(name="New shelf")
    make.article(collection=shelf, title="Just published")
    assert "Just published" in client.get(shelf.url).text


def test_an_empty_shelf_is_not_there_for_readers(client, as_staff, make):
    shelf = make.collection()
    assert client.get(shelf.url).status_code == 404
    assert as_staff.get(shelf.url).status_code == 200


def test_a_shelf_closes_before_its_articles_are_counted(client, make):
    article = make.article()
    shelf = article.collection
    counting.renew()
    db.session.commit()
    assert shelf.name in client.get("/kb/").text

    article.audience = Audience.STAFF
    db.session.commit()

    assert client.get(shelf.url).status_code == 404
    assert shelf.name not in client.get("/kb/").text
