"""Classes of the tiny lesson for the tests that grade, and `autograder grade` as a process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat

from autograder.common.files import write_aside
from autograder.database.opening import writing
from autograder.database.place import place
from autograder.database.rows import opened
from autograder.gradebook import gradebook
from autograder.gradebook.ledger import Ledger
from autograder.gradebook.notice import notice
from autograder.grading.records import record_of, write_record
from autograder.judge.verdict import Judgement
from autograder.lesson.build import release_text, solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.submission.collect import collect
from tests.support import ROOT

LESSON = "01_tiny"


def hand_in(
    course: Course, student: str, text: str, name: str = "", *, lesson: str = LESSON
) -> Path:
    """Put a notebook where the class's are; returns its path."""
    path = course.grading / "submitted" / student / lesson / (name or f"{lesson}.ipynb")
    write_aside(path, text)
    return path


def solved(lesson: Lesson, **answers: str) -> str:
    """The text of a perfect notebook with some answers replaced."""
    return nbformat.writes(solved_notebook(lesson, answers))


def marks(course: Course, lesson: str = LESSON) -> dict[str, float]:
    """What the gradebook says, by student."""
    return {who: about["score"] for who, about in gradebook.scores(course, lesson).items()}


def mixed_class(course: Course, lesson: Lesson, size: int) -> dict[str, float]:
    """Hand in `size` notebooks, of several kinds in turn; returns the mark each one deserves."""
    scale = {answer: f"scale_factor = {answer}" for answer in ("3.0", "2.0")}
    kinds = [
        (solved(lesson), 10.0),
        (solved(lesson, scale=scale["2.0"]), 9.0),
        (release_text(lesson), 0.0),
        (solved(lesson, double="def double(x):\n    return x * x\n"), 8.0),
    ]
    deserved = {}
    for number in range(size):
        text, mark = kinds[number % len(kinds)]
        hand_in(course, f"s{number:03d}", text, lesson=lesson.name)
        deserved[f"s{number:03d}"] = mark
    return deserved


def enter(
    course: Course, student: str, text: str, judgement: Judgement, *, handed_in: str = ""
) -> None:
    """Hand in a notebook and enter a judgement that was made before, as a run of `grade` does."""
    lesson = course.lesson(judgement.lesson)
    path = hand_in(course, student, text, lesson=lesson.name)
    if handed_in:
        write_aside(path.with_name("timestamp.txt"), f"{handed_in} UTC\n")
    with writing(course, f"grade {lesson.name}", lesson.name) as store:
        found = collect(course, lesson, student)
        with Ledger(course, lesson, store) as ledger:
            assert ledger.enter(found, judgement) == ""
        write_record(course, record_of(student, found.fingerprint, lesson.digest, judgement))
        notice(course, lesson.name, store)


def give(
    course: Course,
    student: str,
    cell: str,
    points: float | None,
    *,
    said: str = "",
    lesson: str = LESSON,
) -> None:
    """Give points, and words, as formgrader does: through nbgrader's own rows."""
    with opened(place(course)) as book:
        grade = book.find_grade(cell, lesson, lesson, student)
        grade.manual_score = points
        grade.needs_manual_grade = points is None and grade.auto_score is None
        if said:
            book.find_comment(cell, lesson, lesson, student).manual_comment = said
        book.db.commit()


def run_in(course: Course, program: str, *words: str) -> str:
    """Run a program of this environment in the course's folder; returns what it printed."""
    done = done_in(course, program, *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def done_in(course: Course, program: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a program of this environment in the course's folder, whatever it ends with."""
    return subprocess.run(
        [Path(sys.executable).with_name(program), *words],
        cwd=course.root,
        env={**os.environ, "AUTOGRADER_COURSE": str(course.root)},
        capture_output=True,
        text=True,
        check=False,
    )


def start_grading(
    course: Course, *options: str, lesson: str = "1", workers: int = 2
) -> subprocess.Popen[str]:
    """`autograder grade` on its own, as from a terminal of its own."""
    command = [sys.executable, "-m", "autograder", "grade", lesson, "--workers", str(workers)]
    return subprocess.Popen(
        [*command, *options],
        cwd=ROOT,
        env={**os.environ, "AUTOGRADER_COURSE": str(course.root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finish(grading: subprocess.Popen[str], seconds: float = 600) -> tuple[int, str, str]:
    """Exit code, what was printed, and what was complained of."""
    try:
        printed, complained = grading.communicate(timeout=seconds)
    except BaseException:
        grading.kill()
        raise
    return grading.returncode, printed, complained


def wait_for(what: Callable[[], Any], seconds: float = 300) -> Any:
    """The first thing that `what` returns that is not empty; fails when none comes in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.01)
    raise AssertionError(f"nothing came within {seconds} s")
