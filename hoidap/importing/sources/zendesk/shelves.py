"""Categories and sections, which nest, as one tree of shelves."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from core.i18n import LANGUAGES
from core.slugs import slugify
from hoidap.importing.records import Shelf
from hoidap.importing.report import Report
from hoidap.importing.sources.zendesk.sorting import Sorted

Fields = dict[str, Any]
DEEPEST = 10  # sections in sections; a circle ends here


def ref_of(kind: str, id: str) -> str:
    return f"{kind}:{id}"


@dataclass
class Shelves:
    """The tree of an export: parents before children, each with a path that is its alone."""

    found: Sorted
    report: Report
    language: str  # of names that say none we know
    slugs: dict[str, str] = field(default_factory=dict)  # ref -> path

    def records(self) -> Iterator[Shelf]:
        for kind in ("category", "section"):
            for id in self.found.ids(kind):
                yield from self._shelf(kind, id, 0)

    def _shelf(self, kind: str, id: str, depth: int) -> Iterator[Shelf]:
        ref = ref_of(kind, id)
        if ref in self.slugs:
            return
        locales = self.found.of(kind, id)
        own = _main(locales)
        parent = self._parent(kind, own) if depth < DEEPEST else None
        if depth >= DEEPEST:
            self.report.note("sections that stand in each other", ref)
        if parent is not None:
            yield from self._shelf(*parent, depth + 1)
            if ref in self.slugs:
                return  # it was its own parent's child
        base = self.slugs[ref_of(*parent)] + "/" if parent else ""
        self.slugs[ref] = self._free(base + (slugify(_name(own), 60) or f"{kind}-{id}"), id)
        yield Shelf(
            ref=ref,
            slug=self.slugs[ref],
            names=self._texts(locales, "name") or {self.language: f"{kind} {id}"},
            descriptions=self._texts(locales, "description"),
            position=number_of(own.get("position")),
            addresses=(f"/hc/{'sections' if kind == 'section' else 'categories'}/{id}",),
        )

    def _parent(self, kind: str, own: Fields) -> tuple[str, str] | None:
        if kind == "category":
            return None
        for parent_kind, name in (("section", "parent_section_id"), ("category", "category_id")):
            parent = own.get(name)
            if parent and self.found.has(parent_kind, str(parent)):
                return parent_kind, str(parent)
        return None

    def _free(self, slug: str, id: str) -> str:
        return f"{slug}-{id}" if slug in self.slugs.values() else slug

    def _texts(self, locales: dict[str, Fields], name: str) -> dict[str, str]:
        """The words in each language; of two locales of a language the source's stays."""
        texts: dict[str, str] = {}
        in_order = sorted(locales.items(), key=lambda pair: pair[0] != _source(pair[1]))
        for locale, fields in in_order:
            language = language_of(locale) or self.language
            if words := str(fields.get(name) or "").strip():
                texts.setdefault(language, words)
        return texts


def language_of(locale: str) -> str | None:
    """`en-us` is our English; None for a language that this site does not have."""
    language = locale.replace("_", "-").partition("-")[0].lower()
    return language if language in LANGUAGES else None


def _main(locales: dict[str, Fields]) -> Fields:
    """What says where it stands: the source's, else the one that knows its place."""
    ranked = sorted(locales.items(), key=lambda p: ("url" not in p[1], p[0] != _source(p[1]), p[0]))
    return ranked[0][1]


def _source(fields: Fields) -> str:
    return str(fields.get("source_locale") or "").lower()


def _name(fields: Fields) -> str:
    return str(fields.get("name") or "")


def number_of(value: object) -> int:
    """A place in a list; 0 where it is none."""
    return value if isinstance(value, int) and abs(value) < 2**31 else 0
