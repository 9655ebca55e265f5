"""The one exception the checks raise, and how it looks to a student."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course_utils import session
from course_utils.check.show import show

tells_expected = True  # set to False where hidden tests run in the student's own process


class CheckFailed(AssertionError):
    """An answer is not what it should be.

    Attributes:
        sentence: what is wrong, in one or two sentences.
        given: the input that failed, name → value, or None.
        got: what came out, or None when there is nothing to show.
        whole: all that came out, where `got` is a part of it.
        expected: what was due, where the test cell itself shows it; None where it is not to be
            told.
    """

    def __init__(
        self,
        sentence: str,
        given: Mapping[str, Any] | None = None,
        got: Any = None,
        expected: Any = None,
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.given = dict(given) if given else None
        self.got = got
        self.whole = got
        self.expected = expected

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.sentence, self.given, self.got, self.expected)

    def _lines(self) -> list[str]:
        lines = [self.sentence]
        named = [(f"{name} = ", value) for name, value in (self.given or {}).items()]
        for position, (name, value) in enumerate(named):
            lines.append(_entry("input:    " if position == 0 else "          ", name, value))
        if self.got is not None:
            lines.append(_entry("came out: ", "", self.got))
        if self.expected is not None and tells_expected:
            lines.append(_entry("expected: ", "", self.expected))
        return lines

    def _render_traceback_(self) -> list[str]:
        """What IPython prints in place of a traceback."""
        first, *rest = self._lines()
        return [session.crossed(first), *("  " + line for line in rest)]


class GaveWarning(CheckFailed):
    """The answer warned where it should be quiet; its value was not looked at."""


def inputs(given: Mapping[str, Any] | None) -> str:
    """The arguments as text, the further rows of an array under its first."""
    text = ""
    for name, value in (given or {}).items():
        text += ", " if text and "\n" not in text else ",\n" if text else ""
        text += _entry("", f"{name} = ", value)
    return text


def _entry(margin: str, name: str, value: Any) -> str:
    """One labelled value; the further lines of an array stay under its first."""
    indent = " " * (len(margin) + len(name))
    return margin + name + show(value).replace("\n", "\n" + indent)


CheckFailed.__module__ = GaveWarning.__module__ = "course_utils.check"
