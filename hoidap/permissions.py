"""Who may do what at the front door: the desk, the settings, the list of members."""

from accounts.models import User
from core.permissions import Actor, rule


@rule
def see_desk(actor: Actor) -> bool:
    """Staff see all of it, a moderator the queue of the categories they are given."""
    return actor.is_staff or actor.is_moderator


@rule
def see_work(actor: Actor) -> bool:
    """The desk beyond the queue: private complaints, drafts, failed searches and deliveries."""
    return actor.is_staff


@rule
def retry_delivery(actor: Actor) -> bool:
    return actor.is_staff


@rule
def see_audit(actor: Actor) -> bool:
    return actor.is_admin


@rule
def manage_settings(actor: Actor) -> bool:
    """The site's look, contact card, shelves, rooms, tags, limits and mail."""
    return actor.is_admin


@rule
def import_content(actor: Actor) -> bool:
    """Bring in another system's articles, threads and people, and see what came of it."""
    return actor.is_admin


@rule
def see_members(actor: Actor) -> bool:
    return actor.is_staff


@rule
def see_email(actor: Actor) -> bool:
    """Never a moderator: who keeps order need not know who somebody is elsewhere."""
    return actor.is_staff


@rule
def manage_members(actor: Actor) -> bool:
    return actor.is_admin


@rule
def change_role(actor: Actor, person: User) -> bool:
    """Not one's own: the last admin would lock everybody out."""
    return actor.is_admin and actor.id != person.id and person.erased_at is None


@rule
def change_trust(actor: Actor, person: User) -> bool:
    """Staff, by hand; nobody their own."""
    return actor.is_staff and actor.id != person.id and person.erased_at is None


@rule
def suspend_member(actor: Actor, person: User) -> bool:
    return actor.is_admin and actor.id != person.id and person.erased_at is None


@rule
def send_claim_link(actor: Actor, person: User) -> bool:
    """For an account that came with an import, has no address and nobody has claimed yet."""
    return actor.is_staff and person.is_placeholder and person.email is None


@rule
def invite_people(actor: Actor) -> bool:
    return actor.is_admin
