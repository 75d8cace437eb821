"""Who may do what in the forum; one yes/no function a deed.

A moderator acts in given categories, and there on threads that everybody of the audience sees:
never on private ones.
"""

from datetime import timedelta

from sqlalchemy import select

from core.audience import audiences_of
from core.clock import now
from core.db import db
from core.permissions import Actor, rule
from forum.models import (
    Category,
    Post,
    QueueItem,
    QueueKind,
    Rating,
    Reuse,
    Thread,
    ThreadState,
    ThreadType,
    category_moderator,
)

EDIT_WINDOW = timedelta(hours=24)
EDIT_WINDOW_TRUSTED = timedelta(days=30)  # from trust level 2 on
NOMINATES_FROM = 2  # trust level


def moderated_categories(actor: Actor) -> frozenset[int]:
    """Ids of the categories this person moderates; asked of the database once per actor object."""
    if not actor.is_moderator:
        return frozenset()
    found: frozenset[int] | None = getattr(actor, "_moderated", None)
    if found is None:
        rows = select(category_moderator.c.category_id).where(
            category_moderator.c.user_id == actor.id
        )
        found = frozenset(db.session.scalars(rows))
        actor._moderated = found  # type: ignore[attr-defined]
    return found


def moderates(actor: Actor, category_id: int) -> bool:
    return category_id in moderated_categories(actor)


def oversees(actor: Actor, thread: Thread) -> bool:
    """Keeps order here: staff, or a moderator of the category unless the thread is private."""
    if actor.is_staff:
        return True
    return not thread.is_private and moderates(actor, thread.category_id)


def _is_author(actor: Actor, thing: Thread | Post) -> bool:
    return actor.is_authenticated and thing.author_id == actor.id


# What one may see.


@rule
def see_category(actor: Actor, category: Category) -> bool:
    return category.audience in audiences_of(actor)


@rule
def see_thread(actor: Actor, thread: Thread) -> bool:
    """Its category's audience; private, held and hidden ones their author and who oversees them."""
    if not see_category(actor, thread.category):
        return False
    if thread.is_private or thread.is_held or thread.is_hidden:
        return _is_author(actor, thread) or oversees(actor, thread)
    return True


@rule
def see_post(actor: Actor, post: Post) -> bool:
    """Its words: those of a held, hidden or withdrawn one are for its author and who oversees."""
    if not see_thread(actor, post.thread):
        return False
    return post.is_visible or _is_author(actor, post) or oversees(actor, post.thread)


@rule
def see_fields(actor: Actor, thread: Thread) -> bool:
    """Order number, serial, phone: staff alone."""
    return actor.is_staff and see_thread(actor, thread)


# What one may say.


@rule
def ask(actor: Actor) -> bool:
    return actor.may_post


@rule
def start_thread(actor: Actor, category: Category) -> bool:
    if not actor.may_post or not see_category(actor, category):
        return False
    return actor.is_staff or not category.staff_start_only


@rule
def make_announcement(actor: Actor) -> bool:
    return actor.is_staff and actor.may_post


@rule
def reply(actor: Actor, thread: Thread) -> bool:
    if thread.is_locked or thread.is_held or thread.is_hidden:
        return False
    return actor.may_post and see_thread(actor, thread)


@rule
def edit_post(actor: Actor, post: Post) -> bool:
    """Staff always; the author for a day (30 days from trust level 2 on), unless it is locked."""
    if post.is_hidden or post.is_withdrawn or not see_post(actor, post):
        return False
    if actor.is_staff:
        return True
    trusted = getattr(actor, "trust_level", 0) >= 2
    window = EDIT_WINDOW_TRUSTED if trusted else EDIT_WINDOW
    is_fresh = post.created_at > now() - window
    return actor.may_post and _is_author(actor, post) and is_fresh and not post.thread.is_locked


@rule
def see_history(actor: Actor, post: Post) -> bool:
    return see_post(actor, post)


@rule
def withdraw_post(actor: Actor, post: Post) -> bool:
    if post.is_hidden or post.is_withdrawn or post.is_official:
        return False
    return _is_author(actor, post) and see_thread(actor, post.thread)


@rule
def edit_thread(actor: Actor, thread: Thread) -> bool:
    """Title, tags, product: staff, or the asker as long as the words may still be edited."""
    if not see_thread(actor, thread) or thread.is_hidden:
        return False
    if actor.is_staff:
        return True
    is_fresh = thread.created_at > now() - EDIT_WINDOW
    return actor.may_post and _is_author(actor, thread) and is_fresh and not thread.is_locked


# What one may think of it.


@rule
def accept_answer(actor: Actor, post: Post) -> bool:
    """The asker or staff, for a visible reply to a question."""
    thread = post.thread
    if thread.type is not ThreadType.QUESTION or thread.is_held or thread.is_hidden:
        return False
    if post.is_question or not post.is_visible or thread.accepted_post_id == post.id:
        return False
    return see_thread(actor, thread) and (actor.is_staff or _is_author(actor, thread))


@rule
def unaccept_answer(actor: Actor, post: Post) -> bool:
    if post.thread.accepted_post_id != post.id or not see_thread(actor, post.thread):
        return False
    return actor.is_staff or _is_author(actor, post.thread)


@rule
def make_official(actor: Actor, post: Post) -> bool:
    if post.is_question or not post.is_visible or post.is_official:
        return False
    return actor.is_staff and see_thread(actor, post.thread)


@rule
def unmake_official(actor: Actor, post: Post) -> bool:
    return actor.is_staff and post.is_official and see_thread(actor, post.thread)


@rule
def vote(actor: Actor, post: Post) -> bool:
    """Anyone who may post, for visible words of somebody else."""
    if not post.is_visible or post.thread.is_held or post.thread.is_hidden:
        return False
    return actor.may_post and not _is_author(actor, post) and see_thread(actor, post.thread)


@rule
def thank_post(actor: Actor, post: Post) -> bool:
    """Anyone who may post, for visible words of somebody else; and take it back."""
    return vote(actor, post)


@rule
def prove_post(actor: Actor, post: Post) -> bool:
    """Members but its author say whether an accepted or official answer worked for them."""
    if not (post.thread.accepted_post_id == post.id or post.is_official):
        return False
    return vote(actor, post)


@rule
def take_back_proof(actor: Actor, post: Post) -> bool:
    return actor.is_authenticated and see_thread(actor, post.thread)


@rule
def flag_post(actor: Actor, post: Post) -> bool:
    if not post.is_visible or post.thread.is_held or post.thread.is_hidden:
        return False
    return actor.may_post and not _is_author(actor, post) and see_thread(actor, post.thread)


@rule
def watch_thread(actor: Actor, thread: Thread) -> bool:
    return actor.is_authenticated and see_thread(actor, thread)


@rule
def rate_thread(actor: Actor, thread: Thread) -> bool:
    """Whoever asked says how content they are, once it is solved (a complaint: settled)."""
    if thread.solved_at is None or thread.is_held or thread.is_hidden:
        return False
    return _is_author(actor, thread) and see_thread(actor, thread)


@rule
def see_ratings(actor: Actor) -> bool:
    """How content people are: staff alone, as it tells of private threads too."""
    return actor.is_staff


@rule
def settle_rating(actor: Actor, rating: Rating) -> bool:
    return actor.is_staff and rating.is_task


# How order is kept.


@rule
def hide_post(actor: Actor, post: Post) -> bool:
    if post.is_hidden or post.is_withdrawn:
        return False
    return see_thread(actor, post.thread) and oversees(actor, post.thread)


@rule
def restore_post(actor: Actor, post: Post) -> bool:
    return post.is_hidden and see_thread(actor, post.thread) and oversees(actor, post.thread)


@rule
def lock_thread(actor: Actor, thread: Thread) -> bool:
    return not thread.is_locked and see_thread(actor, thread) and oversees(actor, thread)


@rule
def unlock_thread(actor: Actor, thread: Thread) -> bool:
    return thread.is_locked and see_thread(actor, thread) and oversees(actor, thread)


@rule
def pin_thread(actor: Actor, thread: Thread) -> bool:
    if thread.pinned_at is not None or thread.is_private or thread.is_held or thread.is_hidden:
        return False
    return see_thread(actor, thread) and oversees(actor, thread)


@rule
def unpin_thread(actor: Actor, thread: Thread) -> bool:
    is_pinned = thread.pinned_at is not None
    return is_pinned and see_thread(actor, thread) and oversees(actor, thread)


@rule
def move_thread(actor: Actor, thread: Thread) -> bool:
    """Who oversees it; the asker too, until somebody has replied."""
    if not see_thread(actor, thread):
        return False
    if oversees(actor, thread):
        return True
    return edit_thread(actor, thread) and thread.reply_count == 0


@rule
def see_queue(actor: Actor) -> bool:
    return actor.is_staff or bool(moderated_categories(actor))


@rule
def approve_item(actor: Actor, item: QueueItem) -> bool:
    return item.kind is QueueKind.HELD and _decides(actor, item)


@rule
def dismiss_item(actor: Actor, item: QueueItem) -> bool:
    return item.kind is QueueKind.FLAG and _decides(actor, item)


@rule
def hide_item(actor: Actor, item: QueueItem) -> bool:
    return _decides(actor, item)


def _decides(actor: Actor, item: QueueItem) -> bool:
    thread = item.post.thread
    return see_thread(actor, thread) and oversees(actor, thread)


# What the company makes of it.


@rule
def promote_thread(actor: Actor, thread: Thread) -> bool:
    """Staff may promote a thread once it has an accepted or official answer, and only once."""
    if not actor.is_staff or thread.article_id is not None or thread.is_held or thread.is_hidden:
        return False
    return thread.accepted_post_id is not None or thread.has_official_answer


@rule
def link_article(actor: Actor, thread: Thread) -> bool:
    """Staff may name an article that answers it already, unless one is named."""
    if thread.article_id is not None or thread.is_held or thread.is_hidden:
        return False
    return actor.is_staff


@rule
def see_reuses(actor: Actor) -> bool:
    """The articles that one answered with oneself."""
    return actor.is_staff


@rule
def answer_reuse(actor: Actor, reuse: Reuse) -> bool:
    """Who used the article says whether it is still right."""
    return actor.is_staff and reuse.user_id == actor.id


@rule
def nominate_thread(actor: Actor, thread: Thread) -> bool:
    """Members of trust level 2 on, for what is answered and has no article; staff promote it."""
    if actor.is_staff or not actor.may_post or getattr(actor, "trust_level", 0) < NOMINATES_FROM:
        return False
    if thread.is_private or thread.is_held or thread.is_hidden or thread.article_id is not None:
        return False
    return see_thread(actor, thread) and _is_answered(thread)


def _is_answered(thread: Thread) -> bool:
    """Solved, or with an answer that was accepted or stands for the company."""
    if thread.is_solved or thread.accepted_post_id is not None:
        return True
    return thread.has_official_answer


@rule
def see_nominations(actor: Actor) -> bool:
    return actor.is_staff


@rule
def refuse_nomination(actor: Actor, thread: Thread) -> bool:
    return actor.is_staff and see_thread(actor, thread)


@rule
def promise_answer(actor: Actor, thread: Thread) -> bool:
    is_open = thread.state is not ThreadState.SETTLED
    return actor.is_staff and thread.type is ThreadType.COMPLAINT and is_open


@rule
def settle_complaint(actor: Actor, thread: Thread) -> bool:
    is_open = thread.state is not ThreadState.SETTLED
    return actor.is_staff and thread.type is ThreadType.COMPLAINT and is_open


@rule
def set_state(actor: Actor, thread: Thread) -> bool:
    """Staff say what becomes of an idea."""
    return actor.is_staff and thread.type is ThreadType.IDEA and not thread.is_hidden
