"""Who may do what in the knowledge base. Staff write; a moderator is a reader here."""

from core.audience import audiences_of
from core.permissions import Actor, rule
from kb.models import Article, ArticleStatus, Revision


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
def write_article(actor: Actor) -> bool:
    return actor.is_staff


@rule
def see_drafts(actor: Actor) -> bool:
    """Drafts, and the list of what needs a check."""
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
def publish_article(actor: Actor, _article: Article) -> bool:
    return actor.is_staff


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
def confirm_translation(actor: Actor, article: Article) -> bool:
    """Say that it says what its source says."""
    return actor.is_staff and article.is_translation


@rule
def see_revisions(actor: Actor, _article: Article) -> bool:
    return actor.is_staff


@rule
def restore_revision(actor: Actor, _revision: Revision) -> bool:
    return actor.is_staff
