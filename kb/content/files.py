"""One file of content/: YAML front matter and Markdown, from bytes and back. Knows no database.

Whoever looks for the list of front matter keys: `Front`.
"""

import os
import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from core.audience import Audience
from core.i18n import LANGUAGES
from core.markdown import ARTICLE_LENGTH
from core.slugs import slugify
from kb.content.front_matter import BadFrontMatter, Mapping, PlainDumper, parse_mapping
from kb.content.json_values import as_kept
from kb.models import ArticleKind, ArticleStatus

INDEX = "_index.md"
_KEY = re.compile(r"[a-z0-9]{10}")
_FRONT = re.compile(r"---\n(.*?\n)?---(?:\n|\Z)", re.S)


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong with a file, for the person who wrote it."""

    path: str
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.words}"


class BadFile(Exception):
    """The file cannot be read as what it should be."""

    def __init__(self, path: str, line: int, words: str) -> None:
        self.problem = Problem(path, line, words)
        super().__init__(str(self.problem))


@dataclass(frozen=True)
class Front:
    """The front matter of an article, and its text: all that a file says."""

    title: str
    summary: str = ""
    products: tuple[str, ...] = ()  # slugs
    tags: tuple[str, ...] = ()  # names
    keywords: tuple[str, ...] = ()
    kind: ArticleKind = ArticleKind.FAQ
    effective_on: date | None = None  # a policy: in force from then on
    audience: Audience = Audience.PUBLIC
    status: ArticleStatus = ArticleStatus.DRAFT
    featured: bool = False
    position: int = 0
    owner: int | None = None  # a person's id: no names in files
    checked_on: date | None = None
    review_days: int | None = None
    translation_of: str | None = None  # key of the group's first article
    source: dict[str, Any] | None = None
    extra: dict[str, Any] = field(default_factory=dict)  # keys that are not ours
    body: str = ""

    def says_the_same_as(self, other: "Front") -> bool:
        """Whether both mean one article; an owner named on one side only is no difference."""
        return self.beside(other) == other.beside(self)

    def beside(self, other: "Front") -> "Front":
        """This, in the form in which it can be compared with the other."""
        return replace(
            self,
            products=tuple(sorted(set(self.products))),
            tags=tuple(sorted({slugify(tag, 40) or tag.casefold() for tag in self.tags})),
            owner=None if other.owner is None else self.owner,
            body=self.body.strip(),
        )


class _Placed:
    """A file's path within the content folder gives language, collection and slug."""

    path: str  # "vi/members/ask-a-question.md"

    @property
    def language(self) -> str:
        return self.path.partition("/")[0]

    @property
    def collection(self) -> str:
        return self.path.split("/", 1)[1].rpartition("/")[0]

    @property
    def slug(self) -> str:
        return self.path.rpartition("/")[2].removesuffix(".md")


@dataclass(frozen=True)
class ArticleFile(_Placed):
    """A file that could be read."""

    path: str
    key: str | None
    front: Front
    digest: str  # SHA-256 of the bytes
    lines: dict[str, int]  # of each key of the front matter
    body_line: int


@dataclass(frozen=True)
class IndexFile(_Placed):
    """`_index.md`: what a collection is called in one language."""

    path: str
    name: str
    description: str
    position: int
    icon: str
    extra: dict[str, Any]


def digest_of(content: bytes) -> str:
    return sha256(content).hexdigest()


def paths_in(folder: Path) -> list[str]:
    """Every Markdown file below a language's folder, sorted; hidden names and others pass by."""
    found = []
    for language in LANGUAGES:
        for place, folders, names in os.walk(folder / language):
            folders[:] = [name for name in folders if not name.startswith(".")]
            found += [
                (Path(place) / name).relative_to(folder).as_posix()
                for name in names
                if name.endswith(".md") and not name.startswith(".")
            ]
    return sorted(found)


def parse_article(path: str, content: bytes) -> ArticleFile:
    """Read an article's bytes. Raises BadFile with the line that is wrong."""
    if path.count("/") < 2:
        raise BadFile(path, 1, "an article stands in a collection's folder")
    values, body, body_line = _split(path, content)
    try:
        front = _front(values, body)
        key = values.raw("key")
        if key is not None and not _KEY.fullmatch(key):
            raise BadFrontMatter(values.line("key"), "`key` is 10 characters a-z, 0-9")
        front = replace(front, extra=as_kept(values.rest()))
    except BadFrontMatter as wrong:
        raise BadFile(path, wrong.line + 1, wrong.words) from None
    if len(body) > ARTICLE_LENGTH:
        raise BadFile(path, body_line, f"the text is longer than {ARTICLE_LENGTH:,} characters")
    lines = {name: line + 1 for name, line in values.lines.items()}
    return ArticleFile(path, key, front, digest_of(content), lines, body_line)


def parse_index(path: str, content: bytes) -> IndexFile:
    """Read an `_index.md`. Raises BadFile."""
    if path.count("/") < 2:
        raise BadFile(path, 1, "an _index.md stands in a collection's folder")
    values, _, _ = _split(path, content)
    try:
        return IndexFile(
            path,
            name=values.text("name", needed=True, longest=120),
            description=values.text("description", longest=500),
            position=values.number("position") or 0,
            icon=values.text("icon", longest=60) or "book",
            extra=values.rest(),
        )
    except BadFrontMatter as wrong:
        raise BadFile(path, wrong.line + 1, wrong.words) from None


def _split(path: str, content: bytes) -> tuple[Mapping, str, int]:
    """Front matter, body, and the body's first line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        raise BadFile(path, line, "this is no UTF-8 text") from None
    if "\x00" in text:
        raise BadFile(path, text.count("\n", 0, text.index("\x00")) + 1, "a NUL character")
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    match = _FRONT.match(text)
    if match is None:
        raise BadFile(path, 1, "the file begins with front matter between two lines of ---")
    try:
        values = parse_mapping(match[1] or "")
    except BadFrontMatter as wrong:
        raise BadFile(path, wrong.line + 1, wrong.words) from None
    return values, text[match.end() :], text.count("\n", 0, match.end()) + 1


def _front(values: Mapping, body: str) -> Front:
    source = values.take("source")
    if source is not None and not isinstance(source, dict):
        raise BadFrontMatter(values.line("source"), "`source` is a list of `name: value`")
    return Front(
        title=values.text("title", needed=True, longest=200),
        summary=values.text("summary", longest=500),
        products=values.texts("products"),
        tags=values.texts("tags"),
        keywords=values.texts("keywords"),
        kind=ArticleKind(values.one_of("kind", list(ArticleKind), ArticleKind.FAQ)),
        effective_on=values.day("effective_on"),
        audience=Audience(values.one_of("audience", list(Audience), Audience.PUBLIC)),
        status=ArticleStatus(values.one_of("status", list(ArticleStatus), ArticleStatus.DRAFT)),
        featured=values.flag("featured"),
        position=values.number("position") or 0,
        owner=values.number("owner"),
        checked_on=values.day("checked_on"),
        review_days=values.number("review_days", least=1),
        translation_of=values.raw("translation_of"),
        source=as_kept(source),
        body=body,
    )


def values_of(key: str | None, front: Front) -> dict[str, Any]:
    """Our keys in the order of a new file, each with what it says or None, then those not ours."""
    values: dict[str, Any] = {
        "key": key,
        "title": front.title,
        "summary": front.summary,
        "products": list(front.products),
        "tags": list(front.tags),
        "keywords": list(front.keywords),
        "kind": str(front.kind) if front.kind is not ArticleKind.FAQ else None,
        "effective_on": front.effective_on,
        "audience": str(front.audience),
        "status": str(front.status),
        "featured": front.featured,
        "position": front.position or None,
        "owner": front.owner,
        "checked_on": front.checked_on,
        "review_days": front.review_days,
        "translation_of": front.translation_of,
        "source": front.source,
    }
    return values | front.extra


def dump_article(key: str, front: Front) -> bytes:
    """A new file of an article."""
    values = values_of(key, front)
    kept = {name: value for name, value in values.items() if value is not None}
    return _dump(kept) + front.body.strip("\n").encode() + b"\n"


def index_values(index: IndexFile) -> dict[str, Any]:
    """As `values_of`."""
    values = {
        "name": index.name,
        "description": index.description,
        "position": index.position,
        "icon": index.icon,
    }
    return values | index.extra


def dump_index(index: IndexFile) -> bytes:
    return _dump(index_values(index))


class _Dumper(PlainDumper):
    """A short list stands in one line."""


def _short_lists_in_line(dumper: yaml.SafeDumper, items: list[Any]) -> yaml.Node:
    plain = all(isinstance(item, str | int) for item in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=plain)


_Dumper.add_representer(list, _short_lists_in_line)


def _dump(values: dict[str, Any]) -> bytes:
    text = yaml.dump(values, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{text}---\n".encode()
