"""Who may find what, as far as a reader can know by now."""

import time

from bench.updates.plan import AUDIENCES, CHANGING, fork, reader_of
from search.contract import Scope
from search.index import FRESH_FOR


class Told:
    """Who may find each changing document, as far as readers can know by now.

    A change is in force for a reader once it was committed longer ago than a reader may go without
    asking for a newer generation; until then what held before may hold still.
    """

    def __init__(self) -> None:
        self._before = fork.RawArray("b", CHANGING)
        self._after = fork.RawArray("b", CHANGING)
        self._in_force = fork.RawArray("d", CHANGING)
        self.done = fork.RawValue("l")  # updates that were committed

    def begin(self, number: int, audience: str) -> None:
        self._in_force[number] = float("inf")
        self._before[number] = self._after[number]
        self._after[number] = AUDIENCES.index(audience)

    def committed(self, numbers: list[int]) -> None:
        moment = time.monotonic() + FRESH_FOR
        for number in numbers:
            self._in_force[number] = moment

    def may_find(self, scope: Scope, number: int, asked_at: float) -> bool:
        return _is_open(scope, number, AUDIENCES[self._after[number]]) or (
            asked_at < self._in_force[number]
            and _is_open(scope, number, AUDIENCES[self._before[number]])
        )


def _is_open(scope: Scope, number: int, audience: str) -> bool:
    is_own = audience == "private" and scope.user_id == reader_of(number)
    return audience in scope.audiences or is_own
