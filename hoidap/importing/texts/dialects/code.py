"""Code is set aside before anything is converted, and put back as it was.

A token stands for it meanwhile: a block's token is alone on its line (after indentation, quote
marks or a list's marker), an inline one stands among the words.
"""

import re

OPEN, CLOSE = "\ue000", "\ue001"  # private use; `cleaned` takes them out of what comes
TOKEN = re.compile(f"{OPEN}([BI])(\\d+){CLOSE}")
_PRIVATE = re.compile("[\ue000-\ue00f]")
LANGUAGE = re.compile(r"[ \t]*\.?\{?\.?([\w#+.-]*)")
_TICKS = re.compile(r"`+")


class Code:
    """The code of one text."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def keep_block(self, code: str, info: str = "") -> str:
        """The token of a block; `info` is what stands behind a fence's marks."""
        language = (LANGUAGE.match(info) or [""] * 2)[1]
        fence = "`" * max(3, _longest_run(code) + 1)
        return self._token("B", f"{fence}{language}\n{code}\n{fence}")

    def keep_indented(self, code: str) -> str:
        return self._token("B", "\n".join("    " + line for line in code.split("\n")))

    def keep_as_it_is(self, text: str) -> str:
        return self._token("I", self.source(text))

    def keep_inline(self, code: str) -> str:
        """The token of a span, as it was written, marks included."""
        return self._token("I", re.sub(r"\n[ \t>]*", " ", code))

    def inline_of(self, code: str) -> str:
        """The token of a span whose content is given."""
        code = " ".join(code.split())
        ticks = "`" * (_longest_run(code) + 1)
        space = " " if code.startswith("`") or code.endswith("`") else ""
        return self.keep_inline(f"{ticks}{space}{code}{space}{ticks}") if code else ""

    def plain(self, text: str) -> str:
        """`text` with the words of its inline code, without marks."""
        return TOKEN.sub(lambda m: self.pieces[int(m[2])].strip("` "), text)

    def in_one_line(self, text: str) -> str:
        """`text` with its blocks of code as spans, for a table's cell."""
        return TOKEN.sub(lambda m: self._as_span(m) if m[1] == "B" else m[0], text)

    def put_back(self, text: str) -> str:
        if OPEN not in text:
            return text
        return "\n".join(self._line(line) for line in text.split("\n"))

    def source(self, text: str) -> str:
        """`text` with the code as it was written, for what turns out to be code as a whole."""
        return TOKEN.sub(lambda m: self.pieces[int(m[2])], text)

    def _token(self, kind: str, piece: str) -> str:
        self.pieces.append(piece)
        return f"{OPEN}{kind}{len(self.pieces) - 1}{CLOSE}"

    def _as_span(self, token: re.Match[str]) -> str:
        lines = self.pieces[int(token[2])].split("\n")
        body = lines[1:-1] if lines[0].startswith("`") else lines
        return "<br>".join(self.inline_of(line) for line in body if line.strip())

    def _line(self, line: str) -> str:
        """The line with its code; every line of a block begins as the token's line does."""
        parts: list[str] = []
        at = 0
        for token in TOKEN.finditer(line):
            lead = line[at : token.start()]
            at = token.end()
            if token[1] == "I":
                parts.append(lead + self.pieces[int(token[2])])
                continue
            if lead.strip(" \t>-*+.)0123456789"):  # words before it: it goes to its own line
                parts.append(lead.rstrip() + "\n\n")
                lead = re.match(r"[ \t>]*", lead)[0]  # type: ignore[index]
            rest = re.sub(r"[^>\s]", " ", lead)
            parts.append(lead + self.pieces[int(token[2])].replace("\n", "\n" + rest))
            if line[at:].strip():
                parts.append("\n\n" + rest)
        return "".join(parts) + line[at:]


def cleaned(text: str) -> str:
    """Without the characters that stand for something here."""
    return _PRIVATE.sub("", text)


def _longest_run(text: str) -> int:
    return max((len(run) for run in _TICKS.findall(text)), default=0)
