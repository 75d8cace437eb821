"""Take docs/pictures anew: `make pictures`, with Chromium and a demo site of its own."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e.conftest import CHROMIUM, ROOT, Site, Watched
from tests.e2e.test_pages import ALL, visit

SHOWN = (
    *("home", "search", "empty-result", "article", "forum", "thread", "ask", "editor"),
    *("queue", "desk", "gaps", "settings"),
)
VIEWPORT = {"width": 1280, "height": 900}


def take(folder: Path) -> None:
    """One picture of each page in `SHOWN`, in Vietnamese and light, and one of the set-up."""
    with sync_playwright() as player, tempfile.TemporaryDirectory() as place:
        browser = player.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        site = Site(Path(place) / "demo", "development", "demo", "run")
        for name in SHOWN:
            path, person = ALL[name]
            watched = Watched(browser, site.url, viewport=VIEWPORT, locale="vi-VN")
            if person:
                watched.become(person)
                watched.speak("vi")
            visit(watched, path)
            _shoot(watched, folder / f"{name}.png")
        site.stop()
        empty = Site(Path(place) / "empty", "production", "run")
        link = next(word for word in empty.stop().split() if "/setup?token=" in word)
        empty = Site(Path(place) / "empty", "production", "run")
        watched = Watched(browser, empty.url, viewport=VIEWPORT, locale="vi-VN")
        watched.page.goto(f"/setup?{link.partition('?')[2]}")
        _shoot(watched, folder / "setup.png")
        empty.stop()
        browser.close()


def _shoot(watched: Watched, file: Path) -> None:
    watched.page.wait_for_load_state("networkidle")
    watched.page.screenshot(path=str(file), clip={"x": 0, "y": 0, **VIEWPORT}, full_page=True)
    watched.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "docs" / "pictures")
