"""What a source is: an export that can be read as records."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from core.audience import Audience
from hoidap.importing.records import Record
from hoidap.importing.report import Report
from kb.models import ArticleStatus


class BadExport(Exception):
    """This is no export of that format; the sentence says what was looked for."""


@dataclass(frozen=True)
class Options:
    """What whoever imports may say; each source uses what it needs."""

    name: str  # the former system's name here; the same name again means the same import
    language: str = "vi"  # of what does not say its own
    url: str = ""  # where the former site stood: links to it are links to us
    category: str = ""  # name of the room for threads that name none
    collection: str = ""  # name of the shelf for articles that name none
    audience: Audience = Audience.PUBLIC  # the widest that anything gets
    status: ArticleStatus = ArticleStatus.PUBLISHED  # of articles that do not say
    emails: dict[str, str] = field(default_factory=dict)  # member ref or name -> e-mail address


class Source:
    """One export. A subclass reads `path` in a stream: memory must not grow with the export."""

    def __init__(self, path: Path, options: Options, report: Report) -> None:
        """path -- the export as given: a file or a folder (archives are unpacked already)."""
        self.path = path
        self.options = options
        self.report = report

    def records(self) -> Iterator[Record]:
        """People, shelves and rooms before the documents that name them. Raises BadExport.

        A broken file is put into the report and passed by; the rest goes on.
        """
        raise NotImplementedError

    def count(self) -> int | None:
        """About how many documents there are, for the progress bar; None when it is not known."""
        return None

    def picture(self, _ref: str) -> bytes | None:
        """The bytes of a picture that a text names as `picture:REF`; None when it is not there."""
        return None

    def attachment(self, _ref: str, _href: str) -> tuple[str, bytes] | None:
        """Name and bytes of the file that `href` in document `ref` leads to; None: not there."""
        return None

    def hosts(self) -> frozenset[str]:
        """The former site's hosts: absolute links to them lead to documents of this import."""
        host = urlsplit(self.options.url).netloc
        return frozenset({host}) if host else frozenset()

    def is_document(self, _href: str) -> bool:
        """Whether a link to the former site means a document, which should have come.

        Those to its files and forms lead there as long as it stands, and are not dead.
        """
        return True

    def targets(self, _ref: str, _href: str) -> list[str]:
        """The refs of documents that `href` in document `ref` may mean, the likeliest first.

        Only for links that are relative to the document (a path, a file's name); links by address
        are led on by themselves, through former_addresses.py.
        """
        return []

    def fragment(self, _ref: str, fragment: str) -> str:
        """What document `ref` calls, as it stands here, the place that `fragment` meant there."""
        return fragment
