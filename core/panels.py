"""What a floor above puts on the page of a thing below, which does not know of it.

    @panel("article")
    def related(article, linked):
        return Panel("search/related/index.html", {"lines": [...]})

The page draws them: {% for each in panels("article", article, linked) %}.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple, TypeVar


class Panel(NamedTuple):
    """A template, and what it shows.

    stamp -- names what it shows where somebody says yes to just that: other news, another stamp.
    """

    template: str
    shown: Mapping[str, Any]
    stamp: str = ""


# Of a thing, and addresses that its page leads to anyway; None where there is nothing to show.
Maker = Callable[[Any, Collection[str]], Panel | None]
M = TypeVar("M", bound=Maker)
_makers: dict[str, list[Maker]] = {}


def panel(kind: str) -> Callable[[M], M]:
    """Decorates what makes a panel for each page of a kind of thing."""

    def _register(maker: M) -> M:
        _makers.setdefault(kind, []).append(maker)
        return maker

    return _register


def panels(kind: str, thing: Any, linked: Collection[str] = ()) -> list[Panel]:
    """For templates: the panels of a thing, for whoever asks."""
    return [made for make in _makers.get(kind, ()) if (made := make(thing, linked)) is not None]
