"""A lesson of the browser edition open in Chromium, and what the browser asked others for."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Route,
    expect,
)

from autograder.common.text import without_colours
from tests.support.lab_page import BENIGN, CELL, CODE_CELLS, PANEL, PATIENCE, NotebookPage

EXTRA = "extra"
START = 300_000  # milliseconds that Python may take to start on a machine with much else to do
FULL = """() => {  // what a browser does that has no room left
    IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };
}"""
SET = f"""([id, text]) => {{
    const cell = {PANEL}.content.widgets.find(cell => cell.model.id === id);
    cell.model.sharedModel.setSource(text);
}}"""
SOURCE = (
    f"id => {PANEL}.content.widgets.find(cell => cell.model.id === id).model.sharedModel.source"
)
ADD = f"""text => {{
    {PANEL}.model.sharedModel.addCell({{ cell_type: 'code', source: text, id: '{EXTRA}' }});
}}"""
DROP_LAST = f"""() => {{
    const shared = {PANEL}.model.sharedModel;
    shared.deleteCell(shared.cells.length - 1);
}}"""


def expose(site: Path) -> None:
    """Let the pages of a site be asked for JupyterLab's own model, as the tests do."""
    path = site / "jupyter-lite.json"
    about = json.loads(path.read_text())
    about["jupyter-config-data"]["exposeAppInBrowser"] = True
    path.write_text(json.dumps(about))


class LitePage(NotebookPage):
    """A lesson opened from the start page."""

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        self.page = page
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))

    def _listen(self, message: ConsoleMessage) -> None:
        """Warnings of JupyterLite are its own."""
        if message.type == "error" and not message.text.startswith(BENIGN):
            where = message.location.get("url", "")
            self.complaints.append(f"console error: {message.text} ({where})")

    def wait_for_python(self) -> None:
        """Wait until Python has started and has nothing to do."""
        expect(self.bar()).to_contain_text("Python is starting")
        expect(self.bar()).not_to_contain_text("Python is starting", timeout=START)
        self.settle()

    def bar(self) -> Locator:
        """What the line at the top says."""
        return self.page.locator(".workbook-bar [role=status]")

    def write(self, cell: str, text: str) -> None:
        """Put a text into a cell."""
        self.page.evaluate(SET, [cell, text])

    def start_endless(self, text: str) -> None:
        """Run a cell at the end that does not end."""
        self.page.evaluate(ADD, text)
        self.page.wait_for_function(f"id => {CELL}", arg=EXTRA)
        self.show(EXTRA).locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")

    def drop_extra(self) -> None:
        """Take that cell away again."""
        self.page.evaluate(DROP_LAST)

    def first_cell(self) -> str:
        """The id of the first code cell."""
        return str(self.page.evaluate(CODE_CELLS)[0])

    def source(self, cell: str) -> str:
        """The text of a cell."""
        return str(self.page.evaluate(SOURCE, cell))

    def said(self, cell: str) -> str:
        """What a cell printed, and what is shown of its error, on one line."""
        shown = [
            text
            for output in self.outputs(cell)
            for text in [output.get("text", ""), *output.get("traceback", [])]
        ]
        return " ".join(without_colours(" ".join(shown)).split())


@contextlib.contextmanager
def profile(
    browser: Browser, refused: list[str], *, dark: bool = False
) -> Iterator[BrowserContext]:
    """A browser that has seen nothing yet; it adds to `refused` what it asks other machines for."""

    def refuse(route: Route) -> None:
        refused.append(route.request.url)
        route.abort()

    context = browser.new_context(
        viewport={"width": 1100, "height": 900}, color_scheme="dark" if dark else "light"
    )
    context.route(lambda url: not url.startswith(("http://127.0.0.1:", "data:", "blob:")), refuse)
    try:
        yield context
    finally:
        context.close()


def place(path: str, app: str = "notebooks") -> str:
    """Where a lesson is, from the start of a site."""
    return f"{app}/index.html?path={quote(path, safe='')}"
