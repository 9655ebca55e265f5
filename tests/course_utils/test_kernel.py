"""A notebook's kernel goes on, whatever a cell does to it."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from course_utils.notebook.kernel import Kernel, KernelError

SECONDS = 60.0


class Clock:
    """Stands still until a file is there; then it is hours later."""

    def __init__(self, mark: Path) -> None:
        self._mark, self._late, self._seen = mark, 0.0, False

    def __call__(self) -> float:
        if self._mark.exists() and not self._seen:
            self._late, self._seen = self._late + 1e6, True
        return time.monotonic() + self._late


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    return tmp_path / "waiting"


def test_in_a_browser_no_second_kernel_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "emscripten")
    with pytest.raises(KernelError, match=r"check\.summary\(\) says how far you are"):
        Kernel(tmp_path, SECONDS)


def test_a_cell_that_never_ends_is_named_and_left_out(tmp_path: Path, mark: Path) -> None:
    with Kernel(tmp_path, SECONDS, Clock(mark)) as kernel:
        kernel.run("kept = [1]")
        came = kernel.run("kept.append(2)\nopen('waiting', 'w').close()\nwhile True:\n    pass")
        assert came.stopped == "it did not end within 60 seconds"
        assert kernel.test("assert kept == [1], kept").error == ""


def test_a_test_that_never_ends_leaves_the_kernel_as_it_is(tmp_path: Path, mark: Path) -> None:
    with Kernel(tmp_path, SECONDS, Clock(mark)) as kernel:
        kernel.run("kept = [1]")
        came = kernel.test("kept.append(2)\nopen('waiting', 'w').close()\nwhile True:\n    pass")
        assert came.stopped
        assert kernel.test("assert kept == [1, 2]").error == ""


def test_what_cannot_be_interrupted_is_ended(
    tmp_path: Path, mark: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("course_utils.notebook.kernel._INTERRUPT_SECONDS", 0.0)
    deaf = (
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "open('waiting', 'w').close()\nwhile True:\n    pass"
    )
    with Kernel(tmp_path, SECONDS, Clock(mark)) as kernel:
        kernel.run("kept = 1")
        assert "could not be interrupted" in kernel.run(deaf).stopped
        assert kernel.test("assert kept == 1").error == ""


def test_a_cell_that_ends_the_kernel_costs_only_itself(tmp_path: Path) -> None:
    with Kernel(tmp_path, SECONDS) as kernel:
        kernel.run("kept = 1")
        assert kernel.run("import os\nos._exit(3)").stopped == "it ended the kernel"
        assert kernel.test("os._exit(3)").error == "NameError"
        assert kernel.test("assert kept == 1").error == ""


def test_what_a_cell_that_stops_still_defines_is_taken(tmp_path: Path) -> None:
    with Kernel(tmp_path, SECONDS) as kernel:
        came = kernel.run(
            "n = 3\nimport no_such_package as nsp\nprint(n)\ndef f():\n    return nsp"
        )
        assert (came.error, came.line, came.taken) == ("ModuleNotFoundError", 2, True)
        told = kernel.test("f()")
        assert told.error == "NameError"
        assert told.text.endswith("because the package no_such_package is not installed here")
        assert kernel.run("[][1]\nlate = 4").taken
        assert kernel.test("assert late == 4").error == ""
        assert not kernel.run("late = 5\n[][1]").taken
