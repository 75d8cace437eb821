"""What an import itself says to readers, in the language of what it brings."""

from collections.abc import Callable

from flask_babel import force_locale
from flask_babel import gettext as _


def closed_there(language: str) -> str:
    return _in(language, lambda: _("closed in the former forum"))


def duplicate_there(language: str) -> str:
    return _in(language, lambda: _("closed as a duplicate in the former forum"))


def hidden_there(language: str) -> str:
    return _in(language, lambda: _("hidden in the former forum"))


def category_number(language: str, number: str) -> str:
    return _in(language, lambda: _("Category %(number)s", number=number))


def _in(language: str, say: Callable[[], object]) -> str:
    with force_locale(language):
        return str(say())
