"""Titles while one types: a fragment that static/js/suggestions.js puts into the listbox."""

import re

import pytest

from accounts.models import Role
from core.audience import Audience
from core.db import db
from core.tags import named
from forum.models import ThreadState

PATH = "/search/suggestions"


def test_the_fragment_holds_options_with_an_address_and_nothing_focusable(client, make, index):
    article = make.article(title="Kettle <care>", body="kettle")
    thread = make.thread(title="Kettle is loud")
    index()
    page = client.get(f"{PATH}?q=kett").text
    assert set(re.findall(r'<li role="option" id="[^"]+" data-href="([^"]+)">', page)) == {
        article.url,
        thread.url,
    }
    assert "Kettle &lt;care&gt;" in page
    assert "<a " not in page
    assert "<html" not in page


def test_at_most_eight_and_nothing_for_one_letter(client, make, index):
    for number in range(10):
        make.article(title=f"Kettle {number}", body="kettle")
    index()
    assert client.get(f"{PATH}?q=kettle").text.count('role="option"') == 8
    assert client.get(f"{PATH}?q=k").text.strip() == ""
    assert client.get(f"{PATH}?q=zzzz").text.strip() == ""


def test_browsers_get_opensearch_json(client, make, index):
    make.article(title="Đổi trả hàng", body="…", language="vi")
    index()
    answer = client.get(f"{PATH}?q=doi+tra&format=json")
    assert answer.json == ["doi tra", ["Đổi trả hàng"]]


def test_nobody_is_offered_what_is_not_for_them(client, as_customer, make, index):
    make.article(title="Kettle for customers", body="kettle", audience=Audience.CUSTOMERS)
    index()
    assert "Kettle" not in client.get(f"{PATH}?q=kettle").text
    assert "Kettle for customers" in as_customer.get(f"{PATH}?q=kettle").text


def test_typing_is_not_counted_as_searching(client, make, index):
    from search.models import Gap, SearchLog
    from search.services import log

    client.get(f"{PATH}?q=purple")
    log.buffer().flush()
    assert db.session.query(SearchLog).count() + db.session.query(Gap).count() == 0


# operators


@pytest.fixture
def washers(make, index):
    """Three titles about washing machines, in places and by people of their own."""
    washer = make.product(slug="may-giat", name="Máy giặt")
    make.article(title="Washer manual", products=[washer], tags=named(["Hoàn tiền"]))
    loud = make.thread(title="Washer is loud", author=make.user(name="Trần Thị Lan"))
    loud.state = ThreadState.SOLVED
    make.thread(title="Loud washer again", tags=named(["Hoàn tiền", "noise"]))
    make.thread(title="Kettle", body="My washer is loud.", tags=named(["noise"]))
    db.session.commit()
    index()


MANUAL, LOUD, AGAIN, KETTLE = "Washer manual", "Washer is loud", "Loud washer again", "Kettle"


def offered(client, typed):
    return set(client.get(PATH, query_string={"q": typed, "format": "json"}).json[1])


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("tag:hoan-tien wash", {MANUAL, AGAIN}),
        ("wash tag:hoan-tien tag:noise", {AGAIN}),
        ("status:solved wash", {LOUD}),
        ('product:"may giat" wash', {MANUAL}),
        ("author:lan loud was", {LOUD}),
        ("in:title lou", {LOUD, AGAIN}),
        ('"washer is"', {LOUD}),
        ('was -"is loud"', {MANUAL, AGAIN}),
        ("washer -loud", {MANUAL}),
        ("washer before:1999", set()),
        ("tag:noise", {AGAIN, KETTLE}),
    ],
)
def test_operators_narrow_what_is_offered(client, washers, typed, titles):
    assert offered(client, typed) == titles


@pytest.mark.parametrize(
    "half", ["tag:", "tag:ho", "status:so", 'product:"may gi', "author:nobody", "in:", "in:tit"]
)
def test_an_operator_being_typed_is_no_word(client, washers, make, index, half):
    make.article(title=f"About {half.replace(':', ' ')}")
    index()
    assert offered(client, f"washer loud {half}") == {LOUD, AGAIN}
    assert offered(client, half) == set()


def test_what_is_hidden_narrows_nothing(client, sign_in, make, index):
    shelf = make.collection(slug="vault", name="The vault")
    make.article(title="Kettle secrets", collection=shelf, audience=Audience.STAFF,
                 tags=named(["covert"]))  # fmt: skip
    make.thread(title="Kettle row", is_private=True, author=make.user(name="Hidden Hand"))
    make.article(title="Kettle care")
    index()
    staff = sign_in(make.user(role=Role.STAFF))
    for typed in ("kettle tag:covert", "kettle collection:vault", "kettle author:hand"):
        assert offered(client, typed) == {"Kettle care"}
        assert len(offered(staff, typed)) == 1
        assert "Kettle care" not in offered(staff, typed)


@pytest.mark.parametrize("typed", ["washer", "washer loud tag:", "washer tag:hoan-tien"])
def test_operators_ask_the_database_for_no_more(client, washers, queries, typed):
    client.get(PATH, query_string={"q": "washer"})
    with queries() as log:
        client.get(PATH, query_string={"q": typed})
    assert len(log) <= 3
