from accounts.models import Visitor
from core.audience import Audience
from core.clock import now
from core.db import db
from hoidap import reading
from kb.services import drafting, publishing


def test_a_profile_shows_what_somebody_wrote_and_no_address(client, make):
    person = make.user(name="Mai Trần", email="mai@example.com", about="I mend routers.")
    reply = make.post(author=person, thread=make.thread(title="Router blinks"))
    reply.thread.accepted_post_id = reply.id
    db.session.commit()

    page = client.get(person.url).text

    for words in ("Mai Trần", "I mend routers.", "Router blinks", "1 post", "1 accepted answer"):
        assert words in page
    assert "mai@example.com" not in page


def test_only_staff_see_the_address(as_customer, as_moderator, as_staff, make):
    person = make.user(email="mai@example.com")
    assert "mai@example.com" not in as_customer.get(person.url).text
    assert "mai@example.com" not in as_moderator.get(person.url).text
    assert "mai@example.com" in as_staff.get(person.url).text


def test_what_others_may_not_see_is_not_in_the_profile(client, as_staff, make):
    person = make.user()
    room = make.category(audience=Audience.STAFF)
    make.post(author=person, thread=make.thread(title="For staff", category=room))
    make.post(author=person, thread=make.thread(title="A complaint", is_private=True))
    make.post(author=person, thread=make.thread(title="Hidden words"), hidden_at=now())
    make.post(author=person, thread=make.thread(title="Held words"), held_at=now())
    page = client.get(person.url).text
    assert "0 posts" in page
    for title in ("For staff", "A complaint", "Hidden words", "Held words"):
        assert title not in page
    assert "For staff" in as_staff.get(person.url).text
    assert "A complaint" not in as_staff.get(person.url).text


def test_the_address_follows_the_name(client, make):
    person = make.user(name="Mai")
    answer = client.get(f"/people/{person.id}-old-name")
    assert (answer.status_code, answer.location) == (301, person.url)
    assert client.get(f"/people/{person.id}").location == person.url
    assert client.get("/people/999").status_code == 404


def test_who_was_erased_is_gone(client, make):
    person = make.user(erased_at=now())
    assert client.get(person.url).status_code == 410


def test_a_profile_is_cut_and_goes_on(client, make, onward):
    person = make.user()
    for number in range(22):
        make.post(author=person, thread=make.thread(title=f"Number {number}."))
    page = client.get(person.url)
    assert "Number 0." not in page.text
    assert "Number 0." in client.get(onward(page)).text


def test_of_somebody_who_wrote_a_lot_the_latest_posts_are_counted(client, make, monkeypatch):
    monkeypatch.setattr(reading, "MOST_COUNTED", 3)
    author, thread = make.user(), make.thread()
    for _ in range(3):
        make.post(author=author, thread=thread)
    assert "≥ 3 posts" in client.get(author.url).text


def test_posts_of_one_moment_are_all_turned_over(client, make, monkeypatch):
    monkeypatch.setattr(reading, "PER_PAGE", 2)
    author, thread = make.user(), make.thread()
    posts = [make.post(author=author, thread=thread) for _ in range(5)]
    for post in posts:
        post.created_at = posts[0].created_at
    db.session.commit()

    seen, before = [], None
    while True:
        page = reading.posts_of(Visitor(), author, before)
        seen += [post.id for post in page.rows]
        if not page.before:
            break
        before = int(page.before)
    assert seen == sorted((post.id for post in posts), reverse=True)


def test_articles_made_of_somebodys_words_are_on_the_profile(client, make):
    person, writer, shelf = make.user(), make.user(role="staff"), make.collection()
    for number in range(7):
        article = drafting.draft(
            title=f"Number {number}.",
            body="Hold it.",
            collection=shelf,
            language="en",
            by=writer,
            source={"contributors": [person.id, person.id, 99_999, "all", True]},
        )
        publishing.publish(article, by=writer)
        db.session.commit()

    profile, whole = client.get(person.url).text, f"/people/{person.id}/articles"
    assert [number for number in range(7) if f"Number {number}." in profile] == [2, 3, 4, 5, 6]
    assert f'href="{whole}"' in profile
    assert "Number 0." in client.get(whole).text
    first = reading.contributed(Visitor(), person, limit=4)
    rest = reading.contributed(Visitor(), person, int(first.before), limit=4)
    titles = [article.title for article in [*first.rows, *rest.rows]]
    assert titles == [f"Number {number}." for number in range(6, -1, -1)]
    assert rest.before == ""

    person.erased_at = now()
    db.session.commit()
    assert client.get(whole).status_code == 410
