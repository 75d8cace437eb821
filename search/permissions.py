"""Who may do what in search. One rule per deed, named as the deed."""

from core.permissions import Actor, rule
from search.models import Gap


@rule
def see_gaps(actor: Actor) -> bool:
    """What people search in vain is the staff's board."""
    return actor.is_staff


@rule
def write_gap(actor: Actor, gap: Gap) -> bool:
    """Staff begin the wanted article, once."""
    return actor.is_staff and gap.article_id is None and gap.dismissed_at is None


@rule
def link_gap(actor: Actor, gap: Gap) -> bool:
    """Staff name an article that answers it, as long as nobody was told of another."""
    return actor.is_staff and gap.answered_at is None and gap.dismissed_at is None


@rule
def dismiss_gap(actor: Actor, gap: Gap) -> bool:
    return actor.is_staff and gap.answered_at is None and gap.dismissed_at is None


@rule
def reopen_gap(actor: Actor, gap: Gap) -> bool:
    return actor.is_staff and (gap.answered_at is not None or gap.dismissed_at is not None)
