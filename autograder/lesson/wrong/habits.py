"""Habits: the same small edit of the right answer wherever it can be made."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable

from autograder.lesson.wrong.wrapping import LOG_OF_MORE, SMALL

Change = Callable[[ast.AST], ast.AST | None]  # what stands in a node's place, None: it stays


def _called(node: ast.AST, *names: str) -> ast.Call | None:
    """The node, if it calls a function or method of one of these names."""
    if not isinstance(node, ast.Call):
        return None
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return node if name in names else None


def _numpy(name: str, *args: ast.expr, keywords: list[ast.keyword] | None = None) -> ast.Call:
    function = ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load())
    return ast.Call(function, list(args), keywords or [])


def _renamed(old: str, new: str) -> Change:
    def change(node: ast.AST) -> ast.AST | None:
        call = _called(node, old)
        if call is None or not isinstance(call.func, ast.Attribute):
            return None
        function = ast.Attribute(call.func.value, new, ast.Load())
        return ast.Call(function, call.args, call.keywords)

    return change


def _plus_for_minus(node: ast.AST) -> ast.AST | None:
    minus = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)
    return ast.BinOp(node.left, ast.Add(), node.right) if minus else None  # type: ignore[attr-defined]


def _undivided(node: ast.AST) -> ast.AST | None:
    divided = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
    return node.left if divided else None  # type: ignore[attr-defined]


def _unsquared(node: ast.AST) -> ast.AST | None:
    power = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)
    return node.left if power else None  # type: ignore[attr-defined]


def _axis_lost(node: ast.AST) -> ast.AST | None:
    call = node if isinstance(node, ast.Call) else None
    if call is None or not any(each.arg == "keepdims" for each in call.keywords):
        return None
    return ast.Call(call.func, call.args, [k for k in call.keywords if k.arg != "keepdims"])


def _without(name: str) -> Change:
    """For a function of an array, the array itself."""

    def change(node: ast.AST) -> ast.AST | None:
        call = _called(node, name)
        return _handed(call) if call is not None else None

    return change


def _handed(call: ast.Call) -> ast.expr | None:
    """The array that a function or method works on."""
    if call.args:
        return call.args[0]
    return call.func.value if isinstance(call.func, ast.Attribute) else None


def _divided_only(node: ast.AST) -> ast.AST | None:
    call = _called(node, "mean")
    array = _handed(call) if call is not None else None
    if array is None:
        return None
    size = ast.Call(ast.Name("len", ast.Load()), [array], [])
    return ast.BinOp(array, ast.Div(), size)


def _log_of_parts(node: ast.AST) -> ast.AST | None:
    call = _called(node, "log", "log2", "log10")
    inner = call.args[0] if call is not None and len(call.args) == 1 else None
    if call is None or not isinstance(inner, ast.BinOp) or not isinstance(inner.op, ast.Div):
        return None
    left, right = (ast.Call(call.func, [side], []) for side in (inner.left, inner.right))
    return ast.BinOp(left, ast.Div(), right)


def _divided_twice(node: ast.AST) -> ast.AST | None:
    quotient = _binary(node, ast.Div)
    return ast.BinOp(quotient, ast.Div(), quotient.right) if quotient else None


def _squared_factor(node: ast.AST) -> ast.AST | None:
    product = _binary(node, ast.Mult)
    if product is None or not isinstance(product.right, ast.Name):
        return None
    square = ast.BinOp(product.right, ast.Pow(), ast.Constant(2))
    return ast.BinOp(product.left, ast.Mult(), square)


def _at_as(*steps: str) -> Change:
    """For a matrix product, these functions one after the other."""

    def change(node: ast.AST) -> ast.AST | None:
        product = _binary(node, ast.MatMult)
        if product is None:
            return None
        found: ast.expr = ast.BinOp(product.left, ast.Mult(), product.right)
        for step in steps[1:]:
            found = _numpy(step, found)
        return found

    return change


def _sides_exchanged(node: ast.AST) -> ast.AST | None:
    product = _binary(node, ast.MatMult)
    return ast.BinOp(product.right, ast.MatMult(), product.left) if product else None


def _not_summed(node: ast.AST) -> ast.AST | None:
    """For float(… sum(…) …), the same without both."""
    call = _called(node, "float")
    if call is None or len(call.args) != 1:
        return None

    class Opened(ast.NodeTransformer):
        def visit_Call(self, node: ast.Call) -> ast.AST:
            return (_handed(node) or node) if _called(node, "sum", "mean") else node

    return Opened().visit(copy.deepcopy(call.args[0]))


def _binary(node: ast.AST | None, *operators: type[ast.operator]) -> ast.BinOp | None:
    return node if isinstance(node, ast.BinOp) and isinstance(node.op, operators) else None


def _power_of_difference(node: ast.AST) -> ast.AST | None:
    outer = _binary(node, ast.Add, ast.Sub)
    power = _binary(outer.right, ast.Pow) if outer else None
    if outer is None or power is None:
        return None
    return ast.BinOp(ast.BinOp(outer.left, outer.op, power.left), ast.Pow(), power.right)


def _quotient_first(node: ast.AST) -> ast.AST | None:
    quotient = _binary(node, ast.Div)
    above = _binary(quotient.left, ast.Add, ast.Sub) if quotient else None
    if quotient is None or above is None:
        return None
    return ast.BinOp(above.left, above.op, ast.BinOp(above.right, ast.Div(), quotient.right))


def _divisor_open(node: ast.AST) -> ast.AST | None:
    quotient = _binary(node, ast.Div)
    below = _binary(quotient.right, ast.Mult, ast.Add, ast.Sub) if quotient else None
    if quotient is None or below is None:
        return None
    return ast.BinOp(ast.BinOp(quotient.left, ast.Div(), below.left), below.op, below.right)


def _product_first(node: ast.AST) -> ast.AST | None:
    product = _binary(node, ast.Mult)
    factor = _binary(product.right, ast.Add, ast.Sub) if product else None
    if product is None or factor is None:
        return None
    return ast.BinOp(ast.BinOp(product.left, ast.Mult(), factor.left), factor.op, factor.right)


def _norm(*steps: str, squares: bool = False) -> Change:
    """For a norm, these functions one after the other, of the entries or their squares."""

    def change(node: ast.AST) -> ast.AST | None:
        call = _called(node, "norm")
        if call is None or len(call.args) != 1:
            return None
        found = ast.BinOp(call.args[0], ast.Pow(), ast.Constant(2)) if squares else call.args[0]
        for step in steps:
            found = _numpy(step, found)
        return found

    return change


def _logarithm_of_more(small: float) -> Change:
    def change(node: ast.AST) -> ast.AST | None:
        call = _called(node, "log", "log2", "log10")
        if call is None or len(call.args) != 1:
            return None
        more = ast.BinOp(call.args[0], ast.Add(), ast.Constant(small))
        return ast.Call(call.func, [more], call.keywords)

    return change


def _range(first: int, last: int) -> Change:
    """For a range, one that begins and ends so many later."""

    def change(node: ast.AST) -> ast.AST | None:
        call = _called(node, "range")
        if call is None or len(call.args) == 3:
            return None
        begin, end = call.args if len(call.args) == 2 else (ast.Constant(0), call.args[0])
        return ast.Call(call.func, [_moved(begin, first), _moved(end, last)], [])

    return change


def _moved(number: ast.expr, by: int) -> ast.expr:
    return ast.BinOp(number, ast.Add(), ast.Constant(by)) if by else number


def _whole_batches(node: ast.AST) -> ast.AST | None:
    call = _called(node, "range")
    if call is None or len(call.args) != 3:
        return None
    begin, end, step = call.args
    last = _moved(ast.BinOp(end, ast.Sub(), step), 1)
    return ast.Call(call.func, [begin, last, step], [])


def _in_order(node: ast.AST) -> ast.AST | None:
    call = _called(node, "permutation")
    return _numpy("arange", *call.args) if call is not None else None


def _first_only(node: ast.AST) -> ast.AST | None:
    if not isinstance(node, ast.For):
        return None
    return ast.For(node.target, node.iter, [*node.body, ast.Break()], [], None)


def _returns_inside(node: ast.AST) -> ast.AST | None:
    """For a loop and the return below it: the return stands in the loop."""
    body = getattr(node, "body", None)
    if not isinstance(node, ast.FunctionDef) or not isinstance(body, list) or len(body) < 2:
        return None
    loop, last = body[-2:]
    if not isinstance(loop, ast.For) or not isinstance(last, ast.Return):
        return None
    inside = ast.For(loop.target, loop.iter, [*loop.body, last], [], None)
    whole = copy.copy(node)
    whole.body = [*body[:-2], inside]
    return whole


_PLACE = "You give the value itself; the place where it stands is asked for (argmax, argmin)."
_BRACKETS = (
    "A pair of brackets is missing or stands in another place: powers come first, then * and /."
)
_NORM = "Where a norm is due, the root of the sum of the squares, you take "
LOOPS: dict[str, tuple[Change, str]] = {
    "starts_late": (_range(1, 0), "A loop of yours begins one too late and leaves out the first."),
    "stops_early": (_range(0, -1), "A loop of yours ends one too early and leaves out the last."),
    "goes_too_far": (_range(0, 1), "A loop of yours goes one step too far."),
    "whole_batches": (_whole_batches, "You leave out the last batch where it is not full."),
    "in_order": (_in_order, "You take the examples in the order they stand; shuffle them."),
    "first_round": (_first_only, "A loop of yours ends after its first round."),
    "returns_inside": (
        _returns_inside,
        "Your return stands inside the loop, which ends after its first round; move it below.",
    ),
}
HABITS: dict[str, tuple[Change, str]] = {
    "plus": (_plus_for_minus, "Where a minus is due stands a plus: look at the signs."),
    "undivided": (_undivided, "A division is missing: by a number of examples, or a size."),
    "unsquared": (_unsquared, "A square, or another power, is missing."),
    "axis_lost": (
        _axis_lost,
        "Without keepdims=True a sum or maximum of each row loses its axis, and NumPy lays it "
        "along the columns instead.",
    ),
    "sums": (_renamed("mean", "sum"), "You take a sum where a mean is due."),
    "means": (_renamed("sum", "mean"), "You take a mean where a sum is due."),
    "bits": (_renamed("log", "log2"), "You use log2, in bits; the natural logarithm is due."),
    "nats": (_renamed("log2", "log"), "You use the natural logarithm; log2, in bits, is due."),
    "log10": (_renamed("log", "log10"), "You use log10; the natural logarithm is due."),
    "unrooted": (_without("sqrt"), "A root is missing: you keep a square, or a sum of squares."),
    "not_averaged": (_without("mean"), "A mean is missing: you keep an entry for each example."),
    "divided_only": (
        _divided_only,
        "You divide by the number of examples but do not add them up: a sum is missing.",
    ),
    "log_of_parts": (
        _log_of_parts,
        "The logarithm of a quotient is the difference of two logarithms, not their quotient.",
    ),
    "power_of_difference": (_power_of_difference, _BRACKETS),
    "quotient_first": (_quotient_first, _BRACKETS),
    "divisor_open": (_divisor_open, _BRACKETS),
    "product_first": (_product_first, _BRACKETS),
    "divided_twice": (_divided_twice, "You divide twice by the same size; once is enough."),
    "squared_factor": (_squared_factor, "A square too many: one factor is not squared."),
    "largest_for_its_place": (_renamed("argmax", "max"), _PLACE),
    "least_for_its_place": (_renamed("argmin", "min"), _PLACE),
    "star_for_at": (
        _at_as("multiply"),
        "You multiply entry by entry with *; @ multiplies rows by columns and adds up.",
    ),
    "all_added_up": (
        _at_as("multiply", "sum"),
        "You add up all products; @ adds them up for each row by itself.",
    ),
    "sides_of_a_product": (_sides_exchanged, "The two sides of a matrix product are exchanged."),
    "not_summed": (
        _not_summed,
        "You return a number for each entry; their sum, or mean, is asked for.",
    ),
    "norm_unrooted": (_norm("sum", squares=True), _NORM + "no root."),
    "norm_absolute": (_norm("abs", "sum"), _NORM + "the sum of the absolute values."),
    "norm_largest": (_norm("abs", "max"), _NORM + "the largest absolute value."),
    "norm_plain_sum": (_norm("sum"), _NORM + "the sum of the entries, in which signs cancel."),
    **{
        f"log_of_more_{number}": (_logarithm_of_more(float(small)), LOG_OF_MORE)
        for number, small in enumerate(SMALL)
    },
}
