"""The working functions that a notebook lends for exercises which are not done.

Of a lesson's solved cells, the statements that an answer needs are kept and nothing else. They are
masked, so that nobody reads them by chance: out of sight, not secret.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from autograder.lesson.lesson import Exercise, Lesson
from course_utils.notebook.after_error import bound
from course_utils.session.lending import masked

STAND_INS = Path("course_utils") / "lent"  # below a course's root


@dataclass(frozen=True)
class _Statement:
    text: str
    binds: frozenset[str]
    loads: frozenset[str]


def stand_ins(lesson: Lesson) -> bytes:
    """What is written into `course_utils/lent/` for a lesson: exercise → source of its answer."""
    lent = {each.name: needed(lesson, each) for each in lesson.exercises if each.lend}
    return masked(lesson.name, json.dumps(lent, ensure_ascii=False).encode())


def needed(lesson: Lesson, exercise: Exercise) -> str:
    """The statements, given or answered, that bind what an exercise asks for."""
    wanted = set(exercise.asks)
    kept: list[str] = []
    for statement in reversed(list(_until(lesson, exercise))):
        if not wanted.isdisjoint(statement.binds):
            wanted |= statement.loads
            kept.insert(0, statement.text)
    return "\n\n\n".join(kept) + "\n"


def _until(lesson: Lesson, exercise: Exercise) -> Iterator[_Statement]:
    for cell in lesson.cells:
        if cell.kind in ("given", "exercise"):
            yield from _statements(cell.solved)
        if cell is exercise.cell:
            return


@lru_cache(maxsize=512)
def _statements(source: str) -> tuple[_Statement, ...]:
    found = []
    for node in ast.parse(source).body:
        names = [each for each in ast.walk(node) if isinstance(each, ast.Name)]
        loads = frozenset(name.id for name in names if isinstance(name.ctx, ast.Load))
        found.append(_Statement(ast.unparse(node), frozenset(bound(node)), loads))
    return tuple(found)
