"""Which names code takes from elsewhere, and which it brings."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import TypeGuard

from course_utils.notebook.names import first_line, names_of

_SIMPLE = ast.Assign | ast.AnnAssign | ast.AugAssign


def needs(source: str) -> set[str]:
    """The names that code takes from elsewhere, those of `reference` too; builtins among them."""
    needed: set[str] = set()
    bound: set[str] = set()
    for node in ast.parse(source).body:
        inside = list(ast.walk(node))
        loads = {n.id for n in inside if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        needed |= loads - bound - _of_its_own(node, inside)
        needed |= {n.attr for n in inside if _is_of_reference(n)}
        bound |= _bound(node)
    return needed


def brings(source: str) -> set[str]:
    """The names that code binds by itself, imports too; `f = f` binds none."""
    found = {name for node in ast.parse(source).body for name in _bound(node)}
    return found - needs(source)


def without_statements(source: str, gone: Iterable[str]) -> tuple[str, int]:
    """The code without the top-level statements that need these names, and how many went."""
    missing, number = set(gone), 0
    lines: list[str | None] = list(source.split("\n"))
    for node in ast.parse(source).body:
        first, last = first_line(node) - 1, node.end_lineno or 0
        if needs("\n".join(source.split("\n")[first:last])) & missing:
            missing |= _bound(node)
            number += 1
            lines[first:last] = [None] * (last - first)
    return "\n".join(line for line in lines if line is not None), number


def _bound(node: ast.stmt) -> set[str]:
    """What a statement binds for those after it."""
    imports = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
    aliases = [alias for each in imports for alias in each.names]
    return {(a.asname or a.name).partition(".")[0] for a in aliases} | set(names_of([node]))


def _of_its_own(node: ast.stmt, inside: Sequence[ast.AST]) -> set[str]:
    """The names that a statement binds before it uses them, or for itself only."""
    places: list[ast.AST] = [node]
    if isinstance(node, _SIMPLE):  # in `f = f` the value comes first
        places = [n for n in inside if isinstance(n, ast.comprehension | ast.NamedExpr)]
    own = {n.id for place in places for n in ast.walk(place) if _is_stored(n)}
    own |= {n.arg for n in inside if isinstance(n, ast.arg)}
    own |= {n.name for n in inside if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    own |= {n.name for n in inside if isinstance(n, ast.ExceptHandler) and n.name}
    return own | (_bound(node) if not isinstance(node, _SIMPLE) else set())


def _is_stored(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _is_of_reference(node: ast.AST) -> TypeGuard[ast.Attribute]:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "reference"
    )
