"""The pages about imports: lists, reports, progress."""

import pytest

from core.clock import now
from hoidap.forms.imports import FORMAT_NAMES
from hoidap.importing.sources import FORMATS
from tests.hoidap.given_exports import PATH, a_report


def test_the_lists_of_a_report_are_read_page_by_page(as_admin, make):
    run = make.import_run(checked_at=now(), found=a_report(120))
    page = as_admin.get(run.url).text
    assert "&lt;blink-9&gt;" in page
    assert "&lt;blink-10&gt;" not in page

    first = as_admin.get(f"{run.url}/details?kind=skipped").text
    assert "=cmd|49" in first
    assert "=cmd|50" not in first
    last = as_admin.get(f"{run.url}/details?kind=skipped&page=3").text
    assert "=cmd|119" in last
    assert "7 more" in last
    assert as_admin.get(f"{run.url}/details?kind=links&page=999").status_code == 200
    assert as_admin.get(f"{run.url}/details?kind=secrets").status_code == 404
    unfinished = make.import_run()
    assert as_admin.get(f"{unfinished.url}/details?kind=skipped").status_code == 404
    assert as_admin.get(f"{unfinished.url}/report").status_code == 404


def test_the_report_is_a_table_without_formulas(as_admin, make):
    run = make.import_run(confirmed_at=now(), finished_at=now(), report=a_report(3))
    answer = as_admin.get(f"{run.url}/report")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=import-{run.id}.csv"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "Left out,it has no posts,'=cmd|0,1" in answer.text
    assert 'Came simplified,<blink-2>,"here, there",3' in answer.text


@pytest.mark.parametrize(
    "path", [PATH, "{run.url}", "{run.url}/progress", "{run.url}/details?kind=constructs"]
)
def test_each_page_costs_the_same_however_much_there_is(as_admin, make, queries, path):
    few_run = make.import_run(checked_at=now(), found=a_report(2))
    as_admin.get(PATH)
    with queries() as few:
        assert as_admin.get(path.format(run=few_run)).status_code == 200
    for _each in range(30):
        make.import_run(cancelled_at=now())
    many_run = make.import_run(checked_at=now(), found=a_report(300))
    with queries() as many:
        assert as_admin.get(path.format(run=many_run)).status_code == 200

    assert len(many) == len(few)
    assert len(many) <= 8, many


def test_former_imports_are_listed_page_by_page(as_admin, make):
    for number in range(25):
        make.import_run(file_name=f"export-{number}.zip", cancelled_at=now())
    first = as_admin.get(PATH).text
    assert "export-24.zip" in first
    assert "export-4.zip" not in first
    before = first.partition("?before=")[2].partition('"')[0]
    assert "export-4.zip" in as_admin.get(f"{PATH}?before={before}").text


def test_progress_is_shown_in_numbers(as_admin, make):
    run = make.import_run(begun_at=now(), stage="reading", done_count=1234, total_count=5000)
    page = as_admin.get(run.url).text
    assert "1,234 of 5,000" in page
    assert 'max="5000" value="1234"' in page
    fragment = as_admin.get(f"{run.url}/progress").text
    assert "1,234 of 5,000" in fragment
    assert "<html" not in fragment
    assert "data-ended" not in fragment
    ended = make.import_run(checked_at=now(), found=a_report(1))
    assert "data-ended" in as_admin.get(f"{ended.url}/progress").text


def test_a_missing_import_is_missing(as_admin):
    for path in ("", "/progress", "/details?kind=skipped", "/report"):
        assert as_admin.get(f"{PATH}/99{path}").status_code == 404
    for deed in ("begin", "try-again", "cancel", "delete-file"):
        assert as_admin.post(f"{PATH}/99/{deed}").status_code == 404


def test_every_format_is_offered_by_name():
    assert set(FORMATS) <= set(FORMAT_NAMES)
