"""Who found nothing good searches again in other words: the browser says which page led here.

It needs no script, no cookie and no hidden field in addresses, and names nobody.
"""

from urllib.parse import parse_qs, urlsplit

from core.text import clean_line
from search import operators
from search.query import clean, without_excluded
from search.services import gaps

RESULTS = "/search/"


def words_before(referrer: str | None, host: str) -> str:
    """The folded words of the results from which a search was begun; "" if from elsewhere.

    referrer -- the address of the page before, as the browser says it: of our own pages the whole
    (hoidap/headers.py). host -- ours.
    """
    try:
        page = urlsplit(referrer or "")
        typed = parse_qs(page.query).get("q", [""])[0]
    except ValueError:  # no address
        return ""
    if page.netloc != host or page.path != RESULTS:
        return ""
    text = clean(clean_line(typed[:2000])[:256].strip())
    return gaps.words_of(without_excluded(operators.without(text, operators.read(text))))
