"""`hoidap import markdown`: a folder of Markdown, in any dialect that help centres are kept in.

tree.py        the folder: what is a page, where they begin
reading.py describing.py  a page's bytes, its front matter in our words
places.py shelves.py naming.py  where a page stands, what it and its shelves are called
resolving.py   what links and pictures point at
pages.py       pages read and converted (by importing/texts/dialects)
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from hoidap.importing.records import ArticleRecord, Record, Shelf
from hoidap.importing.report import Report
from hoidap.importing.source import BadExport, Options, Source
from hoidap.importing.sources.markdown_folder.describing import Description, described
from hoidap.importing.sources.markdown_folder.hosts import Hosts
from hoidap.importing.sources.markdown_folder.languages import language_of_text
from hoidap.importing.sources.markdown_folder.naming import addresses_of, slug_of, title_of
from hoidap.importing.sources.markdown_folder.pages import Pages
from hoidap.importing.sources.markdown_folder.places import Place, place_of
from hoidap.importing.sources.markdown_folder.reading import Unreadable
from hoidap.importing.sources.markdown_folder.resolving import Paths
from hoidap.importing.sources.markdown_folder.shelves import Navigation, name_of, plain_title
from hoidap.importing.sources.markdown_folder.tree import PLAIN, Tree, is_index, number_of
from hoidap.importing.texts.dialects.anchors import led
from kb.models import ArticleStatus


class MarkdownFolder(Source):
    """Reads a folder of Markdown files page by page; memory does not grow with their number."""

    def __init__(self, path: Path, options: Options, report: Report) -> None:
        super().__init__(path, options, report)
        if not path.is_dir():
            raise BadExport("A folder of Markdown files is looked for here, or an archive of one.")
        self.tree = Tree(path, report)
        if not self.tree.count:
            raise BadExport("There is no Markdown file (.md, .mdx) in this folder.")
        self.paths = Paths(self.tree)
        self.pages = Pages(self.tree, self.paths)
        self.navigation = Navigation(self.tree, self.paths)
        self.language = self.pages.language_of_most() or options.language
        self.linked = Hosts(self.tree.spool)
        self.shelved: set[str] = set()

    def count(self) -> int | None:
        return self.tree.count

    def records(self) -> Iterator[Record]:
        for ref in self.tree.pages():
            try:
                article = self._article(ref)
            except Unreadable as problem:
                self.report.skip("article", ref, str(problem))
                continue
            if article is not None:
                yield from self._shelves(article)
                yield article

    def hosts(self) -> frozenset[str]:
        return super().hosts() | self.linked.ours()

    def targets(self, ref: str, href: str) -> list[str]:
        return self.paths.pages_of(ref, href)

    def fragment(self, ref: str, fragment: str) -> str:
        return led(fragment, self.pages.ids_of(ref))

    def picture(self, ref: str) -> bytes | None:
        return self.pages.picture(ref)

    def attachment(self, ref: str, href: str) -> tuple[str, bytes] | None:
        return self.pages.attachment(ref, href)

    def _article(self, ref: str) -> ArticleRecord | None:
        page = self.pages.read(ref)
        description = described(page, partial(self.report.note, where=ref))
        place = place_of(ref, self.tree.start)
        text = self.pages.converted(ref, page, description.title, self.report)
        if not text.body.strip() and is_index(ref):
            self.report.note("first page of a folder, which only names it", ref)
            return None
        self.linked.take(page.body, description.zendesk_id)
        title, keywords = title_of(ref, description, text.heading)
        return ArticleRecord(
            ref=ref,
            title=title,
            body=text.body,
            language=self._language(place, description, f"{title} {text.body}"),
            shelf=self._shelf(ref, place, description),
            summary=plain_title(description.summary),
            slug=slug_of(place),
            tags=description.tags,
            keywords=keywords,
            audience=description.audience,
            status=self._status(ref, description),
            is_featured=description.is_featured,
            position=self._position(ref, place, description),
            created_at=description.created_at,
            updated_at=description.updated_at,
            checked_on=description.checked_on,
            review_days=description.review_days,
            translation_of=self.paths.head_of(ref),
            addresses=addresses_of(ref, self.tree.start, description),
            front_matter=description.extra,
        )

    def _language(self, place: Place, description: Description, words: str) -> str:
        said = description.language or place.language
        return said or language_of_text(words) or self.language

    def _status(self, ref: str, description: Description) -> ArticleStatus:
        status = description.status or self.options.status
        if status is ArticleStatus.PUBLISHED and self.navigation.is_unlisted(ref):
            self.report.note("hidden there: a draft here", ref)
            return ArticleStatus.DRAFT
        return status

    def _position(self, ref: str, place: Place, description: Description) -> int:
        return description.position or self.navigation.order.get(ref) or number_of(place.name)

    def _shelf(self, ref: str, place: Place, description: Description) -> str:
        """The navigation's group, a category or menu that the page names, or its folders."""
        head = self.paths.head_of(ref) or ref
        if group := self.navigation.groups.get(ref) or self.navigation.groups.get(head):
            return group
        is_loose = not place.folders or place.folders[-1].startswith("_")  # Jekyll's folders
        if is_loose and (named := description.category or description.parent):
            return named
        return "/".join(place.folders)

    def _shelves(self, article: ArticleRecord) -> Iterator[Shelf]:
        """The article's shelf and those it stands in, the first time that they are named."""
        parts = article.shelf.split("/") if article.shelf else []
        for depth in range(1, len(parts) + 1):
            shelf = "/".join(parts[:depth])
            if shelf not in self.shelved:
                self.shelved.add(shelf)
                said = self.navigation.named(shelf, article.language)
                yield Shelf(shelf, shelf, said.names, said.descriptions, said.position)
        if not parts and "" not in self.shelved:
            self.shelved.add("")
            name = self.options.collection or self._name()
            yield Shelf("", name, {article.language: name})

    def _name(self) -> str:
        """What to call the shelf of pages in no folder: after the one in which all pages lie."""
        folder = self.tree.start.rstrip("/").rpartition("/")[2]
        if not folder and self.tree.root != self.path:
            folder = self.tree.root.name
        return name_of(self.options.name if not folder or folder.lower() in PLAIN else folder)
