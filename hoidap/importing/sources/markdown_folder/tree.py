"""The folder: its pages in order, where they begin, and what is no page; paths are kept on disk."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from hoidap.importing.report import Report
from hoidap.importing.sources.markdown_folder.languages import language_of_code
from hoidap.importing.spool import Spool

PAGES = (".md", ".mdx", ".markdown", ".mdown", ".mkd")
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".ico", ".bmp")
INDEXES = ("index", "_index", "readme")
NAVIGATION = (
    "summary.md",
    "llms.txt",
    "llms-full.txt",
    "docs.json",
    "mint.json",
    "_category_.json",
)
PLAIN = ("content", "docs", "pages", "markdown", "src", "articles")  # say nothing of what is in
MAPS = ("summary.md", "docs.json", "mint.json")  # where one lies, there pages begin
_ABOUT = re.compile(
    r"(?:readme|license|licence|contributing|code[_-]of[_-]conduct|changelog|security|support"
    r"|governance|authors|maintainers|third-?party-?notices|agents|claude)(?:\.\w{2,5})?",
    re.IGNORECASE,
)
_UNSEEN = frozenset({"node_modules", "_site", "__pycache__", "_layouts", "_sass"})
_FRAGMENTS = frozenset(
    {"includes", "_includes", "_partials", "partials", "_snippets", "archetypes"}
)
_CATEGORIES = "_categories"  # Jekyll's pages about categories
_NUMBER = re.compile(r"(?:\d{4}-\d{2}-\d{2}-|\d{1,3}[-_. ]+)(?=\S)")  # "2024-05-01-x", "03-x"
_ID = re.compile(r"(\d{5,})(?:-|$)")  # Intercom: "7345262-slug"


class Tree:
    """The pages below a folder. A page's ref is its path from where the export begins."""

    def __init__(self, root: Path, report: Report) -> None:
        self.root = _unwrapped(root)
        self._inside = os.path.join(os.path.realpath(self.root), "")
        self.report = report
        self.spool = Spool()  # of all that grows with the number of pages
        for ref in _files(self.root, report):
            self.spool.put(_kind_of(ref), ref, {"ref": ref})
        self.categories = self._all("category")  # Jekyll's pages that only name a category
        self.navigation = self._all("navigation")  # files that say names and order
        self._report_others()
        self._about: set[str] = set()
        self.start = self._start()
        self._about = {ref for ref in self.pages() if self._is_about(ref)}
        self.count = self.spool.count("page") - len(self._about)

    def pages(self) -> Iterator[str]:
        """In the order of their paths."""
        for page in self.spool.all("page"):
            if page["ref"] not in self._about:
                yield page["ref"]

    def _all(self, kind: str) -> list[str]:
        return [file["ref"] for file in self.spool.all(kind)]

    def _report_others(self) -> None:
        for file in self.spool.all("other"):
            _, dot, suffix = file["ref"].rpartition("/")[2].rpartition(".")
            what = f"{dot}{suffix}".lower() if dot else suffix
            self.report.note(f"file that is no page: {what}", file["ref"])
        for file in self.spool.all("fragment"):
            self.report.skip("article", file["ref"], "a fragment that other pages include")

    def _start(self) -> str:
        """The folder in which the pages begin: "" or "content/" or the like."""
        start = ""
        while True:
            is_mapped = any(
                ref.lower() in (f"{start}{name}".lower() for name in MAPS)
                for ref in self.navigation
            )
            folder = self._only_folder(start)
            if is_mapped or not folder or language_of_code(folder):
                return start
            start += f"{folder}/"

    def _only_folder(self, start: str) -> str:
        """The one folder in `start` in which all its pages lie; empty where they lie elsewhere."""
        only = ""
        for ref in self.pages():
            if ref.startswith(start):
                folder, slash, _ = ref[len(start) :].partition("/")
                if slash and folder != (only or folder):
                    return ""
                if slash:
                    only = folder
                elif not _ABOUT.fullmatch(stem_of(ref)):
                    return ""
        return only

    def _is_about(self, ref: str) -> bool:
        """Whether it tells of the repository: beside the pages, or above them."""
        folder, _, name = ref.rpartition("/")
        is_above = self.start.startswith(f"{folder}/" if folder else "")
        if not is_above or not _ABOUT.fullmatch(stem_of(name)) or self.is_listed(ref):
            return False
        self.report.skip("article", ref, "it is about the repository, no help for readers")
        return True

    def is_listed(self, ref: str) -> bool:
        """Whether a SUMMARY.md beside it names it, as GitBook's first page is."""
        try:
            summary = (self.root / ref).with_name("SUMMARY.md").read_text("utf-8", "replace")
        except OSError:
            return False
        return f"({ref.rpartition('/')[2]})" in summary

    def at(self, ref: str) -> str:
        """Where it lies. No Path: Python remembers every name that was in one, for a while."""
        return os.path.join(self._inside, ref)

    def read(self, ref: str, at_most: int) -> bytes | None:
        """The bytes of a file within the folder; one more than `at_most` of a larger one."""
        try:
            path = os.path.realpath(self.at(ref))
            if not path.startswith(self._inside) or not os.path.isfile(path):
                return None
            with open(path, "rb") as file:
                return file.read(at_most + 1)
        except (OSError, ValueError):
            return None


def _unwrapped(root: Path) -> Path:
    """Past folders that hold nothing but one folder, as archives wrap what they hold."""
    while True:
        entries = list(os.scandir(root))
        if len(entries) != 1 or not entries[0].is_dir(follow_symlinks=False):
            return root
        if language_of_code(entries[0].name) or entries[0].name.lower() in PLAIN:
            return root
        root = root / entries[0].name


def _files(root: Path, report: Report) -> Iterator[str]:
    folders = [""]
    while folders:
        folder = folders.pop()
        for entry in os.scandir(root / folder):
            ref = folder + entry.name
            if not _is_utf8(entry.name):
                report.skip("file", ascii(ref), "its name is not UTF-8")
            elif entry.is_symlink():
                report.skip("file", ref, "a symbolic link")
            elif entry.is_dir():
                if not entry.name.startswith(".") and entry.name not in _UNSEEN:
                    folders.append(f"{ref}/")
            elif not entry.name.startswith("."):
                yield ref


def _kind_of(ref: str) -> str:
    """page, category, navigation, fragment, picture, or other."""
    folder, _, name = ref.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    parts = set(folder.split("/"))
    suffix = f"{dot}{suffix}".lower()
    if name.lower() in NAVIGATION:
        return "navigation"
    if suffix not in PAGES:
        return "picture" if suffix in PICTURES else "other"
    if _CATEGORIES in parts:
        return "category"
    if parts & _FRAGMENTS or (stem.startswith("_") and stem.lower() not in INDEXES):
        return "fragment"
    return "page"


def _is_utf8(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def stem_of(ref: str) -> str:
    """A file's name without its suffix."""
    name = ref.rpartition("/")[2]
    return name.rpartition(".")[0] or name


def plain_name(name: str) -> str:
    """A file's or folder's name without the number or date that only sorts it."""
    found = _NUMBER.match(name)
    return name[found.end() :] if found else name


def number_of(name: str) -> int:
    """The number that sorts it, or 0."""
    found = re.match(r"(\d{1,3})[-_. ]", name)
    return int(found[1]) if found else 0


def id_in_name(name: str) -> str | None:
    """The former system's id in "7345262-slug"."""
    found = _ID.match(name)
    return found[1] if found else None


def is_index(ref: str) -> bool:
    """Whether it is its folder's first page."""
    return stem_of(ref).lower() in INDEXES
