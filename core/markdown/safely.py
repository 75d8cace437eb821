"""Rendering that always comes back: within two seconds, in a process that can be killed."""

from __future__ import annotations

import atexit
import logging
import multiprocessing
import os
import threading
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from dataclasses import dataclass

from pebble import ProcessExpired, ProcessPool

from core.markdown.guard import is_plain
from core.markdown.rendering import RENDERER_VERSION, as_typed, draft, printable
from core.markdown.sanitise import ResolveLink, last_pass

log = logging.getLogger(__name__)

TIME_LIMIT = 2.0  # seconds of rendering, from the moment the process takes the text up
PATIENCE = 10.0  # seconds in all, waiting behind others' texts and a process's start included
MEMORY_LIMIT = 1 << 30  # bytes of address space for the rendering process


@dataclass(frozen=True, slots=True)
class Rendered:
    """What to store: safe HTML, the renderer's version, and whether it is only the typed text."""

    html: str
    version: int
    shown_as_typed: bool


def render_safely(
    text: str, *, resolve_link: ResolveLink | None = None, language: str = "vi"
) -> Rendered:
    """Safe HTML for `text`, or the text as typed when it is too knotty. Never raises.

    Call it outside the transaction; it takes a few milliseconds, at the worst some seconds.
    """
    text = printable(text)
    try:
        html = draft(text, language) if is_plain(text) else _in_killable_process(text, language)
        if html is not None:
            return Rendered(last_pass(html, resolve_link), RENDERER_VERSION, False)
    except (FutureTimeout, ProcessExpired):
        log.warning("A text of %d characters took too long to render.", len(text))
    except Exception:
        log.exception("A text of %d characters could not be rendered.", len(text))
    return Rendered(as_typed(text), RENDERER_VERSION, True)


def warm_up() -> None:
    """Start the rendering process ahead of the first text (half a second of processor time)."""
    with suppress(FutureTimeout, ProcessExpired):
        _in_killable_process("", "vi")


_lock = threading.Lock()
_pool: ProcessPool | None = None


def _in_killable_process(text: str, language: str) -> str | None:
    future = _the_pool().schedule(draft, args=(text, language), timeout=TIME_LIMIT)
    try:
        html: str | None = future.result(timeout=PATIENCE)
    except FutureTimeout:
        future.cancel()  # type: ignore[no-untyped-call]
        raise
    return html


def _the_pool() -> ProcessPool:
    """One a process, started when first needed; spawned, since forking with threads is unsound."""
    global _pool
    with _lock:
        if _pool is None or not _pool.active:
            _pool = ProcessPool(
                max_workers=1,
                context=multiprocessing.get_context("spawn"),
                initializer=_prepare,
            )
        return _pool


def _prepare() -> None:
    """In the new process: a bound on its memory; then what it loads at the first text is loaded, so
    that the time limit measures texts alone, also on a busy machine."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    for language in ("vi", "en"):
        draft("", language)


@atexit.register
def stop() -> None:
    """End the rendering process; the next text starts another."""
    global _pool
    with _lock:
        if _pool is not None:
            _pool.stop()  # type: ignore[no-untyped-call]
            _pool.join(timeout=2)
            _pool = None


def _forget() -> None:
    """After a fork the pool belongs to the parent; the lock may be held by a thread not here."""
    global _lock, _pool
    _lock, _pool = threading.Lock(), None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
