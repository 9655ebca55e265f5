"""Prove a lesson's tests: answers pass, the release gets nothing, every known mistake is caught.

A test that passes a known wrong answer, or that a right answer fails, is a wrong mark for somebody:
authors run this before students see the lesson, and CI runs it for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass

import nbformat

from autograder.build import release_text, solved_notebook
from autograder.lesson import Exercise, Lesson, Misconception
from autograder.verdict import Judgement, Verdict
from autograder.workers import judge_task, task

_SETTLED = (Verdict.PASS, Verdict.MANUAL)


@dataclass(frozen=True)
class Claim:
    """One notebook, and what is claimed of its judgement; `check` returns what is wrong."""

    about: str
    notebook: str
    check: Callable[[Judgement], str]


def claims(lesson: Lesson) -> Iterator[Claim]:
    """All that should be true of a lesson's tests."""
    solved = nbformat.writes(solved_notebook(lesson))
    yield Claim("the solved source", solved, _gets_everything)
    yield Claim("the released notebook", release_text(lesson), _gets_nothing)
    for exercise in lesson.exercises:
        for wrong in exercise.misconceptions:
            text = with_answer(solved, exercise.name, wrong.source)
            about = f"{exercise.name}/{wrong.name}"
            yield Claim(about, text, _is_named(exercise, wrong))


def prove(
    lesson: Lesson, executor: Executor, *, seed: int, progress: Callable[[str], None]
) -> list[str]:
    """Judge every claim; returns a sentence for each that does not hold."""
    todo = list(claims(lesson))
    tasks = [task(lesson, claim.notebook, seed=seed) for claim in todo]
    problems = []
    for claim, judgement in zip(todo, executor.map(judge_task, tasks), strict=True):
        progress(claim.about)
        problem = claim.check(judgement)
        if problem:
            problems.append(f"{claim.about}: {problem}")
    return problems


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


def _is_named(exercise: Exercise, wrong: Misconception) -> Callable[[Judgement], str]:
    def check(judgement: Judgement) -> str:
        problems = []
        for result in judgement.exercises:
            if result.name != exercise.name and result.verdict not in _SETTLED:
                problems.append(f"{result.name} should not suffer, but: {result.message}")
            if result.name == exercise.name and result.verdict is not Verdict.FAIL:
                problems.append(f"it should fail, but the verdict is {result.verdict}")
            elif result.name == exercise.name and result.misconception != _name(exercise, wrong):
                problems.append(f"it fails, but is taken for {result.misconception}")
        return "; ".join(problems)

    return check


def _name(exercise: Exercise, wrong: Misconception) -> str:
    return f"{exercise.name}/{wrong.name}"
