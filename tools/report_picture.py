"""Make docs/images/run-report.png: the page of a run on the sample site, as a browser shows it.

The sample site is crawled twice; in between, hours pass on it, and articles are new and edited.
Needs a Chromium (``make browser``) and a font for Devanagari.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from newsbot.browser.executable import find_browser

PICTURE = Path(__file__).parents[1] / "docs" / "images" / "run-report.png"
WIDTH, HEIGHT = 960, 800
SCALE = 0.75
# The picture shows the beginning of each part, up to the first story.
SHORTEN = """
const few = '.numbers + .facts, .edit ~ .edit, .story ~ .story';
for (const each of document.querySelectorAll(few)) each.remove();
"""
END = "document.querySelector('.story').getBoundingClientRect().bottom + scrollY"
HOURS = 3  # of the sample site between the two crawls
MAX_BYTES = 150_000


def main() -> int:
    """Make the picture; return an exit status."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        for epoch in (0, HOURS):
            with sample_site(epoch) as root:
                crawl(root, data)
        page = max(data.glob("reports/indiadaily/*.html"))
        # The paths that the page shows are of this machine.
        shown = page.with_name("shown.html")
        shown.write_text(page.read_text("utf-8").replace(f"{data}/", "data/"), "utf-8")
        take(shown)
    size = PICTURE.stat().st_size
    print(f"{PICTURE}: {size} bytes")
    return int(size > MAX_BYTES)


@contextmanager
def sample_site(epoch: int) -> Iterator[str]:
    """The sample site on a free loopback port while the context lasts; its origin."""
    command = [sys.executable, "-m", "samplesite", "--port", "0", "--epoch", str(epoch)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def crawl(root: str, data: Path) -> None:
    """Crawl the sample site into a data directory."""
    command = [sys.executable, "-m", "scrapy", "crawl", "indiadaily", "-a", f"root={root}"]
    command += ["-a", "browser=never", "-s", f"NEWSBOT_DATA_DIR={data}", "-L", "ERROR"]
    subprocess.run(command, check=True)


def take(page: Path) -> None:
    """Take the picture of a page, shortened."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--font-render-hinting=none"]
        )
        opened = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT},
            device_scale_factor=SCALE,
            color_scheme="light",
        )
        opened.goto(page.as_uri())
        opened.evaluate(SHORTEN)
        PICTURE.parent.mkdir(exist_ok=True)
        shown = {"x": 0, "y": 0, "width": WIDTH, "height": opened.evaluate(END)}
        opened.screenshot(path=PICTURE, full_page=True, clip=shown)
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
