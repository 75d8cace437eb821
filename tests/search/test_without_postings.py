"""search/postings.py only makes searching quick: without it every test of quality passes."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
REFUSING = """
import sys
sys.modules["search.postings"] = None  # importing it is refused from here on
import pytest
code = pytest.main(sys.argv[1:])
from search import scoring
sys.exit(code or scoring.fast is not None)
"""


def test_without_it_the_golden_set_and_the_contract_hold_through_whooshs_own_matchers():
    theirs = ("tests/search/test_golden.py", "tests/search/contract")
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "COV_CORE_"))  # of the process that asks
    }

    done = subprocess.run(
        [sys.executable, "-c", REFUSING, "-p", "no:cacheprovider", *theirs],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-4_000:] + done.stderr[-2_000:]
