"""The demo, served for real by its own processes: what browser tests and pictures look at."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from staffing import demo
from staffing.models import Role

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
# Without these, Chromium tries to reach its maker's hosts at every start.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
START_SECONDS = 60


@dataclass(frozen=True)
class DemoSite:
    """Where the demo answers."""

    url: str
    var: Path

    def manage(self, *arguments: str) -> str:
        """Run a management command on the site's own database and return what it printed."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=_environment(self.var),
            check=True,
            text=True,
            stdout=subprocess.PIPE,
        ).stdout


def _environment(var: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    return {**kept, "VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "config.settings"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve() -> Iterator[DemoSite]:
    """Serve the demo from a database of its own with its runner, and end both afterwards."""
    with tempfile.TemporaryDirectory(prefix="oberoende-site-") as folder:
        var, port = Path(folder), _free_port()
        if (loaded := _loaded_once()) is not None:
            shutil.copytree(loaded, var, dirs_exist_ok=True)
        command = [sys.executable, "manage.py", "demo", "--port", str(port)]
        with (var / "demo.log").open("wb") as log:
            process = subprocess.Popen(command, cwd=ROOT, env=_environment(var), stdout=log, stderr=log)
            try:
                site = DemoSite(f"http://127.0.0.1:{port}", var)
                _wait(site.url + "/readyz", process, var / "demo.log")
                yield site
            finally:
                process.terminate()
                process.wait(timeout=30)


def _loaded_once() -> Path | None:
    """Return a folder with the demo's database, loaded by the first of the workers of one run that asks; None outside such a run.

    Whoever comes while it is loaded waits for it. Each site gets a copy, so that none sees what another does.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if run is None:
        return None
    folder = Path(tempfile.gettempdir()) / f"oberoende-demo-{run}"
    is_loaded = folder / "loaded"
    try:
        folder.mkdir()
    except FileExistsError:
        deadline = time.monotonic() + START_SECONDS * 4
        while not is_loaded.exists() and time.monotonic() < deadline:
            time.sleep(0.3)
        return folder if is_loaded.exists() else None
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    DemoSite("", folder).manage("prepare")
    is_loaded.touch()
    return folder


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS * 4
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 -- loopback
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.3)
    raise RuntimeError(f"The demo did not start:\n{log.read_text(errors='replace')[-3000:]}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def sign_in(
    browser: Browser, site: DemoSite, who: Role | str, *, width: int = 1280, language: str = "sv", **options: object
) -> BrowserContext:
    """Return a browser context signed in as the demo person with a role, or with an e-mail address, as that person would do it."""
    # A role is a string as well; of two accounts with one role the first is meant.
    emails = {account.role: account.email for account in reversed(demo.ACCOUNTS)}
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="sv-SE", base_url=site.url, **options
    )
    context.add_cookies([{"name": "django_language", "value": language, "url": site.url}])
    page = context.new_page()
    page.goto("/konto/logga-in/")
    page.fill("input[name=login]", emails.get(who, who))
    page.fill("input[name=password]", demo.PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(site.url + "/")
    page.close()
    return context


def settle(page: Page) -> None:
    """Wait until fonts are in and htmx fetches nothing; a wait for a silent network would cost half a second a page."""
    page.wait_for_load_state("load")
    # A function, not an expression: that one is evaluated by the page when it polls, which its security policy refuses.
    page.wait_for_function("() => document.fonts.status === 'loaded' && !document.querySelector('.htmx-request')")
