"""The instructor's side of a lesson: its namespace and its reference answers, run here, trusted.

A test cell sees the names that the lesson's source had bound when it was reached, the answers of
every other exercise included.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import io
import linecache
import zlib
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.lesson.lesson import Cell, Lesson, LessonError

_MOST_KEPT = 256  # results of one function
_LONGEST_KEPT = 1000  # characters that their arguments are written with


class Reference:
    """The reference answers by name: `reference.sigmoid` is the instructor's own."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._namespace[name]
        except KeyError:
            raise AttributeError(f"the lesson's source defines no {name!r}") from None


class Instructor:
    """Runs a lesson's source once; `namespace(cell)` is what a test cell starts from."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self._snapshots: dict[str, dict[str, Any]] = {}
        self._final: dict[str, Any] = {"__name__": "__main__"}
        self.reference = Reference(self._final)
        self._run()

    def namespace(self, test: Cell, seed: int) -> dict[str, Any]:
        """A fresh copy of the names for `test`, with `reference` and a generator `rng`."""
        rng = np.random.default_rng([seed, zlib.crc32(test.grade_id.encode())])
        return {**self._snapshots[test.grade_id], "reference": self.reference, "rng": rng}

    @property
    def operators(self) -> frozenset[str]:
        """The operators ("add", …) of the classes that the lesson's source defines."""
        classes = [v for v in self._final.values() if isinstance(v, type)]
        own = [cls for cls in classes if cls.__module__ == self._final["__name__"]]
        methods = {name.strip("_") for cls in own for name in dir(cls)}
        return frozenset(methods | {name[1:] for name in methods if name[:1] == "r"})

    def _run(self) -> None:
        for cell in self.lesson.cells:
            if cell.kind == "tests":
                self._snapshots[cell.grade_id] = dict(self._final)
            elif cell.kind in ("given", "exercise", "hidden"):
                self._execute(cell)

    def _execute(self, cell: Cell) -> None:
        name = f"<{self.lesson.name}, line {cell.line}>"
        linecache.cache[name] = (len(cell.source), None, cell.source.splitlines(True), name)
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(cell.source, name, "exec", dont_inherit=True), self._final)
                if keeps := cell.options.get("keeps"):
                    self._final[keeps] = _keeping(self._final[keeps])
        except Exception as error:
            raise LessonError(
                f"{cell.where()}: this cell of the source fails"
                f" ({type(error).__name__}: {error}); run the file as Python to see where"
            ) from error


def _keeping(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, which for plain arguments that it had before returns what it returned then.

    For what takes long and depends on nothing but its arguments, such as a training from a given
    seed. Errors are not kept, nor what is returned for functions and objects.
    """
    kept: OrderedDict[str, Any] = OrderedDict()

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        if not _is_plain((args, kwargs)) or len(key := repr((args, kwargs))) > _LONGEST_KEPT:
            return function(*args, **kwargs)
        if key not in kept:
            kept[key] = function(*args, **kwargs)
            if len(kept) > _MOST_KEPT:
                kept.popitem(last=False)
        return copy.deepcopy(kept[key])

    return call


def _is_plain(value: Any) -> bool:
    """Whether this is data of which `repr` tells all: types, order and every bit."""
    kind = type(value)
    if kind in (list, tuple):
        return all(map(_is_plain, value))
    if kind is dict:
        return all(_is_plain(key) and _is_plain(item) for key, item in value.items())
    return kind in (bool, int, float, str, type(None))
