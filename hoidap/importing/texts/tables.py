"""Tables of HTML: rows of cells, or what remains where cells hold more than a line."""

import re
from collections.abc import Callable

from hoidap.importing.texts import pieces

CELL, ROW, CAPTION = "\x1f", "\x1e", "\x1d"  # their ends, while the tree is walked
WIDEST = 50
_BLOCK = re.compile(r"(?m)^(?:`{3,}|[-*+] |\d{1,9}\. |>|\|)")


def table_of(text: str, note: Callable[[str], None], *, is_inner: bool) -> str:
    """What the walk made of a table's inside, as a Markdown table set apart.

    A table that only lays out (one column, lists or code in its cells, a table in a table) becomes
    its contents, one after the other.
    """
    before, rows = _rows(text)
    if not rows:
        return text
    cells = [cell for row in rows for cell in row if cell]
    if is_inner:
        return "\n".join(" ".join(row) for row in rows)
    if max(map(len, rows)) == 1 or any(_BLOCK.search(cell) for cell in cells):
        note("table used for layout: its cells stand below each other")
        return "\n\n" + pieces.paragraphs([before, *map(_plain, cells)]) + "\n\n"
    lines = [[re.sub(r"\s*\n\s*", "<br>", cell) for cell in row][:WIDEST] for row in rows]
    return "\n\n" + pieces.paragraphs([before, pieces.table(lines)]) + "\n\n"


def _rows(text: str) -> tuple[str, list[list[str]]]:
    """What stands before the first cell (a caption), and the cells of each row."""
    *parts, _after = text.split(ROW)
    rows = []
    captions = []
    for part in parts:
        *cells, _ = part.split(CELL)
        if not cells:
            continue
        caption, _, first = cells[0].rpartition(CAPTION)
        captions.append(caption)
        rows.append([cell.strip() for cell in (first, *cells[1:])])
    rows = [row for row in rows if any(row)]
    return pieces.paragraphs(caption.strip() for caption in captions), rows


def _plain(cell: str) -> str:
    return cell.replace("\\|", "|")
