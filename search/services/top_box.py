"""The top box: the passage of a checked article that clearly answers, shown above the hits."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from core.bounded import remembered
from core.markdown import blocks
from kb.models import Article
from search import passages
from search.answering import Candidate, answer
from search.contract import Results
from search.passages import Asked

KEPT = 500_000  # bytes of what each process has shown
MOST = 600  # characters shown, in whole blocks; a passage that begins with more is not shown


class TopBox(NamedTuple):
    """html -- the article's own, sanitised when it was saved."""

    heading: str
    url: str
    html: str
    article: Article


def of(results: Results, asked: Sequence[Asked], articles: Iterable[Article]) -> TopBox | None:
    """The answer among the articles found, best first, which the reader may see; mostly None."""
    if not results.strong:
        return None
    checked = {article.id: article for article in articles if _is_checked(article)}
    candidates = (_candidate(article) for article in checked.values())
    found = answer(results.understood, asked, candidates)
    if found is None:
        return None
    article = checked[found.candidate.id]
    page, html = article.url, _beginning(found.passage.html)
    url = f"{page}#{found.passage.anchor}" if found.passage.anchor else page
    html = html.replace('href="#', f'href="{page}#')  # a note of the section stands on its page
    return TopBox(found.heading, url, html, article) if html else None


def _is_checked(article: Article) -> bool:
    return article.is_public_now and article.checked_on is not None and not article.needs_check


def _candidate(article: Article) -> Candidate:
    html = article.live_revision.html if article.live_revision else ""
    cut = passages.in_article(article.summary, html)
    return Candidate(article.id, article.title, article.language, cut)


@remembered(KEPT, lambda html, shown: len(html) + len(shown) + 200)
def _beginning(html: str) -> str:
    """The first whole blocks of a section, as far as they come to MOST."""
    shown, length = [], 0
    for block in blocks(html):
        length += len(block.text)
        if length > MOST:
            break
        shown.append(block.html)
    return "\n".join(shown)
