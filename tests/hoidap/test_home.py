from core.audience import Audience
from forum.models import ThreadState


def test_an_empty_site_says_what_to_do(client, as_admin):
    page = client.get("/").text
    assert 'name="q"' in page
    assert "/forum/threads/ask" in page
    assert "/desk/settings/" in as_admin.get("/").text


def test_the_front_page_shows_featured_articles_products_and_solved_questions(client, make):
    make.article(title="Returning goods", is_featured=True)
    make.product(name="Router X1")
    make.thread(title="Where is my parcel?", state=ThreadState.SOLVED)
    make.thread(title="Still open")

    page = client.get("/").text

    assert "Returning goods" in page
    assert "Router X1" in page
    assert "Where is my parcel?" in page
    assert "Still open" not in page
    assert "1 article<" in page


def test_what_is_for_staff_is_not_on_the_front_page(client, as_staff, make):
    make.article(title="Inside knowledge", is_featured=True, audience=Audience.STAFF)
    make.thread(title="Private trouble", state=ThreadState.SOLVED, is_private=True)
    assert "Inside knowledge" not in client.get("/").text
    assert "Inside knowledge" in as_staff.get("/").text
    assert "Private trouble" not in as_staff.get("/").text
