"""What a notebook shows of an exercise that is not written yet: a line instead of a traceback."""

from __future__ import annotations

import sys
import traceback
from types import TracebackType
from typing import Any

from course_utils.check.failure import crossed

_KERNEL_SHELL = "ZMQInteractiveShell"


def be_brief() -> None:
    """In a notebook's kernel, have a NotImplementedError said in a line; elsewhere do nothing."""
    ipython = sys.modules.get("IPython")
    shell: Any = ipython.get_ipython() if ipython is not None else None
    if type(shell).__name__ == _KERNEL_SHELL:
        shell.set_custom_exc((NotImplementedError,), _show)


def sentence(error: NotImplementedError, trace: TracebackType | None) -> str:
    """What is missing, and where to write it."""
    frames = traceback.extract_tb(trace)
    name = frames[-1].name if frames else "<module>"
    said = f" ({error})" if str(error) else ""
    todo = "Put your code in place of `raise NotImplementedError`"
    if name == "<module>":
        return f"This cell is not written yet{said}. {todo}."
    return f"{name} is not written yet{said}. {todo}, run that cell, then this one again."


def _show(
    shell: Any,
    kind: type[BaseException],
    error: NotImplementedError,
    trace: TracebackType | None,
    tb_offset: int | None = None,
) -> list[str]:
    lines = [crossed(sentence(error, trace))]
    shell._showtraceback(kind, error, lines)
    return lines
