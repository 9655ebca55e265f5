"""Slips that anybody makes in any exercise, each made from the right answer.

Known mistakes are an author's; these need nobody to think of them: a forgotten return, a column for
an array, a sum for a mean, fractions cut off, a term left out. They name a cause only where every
call of an answer gave what the slip gives.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from autograder.lesson.lesson import Exercise, Misconception
from autograder.lesson.wrong.mutants import mutants

_MOST = 200  # of one exercise
_HELPERS = '''

import functools as _functools
import inspect as _inspect

import numpy as _np


def _array(value, ndim):
    return isinstance(value, _np.ndarray) and value.ndim == ndim


def _each(value, change):
    """The numbers and arrays in a result, changed."""
    if isinstance(value, tuple | list):
        return type(value)(_each(part, change) for part in value)
    if isinstance(value, dict):
        return {key: _each(part, change) for key, part in value.items()}
    return value if value is None or isinstance(value, str | bool) else change(value)


def _rows(args):
    return next((len(arg) for arg in args if isinstance(arg, _np.ndarray) and arg.ndim), 1)


_right = NAME


@_functools.wraps(_right)
def NAME(*args, **kwargs):
'''
_COLUMN = "v[:, None] if _array(v, 1) else v"
_RESULTS = {
    "as_column": (_COLUMN, "is a column of shape (N, 1); an array of shape (N,) is due"),
    "as_row": ("v[None, :] if _array(v, 1) else v", "is a table of one row; drop the outer axis"),
    "transposed": ("v.T if _array(v, 2) else v", "has rows and columns exchanged; transpose it"),
    "sign": ("-v", "has the sign the wrong way round"),
    "summed": (
        "v * _rows(args)",
        "is N times what is due: a mean over the examples is asked for, not a sum",
    ),
    "averaged": (
        "v / _rows(args)",
        "is N times too small: a sum is asked for, or the mean has been taken already",
    ),
    "doubled": ("2 * v", "is twice what is due: look for a factor of 2 too many"),
    "halved": ("v / 2", "is half of what is due: look for a factor of 2 that is missing"),
    "bits_for_nats": ("v / _np.log(2)", "is in bits (log2); natural logarithms are asked for"),
    "nats_for_bits": ("v * _np.log(2)", "is in nats (log); bits (log2) are asked for"),
    "mean_of_all": ("_np.mean(v)", "is a mean over everything; a number for each is asked for"),
    "sum_of_all": ("_np.sum(v)", "is a sum over everything; a number for each is asked for"),
    "rounded_2": ("_np.round(v, 2)", "is rounded to two digits; return it with all of them"),
    "rounded_3": ("_np.round(v, 3)", "is rounded to three digits; return it with all of them"),
    "rounded_4": ("_np.round(v, 4)", "is rounded to four digits; return it with all of them"),
}
_OF_A_PART = ("as_column", "transposed", "sign", "summed", "averaged", "doubled", "halved")
_PARTS = ("first", "second", "third")
_EDITS = {
    "comparison": "One comparison decides otherwise than is asked for: look at what happens where "
    "both sides are equal.",
    "axis": "A step of yours works along the other axis: axis=0 goes down the columns, axis=1 "
    "along each row.",
    "all axes": "A step of yours runs over a whole table: axis=0 goes down the columns, axis=1 "
    "along each row.",
    "sign": "One sign is the wrong way round.",
    "operator": "One operation is another one, a plus for a minus or a product for a power.",
    "dropped term": "One term of the formula is missing.",
    "dropped factor": "One factor or divisor of the formula is missing.",
    "dropped call": "One step of the formula is missing: a root, a logarithm, a sum, a size.",
    "function": "One function is another one: a sum for a mean, a maximum for a minimum.",
    "transpose": "A matrix should be transposed and is not.",
    "constant": "One number is another one.",
    "zeros": "What you return is 0 throughout, in all or in one part of it.",
    "identity": "You return what came in, as it was.",
}


def slips(exercise: Exercise) -> tuple[Misconception, ...]:
    """What the answer of an exercise would be with one slip each; none where it is no function."""
    asked = exercise.asks[0] if len(exercise.asks) == 1 else ""
    return _slips(exercise.name, exercise.cell.source, asked)


def without_values(exercise: Exercise) -> tuple[Misconception, Misconception]:
    """The slips that leave every value right."""
    return only_warns(exercise), only_changes(exercise)


def only_changes(exercise: Exercise) -> Misconception:
    """The cause where every value is right and an argument is another one afterwards."""
    sentence = (
        "Your values are right, but an assignment such as += or a[...] = changes what was handed "
        "in; make a new array."
    )
    return Misconception(exercise.name, "slip_in_place", exercise.cell.source, sentence)


def only_warns(exercise: Exercise) -> Misconception:
    """The cause where every value is right and a warning comes on the way."""
    sentence = (
        "Your values are right, but one step on the way overflows, divides by 0 or takes the "
        "logarithm of 0; np.where computes both of its sides. Leave those entries out before."
    )
    return Misconception(exercise.name, "slip_only_warns", exercise.cell.source, sentence)


@lru_cache(maxsize=256)
def _slips(exercise: str, source: str, name: str) -> tuple[Misconception, ...]:
    tree = ast.parse(source)
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    if name not in functions:
        return ()
    found = [
        *_of_results(source, name),
        *_of_arguments(source, functions[name]),
        *_of_edits(tree, source),
    ]
    return tuple(
        Misconception(exercise, about, wrong, sentence) for about, wrong, sentence in found[:_MOST]
    )


def _wrapped(source: str, name: str, lines: list[str]) -> str:
    return source + _HELPERS.replace("NAME", name) + "".join(f"    {line}\n" for line in lines)


def _of_results(source: str, name: str) -> Iterator[tuple[str, str, str]]:
    lines = ["_right(*args, **kwargs)"]
    sentence = "Your function returns nothing: end it with return; print only shows a result."
    yield "slip_no_return", _wrapped(source, name, lines), sentence
    for about, (change, words) in _RESULTS.items():
        lines = [f"return _each(_right(*args, **kwargs), lambda v: {change})"]
        yield f"slip_{about}", _wrapped(source, name, lines), f"Your result {words}."
    for about in _OF_A_PART:
        change, words = _RESULTS[about]
        for place, part in enumerate(_PARTS):
            lines = [
                "result = _right(*args, **kwargs)",
                f"if not isinstance(result, tuple) or len(result) < {max(place + 1, 2)}:",
                "    return result",
                f"part = _each(result[{place}], lambda v: {change})",
                f"return (*result[:{place}], part, *result[{place + 1}:])",
            ]
            sentence = f"The {part} part of your result {words}."
            yield f"slip_{about}_{part}", _wrapped(source, name, lines), sentence


# How a slip with an argument shows: from `given`, all of them by name, and this one's `value`.
_ARGUMENT = {
    "whole": (
        [
            "whole = isinstance(value, _np.ndarray) and value.dtype.kind in 'iu'",
            "cut = lambda v: v.astype(int) if whole and isinstance(v, _np.ndarray) else v",
            "return _each(_right(*args, **kwargs), cut)",
        ],
        "Where {name} holds whole numbers your result does too: an array made like it "
        "(zeros_like, empty_like, astype) cuts off every fraction; make it with dtype=float.",
    ),
    "column": (
        [
            "given[{name!r}] = value[:, None] if _array(value, 1) else value",
            "return _right(**given)",
        ],
        "On its way {name} becomes a column (N, 1); together with an array (N,) NumPy "
        "makes a table of all pairs of it. Keep both of shape (N,).",
    ),
    "axis": (
        [
            "given[{name!r}] = value.T if _array(value, 2) else value",
            "return _each(_right(**given), lambda v: v.T if _array(v, 2) else v)",
        ],
        "You work along the other axis of {name}: look which one runs over the rows.",
    ),
}
_GIVEN = [
    "given = dict(zip(_inspect.signature(_right).parameters, args)) | kwargs",
    "value = given[{name!r}]",
]


def _of_arguments(source: str, function: ast.FunctionDef) -> Iterator[tuple[str, str, str]]:
    for argument in function.args.args:
        for about, (how, sentence) in _ARGUMENT.items():
            lines = [line.format(name=argument.arg) for line in (*_GIVEN, *how)]
            wrong = _wrapped(source, function.name, lines)
            yield f"slip_{about}_{argument.arg}", wrong, sentence.format(name=argument.arg)


def _of_edits(tree: ast.Module, source: str) -> Iterator[tuple[str, str, str]]:
    """One small edit each; where there is a loop without a bound, it might never end."""
    if any(isinstance(node, ast.While) for node in ast.walk(tree)):
        return
    for number, mutant in enumerate(mutants(source), start=1):
        kind = "all axes" if mutant.after == "axis=None" else mutant.kind
        if kind in _EDITS and not mutant.before.startswith("not "):
            yield f"slip_{kind.replace(' ', '_')}_{number}", mutant.source, _EDITS[kind]
