"""What texts made to be slow cost a processor, worst first: `python -m bench.markdown`.

A text is refused by the guard, rendered in a process that is killed after 2 s, or, if it is plain,
rendered on the spot; so the time behind each is the guard's alone, or a whole rendering's.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as FutureTimeout
from typing import NamedTuple

from pebble import ProcessPool

from core.markdown.guard import ARTICLE_LENGTH, POST_LENGTH, is_plain, too_complex
from core.markdown.rendering import draft
from core.markdown.safely import TIME_LIMIT
from tests.core.worst_cases import CASES

ON_THE_SPOT = range(2_000, 100, -100)  # characters: the longest that is still plain is taken
PATIENCE = 60  # seconds after which a rendering is given up here


class Row(NamedTuple):
    seconds: float  # of processor time
    way: str
    pattern: str
    size: int  # characters


def measure() -> Iterator[Row]:
    with ProcessPool(max_workers=1) as pool:
        pool.schedule(_seconds, args=("a",)).result()  # starts it, makes its parser
        for pattern, built in CASES.items():
            for text in (built(ARTICLE_LENGTH), built(POST_LENGTH), _longest_plain(built)):
                if too_complex(text):
                    yield Row(_spent(too_complex, text), "refused", pattern, len(text))
                    continue
                try:
                    seconds = pool.schedule(_seconds, args=(text,), timeout=PATIENCE).result()
                except FutureTimeout:
                    seconds = PATIENCE
                yield Row(seconds, _way(text, seconds), pattern, len(text))


def _longest_plain(built: Callable[[int], str]) -> str:
    return next((text for size in ON_THE_SPOT if is_plain(text := built(size))), "")


def _way(text: str, seconds: float) -> str:
    if is_plain(text):
        return "on the spot"
    return "killed" if seconds > TIME_LIMIT else "rendered"


def _seconds(text: str) -> float:
    return min(_spent(draft, text, "vi") for _ in range(3 if len(text) <= max(ON_THE_SPOT) else 1))


def _spent(work: Callable[..., object], *given: str) -> float:
    began = time.thread_time()
    work(*given)
    return time.thread_time() - began


def main() -> None:
    print("  CPU s  what becomes of it  characters  pattern")
    for row in sorted(measure(), reverse=True):
        print(f"{row.seconds:7.3f}  {row.way:18}  {row.size:10,}  {row.pattern}")


if __name__ == "__main__":
    main()
