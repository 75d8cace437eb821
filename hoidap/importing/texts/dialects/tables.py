"""HTML tables as Markdown's; one that only lays out a page becomes its cells, one by one."""

from collections.abc import Iterator

from hoidap.importing.texts.dialects.drawing import Drawing
from hoidap.importing.texts.dialects.layout import dedented, in_cell, joined, one_line
from hoidap.importing.texts.dialects.nodes import Node

MOST_COLUMNS = 60


def table(node: Node, page: Drawing) -> str:
    rows = [row for row in _rows(node) if row]
    is_nested = any(_holds_table(cell) for row in rows for cell in row)
    has_head = any(cell.name == "th" for row in rows[:1] for cell in row)
    if is_nested or (len(rows) == 1 and not has_head) or all(len(row) == 1 for row in rows):
        return joined(*(dedented(page.draw(cell.children)) for row in rows for cell in row))
    drawn = [_cells(row, page) for row in rows]
    width = min(max((len(row) for row in drawn), default=0), MOST_COLUMNS)
    head = drawn.pop(0) if has_head else []
    lines = [_line(head, width), _line(["---"] * width, width)]
    caption = next(
        (page.draw(child.children) for child in node.nodes() if child.name == "caption"), ""
    )
    words = one_line(caption)
    return joined(
        f"**{words}**" if words else "",
        "\n".join([*lines, *(_line(row, width) for row in drawn)]) if width else "",
    )


def _rows(node: Node) -> Iterator[list[Node]]:
    """The cells of each row, however the rows are grouped."""
    for child in node.nodes():
        if child.name == "tr":
            yield [cell for cell in child.nodes() if cell.name in ("td", "th")]
        elif child.name in ("thead", "tbody", "tfoot"):
            yield from _rows(child)


def _holds_table(cell: Node) -> bool:
    return any(child.name == "table" or _holds_table(child) for child in cell.nodes())


def _cells(row: list[Node], page: Drawing) -> list[str]:
    cells: list[str] = []
    for cell in row:
        cells.append(_cell(cell, page))
        span = cell.tag.get("colspan")
        if span.isdecimal() and 1 < int(span) <= MOST_COLUMNS:
            cells += [""] * (int(span) - 1)
    return cells


def _cell(cell: Node, page: Drawing) -> str:
    return in_cell(page.code.in_one_line(dedented(page.draw(cell.children))))


def _line(cells: list[str], width: int) -> str:
    filled = [*cells, *[""] * width][:width]
    return f"| {' | '.join(filled)} |"
