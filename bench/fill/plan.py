"""How much there is of everything, and what the parts of the filling share."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bench.bodies import Bodies
from bench.fill.rows import Rows
from bench.texts import Writer

YEARS = timedelta(days=3 * 365)
PASSWORD = "every bench person has this one"
ADMIN, STAFF, MODERATORS = 1, range(2, 7), range(7, 15)  # ids of people
MEMBERS = range(15, 65)  # customers whom the bench signs in
CATEGORIES = 20
BIG_ROOM = 1  # id of the category that holds seven of ten threads
BIG_THREAD = 1


def email_of(person: int) -> str:
    return f"person{person}@example.com"


@dataclass
class Plan:
    size: int
    writer: Writer
    bodies: Bodies
    rows: Rows
    end: datetime = field(default_factory=lambda: datetime.now(UTC) - timedelta(hours=1))

    @property
    def dice(self) -> random.Random:
        return self.writer.dice

    @property
    def people(self) -> int:
        return 2_000 * self.size

    @property
    def threads(self) -> int:
        return 10_000 * self.size

    @property
    def posts(self) -> int:
        return 100_000 * self.size

    @property
    def longest_thread(self) -> int:
        return 4_100 * self.size

    @property
    def articles(self) -> int:
        return 3_000 * self.size

    @property
    def tags(self) -> int:
        return 300

    @property
    def products(self) -> int:
        return 12

    @property
    def collections(self) -> int:
        return 24

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def person(self) -> int:
        """Somebody: few write much, most write little."""
        return min(self.people, int(self.people ** self.dice.random()) + MODERATORS.stop)

    def staff(self) -> int:
        return self.dice.choice(STAFF)

    def moment(self) -> datetime:
        return self.end - YEARS * self.dice.random()
