"""The exceptions of a student's code as data: names, text, and the line of the cell."""

from __future__ import annotations

import linecache
import traceback
from bdb import BdbQuit
from typing import Any

from course_utils.notebook.after_error import text_of

CELL = "<ipython-input"  # how IPython names the file of a cell
_MAX_TEXT = 2000
_MAX_TRACE = 8000


def describe(error: BaseException) -> dict[str, Any]:
    """An exception as data: its classes' names, its text, and where in the student's cell."""
    bases = [cls.__name__ for cls in type(error).__mro__]
    return {"bases": bases[:20], "text": _text(error), "line": _line_in_cell(error)}


def describe_in_full(error: BaseException) -> dict[str, Any]:
    """An exception as a notebook shows it: its name, its text, and the traceback."""
    try:
        lines = _own_frames(error) + traceback.format_exception_only(error)
    except BaseException:
        lines = []
    trace = "".join(lines)[-_MAX_TRACE:]
    return {"ename": type(error).__name__[:100], "evalue": _text(error), "traceback": trace}


def as_exception(raised: dict[str, Any]) -> Exception:
    """What a function of the judge's raised, to be raised here."""
    builtin = {cls.__name__: cls for cls in (ValueError, TypeError, IndexError, KeyError)}
    for base in raised["bases"]:
        if base in builtin:
            return builtin[base](raised["text"])
    return RuntimeError(raised["text"])


def _text(error: BaseException) -> str:
    try:
        return text_of(error)[:_MAX_TEXT]
    except BaseException:  # the student's code may raise anything at all
        return ""


def _line_in_cell(error: BaseException) -> str:
    """The source line of the student's cell that raised, or an empty string."""
    try:
        frames = traceback.walk_tb(error.__traceback__)
        places = [
            (f.f_code.co_filename, n)
            for f, n in frames
            if f.f_code.co_filename[: len(CELL)] == CELL
        ]
        if not places:
            return ""
        lines = linecache.getlines(places[-1][0])[: places[-1][1]]
        line = lines[-1].strip() if len(lines) == places[-1][1] else ""
        if isinstance(error, BdbQuit):  # a debugger stops at the line below the breakpoint
            line = _breakpoint(lines) or line
        return line[:200]
    except BaseException:
        return ""


def _breakpoint(lines: list[str]) -> str:
    found = (line for line in reversed(lines) if "set_trace" in line or "breakpoint" in line)
    return next(found, "").strip()


def _own_frames(error: BaseException) -> list[str]:
    """The traceback from the student's cell on, without the frames that ran the cell."""
    frames = traceback.extract_tb(error.__traceback__)
    first = next((i for i, f in enumerate(frames) if f.filename.startswith(CELL)), len(frames))
    return traceback.format_list(frames[first:][-6:])
