"""Runs a command for what it says."""

import subprocess
from pathlib import Path

from bench.peer import NoPeer


def said(
    command: list[str], *, environment: dict[str, str] | None = None, cwd: Path | None = None
) -> str:
    """What it wrote. Raises NoPeer with its last words where it fails or is not there."""
    try:
        ended = subprocess.run(
            command, env=environment, cwd=cwd, capture_output=True, text=True, check=True
        )
    except FileNotFoundError as problem:
        raise NoPeer(f"{command[0]} is not installed.") from problem
    except subprocess.CalledProcessError as problem:
        words = problem.stderr.strip().splitlines() or ["it said nothing"]
        raise NoPeer(f"{Path(command[0]).name} failed: {words[-1]}") from problem
    return ended.stdout.strip()
