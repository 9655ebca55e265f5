"""The cells of a lesson that its explorables need, and no others."""

from __future__ import annotations

import ast
from collections.abc import Collection

from autograder.lesson.lesson import Lesson


def used_in(source: str) -> set[str]:
    """The names that a cell reads."""
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}


def defined_in(source: str) -> set[str]:
    """The functions that a cell defines."""
    return {node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}


def needed(lesson: Lesson, shown: Collection[str]) -> set[str]:
    """Ids of the cells `shown`, of what is given, of all exercises, of what the shown ones use."""
    used = set[str]().union(*(used_in(c.source) for c in lesson.cells if c.grade_id in shown))
    given = {c.grade_id for c in lesson.cells if c.kind in ("given", "exercise")}
    looks = {c.grade_id for c in lesson.cells if c.kind == "look" and used & defined_in(c.source)}
    return {*shown} | given | looks
