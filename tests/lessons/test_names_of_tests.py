"""A hidden test leaves the notebook's names alone: stock nbgrader runs it in the same kernel.

Our judge gives each test names of its own, so it would not notice.
"""

from __future__ import annotations

import ast
import symtable

import pytest

from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from tests.support import ROOT

COURSE = Course(ROOT)
LESSONS = [lesson.name for lesson in COURSE.all_lessons() if lesson.exercises]


def bound(source: str) -> set[str]:
    """The names that a cell binds for the whole notebook."""
    table = symtable.symtable(source, "<cell>", "exec")
    return {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}


def needed(source: str) -> set[str]:
    """The notebook's names that a cell reads: those of its functions, and those that it reads
    before it binds them."""
    found: set[str] = set()
    mine: set[str] = set()
    for statement in ast.parse(source).body:
        text = ast.unparse(statement)
        table = symtable.symtable(text, "<statement>", "exec")
        at_once = {s.get_name() for s in table.get_symbols() if s.is_referenced()}
        inside = {name for child in table.get_children() for name in global_names(child)}
        read = at_once | inside
        if isinstance(statement, ast.For | ast.With):
            read -= bound(text)  # in its head, or before it is read in its body
        found |= read - mine
        mine |= bound(text)
    return found


def global_names(table: symtable.SymbolTable) -> set[str]:
    here = {s.get_name() for s in table.get_symbols() if s.is_global() and s.is_referenced()}
    return here.union(*(global_names(child) for child in table.get_children()))


def taken(lesson: Lesson) -> list[str]:
    """The names that hidden tests bind though the notebook has them, and needs them later."""
    cells = [cell for cell in lesson.cells if not cell.markdown]
    found = []
    for place, cell in enumerate(cells):
        visible = cell.without("HIDDEN TESTS")
        for name in sorted(bound(cell.solved) & bound("\n".join(cell.only("HIDDEN TESTS")))):
            before = [bound(other.solved) for other in cells[:place] if other.kind != "tests"]
            if not any(name in names for names in [*before, bound(visible)]):
                continue
            for other in cells[place + 1 :]:
                if name in needed(other.solved):
                    found.append(f"{cell.where()}: {name}, which {other.where()} needs")
                if name in needed(other.solved) | bound(other.solved):
                    break
    return found


@pytest.mark.parametrize("name", LESSONS)
def test_a_hidden_test_takes_no_name_that_the_notebook_needs_later(name: str) -> None:
    assert taken(COURSE.lesson(name)) == []


def test_a_name_that_is_taken_is_noticed() -> None:
    assert needed("for i in range(3):\n    print(i, n)") == {"range", "print", "n"}
    assert needed("x = 1\ny = x + z\ndef f(a):\n    return a + g") == {"z", "g"}
    assert bound("def f(): pass\nx, y = 1, 2\nfor i in x: k = i") == {"f", "x", "y", "i", "k"}
