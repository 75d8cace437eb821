"""Threads and posts, and what people do with them: accept, vote, watch, flag, hold, hide."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, update

from bench.fill.plan import BIG_ROOM, BIG_THREAD, CATEGORIES, YEARS, Plan
from core.db import db
from core.markdown import RENDERER_VERSION
from forum.models import (
    Flag,
    FlagReason,
    Post,
    QueueItem,
    QueueKind,
    Thread,
    ThreadState,
    ThreadType,
    Vote,
    Watch,
    thread_tag,
)
from search.analysis import fold_words
from search.models import Gap

KINDS = {"question": 80, "discussion": 8, "idea": 6, "complaint": 4, "announcement": 2}
GAPS = 400


def fill(plan: Plan) -> None:
    accepted: list[dict[str, int]] = []
    post_id = 0
    for number, length in enumerate(_lengths(plan), start=1):
        thread = _Thread(plan, number, length, post_id)
        thread.write()
        if thread.accepted:
            accepted.append({"b_id": number, "b_post": thread.accepted})
        post_id += length
        plan.rows.ease()
    _gaps(plan)
    plan.rows.flush()
    table = Thread.__table__
    values = {"accepted_post_id": bindparam("b_post"), "updated_at": table.c.updated_at}
    statement = update(table).where(table.c.id == bindparam("b_id")).values(values)
    db.session.execute(statement, accepted)
    db.session.commit()


def _lengths(plan: Plan) -> list[int]:
    """How many posts each thread has: one is huge, one of eight is unanswered, the sum is right."""
    rest = plan.threads - 1
    mean = (plan.posts - plan.longest_thread - rest) / (rest * 7 / 8)
    lengths = [
        1 if plan.chance(1 / 8) else 2 + int(plan.dice.expovariate(1 / (mean - 0.5)))
        for _ in range(rest)
    ]
    lacking = plan.posts - plan.longest_thread - sum(lengths)
    while lacking:
        place = plan.dice.randrange(rest)
        if lacking > 0 or lengths[place] > 2:
            lengths[place] += 1 if lacking > 0 else -1
            lacking += -1 if lacking > 0 else 1
    return [plan.longest_thread, *lengths]


class _Thread:
    """One thread on its way into the rows."""

    def __init__(self, plan: Plan, number: int, length: int, posts_before: int) -> None:
        self.plan, self.number, self.length = plan, number, length
        self.first_post = posts_before + 1
        self.is_big = number == BIG_THREAD
        self.room = (
            BIG_ROOM if self.is_big or plan.chance(0.7) else plan.dice.randint(2, CATEGORIES)
        )
        self.language = "vi" if plan.chance(0.7) else "en"
        kind = plan.dice.choices(list(KINDS), list(KINDS.values()))[0]
        self.type = ThreadType("discussion" if self.is_big else kind)
        self.author = plan.person()
        # Threads are born in the order of their numbers; the big one goes on until today.
        self.began = plan.end - YEARS * (1 - number / plan.threads)
        self.pace = (plan.end - self.began) / (length + 1)
        if not self.is_big:
            self.pace = min(self.pace, timedelta(hours=20))
        is_question = self.type is ThreadType.QUESTION
        self.accepted = 0
        if is_question and length > 2 and plan.chance(0.45):
            self.accepted = self.first_post + plan.dice.randrange(1, min(length, 6))
        self.is_held = length == 1 and plan.chance(0.03)
        self.is_hidden = not self.is_held and not self.is_big and plan.chance(0.004)

    def write(self) -> None:
        votes, replies, last = 0, 0, (self.author, self.began)
        for position in range(1, self.length + 1):
            author = self.author if position == 1 else self.plan.person()
            at = self.began + self.pace * (position - 1) * self.plan.dice.uniform(0.95, 1)
            is_visible, post_votes = self._post(position, author, at)
            if position == 1:
                votes = post_votes
            elif is_visible:
                replies, last = replies + 1, (author, at)
        self._thread(votes, replies, *last)
        self._around()

    def _thread(self, votes: int, replies: int, last_author: int, last_at: datetime) -> None:
        dice, plan = self.plan.dice, self.plan
        plan.rows.add(
            Thread,
            id=self.number,
            category_id=self.room,
            author_id=self.author,
            product_id=dice.randint(1, plan.products) if plan.chance(0.3) else None,
            last_post_author_id=last_author,
            type=self.type,
            state=self._state(),
            title=plan.writer.title(self.language),
            language=self.language,
            is_private=self.type is ThreadType.COMPLAINT,
            created_at=self.began,
            last_post_at=last_at,
            reply_count=replies,
            vote_count=votes,
            view_count=int(dice.paretovariate(0.9) * 20),
            held_at=self.began if self.is_held else None,
            hidden_at=self.began if self.is_hidden else None,
            hidden_reason="Off topic" if self.is_hidden else None,
            locked_at=last_at if not self.is_big and plan.chance(0.01) else None,
            pinned_at=self.began if plan.chance(3 / plan.threads) else None,
        )

    def _state(self) -> ThreadState:
        if self.accepted:
            return ThreadState.SOLVED
        if self.type is ThreadType.COMPLAINT and self.plan.chance(0.9):
            return ThreadState.SETTLED
        return ThreadState.OPEN

    def _post(self, position: int, author: int, at: datetime) -> tuple[bool, int]:
        """Write one post; returns whether everybody sees it, and its votes."""
        plan, number = self.plan, self.first_post + position - 1
        text = plan.bodies.post(self.language)
        is_first = position == 1
        out: dict[str, Any] = {"held_at": None, "hidden_at": None, "withdrawn_at": None}
        if (is_first and self.is_held) or (not is_first and plan.chance(0.0008)):
            out["held_at"] = at
            plan.rows.add(QueueItem, kind=QueueKind.HELD, post_id=number, **self._item(None))
        elif is_first and self.is_hidden:
            out["hidden_at"] = at
        elif not is_first and number != self.accepted and plan.chance(0.006):
            out[plan.dice.choice(("hidden_at", "withdrawn_at"))] = at
        votes = min(40, int(plan.dice.paretovariate(1.2))) if plan.chance(0.2) else 0
        for voter in {plan.person() for _ in range(votes)} - {author}:
            plan.rows.add(Vote, post_id=number, user_id=voter)
        if plan.chance(0.005):
            self._flag(number, at)
        plan.rows.add(
            Post,
            id=number,
            thread_id=self.number,
            author_id=author,
            position=position,
            body=text.body,
            html=text.html,
            renderer_version=RENDERER_VERSION,
            body_hash=hashlib.sha256(text.body.encode()).hexdigest(),
            vote_count=votes,
            created_at=at,
            hidden_rule="rude" if out["hidden_at"] else None,
            held_reason="links" if out["held_at"] else None,
            **out,
        )
        return not any(out.values()), votes

    def _flag(self, post: int, at: datetime) -> None:
        """Flags are mostly decided; those of the last month wait."""
        decided = None if at > self.plan.end - timedelta(days=30) else at + timedelta(days=1)
        plan = self.plan
        plan.rows.add(
            Flag,
            post_id=post,
            user_id=plan.person(),
            reason=plan.dice.choice(list(FlagReason)),
            note=plan.writer.sentence(self.language),
            resolved_at=decided,
        )
        plan.rows.add(QueueItem, kind=QueueKind.FLAG, post_id=post, **self._item(decided))

    def _item(self, decided: datetime | None) -> dict[str, Any]:
        return {"category_id": self.room, "decided_at": decided}

    def _around(self) -> None:
        plan = self.plan
        watchers = {self.author} | {plan.person() for _ in range(plan.dice.choice((0, 0, 1, 2)))}
        for person in watchers:
            plan.rows.add(Watch, thread_id=self.number, user_id=person)
        for tag in plan.dice.sample(range(1, plan.tags + 1), plan.dice.choice((0, 0, 1, 2, 3))):
            plan.rows.add(thread_tag, thread_id=self.number, tag_id=tag)


def _gaps(plan: Plan) -> None:
    """What was searched in vain; counted under folded words, so each of them once."""
    slots = ("thing", "rare", "rare")
    typed: dict[str, str] = {}
    while len(typed) < GAPS * plan.size:
        words = " ".join(plan.writer.word(slot, "vi") for slot in slots)
        typed[fold_words(words)] = words
    for folded, words in typed.items():
        count = int(plan.dice.paretovariate(1))
        plan.rows.add(Gap, words=folded, typed=words, language="vi", search_count=count)
