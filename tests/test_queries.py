"""Every page with a list or a thread costs the same number of statements however much it shows."""

import pytest

from core.db import db
from forum.services import counting as forum_counting
from hoidap.figures import articles, daily
from kb.services import counting as kb_counting
from search.services import counting, engine, log_lists
from tests.world import WORD, World

SIZES = 3, 12  # of each thing; beyond that the lists are cut


def page(endpoint, address, **costs):
    """What one address of an endpoint costs whom, in statements."""
    return endpoint, address, costs


PAGES = [
    page("hoidap.home.index", "/", visitor=7, customer=9, staff=9),
    page("hoidap.people.show", "{person.url}", visitor=6, customer=8, staff=9),
    page("hoidap.people.articles", "/people/{person.id}/articles", visitor=4, customer=6, staff=6),
    page("hoidap.tags.show", "/tags/all", visitor=5, customer=7, staff=7),
    page("hoidap.me.index", "/me/", customer=7, staff=8),
    page("hoidap.me.questions", "/me/questions", customer=5),
    page("hoidap.me.watching", "/me/watching", customer=4),
    page("hoidap.me.waiting", "/me/waiting", customer=4),
    page("hoidap.me.notifications", "/me/notifications", customer=4),
    page("accounts.sessions.index", "/accounts/sessions", customer=4),
    page("kb.articles.index", "/kb/", visitor=6, customer=8, staff=8),
    page("kb.articles.show", "{article.url}", visitor=11, customer=14, staff=15),
    page("kb.collections.show", "{shelf.url}", visitor=7, customer=9, staff=9),
    page("kb.products.show", "{product.url}", visitor=3, customer=5, staff=5),
    page("kb.articles.drafts", "/kb/articles/drafts", staff=5),
    page("kb.translations.index", "/kb/translations/?language=en", staff=4),
    page("kb.translations.index", "/kb/translations/?language=vi&filter=outdated", staff=4),
    page("kb.articles.needs_check", "/kb/articles/needs-check", staff=5),
    page("kb.feedback.show", "/kb/feedback/{article.id}", staff=8),
    page("kb.receipts.show", "/kb/receipts/{policy.id}", staff=8),
    page("kb.reviews.index", "/kb/reviews/", staff=4),
    page("kb.articles.revisions", "/kb/articles/{article.id}/revisions", staff=7),
    page("kb.proposals.index", "/kb/proposals", staff=4),
    page("kb.proposals.mine", "/kb/proposals/mine", customer=4),
    page("kb.articles.new", "/kb/articles/new", staff=5),
    page("kb.articles.organize", "/kb/articles/{article.id}/organize", staff=9),
    page("forum.threads.index", "/forum/", visitor=7, customer=9, moderator=9, staff=9),
    page(
        "forum.threads.index",
        "/forum/?filter=unsolved&tag=all&product={product.slug}",
        visitor=7,
        customer=9,
        moderator=9,
        staff=9,
    ),
    page("forum.threads.index", "/forum/?filter=mine", customer=8),
    page("forum.categories.show", "{room.url}", visitor=7, customer=9, moderator=9, staff=9),
    page("forum.threads.show", "{thread.url}", visitor=8, customer=13, moderator=14, staff=13),
    page(
        "forum.posts.history",
        "/forum/posts/{answer.id}/history",
        visitor=3,
        customer=6,
        moderator=6,
        staff=5,
    ),
    page("forum.threads.ask", "/forum/threads/ask", customer=6, staff=5),
    page("forum.threads.edit", "/forum/threads/{thread.id}/edit", customer=7, staff=6),
    page("forum.threads.move", "/forum/threads/{thread.id}/move", moderator=7, staff=6),
    page("forum.threads.promote", "/forum/threads/{thread.id}/promote", staff=7),
    page("forum.threads.promise", "/forum/threads/{complaint.id}/promise", staff=6),
    page("forum.ratings.index", "/forum/ratings/", staff=4),
    page("forum.nominations.index", "/forum/nominations/", staff=4),
    page("forum.reuses.index", "/forum/reuses/", staff=4),
    page("forum.queue.hide", "/forum/queue/{item.id}/hide", moderator=6, staff=5),
    page(
        "search.results.index",
        "/search/?sort=newest&q={word}",
        visitor=7,
        customer=9,
        moderator=9,
        staff=9,
    ),
    page(
        "search.suggestions.index", "/search/suggestions?q={word}", visitor=3, customer=4, staff=4
    ),
    page(
        "search.look_alikes.index",
        "/search/look-alikes?title=the+{word}",
        visitor=3,
        customer=4,
        staff=4,
    ),
    page("search.gaps.index", "/search/gaps", staff=5),
    page("search.gaps.index", "/search/gaps?filter=closed", staff=8),
    page("search.log.index", "/search/log?list=refined", staff=4),
    page("search.gaps.write", "/search/gaps/{gap.id}/write", staff=7),
    page("search.gaps.link", "/search/gaps/{gap.id}/link", staff=6),
    page("hoidap.desk.index", "/desk/", moderator=7, staff=22),
    page("hoidap.desk.queue", "/desk/queue", moderator=7, staff=6),
    page("hoidap.article_figures.index", "/desk/figures/articles?list=asked", staff=5),
    page("hoidap.desk.audit", "/desk/audit", admin=4),
    page("hoidap.desk.deliveries", "/desk/deliveries", staff=5),
    page("hoidap.members.index", "/desk/settings/members?q=member", staff=5),
    page("hoidap.members.show", "/desk/settings/members/{person.id}", staff=8, admin=8),
    page("hoidap.members.categories", "/desk/settings/members/{person.id}/categories", admin=6),
    page("hoidap.invitations.index", "/desk/settings/invitations", admin=4),
    page("hoidap.tags.index", "/desk/settings/tags", admin=4),
    page("hoidap.products.index", "/desk/settings/products", admin=4),
    page("hoidap.variables.index", "/desk/settings/variables", staff=4),
    page("hoidap.variables.edit", "/desk/settings/variables/hotline/edit", staff=5),
    page("hoidap.collections.index", "/desk/settings/collections", admin=4),
    page("hoidap.collections.new", "/desk/settings/collections/new", admin=5),
    page("hoidap.categories.index", "/desk/settings/categories", admin=4),
    page("hoidap.categories.new", "/desk/settings/categories/new", admin=5),
    page("hoidap.categories.edit", "/desk/settings/categories/{room.id}/edit", admin=7),
]

NO_LIST = {
    "as many figures on every site; counted in tests/hoidap/test_figures.py": """
        hoidap.figures.index""",
    "its lists stand in one row's report; counted in tests/hoidap/test_import_pages.py": """
        hoidap.imports.details hoidap.imports.index hoidap.imports.progress
        hoidap.imports.report hoidap.imports.show""",
    "a form about one thing": """
        accounts.claims.accept accounts.identities.confirm accounts.identities.send_again
        accounts.invitations.accept hoidap.members.claim
        accounts.passwords.edit accounts.passwords.forgot accounts.passwords.reset
        accounts.people.edit accounts.people.new accounts.sessions.delete accounts.sessions.new
        forum.nominations.new forum.nominations.refuse forum.proofs.edit kb.proofs.edit
        forum.posts.edit forum.posts.flag forum.posts.hide forum.posts.withdraw
        forum.follow_ups.show forum.follow_ups.stop forum.ratings.edit forum.ratings.give
        forum.ratings.settle
        forum.threads.link_article forum.threads.lock forum.threads.reply forum.threads.settle
        forum.threads.state hoidap.collections.edit hoidap.language.edit hoidap.members.role
        hoidap.members.suspend hoidap.members.trust
        hoidap.products.edit hoidap.products.new hoidap.settings.contact
        hoidap.settings.limits hoidap.settings.mail hoidap.settings.search hoidap.settings.site
        hoidap.tags.merge hoidap.tags.rename
        hoidap.variables.new hoidap.variables.remove kb.articles.archive kb.articles.audience
        kb.articles.feedback kb.articles.unpublish kb.revisions.restore search.gaps.dismiss
        search.gaps.equate kb.proposals.refuse kb.reviews.send_back hoidap.uploads.new
        search.waiting.confirm search.waiting.leave search.waiting.new""",
    "one text, or two side by side: lines of it, no rows": """
        kb.articles.edit kb.articles.publish kb.revisions.show kb.proposals.new kb.proposals.show
        kb.proposals.take""",
    "leads to another page": "hoidap.a.show hoidap.me.profile hoidap.p.show",
    "words of ours and links": """
        accounts.people.joined hoidap.privacy.show hoidap.settings.index""",
    "a file, a style sheet, a line for machines": """
        hoidap.article_figures.download hoidap.figures.download search.log.download
        hoidap.healthz.index hoidap.theme.index hoidap.uploads.show
        static""",
    "mails are files in development, the last 50": "hoidap.demo.mail hoidap.demo.mails",
    "there only before the site has anything to list": """
        hoidap.setup.admin hoidap.setup.index hoidap.setup.mail hoidap.setup.people
        hoidap.setup.rooms hoidap.setup.site""",
}


@pytest.fixture
def browsers(client, as_customer, as_moderator, as_staff, as_admin):
    names = ("visitor", "customer", "moderator", "staff", "admin")
    return dict(zip(names, (client, as_customer, as_moderator, as_staff, as_admin), strict=True))


def test_pages_cost_the_same_however_much_there_is(browsers, queries):
    world = World(*(browsers[name].user for name in ("customer", "moderator", "staff")))
    expected = {
        (address, person): cost for _, address, costs in PAGES for person, cost in costs.items()
    }

    def measure():
        engine.rebuild()
        kb_counting.renew()  # as the worker does; without it a page counts by itself
        forum_counting.renew_rooms()
        counting.renew()
        daily.renew()
        articles.renew()
        log_lists.renew()
        db.session.commit()
        costs, lengths = {}, {}
        for address, person in expected:
            with queries() as log:
                answer = browsers[person].get(address.format(word=WORD, **vars(world)))
            assert answer.status_code == 200, (address, person)
            costs[address, person] = len(log)
            lengths[address, person] = len(answer.text)
        return costs, lengths

    small, large = SIZES
    world.grow(small)
    costs, lengths = measure()
    world.grow(large - small)
    later, longer = measure()

    assert costs == expected
    assert later == expected
    # Each page shows what was added (not just a longer number): else nothing is proved.
    assert [key for key in expected if longer[key] < lengths[key] + 40] == []


def test_every_page_is_counted_or_has_no_list(app):
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    counted = {endpoint for endpoint, _, _ in PAGES}
    exempt = [endpoint for endpoints in NO_LIST.values() for endpoint in endpoints.split()]

    assert sorted(counted | set(exempt)) == sorted(pages)
    assert len(set(exempt)) == len(exempt)
    assert counted & set(exempt) == set()
