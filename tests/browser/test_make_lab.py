"""`make lab` opens lesson 0 and nothing else: no launcher, no news, no tools of instructors."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.support.lab_page import IS_READY, PANEL, PATIENCE
from tests.support.lab_server import jupyter_lab

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST = "00_start_here"
TITLES = "() => Array.from(window.jupyterapp.shell.widgets('main'), each => each.title.label)"
NEWS = """async () => {
    const settings = window.jupyterapp.serviceManager.settings;
    const found = await settings.fetch('@jupyterlab/apputils-extension:notification');
    return found.schema.properties.fetchNews.default;
}"""
SETTLED = 3000  # milliseconds after the kernel is there; what comes late has come
OF_INSTRUCTORS = ("Nbgrader", "Validate", "Create Assignment", "Formgrader", "Jupytext")


def options(root: Path) -> list[str]:
    """Those that `make lab` gives to JupyterLab, but for the folder that it shows."""
    done = subprocess.run(
        ["make", "--dry-run", "lab"], cwd=root, capture_output=True, text=True, check=True
    )
    words = shlex.split(done.stdout[done.stdout.rindex("jupyter lab") :].replace("\\\n", " "))
    return [word for word in words if word.startswith(("--LabApp", "--config"))]


def test_make_lab_opens_lesson_0_unchanged_and_nothing_else(
    root: Path, tmp_path: Path, browser: BrowserContext, screenshots: Path
) -> None:
    with jupyter_lab(tmp_path / "jupyter", options(root)) as lab:
        shutil.copytree(root / "lessons" / FIRST, lab.folder / FIRST)
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{lab.url}?token={lab.token}")
        page.wait_for_function(IS_READY)
        page.wait_for_timeout(SETTLED)
        page.screenshot(path=screenshots / "make-lab.png")
        shown = page.locator("body").inner_text()
        assert page.evaluate(TITLES) == [f"{FIRST}.ipynb"]
        assert page.evaluate(f"{PANEL}.context.model.dirty") is False
        assert "jp-mod-dirty" not in str(
            page.locator(".lm-TabBar-tab.jp-mod-current").get_attribute("class")
        )
        assert [word for word in OF_INSTRUCTORS if word in shown] == []
        assert page.evaluate(NEWS) == "false"
        assert [text for text in said if "jupyterlite" in text] == []
        page.evaluate(f"{PANEL}.sessionContext.shutdown()")
        page.close()
