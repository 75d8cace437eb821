"""The table's first column as a picture: processor time a page, on a logarithmic scale."""

import math
from html import escape
from typing import Any

from bench.site import ROOT

PICTURE = ROOT / "docs" / "pictures" / "bench.svg"
COLORS = {
    "visitor": "#2e8b57",
    "visitor uncached": "#0b5f8a",
    "member": "#b4690e",
    "staff": "#b4690e",
}
LEGEND = (
    ("visitor", "visitor"),
    ("visitor uncached", "without the cache"),
    ("member", "signed in"),
)
LEFT, WIDTH, BAR, GAP, TOP = 210, 560, 8, 10, 50
LEAST, MOST = 0.1, 200.0  # ms at the ends of the scale
MARKS = (0.1, 0.3, 1, 3, 10, 30, 100)
STYLE = """
text { font: 12px sans-serif; fill: #222 }
.grid { stroke: #ddd }
.floor { stroke: #c00; stroke-dasharray: 4 3 }
.paper { fill: #fff }
@media (prefers-color-scheme: dark) {
  text { fill: #ddd }
  .grid { stroke: #444 }
  .paper { fill: #161616 }
}
"""


def draw(result: dict[str, Any]) -> None:
    pages: dict[str, list[dict[str, Any]]] = {}
    for cell in result["cells"]:
        if cell["who"] in COLORS:  # ours
            pages.setdefault(cell["page"], []).append(cell)
    parts, y = [], TOP
    for name, cells in pages.items():
        middle = y + len(cells) * BAR / 2 + 4
        parts.append(
            f'<text x="{LEFT - 8}" y="{middle:.0f}" text-anchor="end">{escape(name)}</text>'
        )
        for cell in cells:
            length = _x(cell["cpu_ms"]) - LEFT
            title = f"{name}, {cell['who']}: {cell['cpu_ms']} ms"
            parts.append(
                f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR - 1}" '
                f'fill="{COLORS[cell["who"]]}"><title>{escape(title)}</title></rect>'
            )
            y += BAR
        y += GAP
    PICTURE.write_text(_framed(result, parts, y))


def _x(ms: float) -> float:
    share = math.log(max(ms, LEAST) / LEAST) / math.log(MOST / LEAST)
    return LEFT + WIDTH * min(1.0, share)


def _framed(result: dict[str, Any], parts: list[str], bottom: int) -> str:
    facts = result["facts"]["rows"]
    title = (
        f"Processor time a page in ms, {facts['thread']:,} threads, {facts['post']:,} posts "
        f"({result['date'][:10]}, {result['commit']})"
    )
    grid = [
        f'<line class="grid" x1="{_x(ms):.1f}" x2="{_x(ms):.1f}" y1="{TOP - 6}" y2="{bottom}"/>'
        f'<text x="{_x(ms):.1f}" y="{bottom + 16}" text-anchor="middle">{ms:g}</text>'
        for ms in MARKS
    ]
    floor = _x(result["bare_cpu_ms"])
    grid.append(
        f'<line class="floor" x1="{floor:.1f}" x2="{floor:.1f}" y1="{TOP - 6}" y2="{bottom}"/>'
    )
    grid.append(f'<text x="{floor + 4:.1f}" y="{bottom - 2}">bare Flask</text>')
    legend = [
        f'<rect x="{LEFT + 150 * n}" y="28" width="10" height="10" fill="{COLORS[who]}"/>'
        f'<text x="{LEFT + 150 * n + 15}" y="37">{words}</text>'
        for n, (who, words) in enumerate(LEGEND)
    ]
    size = f'viewBox="0 0 {LEFT + WIDTH + 20} {bottom + 26}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{title}">',
            f'<style>{STYLE}</style><rect class="paper" width="100%" height="100%"/>',
            f'<text x="10" y="18">{title}</text>',
            *legend,
            *grid,
            *parts,
            "</svg>\n",
        ]
    )
