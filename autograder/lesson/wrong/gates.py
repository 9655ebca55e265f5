"""Slips in the methods of a class: a gradient for the wrong input, twice, or for one alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.lesson.wrong.wrapping import Slip, around_method

_PAIRS = {
    "swapped": ("result[::-1]", "gives its two results the wrong way round"),
    "first_only": ("(result[0], result[1] * 0)", "gives 0 for the second input"),
    "second_only": ("(result[0] * 0, result[1])", "gives 0 for the first input"),
    "first_for_both": ("(result[0], result[0])", "gives both inputs what is due to the first"),
    "second_for_both": ("(result[1], result[1])", "gives both inputs what is due to the second"),
    "sum_for_both": ("(sum(result), sum(result))", "gives each input the sum of both"),
    "second_sign": ("(result[0], -result[1])", "has the wrong sign for the second input"),
    "first_sign": ("(-result[0], result[1])", "has the wrong sign for the first input"),
    "halves": ("(result[0] / 2, result[1] / 2)", "gives half of what is due to each input"),
    "doubles": ("(2 * result[0], 2 * result[1])", "gives twice what is due to each input"),
    "both_signs": ("(-result[0], -result[1])", "has the sign the wrong way round"),
}
_NUMBERS = {
    "sign": ("-result", "has the sign the wrong way round"),
    "halved": ("result / 2", "gives half of what is due"),
    "doubled": ("2 * result", "gives twice what is due"),
    "zero": ("result * 0", "gives 0"),
}
_OF_ARGUMENTS = {
    "first_argument": ("args[1]", "gives back the first of what it is given"),
    "last_argument": ("args[-1]", "gives back the last of what it is given"),
    "argument_for_both": ("(args[-1], args[-1])", "gives both inputs what comes from above"),
    "argument_and_zero": ("(args[-1], 0.0)", "gives what comes from above to the first input only"),
    "zero_and_argument": (
        "(0.0, args[-1])",
        "gives what comes from above to the second input only",
    ),
    "product": ("_functools.reduce(lambda a, b: a * b, args[1:])", "multiplies what it is given"),
    "sum": ("sum(args[1:])", "adds up what it is given"),
    "mean": ("sum(args[1:]) / len(args[1:])", "takes the mean of what it is given"),
    "larger": ("max(args[1:])", "takes the larger of what it is given"),
    "difference": ("args[1] - args[-1]", "subtracts what it is given"),
    "ones": ("(1.0, 1.0)", "gives 1 for each input: it leaves out what comes from above"),
}
_NO_UPSTREAM = "leaves out what comes from above: multiply the slopes by it"


def of_methods(source: str, cls: ast.ClassDef) -> Iterator[Slip]:
    """What the class would do with one slip in one of its methods each."""
    for method in cls.body:
        if isinstance(method, ast.FunctionDef) and not method.decorator_list:
            yield from _of_method(source, cls.name, method)


def _of_method(source: str, cls: str, method: ast.FunctionDef) -> Iterator[Slip]:
    name = method.name
    pair = "isinstance(result, tuple) and len(result) == 2"
    number = "isinstance(result, int | float | _np.number)"
    offered = [
        (about, f"{change} if {pair} else result", words)
        for about, (change, words) in _PAIRS.items()
    ]
    offered += [
        (about, f"{change} if {number} else result", words)
        for about, (change, words) in _NUMBERS.items()
    ]
    if not name.startswith("__") and len(method.args.args) > 1:
        offered += [(about, change, words) for about, (change, words) in _OF_ARGUMENTS.items()]
    for about, change, words in offered:
        lines = ["result = _right(*args, **kwargs)", f"return {change}"]
        wrong = around_method(source, cls, name, lines)
        yield f"slip_{name.strip('_')}_{about}", wrong, f"Your {name} {words}."
    if name == "backward" and len(method.args.args) == 2:
        lines = ["return _right(args[0], 1.0)"]
        wrong = around_method(source, cls, name, lines)
        yield f"slip_{name}_no_upstream", wrong, f"Your {name} {_NO_UPSTREAM}."
