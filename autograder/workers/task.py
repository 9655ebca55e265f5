"""What a worker is given, and why it may give nothing back. Needs neither judge nor sandbox."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.judge.guard import CELL_SECONDS, TOTAL_SECONDS
from autograder.lesson.lesson import Lesson

ATTEMPTS = 2
_START_SECONDS = 120.0  # for a worker and its sandbox, from a cold disk


@dataclass(frozen=True)
class Task:
    """All that a worker has to know to judge one submission.

    `source` and `mistakes` are the texts of the lesson's two files.
    `notebook` is its text as `nbformat` writes it in format 4.
    `hide` names folders that no student may read even where the environment lies inside them.
    `patience` is how many seconds judging may take before it must be stuck.
    """

    lesson: str
    source: str
    mistakes: str
    seed: int
    notebook: str
    notes: tuple[str, ...] = ()
    trusted: bool = False
    figures: bool = False
    hide: tuple[str, ...] = ()
    patience: float = 3 * TOTAL_SECONDS


class NotJudged(RuntimeError):
    """A submission that could not be judged; the text says why, and what to do."""


def task(
    lesson: Lesson,
    notebook: str,
    notes: tuple[str, ...] = (),
    *,
    seed: int,
    trusted: bool = False,
    hide: tuple[str, ...] = (),
    figures: bool = False,
) -> Task:
    """The task of judging the notebook text under the lesson as it is now."""
    tests = [float(test.options.get("timeout", CELL_SECONDS)) for test in lesson.tests.values()]
    patience = ATTEMPTS * (TOTAL_SECONDS + sum(tests) + CELL_SECONDS * len(tests)) + _START_SECONDS
    return Task(
        lesson.name,
        lesson.text,
        lesson.mistakes_text,
        seed,
        notebook,
        notes,
        trusted=trusted,
        figures=figures,
        hide=hide,
        patience=patience,
    )
