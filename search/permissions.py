"""Who may do what in search. One rule per deed, named as the deed."""

from core.permissions import Actor, rule
from search.models import Gap


@rule
def see_gaps(actor: Actor) -> bool:
    """What people search in vain is the staff's board."""
    return actor.is_staff


@rule
def see_log(actor: Actor) -> bool:
    """So is what they search at all."""
    return actor.is_staff


@rule
def write_gap(actor: Actor, gap: Gap) -> bool:
    """Staff begin the wanted article, once."""
    return actor.is_staff and gap.article_id is None and gap.dismissed_at is None


@rule
def link_gap(actor: Actor, gap: Gap) -> bool:
    """Staff name an article that answers it, as long as nobody was told of another."""
    return _is_open_to(actor, gap)


@rule
def equate_gap(actor: Actor, gap: Gap) -> bool:
    """Staff say which words mean the same, so that an article that exists answers it."""
    return _is_open_to(actor, gap)


@rule
def take_gap(actor: Actor, gap: Gap) -> bool:
    """Staff say that they write it, before anybody else did."""
    return _is_open_to(actor, gap) and gap.owner_id is None


@rule
def give_back_gap(actor: Actor, gap: Gap) -> bool:
    """Who took it, or an administrator when they are away."""
    is_mine = gap.owner_id == actor.id or actor.is_admin
    return _is_open_to(actor, gap) and gap.owner_id is not None and is_mine


@rule
def ask_gap(actor: Actor, gap: Gap) -> bool:
    """Staff ask the community what they cannot answer themselves, once."""
    return _is_open_to(actor, gap) and gap.thread_id is None


def _is_open_to(actor: Actor, gap: Gap) -> bool:
    return actor.is_staff and gap.answered_at is None and gap.dismissed_at is None


@rule
def dismiss_gap(actor: Actor, gap: Gap) -> bool:
    return _is_open_to(actor, gap)


@rule
def reopen_gap(actor: Actor, gap: Gap) -> bool:
    return actor.is_staff and (gap.answered_at is not None or gap.dismissed_at is not None)


_DEEDS = {
    "write": write_gap,
    "link": link_gap,
    "ask": ask_gap,
    "take": take_gap,
    "give_back": give_back_gap,
    "dismiss": dismiss_gap,
    "reopen": reopen_gap,
}


def deeds_of(actor: Actor, gap: Gap) -> list[str]:
    """What this person may do with a gap: the board asks all the rules of each of its lines."""
    return [deed for deed, may in _DEEDS.items() if may(actor, gap)]
