"""`hoidap import zendesk`: a Zendesk help center as its API gives it, saved as JSON.

Any number of pages of articles, sections, categories, translations, users and attachments in one
file or a folder, in any order. What is restricted to a user segment there is for staff here.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from core.audience import Audience
from core.tags import MOST as MOST_TAGS
from hoidap.importing.records import ArticleRecord, Person, Record, picture_url
from hoidap.importing.report import Report
from hoidap.importing.source import BadExport, Options, Source
from hoidap.importing.sources.zendesk.reading import BrokenFile, Thing, things
from hoidap.importing.sources.zendesk.shelves import (
    Fields,
    Shelves,
    language_of,
    number_of,
    ref_of,
)
from hoidap.importing.sources.zendesk.sorting import Sorted
from hoidap.importing.sources.zendesk.text import article_text
from kb.models import ArticleStatus

JSON = (".json", ".jsonl", ".ndjson")
PICTURE_BYTES = 10 * 1024 * 1024 + 1  # one more than importing/pictures.py takes: it says so then
MOST_HOSTS = 20
_DOCUMENT = re.compile(r"/hc/(?:[\w-]+/)?(?:articles|sections|categories|community)/")
_ATTACHMENT = re.compile(r"/article_attachments/(?:token/)?(\d+)(?:/([^/?#]+))?")


class Zendesk(Source):
    """Reads all of it once, sorts it on the disk, and yields it in order."""

    def __init__(self, path: Path, options: Options, report: Report) -> None:
        super().__init__(path, options, report)
        self._sorted: Sorted | None = None
        self._hosts: set[str] = set()
        self._site = _site(options.url)

    def count(self) -> int | None:
        return self._found().count("article")

    def records(self) -> Iterator[Record]:
        found = self._found()
        for user in found.authors():
            yield _person(user)
        shelves = Shelves(found, self.report, self.options.language)
        yield from shelves.records()
        for id in found.ids("article"):
            yield from self._article(id, shelves)
        for id, locale in found.lost_translations():
            self.report.skip("article", f"{id} {locale}", "translation without its article")

    def hosts(self) -> frozenset[str]:
        return super().hosts() | self._hosts

    def is_document(self, _href: str) -> bool:
        return _DOCUMENT.search(_href) is not None

    def picture(self, ref: str) -> bytes | None:
        if not self._found().has_file(ref):
            return None
        with (self.path / ref).open("rb") as data:
            return data.read(PICTURE_BYTES)

    # Reading

    def _found(self) -> Sorted:
        if self._sorted is None:
            self._sorted = Sorted()
            for file in self._files():
                self._read(file)
            if not self._sorted.count("article") and not self._sorted.count("section"):
                raise BadExport("There are no articles and no sections of Zendesk here.")
        return self._sorted

    def _files(self) -> list[Path]:
        if self.path.is_file():
            return [self.path]
        return sorted(f for f in self.path.rglob("*") if f.is_file() and not f.is_symlink())

    def _read(self, file: Path) -> None:
        name = file.name if file == self.path else file.relative_to(self.path).as_posix()
        if file != self.path and file.suffix.lower() not in JSON:
            number = re.search(r"\d{6,}", name)
            self._found().put_file(name, file.name, number[0] if number else "")
            return
        try:
            for thing in things(file):
                self._sort(thing, name)
        except BrokenFile as broken:
            self.report.skip("file", name, f"broken, only its beginning was read: {broken}")

    def _sort(self, thing: Thing, where: str) -> None:
        fields = thing.fields
        kind, id, locale = _identity(thing)
        if kind not in ("article", "section", "category", "translation", "user"):
            if kind != "attachment":
                self.report.note(f"part of the export that is not read: “{thing.under}”", where)
            return
        if not id:
            self.report.skip(kind, where, "it has no id")
            return
        weight = f"{'body' in fields or kind != 'article'} {fields.get('updated_at') or ''}"
        if thing.kind == "translation" and kind != "translation":
            weight = ""  # of a section: the section itself knows more
        self._found().put(
            kind, id, locale, fields, weight=weight, author=_id(fields.get("author_id"))
        )
        site = _site(str(fields.get("html_url") or ""))
        if site and len(self._hosts) < MOST_HOSTS:
            self._site = self._site or site
            self._hosts.add(site.removeprefix("https://"))

    # Articles

    def _article(self, id: str, shelves: Shelves) -> Iterator[Record]:
        """The article in each language that comes, the source's first."""
        rows = self._found().of("article", id)
        main = _main_row(rows)
        texts = {loc: row for loc, row in rows.items() if "body" in row}
        texts |= {
            loc: t for loc, t in self._found().of("translation", id).items() if loc not in texts
        }
        if not texts:
            self.report.skip("article", id, "it has no text, as in results of a search")
            return
        source = str(main.get("source_locale") or "").lower()
        order = sorted(texts, key=lambda locale: (locale != source, locale))
        chosen = self._chosen(id, order)
        refs = [f"{id}:{locale}" for locale in chosen]
        common = self._common(id, main, rows, shelves)
        for ref, (locale, language) in zip(refs, chosen.items(), strict=True):
            yield self._record(
                ref,
                texts[locale],
                common
                | {
                    "language": language,
                    "translation_of": next((each for each in refs if each != ref), None),
                    "addresses": (f"/hc/articles/{id}",) if ref == refs[0] else (),
                },
            )

    def _chosen(self, id: str, locales: list[str]) -> dict[str, str]:
        """The locales that come, and which language each is here: one text a language."""
        chosen: dict[str, str] = {}
        for locale in locales:
            language = language_of(locale)
            if language is not None and language not in chosen.values():
                chosen[locale] = language
        if not chosen:
            self.report.note(f"language that this site does not have: {locales[0]}", id)
            chosen[locales[0]] = self.options.language
        for locale in locales:
            if locale not in chosen:
                known = language_of(locale)
                self.report.skip(
                    "article",
                    f"{id}:{locale}",
                    f"the same language came already: {locale}"
                    if known
                    else f"no language of this site: {locale}",
                )
        return chosen

    def _common(
        self, id: str, main: Fields, rows: dict[str, Fields], shelves: Shelves
    ) -> dict[str, Any]:
        """What the article's texts share."""
        section = ref_of("section", _id(main.get("section_id")))
        if section not in shelves.slugs:
            self.report.note("article without a section", id)
            section = self.options.collection or self.options.name
        audience = self.options.audience
        if any(map(_is_restricted, rows.values())):
            self.report.note("restricted to a user segment: for staff only here", id)
            audience = Audience.STAFF
        if main.get("vote_count"):
            self.report.note("votes on an article: not carried over, since they judge a text", id)
        if main.get("content_tag_ids"):
            self.report.note("content tags: the export has only their numbers", id)
        labels = [str(label) for label in _list(main.get("label_names")) if str(label).strip()]
        author = _id(main.get("author_id"))
        return {
            "shelf": section,
            "audience": audience,
            "tags": tuple(labels[:MOST_TAGS]),
            "keywords": tuple(labels[MOST_TAGS:]),
            "is_featured": main.get("promoted") is True,
            "position": number_of(main.get("position")),
            "author": author if self._found().has("user", author) else None,
            "created_at": _moment(main.get("created_at")),
        }

    def _record(self, ref: str, text: Fields, more: dict[str, Any]) -> ArticleRecord:
        if text.get("outdated") is True:
            self.report.note("translation marked as outdated there", ref)
        is_draft = text.get("draft") is True or text.get("hidden") is True
        title = str(text.get("title") or text.get("name") or "").strip()
        site = _site(str(text.get("html_url") or "")) or self._site
        return ArticleRecord(
            ref=ref,
            title=title or ref,
            body=article_text(
                str(text.get("body") or ""), ref, self.report, site=site, picture=self._picture
            ),
            status=ArticleStatus.DRAFT if is_draft else self.options.status,
            updated_at=_moment(text.get("edited_at")) or _moment(text.get("updated_at")),
            **more,
        )

    def _picture(self, src: str) -> str | None:
        """`picture:REF` of the file in the export that this address means."""
        try:
            address = urlsplit(src)
        except ValueError:
            return None
        if address.netloc and address.netloc not in self.hosts():
            return None
        attachment = _ATTACHMENT.search(unquote(address.path))
        if attachment is None:
            return None
        file = self._found().file(number=attachment[1], name=attachment[2] or "")
        return picture_url(file) if file else None


def _identity(thing: Thing) -> tuple[str, str, str]:
    """Kind, id and locale under which a thing is kept; names of sections go to the section."""
    fields = thing.fields
    locale = str(fields.get("locale") or fields.get("source_locale") or "").lower()
    if thing.kind != "translation":
        return thing.kind, _id(fields.get("id")), "" if thing.kind == "user" else locale
    source = str(fields.get("source_type") or "Article").lower()
    if source in ("section", "category"):
        fields["name"], fields["description"] = fields.get("title"), fields.get("body")
        return source, _id(fields.get("source_id")), locale
    return "translation" if source == "article" else source, _id(fields.get("source_id")), locale


def _main_row(rows: dict[str, Fields]) -> Fields:
    """The article as its source language has it, else in any."""
    row = next(iter(rows.values()))
    return rows.get(str(row.get("source_locale") or "").lower(), row)


def _is_restricted(row: Fields) -> bool:
    return row.get("user_segment_id") is not None or bool(row.get("user_segment_ids"))


def _person(user: Fields) -> Person:
    email = user.get("email")
    return Person(
        ref=_id(user.get("id")),
        name=str(user.get("name") or ""),
        email=email if isinstance(email, str) else None,
        joined_at=_moment(user.get("created_at")),
    )


def _id(value: object) -> str:
    """An id as text, whether it came as a number, as text or (by a spreadsheet) with a point."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() if isinstance(value, int | str) and value else ""


def _moment(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _site(url: str) -> str:
    """`https://host` of an address, or nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"https://{parts.netloc}" if parts.netloc else ""
