"""Kill -9 of the main process, a worker or a sandbox at any moment costs nobody a mark.

By default a few kills of one small class; `make test-all` kills each kind fifty times, in a class
of sixty, inside real sandboxes where there are any.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import nbformat
import pytest

from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.sandbox.processes import tree
from tests.support.classes import LESSON, finish, marks, mixed_class, start_grading, wait_for
from tests.support.needs import why_no_sandbox

KINDS = ("main", "worker", "sandbox")
LONG_CLASS, LONG_KILLS = 60, 50


def records(course: Course) -> list[Path]:
    return list((course.grading / "records" / LESSON).glob("*.json"))


def victims(grading: subprocess.Popen[str], kind: str) -> list[int]:
    """The processes of one kind that belong to a run."""
    if kind == "main":
        return [grading.pid]
    sign = {"worker": b"autograder.workers.seat", "sandbox": b"autograder.inside.zygote"}[kind]
    found = []
    for pid in tree(grading.pid)[1:]:
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{pid}/cmdline").read_bytes()
            if sign in words and b"grade" not in words.split(b"\0"):
                found.append(pid)
    return found


def kill_one(grading: subprocess.Popen[str], course: Course, kind: str, dice: random.Random) -> str:
    """Kill one process of the kind somewhere in the run; returns what was done."""
    if kind != "main" or dice.random() < 0.8:
        enough = dice.randrange(len(list((course.grading / "submitted").iterdir())) // 2)
        wait_for(lambda: len(records(course)) >= enough or grading.poll() is not None)
    time.sleep(dice.uniform(0, 0.5))
    pids = wait_for(lambda: victims(grading, kind) or (grading.poll() is not None and [0]))
    done = len(records(course))
    if pids == [0]:  # which would be this very test's own group
        return f"no {kind} left"
    with contextlib.suppress(ProcessLookupError):
        os.kill(dice.choice(pids), signal.SIGKILL)
    return f"killed a {kind} when {done} were graded"


def assert_nothing_is_half_written(course: Course) -> None:
    """Every file and every row that is there is whole."""
    for path in records(course):
        assert json.loads(path.read_text())["judgement"]["max_score"] == 10
        page = course.grading / "autograded" / path.stem / LESSON / f"{LESSON}.ipynb"
        assert page.is_file(), f"{path.stem} has a record and no autograded notebook"
    for path in (course.grading / "autograded").glob(f"*/*/{LESSON}.ipynb"):
        nbformat.validate(nbformat.read(path, as_version=4))
    with contextlib.closing(sqlite3.connect(course.grading / "gradebook.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        counts = """
            SELECT student_id, count(DISTINCT submitted_notebook.id), count(grade.id)
            FROM submitted_assignment
            LEFT JOIN submitted_notebook
                ON submitted_notebook.assignment_id = submitted_assignment.id
            LEFT JOIN grade ON grade.notebook_id = submitted_notebook.id
            GROUP BY submitted_assignment.id
        """  # a table that is not there yet holds nothing half-written
        try:
            rows = database.execute(counts).fetchall()
        except sqlite3.OperationalError:
            rows = []
    assert len({student for student, _, _ in rows}) == len(rows), "one submission of each student"
    assert {(notebooks, grades) for _, notebooks, grades in rows} <= {(1, 6)}, rows


def assert_every_mark_is_right(course: Course, deserved: dict[str, float]) -> None:
    assert_nothing_is_half_written(course)
    assert marks(course) == deserved
    assert {path.stem for path in records(course)} == set(deserved)
    for folder in ("records", "autograded"):
        left = [path for path in (course.grading / folder).rglob(".*") if path.is_file()]
        assert not left, "files that were being written when the run was killed"


def start_over(course: Course) -> None:
    for path in course.grading.iterdir():
        if path.name != "submitted":
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def test_a_class_survives_one_kill_after_another(course: Course, tiny: Lesson) -> None:
    deserved = mixed_class(course, tiny, 8)
    dice, done = random.Random(5), []
    for kind in ("main", "worker"):  # more of them below, and a killed sandbox
        grading = start_grading(course, "--trusted")
        done.append(kill_one(grading, course, kind, dice))
        if kind == "main":
            finish(grading)
            if (course.grading / "gradebook.db").exists():
                assert_nothing_is_half_written(course)
            continue
        done.append(kill_one(grading, course, "sandbox", dice))
        code, _, complained = finish(grading)
        assert code == 0, (done, complained)
        assert_every_mark_is_right(course, deserved)
        start_over(course)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_a_run_killed_anywhere_ends_with_every_mark_right_when_it_is_started_again(
    course: Course, tiny: Lesson, kind: str
) -> None:
    deserved = mixed_class(course, tiny, LONG_CLASS)
    options = ("--trusted",) if why_no_sandbox() else ()
    for number in range(LONG_KILLS):
        start_over(course)
        grading = start_grading(course, *options)
        done = kill_one(grading, course, kind, random.Random(f"{kind} {number}"))
        code, _, complained = finish(grading)
        if kind == "main":
            if (course.grading / "gradebook.db").exists():
                assert_nothing_is_half_written(course)
            code, _, complained = finish(start_grading(course, *options))
        print(f"{number}: {done}")
        assert code == 0, complained
        assert_every_mark_is_right(course, deserved)
