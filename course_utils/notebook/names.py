"""The names that a cell's code binds, the name that a cell has, and its notebook's language."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Sequence
from typing import Any

TEXT_STUB = "*Your answer goes here.*"  # in the place of an answer in words
_MAX_PARSED = 100_000  # characters; parsing takes a hundred times the memory of the text
_DEFINES = re.compile(r"^(?:def|class)\s+(\w+)|^(\w+)\s*(?::[^=\n]+)?=(?!=)", re.MULTILINE)
_RUNS_HERE = ("time", "capture", "prun")  # cell magics that leave what the cell defines
_MAGIC = re.compile(r"\s*%%(\w+)")
_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)  # the last: of 1,000 minuses


def bound_names(source: str) -> tuple[str, ...]:
    """The top-level names that `source` binds by def, class or assignment, in order.

    Raises:
        SyntaxError: it is no Python.
    """
    return names_of(ast.parse(source).body)


def names_of(nodes: Sequence[ast.stmt]) -> tuple[str, ...]:
    """The names that statements bind by def, class or assignment, in order; none with a _."""
    names: dict[str, None] = {}
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names[node.name] = None
        else:
            stored = (n for n in ast.walk(node) if isinstance(n, ast.Name))
            names |= {n.id: None for n in stored if isinstance(n.ctx, ast.Store)}
    return tuple(name for name in names if not name.startswith("_"))


def defined(source: str) -> frozenset[str]:
    """The names that a cell's code binds; where it is no Python, those that it plainly means to."""
    if len(source) > _MAX_PARSED:
        return frozenset()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return frozenset(bound_names(source))
    except _UNREADABLE:
        return frozenset(a or b for a, b in _DEFINES.findall(source))


def parses(source: str) -> bool:
    """Whether a cell's code is plain Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source[:_MAX_PARSED])
    except _UNREADABLE:
        return False
    return True


def statements_of(source: str) -> list[tuple[str, tuple[str, ...]]]:
    """The top-level statements of `source`, decorators included, with the names each binds."""
    lines = source.split("\n")
    return [
        ("\n".join(lines[first_line(node) - 1 : node.end_lineno]), names_of([node]))
        for node in ast.parse(source).body
    ]


def first_line(node: ast.stmt) -> int:
    """The line in which a statement begins, with its decorators."""
    return min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])


def keeps_its_names(source: str) -> str:
    """The cell magic that keeps what a cell defines to itself, such as %%timeit, or nothing."""
    magic = _MAGIC.match(source)
    return f"%%{magic[1]}" if magic and magic[1] not in _RUNS_HERE else ""


def grade_id(cell: Any) -> str:
    """The nbgrader id of a cell, or an empty string."""
    metadata = cell.get("metadata", {}).get("nbgrader")
    return str(metadata.get("grade_id") or "") if isinstance(metadata, dict) else ""


def other_language(nb: Any) -> str:
    """The language that a notebook claims to be in, if it is not Python."""
    for part, key in (("language_info", "name"), ("kernelspec", "language")):
        about = nb.metadata.get(part)
        name = about.get(key) if isinstance(about, dict) else None
        if isinstance(name, str) and name and not name.lower().startswith(("python", "ipython")):
            return name[:40]
    return ""
