"""IPython without a kernel: runs one student's cells in order and keeps what they showed.

It lives in the sandbox with `student`, and imports nothing of the autograder. Output is bounded,
plain text only (and PNG figures when asked for): nothing that could run in a reader's browser.
"""

from __future__ import annotations

import ast
import base64
import builtins
import contextlib
import io
import subprocess
import sys
import traceback
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import LSString, SList
from traitlets.config import Config

MAX_OUTPUT = 32_000
MAX_FIGURES = 8
CELL = "<ipython-input"  # how IPython names the file of a cell

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
        # so that get_ipython() finds it everywhere
        InteractiveShell._instance = _shell  # type: ignore[assignment]
        builtins.input = _ask_nobody
    return _shell


def user_namespace() -> dict[str, Any]:
    """The names that the student's cells have defined."""
    return prepare().user_ns


def run_cell(code: str, *, figures: bool = False) -> dict[str, Any]:
    """Run one cell; returns its outputs (bounded) and the error that ended it, or None."""
    shell = prepare()
    outputs = shell.outputs = Outputs()
    stdout, stderr = _Stream(outputs, "stdout"), _Stream(outputs, "stderr")
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        error = last = _run(shell, code)
        while rest := _rest_after(shell, code, last):
            code, last = rest, _run(shell, rest)
    _finish_figures(outputs, show=figures)
    return {"outputs": outputs.items, "error": None if error is None else _describe(error)}


def _run(shell: QuietShell, code: str) -> BaseException | None:
    """Run code as a cell; returns what ended it, or None."""
    try:
        result = shell.run_cell(code, store_history=False)
    except BaseException as escaped:  # SystemExit and friends end the cell, not the shell
        return escaped
    return result.error_before_exec or result.error_in_exec


def _rest_after(shell: QuietShell, code: str, error: BaseException | None) -> str:
    """What is left of a cell to run when a statement wanted what is not here: a package, a person.

    That is no mistake in the statements after it. Empty when there is nothing left, or when the
    cell ended for any other reason.
    """
    if not isinstance(error, (ModuleNotFoundError, NobodyToAsk)):
        return ""
    try:
        frames = traceback.extract_tb(error.__traceback__)
        mine = [frame for frame in frames if frame.filename.startswith(CELL)]
        if len(mine) != 1 or mine[0].lineno is None:
            return ""
        plain = shell.transform_cell(code)
        later = [node for node in ast.parse(plain).body if node.lineno > mine[0].lineno]
        if not later:
            return ""
        decorators = getattr(later[0], "decorator_list", [])
        first = min(node.lineno for node in (later[0], *decorators))
        return "".join(plain.splitlines(keepends=True)[first - 1 :])
    except BaseException:  # the student's code shares this process, and may have broken any of it
        return ""


class NobodyToAsk(EOFError):
    """What `input()` raises: there is no person to type anything while work is marked."""


def _ask_nobody(*_: object) -> str:
    raise NobodyToAsk("input() has nobody to ask while work is marked: write the value in the cell")


class Outputs:
    """What one cell showed, as nbformat output dictionaries, cut off at MAX_OUTPUT characters."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []
        self._left = MAX_OUTPUT

    def text(self, name: str, text: str) -> None:
        text = self._cut(text)
        if not text:
            return
        last = self.items[-1] if self.items else {}
        if last.get("name") == name:
            last["text"] += text
        else:
            self.items.append({"output_type": "stream", "name": name, "text": text})

    def data(self, text: str) -> None:
        """A displayed value, by its plain text."""
        text = self._cut(text)
        if text:
            data = {"text/plain": text}
            self.items.append({"output_type": "display_data", "data": data, "metadata": {}})

    def figure(self, png: bytes) -> None:
        data = {"image/png": base64.b64encode(png).decode(), "text/plain": "<Figure>"}
        self.items.append({"output_type": "display_data", "data": data, "metadata": {}})

    def _cut(self, text: str) -> str:
        if self._left <= 0:
            return ""
        text, rest = text[: self._left], text[self._left :]
        self._left -= len(text)
        return text + "\n… (more output was cut)\n" if rest else text


class _Stream(io.TextIOBase):
    """A file that writes into Outputs."""

    def __init__(self, outputs: Outputs, name: str) -> None:
        self._outputs = outputs
        self._name = name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._outputs.text(self._name, str(text))
        return len(text)


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


def _describe(error: BaseException) -> dict[str, Any]:
    try:
        lines = _own_frames(error) + traceback.format_exception_only(error)
        text = str(error)
    except BaseException:
        lines, text = [], ""
    name = type(error).__name__
    return {"ename": name[:100], "evalue": text[:2000], "traceback": "".join(lines)[-8000:]}


def _own_frames(error: BaseException) -> list[str]:
    """The traceback from the student's cell on, without the frames that ran the cell."""
    frames = traceback.extract_tb(error.__traceback__)
    first = next((i for i, f in enumerate(frames) if f.filename.startswith(CELL)), len(frames))
    return traceback.format_list(frames[first:][-6:])


def _finish_figures(outputs: Outputs, *, show: bool) -> None:
    """Draw the open figures when somebody will look at them; close them in any case."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    try:
        for number in pyplot.get_fignums()[:MAX_FIGURES] if show else []:
            buffer = io.BytesIO()
            pyplot.figure(number).savefig(buffer, format="png", dpi=72)
            outputs.figure(buffer.getvalue())
        pyplot.close("all")
    except BaseException as error:  # a student's figure may be broken in any way
        outputs.text("stderr", f"the figure could not be drawn: {type(error).__name__}\n")
