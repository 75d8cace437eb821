"""The usual sentences of reports, named here so that they can be translated.

Reports are kept in plain English, with particulars after a colon; importing/wording.py says them in
the reader's language. One that is missing here is shown in English.
"""

from flask_babel import lazy_gettext as _l

SENTENCES = (
    # Why something is left out
    _l("broken, only its beginning was read"),
    _l("cannot be read"),
    _l("could not be written"),
    _l("it has no id"),
    _l("it has no posts"),
    _l("it has no text, as in results of a search"),
    _l("its name is longer than 255 bytes"),
    _l("its path leads out of the archive"),
    _l("no language of this site"),
    _l("the archive holds two files of this name"),
    _l("the same language came already"),
    _l("translation without its article"),
    # What came simplified
    _l("accepted answer in a thread that is no question"),
    _l("article without a section"),
    _l("attached file that stays on the former site: a link to it"),
    _l("changed there and here: ours stays"),
    _l("changed there: ours stays"),
    _l("content tags: the export has only their numbers"),
    _l("e-mail address that an unconfirmed member has here"),
    _l("e-mail address that cannot be"),
    _l("embedded iframe: a link instead"),
    _l("embedded video: a link instead"),
    _l("language that this site does not have"),
    _l("link to a place within the text that has no heading"),
    _l("old address that leads elsewhere already"),
    _l("picture refused"),
    _l("picture that is not in the export"),
    _l("picture that stays on the former site: a link to it"),
    _l("picture within the text itself: left out"),
    _l("restricted there since: restricted here too"),
    _l("restricted to a user segment: for staff only here"),
    _l("second accepted answer in one thread"),
    _l("sections that stand in each other"),
    _l("table cell over several rows"),
    _l("table of contents within a text: the page shows its own"),
    _l("table used for layout: its cells stand below each other"),
    _l("text beyond two million characters cut off"),
    _l("translation marked as outdated there"),
    _l("votes on an article: not carried over, since they judge a text"),
    # Why an export cannot be read
    _l("The archive cannot be unpacked"),
    _l("it is damaged, or no archive."),
    _l("There are no articles and no sections of Zendesk here."),
    _l("There is no .jsonl file here."),
)
