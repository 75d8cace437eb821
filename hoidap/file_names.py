"""What a file is called: by its writer, in an address, and where a reader saves it.

No table keeps the name. It stands in the address, behind the key that finds the file, so that a
text, an export and a reader's download agree on it.
"""

import unicodedata

from core.text import clean_line

LONGEST_WORDS = 200  # characters of a link's words
LONGEST_NAME = 80  # characters in an address, without the ending


def words_of(sent: str, ending: str) -> str:
    """The name that a browser sent as words for a link: no folders, no ending."""
    name = clean_line(sent.replace("\\", "/").rpartition("/")[2])
    stem, _, its_ending = name.rpartition(".")
    return (stem if stem and its_ending.lower() == ending else name)[:LONGEST_WORDS]


def saved_as(words: str, ending: str) -> str:
    """`Hướng-dẫn-cài-đặt.pdf`: letters and digits of any script, and the ending of its content.

    Done again when the file is served, since anybody can write an address.
    """
    spaced = "".join(c if _is_of_a_word(c) else " " for c in clean_line(words))
    name = "-".join(spaced.split())[:LONGEST_NAME].strip("-")
    return f"{name or 'file'}.{ending}"


def _is_of_a_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"
