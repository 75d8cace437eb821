"""Keep the Vietnamese complete: `python -m hoidap.translations update | check`."""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from hoidap.paths import ROOT, TRANSLATIONS

PLAIN = ("_", "_l", "gettext", "lazy_gettext")
PLURAL = ("_n", "ngettext", "lazy_ngettext")
KEYWORDS = dict.fromkeys(PLAIN) | dict.fromkeys(PLURAL, (1, 2))
FILE = TRANSLATIONS / "vi" / "LC_MESSAGES" / "messages.po"


def found() -> Catalog:
    """Every sentence that the code and the templates show, in English, without places."""
    catalog = Catalog(fuzzy=False)
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    for top in ("accounts", "core", "forum", "hoidap", "kb", "search", "templates"):
        here = [(pattern, method) for pattern, method in methods if pattern.startswith(top)]
        for name, _line, message, comments, context in extract_from_dir(
            ROOT / top,
            [(pattern.partition("/")[2], method) for pattern, method in here],
            {pattern.partition("/")[2]: options.get(pattern, {}) for pattern, _ in here},
            keywords=KEYWORDS,
            comment_tags=("L10N:",),
            directory_filter=lambda _folder: True,  # templates/_macros too; Babel passes over _*
        ):
            del name
            catalog.add(message, None, auto_comments=comments, context=context)
    return catalog


def kept(path: Path = FILE) -> Catalog:
    if not path.exists():
        return Catalog(locale="vi", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale="vi")


def update() -> None:
    """Bring the file up to date: new sentences come in empty, unused ones go."""
    catalog = kept()
    created = catalog.creation_date
    catalog.update(found(), no_fuzzy_matching=True)
    catalog.creation_date = created  # a moment in the file would make every two branches conflict
    catalog.obsolete.clear()
    FILE.parent.mkdir(parents=True, exist_ok=True)
    out = io.BytesIO()
    write_po(out, catalog, width=100, no_location=True, sort_output=True, omit_header=False)
    FILE.write_bytes(out.getvalue())


def missing() -> list[str]:
    """The sentences that have no Vietnamese yet."""
    translated = kept()
    result = []
    for message in found():
        if message.id:
            known = translated.get(message.id, message.context)
            if known is None or not known.string or (known.pluralizable and not all(known.string)):
                result.append(str(message.id))
    return result


if __name__ == "__main__":
    if sys.argv[1:] == ["update"]:
        update()
    gaps = missing()
    for gap in gaps:
        sys.stdout.write(f"no Vietnamese: {gap}\n")
    sys.stdout.write(f"{len(gaps)} sentences without Vietnamese\n")
    sys.exit(bool(gaps) and sys.argv[1:] == ["check"])
