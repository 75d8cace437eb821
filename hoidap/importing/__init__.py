"""Moving in: what a company has elsewhere becomes articles, threads and people here.

    sources/   one file a format: reads an export, yields records
    texts/     other systems' HTML, BBCode and dialects become our Markdown
    records.py what every source speaks
    running.py one import from beginning to end; arriving.py and its neighbours write the records

An import is safe to interrupt and to repeat: each document comes whole or not at all, and what is
here already is recognised by its origin (core/origins.py).
"""
