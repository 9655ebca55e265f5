"""Slips that show as if an argument had been another one: left out, a column, off by one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations

from autograder.lesson.wrong.wrapping import GIVEN, SMALL, Slip, around

# How a slip with an argument shows: from `given`, all of them by name, and this one's `value`.
_OTHERS = {
    "column": (
        [
            "if not _array(value, 1) or value.dtype.kind != 'f':",
            "    return _right(*args, **kwargs)",
            "given[{name!r}] = value[:, None]",
            "return _right(**given)",
        ],
        "On its way {name} becomes a column (N, 1); together with an array (N,) NumPy "
        "makes a table of all pairs of it. Keep both of shape (N,).",
    ),
    "column_labels": (
        [
            "if not _array(value, 1) or value.dtype.kind == 'f':",
            "    return _right(*args, **kwargs)",
            "given[{name!r}] = value[:, None]",
            "return _right(**given)",
        ],
        "You pair every entry of {name} with every other row or entry; each belongs to its own "
        "row alone.",
    ),
    "axis": (
        [
            "given[{name!r}] = value.T if _array(value, 2) else value",
            "return _each(_right(**given), lambda v: v.T if _array(v, 2) else v)",
        ],
        "You work along the other axis of {name}: look which one runs over the rows.",
    ),
}
_WHOLE = (
    [
        "whole = isinstance(value, _np.ndarray) and value.dtype.kind in 'iu'",
        "cut = lambda v: v.astype(int) if whole and isinstance(v, _np.ndarray) else v",
        "return _each(_right(*args, **kwargs), cut)",
    ],
    "Where {name} holds whole numbers your result does too: an array made like it "
    "(zeros_like, empty_like, astype) cuts off every fraction; make it with dtype=float.",
)
_IS = "Your result is what it would be if {name} were "
# Another value instead: for which values, which, and the words.
_VALUES = {
    "left_out": ("_number(value) or _floats(value)", "value * 0", "0: you leave it out somewhere"),
    "as_one": ("_number(value)", "value * 0 + 1", "1: a factor {name} is missing"),
    "other_sign": (
        "_number(value) or _floats(value)",
        "-value",
        "-{name}: one sign is the wrong way round",
    ),
    "twice": ("_number(value)", "2 * value", "twice as large: look for a factor of 2"),
    "half": ("_number(value)", "value / 2", "half as large: look for a factor of 2"),
    "per_example": (
        "_number(value)",
        "value / _rows(args)",
        "divided by the number of examples; it is not",
    ),
    "times_examples": (
        "_number(value)",
        "value * _rows(args)",
        "multiplied by the number of examples; it is not",
    ),
    "one_more": ("_whole(value)", "value + 1", "one more: you go, or count, one too far"),
    "one_less": ("_whole(value)", "value - 1", "one less: you stop, or count, one too early"),
    "squared": ("_number(value) or _floats(value)", "value**2", "squared"),
    "transposed": ("_array(value, 2)", "value.T", "transposed"),
}
_MOST_PAIRS = 15


def of_whole_numbers(source: str, function: ast.FunctionDef) -> Iterator[Slip]:
    """What the function would return if it cut fractions off where an argument has none."""
    for argument in function.args.args:
        yield _slip(source, function, "whole", argument.arg, *_WHOLE)


def of_arguments(source: str, function: ast.FunctionDef) -> Iterator[Slip]:
    """What the function would return if it took one argument's shape for another."""
    for argument in function.args.args:
        for about, (how, sentence) in _OTHERS.items():
            yield _slip(source, function, about, argument.arg, how, sentence)


def of_values(source: str, function: ast.FunctionDef) -> Iterator[Slip]:
    """What the function would return for another value of one argument, or two exchanged."""
    names = [argument.arg for argument in function.args.args]
    for name in names:
        for about, (where, value, words) in _VALUES.items():
            how = [
                f"if {where}:",
                f"    given[{{name!r}}] = {value}",
                "    return _right(**given)",
                "return _right(*args, **kwargs)",
            ]
            yield _slip(source, function, about, name, how, _IS + words + ".")
    for a, b in list(combinations(names, 2))[:_MOST_PAIRS]:
        how = [f"given[{a!r}], given[{b!r}] = given[{b!r}], given[{a!r}]", "return _right(**given)"]
        sentence = f"Your result is what it would be if {a} and {b} had changed places."
        yield _slip(source, function, f"exchanged_{a}", b, how, sentence)
    if "log" in source:
        yield from _clipped(source, function, names)


def _clipped(source: str, function: ast.FunctionDef, names: list[str]) -> Iterator[Slip]:
    sentence = (
        "You keep {name} away from 0 and 1 by a small number, so what should cost nothing, or "
        "infinitely much, does not."
    )
    for name in names:
        for number, small in enumerate(SMALL):
            how = [
                "if _floats(value):",
                f"    given[{{name!r}}] = _np.clip(value, {small}, 1 - {small})",
                "    return _right(**given)",
                "return _right(*args, **kwargs)",
            ]
            yield _slip(source, function, f"clipped_{number}", name, how, sentence)


def _slip(
    source: str, function: ast.FunctionDef, about: str, name: str, how: list[str], sentence: str
) -> Slip:
    lines = [line.format(name=name) for line in (*GIVEN, *how)]
    wrong = around(source, function.name, lines)
    return f"slip_{about}_{name}", wrong, sentence.format(name=name)
