"""Notebooks that attack the grader, each in one way.

A notebook here holds only the cells in which it differs from a perfect submission: those with a
grade id take the place of that cell, those without one stand before the next that has one. Its
metadata say what it tries and what each exercise that is attacked should get; every other exercise
has to get full marks. `endless` is one that takes all the time it gets, though no verdict says so.
Where its code calls `right_answer`, it has that from a friend.
"""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

from autograder.submission.notebook_file import read_notebook
from course_utils.notebook.names import grade_id

HOSTILE = sorted(Path(__file__).parent.glob("*.ipynb"))
LESSON = "01_logistic_regression"  # what most of them attack


def handed_in(attack: Path | Any, perfect: Any) -> Any:
    """The whole notebook that the attacker hands in; `attack` is one of these, or its file."""
    attack = read_notebook(attack) if isinstance(attack, Path) else attack
    whole = copy.deepcopy(perfect)
    moved = attack.metadata.hostile.get("moved", False)
    known = [grade_id(cell) for cell in whole.cells]
    mine = [grade_id(cell) for cell in attack.cells if grade_id(cell)]
    if moved:
        place = min(known.index(name) for name in mine)
        whole.cells = [
            cell for cell in whole.cells if not grade_id(cell) or grade_id(cell) not in mine
        ]
        whole.cells[place:place] = attack.cells
        return whole
    waiting: list[Any] = []
    for cell in attack.cells:
        name = grade_id(cell)
        waiting.append(cell)
        if name and name in known:
            place = [grade_id(other) for other in whole.cells].index(name)
            if "right_answer" in cell.source:
                cell.source = f"{_right_answer(whole.cells[place].source)}\n\n\n{cell.source}"
            cell.metadata = whole.cells[place].metadata
            whole.cells[place : place + 1] = waiting
            waiting = []
    whole.cells += waiting
    return whole


def _right_answer(source: str) -> str:
    """A perfect cell with its function under another name."""
    (name,) = re.findall(r"^def (\w+)\(", source, re.MULTILINE)
    return re.sub(rf"\b{name}\b", "right_answer", source)
