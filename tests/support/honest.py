"""An honest class for each lesson: right answers in other styles, half done, known mistakes."""

from __future__ import annotations

from dataclasses import dataclass

import nbformat

from autograder.lesson.build import solved_notebook
from autograder.lesson.lesson import Lesson
from autograder.proofs.samples import sample_class
from tests.corpora.variants import VARIANTS, answers


@dataclass(frozen=True)
class Student:
    """Who handed in which notebook."""

    name: str
    notebook: str


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
