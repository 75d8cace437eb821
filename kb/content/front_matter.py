"""YAML front matter, read with line numbers, so that a mistake can be pointed at."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import yaml

LONGEST = 50_000  # characters of front matter


class BadFrontMatter(Exception):
    """`line` counts from 1 within the front matter."""

    def __init__(self, line: int, words: str) -> None:
        super().__init__(line, words)
        self.line = line
        self.words = words


class _Loader(yaml.SafeLoader):
    """Plain values only: an alias could blow a small file up beyond memory."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise BadFrontMatter(mark.line + 1, "aliases (*name) are not supported")
        return super().compose_node(parent, index)


class PlainDumper(yaml.SafeDumper):
    """Writes no alias, since none is read."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


class Mapping:
    """The keys of a front matter, taken one by one; `rest` gives those nobody asked for."""

    def __init__(self, values: dict[str, Any], raws: dict[str, str], lines: dict[str, int]) -> None:
        self.values = values
        self.raws = raws
        self.lines = lines
        self.taken: set[str] = set()

    def line(self, name: str) -> int:
        return self.lines.get(name, 1)

    def take(self, name: str) -> Any:
        self.taken.add(name)
        return self.values.get(name)

    def rest(self) -> dict[str, Any]:
        return {name: value for name, value in self.values.items() if name not in self.taken}

    def raw(self, name: str) -> str | None:
        """The scalar as written: a key such as 0123456789 is no number."""
        if self.take(name) is None:
            return None
        if name not in self.raws:
            raise BadFrontMatter(self.line(name), f"`{name}` is one word")
        return self.raws[name]

    def text(self, name: str, *, needed: bool = False, longest: int) -> str:
        value = self.take(name)
        if value is None:
            value = ""
        if isinstance(value, bool | int | float):
            value = self.raws[name]
        if not isinstance(value, str):
            raise BadFrontMatter(self.line(name), f"`{name}` is a text: put it between quotes")
        value = " ".join(value.split())
        if needed and not value:
            raise BadFrontMatter(self.line(name), f"`{name}` is missing")
        if len(value) > longest:
            raise BadFrontMatter(self.line(name), f"`{name}` is longer than {longest} characters")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.take(name)
        if value is None:
            return ()
        if not isinstance(value, list) or any(isinstance(one, dict | list) for one in value):
            raise BadFrontMatter(self.line(name), f"`{name}` is a list: [one, two]")
        return tuple(text for one in value if (text := " ".join(str(one).split())[:120]))

    def one_of(self, name: str, allowed: Sequence[str], default: str) -> str:
        value = self.take(name)
        if value is None:
            return default
        if value not in allowed:
            words = ", ".join(allowed)
            raise BadFrontMatter(self.line(name), f"`{name}` is one of: {words}")
        return str(value)

    def flag(self, name: str) -> bool:
        value = self.take(name)
        if value is not None and not isinstance(value, bool):
            raise BadFrontMatter(self.line(name), f"`{name}` is true or false")
        return bool(value)

    def number(self, name: str, *, least: int | None = None) -> int | None:
        value = self.take(name)
        if value is None:
            return None
        fits = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**31
        if not fits or (least is not None and value < least):
            raise BadFrontMatter(self.line(name), f"`{name}` is a whole number")
        return int(value)

    def day(self, name: str) -> date | None:
        value = self.take(name)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise BadFrontMatter(self.line(name), f"`{name}` is a day: 2026-11-24")
        return value


def parse_mapping(text: str, *, may_repeat: bool = False) -> Mapping:
    """Read front matter. Raises BadFrontMatter at the line that is wrong.

    may_repeat -- a name may stand twice, as other systems let it: the last one counts.
    """
    if len(text) > LONGEST:
        raise BadFrontMatter(1, "the front matter is too long")
    try:
        return _parse(text, may_repeat=may_repeat)
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        raise BadFrontMatter(mark.line + 1 if mark else 1, wrong.problem or "no YAML") from None
    except yaml.YAMLError as wrong:
        raise BadFrontMatter(1, f"no YAML: {wrong}") from None
    except ValueError as wrong:  # a date such as 2026-13-40
        raise BadFrontMatter(1, str(wrong)) from None
    except RecursionError:
        raise BadFrontMatter(1, "the front matter is nested too deeply") from None


def _parse(text: str, *, may_repeat: bool) -> Mapping:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return Mapping({}, {}, {})
        if not isinstance(node, yaml.MappingNode):
            raise BadFrontMatter(1, "front matter is a list of `name: value`")
        lines = _lines(node, may_repeat=may_repeat)
        values = loader.construct_document(node)
    finally:
        loader.dispose()
    raws = {name.value: v.value for name, v in node.value if isinstance(v, yaml.ScalarNode)}
    return Mapping({str(name): value for name, value in values.items()}, raws, lines)


def _lines(node: yaml.MappingNode, *, may_repeat: bool) -> dict[str, int]:
    lines: dict[str, int] = {}
    for name, _ in node.value:
        line = name.start_mark.line + 1
        if not isinstance(name, yaml.ScalarNode):
            raise BadFrontMatter(line, "a name is one word")
        if name.value in lines and not may_repeat:
            raise BadFrontMatter(line, f"`{name.value}` stands here twice")
        lines[name.value] = line
    return lines
