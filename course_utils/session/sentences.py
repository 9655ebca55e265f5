"""An error in a line: what went wrong, and in which line of the student's own code."""

from __future__ import annotations

import linecache
import textwrap
from functools import lru_cache
from types import TracebackType

from course_utils.manifest import Item
from course_utils.notebook.shadowed import explained
from course_utils.session.arrays import plain_words
from course_utils.session.desk import current
from course_utils.session.frames import CELL, in_full, is_own, of_trace

WIDTH = 72  # characters in a line: JupyterLab breaks longer ones within a word
_LONGEST = 200


def explain(error: BaseException) -> str:
    """One line of plain text: what went wrong, and in which line of the student's own code."""
    sentence = getattr(error, "sentence", None)
    if isinstance(error, AssertionError) and isinstance(sentence, str):
        return sentence
    if item := unwritten(error):
        return f"{named(item)} is not written yet."
    if isinstance(error, NotImplementedError):
        name = _raised_in(error.__traceback__)
        return f"{name} is not written yet." if name != CELL else "It is not written yet."
    said = _said(error)
    if isinstance(error, SyntaxError) and error.lineno:
        full = in_full(error)
        text = f" ({full.text.strip()[:_LONGEST]})" if full.text else ""
        return f"{type(full).__name__}: {full.msg}, line {full.lineno}{text}."
    place = of_trace(error.__traceback__)
    return f"{said}, {place.said()}." if place else f"{said.rstrip('.')}."


def unwritten(error: BaseException) -> Item | None:
    """The exercise of the lesson at work that an error shows to be not written yet."""
    desk = current()
    if desk is None:
        return None
    name = ""
    if isinstance(error, NotImplementedError):
        name = _raised_in(error.__traceback__)
    elif isinstance(error, NameError):
        name = error.name or ""
    item = desk.manifest.by_defined.get(name)
    if item is None and isinstance(error, NotImplementedError):  # a method, a helper in its cell
        item = next(filter(None, map(desk.answer_in, _texts(error.__traceback__))), None)
    if item and isinstance(error, NameError) and item.name in desk.broken:
        return None
    return item


def named(item: Item) -> str:
    """An exercise as it is named in a sentence: "`sigmoid` (1.4)"."""
    return f"`{item.name}` ({item.number})"


@lru_cache(maxsize=256)
def wrapped(sentence: str, indent: str = "  ") -> str:
    """Broken between words; further lines are indented. Lines that it has are kept."""
    return "\n".join(
        textwrap.fill(
            line,
            WIDTH,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
            replace_whitespace=False,
            drop_whitespace=True,
        )
        for line in sentence.split("\n")
    )


def _said(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "You stopped this cell"
    kind = type(error).__name__.removeprefix("_")
    text = plain_words(error) or " ".join(str(error).split())[:_LONGEST]
    text = text.encode(errors="replace").decode()  # half a character cannot be sent to a page
    if hidden := explained(error):
        text = f"{text} ({hidden})"
    return f"{kind}: {text}" if text else kind


def _innermost(trace: TracebackType | None) -> TracebackType | None:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace


def _raised_in(trace: TracebackType | None) -> str:
    """The name of the function that raised; `CELL` for none."""
    trace = _innermost(trace)
    return trace.tb_frame.f_code.co_name if trace is not None else CELL


def _texts(trace: TracebackType | None) -> list[str]:
    """The text of the cell that an error comes from: of its innermost frame."""
    trace = _innermost(trace)
    file = trace.tb_frame.f_code.co_filename if trace is not None else ""
    return ["".join(linecache.getlines(file))] if is_own(file) else []
