"""How well search finds: the sets beside the checkout, scored by their own `evaluate.py`.

Ours is indexed and searched by `bench.retrieval`, which is the product's own way.
"""

import importlib.util
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from bench import retrieval
from bench.search import fts5
from bench.search.targets import AIMS, VARIANTS
from search.query import parse

SETS = Path(__file__).parents[3] / "shared" / "data" / "eval"
TOP = 10
Run = dict[str, list[str]]  # by a query's id, what was found


class Row(NamedTuple):
    """One set and variant. The first four over all its queries.

    half_width -- of the 95 % interval of ours.
    """

    name: str
    variant: str
    ndcg: float
    mrr: float
    success3: float
    half_width: float
    dev: float
    test: float
    fts5: float
    fts5_test: float


def rows(sets: Path = SETS) -> Iterator[Row]:
    """Every set that is here; of the others a line on standard error."""
    for name in dict.fromkeys(name for name, _variant in AIMS):
        if (sets / name / "qrels.tsv").is_file():
            yield from _rows_of(sets / name, _evaluate(sets))
        else:
            print(f"{name} is not here: skipped", file=sys.stderr)


def _evaluate(sets: Path) -> ModuleType:
    found = importlib.util.spec_from_file_location("evaluate", sets / "evaluate.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def _rows_of(folder: Path, evaluate: ModuleType) -> Iterator[Row]:
    corpus, asked, judged = evaluate.load(str(folder))
    asked = [query for query in asked if query["id"] in judged]
    halves: dict[str, list[str]] = {"dev": [], "test": []}
    for query in asked:
        halves[evaluate.split_of(query["id"])].append(query["id"])
    everything = [query["id"] for query in asked]
    (file,) = folder.glob("corpus.jsonl*")
    with tempfile.TemporaryDirectory() as temporary:
        index = retrieval.indexed(str(file), Path(temporary))
        peer = fts5.indexed(((d["id"], d.get("title", ""), d["text"]) for d in corpus), ":memory:")
        for variant in VARIANTS:
            typed = {
                query["id"]: (evaluate.perturb(query, variant) if variant != "plain" else query)[
                    "text"
                ]
                for query in asked
            }
            ours = _run(typed, lambda text: _ours(index, text))
            theirs = _run(typed, lambda text: fts5.search(peer, text, TOP))
            whole = evaluate.metrics(ours, judged, everything)
            yield Row(
                name=folder.name,
                variant=variant,
                ndcg=whole["nDCG@10"],
                mrr=whole["MRR@10"],
                success3=_success(ours, judged, everything),
                half_width=whole["CI"],
                dev=evaluate.metrics(ours, judged, halves["dev"])["nDCG@10"],
                test=evaluate.metrics(ours, judged, halves["test"])["nDCG@10"],
                fts5=evaluate.metrics(theirs, judged, everything)["nDCG@10"],
                fts5_test=evaluate.metrics(theirs, judged, halves["test"])["nDCG@10"],
            )


def _run(typed: dict[str, str], search: Callable[[str], list[str]]) -> Run:
    return {number: search(text) for number, text in typed.items()}


def _ours(index: Any, text: str) -> list[str]:
    found = index.search(parse(text), scope=retrieval.EVERYBODY, per_page=TOP)
    return [hit.ref for hit in found.hits]


def _success(
    run: Run, judged: dict[str, dict[str, int]], asked: list[str], among: int = 3
) -> float:
    """The share of queries with something relevant among the first three."""
    return sum(any(ref in judged[q] for ref in run[q][:among]) for q in asked) / len(asked)
