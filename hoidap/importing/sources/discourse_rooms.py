"""Discourse's categories as rooms. Who could not read one there shall not read it here."""

from core.audience import Audience
from core.slugs import slugify
from hoidap.importing import words
from hoidap.importing.records import Room
from hoidap.importing.report import Report
from hoidap.importing.source import Options
from hoidap.importing.spool import Row, Spool


def room_of(topic: Row, spool: Spool, options: Options, report: Report) -> Room:
    """The room of a topic's category; a sub-category carries its parent's name before its own."""
    number = topic.get("category_id")
    if number is None:
        name = options.category or options.name
        return Room(name, name, {options.language: name})
    ref = str(number)
    category = spool.get("category", number)
    if category is None:
        return _unknown(
            ref, is_restricted=spool.count("category") > 0, options=options, report=report
        )
    line = _line(category, spool)
    audience = Audience.PUBLIC
    if any(_is_restricted(each) for each in line):
        report.note(
            "category that was not open to everybody: for staff only here", category["name"]
        )
        audience = Audience.STAFF
    return Room(
        ref,
        "-".join(str(each.get("slug") or slugify(each["name"])) for each in line),
        {options.language: " › ".join(str(each["name"]) for each in line)},
        {options.language: str(category.get("description_text") or "")},
        position=int(category.get("position") or 0),
        audience=audience,
    )


def _line(category: Row, spool: Spool) -> list[Row]:
    """The category with those it stands in, the outermost first."""
    line = [category]
    while (parent := line[0].get("parent_category_id")) is not None and len(line) < 4:
        found = spool.get("category", parent)
        if found is None:
            break
        line.insert(0, found)
    return line


def _is_restricted(category: Row) -> bool:
    if category.get("read_restricted"):
        return True
    groups = category.get("permissions_params") or category.get("permissions")
    return isinstance(groups, dict) and bool(groups) and "everyone" not in groups


def _unknown(ref: str, *, is_restricted: bool, options: Options, report: Report) -> Room:
    """Not in the export's list of categories: hidden from whoever saved that list. Without any list
    nobody can tell, and `--audience` is what narrows it."""
    name = words.category_number(options.language, ref)
    if is_restricted:
        report.note("category that the list of categories lacks: for staff only here", ref)
    else:
        report.note("category without a name: there is no categories.json or site.json", ref)
    audience = Audience.STAFF if is_restricted else Audience.PUBLIC
    return Room(ref, name, {options.language: name}, audience=audience)
