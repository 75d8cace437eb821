"""Who may read: everybody, customers (anyone signed in), or staff."""

from enum import StrEnum

from core.permissions import Actor


class Audience(StrEnum):
    PUBLIC = "public"
    CUSTOMERS = "customers"
    STAFF = "staff"

    @property
    def width(self) -> int:
        """Wider audiences have greater numbers: a deed that raises it must say so first."""
        return (Audience.STAFF, Audience.CUSTOMERS, Audience.PUBLIC).index(self)


_OF_VISITORS = frozenset({Audience.PUBLIC})
_OF_CUSTOMERS = frozenset({Audience.PUBLIC, Audience.CUSTOMERS})
_OF_STAFF = frozenset(Audience)


def audiences_of(actor: Actor) -> frozenset[Audience]:
    """The audiences that this person belongs to."""
    if actor.is_staff:
        return _OF_STAFF
    return _OF_CUSTOMERS if actor.is_authenticated else _OF_VISITORS


def narrowest_of(actor: Actor) -> Audience:
    """The narrowest audience this person belongs to; it says all the others."""
    return min(audiences_of(actor), key=lambda audience: audience.width)
