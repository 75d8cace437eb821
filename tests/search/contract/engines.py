"""The engines that are held to the contract; a further one is a further line."""

from collections.abc import Callable
from pathlib import Path

from search.contract import Engine
from search.index import Index

# Opens an engine whose index lies in a folder, or would; a second time as another process would.
Opened = Callable[[Path], Engine]

ENGINES: dict[str, Opened] = {
    "whoosh": lambda folder: Index(folder, write_wait=0.2),
}
