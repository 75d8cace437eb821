"""What shelves are called and how pages are ordered: category files, first pages, navigation."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from hoidap.importing.sources.markdown_folder.places import place_of
from hoidap.importing.sources.markdown_folder.reading import Unreadable, page_of, text_of
from hoidap.importing.sources.markdown_folder.resolving import Paths
from hoidap.importing.sources.markdown_folder.tree import Tree, is_index, number_of, plain_name

HEAD_BYTES = 1 << 20
FIRST_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_MARKUP = re.compile(r"<[^<>]*>|\{[^{}]*\}|[*`]|\\(?=\W)")
_SUMMARY = re.compile(
    r"^[ \t]*[-*+][ \t]+\[(?P<title>(?:[^\[\]\\]|\\.)*)\]\((?:<(?P<a>[^<>]*)>|(?P<b>[^()\s]*))"
)


@dataclass
class Names:
    """What one shelf is called."""

    names: dict[str, str] = field(default_factory=dict)  # language -> name; "": nobody said which
    descriptions: dict[str, str] = field(default_factory=dict)
    position: int = 0


class Navigation:
    """Names and order that the folder itself gives; pages by ref, shelves by path."""

    def __init__(self, tree: Tree, paths: Paths) -> None:
        self.tree = tree
        self.paths = paths
        self.shelves: dict[str, Names] = {}
        self.order: dict[str, int] = {}
        self.groups: dict[str, str] = {}  # page -> shelf, where the navigation says so
        self.unlisted_in: list[str] = []  # folders whose SUMMARY.md is the whole of what was shown
        for ref in tree.pages():
            if is_index(ref):
                self._read_first_page(ref)
        for ref in tree.navigation:
            name = ref.rpartition("/")[2].lower()
            if name == "_category_.json":
                self._read_category(ref)
            elif name == "summary.md":
                self._read_summary(ref)
            elif name in ("docs.json", "mint.json"):
                self._read_groups(ref)
        for ref in tree.categories:
            self._read_jekyll_category(ref)

    def named(self, shelf: str, language: str) -> Names:
        """What a shelf is called; after its folder where nothing says."""
        known = self.shelves.get(shelf, Names())
        folder = shelf.rpartition("/")[2]
        names = _in(known.names, language) or {language: name_of(folder)}
        descriptions = _in(known.descriptions, language)
        return Names(names, descriptions, known.position or number_of(folder))

    def is_unlisted(self, ref: str) -> bool:
        return ref not in self.order and any(ref.startswith(each) for each in self.unlisted_in)

    def _shelf(self, folders: tuple[str, ...]) -> Names:
        return self.shelves.setdefault("/".join(folders), Names())

    def _read_first_page(self, ref: str) -> None:
        place = place_of(ref, self.tree.start)
        front, body = self._page(ref)
        heading = FIRST_HEADING.search(body)
        title = front.get("title") or (heading[1] if heading else "")
        if place.folders and isinstance(title, str) and (name := plain_title(title)):
            names = self._shelf(place.folders)
            language = place.language or ""
            names.names[language] = name
            description = front.get("description") or front.get("summary")
            if isinstance(description, str):
                names.descriptions[language] = description

    def _read_category(self, ref: str) -> None:
        """Docusaurus: {"label": "Guides", "position": 2, "link": {"description": "…"}}."""
        said = self._json(ref)
        place = place_of(ref, self.tree.start)
        if not isinstance(said, dict) or not place.folders:
            return
        names = self._shelf(place.folders)
        language = place.language or ""
        if isinstance(said.get("label"), str):
            names.names[language] = plain_title(said["label"])
        link = said.get("link")
        if isinstance(link, dict) and isinstance(link.get("description"), str):
            names.descriptions[language] = link["description"]
        if isinstance(said.get("position"), int | float):
            names.position = max(0, int(said["position"]))

    def _read_summary(self, ref: str) -> None:
        """GitBook: a list of links in the order of the menu; what it does not name is not shown."""
        text = self._text(ref)
        for number, line in enumerate(text.split("\n"), start=1):
            found = _SUMMARY.match(line)
            if not found:
                continue
            for page in self.paths.pages_of(ref, found["a"] or found["b"] or "")[:1]:
                self.order.setdefault(page, number)
                place = place_of(page, self.tree.start)
                if is_index(page) and place.folders:
                    names = self._shelf(place.folders)
                    names.names.setdefault(place.language or "", plain_title(found["title"]))
                    names.position = names.position or number
        if self.order:
            self.unlisted_in.append(ref.rpartition("/")[0] + "/" if "/" in ref else "")

    def _read_groups(self, ref: str) -> None:
        """Mintlify: nested groups of pages, once for each language."""
        said = self._json(ref)
        folder = ref.rpartition("/")[0]
        if isinstance(said, dict):
            self._take_groups(said.get("navigation"), folder, (), "")

    def _take_groups(self, node: Any, folder: str, groups: tuple[str, ...], language: str) -> None:
        if len(groups) > 6:
            return
        if isinstance(node, str):
            self._take_page(f"{folder}/{node.strip('/')}", groups, language)
        elif isinstance(node, list):
            for each in node:
                self._take_groups(each, folder, groups, language)
        elif isinstance(node, dict):
            code = node.get("language")
            language = code if code in ("vi", "en") else language
            name = node.get("group")
            inner = (*groups, name) if isinstance(name, str) and name.strip() else groups
            for part in (
                "languages",
                "versions",
                "tabs",
                "dropdowns",
                "anchors",
                "groups",
                "pages",
            ):
                self._take_groups(node.get(part), folder, inner, language)

    def _take_page(self, path: str, groups: tuple[str, ...], language: str) -> None:
        for page in self.paths.pages_of("x.md", f"/{path.lstrip('/')}")[:1]:
            self.order.setdefault(page, len(self.order) + 1)
            if not groups:
                continue
            head = self.paths.head_of(page) or page
            shelf = self.groups.get(head) or "/".join(group.replace("/", "-") for group in groups)
            self.groups.setdefault(page, shelf)
            depth = shelf.count("/") + 1
            language = place_of(page, self.tree.start).language or language
            if depth == len(groups):
                for at in range(1, depth + 1):
                    names = self._shelf(tuple(shelf.split("/")[:at]))
                    names.names.setdefault(language, groups[at - 1])
                    names.position = names.position or len(self.order)

    def _read_jekyll_category(self, ref: str) -> None:
        front, _ = self._page(ref)
        title = front.get("title") or front.get("name")
        for key in (front.get("slug"), front.get("category"), title, place_of(ref, "").name):
            if isinstance(key, str) and isinstance(title, str):
                names = self.shelves.setdefault(key, Names())
                names.names.setdefault("", plain_title(title))
                if isinstance(front.get("description"), str):
                    names.descriptions.setdefault("", front["description"])
                order = front.get("order") or front.get("weight")
                names.position = order if isinstance(order, int) and order > 0 else names.position

    def _page(self, ref: str) -> tuple[dict[str, Any], str]:
        try:
            page = page_of(self._text(ref))
        except Unreadable:
            return {}, ""  # the page's turn to be read comes, and then it is reported
        return page.front, page.body

    def _text(self, ref: str) -> str:
        try:
            return text_of(self.tree.read(ref, HEAD_BYTES) or b"")
        except Unreadable:
            return ""

    def _json(self, ref: str) -> Any:
        try:
            return json.loads(self._text(ref))
        except (ValueError, RecursionError):
            self.tree.report.skip("file", ref, "cannot be read: it is no JSON")
            return None


def _in(texts: dict[str, str], language: str) -> dict[str, str]:
    """The texts by language; those that did not say theirs are in this one."""
    return {code or language: text for code, text in texts.items() if code or language not in texts}


def name_of(folder: str) -> str:
    """A folder's name as a shelf's: `03-getting_started` is called Getting started."""
    plain = plain_name(folder.lstrip("_"))
    if " " not in plain:
        plain = " ".join(plain.replace("_", "-").split("-"))
    plain = " ".join(plain.split())
    return plain[:1].upper() + plain[1:]


def plain_title(title: str) -> str:
    """A title without markup."""
    return " ".join(_MARKUP.sub("", title).split())
