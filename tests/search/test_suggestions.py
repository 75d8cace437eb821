"""Titles while one types: a fragment that static/js/suggestions.js puts into the listbox."""

import re

from core.audience import Audience

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
    from core.db import db
    from search.models import Gap, SearchLog
    from search.services import log

    client.get(f"{PATH}?q=purple")
    log.buffer().flush()
    assert db.session.query(SearchLog).count() + db.session.query(Gap).count() == 0
