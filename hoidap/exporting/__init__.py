"""Moving out: the whole site as files that people and other systems can read, and Hoidap again.

    tables.py   which table and column goes along, and why the others stay behind
    writing.py  one table or file after the other, each with its SHA-256
    running.py  one export from beginning to end; packing.py makes one archive of it

    manifest.json              what it is, from when, how many rows of each table, what is left out
    SHA256SUMS                 of every other file, as `sha256sum --check` reads it
    tables/<name>.jsonl        a row a line, by id
    content/<language>/…/*.md  every article's text
    uploads/…                  the pictures and attachments

The way back is hoidap/importing/whole/.
"""
