"""The content folder: published articles as Markdown files, read and written both ways."""

from kb.content.checking import check as check
from kb.content.exporting import export as export
from kb.content.files import Problem as Problem
from kb.content.syncing import Report as Report
from kb.content.syncing import sync as sync
