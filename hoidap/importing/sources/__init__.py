"""One file a format. The commands and the desk offer what stands in `FORMATS`."""

from hoidap.importing.source import Source
from hoidap.importing.sources.discourse import Discourse
from hoidap.importing.sources.forum_lines import ForumLines
from hoidap.importing.sources.markdown_folder import MarkdownFolder
from hoidap.importing.sources.phpbb import PhpBB
from hoidap.importing.sources.stackexchange import StackExchange
from hoidap.importing.sources.zendesk import Zendesk

FORMATS: dict[str, type[Source]] = {
    "discourse": Discourse,
    "forum": ForumLines,
    "phpbb": PhpBB,
    "stackexchange": StackExchange,
    "zendesk": Zendesk,
    "markdown": MarkdownFolder,
}
