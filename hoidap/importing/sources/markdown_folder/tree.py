"""The folder: its pages in order, where they begin, and what is no page. Only paths are kept."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from hoidap.importing.report import Report
from hoidap.importing.sources.markdown_folder.languages import language_of_code

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
        self.report = report
        self.pages: list[str] = []
        self.categories: list[str] = []  # Jekyll's pages that only name a category
        self.navigation: list[str] = []  # files that say names and order
        for ref in sorted(_files(self.root, report)):
            self._sort_in(ref)
        self.start = self._start()
        self.pages = [ref for ref in self.pages if not self._is_about(ref)]

    def _sort_in(self, ref: str) -> None:
        folder, _, name = ref.rpartition("/")
        stem, dot, suffix = name.rpartition(".")
        parts = set(folder.split("/"))
        suffix = f"{dot}{suffix}".lower()
        if name.lower() in NAVIGATION:
            self.navigation.append(ref)
        elif suffix not in PAGES:
            if suffix not in PICTURES:
                self.report.note(f"file that is no page: {suffix if dot else name}", ref)
        elif _CATEGORIES in parts:
            self.categories.append(ref)
        elif parts & _FRAGMENTS or (stem.startswith("_") and stem.lower() not in INDEXES):
            self.report.skip("article", ref, "a fragment that other pages include")
        else:
            self.pages.append(ref)

    def _start(self) -> str:
        """The folder in which the pages begin: "" or "content/" or the like."""
        start = ""
        while True:
            inside = [ref[len(start) :] for ref in self.pages if ref.startswith(start)]
            here = [ref for ref in inside if "/" not in ref and not _ABOUT.fullmatch(stem_of(ref))]
            folders = {ref.partition("/")[0] for ref in inside if "/" in ref}
            is_mapped = any(
                ref.lower() in (f"{start}{name}".lower() for name in MAPS)
                for ref in self.navigation
            )
            if here or is_mapped or len(folders) != 1 or language_of_code(min(folders)):
                return start
            start += f"{min(folders)}/"

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

    def read(self, ref: str, at_most: int) -> bytes | None:
        """The bytes of a file within the folder; one more than `at_most` of a larger one."""
        path = self.root / ref
        try:
            if not path.resolve().is_relative_to(self.root.resolve()) or not path.is_file():
                return None
            with path.open("rb") as file:
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
