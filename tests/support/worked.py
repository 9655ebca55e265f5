"""The worked numbers of the course, and the reference answers that have to give them.

`worked_numbers.json` holds the numbers of the slides, and of our own small examples for formulas
of theirs, to full precision: inputs and results. A test is tied to its entry by `@worked(key)`,
and has to read all of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from autograder.lesson.course import Course
from autograder.lesson.instructor import Instructor, Reference
from tests.support import CORPORA, ROOT

COURSE = Course(ROOT)
NUMBERS = json.loads((CORPORA / "worked_numbers.json").read_text(encoding="utf-8"))


class Facts:
    """Part of an entry that notices what is read of it."""

    def __init__(self, name: str, content: dict[str, Any]) -> None:
        self._name = name
        self._content = {key: _facts(f"{name}.{key}", value) for key, value in content.items()}
        self._unread = set(content)

    def __getitem__(self, key: str) -> Any:
        self._unread.discard(key)
        return self._content[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._content)

    def items(self) -> list[tuple[str, Any]]:
        return [(key, self[key]) for key in self]

    def array(self, *keys: str) -> Any:
        """The numbers under these keys as arrays; one array for one key."""
        arrays = [np.array(self[key], dtype=float) for key in keys]
        return arrays[0] if len(keys) == 1 else arrays

    def unread(self) -> list[str]:
        """Where there are numbers that no test has looked at."""
        own = [f"{self._name}.{key}" for key in sorted(self._unread)]
        parts = (part for value in self._content.values() for part in _parts(value))
        return own + [name for part in parts for name in part.unread()]


def worked(key: str) -> Callable[[Callable[[Facts], None]], Callable[[], None]]:
    """Make a test of a function of the entry `key`; it fails where it leaves numbers unread."""

    def decorate(body: Callable[[Facts], None]) -> Callable[[], None]:
        def test() -> None:
            facts = Facts(key, NUMBERS[key])
            body(facts)
            assert facts.unread() == []

        test.__name__, test.__doc__, test.__module__ = body.__name__, body.__doc__, body.__module__
        return test

    return decorate


def near(got: Any, expected: Any, *, rtol: float = 1e-9, atol: float = 1e-12) -> None:
    """Both have the same shape and, almost to the last digit, the same numbers."""
    assert np.shape(got) == np.shape(expected)
    np.testing.assert_allclose(got, expected, rtol=rtol, atol=atol)


def layers(facts: Facts) -> list[tuple[Any, Any]]:
    """The parameters of a network of two layers."""
    W1, b1, W2, b2 = facts.array("W1", "b1", "W2", "b2")
    return [(W1, b1), (W2, b2)]


@lru_cache
def reference(lesson: int) -> Reference:
    """The reference answers of lesson number `lesson`."""
    (path,) = [path for path in COURSE.sources() if path.name.startswith(f"{lesson:02d}_")]
    return Instructor(COURSE.lesson(path.name)).reference


def _facts(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return Facts(name, value)
    if isinstance(value, list):
        return [_facts(f"{name}[{i}]", part) for i, part in enumerate(value)]
    return value


def _parts(value: Any) -> list[Facts]:
    if isinstance(value, Facts):
        return [value]
    return [part for item in value for part in _parts(item)] if isinstance(value, list) else []
