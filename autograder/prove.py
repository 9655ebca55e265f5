"""Prove a lesson's tests: answers pass, the release gets nothing, every known mistake is caught.

A test that passes a known wrong answer, or that a right answer fails, is a wrong mark for somebody:
authors run this before students see the lesson, and CI runs it for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import zip_longest

import nbformat

from autograder.build import release_text, solved_notebook
from autograder.lesson import Lesson, Misconception
from autograder.verdict import Judgement, Verdict
from autograder.workers import judge_task, task

_SETTLED = (Verdict.PASS, Verdict.MANUAL)


@dataclass(frozen=True)
class Claim:
    """One notebook, and what is claimed of its judgement; `check` returns what is wrong."""

    about: str
    notebook: str
    check: Callable[[Judgement], str]


def count_claims(lesson: Lesson) -> int:
    """How much is claimed of a lesson: its answers, its release, and each known mistake."""
    return 2 + sum(len(exercise.misconceptions) for exercise in lesson.exercises)


def prove(
    lesson: Lesson, executor: Executor, *, seed: int, progress: Callable[[str], None]
) -> list[str]:
    """Judge every claim; returns a sentence for each that does not hold.

    A mistake costs its own points only, so one notebook holds a mistake in every exercise. Where
    such a notebook is not judged as it should be, each of its mistakes is judged by itself.
    """
    solved = nbformat.writes(solved_notebook(lesson))
    whole = [
        Claim("the solved source", solved, _gets_everything),
        Claim("the released notebook", release_text(lesson), _gets_nothing),
    ]
    problems = [f"{claim.about}: {said}" for claim, said in _judged(lesson, executor, seed, whole)]
    for claim in whole:
        progress(claim.about)
    rows = list(_rows(lesson))
    together = [_claim(solved, row) for row in rows]
    doubtful = [claim.about for claim, _ in _judged(lesson, executor, seed, together)]
    for row, claim in zip(rows, together, strict=True):
        if claim.about in doubtful:
            alone = [_claim(solved, (wrong,)) for wrong in row]
            found = _judged(lesson, executor, seed, alone)
            problems += [f"{claim.about}: {said}" for claim, said in found]
        for wrong in row:
            progress(_name(wrong))
    return problems


def _judged(
    lesson: Lesson, executor: Executor, seed: int, todo: list[Claim]
) -> list[tuple[Claim, str]]:
    """The claims that do not hold, each with what is wrong."""
    tasks = [task(lesson, claim.notebook, seed=seed) for claim in todo]
    judged = zip(todo, executor.map(judge_task, tasks), strict=True)
    return [(claim, said) for claim, judgement in judged if (said := claim.check(judgement))]


def _rows(lesson: Lesson) -> Iterator[tuple[Misconception, ...]]:
    """Every misconception once, at most one of an exercise in a row."""
    columns = zip_longest(*(exercise.misconceptions for exercise in lesson.exercises))
    for column in columns:
        yield tuple(wrong for wrong in column if wrong is not None)


def _claim(solved: str, row: tuple[Misconception, ...]) -> Claim:
    notebook = solved
    for wrong in row:
        notebook = with_answer(notebook, wrong.exercise, wrong.source)
    return Claim(", ".join(map(_name, row)), notebook, _are_named(row))


def with_answer(notebook: str, exercise: str, source: str) -> str:
    """A notebook's text with the cell of one exercise replaced."""
    nb = nbformat.reads(notebook, as_version=4)
    for cell in nb.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == exercise:
            cell.source = source
    return nbformat.writes(nb)


def _gets_everything(judgement: Judgement) -> str:
    lost = [e for e in judgement.exercises if e.verdict not in _SETTLED]
    return "; ".join(f"{e.name} should pass, but: {e.message}" for e in lost)


def _gets_nothing(judgement: Judgement) -> str:
    wrong = [e for e in judgement.exercises if e.verdict is not Verdict.UNANSWERED]
    return "; ".join(f"{e.name} should be unanswered, but is {e.verdict}" for e in wrong)


def _are_named(row: tuple[Misconception, ...]) -> Callable[[Judgement], str]:
    expected = {wrong.exercise: _name(wrong) for wrong in row}

    def check(judgement: Judgement) -> str:
        problems = []
        for result in judgement.exercises:
            name = expected.get(result.name)
            if name is None and result.verdict not in _SETTLED:
                problems.append(f"{result.name} should not suffer, but: {result.message}")
            elif name is not None and result.verdict is not Verdict.FAIL:
                problems.append(f"{result.name} should fail, but the verdict is {result.verdict}")
            elif name is not None and result.misconception != name:
                problems.append(f"{result.name} fails, but is taken for {result.misconception}")
        return "; ".join(problems)

    return check


def _name(wrong: Misconception) -> str:
    return f"{wrong.exercise}/{wrong.name}"
