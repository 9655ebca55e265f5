"""Which line of a student's own code an error comes from, and what stands in it."""

from __future__ import annotations

import ast
import linecache
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

_HERE = str(Path(__file__).parent.parent)
_PYTHON = tuple(sysconfig.get_path(name) for name in ("stdlib", "platstdlib"))
_LONGEST = 80
CELL = "<module>"


@dataclass(frozen=True)
class Place:
    """A line of the student's: in which function (`CELL`: in none), and its text."""

    function: str
    line: int
    text: str

    def said(self) -> str:
        """ "in sigmoid, line 4 (return 1 / z)"."""
        where = "in this cell" if self.function == CELL else f"in {self.function}"
        text = f" ({self.text[:_LONGEST]})" if self.text else ""
        return f"{where}, line {self.line}{text}"


def is_own(filename: str) -> bool:
    """Whether this is code of the student's, or of a cell, and not of a library."""
    if filename.startswith(_HERE) or "site-packages" in filename or "<__array" in filename:
        return False
    return not filename.startswith((*_PYTHON, "<frozen"))


def of_trace(trace: TracebackType | None) -> Place | None:
    """The innermost line of the student's own code that an error came through."""
    own = [step for step in _steps(trace) if is_own(step.tb_frame.f_code.co_filename)]
    return _place(own[-1].tb_frame, own[-1].tb_lineno) if own else None


def of_frame(frame: FrameType | None) -> Place | None:
    """The innermost line of the student's own code that is running in a frame, or above it."""
    while frame is not None and not is_own(frame.f_code.co_filename):
        frame = frame.f_back
    return _place(frame, frame.f_lineno) if frame is not None else None


def raised_in(trace: TracebackType | None) -> tuple[ast.expr | None, dict[str, Any]]:
    """The expression of the student's that raised, where its text is known, and the names that
    it saw."""
    own = [step for step in _steps(trace) if is_own(step.tb_frame.f_code.co_filename)]
    if not own:
        return None, {}
    frame = own[-1].tb_frame
    names = {**frame.f_globals, **frame.f_locals}
    positions = list(frame.f_code.co_positions())
    place = positions[own[-1].tb_lasti // 2] if own[-1].tb_lasti >= 0 else (None,) * 4
    text = _segment(frame, *place)
    try:
        return ast.parse(f"({text})", mode="eval").body if text else None, names
    except SyntaxError:
        return None, names


def in_full(error: SyntaxError) -> SyntaxError:
    """The same error as Python itself reports it: a kernel only says "incomplete input"."""
    try:
        ast.parse("".join(linecache.getlines(error.filename or "")))
    except SyntaxError as full:
        return full
    return error


def _segment(
    frame: FrameType, line: int | None, end: int | None, column: int | None, last: int | None
) -> str:
    if line is None or end is None or column is None or last is None:
        return ""
    lines = linecache.getlines(frame.f_code.co_filename, frame.f_globals)[line - 1 : end]
    parts = [part.rstrip("\n").encode() for part in lines]  # columns are counted in bytes
    if not parts:
        return ""
    parts[-1] = parts[-1][:last]
    parts[0] = parts[0][column:]
    return b"\n".join(parts).decode(errors="replace")


def _steps(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _place(frame: FrameType, line: int) -> Place:
    text = linecache.getline(frame.f_code.co_filename, line, frame.f_globals).strip()
    return Place(frame.f_code.co_name, line, text)
