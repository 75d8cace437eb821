"""Texts made to be slow, by what they repeat.

The tests say what becomes of each; `python -m bench.markdown` says what each costs.
"""

from __future__ import annotations

import random
import string

REPEATED = {
    "brackets": "[",
    "pictures": "![",
    "cdata": "<![CDATA[",
    "link starts": "[a](",
    "angled link starts": "[x](<",
    "anchors": "<a ",
    "abbreviations": "*[a]: b\n",
    "headings": "# x\n",
    "empty headings": "#\n",
    "setext headings": "a\n=\n\n",
    "fences": "```\n",
    "fences of a language": "```python\nx = 1\n```\n",
    "tilde fences": "~~~\n",
    "long ticks": "````````\n\n",
    "divs": "<div>",
    "bolds": "<b>",
    "parentheses": "(",
    "closing parentheses": ")",
    "tables": "|a|b|\n|-|-|\n|1|2|\n\n",
    "pipes": "|",
    "table rows": "|a|b|\n|-|-|\n",
    "delimiter rows": "|-|-|-\n",
    "star underscore": "*a _a ",
    "star underscore close": "*a_ ",
    "double stars": "**a ",
    "triple stars": "***",
    "stars": "*a**b",
    "underscores": "_a__b ",
    "closing stars": "a* ",
    "backticks": "`",
    "rising backticks": "` `` ``` ",
    "backtick words": "`a ",
    "escapes": "\\",
    "escaped ticks": "\\`",
    "tildes": "~~a ",
    "single tildes": "~",
    "comments": "<!--",
    "instructions": "<?",
    "less than": "<",
    "quoted attributes": '<a href="',
    "entities": "&#",
    "ampersands": "&amp;",
    "autolinks": "<http://",
    "bare links": "http://a.",
    "bare link dots": "www.a" + "." * 20,
    "mail": "a@",
    "mail dots": "a.b.c.d@e.",
    "definitions": "[a]: b\n",
    "definitions and uses": "[a]: b\n\n[a][a]\n\n",
    "unused references": "[a][b] ",
    "footnotes": "[^a]: b\n",
    "footnote uses": "[^1]",
    "footnotes in footnotes": "[^1]: [^1]\n",
    "quotes": "> > > > > > > > ",
    "deep quotes": ">",
    "quote lines": "> a\n\n",
    "lists": "- ",
    "list lines": "- a\n",
    "numbered lists": "1. a\n",
    "mixed lists": "- a\n1. b\n",
    "tasks": "- [ ] a\n",
    "details": "<details>\n",
    "details pairs": "<details><summary>a</summary>\n\nb\n</details>\n",
    "kbd": "<kbd>",
    "sup": "<sup>a",
    "alerts": "> [!NOTE]\n> a\n\n",
    "rules": "---\n\n",
    "lines": "a\n",
    "hard breaks": "a  \n",
    "blank lines": "\n",
    "spaces": " ",
    "indented": "    a\n\n",
    "tabs": "\t",
    "paragraphs": "a\n\n",
    "words": "Chào bạn, tôi muốn đổi hàng. ",
    "marks": "a\u0301\u0323",
    "title quotes": '[a](b "',
    "nested links": "[a](b[c](d",
    "pictures of links": "[![a](b)](c)",
    "colons": ":",
    "exclamations": "!",
    "emoji": "👩‍👩‍👧",
}


def _at_length(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


def _stepped_list(length: int) -> str:
    lines, depth = [], 0
    while sum(map(len, lines[-1:])) + len(lines) * depth < length and depth < 400:
        lines.append(" " * (2 * depth) + "- a\n")
        depth += 1
    return "".join(lines)[:length]


def _noise(length: int) -> str:
    return "".join(random.Random(7).choices("[]()*_`~<>!#-+|\\&:@ \nab1.", k=length))


BUILT = {
    "unbalanced brackets": lambda n: "[" * (n // 2) + "]" * (n // 2),
    "unbalanced parentheses": lambda n: "[a](" + "(" * (n // 2) + ")" * (n // 4),
    "nested quotes": lambda n: "".join(">" * d + " a\n" for d in range(1, 200))[:n],
    "stepped list": _stepped_list,
    "one long word": lambda n: "a" * n,
    "one long link": lambda n: "http://a.vn/" + "a" * n,
    "one wide table": lambda n: "|a" * (n // 4) + "\n" + "|-" * (n // 4),
    "regex in code": lambda n: "```perl\n" + "/(" * (n // 2) + "\n```",
    "long code": lambda n: "```python\n" + 'f"{' * (n // 3) + "\n```",
    "long html code": lambda n: "```html\n" + "<a " * (n // 3) + "\n```",
    "noise": _noise,
    "punctuation": lambda n: (string.punctuation * (n // 32 + 1))[:n],
}

CASES = {name: (lambda n, piece=piece: _at_length(piece, n)) for name, piece in REPEATED.items()}
CASES |= BUILT
