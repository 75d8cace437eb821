"""Where a page stands: its language's folder aside, the folders that hold it are its shelf."""

from dataclasses import dataclass

from hoidap.importing.sources.markdown_folder.languages import language_of_code
from hoidap.importing.sources.markdown_folder.tree import id_in_name, is_index, stem_of

LANGUAGE_WITHIN = 3  # folders; deeper ones called "en" mean something else
_TRANSLATED = ("docusaurus-plugin-content-docs", "current")  # i18n/vi/…/guides/x.md


@dataclass(frozen=True)
class Place:
    """A page's path taken apart."""

    language: str | None  # as a folder or the file's second suffix says
    folders: tuple[str, ...]  # without the language's
    name: str  # without suffixes

    @property
    def group(self) -> str:
        """The same for translations of one page."""
        return "/".join([*self.folders, id_in_name(self.name) or self.name])


def place_of(ref: str, start: str) -> Place:
    """start -- where the pages begin; what is above is left out."""
    folders = ref.removeprefix(start).split("/")[:-1]
    name = stem_of(ref)
    language = None
    for at, folder in enumerate(folders[:LANGUAGE_WITHIN]):
        if language := language_of_code(folder):
            before, after = folders[:at], folders[at + 1 :]
            folders = _translated(before, after)
            break
    else:
        stem, _, code = name.rpartition(".")
        if stem and (language := language_of_code(code)):
            name = stem
    return Place(language, tuple(folders), name)


def _translated(before: list[str], after: list[str]) -> list[str]:
    """Docusaurus keeps translations elsewhere than the pages themselves."""
    if before == ["i18n"] and tuple(after[:2]) == _TRANSLATED:
        return ["docs", *after[2:]]
    return before + after


def key_of(ref: str) -> str:
    """What links call it: its path without suffix; a folder's first page is the folder."""
    folder, _, _ = ref.rpartition("/")
    if is_index(ref):
        return folder
    return f"{folder}/{stem_of(ref)}" if folder else stem_of(ref)
