"""How far a long command is: a bar for the stage under way."""

from typing import Any, Protocol, Self

import click


class Tick(Protocol):
    """Told at every step: the stage, how much it has to do when that is known, how much is done."""

    def __call__(self, stage: str, total: int | None, /, *, by: int = 1) -> None: ...


def silent(_stage: str, _total: int | None, *, by: int = 1) -> None:
    """Nobody watches."""


class Bar:
    """A progress bar for the stage under way, none where the output is no terminal."""

    def __init__(self) -> None:
        self._stage = ""
        self._bar: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def tick(self, stage: str, total: int | None, *, by: int = 1) -> None:
        if stage != self._stage:
            self._end()
            self._stage = stage
            self._bar = click.progressbar(length=total or 0, label=f"{stage:9}", show_pos=True)
            self._bar.__enter__()
        self._bar.update(by)

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
