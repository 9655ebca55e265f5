"""One JupyterLab for all the tests here, a page of the shared Chromium for each.

Pictures of the pages go to $SCREENSHOTS, or to pytest's temporary folder.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import BrowserContext

from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from tests.support.lab_page import NotebookPage, OpenNotebook
from tests.support.lab_server import Lab, jupyter_lab


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with jupyter_lab(tmp_path_factory.mktemp("jupyter")) as server:
        yield server


@pytest.fixture
def open_notebook(lab: Lab, browser: BrowserContext) -> Iterator[OpenNotebook]:
    """Opens a notebook as a file of this name: `open_notebook(notebook, "name.ipynb")`."""
    with contextlib.ExitStack() as stack:

        def open_one(notebook: nbformat.NotebookNode, name: str, **where: str) -> NotebookPage:
            page = NotebookPage(lab, browser, notebook, name, **where)
            stack.callback(page.close)
            return page

        yield open_one


@pytest.fixture
def screenshots(tmp_path: Path) -> Path:
    """Where to put pictures of the page."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def lesson(root: Path) -> Lesson:
    return Course(root).lesson("01_logistic_regression")
