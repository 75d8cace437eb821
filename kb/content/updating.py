"""Let a file say what the database says, changing as few of its bytes as can be."""

from dataclasses import replace
from typing import Any

from kb.content import files
from kb.content.files import ArticleFile, Front, IndexFile
from kb.content.splicing import splice


def updated(
    file: ArticleFile, content: bytes, key: str, front: Front, *, with_key: bool = False
) -> bytes:
    """The file's bytes with what `front` says otherwise; as they are when both say the same.

    with_key -- then, too, if it lacks the key.
    """
    if file.front.says_the_same_as(front) and (file.key or not with_key):
        return content
    old = files.values_of(file.key, file.front.beside(front))
    new = files.values_of(key, front.beside(file.front))
    said = files.values_of(key, front)
    changed = _changed(old, new, said)
    body = front.body if file.front.body.strip() != front.body.strip() else None
    made = splice(content, changed, list(new | old), body)
    if made is not None and _says(file.path, made, key, front):
        return made
    return files.dump_article(key, front)


def updated_index(file: IndexFile, content: bytes, index: IndexFile) -> bytes:
    """As `updated`; keys that are not ours stay, and so does what stands below."""
    index = replace(index, extra=file.extra)
    if file == index:
        return content
    old, new = files.index_values(file), files.index_values(index)
    made = splice(content, _changed(old, new, new), list(new))
    if made is not None and _index_says(file.path, made, index):
        return made
    return files.dump_index(index)


def _changed(old: dict[str, Any], new: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    """Keys that differ, with the new value; None where there is none any more."""
    names = [name for name in new | old if new.get(name) != old.get(name)]
    return {name: said.get(name) for name in names}


def _says(path: str, content: bytes, key: str, front: Front) -> bool:
    """Whether the spliced file is read as what it should be: YAML has many corners."""
    try:
        file = files.parse_article(path, content)
    except files.BadFile:
        return False
    return file.key == key and file.front.says_the_same_as(front)


def _index_says(path: str, content: bytes, index: IndexFile) -> bool:
    try:
        return files.parse_index(path, content) == index
    except files.BadFile:
        return False
