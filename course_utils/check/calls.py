"""Checks that call a student's function: it agrees, raises, keeps quiet, keeps its arguments.

The function may be a stand-in for one that lives elsewhere: it is only ever called, and asked for
its `__name__` and, after a call, for `changed`: the arguments that call changed in place.
"""

from __future__ import annotations

import copy
import inspect
import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from types import FunctionType
from typing import Any

import numpy as np

from course_utils.check.compare import Subject, Tolerance, compare, index, trusted
from course_utils.check.failure import CheckFailed, GaveWarning
from course_utils.check.plain import snapshot
from course_utils.check.show import StandIn, function_name, number, type_name
from course_utils.check.signals import signals_are_missing, watched_call
from course_utils.check.values import shape
from course_utils.gradcheck import NotMeasurable, check_gradient

_HARMLESS = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)


def agree(
    f: Callable[..., Any],
    reference: Callable[..., Any],
    *args: Any,
    rtol: float = 1e-7,
    atol: float = 1e-9,
    **kwargs: Any,
) -> None:
    """Fail unless `f` and `reference` return the same for these arguments.

    Each gets copies of its own, random generators included, so neither sees what the other did.
    Tuples, lists and dicts are compared part by part; the sentence names the part that differs and
    never shows what was expected.

    Raises:
        CheckFailed: the results differ.
    """
    given = name_arguments(reference, args, kwargs)
    # Taken down before f runs: what f does to anything it can reach changes nothing here.
    expected = trusted(reference(*copy.deepcopy(args), **copy.deepcopy(kwargs)))
    got = _call(f, args, kwargs)
    compare(got, expected, Subject(function_name(f), "returned", given), Tolerance(rtol, atol))


def raises(
    exception: type[Exception], f: Callable[..., Any], *args: Any, hint: str = "", **kwargs: Any
) -> None:
    """Fail unless calling `f` raises `exception`; `hint` ends the sentence when it does not.

    Raises:
        CheckFailed: nothing was raised, or something else (a NotImplementedError passes through).
    """
    name, given = function_name(f), name_arguments(f, args, kwargs)
    end = f" {hint}" if hint else ""
    try:
        got = _call(f, args, kwargs)
    except exception:
        return
    except NotImplementedError:
        raise
    except Exception as error:
        raise CheckFailed(
            f"{name} raised {type_name(error)}; expected {exception.__name__}.{end}", given
        ) from error
    raise CheckFailed(
        f"{name} returned without an error; expected it to raise {exception.__name__}.{end}",
        given,
        got,
    )


def no_warnings(f: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What `f` returns; fail if NumPy or Python warns on the way (overflow, division by zero).

    Raises:
        CheckFailed: there was a warning.
    """
    given = name_arguments(f, args, kwargs)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with np.errstate(over="warn", divide="warn", invalid="warn", under="ignore"):
            missing = signals_are_missing() and not isinstance(f, StandIn)
            result = (watched_call if missing else _call)(f, args, kwargs)
    heard = [w.message for w in caught if not issubclass(w.category, _HARMLESS)]
    if heard:
        first = ascii(str(heard[0]))[1:-1][:120]
        sentence = f"{function_name(f)} gives a warning: {first}. It should work without one."
        raise GaveWarning(sentence, given)
    return result


def keeps_arguments(f: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What `f` returns; fail if it changes an argument in place. Generators may move on.

    Raises:
        CheckFailed: an argument is not what it was before the call.
    """
    f = getattr(f, "itself", f)  # which a test in a notebook otherwise gives copies
    given = name_arguments(f, args, kwargs)
    mine, named = copy.deepcopy(args), copy.deepcopy(kwargs)
    result = f(*mine, **named)
    reported = getattr(f, "changed", None)
    if isinstance(reported, (list, tuple, set, frozenset)):
        names = list(given)
        changed = [names[c] if type(c) is int and c < len(names) else str(c) for c in reported]
    else:
        after = name_arguments(f, mine, named)
        changed = [name for name in given if not _same(given[name], after[name])]
    if changed:
        which = " and ".join(changed)
        which = which if which.startswith("argument ") else f"argument {which}"
        sentence = f"{function_name(f)} changes its {which} in place; work on a copy."
        raise CheckFailed(sentence, given)
    return result


def results(f: Callable[..., Any], cases: Iterable[tuple[Any, ...]]) -> list[Any]:
    """What `f` returns for the arguments of each case, one call after another.

    For many calls of which none depends on another: a stand-in is asked for many of them at once.
    What a call raises passes through, and no later call is made.
    """
    cases = [tuple(case) for case in cases]
    asked: Any = f
    if isinstance(asked, StandIn):
        return asked.call_each(cases)
    return [_call(f, case, {}) for case in cases]


def _call(f: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """What `f` returns for arguments of its own; what a stand-in is given travels as a copy."""
    if not isinstance(f, StandIn):
        args, kwargs = copy.deepcopy(args), copy.deepcopy(kwargs)
    return f(*args, **kwargs)


def gradient(
    f: Callable[[Any], Any],
    grad: Any,
    x: Any,
    *,
    what: str,
    h: float = 1e-5,
    rng: np.random.Generator | None = None,
) -> None:
    """Fail unless `grad` is the gradient of `f` at `x`, measured by central differences.

    Args:
        f: array of x's shape → number.
        grad: the gradient under test, of x's shape.
        x: where; a number or an array of any shape. It is shown under the name that `f` gives its
            argument, without a `_moved` or `_` at its end.
        what: the gradient's name, as the start of a sentence: "dw".
        h: step of the central difference.
        rng: draws the direction in which the slope is measured.

    Raises:
        CheckFailed: another shape, a value that is not finite, or another slope.
    """
    point = np.asarray(x, dtype=float)
    given = {_variable(f, what): point}
    shape(grad, point.shape, what=what, given=given)
    mine = np.asarray(snapshot(grad))
    if mine.dtype.kind not in "iuf":
        raise CheckFailed(f"{what} does not hold real numbers.", given)
    if not np.isfinite(mine).all():
        raise CheckFailed(f"{what} holds values that are not finite.", given, mine)
    try:
        report = check_gradient(f, mine, x, h=h, rng=rng)
    except NotMeasurable as error:
        raise CheckFailed(f"{what} cannot be checked: {error}", given) from None
    if report.ok:
        return
    place = f" at {index(report.worst_index)}" if report.worst_index else ""
    place = " along a random direction" if report.worst_index is None else place
    sentence = (
        f"{what} is not the slope of the function: the gradient says {number(report.analytic)}"
        f"{place}, a small step either way measures {number(report.numeric)}."
    )
    raise CheckFailed(sentence, given, mine)


def _variable(f: Callable[..., Any], what: str) -> str:
    """What the point is called: w of a gradient "dw", else as `f` calls its argument."""
    if slope := re.match(r"d([A-Za-z]\d?)\b", what):
        return slope[1]
    names = _positional(f)
    return re.sub(r"_(moved)?$", "", names[0]) if names else "x"


def name_arguments(
    f: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> dict[str, Any]:
    """The arguments by the names `f` gives them, or "argument 1", … where it does not tell."""
    plain = _positional(f)
    names = plain[: len(args)] + [f"argument {i + 1}" for i in range(len(plain), len(args))]
    return {**dict(zip(names, args, strict=True)), **kwargs}


def _positional(f: Callable[..., Any]) -> list[str]:
    """The names of the arguments that `f` takes by their place."""
    if type(f) is FunctionType and not f.__dict__:  # what `inspect` finds, sooner
        return list(f.__code__.co_varnames[: f.__code__.co_argcount])
    try:
        parameters = inspect.signature(f).parameters.values()
    except (TypeError, ValueError):
        return []
    by_place = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [parameter.name for parameter in parameters if parameter.kind in by_place]


def _same(a: Any, b: Any) -> bool:
    """Bit for bit the same plain data; what is not plain data (functions, generators) is let be."""
    if isinstance(a, np.ndarray):
        return (
            isinstance(b, np.ndarray)
            and a.dtype == b.dtype
            and a.shape == b.shape
            and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")
        )
    if isinstance(a, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(map(_same, a, b))
    if isinstance(a, dict):
        return type(a) is type(b) and list(a) == list(b) and all(_same(a[k], b[k]) for k in a)
    if isinstance(a, (bool, int, float, complex, str)) or a is None:
        return type(a) is type(b) and (a == b or a != a)
    return True
