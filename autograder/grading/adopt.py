"""Whether what is on record is in the gradebook too, which may be older or know no attempts."""

from __future__ import annotations

from pathlib import Path

from autograder.grading.records import Record, read_records
from autograder.lesson.course import Course
from autograder.store.attempts import (
    Attempt,
    Judged,
    Latest,
    attempts,
    keep_attempt,
    keep_judgement,
    latest,
    let_count,
)
from autograder.store.store import Store


def entered_in(store: Store, lesson: str) -> dict[str, Latest]:
    """What the gradebook knows of each student's last judgement."""
    with store.begin() as connection:
        return latest(connection, lesson)


def is_of(record: Record, entered: Latest) -> bool:
    """Whether a record is of the judgement that the gradebook holds."""
    same_file = entered.digest[: len(record.fingerprint)] == record.fingerprint
    same_seed = entered.seed == record.judgement.get("seed")
    return same_file and same_seed and entered.lesson_digest == record.digest


def adopt(course: Course, lesson: str, store: Store) -> None:
    """Take over what was graded before attempts were kept: nothing need be judged again."""
    from autograder.gradebook.states import states

    with store.begin() as connection:
        if attempts(connection, lesson):
            return
        there = states(connection, lesson)
        for record in read_records(course, lesson):
            if record.student in there and record.judgement:
                about = record.judgement
                kept = _autograded(course, lesson, record.student)
                when = there[record.student].handed_in
                entry = Attempt(record.student, lesson, record.fingerprint, kept, when)
                attempt = keep_attempt(connection, entry)
                assert attempt.id is not None
                let_count(connection, record.student, lesson, 1)
                score = (about["score"], about["max_score"])
                judged = Judged(attempt.id, about["seed"], record.digest, *score, about)
                keep_judgement(connection, judged)


def _autograded(course: Course, lesson: str, student: str) -> str:
    """The notebook that is left of a submission that was not kept."""
    path = course.grading / "autograded" / student / lesson / f"{lesson}.ipynb"
    return str(Path("autograded") / path.relative_to(course.grading / "autograded"))
