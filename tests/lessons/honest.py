"""An honest class for each lesson: right answers in other styles, half done, known mistakes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import jupytext
import nbformat

from autograder.lesson.build import solved_notebook
from autograder.lesson.lesson import Lesson
from autograder.proofs.samples import sample_class

VARIANTS = sorted((Path(__file__).parent / "variants").glob("*.py"))


@dataclass(frozen=True)
class Student:
    """Who handed in which notebook."""

    name: str
    notebook: str


def answers(path: Path) -> dict[str, str]:
    """The cells of a file of variants, by the exercise that each answers."""
    _about, *cells = jupytext.read(path, fmt="py:percent").cells
    found = {cell.metadata.get("exercise", ""): cell.source for cell in cells}
    assert "" not in found, f"{path.name}: a cell does not say which exercise it answers"
    assert len(found) == len(cells), f"{path.name} answers an exercise twice"
    return found


def honest_class(lesson: Lesson, size: int) -> list[Student]:
    """`size` students: a few in other styles, the others as in the sample class, of every kind."""
    styles = [
        Student(path.stem, nbformat.writes(solved_notebook(lesson, answers(path))))
        for path in VARIANTS
        if path.name[:2] == lesson.name[:2]
    ][: max(1, size // 6)]
    samples = [sample for sample in sample_class(lesson) if sample.honest]
    others = size - len(styles)
    spread = [samples[len(samples) * number // others] for number in range(others)]
    return [*styles, *(Student(sample.student, sample.notebook) for sample in spread)]
