"""Run a test cell check by check, so that the first failure does not hide the others.

Each top-level statement of the cell is one step. A step that needs a name which a failed step
should have bound is skipped: its failure would say nothing new.
"""

from __future__ import annotations

import ast
import contextlib
import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import CodeType
from typing import Any

from autograder.judge.proxy import StudentError
from autograder.judge.verdict import Failure
from course_utils.check import CheckFailed
from course_utils.check.failure import inputs
from course_utils.check.show import show

_MAX_FAILURES = 200
_MAX_TOLD = 12


@dataclass(frozen=True)
class _Statement:
    """A statement, compiled; the names it loads and binds; whether students see it."""

    code: CodeType
    loaded: frozenset[str]
    stored: frozenset[str]
    visible: bool


def run_test_cell(
    source: str, namespace: dict[str, Any], trace: Sequence[tuple[Any, ...]] = ()
) -> list[Failure]:
    """Execute `source` in `namespace`; returns the failures in order, a bounded number.

    `trace` grows while the cell runs; each failure keeps the part that its statement added.
    """
    failures: list[Failure] = []
    tainted: set[str] = set()
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        for number, step in enumerate(_statements(source)):
            if step.loaded & tainted:
                tainted |= step.stored
                continue
            before = len(trace)
            try:
                exec(step.code, namespace)
            except Exception as error:
                tainted |= step.stored
                failure = explain(error, number, visible=step.visible)
                failures.append(replace(failure, calls=tuple(trace[before:])))
    return failures[:_MAX_FAILURES]


def worth_telling(failures: Sequence[Failure]) -> tuple[Failure, ...]:
    """At most a dozen of them, none with the same sentence (a loop of checks, one mistake)."""
    seen: dict[str, Failure] = {}
    for failure in failures:
        seen.setdefault(failure.sentence, replace(failure, seen=None, calls=()))
    return tuple(seen.values())[:_MAX_TOLD]


def explain(error: Exception, statement: int = -1, *, visible: bool = False) -> Failure:
    """The failure that an exception of a test cell stands for, without the test's text.

    What was expected is told where the check is `visible`: it stands in the student's notebook.
    """
    return replace(_explain(error, statement, visible), raised=_raised(error))


def _raised(error: Exception) -> str:
    """What the answer raised, or led to; empty where a check said no."""
    if isinstance(error, AssertionError):
        return ""
    return error.name if isinstance(error, StudentError) else type(error).__name__


def _explain(error: Exception, statement: int, visible: bool) -> Failure:
    if isinstance(error, CheckFailed):
        got = "" if error.got is None else show(error.got)
        sentence, given = str(error.sentence), inputs(error.given)
        due = "" if error.expected is None or not visible else show(error.expected)
        return Failure(sentence, given, got, due, statement=statement, seen=error.whole)
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
        f"The answer could not be used: it led to {_article(type(error).__name__)}."
        " Check the type and the shape of what is returned.",
        statement=statement,
    )


def _explain_student_error(error: StudentError, statement: int) -> Failure:
    if isinstance(error, NotImplementedError):
        return Failure("It is not implemented yet.", not_implemented=True, statement=statement)
    text, line = _clean(error.text), _clean(error.line)
    place = f" in the line `{line}`" if line else ""
    sentence = f"It raised {_clean(error.name)}{place}" + (f": {text}" if text else "")
    return Failure(sentence.rstrip(".") + ".", inputs(error.given), statement=statement)


@lru_cache(maxsize=1024)
def _statements(source: str) -> tuple[_Statement, ...]:
    """The top-level statements of a test cell.

    Every submission takes the same tests, so they are compiled once.
    """
    lines = source.split("\n")
    hidden = next(
        (n for n, line in enumerate(lines, 1) if "BEGIN HIDDEN TESTS" in line), len(lines)
    )
    found = []
    for node in ast.parse(source).body:
        loaded, stored = _names(node)
        step = (_compiled(node), frozenset(loaded), frozenset(stored), node.lineno <= hidden)
        found.append(_Statement(*step))
    return tuple(found)


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
