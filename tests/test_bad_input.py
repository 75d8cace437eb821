"""No address and no form is answered with 500, whoever asks and whatever is typed."""

import gc
import re
from io import BytesIO
from urllib.parse import quote

import pytest
from sqlalchemy import select
from werkzeug.routing import IntegerConverter

from accounts.models import Role
from core.clock import now
from core.db import db
from forum.models import QueueItem, ThreadType
from hoidap.importing.report import Report
from kb.models import Proposal
from kb.services import variables

HUGE = "99999999999999999999"
# Each mix: what stands in parameters that hold a number, what in those that hold words.
MIXES = (
    (HUGE, "a%00b"),
    ("%D9%A3", "%ED%A0%80%FF%FE" + quote("[" * 3000)),  # an Arabic three; bytes that are no UTF-8
)
NUMBERS = "page before after like person article collection id version".split()  # noqa: SIM905 (a long list)
WORDS = """q title body words next token sort format helpful kind filter product tag tags category
    language search color type to slug""".split()  # noqa: SIM905 (a long list)
PATHS = ("%ED%A0%80a%00b", HUGE, "%D9%A3")
TYPED = ("a\x00b" + "[" * 3000, HUGE, "\u0663")
FIELDS = """title body text name email password present about language category collection type
    tags tag product products moderators audience shown reason rule note words helpful publish_at
    promised_on owner outcome state may_widen based_on icon position parent name_vi name_en role
    person article keywords review_days days into color site_name site_language next website
    opened begun preview order_number serial_number phone summary consent token search emails
    abbreviations categories collections to widened_to user_id id watch is_featured format url
    status export kind effective_on unsaved kept quietly value_vi value_en alt
    """.split()  # noqa: SIM905 (a long list)
# They would sign the asking person out, and all that follows would be tested as a visitor.
SIGNS_OUT = {"hoidap.demo.switch", "accounts.sessions.delete", "hoidap.members.sign_out"}


@pytest.fixture
def things(make):
    """The id or slug of one thing of each kind, by the name that addresses use."""
    shelf = make.collection()
    article = make.article(collection=shelf)
    thread = make.thread(type=ThreadType.COMPLAINT)
    post = make.post(thread=thread)
    make.flag(post=post)
    return {
        "thread_id": thread.id,
        "post_id": post.id,
        "item_id": db.session.scalar(select(QueueItem.id)),
        "article_id": article.id,
        "revision_id": article.live_revision_id,
        "collection_id": shelf.id,
        "category_id": thread.category_id,
        "product_id": make.product().id,
        "person_id": thread.author_id,
        "proposal_id": _proposal(article, make.user()).id,
        "name": variables.add("hotline", {"en": "1900"}, by=make.user(role=Role.STAFF)).name,
        "run_id": make.import_run(checked_at=now(), found=Report().as_json()).id,
    }


def _proposal(article, author):
    proposal = Proposal(article_id=article.id, author_id=author.id, title="T", body="Better")
    proposal.revision_id = article.live_revision_id
    db.session.add(proposal)
    db.session.commit()
    return proposal


def addresses(app, method, things):
    """(endpoint, address) of every rule that answers to `method`."""
    for rule in app.url_map.iter_rules():
        if method not in rule.methods or rule.endpoint == "static":
            continue
        values = {
            name: things.get(name, 1 if isinstance(converter, IntegerConverter) else "x")
            for name, converter in rule._converters.items()
        }
        with app.test_request_context():
            yield rule.endpoint, rule.build(values)[1]


def broken(person, method, path, **how):
    return person.open(path, method=method, **how).status_code == 500


def test_bad_parameters_are_no_500(
    app, things, client, as_customer, as_moderator, as_staff, as_admin
):
    queries = [
        "&".join([*(f"{n}={number}" for n in NUMBERS), *(f"{n}={word}" for n in WORDS)])
        for number, word in MIXES
    ]
    bad = []
    for _endpoint, path in addresses(app, "GET", things):
        asked = [(person, queries[0]) for person in (client, as_customer, as_moderator, as_staff)]
        asked += [(as_admin, query) for query in queries]
        bad += [(path, query[:40]) for who, query in asked if broken(who, "GET", f"{path}?{query}")]
    assert bad == []


def test_bad_paths_are_no_500(app, as_admin):
    """Nasty values in the place of every id, slug and key."""
    bad = [
        (method, rule.rule, value[:30])
        for rule in app.url_map.iter_rules()
        if rule.arguments and rule.endpoint != "static"
        for method in rule.methods & {"GET", "POST"}
        for value in PATHS
        if broken(as_admin, method, re.sub(r"<[^>]+>", value, rule.rule))
    ]
    assert bad == []


@pytest.mark.parametrize("role", [None, Role.CUSTOMER, Role.ADMIN])
def test_bad_fields_are_no_500(app, client, things, make, sign_in, role):
    """Every form: each nasty value in every field, and every field sent twice."""
    person = sign_in(make.user(role=role)) if role else client
    bad = [
        (path, typed[:20])
        for endpoint, path in addresses(app, "POST", things)
        if endpoint not in SIGNS_OUT
        for typed in (TYPED if role is Role.ADMIN else TYPED[:2])
        if broken(person, "POST", path, data={name: [typed, typed] for name in FIELDS})
    ]
    assert bad == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_broken_bodies_are_no_500(app, things, as_admin):
    """What no browser sends: a torn upload, another kind of content, bytes that are no text."""
    torn = b'--x\r\nContent-Disposition: form-data; name="logo"; filename="a.png"\r\n\r\n\x89PNG'
    bodies = (
        ("multipart/form-data; boundary=x", torn),
        ("multipart/form-data", torn),
        ("application/json", b"[" * 100_000),
        ("application/json", b'{"email": 5, "title": [1], "body": {}, "text": null}'),
        ("application/x-www-form-urlencoded", b"title=%ED%A0%80&body=%FF&name=%C3%28&text=%00"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"body=" + b"[" * 100_000),
    )
    bad = [
        (path, kind)
        for endpoint, path in addresses(app, "POST", things)
        if endpoint not in SIGNS_OUT
        for kind, body in bodies
        if broken(as_admin, "POST", path, input_stream=BytesIO(body), content_type=kind,
                  content_length=len(body))
    ]  # fmt: skip
    assert bad == []
    gc.collect()  # Werkzeug forgets to close the file of a torn upload


@pytest.mark.parametrize("number", [HUGE, "\u0663", "x", "-1"])
def test_a_bad_demo_person_is_no_500(client, number):
    assert not broken(client, "POST", "/demo/switch", data={"person": number})
