"""The instructor's side of a lesson: its namespace and its reference answers, run here, trusted.

A test cell sees the names that the lesson's source had bound when it was reached, the answers of
every other exercise included.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import inspect
import io
import linecache
import zlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.common.quiet import is_quiet
from autograder.lesson.lesson import Cell, Lesson, LessonError

_MOST_KEPT = 256  # results of one function
_LONGEST_KEPT = 1000  # characters that their arguments are written with, arrays apart
_HEAVIEST_KEPT = 2**15  # bytes of arrays, among the arguments and of what is returned
_NUMERIC = "biufc"
_SCALARS = (bool, int, float, complex, type(None), np.float64, np.int64, np.bool_)


class Reference:
    """The reference answers by name: `reference.sigmoid` is the instructor's own."""

    def __init__(self, *namespaces: Mapping[str, Any]) -> None:
        """`namespaces`: the first that holds a name has its value."""
        self._namespaces = namespaces

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        for namespace in self._namespaces:
            if name in namespace:
                return namespace[name]
        raise AttributeError(f"the lesson's source defines no {name!r}")


class Instructor:
    """Runs a lesson's source once; `namespace(cell)` is what a test cell starts from.

    Attributes:
        reference: the right answers, by name.
        lasting: the same, where those that `keeps=` names work out nothing twice.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self._snapshots: dict[str, dict[str, Any]] = {}
        self._final: dict[str, Any] = {"__name__": "__main__"}
        self._kept: dict[str, Callable[..., Any]] = {}  # answers whose results tests get again
        self.reference = Reference(self._final)
        self.lasting = Reference(self._kept, self._final)
        self._run()

    def namespace(self, test: Cell, seed: int) -> dict[str, Any]:
        """A fresh copy of the names for `test`, with `reference` and a generator `rng`."""
        rng = np.random.default_rng([seed, zlib.crc32(test.grade_id.encode())])
        return {**self._snapshots[test.grade_id], "reference": self.lasting, "rng": rng}

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
                    home = self._kept if cell.kind == "exercise" else self._final
                    home[keeps] = _keeping(self._final[keeps])
        except Exception as error:
            raise LessonError(
                f"{cell.where()}: this cell of the source fails"
                f" ({type(error).__name__}: {error}); run the file as Python to see where"
            ) from error


def _keeping(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, which for arguments that it had before returns what it returned then.

    For what takes long and depends on nothing but its arguments, such as a training from a given
    seed. Errors are not kept, nor what is returned for functions, generators and objects; nor,
    where arrays are among the arguments, what is heard of (warnings) or changes one of them.
    """
    kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        key = _written((args, kwargs))
        if key is None or ((arrays := len(key) > 1) and not is_quiet()):
            return function(*args, **kwargs)
        if key not in kept:
            value = function(*args, **kwargs)
            if arrays and (not _is_light(value) or _written((args, kwargs)) != key):
                return value
            kept[key] = value
            if len(kept) > _MOST_KEPT:
                kept.popitem(last=False)
        return _copied(kept[key])

    call.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]
    return call


def _written(value: Any) -> tuple[Any, ...] | None:
    """Plain data with every type, order and bit: a text, then each array's bytes.

    None for what is none, or longer than what is kept.
    """
    arrays: list[bytes] = []
    text = _text(value, arrays)
    if text is None or len(text) > _LONGEST_KEPT or sum(map(len, arrays)) > _HEAVIEST_KEPT:
        return None
    return (text, *arrays)


def _text(value: Any, arrays: list[bytes]) -> str | None:
    kind = type(value)
    if kind in (bool, int, float, str, type(None)):
        return repr(value)
    if kind is np.ndarray and value.dtype.kind in _NUMERIC and value.nbytes <= _HEAVIEST_KEPT:
        arrays.append(value.tobytes())
        return f"<{value.dtype.str} {value.shape}>"
    if kind is dict:
        value = [part for pair in value.items() for part in pair]
    elif kind not in (list, tuple):
        return None
    parts = []
    for part in value:
        if (text := _text(part, arrays)) is None:
            return None
        parts.append(text)
    return f"{kind.__name__}({','.join(parts)})"


def _is_light(value: Any) -> bool:
    """Whether this is numbers, arrays of them, and lists and tuples of both, of bounded size."""
    weight = _weight(value)
    return weight is not None and weight <= _HEAVIEST_KEPT


def _weight(value: Any) -> int | None:
    """Bytes, about; None for any other data."""
    kind = type(value)
    if kind in _SCALARS:
        return 8
    if kind is np.ndarray and value.dtype.kind in _NUMERIC:
        return int(value.nbytes)
    if kind not in (list, tuple):
        return None
    weights = [_weight(part) for part in value]
    return None if None in weights else sum(w or 0 for w in weights)


def _copied(value: Any) -> Any:
    """A copy of a result that nobody shares: deepcopy, but sooner for long lists of numbers."""
    kind = type(value)
    if kind in _SCALARS:
        return value
    if kind in (list, tuple):
        return kind([_copied(part) for part in value])
    return copy.deepcopy(value)
