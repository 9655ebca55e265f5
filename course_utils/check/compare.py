"""Is this what was expected? Type first, then shape, finiteness and values, part by part.

The sentences say what is wrong and where. An expected value is only shown where the test cell
itself shows it (`Subject.told`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course_utils.check.failure import CheckFailed
from course_utils.check.plain import NotPlain, describe, snapshot
from course_utils.check.show import SHORT, number, show

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_NUMBERS = (bool, int, float, complex)


@dataclass(frozen=True)
class Subject:
    """What the sentence is about: "sigmoid returned", "the loss came out as"."""

    name: str
    verb: str = "came out as"
    given: Mapping[str, Any] | None = field(default=None, compare=False)
    told: bool = False  # whether the expected value may be shown

    def part(self, name: str) -> Subject:
        whole = f"what {self.name} returned" if self.verb == "returned" else self.name
        named = f"{whole}: {name}" if ": " in whole else f"{name} of {whole}"
        return Subject(named, "came out as", self.given, self.told)

    def fail(
        self, text: str, got: Any, expected: Any = None, place: tuple[int, ...] | None = None
    ) -> CheckFailed:
        """The failure; `place` is the index of the first wrong entry of an array."""
        given = _with_row(self.given, got, place) if place else self.given
        shown = expected if self.told else None
        return CheckFailed(f"{self.name} {self.verb} {text}", given, got, shown)


@dataclass(frozen=True)
class Tolerance:
    """Values agree when |got − expected| ≤ atol + rtol·|expected|."""

    rtol: float
    atol: float


def compare(got: Any, expected: Any, subject: Subject, tolerance: Tolerance) -> None:
    """Raise CheckFailed unless `got` is `expected`. `expected` is trusted, `got` is not.

    Numbers are judged by their values: 1 is as good as 1.0, and True counts as 1, but where a truth
    value is expected it must be one. Integers are exact. A list is told apart from an array unless
    a list is expected; a list and a tuple are as good as each other. A dict may hold more than is
    expected.

    Raises:
        CheckFailed: got is not expected.
        TypeError: expected itself is not plain data (a mistake in the test).
    """
    right = trusted(expected)
    try:
        plain = snapshot(got)
    except NotPlain as error:
        raise _no_data(got, right, subject, error) from None
    try:
        _compare(plain, right, subject, tolerance)
    except CheckFailed as failure:
        failure.whole = plain
        raise


def _no_data(got: Any, expected: Any, subject: Subject, refused: NotPlain) -> CheckFailed:
    """The failure of an answer that is no plain data, or of the first of its parts that is none."""
    parts: list[tuple[Any, Any, str]] = []
    if isinstance(got, (list, tuple)) and isinstance(expected, (list, tuple)):
        pairs = zip(got, expected, strict=False)
        parts = [(*pair, _place(n, expected)) for n, pair in enumerate(pairs)]
    elif isinstance(got, dict) and isinstance(expected, dict):
        parts = [(got[key], expected[key], f"entry {show(key)}") for key in expected if key in got]
    for part, right, name in parts:
        try:
            snapshot(part)
        except NotPlain as error:
            return _no_data(part, right, subject.part(name), error)
    return subject.fail(f"{refused}; expected {wanted(expected)}.", None)


def trusted(expected: Any) -> Any:
    """A copy of an expected value.

    Raises:
        TypeError: it is not plain data (a mistake in the test).
    """
    try:
        return snapshot(expected)
    except NotPlain as error:
        raise TypeError(f"the expected value must be plain data; found {error}") from None


def _compare(got: Any, expected: Any, subject: Subject, tolerance: Tolerance) -> None:
    if isinstance(expected, (list, tuple)):
        _compare_sequence(got, expected, subject, tolerance)
    elif isinstance(expected, dict):
        _compare_dict(got, expected, subject, tolerance)
    elif isinstance(expected, np.ndarray):
        _compare_array(got, expected, subject, tolerance)
    elif isinstance(expected, bool) or expected is None or isinstance(expected, str):
        _compare_exactly(got, expected, subject)
    else:
        _compare_number(got, expected, subject, tolerance)


def wanted(expected: Any) -> str:
    """What kind of thing is due, without its value."""
    if isinstance(expected, bool):
        return "True or False"
    if isinstance(expected, (int, float)):
        return "a single number"
    if isinstance(expected, (list, tuple)):
        return f"{describe(expected)} of {len(expected)}"
    return describe(expected)


def _wrong_kind(got: Any, expected: Any, subject: Subject) -> CheckFailed:
    text = f"{describe(got)}; expected {wanted(expected)}"
    if got is None:
        text += " (is a return missing?)"
    elif isinstance(got, (list, tuple)) and isinstance(expected, np.ndarray):
        text += " (np.array(...) makes one)"
    return subject.fail(text + ".", got)


def _compare_exactly(got: Any, expected: Any, subject: Subject) -> None:
    if type(got) is not type(expected):
        raise _wrong_kind(got, expected, subject)
    if got != expected:
        raise subject.fail(f"{show(got)}, which is not what is expected.", got, expected)


def _compare_sequence(got: Any, expected: Any, subject: Subject, tolerance: Tolerance) -> None:
    if isinstance(got, np.ndarray):
        array = _as_array(expected)
        if array is None:
            raise _wrong_kind(got, expected, subject)
        _compare_array(got, array, subject, tolerance)
        return
    if not isinstance(got, (list, tuple)):
        raise _wrong_kind(got, expected, subject)
    if len(got) != len(expected):
        raise subject.fail(f"{describe(got)} of {len(got)}; expected {len(expected)} of them.", got)
    for position, (part, right) in enumerate(zip(got, expected, strict=True)):
        _compare(part, right, subject.part(_place(position, expected)), tolerance)


def _place(position: int, whole: Any) -> str:
    if isinstance(whole, tuple) and position < len(_ORDINALS):
        return f"the {_ORDINALS[position]} part"
    return f"item {position}"


def _as_array(expected: Any) -> np.ndarray | None:
    """Nested lists of numbers as an array; None when they are not that."""
    try:
        array = np.asarray(expected)
    except ValueError:
        return None
    return array if array.dtype.kind in "biufc" else None


def _compare_dict(got: Any, expected: Any, subject: Subject, tolerance: Tolerance) -> None:
    if not isinstance(got, dict):
        raise _wrong_kind(got, expected, subject)
    missing = [key for key in expected if key not in got]
    if missing:
        names = ", ".join(show(key) for key in missing)
        raise subject.fail(
            f"a dict without {'entry' if len(missing) == 1 else 'entries'} {names}.", got
        )
    if not expected and got:
        raise subject.fail("a dict with entries; expected an empty one.", got)
    for key, right in expected.items():
        _compare(got[key], right, subject.part(f"entry {show(key)}"), tolerance)


def _compare_number(got: Any, expected: Any, subject: Subject, tolerance: Tolerance) -> None:
    if isinstance(got, np.ndarray):
        raise subject.fail(f"{describe(got)}; expected a single number.", got)
    if not isinstance(got, _NUMBERS) or isinstance(got, complex) > isinstance(expected, complex):
        raise _wrong_kind(got, expected, subject)
    if isinstance(got, int) and isinstance(expected, int):
        if got != expected:
            raise subject.fail(f"{number(got)}, which is not the expected value.", got, expected)
        return
    if got == expected:
        return
    try:
        found, right = np.array([got * 1.0]), np.array([expected])
    except OverflowError:
        raise subject.fail(f"{number(got)}, far too large.", got) from None
    unequal = _unequal(found, right, tolerance)
    if np.isfinite(right[0]) and not np.isfinite(found[0]):
        raise subject.fail(f"{number(got)}; expected a finite number.", got, expected)
    if unequal.any():
        text = f"{apart(got, expected)}, which is not the expected value.{_hint(found, right)}"
        raise subject.fail(text, got, expected)


def _compare_array(got: Any, expected: np.ndarray, subject: Subject, tolerance: Tolerance) -> None:
    if not isinstance(got, np.ndarray):
        raise _wrong_kind(got, expected, subject)
    if got.dtype.kind == "c" and expected.dtype.kind != "c":
        raise _wrong_kind(got, expected, subject)
    if expected.dtype.kind == "b" and got.dtype.kind != "b":
        raise subject.fail("an array of numbers; expected an array of True and False.", got)
    if got.shape != expected.shape:
        raise subject.fail(wrong_shape(got, expected.shape, subject.given), got)
    if (got == expected).all():
        return
    odd = ~np.isfinite(got) & np.isfinite(expected)
    if odd.any():
        place = _first(odd)
        text = f"an array with {number(got[place])} at {index(place)}"
        raise subject.fail(f"{text}; expected a finite number there.", got, expected, place)
    unequal = _unequal(got, expected, tolerance)
    if unequal.any():
        text = _wrong_values(got, expected, unequal)
        raise subject.fail(text, got, expected, _first(unequal))


def wrong_shape(
    got: np.ndarray, shape: tuple[int | None, ...], given: Mapping[str, Any] | None
) -> str:
    """ "an array of shape (1, 3); expected (3,), the shape of z." """
    text = f"an array of shape {got.shape}; expected {str(shape).replace('None', 'any')}"
    for name, value in (given or {}).items():
        if type(value) is np.ndarray and value.shape == shape:
            return f"{text}, the shape of {name}."
    return text + "."


def _wrong_values(got: np.ndarray, expected: np.ndarray, unequal: np.ndarray) -> str:
    wrong, place = int(unequal.sum()), _first(unequal)
    if wrong == got.size:
        many = "all its values are wrong" if wrong > 1 else "its value is wrong"
    else:
        which = "is wrong, at" if wrong == 1 else "are wrong, the first at"
        many = f"{wrong} of its {got.size} values {which} {index(place)}"
        if got.size > SHORT:
            many += f", where it has {apart(got[place], expected[place])}"
    return f"an array of the right shape, but {many}.{_hint(got[unequal], expected[unequal])}"


def _unequal(got: np.ndarray, expected: np.ndarray, tolerance: Tolerance) -> np.ndarray:
    """True where the two differ. Both of one shape. NaN equals only NaN, inf only the same inf."""
    if got.dtype.kind in "biu" and expected.dtype.kind in "biu":
        return got != expected
    with np.errstate(all="ignore"):
        allowed = tolerance.atol + tolerance.rtol * np.abs(
            expected.astype(np.result_type(expected, 1.0))
        )
        if expected.dtype.kind in "biu":
            allowed = np.minimum(allowed, 0.5)
        near = np.abs(got.astype(np.result_type(got, 1.0)) - expected) <= allowed
    finite = np.isfinite(got) & np.isfinite(expected)
    same = np.where(finite, near, (got == expected) | (np.isnan(got) & np.isnan(expected)))
    return ~same


def _hint(got: np.ndarray, expected: np.ndarray) -> str:
    """One more sentence where the kind of difference is plain to see."""
    with np.errstate(all="ignore"):
        scale = np.abs(expected)
        finite = bool(np.isfinite(got).all() and np.isfinite(expected).all())
        turned = bool(np.all(np.abs(got + expected) <= 1e-6 * scale) and np.all(scale > 0))
        if finite and turned:
            return " The sign is the wrong way round."
        if finite and _was_cut(got, expected):
            return (
                " It holds whole numbers only: an array that is made like one of whole numbers"
                " (zeros_like, empty_like) cuts off all fractions; ask for dtype=float."
            )
        near = finite and bool(np.all(np.abs(got - expected) <= 1e-3 * scale))
    if near and got.dtype.itemsize < 8 and got.dtype.kind == "f":
        return f" It is close, but {got.dtype} holds too few digits: compute in float64."
    return " It is close, but not exact enough." if near else ""


def _was_cut(got: np.ndarray, expected: np.ndarray) -> bool:
    """Whether fractions were lost because the result can only hold integers."""
    fractions = expected.dtype.kind == "f" and bool(np.any(expected != np.trunc(expected)))
    return got.dtype.kind in "iu" and fractions


def apart(got: Any, expected: Any) -> str:
    """A number with as many digits as it takes to tell it from what was expected."""
    shown = number(got)
    return shown if shown != number(expected) else repr(float(got))


def _with_row(
    given: Mapping[str, Any] | None, got: Any, place: tuple[int, ...]
) -> Mapping[str, Any] | None:
    """The arguments, and of long arrays the row that belongs to the wrong entry."""
    shown: dict[str, Any] = {}
    for name, value in (given or {}).items():
        shown[name] = value
        rows = type(value) is np.ndarray and value.ndim > 0 and value.size > SHORT
        if rows and len(value) == len(got):
            shown[f"{name}[{place[0]}]"] = value[place[0]]
    return shown or given


def _first(mask: np.ndarray) -> tuple[int, ...]:
    return tuple(int(i) for i in np.argwhere(mask)[0])


def index(place: tuple[int, ...]) -> str:
    """ "index 3", "index (0, 1)": how an entry of an array is named everywhere."""
    return f"index {place[0] if len(place) == 1 else place}"
