"""The system's Chromium, driven by Playwright.

Playwright runs once in a process: all tests of a worker share one browser (the `browser` fixture).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from playwright.sync_api import BrowserContext, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextlib.contextmanager
def chromium(
    path: str, *, size: tuple[int, int] = (1100, 1000), scale: float = 1
) -> Iterator[BrowserContext]:
    """A Chromium without a window and with a new, empty profile.

    Args:
        path: where the program is.
        size: (width, height) of the pages, in CSS pixels.
        scale: pixels of a screenshot for each CSS pixel.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, headless=True, args=list(FLAGS), chromium_sandbox=False
        )
        try:
            yield browser.new_context(
                viewport={"width": size[0], "height": size[1]}, device_scale_factor=scale
            )
        finally:
            browser.close()
