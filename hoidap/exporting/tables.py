"""Every table: what of it goes into an export, or why it stays behind. A test holds this complete.

People's ways to be reached go along (an export is the whole site, and to be guarded like it); what
lets somebody in without asking does not, nor what is made anew from the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Column, Table

from core.db import Base

RENDERED = "made anew from the Markdown: HTML from outside is never trusted"


@dataclass(frozen=True)
class Kept:
    """A table that goes along: its columns, and those left out with the reason."""

    columns: tuple[str, ...]
    without: Mapping[str, str]


def _kept(columns: str, **without: str) -> Kept:
    return Kept(tuple(columns.split()), without)


KEPT: dict[str, Kept] = {
    # people
    "user": _kept(
        "id name role trust_level language about wants_follow_ups seen_at suspended_until erased_at"
        " created_at updated_at",
        password_hash="a secret: people come back by “forgotten password”",  # noqa: S106 -- no password
    ),
    "identity": _kept("id user_id kind value verified_at created_at updated_at"),
    "consent": _kept("id user_id purpose text_version withdrawn_at created_at updated_at"),
    "notification": _kept("id user_id key kind url data read_at created_at updated_at"),
    "audit_entry": _kept("id actor_id action subject reason created_at updated_at"),
    # the site
    "setting": _kept("name value created_at updated_at"),
    "upload": _kept("id key media_type size uploaded_by created_at updated_at"),
    "tag": _kept("id slug name"),
    "product": _kept("id slug names descriptions position created_at updated_at"),
    "origin": _kept("id source kind ref subject_id digest kept_hash created_at updated_at"),
    "former_address": _kept("path kind subject_id"),
    # the knowledge base
    "collection": _kept(
        "id parent_id slug names descriptions icon position"
        " owner_id review_days created_at updated_at"
    ),
    "article": _kept(
        "id key collection_id owner_id live_revision_id language slug translation_group title"
        " translated_from_id summary kind effective_on must_be_read status submitted_at"
        " submitted_by audience is_featured position keywords publish_at published_at"
        " archived_at checked_on review_days source source_changed_at front_matter file_path"
        " synced_hash has_newer_text view_count helpful_count unhelpful_count created_at updated_at"
    ),
    "article_product": _kept("article_id product_id"),
    "article_tag": _kept("article_id tag_id"),
    "article_contributor": _kept("article_id user_id"),
    "article_variable": _kept("article_id name"),
    "article_day": _kept("day article_id view_count"),
    "article_proof": _kept(
        "id article_id user_id has_worked version words tried_on created_at updated_at"
    ),
    "variable": _kept("name values created_at updated_at"),
    "revision": _kept(
        "id article_id author_id number title summary body note is_conflict created_at updated_at",
        html=RENDERED,
        renderer_version=RENDERED,
    ),
    "feedback": _kept(
        "id article_id revision_id user_id is_helpful reason words created_at updated_at"
    ),
    "proposal": _kept(
        "id article_id revision_id author_id title summary body note decided_at decided_by"
        " decision reason created_at updated_at"
    ),
    "receipt": _kept("revision_id user_id created_at updated_at"),
    "unsaved": _kept("id user_id article_id based_on title summary body created_at updated_at"),
    # the forum
    "category": _kept(
        "id product_id slug names descriptions icon position audience staff_start_only"
        " created_at updated_at"
    ),
    "category_moderator": _kept("category_id user_id"),
    "thread": _kept(
        "id category_id author_id product_id accepted_post_id article_id asked_from_id"
        " last_post_author_id type"
        " state title language is_private search_words fields last_post_at reply_count vote_count"
        " view_count held_at hidden_at hidden_by hidden_reason solved_at locked_at locked_reason"
        " pinned_at promised_on owner_id outcome created_at updated_at"
    ),
    "thread_tag": _kept("thread_id tag_id"),
    "post": _kept(
        "id thread_id author_id position body body_hash vote_count former_votes edited_at"
        " edited_by official_at held_at held_reason withdrawn_at hidden_at hidden_by"
        " hidden_reason hidden_rule created_at updated_at",
        html=RENDERED,
        renderer_version=RENDERED,
    ),
    "post_revision": _kept("id post_id replaced_by body created_at updated_at"),
    "vote": _kept("post_id user_id created_at updated_at"),
    "flag": _kept("id post_id user_id reason note resolved_at created_at updated_at"),
    "watch": _kept("thread_id user_id created_at updated_at"),
    "queue_item": _kept(
        "id kind post_id category_id decided_at decided_by decision created_at updated_at"
    ),
    "nomination": _kept(
        "id thread_id user_id note settled_at settled_by outcome reason created_at updated_at"
    ),
    "post_proof": _kept(
        "id post_id user_id has_worked version words tried_on created_at updated_at"
    ),
    "rating": _kept(
        "id thread_id user_id score words settled_at settled_by settled_how created_at updated_at"
    ),
    "reuse": _kept(
        "id article_id thread_id post_id user_id is_right answered_at created_at updated_at"
    ),
    "thanks": _kept("post_id user_id created_at updated_at"),
    # what was searched in vain
    "gap": _kept(
        "id article_id thread_id head_id nearest_id owner_id words typed language"
        " search_count searched_at answered_at dismissed_at dismissed_reason created_at updated_at"
    ),
    "search_day": _kept("day language words search_count failed_count opened_count asked_count"),
    "waiting": _kept(
        "id gap_id user_id email language consent_version confirmed_at told_at left_at"
        " created_at updated_at"
    ),
}

LEFT_OUT: dict[str, str] = {
    "session": "a secret: everybody signs in again",
    "token": "a secret: links mailed or printed before lead nowhere on the new site",
    "import_run": "uploads to this site; what they brought goes along, with its origins",
    "attempt": "counts of the last two days, for limits",
    "delivery": "news on its way to the worker of this site",
    "content_version": "a number that each site's page caches go by",
    "tally": "numbers that the worker counts anew",
    "schedule": "when this site's worker does what",
    "search_log": "single searches are kept 90 days and no longer; what they came to stands in gap"
    " and search_day",
    "search_step": "what followed single searches is kept no longer than they are",
}

# What is no table, and left out all the same.
ELSEWHERE: dict[str, str] = {
    "secret-key": "a secret: links in mails that were sent (to stop waiting) lead nowhere",
    "the environment": "settings of the machine, passwords of the mail server among them",
    "index": "made anew from the rest",
    "mail": "copies of mails, where they are kept as files",
    "other files in the content folder": "what is neither an article nor an _index.md, and what"
    " was changed there since the last `hoidap kb sync`",
}


def in_order() -> list[Table]:
    """The tables that go along, each after those its foreign keys name (cycles apart)."""
    return [table for table in Base.metadata.sorted_tables if table.name in KEPT]


def columns_of(table: Table) -> list[Column[object]]:
    return [table.c[name] for name in KEPT[table.name].columns]


def left_out() -> dict[str, str]:
    """All that stays behind, with the reason: for the manifest and the command."""
    columns = {
        f"{table}.{column}": why
        for table, kept in KEPT.items()
        for column, why in kept.without.items()
    }
    return LEFT_OUT | columns | ELSEWHERE
