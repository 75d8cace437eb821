"""Deed × role: whoever is not named for a deed is refused it, whatever the deed; each has a row."""

import pytest
from werkzeug.routing import IntegerConverter

from accounts.models import Role
from core.clock import now
from core.tags import named
from hoidap.importing.report import Report
from kb.models import Variable
from search.services import gaps
from tests.test_architecture import OPEN_TO_VISITORS
from tests.test_widening import NO_DEED, a_thread, an_article

MEMBERS = {"customer", "trusted", "moderator", "staff", "admin"}
ORDER, STAFF, ADMIN = {"moderator", "staff", "admin"}, {"staff", "admin"}, {"admin"}
# Of a public thread or article of somebody else's.
MAY = {
    "every member": (MEMBERS, """
        kb.proofs.edit kb.proofs.delete kb.proposals.new forum.threads.ask forum.threads.reply
        forum.threads.watch forum.threads.unwatch forum.posts.preview forum.posts.vote
        forum.posts.flag forum.proofs.edit forum.proofs.delete forum.thanks.give
        forum.thanks.take_back hoidap.me.read"""),
    "from trust level 2 on": ({"trusted"}, "forum.nominations.new"),
    "whose it is, and nobody else": (set(), """
        kb.proposals.take_back forum.posts.withdraw forum.ratings.edit forum.follow_ups.show"""),
    "who keeps order": (ORDER, """
        forum.threads.lock forum.threads.unlock forum.threads.pin forum.threads.unpin
        forum.threads.move forum.posts.hide forum.posts.restore forum.queue.hide
        forum.queue.dismiss forum.queue.approve"""),
    "staff": (STAFF, """
        kb.articles.new kb.articles.preview kb.articles.edit kb.articles.organize
        kb.articles.audience kb.articles.publish kb.articles.unpublish kb.articles.archive
        kb.articles.check kb.proposals.take kb.proposals.refuse kb.receipts.require
        kb.receipts.sign kb.reviews.submit kb.reviews.send_back kb.revisions.restore
        kb.translations.confirm kb.unsaved.keep kb.unsaved.throw_away forum.threads.edit
        forum.threads.promote forum.threads.link_article forum.threads.promise
        forum.threads.settle forum.threads.state forum.posts.edit forum.posts.accept
        forum.posts.unaccept forum.posts.make_official forum.posts.unmake_official
        forum.nominations.refuse forum.ratings.settle forum.reuses.answer search.gaps.write
        search.gaps.link search.gaps.equate search.gaps.take search.gaps.give_back
        search.gaps.dismiss search.gaps.reopen hoidap.desk.retry hoidap.members.trust
        hoidap.members.claim
        hoidap.variables.new hoidap.variables.edit hoidap.variables.remove hoidap.uploads.new"""),
    "admins": (ADMIN, """
        hoidap.settings.site hoidap.settings.contact hoidap.settings.limits hoidap.settings.search
        hoidap.settings.mail hoidap.members.role hoidap.members.categories hoidap.members.suspend
        hoidap.members.end_suspension hoidap.members.sign_out hoidap.imports.index
        hoidap.imports.begin hoidap.imports.try_again hoidap.imports.cancel
        hoidap.imports.delete_file hoidap.invitations.index hoidap.invitations.send_again
        hoidap.invitations.withdraw hoidap.products.new hoidap.products.edit
        hoidap.collections.new hoidap.collections.edit hoidap.categories.new
        hoidap.categories.edit hoidap.tags.rename hoidap.tags.merge"""),
    "nobody, once the site stands": (set(), """
        hoidap.setup.site hoidap.setup.admin hoidap.setup.mail hoidap.setup.rooms
        hoidap.setup.people"""),
}  # fmt: skip


@pytest.fixture
def people(client, sign_in, make):
    roles = {"moderator": Role.MODERATOR, "staff": Role.STAFF, "admin": Role.ADMIN}
    signed_in = {name: sign_in(make.user(role=role)) for name, role in roles.items()}
    customers = {"customer": make.user(), "trusted": make.user(trust_level=2)}
    return {"visitor": client} | {n: sign_in(u) for n, u in customers.items()} | signed_in


def test_who_is_not_named_is_refused(app, people, make):
    rows = {deed: may for may, deeds in MAY.values() for deed in deeds.split()}
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in rule.methods]
    rules = [rule for rule in rules if not rule.endpoint.startswith(NO_DEED)]
    assert {rule.endpoint for rule in rules} - OPEN_TO_VISITORS == rows.keys()

    author, keepers = make.user(), [people["moderator"].user]
    make.save(Variable(name="hotline", values={"en": "1900"}))
    gap = gaps.count_failed("lost", "lost", "en")
    run = make.import_run(checked_at=now(), found=Report().as_json())
    ids = an_article(make, {})[0] | a_thread(make, author, {"moderators": keepers}, {})[0]
    ids |= {
        "gap_id": gap.id, "run_id": run.id, "name": "hotline", "person_id": author.id,
        "category_id": make.category().id, "collection_id": make.collection().id,
        "product_id": make.product().id, "tag_id": named(["spice"])[0].id,
    }  # fmt: skip
    let_in = []
    for rule in rules:
        values = {
            name: ids.get(name, 1 if isinstance(kind, IntegerConverter) else "x")
            for name, kind in rule._converters.items()
        }
        with app.test_request_context():
            path = rule.build(values)[1]
        for role in people.keys() - rows.get(rule.endpoint, people.keys()):
            answer = people[role].post(path)
            is_sent_to_sign_in = "/accounts/sessions/new" in (answer.location or "")
            if not is_sent_to_sign_in and answer.status_code not in (403, 404):
                let_in.append((rule.endpoint, role, answer.status_code))
    assert let_in == []
