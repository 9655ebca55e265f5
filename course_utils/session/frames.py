"""Which line of a student's own code an error comes from, and what stands in it."""

from __future__ import annotations

import ast
import dis
import inspect
import linecache
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

_HERE = str(Path(__file__).parent.parent)
_PYTHON = tuple(sysconfig.get_path(name) for name in ("stdlib", "platstdlib"))
_LONGEST = 80
_QUIET_STEPS = {"LOAD_NAME", "LOAD_CONST", "BUILD_TUPLE", "BUILD_LIST", "BUILD_SLICE"}
_QUIET_STEPS |= {"BINARY_OP", "BINARY_SUBSCR", "UNARY_NEGATIVE", "PRECALL", "CALL"}
_OF_A_MODULE = {"LOAD_METHOD", "LOAD_ATTR"}
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


def own_frames(frame: FrameType | None) -> list[FrameType]:
    """Of a frame and those that called it, the ones of the student's own code, outermost first."""
    found: list[FrameType] = []
    while frame is not None:
        if is_own(frame.f_code.co_filename):
            found.insert(0, frame)
        frame = frame.f_back
    return found


def of_frame(frame: FrameType) -> Place:
    """The line that is running in a frame."""
    return _place(frame, frame.f_lineno)


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


def two_sides(trace: TracebackType | None, module: Any) -> tuple[Any, ...]:
    """Both sides of the operation that raised at the top level of code whose text is not known;
    nothing where working them out again might change something.

    module: the one whose functions may be called for it.
    """
    own = [step for step in _steps(trace) if is_own(step.tb_frame.f_code.co_filename)]
    if not own or own[-1].tb_frame.f_code.co_flags & inspect.CO_OPTIMIZED:
        return ()
    frame, last = own[-1].tb_frame, own[-1].tb_lasti
    code = frame.f_code
    steps = [each for each in dis.get_instructions(code) if each.offset <= last]
    if not steps or steps[-1].opname != "BINARY_OP":
        return ()
    whole = steps.pop().positions
    first = next((i for i, each in enumerate(steps) if _within(each.positions, whole)), len(steps))
    names = {**frame.f_globals, **frame.f_locals}
    if not _are_quiet(steps[first:], names, module):
        return ()
    begin, build, end = (
        bytes([dis.opmap[name], number])
        for name, number in (("RESUME", 0), ("BUILD_TUPLE", 2), ("RETURN_VALUE", 0))
    )
    asked = begin + code.co_code[steps[first].offset : last] + build + end
    found = eval(code.replace(co_code=asked, co_exceptiontable=b""), names)
    return found if isinstance(found, tuple) else ()


def in_full(error: SyntaxError) -> SyntaxError:
    """The same error as Python itself reports it: a kernel only says "incomplete input"."""
    try:
        ast.parse("".join(linecache.getlines(error.filename or "")))
    except SyntaxError as full:
        return full
    return error


def _within(part: dis.Positions | None, whole: dis.Positions | None) -> bool:
    """Whether a part of a line lies inside another, and is not empty."""
    places = [place for where in (part, whole) if where for place in where if place is not None]
    if len(places) != 8:
        return False
    line, end_line, column, end, first, last, left, right = places
    begins, ends = (line, column), (end_line, end)
    return begins != ends and (first, left) <= begins and ends <= (last, right)


def _are_quiet(steps: list[dis.Instruction], names: Mapping[str, Any], module: Any) -> bool:
    """Whether these steps only look names up, and call no function but those of the module."""
    found, on_module = bool(steps), False
    for step in steps:
        looks_inside = step.opname in _OF_A_MODULE and on_module
        found = found and (looks_inside or step.opname in _QUIET_STEPS)
        on_module = step.opname == "LOAD_NAME" and names.get(step.argval) is module
    return found


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
