"""`hoidap run` and `hoidap demo run` as an operator meets them."""

import os
import re
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection

import pytest

from tests.e2e.conftest import ROOT, Site

pytestmark = pytest.mark.xdist_group("e2e")


def children_of(process: int) -> list[int]:
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False
    )
    return [int(number) for number in found.stdout.split()]


def get(site: Site, path: str) -> tuple[int, str]:
    with closing(HTTPConnection(site.url.removeprefix("http://"), timeout=20)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_an_empty_folder_becomes_a_site_that_prints_its_set_up_link(tmp_path):
    site = Site(tmp_path, "production", "run")
    children = children_of(site.process.pid)

    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert len(children) == 2  # the server and the worker,
    while not (tmp_path / "worker.lock").is_file() or not (tmp_path / "worker.lock").read_text():
        assert site.process.poll() is None
        time.sleep(0.1)  # which gives way to the server while both start
    second = subprocess.run(
        [sys.executable, "-m", "hoidap", "worker"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOIDAP_INSTANCE_PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    printed = site.stop()

    assert second.returncode == 1
    assert "A worker runs already" in second.stderr
    assert re.search(r"http://127\.0\.0\.1:\d+/setup\?token=\S{40,}", printed)
    assert not any(os.path.exists(f"/proc/{number}") for number in children)


def test_the_demo_is_refused_in_production(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-m", "hoidap", "demo", "run"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOIDAP_INSTANCE_PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert "development" in ended.stderr


def test_the_demo_site_finds_its_articles_with_and_without_marks(demo_site):
    for words in ("m%E1%BA%A1ng%20kh%C3%A1ch", "mang%20khach"):
        status, page = get(demo_site, f"/search/?q={words}")
        assert status == 200
        assert "/kb/articles/" in page
