"""Let the best attempt count: all are judged alike, and lateness is taken off each.

Which rule a lesson has is remembered: what comes in later goes by it too.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from autograder.database.hold import EVERYTHING
from autograder.database.opening import reading, writing
from autograder.deadlines.late import LatePolicy
from autograder.gradebook.roll.classbook import due_dates
from autograder.gradebook.roll.schedule import lesson_dates
from autograder.intake.deliver import put_in_place
from autograder.judge.verdict import Judgement
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.store.attempts import (
    Attempt,
    attempts,
    best_counts,
    latest,
    let_count,
    set_counting,
)
from autograder.store.store import Store
from autograder.submission.notebook_file import SubmissionError, read_notebook
from autograder.submission.repair import repair
from autograder.workers.seat import Seats
from autograder.workers.task import NotJudged, Task, task


@dataclass(frozen=True)
class _Rule:
    """What an attempt's lateness costs."""

    policy: LatePolicy | None
    due: float | None

    def worth(self, entry: Attempt, score: float) -> float:
        if self.policy is None or self.due is None or entry.handed_in is None:
            return score
        return score - self.policy.penalty(score, entry.handed_in.timestamp() - self.due)


def let_best_count(
    course: Course,
    pairs: Sequence[tuple[str, str]],
    *,
    workers: int,
    trusted: bool,
    seed: int,
) -> Iterator[str]:
    """Judge every attempt of those who have several, and let the best count; of equals the latest.

    Yields a sentence for each student whose attempts were compared. Raises SandboxUnavailable.
    """
    lessons = {name: course.lesson(name) for name in {lesson for _, lesson in pairs}}
    what = "collect --best"
    with Seats(workers) as seats, writing(course, what, EVERYTHING) as store:
        for student, name in pairs:
            with store.begin() as connection:
                every = attempts(connection, name, student)
            if len(every) < 2:
                continue
            futures = []
            for entry in every:
                work = _task(course, lessons[name], entry, trusted=trusted, seed=seed)
                futures.append((entry, seats.submit(work) if work else None))
            scores: dict[int, float] = {}
            for entry, future in futures:
                try:
                    judged = seats.result(future) if future else None
                except NotJudged:
                    judged = None
                scores[entry.number or 0] = _score(judged)
            yield _settle(course, store, student, name, every, scores)


def remember(course: Course, lessons: Collection[str], *, best: bool) -> None:
    """From now on the best attempt of these lessons counts, or again the latest."""
    what = "collect --best" if best else "collect --latest"
    with writing(course, what, EVERYTHING) as store, store.begin() as connection:
        for lesson in lessons:
            set_counting(connection, lesson, best=best)


def by_best(course: Course, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those (student, lesson) of whom the best attempt counts."""
    with reading(course) as store, store.begin() as connection:
        return [pair for pair in pairs if best_counts(connection, pair[1])]


def let_latest_count(course: Course, pairs: Iterable[tuple[str, str]]) -> None:
    """Let the attempt that was handed in last count; of unknown times, the one kept last."""
    with writing(course, "collect --latest", EVERYTHING) as store, store.begin() as connection:
        for student, lesson in pairs:
            every = attempts(connection, lesson, student)
            if every:
                last = max(every, key=lambda e: (e.handed_in or datetime.min, e.number or 0))
                let_count(connection, student, lesson, last.number or 1)
                put_in_place(course, connection, student, lesson)


def counts_ungraded(course: Course, lesson: str, students: Iterable[str]) -> list[str]:
    """Those of whom another attempt counts than the one that was judged last."""
    with reading(course) as store, store.begin() as connection:
        judged = latest(connection, lesson)
        counting = {a.student: a.number for a in attempts(connection, lesson) if a.counts}
    return [who for who in students if who in judged and counting.get(who) != judged[who].number]


def _settle(
    course: Course,
    store: Store,
    student: str,
    lesson: str,
    every: list[Attempt],
    scores: dict[int, float],
) -> str:
    with store.begin() as connection:
        rule = _rule(connection, student, lesson)
        best = max(every, key=lambda e: (rule.worth(e, scores[e.number or 0]), e.number or 0))
        let_count(connection, student, lesson, best.number or 1)
        put_in_place(course, connection, student, lesson)
    shown = ", ".join(f"{rule.worth(e, scores[e.number or 0]):g}" for e in every)
    return f"{student}, {lesson}: attempt {best.number} of {len(every)} counts (points: {shown})"


def _rule(connection: Connection, student: str, lesson: str) -> _Rule:
    found = lesson_dates(connection, lesson)
    due = due_dates(connection).get(lesson)
    until = {entry.student: entry.until for entry in found.extensions}.get(student)
    moment = max(filter(None, (due, until)), default=None) if due else None
    return _Rule(found.late, moment.timestamp() if moment else None)


def _score(judged: Judgement | None) -> float:
    return float(judged.as_json()["score"]) if judged else 0.0


def _task(
    course: Course, lesson: Lesson, entry: Attempt, *, trusted: bool, seed: int
) -> Task | None:
    """What a seat needs to judge an attempt; None where its file cannot be judged."""
    from autograder.lesson.build import released_notebook  # it brings nbgrader with it

    try:
        notebook = read_notebook(Path(course.grading / entry.kept))
    except SubmissionError:
        return None
    notes = repair(notebook, lesson, released_notebook(lesson))
    text = json.dumps(notebook, ensure_ascii=False)
    hide = (str(course.root),)
    return task(lesson, text, tuple(notes), seed=seed, trusted=trusted, figures=False, hide=hide)
