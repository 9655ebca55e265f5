"""Grade a class: collect, judge side by side, write the gradebook one by one, and be resumable.

Workers judge; only this process writes. A run may be killed at any moment and started again: what
is graded stays, what is not is graded next, and one odd submission is a line in the outcome.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from autograder.gradebook.ledger import Ledger
from autograder.grading.adopt import adopt, entered_in, is_of
from autograder.grading.changes import Change, changes, keep, with_hands
from autograder.grading.records import Record, read_record, record_of, sweep, write_record
from autograder.intake.rosters.admission import Admission
from autograder.judge.verdict import Judgement
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.store.attempts import Latest
from autograder.store.moves import Move
from autograder.store.store import Store
from autograder.submission.collect import HandedIn, collect, students_with, submitted
from autograder.submission.handed_in import is_only_notebook
from autograder.workers.seat import Seats
from autograder.workers.task import NotJudged, Task, task

if TYPE_CHECKING:
    from autograder.workers.cluster import ClusterSeats

    AnySeats = Seats | ClusterSeats

QUEUED_PER_WORKER = 3
LOOK_SECONDS = 5.0  # between two looks at how many workers there are

Progress = Callable[[str], None]
AtWork = Callable[[Sequence[str]], None]


@dataclass(frozen=True)
class Order:
    """What to grade, and how.

    `anew` goes on with a gradebook that is not the one that was written last; `figures` keeps every
    picture that the cells draw; `scheduler` is the address of a cluster to judge on.
    """

    course: Course
    lesson: Lesson
    students: tuple[str, ...] = ()
    workers: int = 2
    force: bool = False
    trusted: bool = False
    figures: bool = False
    scheduler: str = ""
    anew: bool = False
    seed: int = field(default_factory=lambda: random.SystemRandom().randrange(2**31))


@dataclass
class Outcome:
    """What a run did, by student.

    Attributes:
        again: how many of the graded had been graded before as they are now.
        changes: which of their marks changed.
        moves: which totals changed, for whatever reason, since anybody looked last.
        unsaved: who has to back the gradebook up, where this program cannot.
    """

    graded: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    again: int = 0
    changes: list[Change] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    unsaved: str = ""


class GradeError(RuntimeError):
    """Grading cannot begin; the text says what to do."""


def grade(
    order: Order,
    progress: Progress = lambda student: None,
    at_work: AtWork = lambda students: None,
) -> Outcome:
    """Grade what is not graded yet.

    `progress` is called with each student that is finished, `at_work` with those who are judged.

    Raises GradeError when there is nothing to grade, SandboxUnavailable when nothing can be judged
    safely, and GradebookError when the gradebook cannot be written.
    """
    students = order.students or tuple(students_with(order.course, order.lesson.name))
    if not students:
        place = f"grading/submitted/<student>/{order.lesson.name}/"
        raise GradeError(f"nobody has handed in {order.lesson.name}: expected notebooks in {place}")
    from autograder.database.backup import unsaved
    from autograder.database.opening import writing

    name = order.lesson.name
    with writing(order.course, f"grade {name}", name, anew=order.anew) as store:
        outcome = _grade(order, students, store, progress, at_work)
        outcome.unsaved = unsaved(order.course)
    return outcome


def _grade(
    order: Order,
    students: tuple[str, ...],
    store: Store,
    progress: Progress,
    at_work: AtWork,
) -> Outcome:
    from autograder.gradebook.notice import notice
    from autograder.grading.times import put_times_right

    name = order.lesson.name
    sweep(order.course, name)
    adopt(order.course, name, store)
    outcome = Outcome(moves=notice(order.course, name, store))
    entered = entered_in(store, name)
    with Ledger(order.course, order.lesson, store) as ledger, _seats(order) as seats:
        waiting = _still_to_do(order, students, entered, store, seats, outcome, progress)
        for handed_in, result in _judged(order, seats, waiting, at_work, ledger.open):
            if isinstance(result, Judgement):
                _keep(order, ledger, handed_in, result, outcome)
            else:
                _set_aside(order, handed_in, result, outcome)
            progress(handed_in.student)
    if outcome.changes:
        from autograder.gradebook import gradebook

        known = gradebook.marks(order.course, name)
        outcome.changes = with_hands(outcome.changes, order.lesson, known)
    if put_times_right(order.course, name, outcome.kept, store) or outcome.graded:
        outcome.moves += notice(order.course, name, store)
    return outcome


def _seats(order: Order) -> AnySeats:
    if not order.scheduler:
        return Seats(order.workers)
    from autograder.workers.cluster import ClusterSeats

    return ClusterSeats(order.scheduler)


def _still_to_do(
    order: Order,
    students: tuple[str, ...],
    entered: Mapping[str, Latest],
    store: Store,
    seats: AnySeats,
    outcome: Outcome,
    progress: Progress,
) -> Iterator[HandedIn]:
    """The submissions to judge; those that need not be are put into `outcome` on the way.

    The seats get ready while the first of them is read.
    """
    admission = Admission(store)
    for student in students:
        known = "" if order.force else _graded_already(order, student, entered.get(student))
        folder = submitted(order.course, order.lesson, student)
        if known and is_only_notebook(folder, known):  # without reading it
            outcome.kept.append(student)
            progress(student)
            continue
        if refused := _refusal(order, student, admission):
            outcome.problems[student] = refused
            progress(student)
            continue
        seats.prepare()
        before = read_record(order.course, order.lesson.name, student)
        history = before.history if before else ()
        handed_in = collect(order.course, order.lesson, student, history)
        if handed_in.problem:
            _set_aside(order, handed_in, handed_in.problem, outcome)
            progress(student)
        elif known == handed_in.fingerprint:
            outcome.kept.append(student)
            progress(student)
        else:
            yield handed_in


def _refusal(order: Order, student: str, admission: Admission) -> str:
    """Why nothing of a student is graded, and no record is kept; empty where it is."""
    folder = submitted(order.course, order.lesson, student)
    if not (folder.is_dir() or folder.is_symlink()):
        place = f"grading/submitted/{student}/{order.lesson.name}"
        return f"handed in nothing for {order.lesson.name}: there is no folder {place}"
    return admission.refusal(student)


def _graded_already(order: Order, student: str, entered: Latest | None) -> str:
    """The fingerprint of the notebook that was graded under the lesson as it is now, or "".

    It has to be on record, in the gradebook, and among the autograded notebooks.
    """
    name = order.lesson.name
    record = read_record(order.course, name, student)
    page = order.course.grading / "autograded" / student / name / f"{name}.ipynb"
    if record is None or record.digest != order.lesson.digest or not page.is_file():
        return ""
    return record.fingerprint if entered and is_of(record, entered) else ""


def _judged(
    order: Order,
    seats: AnySeats,
    waiting: Iterator[HandedIn],
    at_work: AtWork,
    meanwhile: Callable[[], object],
) -> Iterator[tuple[HandedIn, Judgement | str]]:
    """Each submission with its judgement, or with a sentence when it could not be judged.

    `meanwhile` is called whenever the workers have something to do, if only to start.
    The workers are kept busy a few submissions ahead, however long the class is.
    """
    running: dict[Future[Judgement], HandedIn] = {}
    while True:
        room = seats.size() * QUEUED_PER_WORKER - len(running)
        for handed_in in islice(waiting, max(room, 0)):
            running[seats.submit(_task(order, handed_in))] = handed_in
        if not running:
            if room > 0:
                return
            time.sleep(1)  # a cluster that has lost its workers
            continue
        at_work([handed_in.student for handed_in in islice(running.values(), seats.size())])
        meanwhile()
        done, _ = wait(running, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
        for future in done:
            handed_in = running.pop(future)
            try:
                result: Judgement | str = seats.result(future)
            except NotJudged as error:
                result = str(error)
            yield handed_in, result


def _task(order: Order, handed_in: HandedIn) -> Task:
    return task(
        order.lesson,
        handed_in.text,
        handed_in.notes,
        seed=order.seed,
        trusted=order.trusted,
        figures=order.figures,
        hide=(str(order.course.root),),
    )


def _keep(
    order: Order, ledger: Ledger, handed_in: HandedIn, judgement: Judgement, outcome: Outcome
) -> None:
    """Write the gradebook, then the record: in this order, so that no mark is lost.

    What differs from the record before is told in between: so it is told at least once.
    """
    if refused := ledger.enter(handed_in, judgement):
        _set_aside(order, handed_in, refused, outcome)
        return
    student, digest = handed_in.student, order.lesson.digest
    before = read_record(order.course, order.lesson.name, student)
    record = record_of(student, handed_in.fingerprint, digest, judgement, before)
    found = changes(before, record)
    keep(order.course, order.lesson.name, found)
    write_record(order.course, record)
    outcome.graded.append(handed_in.student)
    outcome.changes += found
    outcome.again += before is not None and before.fingerprint == record.fingerprint


def _set_aside(order: Order, handed_in: HandedIn, problem: str, outcome: Outcome) -> None:
    name = order.lesson.name
    before = read_record(order.course, name, handed_in.student)
    earlier = before.history if before else ()
    record = Record(handed_in.student, name, "", order.lesson.digest, {}, problem, earlier)
    write_record(order.course, record)
    outcome.problems[handed_in.student] = problem
