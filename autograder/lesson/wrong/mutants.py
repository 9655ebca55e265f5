"""Small automatic edits of an answer, each of which the tests should notice.

Every mutant is one edit: an operator, a sign, a constant, a comparison, an axis, a transpose, a
term or a copy that is dropped, a statement that is left out, a return of zeros or of the first
argument.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass

_EQUIVALENT = re.compile(r"#\s*equivalent\((?P<kind>[a-z ]+)\):\s*(?P<reason>\S.*)")


@dataclass(frozen=True)
class Mutant:
    """One edited answer. `line` counts from 1 within the exercise's cell."""

    kind: str
    line: int
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.kind}: {self.before}  →  {self.after}"


def mutants(source: str) -> list[Mutant]:
    """All mutants of an exercise's answer, without repetitions."""
    tree = ast.parse(source)
    found: dict[str, Mutant] = {}
    original = ast.unparse(tree)
    for path, node in _nodes(tree):
        for kind, replacement in _edits(node):
            mutated = _replace(tree, path, replacement)
            text = ast.unparse(mutated)
            if text != original and text not in found and _compiles(text):
                after = "(left out)" if replacement is None else _shown(replacement)
                line = getattr(node, "lineno", 0)
                found[text] = Mutant(kind, line, _shown(node), after, text)
    return list(found.values())


def excused(source: str) -> dict[tuple[int, str], str]:
    """The edits that the author calls equivalent: (line, kind) → reason.

    Written as a comment on the line or alone on the line above it:
    `# equivalent(constant): any floor below 1e-300 will do`.
    """
    excuses = {}
    for number, line in enumerate(source.split("\n"), 1):
        for match in _EQUIVALENT.finditer(line):
            about = number + 1 if line.strip().startswith("#") else number
            excuses[(about, match["kind"])] = match["reason"]
    return excuses


Path = tuple[tuple[str, int | None], ...]


def _nodes(tree: ast.AST, path: Path = ()) -> Iterator[tuple[Path, ast.AST]]:
    """Every node that may be edited, with the way to it; no docstrings, no annotations."""
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list", "defaults", "kw_defaults"):
            continue
        items = value if isinstance(value, list) else [value]
        for index, item in enumerate(items):
            if not isinstance(item, ast.AST) or _is_docstring(item):
                continue
            step: Path = (*path, (name, index if isinstance(value, list) else None))
            yield step, item
            if not _is_aside(item):
                yield from _nodes(item, step)


def _is_docstring(node: ast.AST) -> bool:
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Constant):
        return False
    return isinstance(node.value.value, str)


def _is_aside(node: ast.AST) -> bool:
    """What no mark depends on: the words of an error, and asking for columns of equal length."""
    strict = isinstance(node, ast.keyword) and node.arg == "strict"
    return strict or isinstance(node, ast.Raise | ast.JoinedStr)


def _edits(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    """The edits of one node: a kind, and what stands in its place (None: nothing)."""
    if isinstance(node, ast.BinOp):
        yield from _binary(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        yield "sign", node.operand
    elif isinstance(node, ast.Compare):
        yield from _comparison(node)
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "operator", ast.BoolOp(other, node.values)
    elif isinstance(node, ast.Constant):
        yield from _constant(node)
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield "transpose", node.value
    elif isinstance(node, ast.Call):
        yield from _call(node)
    elif isinstance(node, ast.keyword):
        yield from _keyword(node)
    elif isinstance(node, ast.AugAssign):
        yield from _augmented(node)
    elif isinstance(node, ast.Return) and node.value is not None:
        yield from _return(node)
    elif isinstance(node, ast.FunctionDef):
        yield from _identity(node)
    elif isinstance(node, ast.Expr | ast.Raise | ast.Break | ast.Continue):
        yield "statement", ast.Pass()


_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
}


def _binary(node: ast.BinOp) -> Iterator[tuple[str, ast.AST]]:
    for other in _OPERATORS.get(type(node.op), ()):
        yield "operator", ast.BinOp(node.left, other(), node.right)
    if isinstance(node.op, ast.Add | ast.Sub):
        yield "dropped term", node.left
        added = isinstance(node.op, ast.Add)
        yield "dropped term", node.right if added else ast.UnaryOp(ast.USub(), node.right)
    elif isinstance(node.op, ast.Mult):
        yield "dropped factor", node.left
        yield "dropped factor", node.right
    elif isinstance(node.op, ast.Div):
        yield "dropped factor", node.left


_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


def _comparison(node: ast.Compare) -> Iterator[tuple[str, ast.AST]]:
    for place, operator in enumerate(node.ops):
        ops = [*node.ops]
        ops[place] = _COMPARISONS[type(operator)]()
        yield "comparison", ast.Compare(node.left, ops, node.comparators)


def _constant(node: ast.Constant) -> Iterator[tuple[str, ast.AST]]:
    value = node.value
    if isinstance(value, bool):
        yield "constant", ast.Constant(not value)
    elif isinstance(value, int):
        yield "constant", ast.Constant(value + 1)
        if value == 1:
            yield "constant", ast.Constant(0)
    elif isinstance(value, float):
        yield "constant", ast.Constant(value * 2 if value else 1.0)


_RENAMED = {
    "sum": "mean",
    "mean": "sum",
    "maximum": "minimum",
    "minimum": "maximum",
    "max": "min",
    "min": "max",
    "argmax": "argmin",
    "argmin": "argmax",
    "exp": "log",
    "log": "exp",
    "zeros": "ones",
    "ones": "zeros",
    "zeros_like": "ones_like",
    "floor": "ceil",
    "sqrt": "abs",
}
_COPIES = ("copy", "array", "deepcopy")
_WRAPPERS = ("copy", "array", "abs", "sqrt", "deepcopy", "reversed", "sorted", "log", "exp", "sum")


def _call(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    method = isinstance(function, ast.Attribute) and not node.args
    if name in _RENAMED and isinstance(function, ast.Attribute):
        renamed = ast.Attribute(function.value, _RENAMED[name], ast.Load())
        yield "function", ast.Call(renamed, node.args, node.keywords)
    if name in _WRAPPERS:
        kind = "dropped copy" if name in _COPIES else "dropped call"
        if node.args and not isinstance(node.args[0], ast.List | ast.ListComp | ast.Tuple):
            yield kind, node.args[0]
        elif method and isinstance(function, ast.Attribute):
            yield kind, function.value


def _keyword(node: ast.keyword) -> Iterator[tuple[str, ast.AST]]:
    value = node.value
    if node.arg == "axis":
        number = ast.literal_eval(value) if _is_number(value) else None
        if isinstance(number, int):
            yield "axis", ast.keyword("axis", ast.Constant(0 if number else 1))
        yield "axis", ast.keyword("axis", ast.Constant(None))


def _is_number(node: ast.AST) -> bool:
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(inner, ast.Constant) and isinstance(inner.value, int)


def _augmented(node: ast.AugAssign) -> Iterator[tuple[str, ast.AST]]:
    for other in _OPERATORS.get(type(node.op), ()):
        yield "operator", ast.AugAssign(node.target, other(), node.value)
    yield "statement", ast.Pass()
    plain = copy.deepcopy(node.target)
    yield "dropped term", ast.Assign([plain], node.value)


def _return(node: ast.Return) -> Iterator[tuple[str, ast.AST]]:
    value = node.value
    assert value is not None
    if isinstance(value, ast.Tuple):
        for place, item in enumerate(value.elts):
            parts = [*value.elts]
            parts[place] = _zeros(item)
            yield "zeros", ast.Return(ast.Tuple(parts, ast.Load()))
    else:
        yield "zeros", ast.Return(_zeros(value))
        yield "sign", ast.Return(ast.UnaryOp(ast.USub(), value))


def _identity(node: ast.FunctionDef) -> Iterator[tuple[str, ast.AST]]:
    names = [argument.arg for argument in node.args.args if argument.arg != "self"]
    if names:
        whole = copy.deepcopy(node)
        whole.body = [ast.Return(ast.Name(names[0], ast.Load()))]
        yield "identity", whole


def _zeros(value: ast.expr) -> ast.expr:
    return ast.BinOp(value, ast.Mult(), ast.Constant(0))


def _replace(tree: ast.Module, path: Path, replacement: ast.AST | None) -> ast.Module:
    """A copy of `tree` with the node at `path` replaced."""
    changed = copy.deepcopy(tree)
    node: ast.AST = changed
    for name, index in path[:-1]:
        value = getattr(node, name)
        node = value if index is None else value[index]
    name, index = path[-1]
    if index is None:
        setattr(node, name, replacement)
    else:
        getattr(node, name)[index] = replacement
    return ast.fix_missing_locations(changed)


def _compiles(text: str) -> bool:
    try:
        compile(text, "<mutant>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def _shown(node: ast.AST) -> str:
    if isinstance(node, ast.keyword):
        return f"{node.arg}={ast.unparse(node.value)}"
    text = ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).split("\n")[0]
    return text if len(text) <= 70 else text[:67] + "..."
