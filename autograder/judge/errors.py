"""What the student's process did instead of answering: an exception of its code, or its end."""

from __future__ import annotations

import builtins
from dataclasses import replace
from typing import Any

from autograder.judge.verdict import Stop, Verdict
from autograder.sandbox.sandbox import Exit

KILLED = "The program was killed: it used too much memory or time."
USED_UP = "It used up its computing time."
UNASKED = "an answer came to a question that was not asked"
_SIGXCPU, _SIGKILL = 24, 9

# A StopIteration would silently end a loop of a test's, and a loop over nothing passes everything.
_NOT_MIXED = ("Exception", "StopIteration", "StopAsyncIteration")


class Gone(BaseException):
    """The student's process is of no more use. Not an Exception: no test may swallow it."""

    def __init__(self, verdict: Verdict, sentence: str) -> None:
        super().__init__(sentence)
        self.stop = Stop(verdict, sentence)

    def during(self, given: str) -> Gone:
        """The same, with the input of the call that it happened in."""
        self.stop = replace(self.stop, given=self.stop.given or given)
        return self


class StudentError(Exception):
    """An exception of the student's code. It is also an instance of the built-in it was."""

    def __init__(self, name: str, text: str, line: str) -> None:
        super().__init__(text)
        self.name, self.text, self.line = name, text, line
        self.given: dict[str, Any] = {}  # the arguments of the call that raised it


def as_student_error(raised: Any) -> StudentError | Gone:
    """The exception to raise for a student's: an instance of the first built-in it was."""
    try:
        bases = [str(base)[:100] for base in raised["bases"]]
        text, line = str(raised["text"])[:2000], str(raised.get("line", ""))[:200]
    except (TypeError, KeyError, AttributeError):
        return Gone(Verdict.REFUSED, "The answer was not accepted: an error had an unknown form.")
    name = bases[0] if bases else "Exception"
    if "MemoryError" in bases:
        return Gone(Verdict.CRASH, "It ran out of memory.")
    for base in bases:
        builtin = getattr(builtins, base, None)
        if isinstance(builtin, type) and issubclass(builtin, Exception) and base not in _NOT_MIXED:
            return _mixed(builtin, name, text, line)
    return StudentError(name, text, line)


def _mixed(builtin: type[Exception], name: str, text: str, line: str) -> StudentError:
    """A StudentError that `except <builtin>` catches too."""
    try:
        mixed: type[StudentError] = type(builtin.__name__, (StudentError, builtin), {})
        return mixed(name, text, line)
    except TypeError:  # built-ins with a layout or with arguments of their own
        return StudentError(name, text, line)


def may_be_anothers(stop: Stop) -> bool:
    """Whether an earlier cell, rather than what was being done, may have stopped the process.

    An end may have been in the making for long; whoever goes on and on does so by himself.
    """
    return stop.verdict is Verdict.CRASH or stop.sentence == USED_UP or UNASKED in stop.sentence


def describe_exit(end: Exit | None) -> Stop:
    """The verdict on a process that ended while it should have answered."""
    if end is None:
        return Stop(Verdict.REFUSED, "The program cut the connection to the judge.")
    if end.kind == "signalled" and end.code == _SIGXCPU:
        return Stop(Verdict.TIMEOUT, USED_UP)
    if end.kind == "signalled" and end.code == _SIGKILL:
        return Stop(Verdict.CRASH, KILLED)
    if end.kind == "signalled":
        return Stop(Verdict.CRASH, f"The program crashed (signal {end.code}).")
    return Stop(Verdict.CRASH, f"The program ended itself (exit code {end.code}).")
