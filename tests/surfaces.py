"""Every place where a thing could be shown to somebody: page, search, suggestion, list, feed.

A package's tests register their surfaces here at import; tests/test_audience.py walks each one for
every audience and state. A surface answers: does this person (a test client) come to see `word`,
which stands in the thing's title and text?
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask.testing import FlaskClient


@dataclass(frozen=True)
class Surface:
    name: str
    kind: str  # "article" or "thread"
    shows: Callable[[FlaskClient, object, str], bool]


SURFACES: list[Surface] = []


def surface(name: str, kind: str, shows: Callable[[FlaskClient, object, str], bool]) -> None:
    SURFACES.append(Surface(name, kind, shows))


def page(path: str, kind: str) -> None:
    """A surface that is one fixed page (a list) or, with `{url}`, the thing's own page."""

    def shows(client: FlaskClient, thing, word: str) -> bool:
        answer = client.get(path.format(url=thing.url, id=thing.id, word=word))
        return answer.status_code == 200 and word in answer.text.replace(f'value="{word}"', "")

    surface(path, kind, shows)
