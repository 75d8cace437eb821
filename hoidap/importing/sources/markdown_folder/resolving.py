"""What a link or picture within the folder points at."""

import os
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from core.slugs import slugify
from hoidap.importing.sources.markdown_folder.languages import language_of_code
from hoidap.importing.sources.markdown_folder.places import key_of, place_of
from hoidap.importing.sources.markdown_folder.tree import (
    PAGES,
    Tree,
    id_in_name,
    plain_name,
    stem_of,
)

# What a site puts before the paths of its folder: /docs/guides/x is guides/x.md.
_BASES = frozenset(
    {
        *("docs", "doc", "help", "kb", "hc", "wiki", "support", "article", "articles"),
        *("guide", "guides", "page", "pages"),
    }
)
_PUBLIC = ("", "static/", "public/", "assets/", "src/")  # where /img/x.png may lie
MOST_PARTS = 12


class Paths:
    """The pages by path, by name and by id; and other files where they lie."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        put = tree.spool.put  # which keeps the first of each key
        is_translated = any(place_of(ref, tree.start).language for ref in tree.pages())
        for ref in tree.pages():
            put("path", _folded(key_of(ref)), {"ref": ref})
            name = slugify(plain_name(stem_of(ref)))
            if not put("name", name, {"ref": ref}):
                put("name of several", name, {})
            if number := id_in_name(stem_of(ref)):
                put("id", number, {"ref": ref})
            if is_translated:
                put("head", place_of(ref, tree.start).group, {"ref": ref})
        self.folder_listing = lru_cache(maxsize=64)(_listing)

    def head_of(self, ref: str) -> str | None:
        """The page that this one translates."""
        head = self._kept("head", place_of(ref, self.tree.start).group)
        return head if head != ref else None

    def pages_of(self, ref: str, href: str) -> list[str]:
        """The refs that `href` in page `ref` may mean, the likeliest first.

        A link that stays within the folder gets an answer always: where there is no such page, the
        path that it names, so that it is known as dead.
        """
        try:
            parts = urlsplit(href)
        except ValueError:
            return []
        path = unquote(parts.path)
        is_absolute = bool(parts.netloc) or path.startswith("/")
        if not path or len(path) > 2_000 or (parts.scheme and not parts.netloc):
            return []
        found = list(
            dict.fromkeys(self._absolute(ref, path) if is_absolute else self._relative(ref, path))
        )
        if not found and not is_absolute:
            return [joined(ref, path)]
        return found

    def _relative(self, ref: str, path: str) -> Iterator[str]:
        meant = joined(ref, path)
        yield from self._exact(meant)
        for key in (meant, joined(f"{key_of(ref)}/x", path)):  # a page may count as a folder
            if found := self._at(key):
                yield found
        name = slugify(plain_name(_bare(meant.rpartition("/")[2])))
        if not self.tree.spool.has("name of several", name) and (named := self._kept("name", name)):
            yield named

    def _absolute(self, ref: str, path: str) -> Iterator[str]:
        segments = [part for part in path.split("/") if part and part != "."][:MOST_PARTS]
        for number in (id_in_name(segment) for segment in reversed(segments)):
            if number and (found := self._kept("id", number)):
                yield self._in_language(found, ref)
        while segments:
            for folder in _folders_above(ref):
                if found := self._at("/".join([*folder, *segments])):
                    yield found
            if segments[0].lower() not in _BASES and not language_of_code(segments[0]):
                return
            segments = segments[1:]

    def _in_language(self, found: str, ref: str) -> str:
        """Of translations that share an id, the one in the language of the page that links."""
        language = place_of(ref, self.tree.start).language
        head = place_of(found, self.tree.start)
        if language and head.language and language != head.language:
            other = found.replace(f"{head.language}/", f"{language}/", 1)
            return self._at(key_of(other)) or found
        return found

    def _exact(self, path: str) -> Iterator[str]:
        """The page of exactly this path: paths may differ by case alone."""
        for suffix in ("", *PAGES):
            if (path + suffix).endswith(PAGES) and os.path.isfile(self.tree.at(path + suffix)):
                yield path + suffix

    def _at(self, key: str) -> str | None:
        keys = dict.fromkeys((_folded(_bare(key)), _folded(key)))
        return next((found for each in keys if (found := self._kept("path", each))), None)

    def _kept(self, kind: str, key: str) -> str | None:
        found = self.tree.spool.get(kind, key)
        return found["ref"] if found else None

    def picture_of(self, ref: str, path: str) -> str:
        """Where the picture lies that page `ref` shows; the likeliest place if it is nowhere."""
        path = path.replace("@site/", "/", 1)  # Docusaurus' name for the whole folder
        path = unquote(path) if not os.path.isfile(self.tree.at(joined(ref, path))) else path
        if not path.startswith("/"):
            places = [joined(ref, path)]
        else:
            inner = path.lstrip("/")
            places = [os.path.normpath(base + inner) for base in _PUBLIC]
            places += ["/".join([*folder, inner]) for folder in _folders_above(ref) if folder]
            places.append("/".join(inner.split("/")[1:]))  # behind the site's base
        return next((place for each in places if (place := self._file(each))), places[0])

    def _file(self, path: str) -> str | None:
        """The file of this path, also when its case or its Unicode form differs."""
        if not path or path.startswith(".."):
            return None
        at = self.tree.at("")
        found: list[str] = []
        for part in path.split("/"):
            name = part
            if not os.path.exists(os.path.join(at, part)):
                name = self.folder_listing(at).get(_folded(part), "")
            if not name:
                return None
            found.append(name)
            at = os.path.join(at, name)
        return "/".join(found) if os.path.isfile(at) else None


def _listing(folder: str) -> dict[str, str]:
    try:
        return {_folded(name): name for name in os.listdir(folder)}
    except OSError:
        return {}


def _folded(path: str) -> str:
    folded = unicodedata.normalize("NFC", path).casefold()
    return folded.encode("utf-8", "replace").decode()  # JSON can write half a character


def joined(ref: str, path: str) -> str:
    """The path relative to page `ref`, from where the export begins."""
    return os.path.normpath(os.path.join(ref.rpartition("/")[0], path.strip()))


def _bare(path: str) -> str:
    """A path as keys have it: no suffix of a page, no name of a folder's first page."""
    stem, dot, suffix = path.rpartition(".")
    if dot and suffix.lower() in ("md", "mdx", "markdown", "html", "htm"):
        path = stem
    return key_of(f"{path}.md") if path else path


def _folders_above(ref: str) -> list[list[str]]:
    """The folders that hold page `ref`, the outermost first."""
    parts = ref.split("/")[:-1]
    return [parts[:depth] for depth in range(len(parts) + 1)]
