"""A test cell run as a notebook runs it: what it reads is made sure of, answers get copies."""

from __future__ import annotations

import ast
import contextlib
import io
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from course_utils.notebook.shadowed import for_next_cell


def run_as_at_home(source: str, names: dict[str, Any], answers: Sequence[str]) -> None:
    """Run a cell with these names; raises what it raises.

    Args:
        answers: the names that the test takes from the student.
    """
    shell = SimpleNamespace(user_ns=names, ast_transformers=[])
    for_next_cell(shell, source, answers)
    tree = ast.parse(source)
    for transformer in shell.ast_transformers:
        tree = transformer.visit(tree)
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(tree, "<cell>", "exec"), names)
