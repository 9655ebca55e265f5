"""Prove a lesson's tests: answers pass, the release gets nothing, every known mistake is caught.

A test that passes a known wrong answer, or that a right answer fails, is a wrong mark for somebody:
authors run this before students see the lesson. `make test` does it with one mistake of each
exercise, `make test-all` with every one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import nbformat

from autograder.judge.verdict import Judgement, Verdict
from autograder.lesson.build import release_text, solved_notebook
from autograder.lesson.home.seals import not_opened
from autograder.lesson.lesson import Lesson, Misconception
from autograder.proofs.samples import mistakes_by_row
from autograder.workers.seat import Seats
from autograder.workers.task import NotJudged, task

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


def prove(lesson: Lesson, seats: Seats, *, seed: int, progress: Callable[[str], None]) -> list[str]:
    """Judge every claim; returns a sentence for each that does not hold.

    A mistake costs its own points only, so one notebook holds a mistake in every exercise. Where
    such a notebook is not judged as it should be, each of its mistakes is judged by itself.
    """
    whole = [
        Claim("the solved source", nbformat.writes(solved_notebook(lesson)), _gets_everything),
        Claim("the released notebook", release_text(lesson), _gets_nothing),
    ]
    rows = list(mistakes_by_row(lesson))
    together = [_claim(lesson, row) for row in rows]
    problems: list[str] = []
    doubtful: list[Misconception] = []
    said = _judged(lesson, seats, seed, [*whole, *together])
    for claim in whole:
        problems += next(said)
        progress(claim.about)
    for row, wrong in zip(rows, said, strict=True):
        if wrong:
            doubtful += row
        else:
            _tick(progress, row)
    alone = [_claim(lesson, (mistake,)) for mistake in doubtful]
    for mistake, wrong in zip(doubtful, _judged(lesson, seats, seed, alone), strict=True):
        problems += wrong
        _tick(progress, (mistake,))
    return problems + not_opened(lesson)


def _judged(lesson: Lesson, seats: Seats, seed: int, claims: list[Claim]) -> Iterator[list[str]]:
    """What is wrong with each claim, in order: one sentence, or none. All are judged at once."""
    futures = [seats.submit(task(lesson, claim.notebook, seed=seed)) for claim in claims]
    for claim, future in zip(claims, futures, strict=True):
        try:
            said = claim.check(seats.result(future))
        except NotJudged as error:
            said = str(error)
        yield [f"{claim.about}: {said}"] if said else []


def _tick(progress: Callable[[str], None], row: tuple[Misconception, ...]) -> None:
    for mistake in row:
        progress(_name(mistake))


def _claim(lesson: Lesson, row: tuple[Misconception, ...]) -> Claim:
    notebook = solved_notebook(lesson, {wrong.exercise: wrong.source for wrong in row})
    return Claim(", ".join(map(_name, row)), nbformat.writes(notebook), _are_named(row))


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
