"""All files of a content folder at once: what could be read, and what is wrong with the rest."""

from dataclasses import dataclass, field
from pathlib import Path

from kb.content import files
from kb.content.files import ArticleFile, BadFile, IndexFile, Problem


@dataclass
class Library:
    articles: list[ArticleFile] = field(default_factory=list)
    indexes: list[IndexFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)  # of every file, those that are broken included

    @property
    def by_key(self) -> dict[str, ArticleFile]:
        return {file.key: file for file in self.articles if file.key}


def load(folder: Path, *, home_of: dict[str, str] | None = None) -> Library:
    """Read the folder; a broken file is a problem, the rest goes on.

    home_of -- key -> path known so far: of two files with one key, the one at home keeps it.
    """
    found = Library()
    for path in files.paths_in(folder):
        found.paths.add(path)
        try:
            content = (folder / path).read_bytes()
            if path.endswith(f"/{files.INDEX}"):
                found.indexes.append(files.parse_index(path, content))
            else:
                found.articles.append(files.parse_article(path, content))
        except BadFile as wrong:
            found.problems.append(wrong.problem)
        except OSError as wrong:
            found.problems.append(Problem(path, 1, f"cannot be read: {wrong.strerror}"))
    _drop_doubles(found, home_of or {})
    found.problems.sort()
    return found


def _drop_doubles(library: Library, home_of: dict[str, str]) -> None:
    """Two files with one key are one too many: the second is named and left alone."""
    owner: dict[str, ArticleFile] = {}
    at_home_first = sorted(library.articles, key=lambda f: home_of.get(f.key or "") != f.path)
    for file in at_home_first:
        if file.key is None:
            continue
        first = owner.setdefault(file.key, file)
        if first is not file:
            words = f"the key {file.key} belongs to {first.path}"
            library.problems.append(Problem(file.path, file.lines.get("key", 1), words))
    library.articles = [f for f in library.articles if f.key is None or owner[f.key] is f]
