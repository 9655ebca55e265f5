"""What a test may need of the machine, and why this machine lacks it."""

from __future__ import annotations

import functools
import shutil

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    """The path of a Chromium that Playwright can drive, if the system has one."""
    return next(filter(None, map(shutil.which, CHROMIUMS)), None)


@functools.cache
def why_no_sandbox() -> str | None:
    """Why no sandbox can be made on this machine, in its own words; None where one can."""
    try:
        from autograder.sandbox.sandbox import Sandbox, SandboxUnavailable
    except ImportError as error:  # Windows has no process limits
        return f"the sandbox is for Linux only ({error})"
    try:
        with Sandbox() as sandbox, sandbox.fork():
            return None
    except SandboxUnavailable as error:
        return str(error)


def why_no_browser() -> str | None:
    """Why no browser test can run on this machine; None where it can."""
    if find_chromium() is None:
        return "no Chromium is installed (apt-get install chromium)"
    return None


def why_no_node() -> str | None:
    """Why nothing can be run in Pyodide outside a browser; None where it can."""
    return (
        None
        if shutil.which("node") or shutil.which("nodejs")
        else "no Node is installed (apt-get install nodejs)"
    )
