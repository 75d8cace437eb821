"""Names that HTML knows, and what each means to us."""


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


VOID = _words("area base br col embed hr img input link meta param source track wbr")
BREAKS = _words("br hr wbr")  # void ones that say something without attributes
ENDS_ITS_LIKE = _words("dd dt li option p td th tr")  # <li> ends the <li> before it
INLINE = _words(
    "a abbr acronym b bdi bdo big button cite code data del dfn em font i ins kbd label mark nobr"
    " output q ruby rp rt s samp small span strike strong sub sup time tt u var"
)
BLOCKS = _words(
    "address article aside audio blockquote body caption center colgroup dd details dialog div dl"
    " dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup html iframe legend"
    " li main map menu nav noscript object ol optgroup option p picture pre progress search"
    " section summary table tbody td textarea tfoot th thead tr ul video"
)
UNSEEN = _words("canvas head math script select style svg template title")
ELEMENTS = VOID | INLINE | BLOCKS | UNSEEN
# Attributes that need no value; any other word without one makes a placeholder of the tag.
IS_BOOLEAN = _words(
    "allowfullscreen async autoplay checked controls default defer disabled hidden loop muted"
    " multiple novalidate open playsinline readonly required reversed selected data-hidden"
    " data-full-width fullwidth full-width data-header-hidden"
)
