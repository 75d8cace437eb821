"""Pictures of a Discourse export: `upload://BASE62.png` is the file named by its SHA-1."""

import re
from pathlib import Path

from hoidap.importing.records import picture_url
from hoidap.importing.spool import Spool

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHA1 = re.compile(r"/([0-9a-f]{40})(?:_\d+_\d+x\d+)?\.\w+$")
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})


class Uploads:
    """Finds the files below the export's folder; their paths are kept aside, not in memory."""

    def __init__(self, path: Path, spool: Spool) -> None:
        self.spool = spool
        for file in path.rglob("*") if path.is_dir() else ():
            if file.suffix.lower() in _PICTURES:
                spool.put("file", file.stem, {"path": str(file)})

    def has(self, name: str) -> bool:
        return self._path(name) is not None

    def read(self, name: str) -> bytes | None:
        path = self._path(name)
        try:
            return path.read_bytes() if path else None
        except OSError:
            return None

    def named_by_sha1(self, src: str) -> str | None:
        """An image's address as Discourse draws it: `picture:…` when its file is here."""
        found = _SHA1.search(src)
        return picture_url(found[1]) if found and self.has(found[1]) else None

    def _path(self, name: str) -> Path | None:
        """By SHA-1, in hexadecimal or base 62; or a file that was saved under the short name."""
        stem = name.partition(".")[0]
        row = self.spool.get("file", stem) or self.spool.get("file", sha1_of(stem))
        return Path(row["path"]) if row else None


def sha1_of(base62: str) -> str:
    number = 0
    for digit in base62[:27]:  # 160 bits
        number = number * 62 + max(0, _DIGITS.find(digit))
    return f"{number:040x}"
