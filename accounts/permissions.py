"""Who may do what with people, settings and the record."""

from accounts.models import User
from core.permissions import Actor, rule


@rule
def confirm_address(actor: Actor) -> bool:
    """Ask for the confirming mail once more."""
    return actor.is_authenticated


@rule
def edit_profile(actor: Actor, person: User) -> bool:
    """One's own alone: nobody puts words into somebody else's mouth."""
    return _is_self(actor, person)


@rule
def change_password(actor: Actor, person: User) -> bool:
    return _is_self(actor, person)


@rule
def see_sessions(actor: Actor, person: User) -> bool:
    """The list of signed-in browsers, and ending them."""
    return _is_self(actor, person)


@rule
def see_person_email(actor: Actor, person: User) -> bool:
    """Staff and the person; a moderator never."""
    return actor.is_staff or _is_self(actor, person)


@rule
def see_members(actor: Actor) -> bool:
    return actor.is_staff


@rule
def manage_members(actor: Actor) -> bool:
    """The page of members, roles and invitations."""
    return actor.is_admin


@rule
def change_role(actor: Actor, person: User) -> bool:
    """Admins, but not their own: nobody gives themselves rights or locks themselves out."""
    return actor.is_admin and not _is_self(actor, person) and person.erased_at is None


@rule
def suspend_person(actor: Actor, person: User) -> bool:
    """Staff shut out customers and moderators; admins shut out anybody but themselves."""
    if _is_self(actor, person) or person.erased_at is not None:
        return False
    return actor.is_admin or (actor.is_staff and not person.is_staff)


@rule
def end_sessions(actor: Actor, person: User) -> bool:
    """Sign somebody else out everywhere: whom one could suspend."""
    return suspend_person(actor, person)


@rule
def invite_people(actor: Actor) -> bool:
    return actor.is_admin


@rule
def manage_settings(actor: Actor) -> bool:
    return actor.is_admin


@rule
def manage_products(actor: Actor) -> bool:
    return actor.is_admin


@rule
def see_audit(actor: Actor) -> bool:
    return actor.is_staff


def _is_self(actor: Actor, person: User) -> bool:
    return actor.is_authenticated and bool(actor.id == person.id)
