"""An article answers what is missed if search knew that two words mean the same: staff say so."""

from accounts.models import User
from accounts.services import audit, settings
from kb.models import Article
from search import analysis, synonyms
from search.models import Gap
from search.services import gaps


class NoRoom(Exception):
    """The site has as many groups of synonyms as search reads."""


def equate(gap: Gap, article: Article, *, typed: str, meant: str, by: User) -> None:
    """What they type finds what the site says, on the whole site and from the next search on.

    typed, meant -- a phrase each, without a comma. They become a group of the site's synonyms,
    where an administrator sees it and takes it back; the article answers the gap.
    Raises search.synonyms.BadGroup, NoRoom. The caller commits.
    """
    group = f"{typed}, {meant}"
    synonyms.check(group)
    kept = settings.get("synonyms")
    if not _mean_the_same(typed, meant, kept):
        lines = [*filter(str.strip, kept.splitlines()), group]
        text = "\n".join(lines)
        if len(lines) > synonyms.MOST_GROUPS or len(text) > synonyms.LONGEST_TEXT:
            raise NoRoom(group)
        settings.put("synonyms", text, by=by)
    gap.article_id = article.id
    audit.record(by, "gap.equated", f"gap:{gap.id}", group)
    gaps.answer(gap, article)


def _mean_the_same(typed: str, meant: str, kept: str) -> bool:
    words = analysis.words(typed)
    found = synonyms.find(words, synonyms.table(kept))
    return (
        bool(found)
        and found[0].stop == len(words)
        and tuple(analysis.words(meant)) in (found[0].meanings)
    )
