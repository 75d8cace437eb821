"""A search as somebody would make it, and why each line of its page is there."""

import json
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from core.permissions import Actor
from search import synonyms
from search.contract import Filters
from search.explaining import Explanation, Why
from search.query import Query
from search.services import engine, finding


class Explained(NamedTuple):
    """titles -- by the ref of those that this person may see, in the order of the page.

    filters -- what was kept of what was found, operators typed among it.
    """

    explanation: Explanation
    titles: dict[str, str]
    filters: dict[str, str]


def explain(words: str, *, for_: Actor, filters: Filters) -> Explained:
    """The first page that this person would get, and why. Raises IndexUnavailable."""
    asked = finding.read(words, for_=for_)
    kept = asked.narrow(filters)
    query = finding.words_of(asked.text, is_literal=bool(kept.phrases))
    explanation = engine.index().explain(
        query, scope=finding.scope_of(for_), per_page=finding.PER_PAGE, filters=kept
    )
    began = time.thread_time()
    page = finding.find(words, for_=for_, filters=filters)
    took = (time.thread_time() - began) * 1_000 - explanation.took["search"]
    explanation.took["rows"] = max(took, 0.0)
    titles = {line.ref: "".join(piece.text for piece in line.title) for line in page.lines}
    narrowed = {name: str(value) for name, value in vars(kept).items() if value}
    return Explained(explanation, titles, narrowed)


def as_json(found: Explained) -> str:
    results = found.explanation.results
    told: dict[str, Any] = {
        "typed": results.understood.text,
        "words": results.understood.words,
        "replaced": dict(results.understood.replaced),
        "senses": {
            term: [[*sense.terms, sense.weight] for sense in senses]
            for term, senses in results.understood.senses.items()
        },
        "synonyms": _synonyms(results.understood),
        "excluded": results.understood.excluded,
        "filters": found.filters,
        "terms": [
            {"term": term, "idf": idf, "weight": weight}
            for term, idf, weight in found.explanation.terms
        ],
        "total": results.total,
        "counts": results.counts_by_kind,
        "strong": results.strong,
        "generation": results.generation,
        "cpu_ms": found.explanation.took,
        "hits": [
            {"title": found.titles[hit.ref], **hit._asdict()}
            | {"shares": [share._asdict() for share in hit.shares]}
            for hit in found.explanation.hits
            if hit.ref in found.titles
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def as_text(found: Explained) -> str:
    hits = [hit for hit in found.explanation.hits if hit.ref in found.titles]
    filters = ", ".join(f"{name} {value}" for name, value in found.filters.items())
    lines = [*_asked(found.explanation), f"Filters   {filters or 'none'}", ""]
    for place, hit in enumerate(hits, start=1):
        lines += [
            f"{place:2} {hit.ref:14} {hit.score:8.3f}  {found.titles[hit.ref]}",
            *_shares(hit),
        ]
    return "\n".join(lines)


def _asked(explanation: Explanation) -> Iterator[str]:
    results, query = explanation.results, explanation.results.understood
    yield f"Words     {' '.join(query.words)}"
    for typed, meant in query.replaced.items():
        yield f"  {typed} is read as {meant}"
    for term, senses in query.senses.items():
        meant = ", ".join(f"{' '.join(sense.terms)} ({sense.weight:g})" for sense in senses)
        yield f"  {term} may also be {meant}"
    for phrase, meanings in _synonyms(query).items():
        yield f"  {phrase} means the same here as {', '.join(meanings)}"
    if query.excluded:
        yield f"  without {', '.join(query.excluded)}"
    told = (
        f"{term} {idf:.2f}{f' × {weight:g}' if weight != 1 else ''}" if idf else f"{term} (nowhere)"
        for term, idf, weight in explanation.terms
    )
    yield f"Rarity    {', '.join(told)}"
    kinds = ", ".join(f"{count} {kind}" for kind, count in results.counts_by_kind.items())
    yield f"Found     {results.total}{f' ({kinds})' if kinds else ''}, " + (
        "strong" if results.strong else "but nothing that looks like an answer"
    )
    yield f"Index     {results.generation}"
    steps = ", ".join(f"{step} {ms:.2f}" for step, ms in explanation.took.items())
    yield f"CPU ms    {steps}"


def _synonyms(query: Query) -> dict[str, list[str]]:
    """The phrases in it that the site's groups name, and the rest of their groups."""
    return {
        " ".join(query.words[found.start : found.stop]): [" ".join(each) for each in found.meanings]
        for found in synonyms.find(query.words, query.synonyms)
        if not query.is_literal
    }


def _shares(hit: Why) -> Iterator[str]:
    """A line for each field, its terms by what they add."""
    for field in dict.fromkeys(share.field for share in hit.shares):
        shares = sorted((s for s in hit.shares if s.field == field), key=lambda s: -s.value)
        told = ", ".join(f"{share.term} {share.value:.3f}" for share in shares)
        yield f"   {field:6} {sum(share.value for share in shares):8.3f}  {told}"
    yield f"   {'prior':6} {hit.prior:8.3f}  times the sum"
