"""Members of a former system: placeholder people, each until the real one claims the account."""

from collections.abc import Iterable

from flask_babel import force_locale
from flask_babel import gettext as _

from accounts.models import Identity, IdentityKind, User
from accounts.services import identities, settings
from core.db import db
from core.origins import note_origin, origins_of
from core.text import clean_line, clean_text
from hoidap.importing.records import Person
from hoidap.importing.report import Report, Step
from hoidap.importing.source import Options

NAME_LENGTH = 60
ABOUT_LENGTH = 2_000
NOBODY = ""  # the ref of whoever wrote what names no author


class People:
    """Finds the person behind a ref, and makes those who are new."""

    def __init__(self, options: Options, report: Report) -> None:
        self.options = options
        self.report = report

    def take(self, person: Person) -> None:
        """A member the export describes. Known already: nothing changes."""
        if not origins_of(self.options.name, "person", [person.ref]):
            self._add(person)

    def ids(self, refs: Iterable[str | None]) -> dict[str | None, int]:
        """The person's id for each ref; one whom no record described is called by the ref."""
        wanted = {ref or NOBODY for ref in refs}
        found = origins_of(self.options.name, "person", wanted)
        known: dict[str | None, int] = {ref: origin.subject_id for ref, origin in found.items()}
        for ref in sorted(wanted - set(found)):
            known[ref] = self._add(Person(ref=ref, name=ref or _former_member()))
        known[None] = known.get(NOBODY, 0)
        return known

    def _add(self, person: Person) -> int:
        user = self._member_of(person)
        if user is None:
            user = User(
                name=clean_line(person.name)[:NAME_LENGTH] or _former_member(),
                language=self.options.language,
                about=clean_text(person.about)[:ABOUT_LENGTH],
            )
            if person.joined_at is not None:
                user.created_at = person.joined_at
            if email := self._free_email(person):
                user.identities.append(Identity(kind=IdentityKind.EMAIL, value=email))
            db.session.add(user)
            db.session.flush()
        note_origin(self.options.name, "person", person.ref, user.id)
        self.report.count("person", Step.NEW)
        return user.id

    def _member_of(self, person: Person) -> User | None:
        """Who is a member here already, with this very mailbox proved to be theirs."""
        email = self._email(person)
        identity = identities.find_by_email(email) if email else None
        return identity.user if identity and identity.verified_at else None

    def _free_email(self, person: Person) -> str | None:
        """An address that somebody typed here without proof stays theirs to prove."""
        email = self._email(person)
        if email and identities.find_by_email(email) is not None:
            self.report.note("e-mail address that an unconfirmed member has here", person.ref)
            return None
        return email

    def _email(self, person: Person) -> str | None:
        emails = self.options.emails
        typed = person.email or emails.get(person.ref) or emails.get(person.name)
        if not typed:
            return None
        try:
            return identities.normalised_email(typed)
        except identities.BadAddress:
            self.report.note("e-mail address that cannot be", person.ref)
            return None


def _former_member() -> str:
    with force_locale(str(settings.get("site_language"))):
        return str(_("Former member"))
