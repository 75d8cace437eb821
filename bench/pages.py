"""THE list of what is measured: one line a page. Several addresses of a page are taken in turn."""

from collections.abc import Callable
from typing import NamedTuple

from bench.places import Places


class Page(NamedTuple):
    """who -- `everybody` (visitor and member), `staff`, or `members` (one after another)."""

    name: str
    paths: Callable[[Places], list[str]]
    who: str = "everybody"
    is_post: bool = False


PAGES = (
    Page("home", lambda _: ["/"]),
    Page("help centre", lambda _: ["/kb/"]),
    Page("collection", lambda at: at.collections),
    Page("article", lambda at: at.articles),
    Page("forum", lambda _: ["/forum/"]),
    Page("category, first page", lambda at: [at.room]),
    Page("category, 200 pages deep", lambda at: [at.room_deep]),
    Page("thread", lambda at: at.threads),
    Page("huge thread, first page", lambda at: [at.thread]),
    Page("huge thread, 200 pages deep", lambda at: [at.thread_deep]),
    Page("person", lambda at: at.people),
    Page("search", lambda at: at.searches),
    Page("suggestion", lambda at: at.typing),
    Page("notifications", lambda _: ["/me/notifications"], who="members"),
    Page("desk", lambda _: ["/desk/"], who="staff"),
    Page("queue", lambda _: ["/desk/queue"], who="staff"),
    Page("searched in vain", lambda _: ["/search/gaps"], who="staff"),
    Page("post a reply", lambda at: at.replies, who="members", is_post=True),
)
