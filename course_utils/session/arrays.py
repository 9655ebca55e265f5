"""NumPy's usual complaints in plain words, with the shapes that do not fit."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

import numpy as np

from course_utils.session.frames import raised_in, two_sides

_SIDES = ("the left side", "the right side")  # of an operation whose text is not known
_KNOWN: list[tuple[re.Pattern[str], Callable[..., str]]] = []
_QUIET_NODES = (
    ast.Name,
    ast.Attribute,
    ast.Subscript,
    ast.Constant,
    ast.BinOp,
    ast.UnaryOp,
    ast.Compare,
    ast.Tuple,
    ast.List,
    ast.Slice,
    ast.operator,
    ast.unaryop,
    ast.cmpop,
    ast.expr_context,
)


def plain_words(error: BaseException) -> str:
    """What NumPy's message means, in a sentence without its end; empty for any other error."""
    text = " ".join(str(error).split())
    for pattern, say in _KNOWN:
        if match := pattern.search(text):
            return say(match, *_operands(error.__traceback__))
    return ""


def _says(pattern: str) -> Callable[[Callable[..., str]], Callable[..., str]]:
    def keep(say: Callable[..., str]) -> Callable[..., str]:
        _KNOWN.append((re.compile(pattern), say))
        return say

    return keep


@_says(r"matmul: Input operand 1 has a mismatch .* \(size (\d+) is different from (\d+)\)")
def _product(match: re.Match[str], parts: list[tuple[str, Any]]) -> str:
    right, left = match[1], match[2]
    if len(parts) == 2:
        return _no_product(*parts[0], *parts[1])
    return (
        f"a matrix product does not fit: the rows on the left have length {left}, the columns on"
        f" the right {right}; the two must be equal"
    )


@_says(r"shapes \(([\d,]*)\) and \(([\d,]*)\) not aligned")
def _aligned(match: re.Match[str], parts: list[tuple[str, Any]]) -> str:
    if len(parts) == 2:
        return _no_product(*parts[0], *parts[1])
    return f"a product of shapes {_shape(match[1])} and {_shape(match[2])} does not fit"


@_says(r"matmul: Input operand ([01]) does not have enough dimensions")
def _number(match: re.Match[str], parts: list[tuple[str, Any]]) -> str:
    side = "right" if match[1] == "1" else "left"
    return f"@ needs arrays on both sides; on the {side} stands a single number: use * for that"


@_says(r"operands could not be broadcast together with shapes ((?:\([\d,]*\) ?)+)")
def _broadcast(match: re.Match[str], parts: list[tuple[str, Any]]) -> str:
    shapes = [_shape(part) for part in re.findall(r"\(([\d,]*)\)", match[1])][:2]
    named = [f"{name} has shape {np.shape(value)}" for name, value in parts if len(parts) == 2]
    found = " and ".join(named) if named else f"shapes {shapes[0]} and {shapes[-1]}"
    return (
        f"two arrays do not fit entry by entry: {found}; counted from the right, lengths must be"
        " equal, or one of them 1"
    )


@_says(r"The truth value of an array with more than one element is ambiguous")
def _truth(match: re.Match[str], parts: list[tuple[str, Any]]) -> str:
    shape = f" of shape {np.shape(parts[0][1])}" if parts else ""
    return (
        f"an array{shape} is neither True nor False as a whole: use .all() or .any(), or np.where"
        " to decide for each entry"
    )


@_says(r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)")
def _bounds(match: re.Match[str], parts: list[tuple[str, Any]]) -> str:
    index, axis, size = map(int, match.groups())
    shape = f" of shape {np.shape(parts[0][1])}" if parts else ""
    there = f"its indices run from 0 to {size - 1}" if size else "it has no entries"
    return f"there is no index {index} along axis {axis} of an array{shape}: {there}"


@_says(r"too many indices for array: array is (\d+)-dimensional, but (\d+) were indexed")
def _many(match: re.Match[str], parts: list[tuple[str, Any]]) -> str:
    shape = f" of shape {np.shape(parts[0][1])}" if parts else ""
    return f"an array{shape} has {match[1]} axes, and {match[2]} indices were given"


@_says(r"only integers, slices \(`:`\).* are valid indices")
def _kind(match: re.Match[str], parts: list[tuple[str, Any]]) -> str:
    found = f", found {parts[1][1]!r}" if len(parts) == 2 and np.ndim(parts[1][1]) == 0 else ""
    return f"an index must be a whole number (int){found}; // and int(…) make one"


@_says(r"Cannot cast ufunc '\w+' output from dtype\('(\w+)'\) to dtype\('(\w+)'\)")
def _cast(match: re.Match[str], parts: list[tuple[str, Any]]) -> str:
    return (
        f"an array of whole numbers ({match[2]}) cannot take in fractions ({match[1]}) in place:"
        " write x = x + … instead of x += …, or make it with dtype=float"
    )


@_says(r"only (?:0-dimensional|length-1|size-1) arrays can be converted to Python scalars")
def _scalar(match: re.Match[str], parts: list[tuple[str, Any]]) -> str:
    return "an array of several numbers stands where a single number is needed"


@_says(r"setting an array element with a sequence")
def _element(match: re.Match[str], parts: list[tuple[str, Any]]) -> str:
    return "an entry of an array is one number, and several were to be put there"


def _no_product(name: str, left: Any, other: str, right: Any) -> str:
    a, b = np.shape(left), np.shape(right)
    inner = b[0] if len(b) == 1 else b[-2]
    product = "a matrix product" if name in _SIDES else f"{name} @ {other}"
    return (
        f"{product} does not fit: {name} has shape {a} and {other} has shape {b}; the last"
        f" length on the left, {a[-1]}, must be the {'' if len(b) == 1 else 'first '}length on the"
        f" right, {inner}"
    )


def _shape(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(",") if part)


def _operands(trace: TracebackType | None) -> tuple[list[tuple[str, Any]]]:
    """The parts of the expression that raised, as text and value; none where one is not known."""
    expression, names = raised_in(trace)
    if expression is None:
        try:
            sides = two_sides(trace, np)
        except Exception:
            return ([],)
        return (list(zip(_SIDES, sides, strict=True)) if sides else [],)
    found = []
    for part in _parts(expression):
        try:
            found.append((_short(part), _value(part, names)))
        except Exception:  # whatever evaluating it anew raises: then it is not shown
            return ([],)
    return (found,)


def _parts(expression: ast.expr | None) -> list[ast.expr]:
    if isinstance(expression, ast.BinOp):
        return [expression.left, expression.right]
    if isinstance(expression, ast.Subscript):
        return [expression.value, expression.slice]
    if isinstance(expression, ast.Call) and isinstance(expression.func, ast.Attribute):
        own = [expression.func.value] if expression.func.attr == "dot" else []
        is_np = isinstance(expression.func.value, ast.Name) and expression.func.value.id == "np"
        return [*([] if is_np else own), *expression.args][:2]
    if isinstance(expression, ast.Compare | ast.Name):
        return [expression]
    return []


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """The value of an expression that changes nothing when it is worked out again."""
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and not _is_harmless(each, names):
            raise ValueError("a call may do anything")
        if not isinstance(each, (*_QUIET_NODES, ast.Call)):
            raise ValueError("too much to be worked out again")
    with np.errstate(all="ignore"):
        return eval(compile(ast.Expression(node), "<part>", "eval"), dict(names))


def _is_harmless(call: ast.Call, names: Mapping[str, Any]) -> bool:
    """Whether this calls a function of NumPy that makes something new of its arguments."""
    function = call.func
    if call.keywords or not isinstance(function, ast.Attribute):
        return False
    return isinstance(function.value, ast.Name) and names.get(function.value.id) is np


def _short(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 30 else "the left side" if isinstance(node, ast.BinOp) else "…"
