"""The demo's searches in vain, and the one who waits to be told."""

from typing import Any

from core.clock import now
from core.db import db
from search.analysis import fold_words
from search.models import Gap, Waiting


def search_in_vain(searches: list[dict[str, Any]], waiting: dict[str, Any]) -> None:
    for line in searches:
        db.session.add(
            Gap(
                words=fold_words(line["words"]),
                typed=line["words"],
                language=line["language"],
                search_count=line["count"],
            )
        )
    db.session.flush()
    words = fold_words(waiting["words"])
    gap = db.session.query(Gap).filter_by(words=words).one_or_none()
    if gap is None:
        gap = Gap(words=words, typed=waiting["words"], language="vi", search_count=1)
        db.session.add(gap)
        db.session.flush()
    db.session.add(
        Waiting(
            gap_id=gap.id,
            email=waiting["email"],
            language="vi",
            consent_version="1",
            confirmed_at=now(),
        )
    )
