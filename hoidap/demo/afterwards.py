"""What the demo's people did after a thread was answered: nominated it, rated it, tried it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from accounts.models import User
from core.clock import now
from core.db import db
from forum.models import Nomination, Post, PostProof, Rating, Reuse, Thanks, Thread
from forum.services import thanking
from kb.models import Article

Line = dict[str, Any]


def play(lines: dict[str, Any], people: dict[str, User]) -> None:
    """Write what `afterwards` of the community file names. Flushes."""
    for key in lines["trusted"]:
        people[key].trust_level = 2
    for line in lines["nominations"]:
        nomination = Nomination(note=line.get("note", ""), user_id=people[line["by"]].id)
        _date(nomination, _thread(line), line)
    for line in lines["ratings"]:
        thread = _thread(line)
        rating = Rating(score=line["score"], words=line.get("words", ""), user_id=thread.author_id)
        _date(rating, thread, line)
    for line in lines["proofs"]:
        _proofs(line, people)
    for line in lines["reuses"]:
        article = db.session.scalars(select(Article).where(Article.slug == line["article"])).one()
        thread = _thread(line)
        thread.article_id = article.id
        by = people[line["by"]].id
        db.session.add(Reuse(thread_id=thread.id, article_id=article.id, user_id=by))
    db.session.flush()


def _date(mark: Nomination | Rating, thread: Thread, line: Line) -> None:
    mark.thread_id = thread.id
    mark.created_at = now() - timedelta(days=line["days_ago"])
    db.session.add(mark)


def _proofs(line: Line, people: dict[str, User]) -> None:
    """Who tried the accepted answer, each a week after the one before; and who said thanks."""
    post = db.session.get_one(Post, _thread(line).accepted_post_id)
    tried = [(key, True) for key in line["worked"]] + [
        (key, False) for key in line.get("failed", ())
    ]
    for number, (key, has_worked) in enumerate(tried, start=1):
        db.session.add(
            PostProof(
                post_id=post.id,
                user_id=people[key].id,
                has_worked=has_worked,
                version=line.get("version", ""),
                tried_on=min(now(), post.created_at + timedelta(weeks=number)).date(),
            )
        )
    for key in line["thanks"]:
        db.session.add(Thanks(post_id=post.id, user_id=people[key].id))
    db.session.flush()
    thanking.tell(post)


def _thread(line: Line) -> Thread:
    return db.session.scalars(select(Thread).where(Thread.title == line["thread"])).one()
