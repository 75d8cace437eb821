"""THE list of the peer's pages: one line a page, under the name of ours that it stands beside."""

from collections.abc import Callable
from typing import NamedTuple

from bench.fill.plan import BIG_ROOM, BIG_THREAD, CATEGORIES
from bench.places import DEEP, Places
from forum.models import POSTS_PER_PAGE
from forum.services.thread_lists import PER_PAGE

ROOM, LINE, POST = (
    '<div class="forum-name">',
    '<div class="topic-name">',
    '<div class="post-content"',
)
OPEN_ROOMS = CATEGORIES - 2  # one is for customers, one for staff


class PeerPage(NamedTuple):
    """shows, least -- what stands in its HTML for each thing it lists, and how often at least."""

    name: str
    paths: Callable[[Places], list[str]]
    shows: str
    least: int


PAGES = (
    PeerPage("home", lambda _: ["/"], ROOM, OPEN_ROOMS),
    PeerPage("category, first page", lambda _: [f"/forum/{BIG_ROOM}"], LINE, PER_PAGE),
    PeerPage(
        "category, 200 pages deep", lambda _: [f"/forum/{BIG_ROOM}?page={DEEP}"], LINE, PER_PAGE
    ),
    PeerPage("thread", lambda at: [f"/topic/{id}" for id in at.thread_ids], POST, 6),
    PeerPage("huge thread, first page", lambda _: [f"/topic/{BIG_THREAD}"], POST, POSTS_PER_PAGE),
    PeerPage(
        "huge thread, 200 pages deep",
        lambda _: [f"/topic/{BIG_THREAD}?page={DEEP}"],
        POST,
        POSTS_PER_PAGE,
    ),
)
