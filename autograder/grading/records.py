"""What is graded, and how: one small JSON file for each student and lesson.

A record is written last, after the gradebook. So a run that is killed leaves a submission either
graded with its record, or without one, and then the next run grades it.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.common.files import write_aside
from autograder.judge.verdict import Judgement
from autograder.lesson.course import Course

_LONGEST = 240  # bytes; with its ending, and aside, a file's name has 255


@dataclass(frozen=True)
class Record:
    """The outcome for one submission: a judgement (`Judgement.as_record`), or a problem.

    `earlier` are the fingerprints of notebooks that were graded before this one.
    """

    student: str
    lesson: str
    fingerprint: str
    digest: str
    judgement: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    earlier: tuple[str, ...] = ()

    @property
    def history(self) -> tuple[str, ...]:
        """The fingerprints of all notebooks that were graded, the last one last."""
        return (*self.earlier, self.fingerprint) if self.fingerprint else tuple(self.earlier)


def record_of(
    student: str, fingerprint: str, digest: str, judgement: Judgement, before: Record | None = None
) -> Record:
    """The record of a judged submission, after the one `before`."""
    earlier = tuple(each for each in (before.history if before else ()) if each != fingerprint)
    lesson = judgement.lesson
    return Record(student, lesson, fingerprint, digest, judgement.as_record(), earlier=earlier)


def write_record(course: Course, record: Record) -> None:
    """Put the record in its place, in one step."""
    text = json.dumps(vars(record), ensure_ascii=False, indent=1)
    data = (text + "\n").encode(errors="replace")  # a folder's name may be no text
    write_aside(_path(course, record.lesson, record.student), data)


def read_record(course: Course, lesson: str, student: str) -> Record | None:
    """The record of a student's submission; None when there is none that can be read."""
    try:
        return Record(**json.loads(_path(course, lesson, student).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def read_records(course: Course, lesson: str) -> list[Record]:
    """All records of a lesson, by student."""
    folder = course.grading / "records" / lesson
    students = sorted(path.stem for path in folder.glob("*.json"))
    records = (read_record(course, lesson, student) for student in students)
    return [record for record in records if record is not None]


def sweep(course: Course, lesson: str) -> None:
    """Remove what a run that was killed had begun to write."""
    for path in (course.grading / "records" / lesson).glob(".*"):
        path.unlink(missing_ok=True)


def _path(course: Course, lesson: str, student: str) -> Path:
    if len(os.fsencode(student)) > _LONGEST:
        student = f"{student[:20]}-{hashlib.sha256(os.fsencode(student)).hexdigest()[:16]}"
    return course.grading / "records" / lesson / f"{student}.json"
