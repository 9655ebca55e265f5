"""Run a test cell check by check, so that the first failure does not hide the others.

Each top-level statement of the cell is one step. A step that needs a name which a failed step
should have bound is skipped: its failure would say nothing new.
"""

from __future__ import annotations

import ast
import contextlib
import io
import warnings
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import CodeType
from typing import Any, Protocol

import numpy as np

from autograder.common.quiet import SILENT
from autograder.judge.calls.draws import Draws
from autograder.judge.errors import StudentError
from autograder.judge.verdict import STAND_IN, Failure
from autograder.lesson.lesson import Cell
from course_utils.check import CheckFailed
from course_utils.check.failure import GaveWarning, inputs
from course_utils.check.show import show
from course_utils.notebook.notes import NOBODY, NOBODY_SAYS

_MAX_FAILURES = 200
_MAX_TOLD = 12
_UNUSABLE = "The answer could not be used"
_UNEXPLAINED = (_UNUSABLE, "`")  # an error that neither a check nor the answer raised
TEST_AT_FAULT = "The test is at fault here, not your answer"


class Entering(Protocol):
    """Is told the number of the next statement of a test, and whether it is a hidden one."""

    def __call__(self, *, hidden: bool, statement: int) -> None: ...


@dataclass(frozen=True)
class _Statement:
    """A top-level statement, compiled, with the names it loads and those it binds."""

    code: CodeType
    loaded: frozenset[str]
    stored: frozenset[str]
    hidden: bool


def run_test_cell(
    source: str,
    namespace: dict[str, Any],
    entering: Entering | None = None,
    trace: Sequence[tuple[Any, ...]] = (),
    *,
    draws: Draws | None = None,
    until: int | None = None,
    shown: bool = True,
) -> list[Failure]:
    """Execute `source` in `namespace`; returns the failures in order, a bounded number.

    `draws` holds the random numbers that each statement is to have.
    `until` is the number of the last statement to be run; `shown` says whether the failures hold
    the texts that people read.
    `trace` grows while the cell runs; each failure keeps the part that its statement added.
    Warnings and NumPy's errors are silent, but where the test itself listens to them.
    """
    failures: list[Failure] = []
    tainted: set[str] = set()
    with (
        warnings.catch_warnings(),
        np.errstate(**SILENT),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        last = None if until is None else until + 1
        for number, statement in enumerate(_statements(source)[:last]):
            if statement.loaded & tainted:
                tainted |= statement.stored
                continue
            if draws is not None:
                draws.begin(number, namespace)
            if entering is not None:
                entering(hidden=statement.hidden, statement=number)
            before = len(trace)
            try:
                exec(statement.code, namespace)
            except Exception as error:
                tainted |= statement.stored
                failure = explain(error, number, visible=not statement.hidden, shown=shown)
                failures.append(replace(failure, calls=tuple(trace[before:])))
    return failures[:_MAX_FAILURES]


def told_apart(
    failures: Sequence[Failure], test: Cell, right: Callable[[], Collection[int]]
) -> list[Failure]:
    """The failures, those that are the fault of the test said to be so: any answer has them.

    `right` tells the statements that fail with the right answer too; it is asked only where
    something failed with an error that neither a check nor the answer raised.
    """
    doubtful = [f for f in failures if f.statement >= 0 and f.sentence.startswith(_UNEXPLAINED)]
    faulty = right() if doubtful else ()
    return [
        replace(f, sentence=_own_fault(f, test)) if f in doubtful and f.statement in faulty else f
        for f in failures
    ]


def _own_fault(failure: Failure, test: Cell) -> str:
    line = ast.parse(test.source).body[failure.statement].lineno
    place = test.where(line - test.source.startswith("# @title"))
    led = f"it led to {_article(failure.raised)} with the right answer too"
    return f"{TEST_AT_FAULT}: {led} ({place}). Whoever marks it is told so."


def worth_telling(failures: Sequence[Failure]) -> tuple[Failure, ...]:
    """At most a dozen of them, none with the same sentence (a loop of checks, one mistake)."""
    seen: dict[str, Failure] = {}
    for failure in failures:
        seen.setdefault(failure.sentence, replace(failure, seen=None, calls=(), said=""))
    return tuple(seen.values())[:_MAX_TOLD]


def explain(
    error: Exception, statement: int = -1, *, visible: bool = False, shown: bool = True
) -> Failure:
    """The failure that an exception of a test cell stands for, without the test's text.

    What was expected is told where the check is `visible`: it stands in the student's notebook.
    Values are put into words where they are `shown`.
    """
    failure = _explain(error, statement, visible, shown)
    if not (raised := _raised(error)):
        return failure
    said = error.text if isinstance(error, StudentError) else str(error)
    return replace(failure, raised=raised, said=_clean(said))


def _raised(error: Exception) -> str:
    """What the answer raised, or led to; empty where a check said no."""
    if isinstance(error, AssertionError):
        return ""
    return error.name if isinstance(error, StudentError) else type(error).__name__


def _explain(error: Exception, statement: int, visible: bool, shown: bool) -> Failure:
    if isinstance(error, CheckFailed):
        warned = isinstance(error, GaveWarning)
        failure = Failure(str(error.sentence), statement=statement, warned=warned, seen=error.whole)
        return _put_into_words(failure, error, visible) if shown else failure
    if isinstance(error, StudentError):
        return _explain_student_error(error, statement)
    if isinstance(error, NotImplementedError):
        return Failure("It is not implemented yet.", not_implemented=True, statement=statement)
    if isinstance(error, AssertionError):
        text = str(error) if error.args and isinstance(error.args[0], str) else ""
        return Failure(text or "A check does not hold.", statement=statement)
    if isinstance(error, NameError) and error.name:
        return Failure(f"`{error.name}` is not defined.", statement=statement)
    return Failure(
        f"{_UNUSABLE}: it led to {_article(type(error).__name__)}."
        " Check the type and the shape of what is returned.",
        statement=statement,
    )


def _put_into_words(failure: Failure, error: CheckFailed, visible: bool) -> Failure:
    got = "" if error.got is None else show(error.got)
    due = "" if error.expected is None or not visible else show(error.expected)
    return replace(failure, given=inputs(error.given), got=got, expected=due)


def _explain_student_error(error: StudentError, statement: int) -> Failure:
    if isinstance(error, NotImplementedError):
        said = STAND_IN if error.name == "UsesStandIn" else "It is not implemented yet."
        return Failure(said, not_implemented=True, statement=statement)
    text, line = _clean(error.text), _clean(error.line)
    place = f" in the line `{line}`" if line else ""
    sentence = f"It raised {_clean(error.name)}{place}" + (f": {text}" if text else "")
    if error.name == NOBODY:
        sentence = f"It stopped{place}: {NOBODY_SAYS}"
    return Failure(sentence.rstrip(".") + ".", inputs(error.given), statement=statement)


@lru_cache(maxsize=1024)
def _statements(source: str) -> tuple[_Statement, ...]:
    """Each top-level statement; every submission takes the same tests, so they are kept."""
    hidden = _hidden_lines(source)
    found = []
    for node in ast.parse(source).body:
        loaded, stored = map(frozenset, _names(node))
        found.append(_Statement(_compiled(node), loaded, stored, node.lineno in hidden))
    return tuple(found)


def _hidden_lines(source: str) -> set[int]:
    inside, found = False, set()
    for number, line in enumerate(source.split("\n"), 1):
        if line.strip().startswith("### "):
            inside = line.strip() == "### BEGIN HIDDEN TESTS"
        elif inside:
            found.add(number)
    return found


def _compiled(node: ast.stmt) -> CodeType:
    module = ast.Module([node], type_ignores=[])
    return compile(module, "<test>", "exec", dont_inherit=True)


def _names(node: ast.stmt) -> tuple[set[str], set[str]]:
    """The names a statement loads and those it binds."""
    names = [n for n in ast.walk(node) if isinstance(n, ast.Name)]
    loaded = {n.id for n in names if isinstance(n.ctx, ast.Load)}
    stored = {n.id for n in names if isinstance(n.ctx, ast.Store)}
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        stored.add(node.name)
    return loaded, stored


def _clean(text: str) -> str:
    """Text from a student's process on one line, without control characters."""
    return "".join(c if c.isprintable() else " " for c in text)[:500].strip()


def _article(name: str) -> str:
    return f"{'an' if name[:1] in 'AEIOU' else 'a'} {name}"
