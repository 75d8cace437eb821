"""Real help centres, laid out as a content folder, come out of an export with the same bytes.

Every EVERYth file in the suite; HOIDAP_EVERY=1 takes all of them, and -s shows what was refused.
"""

import os
import sys
import tarfile
from collections import Counter

import pytest
from sqlalchemy import func, select

from core.db import db
from core.slugs import slugify
from kb import content
from kb.content import disk
from kb.content.syncing import Step
from kb.models import Article

EVERY = int(os.environ.get("HOIDAP_EVERY", "40"))
SOURCES = {"kb-en-arduino": "en", "kb-vi-alchemy-insights": "vi"}


@pytest.mark.shared_data
def test_what_is_taken_in_comes_out_with_the_same_bytes(app, shared_data, tmp_path):
    folder, target = app.config["HOIDAP_CONTENT_PATH"], tmp_path / "export"
    laid = {}
    for name, language in SOURCES.items():
        with tarfile.open(shared_data / "kb" / f"{name}.tar.gz") as archive:
            names = sorted(each for each in archive.getnames() if each.endswith(".md"))
            for number, name in enumerate(names[::EVERY]):
                shelf = "/".join(filter(None, map(slugify, name.split("/")[2:-1]))) or "all"
                stem = slugify(name.rpartition("/")[2].removesuffix(".md"), 60) or "article"
                path = f"{language}/{shelf}/{stem}-{number}.md"
                laid[path] = archive.extractfile(name).read()
                disk.write(folder / path, laid[path])

    report = content.sync(folder)
    content.export(target, folder)

    refused = {problem.path for problem in report.problems}
    out = {path.relative_to(target).as_posix(): path for path in target.rglob("*.md")}
    drafts = db.session.scalar(select(func.count()).where(Article.status == "draft"))
    kinds = Counter(problem.words.partition(":")[0] for problem in report.problems)
    said = [f"{len(laid)} files, {len(refused)} refused, {drafts} of the others are drafts", kinds]
    sys.stdout.write("\n".join(map(str, [*said, *report.problems, ""])))
    assert report.count(Step.NEW) == len(laid) - len(refused) > len(laid) / 2
    assert all(problem.words and problem.line for problem in report.problems)
    taken = {path: content for path, content in laid.items() if path not in refused}
    assert {path: out[path].read_bytes() for path in out if path in laid} == taken
