"""What every test may use, and the reasons for which a test is skipped.

Where TEST_EVERYTHING is set, a machine without sandbox or browser fails the tests that need them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.support import ROOT, TESTS
from tests.support.needs import find_chromium, why_no_browser, why_no_sandbox

if TYPE_CHECKING:  # a machine without Playwright runs the other tests
    from playwright.sync_api import BrowserContext

# Two cores are often shared, so time is no reason to fail; in CI the examples are always the same.
settings.register_profile("course", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("course")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="also run the tests marked slow")
    parser.addoption(
        "--all", action="store_true", help="--slow, and the long version of tests that have one"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a file's tests in one process, for its fixtures; those of the lessons may be spread.

    All tests in the browser share one JupyterLab.
    """
    for item in items:
        room = item.path.relative_to(TESTS).parts[0]
        if room != "lessons":
            shared = TESTS / room if room == "browser" else item.path
            item.add_marker(pytest.mark.xdist_group(str(shared)))


def pytest_runtest_setup(item: pytest.Item) -> None:
    everything = item.config.getoption("--all")
    if item.get_closest_marker("long") and not everything:
        pytest.skip("long: run by `make test-all` or `pytest --all`")
    if item.get_closest_marker("slow") and not (everything or item.config.getoption("--slow")):
        pytest.skip("slow: run by `make test` or `pytest --slow`")
    leave_out = pytest.fail if os.environ.get("TEST_EVERYTHING") else pytest.skip
    if item.get_closest_marker("sandbox") and (reason := why_no_sandbox()):
        leave_out(f"sandbox: {reason}")
    if item.get_closest_marker("browser") and (reason := why_no_browser()):
        leave_out(f"browser: {reason}")


@pytest.fixture(scope="session")
def everything(pytestconfig: pytest.Config) -> bool:
    """Whether a test is to take its long version, for `make test-all`."""
    return bool(pytestconfig.getoption("--all"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The top folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def browser() -> Iterator[BrowserContext]:
    """The system's Chromium, one for all tests of a process."""
    from tests.support.chromium import chromium

    path = find_chromium()
    assert path is not None, "mark the test with @pytest.mark.browser"
    with chromium(path) as browser:
        yield browser
