"""Pages read and converted, one at a time: their text is never kept."""

import base64
import binascii
from collections import Counter
from contextlib import suppress
from functools import lru_cache, partial
from itertools import islice
from urllib.parse import unquote, urlsplit

from hoidap import attachments
from hoidap.importing.records import picture_url
from hoidap.importing.report import Report
from hoidap.importing.sources.markdown_folder.describing import described
from hoidap.importing.sources.markdown_folder.languages import language_of_text
from hoidap.importing.sources.markdown_folder.naming import says_the_same
from hoidap.importing.sources.markdown_folder.reading import (
    MOST_BYTES,
    Page,
    Unreadable,
    page_of,
    text_of,
)
from hoidap.importing.sources.markdown_folder.resolving import Paths, joined
from hoidap.importing.sources.markdown_folder.shelves import FIRST_HEADING, plain_title
from hoidap.importing.sources.markdown_folder.tree import Tree
from hoidap.importing.texts import dialects

SAMPLE = 40  # pages read ahead, to know the language of most
LONGEST_PICTURE = 10 * 1024 * 1024  # bytes, as importing/pictures.py takes them


class Pages:
    """Reads the pages of a folder, and what they need of each other."""

    def __init__(self, tree: Tree, paths: Paths) -> None:
        self.tree = tree
        self.paths = paths
        self.ids_of = lru_cache(maxsize=64)(self._ids_of)
        self._title_of = lru_cache(maxsize=256)(self._read_title)

    def read(self, ref: str) -> Page:
        """The page's front matter and body. Raises Unreadable."""
        data = self.tree.read(ref, MOST_BYTES)
        if data is None:
            raise Unreadable("cannot be read")
        return page_of(text_of(data))

    def converted(self, ref: str, page: Page, title: str, report: Report) -> dialects.Converted:
        """The page's body as our Markdown; title -- what its front matter says."""
        around = dialects.Around(
            where=ref,
            report=report,
            picture=partial(self._picture_url, ref),
            included=partial(self._included, ref),
            title=partial(self._title_at, ref),
            is_mdx=ref.lower().endswith(".mdx"),
            is_title=lambda words, is_only: is_only or not title or says_the_same(words, title),
        )
        return dialects.converted(page.body, around)

    def language_of_most(self) -> str | None:
        """The language of most pages, for those with too few words to tell by."""
        counts: Counter[str] = Counter()
        for ref in islice(self.tree.pages(), 0, None, max(1, self.tree.count // SAMPLE)):
            with suppress(Unreadable):
                counts[language_of_text(self.read(ref).body) or ""] += 1
        del counts[""]
        return max(counts, key=lambda language: counts[language], default=None)

    def picture(self, ref: str) -> bytes | None:
        """The bytes of a picture of the folder, or of one that stands in its own address."""
        if not ref.startswith("data:"):
            return self.tree.read(ref, LONGEST_PICTURE)
        head, _, data = ref.partition(",")
        try:
            return base64.b64decode(unquote(data)) or None if head.endswith(";base64") else None
        except (binascii.Error, ValueError):
            return None

    def attachment(self, ref: str, href: str) -> tuple[str, bytes] | None:
        """Name and bytes of the folder's file that page `ref` links to, found as pictures are."""
        path = self.paths.picture_of(ref, href.partition("?")[0].partition("#")[0])
        data = self.tree.read(path, attachments.MOST_BYTES)
        return (path.rpartition("/")[2], data) if data is not None else None

    def _picture_url(self, ref: str, href: str) -> str:
        """How the text names the picture at `href`; another site's stays where it is."""
        if href.startswith("data:"):
            return picture_url(href)
        with suppress(ValueError):  # of a bracket in a file's name
            parts = urlsplit(href)
            if parts.netloc or parts.scheme:
                return href
        return picture_url(self.paths.picture_of(ref, href.partition("?")[0].partition("#")[0]))

    def _included(self, ref: str, href: str) -> str | None:
        """The body of a fragment that a page includes."""
        with suppress(Unreadable):
            return self.read(joined(ref, unquote(href))).body
        return None

    def _title_at(self, ref: str, href: str) -> str:
        """The title of the page that a link means; empty where it means none."""
        pages = self.paths.pages_of(ref, href)
        return self._title_of(pages[0]) if pages else ""

    def _read_title(self, ref: str) -> str:
        try:
            page = self.read(ref)
        except Unreadable:
            return ""
        heading = FIRST_HEADING.search(page.body)
        said = page.front.get("title")
        title = heading[1] if heading else said if isinstance(said, str) else ""
        return plain_title(title).replace("[", "\\[").replace("]", "\\]")

    def _ids_of(self, ref: str) -> dict[str, str]:
        """What a page's anchors and headings are called here."""
        try:
            page = self.read(ref)
        except Unreadable:
            return {}
        title = described(page, lambda _construct: None).title
        return self.converted(ref, page, title, Report()).ids
