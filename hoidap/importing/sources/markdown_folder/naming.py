"""What a page is called here, and the addresses it had."""

from core.text import clean_line
from hoidap.former_addresses import canonical
from hoidap.importing.sources.markdown_folder.describing import Description
from hoidap.importing.sources.markdown_folder.places import Place, key_of
from hoidap.importing.sources.markdown_folder.shelves import name_of
from hoidap.importing.sources.markdown_folder.tree import (
    id_in_name,
    is_index,
    plain_name,
    stem_of,
)


def title_of(
    ref: str, description: Description, heading: str | None
) -> tuple[str, tuple[str, ...]]:
    """The title that readers saw, and the search words: any other title is one of them.

    heading -- what stood above the text.
    """
    said, keywords = description.title, description.keywords
    if heading and not says_the_same(said, heading):
        return heading, (*keywords, said) if said else keywords
    stem = stem_of(key_of(ref)) if is_index(ref) else stem_of(ref)
    return said or heading or name_of(stem) or stem, keywords


def says_the_same(one: str, other: str) -> bool:
    """Whether two titles say the same, however they are written."""
    return _letters(one) == _letters(other)


def _letters(title: str) -> str:
    return "".join(character for character in clean_line(title).casefold() if character.isalnum())


def slug_of(place: Place) -> str | None:
    """From the file's name; a folder's first page is called like the folder."""
    if is_index(f"{place.name}.md"):
        return plain_name(place.folders[-1]) if place.folders else None
    number = id_in_name(place.name)
    return plain_name(place.name.removeprefix(f"{number}-") if number else place.name) or None


def addresses_of(ref: str, start: str, description: Description) -> tuple[str, ...]:
    """Paths that led to the page on the former site, as far as its files tell."""
    key = key_of(ref).replace("/_", "/").lstrip("_")  # Jekyll's folders of pages
    folder = key.rpartition("/")[0]
    found = [_canonical(each, folder) for each in description.addresses]
    if description.zendesk_id:
        return _told_apart([f"/hc/articles/{description.zendesk_id}", *found])
    short = key.removeprefix(start)
    plain = "/".join(plain_name(part) for part in short.split("/"))  # no sorting numbers
    found += [canonical(f"/{path}") for path in (key, short, plain)]
    if description.own_id:
        found.append(canonical(f"/{folder}/{description.own_id}"))
    return _told_apart(found)


def _canonical(address: str, folder: str) -> str | None:
    """The path that an address of a front matter means; `folder` is where the page lies."""
    is_whole = "://" in address or address.startswith("/")
    return canonical(address if is_whole else f"/{folder}/{address}")


def _told_apart(paths: list[str | None] | list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path for path in paths if path))
