"""The way back: an export of Hoidap (hoidap/exporting/) becomes the site again, on an empty one.

    sealed.py    the export as it lies here: paths, sums, lines
    checking.py  one line becomes one row, or is refused
    staging.py   all rows go into a spool first, where keys and references are checked;
    rendering.py and their Markdown is rendered: minutes that hold no lock
    placing.py   uploads and the content folder
    moving.py    one transaction: the site has everything, or nothing
    running.py   all of it in order; unfinished.py remembers where an interrupted one was

Ids stay, so that every address stays.
"""
