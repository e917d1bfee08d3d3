"""Takes the README's picture of the page from a running system: `python bench/screenshot.py --url … --key …`.

Chromium must be installed (Debian: `apt-get install chromium`); nothing is downloaded. The page is given time to fill itself.
"""

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def take(url: str, key: str, out: Path, *, dark: bool, language: str, width: int, height: int, seconds: float, path: bool) -> None:
    """Writes a PNG to `out`; with `path`, the newest message's path is opened first."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("no Chromium on this machine: install it first (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        context = browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=2,
            color_scheme="dark" if dark else "light",
            locale="nl-NL" if language == "nl" else "en-GB",
            timezone_id="Europe/Amsterdam",
        )
        page = context.new_page()
        page.goto(f"{url}/#key={key}")
        page.wait_for_selector('#state[data-state="live"]', timeout=30_000)
        page.wait_for_selector("#messages li[data-id]", timeout=60_000)
        page.wait_for_timeout(seconds * 1000)
        if path:
            page.locator("#messages li[data-id] button").first.click()
            page.wait_for_selector("#path .step", timeout=30_000)
            page.wait_for_timeout(400)
        out.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=out)
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8080")
    parser.add_argument("--key", required=True, help="a key with the scope read:stream")
    parser.add_argument("--out", type=Path, default=Path("docs/screenshot.png"))
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--language", choices=("en", "nl"), default="en")
    parser.add_argument("--width", type=int, default=1440)
    parser.add_argument("--height", type=int, default=1180)
    parser.add_argument("--seconds", type=float, default=6.0, help="time for the page to fill")
    parser.add_argument("--path", action="store_true", help="open the path of the newest message")
    given = parser.parse_args()
    take(
        given.url,
        given.key,
        given.out,
        dark=given.dark,
        language=given.language,
        width=given.width,
        height=given.height,
        seconds=given.seconds,
        path=given.path,
    )
    print(given.out)


if __name__ == "__main__":
    main()
