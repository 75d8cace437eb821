"""The demo site as `hoidap demo run` serves it, and Debian's Chromium looking at it."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = Path("/usr/bin/chromium")
STARTS_WITHIN = 180  # seconds, on a busy machine of two cores


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """A served site: its address, its process, its folder."""

    def __init__(self, folder: Path, mode: str, *command: str) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.folder = folder
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "HOIDAP_MODE": mode,
            "HOIDAP_INSTANCE_PATH": str(folder),
            "HOIDAP_BIND": f"127.0.0.1:{port}",
            "HOIDAP_WEB_PROCESSES": "1",
            "HOIDAP_RATE_LIMIT_FACTOR": "100",
            "HOIDAP_SQLITE_SYNCHRONOUS": "OFF" if mode == "development" else "FULL",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hoidap", *command],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._wait(port)

    def _wait(self, port: int) -> None:
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"the site ended by itself:\n{self.process.stdout.read()}")
            try:
                with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
                    connection.request("GET", "/healthz")
                    if connection.getresponse().status == 200:
                        return
            except OSError:
                time.sleep(0.3)
        self.stop()
        raise AssertionError("the site did not start in time")

    def stop(self) -> str:
        """End it as an operator does; return what it printed."""
        self.process.send_signal(signal.SIGTERM)
        try:
            printed, _ = self.process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            printed, _ = self.process.communicate()
            raise AssertionError(f"TERM did not end it:\n{printed}") from None
        return printed


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("demo"), "development", "demo", "run")
    yield site
    site.stop()


@pytest.fixture(scope="session")
def chromium():
    """A Chromium to open pages in; where there is none, the browser's tests skip and say so."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed")
    with playwright.sync_playwright() as player:
        browser = player.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


class Watched:
    """A browser window that notes every console error and every violation of the policy."""

    def __init__(self, chromium, url: str, **how) -> None:
        self.context = chromium.new_context(base_url=url, **how)
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.trouble: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.trouble.append(f"script: {error}"))

    def _console(self, message) -> None:
        expected = "Failed to load resource" in message.text and "status of 4" in message.text
        if message.type in ("error", "warning") and not expected:
            self.trouble.append(f"{message.type}: {message.text}")

    def become(self, name: str) -> None:
        """Sign in as one of the demo people, through the banner."""
        self.page.goto("/")
        number = self.page.locator(f'form[action$="/demo/switch"] button:has-text("{name}")').first
        value = number.get_attribute("value")
        token = self.page.locator('form[action$="/demo/switch"] [name=csrf_token]').first
        form = {"person": value}
        if token.count():
            form["csrf_token"] = token.get_attribute("value")
        answer = self.context.request.post("/demo/switch", form=form)
        assert answer.ok, answer.status

    def speak(self, language: str) -> None:
        self.page.goto("/")
        token = self.page.locator("[name=csrf_token]").first
        form = {"language": language}
        if token.count():
            form["csrf_token"] = token.get_attribute("value")
        self.context.request.post("/language", form=form)

    def close(self) -> None:
        self.context.close()


@pytest.fixture
def window(chromium):
    """`window(site, width=360, color_scheme="dark")` opens a watched window."""
    opened = []

    def _window(site: Site, **how) -> Watched:
        width = how.pop("width", 1280)
        watched = Watched(chromium, site.url, viewport={"width": width, "height": 900}, **how)
        opened.append(watched)
        return watched

    yield _window
    for watched in opened:
        watched.close()
