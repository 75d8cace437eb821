"""May this person do this? One rule, one function; views and templates ask the same one."""

from collections.abc import Callable
from typing import Any, NoReturn, Protocol, TypeVar

from flask import abort, current_app
from flask_login import current_user


class Actor(Protocol):
    """What a rule may know of the person asking (a User or a Visitor)."""

    id: Any
    is_authenticated: bool
    is_moderator: bool  # has the moderator's role (of which categories: the forum knows)
    is_staff: bool  # staff or admin
    is_admin: bool
    may_post: bool  # confirmed as far as the site asks, and not suspended


Rule = Callable[..., bool]
R = TypeVar("R", bound=Rule)
_rules: dict[str, Rule] = {}


def rule(function: R) -> R:
    """Register `forum/permissions.py:hide_post` under the name `forum.hide_post`."""
    package = function.__module__.partition(".")[0]
    _rules[f"{package}.{function.__name__}"] = function
    return function


def rules() -> dict[str, Rule]:
    """Every rule by its name (the deed × role table in the tests walks them)."""
    return dict(_rules)


def can(name: str, subject: Any = None) -> bool:
    """For templates: `{% if can("forum.hide_post", post) %}`. Unknown names raise KeyError."""
    return _ask(_rules[name], subject)


def authorize(rule: Rule, subject: Any = None) -> None:
    """For views: go on if the rule says yes, else 403 (or the sign-in page for a visitor)."""
    if not _ask(rule, subject):
        refuse()


def refuse() -> NoReturn:
    """Send a visitor to sign in, anybody else to the 403 page."""
    if not current_user.is_authenticated:
        abort(current_app.login_manager.unauthorized())  # type: ignore[attr-defined]
    abort(403)


def _ask(rule: Rule, subject: Any) -> bool:
    actor = current_user._get_current_object()  # a page asks 300 times: the proxy would show
    return rule(actor) if subject is None else rule(actor, subject)
