"""Look a content folder through, without a database: what would readers stumble over?"""

from collections.abc import Callable, Collection
from pathlib import Path

from core.markdown.placeholders import places
from kb.content.files import ArticleFile, Problem
from kb.content.library import Library, load
from kb.services.rendering import file_links, linked_path

Unknown = Callable[[set[str]], Collection[str]]


def check(folder: Path, *, unknown: Unknown = lambda _names: ()) -> list[Problem]:
    """Everything that is wrong, by file and line; an empty list is a good folder.

    unknown -- given the names of variables that the texts hold, answers those that none has.
    """
    library = load(folder)
    named = {(index.language, index.collection) for index in library.indexes}
    problems = list(library.problems)
    for file in library.articles:
        problems += _of_one(file, library)
        if (file.language, file.collection) not in named:
            index = f"{file.language}/{file.collection}/_index.md"
            problems.append(Problem(file.path, 1, f"its collection has no {index}"))
            named.add((file.language, file.collection))
    return sorted(problems + _unknown_names(library, unknown))


def _unknown_names(library: Library, unknown: Unknown) -> list[Problem]:
    used = [
        (file, line, name) for file in library.articles for line, name in places(file.front.body)
    ]
    missing = unknown({name for _, _, name in used})
    return [
        Problem(file.path, file.body_line + line - 1, f"no variable is called {name}")
        for file, line, name in used
        if name in missing
    ]


def _of_one(file: ArticleFile, library: Library) -> list[Problem]:
    place = f"{file.language}/{file.collection}"
    found = [
        Problem(file.path, file.body_line + line - 1, f"the link {href} leads to no file")
        for line, href in file_links(file.front.body)
        if linked_path(place, href) not in library.paths
    ]
    for number in _first_headings(file.front.body):
        words = "the title is the first heading: begin with ##"
        found.append(Problem(file.path, file.body_line + number, words))
    of = file.front.translation_of
    if of and of not in library.by_key:
        line = file.lines.get("translation_of", 1)
        found.append(Problem(file.path, line, f"translation_of: no file has the key {of}"))
    return found


def _first_headings(body: str) -> list[int]:
    """Lines (from 0) that are headings of the first level; in a fence, # is none."""
    found, in_fence = [], False
    for number, line in enumerate(body.split("\n")):
        if line.lstrip().startswith(("```", "~~~")):
            in_fence = not in_fence
        elif line.startswith("# ") and not in_fence:
            found.append(number)
    return found
