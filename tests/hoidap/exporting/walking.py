"""Two sites side by side: every page that the one links to, the other has, and it says the same."""

import re
from collections import deque
from html.parser import HTMLParser
from itertools import zip_longest
from urllib.parse import urldefrag, urljoin, urlsplit

from flask.testing import FlaskClient

MOST = 3_000  # pages
# Each page has such links of its own, which say where one came from.
NOT_FOLLOWED = ("/static/", "/search/", "/accounts/", "/language")


class _Page(HTMLParser):
    """The links of a page, and the words of its main part."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.words: list[str] = []
        self.inside = 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if tag == "a" and (href := dict(attributes).get("href")):
            self.links.append(href)
        self.inside += tag == "main"

    def handle_endtag(self, tag):
        self.inside -= tag == "main"

    def handle_data(self, data):
        if self.inside and (words := data.strip()):
            self.words.append(words)


def walk(one: FlaskClient, other: FlaskClient, starts: list[str]) -> list[str]:
    """Compare every page that can be reached from these addresses; returns all addresses."""
    waiting, seen = deque(starts), dict.fromkeys(starts)
    while waiting:
        path = waiting.popleft()
        for link in compare(one, other, path):
            found = urldefrag(urljoin(path, link)).url
            if _is_ours(found) and found not in seen:
                seen[found] = None
                waiting.append(found)
        assert len(seen) < MOST, f"there is no end to pages: {path}"
    return list(seen)


def compare(one: FlaskClient, other: FlaskClient, path: str) -> list[str]:
    """Both answer alike at this address; returns the links there."""
    with one.get(path) as here, other.get(path) as there:
        assert there.status_code == here.status_code, f"{path}: {there.status_code}"
        assert there.location == here.location, f"{path}: {there.location}"
        if here.mimetype != "text/html":
            assert there.data == here.data, path
            return []
        ours = _Page(here.text)
        theirs = ours if there.text == here.text else _Page(there.text)
    said = zip_longest(_timeless(ours.words), _timeless(theirs.words))
    differ = [pair for pair in said if pair[0] != pair[1]]
    assert not differ, f"{path} says: {differ[:5]}"
    return ours.links + ([here.location] if here.location else [])


def _is_ours(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.netloc and parts.path.startswith("/") and not url.startswith(NOT_FOLLOWED)


def _timeless(words: list[str]) -> list[str]:
    """Seconds go by between the two."""
    return [
        re.sub(r"\d+ (seconds?|minutes?) ago|\d+ (giây|phút) trước", "lately", text)
        for text in words
    ]
