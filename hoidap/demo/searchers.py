"""The demo's searches: a season of counts, what was sought in vain, and who waits to be told."""

import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from accounts.models import User
from core.clock import now, today
from core.db import db
from kb.models import Article
from search.analysis import fold_words
from search.models import Gap, SearchDay, SearchLog, SearchStep, StepKind, Waiting
from search.services import gaps
from search.services.days import REST
from search.services.waiting import CONSENT_VERSION

SEASON = 84  # days
Day = dict[str, Any]  # a row of SearchDay


def search(lines: dict[str, Any], people: dict[str, User], dice: random.Random) -> None:
    """Write what the community file names of searches. Flushes."""
    days = _season(dice)
    for line in lines["failed_searches"]:
        gap = _missed(line)
        days += _times(gap, line["count"], days=50, dice=dice, failed=True)
        _go_on(line, failed=True)
    for line in lines["closed_searches"]:
        gap, closed = _missed(line), now() - timedelta(days=line["days_ago"])
        gap.searched_at = closed
        _close(gap, line, closed)
        _go_on(line)
        if gap.article_id:
            days += _times(gap, line["count"], days=line["days_ago"] - 1, dice=dice)
    for line in lines["found_searches"]:
        days += _found(line, dice)
        _go_on(line)
    for line in lines["waiting"]:
        _wait(line, people)
    db.session.execute(insert(SearchDay), days)


def _season(dice: random.Random) -> list[Day]:
    """What was searched each day, growing, and more of it answered by and by."""
    made = []
    for ago in range(SEASON, 0, -1):
        count = dice.randrange(20, 40) + (SEASON - ago) // 4
        failed = count * (14 + dice.randrange(10) + ago // 6) // 100
        opened = count * (60 + dice.randrange(12)) // 100
        asked = dice.randrange(4)
        made.append(_day(REST, "vi", ago, count, failed=failed, opened=opened, asked=asked))
    return made


def _times(
    gap: Gap, count: int, *, days: int, dice: random.Random, failed: bool = False
) -> list[Day]:
    """So many searches for the words of one gap, spread over days."""
    spread = [0] * days
    for _search in range(count):
        spread[dice.randrange(days)] += 1
    return [
        _day(gap.words, gap.language, ago, n, failed=failed * n, opened=n * (not failed))
        for ago, n in enumerate(spread, start=1)
        if n
    ]


def _found(line: dict[str, Any], dice: random.Random) -> list[Day]:
    """The searches of one line, more of them lately."""
    made, searches, opened = [], line["count"], line["opened"]
    for ago in range(1, searches + 1):
        count = 1 if ago > 1 else 1 + dice.randrange(3)
        is_opened = ago * opened // searches > (ago - 1) * opened // searches
        words = fold_words(line["words"])
        made.append(_day(words, line["language"], ago, count, failed=0, opened=count * is_opened))
    return made


def _go_on(line: dict[str, Any], *, failed: bool = False) -> None:
    """How it is written, and what people searched next, in other words."""
    words, language = fold_words(line["words"]), line["language"]
    searched = [(words, line["words"])]
    for typed in line.get("then", ()):
        next_words = fold_words(typed)
        searched.append((next_words, typed))
        kind = StepKind.REFINED
        db.session.add(SearchStep(words=words, language=language, kind=kind, ref=next_words))
    for folded, typed in dict(searched).items():
        more = {"language": language, "hit_count": 1, "has_failed": failed and folded == words}
        db.session.add(SearchLog(words=folded, typed=typed, **more))


def _day(
    words: str, language: str, ago: int, count: int, *, failed: int, opened: int, asked: int = 0
) -> Day:
    return {
        "day": today() - timedelta(days=ago),
        "language": language,
        "words": words,
        "search_count": count,
        "failed_count": failed,
        "opened_count": opened,
        "asked_count": asked,
    }


def _missed(line: dict[str, Any]) -> Gap:
    words, language = line["words"], line["language"]
    return gaps.count_failed(fold_words(words), words, language, times=line["count"])


def _close(gap: Gap, line: dict[str, Any], at: datetime) -> None:
    if slug := line.get("article"):
        gap.article_id = db.session.scalars(select(Article.id).where(Article.slug == slug)).one()
        gap.answered_at = at
    else:
        gap.dismissed_at, gap.dismissed_reason = at, line["reason"]


def _wait(line: dict[str, Any], people: dict[str, User]) -> None:
    gap = gaps.found_or_new(fold_words(line["words"]), line["words"], "vi")
    person = people.get(line.get("person", ""))
    db.session.add(
        Waiting(
            gap_id=gap.id,
            user_id=person and person.id,
            email=line.get("email"),
            language="vi",
            consent_version=CONSENT_VERSION,
            confirmed_at=now(),
        )
    )
