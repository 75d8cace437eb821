"""The demo's searches in vain, and the one who waits to be told."""

from typing import Any

from core.clock import now
from core.db import db
from search.analysis import fold_words
from search.models import Waiting
from search.services import gaps
from search.services.waiting import CONSENT_VERSION


def search_in_vain(searches: list[dict[str, Any]], waiting: list[dict[str, Any]]) -> None:
    for line in searches:
        gaps.count_failed(
            fold_words(line["words"]), line["words"], line["language"], times=line["count"]
        )
    for line in waiting:
        gap = gaps.found_or_new(fold_words(line["words"]), line["words"], "vi")
        db.session.add(
            Waiting(
                gap_id=gap.id,
                email=line["email"],
                language="vi",
                consent_version=CONSENT_VERSION,
                confirmed_at=now(),
            )
        )
