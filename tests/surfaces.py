"""Every place where a thing could be shown to somebody: page, list, search, suggestion, feed.

A surface answers: does this browser come to see the thing? tests/test_audience.py walks each one
for every audience, state and person. A new page that shows articles or threads is added here.
"""

from dataclasses import dataclass
from urllib.parse import quote

from flask.testing import FlaskClient

WORD = "zanzibar"  # stands in the title and the text of the thing, and nowhere else
SLIP = "zanzibra"  # the word, mistyped: what was meant may be told to nobody who may not read it


@dataclass(frozen=True)
class Surface:
    name: str
    kind: str  # "article" or "thread"
    path: str  # {url}, {id}, {place} (collection or category slug), {author}, {product}: filled in
    lists_all: bool = True  # False: a list that shows only some (featured, solved): it may lack it
    proof: tuple[str, str] | None = None  # of such a list: state and person in which it shows it

    def address(self, thing) -> str:
        place = (thing.collection if self.kind == "article" else thing.category).slug
        author = thing.source["contributors"][0] if self.kind == "article" else thing.author_id
        product = (thing.products[0] if self.kind == "article" else thing.product).slug
        return self.path.format(
            url=thing.url, id=thing.id, place=place, author=author, product=product
        )

    def shows(self, client: FlaskClient, thing) -> bool:
        answer = client.get(self.address(thing))
        if WORD in (answer.location or "").partition("?")[0]:
            return True  # an address is made of a title
        if answer.status_code in (301, 302, 303):  # to sign in
            answer = client.get(answer.location)
        if answer.status_code != 200:
            return False
        # What the person typed comes back in boxes and links: it tells nothing.
        told = answer.text.replace(f"q={WORD}", "").replace(f"title={WORD}", "")
        told = told.replace(f'value="{WORD}"', "").replace(f"“{WORD}”", "")
        told = told.replace(f"words={WORD}", "").replace(f"search={WORD}", "")
        told = told.replace(f"<title>{WORD}", "").replace(quote(thing.url, safe=""), "").casefold()
        return any(f"{WORD}{end}" in told for end in (" ", "<", "-"))  # the last: in an address


SURFACES = [
    Surface("article page", "article", "{url}"),
    Surface("former address", "article", "/hc/articles/7"),
    Surface(
        "former address of its shelf", "article", "/hc/sections/8", False, ("public", "visitor")
    ),
    Surface("product", "article", "/kb/products/{product}"),
    Surface("article by its number", "article", "/kb/articles/{id}"),
    Surface("short link", "article", "/a/{id}"),
    Surface("collection", "article", "/kb/collections/{place}"),
    Surface("tag", "article", "/tags/spice"),
    Surface("help centre", "article", "/kb/", lists_all=False),
    Surface("home", "article", "/", lists_all=False),
    Surface("profile of a contributor", "article", "/people/{author}-author"),
    Surface("articles of a contributor", "article", "/people/{author}/articles"),
    Surface("search", "article", f"/search/?q={WORD}"),
    Surface("search, articles only", "article", f"/search/?q={WORD}&kind=article"),
    Surface("suggestions", "article", f"/search/suggestions?q={WORD}"),
    Surface("search by tag", "article", "/search/?q=tag:spice"),
    Surface("search for a phrase", "article", f"/search/?q=%22{WORD}%22"),
    Surface("search with a slip", "article", f"/search/?q={SLIP}"),
    Surface("search with half a word", "article", f"/search/?q={WORD[:6]}"),
    Surface("suggestions with a slip", "article", f"/search/suggestions?q={SLIP}"),
    Surface("suggestions by tag", "article", "/search/suggestions?q=tag:spice"),
    Surface("look-alikes", "article", f"/search/look-alikes?title={WORD}+question"),
    Surface("in review", "article", "/kb/reviews/", lists_all=False),
    Surface("what readers said", "article", "/kb/feedback/{id}", lists_all=False),
    Surface("who has read it", "article", "/kb/receipts/{id}", lists_all=False),
    Surface("drafts", "article", "/kb/articles/drafts", False, ("draft", "staff")),
    Surface("to be checked", "article", "/kb/articles/needs-check", False, ("public", "staff")),
    Surface(
        "no translation", "article", "/kb/translations/?language=vi", False, ("public", "staff")
    ),
    Surface("desk", "article", "/desk/", False, ("public", "staff")),
    Surface("wanted", "article", "/search/gaps", False, ("public", "staff")),
    Surface("search log", "article", "/search/log", False),
    Surface("search log as a table", "article", "/search/log/download", False),
    Surface("who wanted it", "article", "/search/gaps/1/link", False, ("public", "staff")),
    Surface("to be written", "article", "/search/gaps/1/write", False, ("public", "staff")),
    Surface("figures", "article", "/desk/figures/", False),
    Surface("figures by article", "article", "/desk/figures/articles", False, ("staff", "staff")),
    Surface("figures by article, as a table", "article", "/desk/figures/articles/download", False),
    Surface("figures as a table", "article", "/desk/figures/download?figure=searches", False),
    Surface("record", "article", "/desk/audit", False),
    Surface(
        "where a variable stands",
        "article",
        "/desk/settings/variables/hotline/edit",
        False,
        ("public", "staff"),
    ),
    Surface("variables", "article", "/desk/settings/variables", False),
    Surface("used to answer", "article", "/forum/reuses/", False, ("public", "staff")),
    Surface("proposals", "article", "/kb/proposals", False),
    Surface("one's proposals", "article", "/kb/proposals/mine", False),
    Surface("one's proposal", "article", "/kb/proposals/1", False, ("public", "author")),
    Surface(
        "proposing", "article", "/kb/proposals/new?article={id}", False, ("public", "customer")
    ),
    Surface("translating", "article", "/kb/articles/new?article={id}", False, ("public", "staff")),
    Surface("asking beneath it", "article", "/forum/threads/ask?article={id}", False),
    Surface("one's own", "article", "/me/", False, ("draft", "staff")),
    Surface("one's waiting", "article", "/me/waiting", False),
    Surface("one's notices", "article", "/me/notifications", False),
    Surface(
        "suggestions for browsers", "article", f"/search/suggestions?q={WORD}&format=json", False
    ),
    Surface(
        "links while writing", "article", f"/search/look-alikes?title={WORD}+guide&kind=article"
    ),
    Surface("thread page", "thread", "{url}"),
    Surface("former address", "thread", "/t/7"),
    Surface("short link of a post", "thread", "/p/1"),
    Surface("queue", "thread", "/desk/queue", False, ("hidden", "moderator")),
    Surface("desk", "thread", "/desk/", False, ("public", "moderator")),
    Surface("nominations", "thread", "/forum/nominations/", False, ("public", "staff")),
    Surface("used to answer", "thread", "/forum/reuses/", False, ("public", "staff")),
    Surface("wanted", "thread", "/search/gaps", False, ("public", "staff")),
    Surface("search log", "thread", "/search/log", False),
    Surface("figures", "thread", "/desk/figures/", False),
    Surface("record", "thread", "/desk/audit", False),
    Surface("one's own", "thread", "/me/", False, ("private", "author")),
    Surface("one's questions", "thread", "/me/questions", False, ("private", "author")),
    Surface(
        "one's questions in the forum",
        "thread",
        "/forum/?filter=mine",
        False,
        ("private", "author"),
    ),
    Surface("watched", "thread", "/me/watching", False, ("public", "customer")),
    Surface("one's notices", "thread", "/me/notifications", False),
    Surface("forum by product", "thread", "/forum/?product={product}"),
    Surface(
        "suggestions for browsers", "thread", f"/search/suggestions?q={WORD}&format=json", False
    ),
    Surface("thread by its number", "thread", "/forum/threads/{id}"),
    Surface("category", "thread", "/forum/categories/{place}"),
    Surface("tag", "thread", "/tags/spice"),
    Surface("forum by tag", "thread", "/forum/?tag=spice"),
    Surface("profile of its author", "thread", "/people/{author}", lists_all=False),
    Surface("forum", "thread", "/forum/"),
    Surface("how it went", "thread", "/forum/ratings/{id}/edit", lists_all=False),
    Surface("is it still fine", "thread", "/forum/follow-ups/{id}", lists_all=False),
    Surface("low scores", "thread", "/forum/ratings/", lists_all=False),
    Surface("forum, unanswered", "thread", "/forum/?filter=unanswered", lists_all=False),
    Surface("forum, unsolved", "thread", "/forum/?filter=unsolved", lists_all=False),
    Surface("home", "thread", "/", lists_all=False),
    Surface("search", "thread", f"/search/?q={WORD}"),
    Surface("search, threads only", "thread", f"/search/?q={WORD}&kind=thread"),
    Surface("suggestions", "thread", f"/search/suggestions?q={WORD}"),
    Surface("search by tag", "thread", "/search/?q=tag:spice"),
    Surface("search for a phrase", "thread", f"/search/?q=%22{WORD}%22"),
    Surface("search by author", "thread", "/search/?q=author:Author"),
    Surface("search with a slip", "thread", f"/search/?q={SLIP}"),
    Surface("search with half a word", "thread", f"/search/?q={WORD[:6]}"),
    Surface("suggestions with a slip", "thread", f"/search/suggestions?q={SLIP}"),
    Surface("suggestions by author", "thread", "/search/suggestions?q=author:Author"),
    Surface("look-alikes", "thread", f"/search/look-alikes?title={WORD}+question"),
]
