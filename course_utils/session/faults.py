"""What a notebook shows when a cell fails: a sentence, its traceback folded away.

What is not written yet is no fault: a line with a ○ says so, in no red box.
"""

from __future__ import annotations

import html
import sys
import traceback
from types import TracebackType
from typing import Any

from course_utils.causes import fingerprint, seals_of, unseal
from course_utils.manifest import Item
from course_utils.session.desk import current
from course_utils.session.frames import CELL, of_trace
from course_utils.session.kernel import shell
from course_utils.session.loan import offer, to_blame
from course_utils.session.sentences import explain, named, unwritten, wrapped

_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"
_TODO = "Put your code in place of `raise NotImplementedError`, "
_HERE, _THERE = "and run this cell again.", "run that cell, then this one again."
_DEEPEST = 30  # frames of a traceback


def install() -> None:
    """In a notebook's kernel, have errors said in a sentence; elsewhere do nothing."""
    if here := shell():
        here.set_custom_exc((Exception, KeyboardInterrupt), _show)


def crossed(sentence: str) -> str:
    """What is wrong, as a line of a notebook's output."""
    return f"{_BOLD}✗{_PLAIN} {wrapped(sentence)}"


def waiting(error: BaseException) -> str:
    """The quiet line for what is not written yet; empty for an error."""
    if item := unwritten(error):
        return _waits_for(item)
    if isinstance(error, NotImplementedError):
        return f"{explain(error)} {_TODO}{_HERE if _is_outside(error) else _THERE}"
    return ""


def _is_outside(error: BaseException) -> bool:
    """Whether it was raised by a line of the cell itself, in no function."""
    place = of_trace(error.__traceback__)
    return place is not None and place.function == CELL


def _waits_for(item: Item) -> str:
    desk = current()
    tested = desk.manifest.by_test.get(desk.test) if desk else None
    if desk is None or tested is None or tested == item:
        return f"{named(item)} is not written yet."
    waits = f"{named(tested)} waits for {named(item)}, which is not written yet."
    return waits + offer(desk, item)


def _waits_for_another() -> str:
    """The line for a test that fails because of earlier exercises alone; else empty."""
    desk = current()
    guilty = to_blame(desk, desk.source) if desk else []
    if desk is None or not guilty:
        return ""
    names = " and ".join(map(named, guilty))
    own = named(desk.manifest.by_test[desk.test])
    are = "is" if len(guilty) == 1 else "are"
    return f"{own} waits for {names}, which {are} not right yet." + offer(desk, guilty[0])


def _show(
    shell: Any,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
    tb_offset: int | None = None,
) -> list[str]:
    sys.last_type, sys.last_value, sys.last_traceback = kind, error, trace  # for %debug
    stopped = isinstance(error, KeyboardInterrupt)  # the test is not run again: it may not end
    if line := waiting(error) or ("" if stopped else _waits_for_another()):
        print(f"○ {wrapped(line)}")
        return [line]
    own = getattr(error, "_render_traceback_", None)
    lines = own() if own else [crossed(explain(error))]
    if not stopped and (cause := _likely_cause()):
        lines = [*lines, "  " + wrapped(f"Likely cause: {cause}")]
    shell._showtraceback(kind, error, lines)
    if own is None and not stopped and not isinstance(error, SyntaxError):
        _fold(error)
    return lines


def _likely_cause() -> str:
    """What is known of an answer that does in the running test what this one does."""
    desk = current()
    item = desk.manifest.by_test.get(desk.test) if desk else None
    if desk is None or item is None:
        return ""
    closed = seals_of(desk.manifest.lesson).get(desk.test, [])
    with desk.rehearsing():
        seen = fingerprint(desk.source, desk.names, item.defines) if closed else ""
    return unseal(closed, desk.test, seen)


def _fold(error: BaseException) -> None:
    """Show the traceback, folded."""
    from IPython.display import display

    text = "".join(traceback.format_exception(error, limit=-_DEEPEST))
    folded = f"<details><summary>Traceback</summary><pre>{html.escape(text)}</pre></details>"
    display({"text/html": folded, "text/plain": ""}, raw=True)
