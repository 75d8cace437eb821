"""The processes: one that writes, two that read, one that looks when a change is found."""

import random
import threading
import time
from pathlib import Path
from typing import Any

from bench.updates.plan import (
    A_SECOND,
    CHANGING,
    EVERYTHING,
    GONE,
    Clock,
    changed,
    own_word,
    plan_of,
    word_of,
)
from bench.updates.shown import Seen
from bench.updates.told import Told
from core.events import BATCH
from core.worker import PAUSE
from search.contract import Document, Scope
from search.index import Index
from search.query import parse

THREADS = 4
PAUSES = (0.02, 0.06)  # seconds between two searches of one reader
SCOPES = (
    Scope(frozenset({"public"})),
    Scope(frozenset({"public", "customers"}), user_id=3),
    Scope(frozenset({"public", "customers"}), user_id=4),
    EVERYTHING,
)


def write(path: Path, documents: list[Document], clock: Clock, told: Told, answers: Any) -> None:
    """What the worker does: all that is due, a batch at a time; a pause when it was not full."""
    index, plan = Index(path), list(plan_of(clock.end - clock.busy))
    done, took, batches, seconds = 0, time.process_time(), 0, []
    while done < len(plan):
        due = int(max(0, time.monotonic() - clock.busy) * A_SECOND)
        batch = plan[done : min(due, done + BATCH)]
        if not batch:
            time.sleep(PAUSE)
            continue
        for number, audience, _version in batch:
            told.begin(number, audience)
        index.apply(
            [changed(documents[n], n, a, version) for n, a, version in batch if a != GONE],
            [(documents[n].ref, version) for n, a, version in batch if a == GONE],
        )
        told.committed([number for number, _audience, _version in batch])
        moment = time.monotonic()
        seconds += [moment - clock.due(update) for update in range(done, done + len(batch))]
        told.done.value = done = done + len(batch)
        batches += 1
        if len(batch) < BATCH:
            time.sleep(PAUSE)
    cpu = (time.process_time() - took) * 1_000 / max(done, 1)
    written = {"updates": done, "batches": batches, "cpu_ms": cpu, "seconds": seconds}
    answers.put(("written", written))


def look(path: Path, clock: Clock, told: Told, answers: Any) -> None:
    """How long each update took until a reader found it, in seconds since it was due.

    What is not committed is not looked for: no reader could find it.
    """
    index, plan = Index(path), list(plan_of(clock.end - clock.busy))
    waiting, found, news = dict(enumerate(plan)), {}, ("", 0)
    while waiting and time.monotonic() < clock.end + 30:
        time.sleep(0.05)
        if news == (news := (index.generation, told.done.value)):
            continue
        for update, (number, audience, version) in list(waiting.items()):
            if update >= news[1]:
                break
            word = own_word(number) if audience == GONE else word_of(version)
            query = parse(word, is_literal=True)
            if (index.search(query, scope=EVERYTHING).total == 0) == (audience == GONE):
                found[update] = time.monotonic() - clock.due(update)
                del waiting[update]
    answers.put(("found", {"seconds": list(found.values()), "never": len(waiting)}))


def read(
    path: Path, titles: list[str], clock: Clock, told: Told, answers: Any, process: int
) -> None:
    """Four threads of one web server, with one index."""
    index, every = Index(path, opens_aside=True), [Seen() for _ in range(THREADS)]
    readers = [
        threading.Thread(
            target=_keep_searching, args=(index, titles, clock, told, seen, process * THREADS + n)
        )
        for n, seen in enumerate(every)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    answers.put(("read", every))


def _keep_searching(
    index: Index, titles: list[str], clock: Clock, told: Told, seen: Seen, number: int
) -> None:
    """Words of titles, half of them of documents that change."""
    dice, scope = random.Random(number), SCOPES[number % len(SCOPES)]
    while (asked_at := time.monotonic()) < clock.end:
        words = _words(dice, titles)
        began = time.thread_time()
        try:
            found = index.search(words, scope=scope)
        except Exception as problem:
            seen.errors[f"{type(problem).__name__}: {problem}"] += 1
            continue
        took = (time.thread_time() - began) * 1_000
        if asked_at >= clock.counted:
            (seen.idle if asked_at < clock.busy else seen.busy).append(took)
        for hit in found.hits:
            place = int(hit.ref.partition(":")[2])
            if place < CHANGING:
                seen.checked += 1
                seen.forbidden += not told.may_find(scope, place, asked_at)
        time.sleep(dice.uniform(*PAUSES))


def _words(dice: random.Random, titles: list[str]) -> str:
    """Some of a title's; half of the titles are of documents that change."""
    number = dice.randrange(CHANGING if dice.random() < 0.5 else len(titles))
    words = titles[number].split()
    start = dice.randrange(max(1, len(words) - 3))
    own = [own_word(number)] if number < CHANGING and dice.random() < 0.5 else []
    return " ".join([*words[start : start + 4], *own])
