"""What /proc tells about a tree of processes: processor time and memory of its own."""

import os
from pathlib import Path
from typing import NamedTuple

TICK = os.sysconf("SC_CLK_TCK")
HERE = f"{Path.cwd()}/"  # no result names where it was made


class Process(NamedTuple):
    pid: int
    command: str
    uss_mb: float  # unique set size: what would be free if this one ended


def tree(root: int) -> list[int]:
    """The process and all below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        if fields := _stat(entry):
            children.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def cpu_seconds(root: int) -> float:
    """Processor time of the tree, its dead children included; to a hundredth of a second."""
    ticks = 0
    for pid in tree(root):
        if fields := _stat(Path(f"/proc/{pid}/stat")):
            ticks += sum(int(field) for field in fields[11:15])  # utime stime cutime cstime
    return ticks / TICK


def memory(root: int) -> list[Process]:
    found = []
    for pid in tree(root):
        folder = Path(f"/proc/{pid}")
        try:
            lines = (folder / "smaps_rollup").read_text().splitlines()
            command = (folder / "cmdline").read_text().replace("\0", " ").replace(HERE, "")
        except (FileNotFoundError, ProcessLookupError):
            continue
        private = sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
        found.append(Process(pid, command.strip(), private / 1024))
    return found


def _stat(path: Path) -> list[str]:
    """Fields of /proc/<pid>/stat after the name: state, parent, …; empty when it is gone."""
    try:
        return path.read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
