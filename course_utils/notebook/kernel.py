"""A notebook's kernel, cell after cell: what each came to, and what is left when one never ends."""

from __future__ import annotations

import ast
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty
from typing import Any

from course_utils.notebook.notes import NOBODY

NOBODY_READS = "COURSE_UTILS_NOBODY_READS"  # set in a kernel that a program drives
_START_SECONDS = 120
_INTERRUPT_SECONDS = 10  # that a cell has to take notice of an interrupt
_LOOK_SECONDS = 1.0
_SAY_MORE = ("NameError", "TypeError", "BdbQuit", NOBODY)
_NAMES = "__import__('course_utils.notebook.shadowed', fromlist=['told'])"
_OURS = "__import__('course_utils.notebook.after_error', fromlist=['tell'])"


def in_a_browser() -> bool:
    """Whether this is the Python of a browser: no other process, no thread, no interrupt."""
    return sys.platform == "emscripten"


class KernelError(RuntimeError):
    """There is no kernel to run a notebook in; the text says why."""


@dataclass(frozen=True)
class Came:
    """What became of a cell: the error that it stopped with, if any, or why it did not end.

    `line` is where it stopped (0: unknown), `taken` whether what stands below was run all the same,
    and `lacking` what went wrong when the lesson's own text was to complete it; `hidden` says which
    names that a test needs the notebook has given to something else.
    """

    error: str = ""
    text: str = ""
    stopped: str = ""
    line: int = 0
    taken: bool = False
    lacking: str = ""
    hidden: str = ""


class Kernel:
    """A fresh kernel in `folder`, started again after a cell that ended it or never ended.

    Then the cells that went well are run again. A context manager.

    Args:
        folder: the kernel's working folder.
        seconds: for one cell.
        clock: tells the seconds that have passed.

    Raises:
        KernelError: none can be started, or the workbook is not installed for it.
    """

    def __init__(
        self, folder: Path, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._folder, self._seconds, self._clock = folder, seconds, clock
        self._manager: Any = None
        self._client: Any = None
        self._done: list[tuple[str, str]] = []
        self._interrupted = self._silent = False  # of the last request
        self._start()

    def __enter__(self) -> Kernel:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def run(self, source: str, instead: str = "") -> Came:
        """Run a cell, and of one that stops, what is still to be taken of it.

        `instead` is the lesson's own text of the cell, which completes it.
        """
        came = self._run(source, instead)
        if came.stopped:
            self._start_again()
        else:
            self._done.append((source, instead))
        return came

    def test(self, source: str, answers: Sequence[str] = ()) -> Came:
        """Run a test's cell: nothing is to be taken of it, and no later cell needs it.

        `answers` are the names that it takes from the answer's cell; of the others it has its own.
        """
        told = self._ask(f"{_NAMES}.told(get_ipython(), {source!r}, {tuple(answers)!r})")
        came = replace(self._execute(source), hidden=json.loads(told) if told else "")
        if self._silent:
            self._start_again()
        elif came.error in _SAY_MORE:
            return replace(came, text=self._ask(f"{_OURS}.said()") or came.text)
        return came

    def _run(self, source: str, instead: str) -> Came:
        came = self._execute(source)
        if not came.error or came.stopped:
            return came
        told = self._ask(f"{_OURS}.tell(get_ipython(), {instead!r})")
        if told is None:
            return came if not self._silent else Came(stopped=self._why_silent())
        if (said := json.loads(told)) is None:
            return came
        name, text, line, taken, lacking = said
        return Came(name, text, line=line, taken=taken, lacking=lacking)

    def _execute(self, source: str, seconds: float = 0.0) -> Came:
        content = self._reply(source, seconds)
        if content is None:
            return Came(stopped=self._why_silent())
        if content["status"] == "ok":
            return Came()
        if self._interrupted:
            return Came(stopped=f"it did not end within {self._seconds:g} seconds")
        return Came(str(content.get("ename")), str(content.get("evalue")))

    def _reply(self, source: str, seconds: float = 0.0, **options: Any) -> dict[str, Any] | None:
        """The kernel's answer to a request; None when it ended, or cannot be stopped. It has
        `seconds` instead of those for a cell, where these are more."""
        asked = self._client.execute(source, allow_stdin=False, stop_on_error=False, **options)
        deadline = self._clock() + max(self._seconds, seconds)
        self._interrupted = self._silent = False
        while self._manager.is_alive():
            try:
                message = self._client.get_shell_msg(timeout=_LOOK_SECONDS)
            except Empty:
                if self._clock() < deadline:
                    continue
                if self._interrupted:
                    break
                self._manager.interrupt_kernel()
                self._interrupted, deadline = True, self._clock() + _INTERRUPT_SECONDS
                continue
            if message["parent_header"].get("msg_id") == asked:
                content: dict[str, Any] = message["content"]
                return content
        self._silent = True
        return None

    def _ask(self, expression: str) -> str | None:
        """The text that an expression has in the kernel; None when there is no answer."""
        content = self._reply("", silent=True, user_expressions={"asked": expression})
        try:
            text = (content or {})["user_expressions"]["asked"]["data"]["text/plain"]
            return str(ast.literal_eval(text))
        except (KeyError, ValueError, SyntaxError):
            return None

    def _why_silent(self) -> str:
        if self._manager.is_alive():
            return f"it did not end within {self._seconds:g} seconds, and could not be interrupted"
        return "it ended the kernel"

    def _start(self) -> None:
        if in_a_browser():
            raise KernelError("a browser has no second one; check.summary() says how far you are")
        from jupyter_client.manager import KernelManager

        self._manager = KernelManager(kernel_name="python3")
        try:
            self._manager.start_kernel(
                cwd=str(self._folder),
                env={**os.environ, NOBODY_READS: "1"},
                extra_arguments=["--IPKernelApp.log_level=40"],
            )
        except Exception as error:  # of many kinds: no kernel, no process
            raise KernelError(f"no kernel can be started ({error})") from error
        self._client = self._manager.blocking_client()
        # What cells show is not looked at, and that the kernel lives its process tells.
        self._client.start_channels(iopub=False, stdin=False, hb=False)
        ready = self._execute(f"{_OURS}.watch(get_ipython())", _START_SECONDS)
        if ready.error or ready.stopped:
            self._stop()
            if ready.stopped:
                raise KernelError(f"no kernel can be started ({ready.stopped})")
            why = f"{ready.error}: {ready.text}"
            raise KernelError(f"the kernel does not know the workbook ({why}): is it installed?")

    def _stop(self) -> None:
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)

    def _start_again(self) -> None:
        self._stop()
        self._start()
        self._done = self._again(self._done)

    def _again(self, cells: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """Run cells again; returns those that went well, without the first that did not."""
        for number, (source, instead) in enumerate(cells):
            if self._run(source, instead).stopped:
                self._stop()
                self._start()
                return self._again([*cells[:number], *cells[number + 1 :]])
        return list(cells)
