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


def audiences_of(actor: Actor) -> frozenset[Audience]:
    """The audiences that this person belongs to."""
    if actor.is_staff:
        return frozenset(Audience)
    if actor.is_authenticated:
        return frozenset({Audience.PUBLIC, Audience.CUSTOMERS})
    return frozenset({Audience.PUBLIC})


def narrowest_of(actor: Actor) -> Audience:
    """The narrowest audience this person belongs to; it says all the others."""
    return min(audiences_of(actor), key=lambda audience: audience.width)
