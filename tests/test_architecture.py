"""Promises about the shape of the house, so that nobody has to remember them."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("core", "accounts", "kb", "forum", "search", "hoidap")
ROOMS = {
    "__init__",
    "__main__",
    "models",
    "permissions",
    "forms",
    "services",
    "views",
    "handlers",
    "cli",
}
INSTRUMENTS = {
    "kb": {"content"},
    "search": {
        "index",
        "joined",
        "mapped",
        "renewing",
        "laying",
        "merging",
        "opening",
        "analysis",
        "arrays",
        "buffer",
        "comparing",
        "documents",
        "explaining",
        "highlight",
        "passages",
        "answering",
        "query",
        "schema",
        "contract",
        "counting",
        "folder",
        "masks",
        "operators",
        "pool",
        "postings",
        "scoring",
        "titles",
        "writing",
        "snapshot",
        # understanding what is typed
        "abbreviations",
        "completing",
        "correcting",
        "data",
        "keyboards",
        "lexicon",
        "respelling",
        "spelling",
        "syllables",
        "synonyms",
        "understanding",
    },
}
# A visitor may do these; everything else that changes something asks who you are.
OPEN_TO_VISITORS = {
    "accounts.sessions.new",
    "accounts.people.new",
    "accounts.identities.confirm",
    "accounts.passwords.forgot",
    "accounts.passwords.reset",
    "accounts.claims.accept",
    "accounts.invitations.accept",
    "hoidap.language.update",
    "hoidap.setup.index",
    "hoidap.demo.switch",
    "forum.follow_ups.stop",
    "forum.ratings.give",
    "kb.articles.feedback",
    "search.steps.create",
    "search.waiting.new",
    "search.waiting.confirm",
    "search.waiting.leave",
}


def endpoints(app):
    return sorted(e for e in app.view_functions if e != "static")


def test_every_view_lives_where_its_endpoint_says(app):
    for endpoint in endpoints(app):
        view = app.view_functions[endpoint]
        package, page, name = endpoint.split(".")
        assert (view.__module__, view.__name__) == (f"{package}.views.{page}", name)


def test_an_address_says_its_endpoint(app):
    """/forum/posts/7/hide is forum.posts.hide; `index` and `show` are not written out."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        package, noun, verb = rule.endpoint.split(".")
        words = [w for w in rule.rule.split("/") if w and not w.startswith("<")]
        noun = noun.replace("_", "-")
        if package == "hoidap":
            assert (
                verb == "index"
                or verb in ("show",)
                or words[-1].replace("-", "_") == verb
                or (rule.rule.partition("<")[0].strip("/").split("/")[0] == noun)
            ), rule
            continue
        allowed = [[package, noun, verb.replace("_", "-")], [package, noun]]
        if verb == "index":
            allowed.append([package])
        assert words in allowed, f"{rule.rule} is {rule.endpoint}"


def test_every_page_has_its_template_where_its_endpoint_says(app):
    """A view that draws a page draws templates/<package>/<noun>/<verb>.html (or says why not)."""
    for endpoint in endpoints(app):
        package, noun, verb = endpoint.split(".")
        source = Path(app.view_functions[endpoint].__code__.co_filename).read_text()
        function = next(
            node
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.FunctionDef) and node.name == verb
        )
        drawn = [
            call.args[0].value
            for call in ast.walk(function)
            if isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id == "render_template"
            and call.args
            and isinstance(call.args[0], ast.Constant)
        ]
        for template in drawn:
            assert (ROOT / "templates" / template).is_file(), f"{endpoint} draws {template}"
        if drawn:
            folder = f"{package}/{noun}/"
            assert any(template.startswith(folder) for template in drawn), (endpoint, drawn)


def test_rooms_have_the_same_names_on_every_floor():
    for package in ("accounts", "kb", "forum", "search"):
        found = {p.stem for p in (ROOT / package).iterdir() if p.name != "__pycache__"}
        assert found <= ROOMS | INSTRUMENTS.get(package, set()), package


@pytest.mark.parametrize("name", ["utils", "common", "helpers"])
def test_a_helper_has_a_subject(name):
    assert not [p for package in PACKAGES for p in (ROOT / package).rglob(f"{name}*")]


def test_services_never_commit_and_never_see_the_request():
    for package in ("accounts", "kb", "forum", "search"):
        for file in (ROOT / package / "services").rglob("*.py"):
            text = file.read_text()
            assert "session.commit(" not in text, file
            assert "import request" not in text, file
            assert ", request" not in text, file


# What people write becomes markup in the first alone; the others hold nothing but our own words.
MARKUP_MAKERS = ("core/markdown/", "hoidap/wording.py", "hoidap/icons.py")


def test_markup_has_one_maker():
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            if not file.relative_to(ROOT).as_posix().startswith(MARKUP_MAKERS):
                assert "Markup(" not in file.read_text(), file
    for template in (ROOT / "templates").rglob("*"):
        if template.is_file():
            text = template.read_text()
            assert "|safe" not in text.replace(" ", "").replace("|safe_html", ""), template


def test_long_files_are_seen(capsys):
    """Not a failure: a list to think about. Aim at 120 lines, think again at 250."""
    long = {
        str(file.relative_to(ROOT)): lines
        for package in PACKAGES
        for file in (ROOT / package).rglob("*.py")
        if (lines := len(file.read_text().splitlines())) > 250
    }
    with capsys.disabled():
        for name, lines in sorted(long.items(), key=lambda pair: -pair[1]):
            sys.stdout.write(f"\nlong file: {name} {lines}")


# Temporary files of their own, always SQLite.
SPOOLS = {
    ROOT / "hoidap/importing" / name
    for name in ("spool.py", "sources/zendesk/sorting.py", "whole/staging.py")
}


def test_only_the_ground_floors_dialects_ask_which_database_it_is():
    of_one_alone = re.compile(
        r"\bdialects?\.name\b|sqlalchemy\.dialects|exec_driver_sql|PRAGMA|julianday|sqlite_"
        r"|pg_\w+|ON CONFLICT|INSERT OR|ILIKE|with_for_update"
    )
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if path not in {ROOT / "core/dialects.py", ROOT / "core/turns.py", *SPOOLS}
        for line in path.read_text("utf-8").splitlines()
        if of_one_alone.search(line)
    ]
    assert found == []


def test_nothing_outside_search_knows_its_engine():
    """Another engine is a module beside search/index.py, and nobody else hears of it."""
    engines = re.compile(r"^\s*(?:import|from)\s+whoosh\b", re.M)
    knowing = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if engines.search(path.read_text("utf-8"))
    }
    assert "search/index.py" in knowing
    assert {path.rpartition("/")[0] for path in knowing} == {"search"}
