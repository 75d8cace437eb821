"""An article in the words of KCS v6, for those who work by it: derived, no state of its own.

Confidence says how far one may trust it, audience who reads it, governance who may change it.
"""

from enum import StrEnum
from typing import NamedTuple

from core.audience import Audience
from kb.models import Article, ArticleKind, ArticleStatus


class Confidence(StrEnum):
    WORK_IN_PROGRESS = "work_in_progress"  # nobody has said that it is complete
    NOT_VALIDATED = "not_validated"  # complete, but nobody stands behind it (any more)
    VALIDATED = "validated"
    ARCHIVED = "archived"


class Governance(StrEnum):
    EXPERIENCE = "experience"  # whoever knows better mends it
    COMPLIANCE = "compliance"  # it binds: policies, and what all staff must read


class Standing(NamedTuple):
    confidence: Confidence
    audience: Audience
    governance: Governance


def standing_of(article: Article) -> Standing:
    binds = article.kind is ArticleKind.POLICY or article.must_be_read
    governance = Governance.COMPLIANCE if binds else Governance.EXPERIENCE
    return Standing(_confidence(article), article.audience, governance)


def _confidence(article: Article) -> Confidence:
    if article.status is ArticleStatus.ARCHIVED:
        return Confidence.ARCHIVED
    if article.status is ArticleStatus.DRAFT:
        return Confidence.WORK_IN_PROGRESS
    if article.status is ArticleStatus.IN_REVIEW or article.needs_check:
        return Confidence.NOT_VALIDATED
    return Confidence.VALIDATED
