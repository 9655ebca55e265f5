"""A notebook open in JupyterLab in Chromium, used as a student uses it: by keyboard and menu.

JupyterLab's own model (`window.jupyterapp`) is only asked: which cell is where, what has run, what
every output is, also of the cells that are not on the screen.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    expect,
)

from tests.support.lab_server import Lab

SECONDS = 1000  # in Playwright's milliseconds
PATIENCE = 120 * SECONDS
WHOLE = 900 * SECONDS  # for a whole lesson
SETTLE = 0.7 * SECONDS
# What the console may say without anything being wrong, as beginnings of its messages.
BENIGN = (
    "Item with index",  # … "did not appear within 10000 ms": a slow machine, a long notebook
    "Plugin @",  # … "took 5036 ms to activate": a slow machine
    # A drawing is an attachment, whose address JupyterLab writes into the page before its picture.
    "Failed to load resource: net::ERR_UNKNOWN_URL_SCHEME",
)
QUIET_LEVELS = ("debug", "log", "info")
# What a student would see as an error, on the page itself.
PAGE_ERRORS = ".jupyter-widgets-error-widget, .jp-Dialog, .katex-error, mjx-merror"
OUTPUT_ERRORS = ", ".join(
    f'.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.{kind}"]'
    for kind in ("error", "stderr")
)
PANEL = "window.jupyterapp.shell.currentWidget"
CELL = f"{PANEL}.content.widgets.find(cell => cell.model.id === id)"
SESSION = f"{PANEL}?.sessionContext?.session"
IS_READY = f"() => window.jupyterapp && {SESSION}?.kernel?.status === 'idle'"
GO_TO = f"""async id => {{
    const cells = {PANEL}.content;
    cells.activeCellIndex = cells.widgets.findIndex(cell => cell.model.id === id);
    await cells.scrollToItem(cells.activeCellIndex, 'start');
    cells.node.focus();
}}"""
# How often a cell has come to an end since it was first asked; a restarted kernel counts anew.
RUNS = f"""id => {{
    const {{ model }} = {CELL};
    const runs = window.workbookRuns ??= new WeakMap();
    if (!runs.has(model)) {{
        runs.set(model, 0);
        model.stateChanged.connect((_, change) => {{
            const isEnd = change.name === 'executionCount' && change.newValue !== null;
            if (isEnd) runs.set(model, runs.get(model) + 1);
        }});
    }}
    return runs.get(model);
}}"""
HAS_RUN_AGAIN = f"""([id, before]) => {{
    const model = {CELL}.model;
    return model.executionState === 'idle' && window.workbookRuns.get(model) > before;
}}"""
HAS_RUN = f"""id => {{
    const model = {CELL}.model;
    return model.executionState === 'idle' && model.executionCount !== null;
}}"""
# All cells have run, or an error in one has kept the others from it.
HAS_ENDED = f"""id => ({HAS_RUN})(id) || (() => {{
    const models = {PANEL}.content.widgets.map(cell => cell.model).filter(it => it.type === 'code');
    const failed = it => it.outputs.toJSON().some(output => output.output_type === 'error');
    return models.every(it => it.executionState === 'idle') && models.some(failed);
}})()"""
OUTPUTS = f"id => {CELL}.model.outputs.toJSON()"
CODE_CELLS = f"""() => {PANEL}.content.widgets
    .filter(cell => cell.model.type === 'code' && cell.model.sharedModel.getSource().trim())
    .map(cell => cell.model.id)"""
SCROLLED = f"{PANEL}.content.node.querySelector('.jp-WindowedPanel-outer')"
SCROLL = f"number => {{ {SCROLLED}.scrollTop = number * 0.9 * {SCROLLED}.clientHeight; }}"
IS_AT_END = f"""() => {{
    const node = {SCROLLED};
    return node.scrollTop + node.clientHeight >= node.scrollHeight - 5;
}}"""
BYTES = """async image => {
    const bytes = new Uint8Array(await (await fetch(image.src)).arrayBuffer());
    return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
}"""
IS_OTHER = f"""async ([image, before]) => {{
    const isThere = image.complete && image.naturalWidth > 0;
    return isThere && await ({BYTES})(image) !== before;
}}"""

expect.set_options(timeout=PATIENCE)


class NotebookPage:
    """One notebook in one tab. `complaints` gathers what the console says that is not benign."""

    def __init__(
        self,
        lab: Lab,
        browser: BrowserContext,
        notebook: nbformat.NotebookNode,
        name: str,
        *,
        app: str = "lab/tree",
    ) -> None:
        """Open the notebook as a file called `name` and wait until its kernel is there.

        App is the place of JupyterLab, or "notebooks": Notebook 7.
        """
        self.complaints: list[str] = []
        nbformat.write(notebook, lab.folder / name)
        self.page: Page = browser.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        self._address = lab.address(name, app=app)
        self.page.goto(self._address)
        self.page.wait_for_function(IS_READY)

    def close(self) -> None:
        """End the notebook's kernel and close the tab."""
        self.page.evaluate(f"{PANEL}.sessionContext.shutdown()")
        self.page.close()

    def save(self) -> None:
        """Save the notebook."""
        self._command("docmanager:save")

    def open_again(self) -> None:
        """End the kernel and open the saved notebook in a fresh page, as on another day."""
        self.page.evaluate(f"{PANEL}.sessionContext.shutdown()")
        self.page.goto("about:blank")
        self.page.goto(self._address)
        self.page.wait_for_function(IS_READY)

    def use_theme(self, theme: str) -> None:
        """Change to JupyterLab's "Light" or "Dark" theme."""
        self._command("apputils:change-theme", theme=f"JupyterLab {theme}")
        body = f'body[data-jp-theme-name="JupyterLab {theme}"]'
        self.page.wait_for_selector(body, state="attached")

    def settle(self) -> None:
        """Wait until the kernel has nothing to do."""
        self.page.wait_for_function(IS_READY)

    def restart(self) -> None:
        """Restart the kernel, and wait until it is there again."""
        self.page.evaluate(f"{PANEL}.sessionContext.session.kernel.restart()")
        self.page.wait_for_function(IS_READY)

    def hide_sidebars(self) -> None:
        """Leave the window to the notebook."""
        for name in ("application:toggle-left-area", "application:toggle-side-tabbar"):
            self._command(name, side="left")
        self._command("application:toggle-side-tabbar", side="right")

    def run(self, cell: str) -> None:
        """Run the cell of this id with Shift+Enter and wait until it is done."""
        before = self.page.evaluate(RUNS, cell)
        self.page.evaluate(GO_TO, cell)
        self.page.keyboard.press("Shift+Enter")
        self.page.wait_for_function(HAS_RUN_AGAIN, arg=[cell, before])

    def start(self, cell: str) -> None:
        """Run the cell of this id with Shift+Enter and do not wait for it."""
        self.page.evaluate(GO_TO, cell)
        self.page.keyboard.press("Shift+Enter")

    def interrupt(self, cell: str) -> None:
        """Press ■, and wait until the cell of this id, which was started, is done."""
        self.page.get_by_role("button", name="Interrupt the kernel").click()
        self.page.wait_for_function(HAS_RUN, arg=[cell, None])

    def run_all(self) -> None:
        """Run all cells from the menu and wait until the last is done.

        Raises:
            AssertionError: an error in one cell kept the last from being run.
        """
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        last = self.page.evaluate(CODE_CELLS)[-1]
        self.page.wait_for_function(HAS_ENDED, arg=last, timeout=WHOLE)
        assert self.page.evaluate(HAS_RUN, last), self.errors()

    def show(self, cell: str) -> Locator:
        """Bring a cell to the top of the window; returns it."""
        self.page.evaluate(GO_TO, cell)
        index = self.page.evaluate(f"{PANEL}.content.activeCellIndex")
        shown = self.page.locator(f'.jp-Cell[data-windowed-list-index="{index}"]')
        expect(shown).to_be_visible()
        shown.evaluate("cell => cell.scrollIntoView({ block: 'start' })")
        return shown

    def slider(self, cell: str, label: str) -> Locator:
        """The handle of the slider with this label, below the cell."""
        row = self.show(cell).locator(".widget-slider").filter(has_text=label)
        return row.get_by_role("slider")

    def picture(self, cell: str, *, other_than: bytes | None = None) -> bytes:
        """The PNG that the cell's live picture shows; waits until it is another one than given."""
        image = self.show(cell).locator("img.widget-image").element_handle()
        before = base64.b64encode(other_than or b"").decode()
        self.page.wait_for_function(IS_OTHER, arg=[image, before])
        return base64.b64decode(self.page.evaluate(BYTES, image))

    def outputs(self, cell: str) -> list[dict[str, Any]]:
        """All outputs of a cell, as the notebook's file would have them."""
        found: list[dict[str, Any]] = self.page.evaluate(OUTPUTS, cell)
        return found

    def errors(self, *, but_of: Collection[str] = ()) -> list[str]:
        """Everything that went wrong: outputs of all cells, the page, the console.

        Cells `but_of` which errors are expected may show them.
        """
        wrong = [
            f"{cell}: {output.get('evalue') or output.get('text')}"
            for cell in self.page.evaluate(CODE_CELLS)
            if cell not in but_of
            for output in self.outputs(cell)
            if output["output_type"] == "error" or output.get("name") == "stderr"
        ]
        kinds = PAGE_ERRORS if but_of else f"{PAGE_ERRORS}, {OUTPUT_ERRORS}"
        on_page = self.page.locator(kinds).all_inner_texts()
        return wrong + [f"on the page: {text}" for text in on_page] + self.complaints

    def windows(self) -> Iterator[int]:
        """Scroll through the whole notebook, a windowful at a time; counts them."""
        for number in count():
            self.page.evaluate(SCROLL, number)
            self.page.wait_for_timeout(SETTLE)  # for cells that are put on the page only now
            yield number
            if self.page.evaluate(IS_AT_END):
                return

    def screenshot(self, path: Path) -> None:
        """What the window shows now."""
        self.page.screenshot(path=path)

    def _command(self, name: str, **arguments: Any) -> None:
        self.page.evaluate(
            "([name, args]) => window.jupyterapp.commands.execute(name, args).then(() => null)",
            [name, arguments],
        )

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type not in QUIET_LEVELS and not message.text.startswith(BENIGN):
            self.complaints.append(f"console {message.type}: {message.text}")


OpenNotebook = Callable[..., NotebookPage]
