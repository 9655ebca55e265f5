"""IPython without a kernel: runs one student's cells in order and keeps what they showed.

It lives in the sandbox with `student`, and imports nothing of the autograder.
"""

from __future__ import annotations

import builtins
import contextlib
import subprocess
import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import LSString, SList
from traitlets.config import Config

from autograder.inside.errors import describe_in_full
from autograder.inside.magics import KernelMagics
from autograder.inside.outputs import Outputs, Stream, draw_open
from course_utils.notebook.after_error import complete, go_on
from course_utils.notebook.notes import NOBODY, NOBODY_SAYS

_shell: QuietShell | None = None


def prepare() -> QuietShell:
    """The shell of this process, made on first use (the zygote does it before it forks)."""
    global _shell
    if _shell is None:
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        config.InteractiveShell.xmode = "Plain"
        _shell = QuietShell(config=config)
        _shell.run_line_magic("load_ext", "storemagic")
        # so that get_ipython() finds it everywhere
        InteractiveShell._instance = _shell  # type: ignore[assignment]
        builtins.input = _ask_nobody
        sys.breakpointhook = _no_debugger
    return _shell


def user_namespace() -> dict[str, Any]:
    """The names that the student's cells have defined."""
    return prepare().user_ns


def run_cell(code: str, *, figures: bool = False, instead: str = "") -> dict[str, Any]:
    """Run one cell, and what is still to be taken of it when it stops.

    `instead` is the lesson's own text of the cell: it brings what a cell that stopped did not.

    Returns:
        Its outputs (bounded), the first error or None, the line that it came from (0: unknown),
        and whether what stands below that line was run.
    """
    shell = prepare()
    outputs = shell.outputs = Outputs()
    stdout, stderr = Stream(outputs, "stdout"), Stream(outputs, "stderr")
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        error, line, taken = _run(shell, code, instead)
    draw_open(outputs, show=figures)
    described = None if error is None else describe_in_full(error)
    return {"outputs": outputs.items, "error": described, "line": line, "taken": taken}


def _run(shell: QuietShell, code: str, instead: str) -> tuple[BaseException | None, int, bool]:
    """Run code as a cell; returns the first error, its line and whether the rest was taken."""
    error: BaseException | None = None
    line, taken = 0, False
    try:
        result = shell.run_cell(code, store_history=False)
        error = result.error_before_exec or result.error_in_exec
        if stopped := go_on(shell, result):
            line, taken = stopped.line, stopped.taken
            if instead:
                complete(shell, instead)
    except BaseException as escaped:  # whatever the student's code has broken: not this process
        error = error or escaped
    return error, line, taken


# There is no person to type anything while work is marked; a kernel's error of this name says so.
_Nobody = type(NOBODY, (EOFError,), {"__module__": "builtins"})


def _ask_nobody(*_: object) -> str:
    raise _Nobody(NOBODY_SAYS)


def _no_debugger(*_: object, **__: object) -> None:
    """What `breakpoint()` does, as in a kernel that no debugger is attached to: nothing."""


class _Hook(DisplayHook):
    """Shows the value of a cell's last expression as plain text."""

    def __call__(self, result: Any = None) -> None:
        if result is not None and isinstance(self.shell, QuietShell):
            self.shell.show(result)


class _Publisher(DisplayPublisher):
    """Keeps only the plain text of what `display` shows."""

    def publish(self, data: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        if isinstance(self.shell, QuietShell):
            self.shell.outputs.data(str(data.get("text/plain", "")))


class QuietShell(InteractiveShell):
    """InteractiveShell with outputs kept in `outputs` and no window system, history or colours."""

    outputs = Outputs()

    def init_display_pub(self) -> None:
        self.display_pub = _Publisher(parent=self, shell=self)

    def init_displayhook(self) -> None:
        self.displayhook = _Hook(parent=self, shell=self, cache_size=0)
        from IPython.core.display_trap import DisplayTrap

        self.display_trap = DisplayTrap(hook=self.displayhook)

    def init_magics(self) -> None:
        super().init_magics()
        self.register_magics(KernelMagics)

    def ask_exit(self) -> None:
        """`quit()`: there is a next cell all the same."""

    def show(self, value: Any) -> None:
        assert self.display_formatter is not None
        data, _ = self.display_formatter.format(value, include={"text/plain"})
        self.outputs.data(str(data.get("text/plain", "")))

    def enable_gui(self, gui: Any = None) -> None:
        """No window system here: figures are drawn when they are asked for."""

    def enable_matplotlib(self, gui: Any = None) -> tuple[Any, Any]:
        return gui, "agg"

    def system(self, cmd: str) -> None:
        """`!command`, without the terminal that IPython would give it: the sandbox has none."""
        code, text = _command(self.var_expand(cmd, depth=1))
        sys.stdout.write(text)
        self.user_ns["_exit_code"] = code

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        """`names = !command`"""
        _, text = _command(self.var_expand(cmd, depth=depth + 1))
        return SList(text.splitlines()) if split else LSString(text)

    def showtraceback(self, *args: Any, **kwargs: Any) -> None:
        """Errors are part of the cell's reply, not printed."""

    def showsyntaxerror(self, *args: Any, **kwargs: Any) -> None:
        """Errors are part of the cell's reply, not printed."""


def _command(command: str) -> tuple[int, str]:
    """The exit code of a shell command, and all it said."""
    done = subprocess.run(
        command,
        shell=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.returncode, done.stdout.decode(errors="replace")
