"""Things kept in memory by key, within a number of bytes; what was not used for longest goes."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Bounded(Generic[T]):
    """Safe between threads. most -- bytes of all things together, as their keepers say."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self._things: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> T | None:
        with self._lock:
            found = self._things.get(key)
            if found is None:
                return None
            self._things.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, thing: T, size: int) -> None:
        with self._lock:
            if old := self._things.pop(key, None):
                self.size -= old[1]
            if size > self.most:
                return  # it would drive out all others, and then itself
            self._things[key] = thing, size
            self.size += size
            while self.size > self.most:
                self.size -= self._things.popitem(last=False)[1][1]

    def clear(self) -> None:
        with self._lock:
            self._things.clear()
            self.size = 0


def remembered(
    most: int, size: Callable[[str, Any], int]
) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Decorates a function of one text whose answers are worth keeping.

    most -- bytes of all texts and answers; size -- how many one text and its answer take.
    """

    def _decorate(function: Callable[[str], T]) -> Callable[[str], T]:
        answers: Bounded[T] = Bounded(most)

        @wraps(function)
        def _answer(text: str) -> T:
            found = answers.get(text)
            if found is None:
                found = function(text)
                answers.put(text, found, size(text, found))
            return found

        return _answer

    return _decorate
