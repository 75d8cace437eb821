"""The XML of Stack Exchange's dumps: a `<row …/>` a line, everything in attributes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from hoidap.importing.report import Report

PIECE = 1 << 20  # bytes
# XML knows no control characters, yet some dumps hold them, as bytes and as references.
_CONTROLS = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));",
    re.IGNORECASE,
)


def rows(path: Path, report: Report) -> Iterator[dict[str, str]]:
    """Each row's attributes. A broken file ends where it breaks, which the report says.

    A document type is passed over without being read; entities are refused.
    """
    with path.open("rb") as file:
        try:
            events = iterparse(_Printable(file), events=("start", "end"), forbid_dtd=False)
            _, root = next(events)
            for event, element in events:
                if event == "end" and element.tag == "row":
                    yield dict(element.attrib)
                    root.clear()  # else the tree of the whole file would grow behind us
        except (ParseError, StopIteration) as problem:
            report.skip("file", path.name, f"is broken, what follows is left out: {problem}")
        except DefusedXmlException as refused:
            report.skip("file", path.name, f"declares entities, which is refused: {refused}")


class _Printable:
    """A file without the characters at which XML would break off."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def read(self, _size: int = -1) -> bytes:
        piece = self.file.read(PIECE)
        return _CONTROLS.sub(b"", piece + self.file.readline()) if piece else b""
