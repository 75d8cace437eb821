"""Static files: addresses that change with the bytes; the step that fetches the foreign ones."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask

from hoidap import assets
from hoidap.icons import ICONS
from hoidap.paths import ROOT, TEMPLATES


@pytest.fixture
def site() -> Flask:
    app = Flask("assets", root_path=str(ROOT), static_folder=str(ROOT / "static"))
    assets.init_app(app)
    return app


def test_an_own_file_is_kept_for_a_year_by_its_hash_alone(site: Flask) -> None:
    with site.test_request_context():
        address = assets.asset_url("css/hoidap.css")

    kept = cache_control(site, address)
    plain = cache_control(site, "/static/css/hoidap.css")
    stale = cache_control(site, "/static/css/hoidap.css?v=0000000000")

    assert re.search(r"\?v=[0-9a-f]{10}$", address)
    assert kept == assets.FOREVER
    assert "immutable" not in plain
    assert "immutable" not in stale


def cache_control(site: Flask, address: str) -> str:
    with site.test_client().get(address) as response:
        assert response.status_code == 200
        return response.headers["Cache-Control"]


def test_a_changed_file_gets_another_address(
    site: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    (tmp_path / "a.css").write_text("a{}")
    with site.test_request_context():
        before = assets.asset_url("a.css")
        (tmp_path / "a.css").write_text("b{color:red}")
        after = assets.asset_url("a.css")

    assert before != after


def test_a_changed_lock_makes_another_vendor_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = assets.lock_hash()
    (tmp_path / "package-lock.json").write_text("{}")
    monkeypatch.setattr(assets, "ROOT", tmp_path)

    assert assets.lock_hash() != before


def test_without_npm_the_step_warns_and_ends_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(assets, "VENDOR", tmp_path)

    def unreachable(*_: object, **__: object) -> None:
        raise subprocess.CalledProcessError(1, "npm")

    monkeypatch.setattr(subprocess, "run", unreachable)
    monkeypatch.setattr(shutil, "which", lambda _: "/bin/npm")

    assert assets.main() == 0
    assert "WARNING" in capsys.readouterr().err
    assert assets.assets_missing()
    assert list(tmp_path.iterdir()) == []  # the half-made folder is gone


def test_the_step_fills_the_folder_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []

    def fake_npm(work: Path) -> assets.Run:
        def run(words: list[str]) -> None:
            runs.append(words)
            for theirs in [*assets.COPIED.values(), assets.BOOTSTRAP]:
                file = work / "node_modules" / theirs
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(f"/* {theirs} */ [data-bs-theme=dark]{{color:#fff}}")
            icons = work / "node_modules" / assets.ICON_FOLDER
            icons.mkdir(parents=True)
            for name in ICONS:
                (icons / f"{name}.svg").write_text(
                    '<svg viewBox="0 0 16 16"><path d="M0 0"/></svg>'
                )

        return run

    monkeypatch.setattr(assets, "VENDOR", tmp_path)
    monkeypatch.setattr(assets, "_npm", fake_npm)

    first, second = assets.fetch(), assets.fetch()

    assert first == second
    assert len(runs) == 1
    assert "--ignore-scripts" in runs[0]
    made = {file.name for file in first.iterdir()}
    assert made == {*assets.COPIED, "bootstrap.css", "icons.svg"}
    assert list(tmp_path.iterdir()) == [first]
    symbols = ElementTree.fromstring((first / "icons.svg").read_text())
    assert [symbol.get("id") for symbol in symbols] == list(ICONS)


def test_dark_rules_follow_the_systems_preference() -> None:
    css = "a{color:red}[data-bs-theme=dark]{--x:1}[data-bs-theme=dark] .btn,p{color:#fff}"

    dark = assets.dark_by_preference(css)

    assert dark.startswith("@media (prefers-color-scheme:dark){")
    assert ":root{--x:1}" in dark
    assert ":root .btn,p{color:#fff}" in dark
    assert "red" not in dark


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    pattern = re.compile(r'\b(?:icon|empty_state)\("([a-z0-9-]+)"')
    named = {n for f in TEMPLATES.rglob("*.html") for n in pattern.findall(f.read_text("utf-8"))}

    assert named - set(ICONS) == set()


def test_the_lock_names_no_host() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))

    assert all("resolved" not in package for package in lock["packages"].values())
    assert all("integrity" in package for name, package in lock["packages"].items() if name)
