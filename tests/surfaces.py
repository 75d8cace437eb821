"""Every place where a thing could be shown to somebody: page, list, search, suggestion, feed.

A surface answers: does this browser come to see the thing? tests/test_audience.py walks each one
for every audience, state and person. A new page that shows articles or threads is added here.
"""

from dataclasses import dataclass

from flask.testing import FlaskClient

WORD = "zanzibar"  # stands in the title and the text of the thing, and nowhere else
SLIP = "zanzibra"  # the word, mistyped: what was meant may be told to nobody who may not read it


@dataclass(frozen=True)
class Surface:
    name: str
    kind: str  # "article" or "thread"
    path: str  # {url}, {id}, {place} (collection or category slug), {author} are filled in
    lists_all: bool = True  # False: a list that shows only some (featured, solved): it may lack it

    def shows(self, client: FlaskClient, thing) -> bool:
        place = (thing.collection if self.kind == "article" else thing.category).slug
        author = thing.source["contributors"][0] if self.kind == "article" else thing.author_id
        path = self.path.format(url=thing.url, id=thing.id, place=place, author=author)
        answer = client.get(path)
        if answer.status_code in (301, 302, 303):  # to sign in, or the short link to the page
            answer = client.get(answer.location)
        if answer.status_code != 200:
            return False
        # What the person typed comes back in boxes and links: it tells nothing.
        told = answer.text.replace(f"q={WORD}", "").replace(f"title={WORD}", "")
        told = told.replace(f'value="{WORD}"', "").replace(f"“{WORD}”", "")
        told = told.replace(f"words={WORD}", "").replace(f"search={WORD}", "")
        told = told.replace(f"<title>{WORD}", "")
        return f"{WORD} " in told.casefold() or f"{WORD}<" in told.casefold()


SURFACES = [
    Surface("article page", "article", "{url}"),
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
    Surface("thread page", "thread", "{url}"),
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
