"""One file a format. The commands and the desk offer what stands in `FORMATS`."""

from hoidap.importing.source import Source
from hoidap.importing.sources.forum_lines import ForumLines

FORMATS: dict[str, type[Source]] = {
    "forum": ForumLines,
}
