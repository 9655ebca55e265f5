"""An exercise that is skipped stands in the way of none: each later one says what it waits for, and
passes with the stand-in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.lesson.build import released_notebook, solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from tests.support import ROOT

pytestmark = pytest.mark.long

LESSONS = [lesson for lesson in Course(ROOT).all_lessons() if lesson.exercises]


def said(cell: Any) -> str:
    parts = [o.get("text") or "\n".join(o.get("traceback", [])) for o in cell.outputs]
    return " ".join(re.sub(r"\x1b\[[\d;]*m", "", " ".join(parts)).split())


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_skipping_any_exercise_leaves_every_later_right_answer_its_mark(
    lesson: Lesson, tmp_path: Path
) -> None:
    right = {cell.id: cell.source for cell in solved_notebook(lesson).cells}
    stubs = {cell.id: cell.source for cell in released_notebook(lesson).cells}
    code = [cell for cell in lesson.cells if cell.kind in ("given", "exercise")]
    cells = [nbformat.v4.new_code_cell(right[cell.grade_id]) for cell in code]
    without: list[tuple[str, str, Any]] = []  # skipped, tested, cell
    lent: list[tuple[str, str, Any]] = []

    def add(source: str) -> Any:
        cells.append(nbformat.v4.new_code_cell(source))
        return cells[-1]

    for place, skipped in enumerate(lesson.exercises):
        forget = "\n".join(f"globals().pop({name!r}, None)" for name in skipped.asks)
        add(f"{forget}\n\n{stubs[skipped.name]}")
        later = [test for each in lesson.exercises[place + 1 :] for test in each.tests]
        without += [(skipped.name, t.grade_id, add(right[t.grade_id])) for t in later]
        if skipped.lend:
            add(f'check.lend("{skipped.name}")')
            lent += [(skipped.name, t.grade_id, add(right[t.grade_id])) for t in later]
        add(right[skipped.name])
    notebook = nbformat.v4.new_notebook(cells=cells)
    where = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(
        notebook, allow_errors=True, kernel_name="python3", timeout=600, resources=where
    ).execute()
    number = {each.name: f"`{each.name}` (" for each in lesson.exercises}
    stopped = [
        f"{test} without {skipped}: {said(cell)}"
        for skipped, test, cell in without
        if "✓" not in said(cell)
        and not ("waits for" in said(cell) and number[skipped] in said(cell))
    ]
    assert stopped == []
    assert sum("waits for" in said(cell) for *_, cell in without) > 0
    failing = [f"{t} with {s} lent: {said(c)}" for s, t, c in lent if "✓" not in said(c)]
    assert failing == []
