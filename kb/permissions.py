"""Who may do what in the knowledge base. Staff write; a moderator is a reader here."""

from sqlalchemy import select

from accounts.services import settings
from core.audience import Audience, audiences_of
from core.db import db
from core.permissions import Actor, rule
from kb.models import Article, ArticleStatus, Proposal, Revision


@rule
def see_article(actor: Actor, article: Article) -> bool:
    """Staff see every state; anybody else what is published now for their audience."""
    if actor.is_staff:
        return True
    return article.is_public_now and article.audience in audiences_of(actor)


@rule
def give_feedback(actor: Actor, article: Article) -> bool:
    """Whoever may read a published article may say whether it helped."""
    return article.is_public_now and article.audience in audiences_of(actor)


@rule
def see_feedback(actor: Actor, _article: Article) -> bool:
    """What readers said of each text, and their words: for those who can mend it."""
    return actor.is_staff


@rule
def prove_article(actor: Actor, article: Article) -> bool:
    """Members say whether it worked for them; as feedback, without a confirmed address."""
    return actor.is_authenticated and give_feedback(actor, article)


@rule
def take_back_proof(actor: Actor, article: Article) -> bool:
    return actor.is_authenticated and see_article(actor, article)


@rule
def propose_edit(actor: Actor, article: Article) -> bool:
    """Whoever may post and reads it now; staff edit it themselves."""
    return not actor.is_staff and give_feedback(actor, article) and actor.may_post


@rule
def see_proposals(actor: Actor) -> bool:
    return actor.is_staff


@rule
def see_proposal(actor: Actor, proposal: Proposal) -> bool:
    return actor.is_staff or _proposed(actor, proposal)


@rule
def decide_proposal(actor: Actor, proposal: Proposal) -> bool:
    """Take or refuse it, once."""
    return actor.is_staff and proposal.decided_at is None


@rule
def take_back_proposal(actor: Actor, proposal: Proposal) -> bool:
    return proposal.decided_at is None and _proposed(actor, proposal)


def _proposed(actor: Actor, proposal: Proposal) -> bool:
    return actor.is_authenticated and proposal.author_id == actor.id


@rule
def write_article(actor: Actor) -> bool:
    return actor.is_staff


@rule
def see_drafts(actor: Actor) -> bool:
    """Drafts, and the list of what needs a check."""
    return actor.is_staff


@rule
def change_variables(actor: Actor) -> bool:
    """Figures and phrases that articles name; who writes articles says what they are."""
    return actor.is_staff


@rule
def edit_article(actor: Actor, _article: Article) -> bool:
    return actor.is_staff


@rule
def organize_article(actor: Actor, _article: Article) -> bool:
    """Collection, products, tags, keywords, owner, review interval."""
    return actor.is_staff


@rule
def change_audience(actor: Actor, _article: Article) -> bool:
    return actor.is_staff


@rule
def submit_article(actor: Actor, article: Article) -> bool:
    """Ask a colleague to look at the newest text, as long as readers do not see it yet."""
    if article.submitted_at is not None or article.status is ArticleStatus.ARCHIVED:
        return False
    return actor.is_staff and (
        article.has_newer_text or article.status is not ArticleStatus.PUBLISHED
    )


@rule
def return_article(actor: Actor, article: Article) -> bool:
    """Give it back to its author with words; the author may take it back the same way."""
    return actor.is_staff and article.submitted_at is not None


@rule
def publish_article(actor: Actor, article: Article) -> bool:
    """Staff; where the site asks for a second pair of eyes, who neither wrote nor submitted it."""
    if not actor.is_staff or not settings.get("reviewer_must_differ"):
        return actor.is_staff
    return actor.id not in (article.submitted_by, _writer_of_newest(article))


def _writer_of_newest(article: Article) -> int | None:
    """Who wrote the text that publishing would show; None: it came as a file."""
    ours = (Revision.article_id == article.id, Revision.is_conflict.is_(False))
    newest = select(Revision.author_id).where(*ours).order_by(Revision.number.desc())
    return db.session.scalar(newest.limit(1))


@rule
def unpublish_article(actor: Actor, article: Article) -> bool:
    return actor.is_staff and article.status is ArticleStatus.PUBLISHED


@rule
def archive_article(actor: Actor, article: Article) -> bool:
    return actor.is_staff and article.status is not ArticleStatus.ARCHIVED


@rule
def check_article(actor: Actor, article: Article) -> bool:
    """Say "still right"; only what readers see can be right or wrong."""
    return actor.is_staff and article.status is ArticleStatus.PUBLISHED


@rule
def require_reading(actor: Actor, article: Article) -> bool:
    """Ask all staff to read it, or no longer; only what is for staff alone can be such a duty."""
    return actor.is_staff and (article.must_be_read or article.audience is Audience.STAFF)


@rule
def sign_receipt(actor: Actor, article: Article) -> bool:
    """Say "I have read it", for oneself."""
    return actor.is_staff and article.asks_receipt


@rule
def see_receipts(actor: Actor, article: Article) -> bool:
    """Who has read it and who has not."""
    return actor.is_staff and article.must_be_read


@rule
def confirm_translation(actor: Actor, article: Article) -> bool:
    """Say that it says what its source says."""
    return actor.is_staff and article.is_translation


@rule
def see_revisions(actor: Actor, _article: Article) -> bool:
    return actor.is_staff


@rule
def restore_revision(actor: Actor, _revision: Revision) -> bool:
    return actor.is_staff
