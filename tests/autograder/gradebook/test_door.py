"""nbgrader's own command and formgrader's button go through the door of `autograder grade`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from autograder.database.place import settings
from autograder.feedback.feedback import write_feedback
from autograder.gradebook import gradebook
from autograder.grading.grade import Order, grade
from autograder.grading.records import read_records
from autograder.lesson.course import Course
from autograder.report.report import class_report
from tests.autograder.gradebook.odd_folders import FORBIDDEN, FULL, WRONG, hand_in_odd_folders
from tests.support.classes import LESSON, hand_in, marks, solved
from tests.support.formgrader import formgrader
from tests.support.stock import ROOT, put_stock_execution_back

FIXTURE = ROOT / "tests" / "fixtures" / "course"
SEED = "\nc.JudgeCells.seed = 1\n"
KEPT = {f"{LESSON}.ipynb", "timestamp.txt", "submission_secret.txt"}
PAGES = {f"{LESSON}.html", "timestamp.txt", "submission_secret.txt"}


@dataclass(frozen=True)
class Graded:
    """A course after its class was graded; what the door said besides."""

    course: Course
    said: str
    deserved: dict[str, float | None]


def copied_course(root: Path) -> Course:
    shutil.copytree(FIXTURE, root, ignore=shutil.ignore_patterns("__pycache__"))
    course = Course(root)
    course.config.write_text(course.config.read_text() + SEED)
    return course


def nbgrader(course: Course, *words: str, code: int = 0) -> str:
    """Run one of nbgrader's commands in the course; returns all that it said."""
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=course.root,
        env={**os.environ, "AUTOGRADER_COURSE": str(course.root), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == code, done.stderr[-3000:]
    return done.stdout + done.stderr


def by_our_command(course: Course) -> str:
    outcome = grade(Order(course, course.lesson(LESSON), workers=2, seed=1))
    return "\n".join(f"{student}: {said}" for student, said in outcome.problems.items())


def by_nbgraders_command(course: Course) -> str:
    return nbgrader(course, "autograde", LESSON, code=1)


def by_formgraders_button(course: Course) -> str:
    """The button of every student in turn, in a Jupyter server."""
    said = []
    with formgrader(course) as server:
        for folder in sorted((course.grading / "submitted").iterdir()):
            answer = server.press(f"submission/{LESSON}/{folder.name}/autograde")
            said.append(answer.get("log", "") if not answer["success"] else "")
    return "\n".join(said)


PRESSED = ("linked", "pipes", "borrower", "pipe", "stripped")
DOORS = [by_our_command, by_nbgraders_command, by_formgraders_button]
LONG_WAY, LONG_BUTTON = (pytest.param(door, marks=pytest.mark.long) for door in DOORS[::2])


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Any, Graded]]:
    """The same class, graded through each door."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        for door in DOORS:
            course = copied_course(tmp_path_factory.mktemp("door") / door.__name__)
            patch.setenv("AUTOGRADER_COURSE", str(course.root))
            only = PRESSED if door is by_formgraders_button else ()
            deserved = hand_in_odd_folders(course, only)
            found[door] = Graded(course, door(course), deserved)
        yield found


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder; nothing there may be anything else."""
    found = {}
    for path in sorted(folder.rglob("*")):
        assert path.is_dir() or (path.is_file() and not path.is_symlink()), path
        if path.is_file():
            found[str(path.relative_to(folder))] = path.read_bytes()
    return found


def without_random_ids(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: re.sub(rb'"id": "[0-9a-f]{8}"', b"", data) for name, data in files.items()}


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.parametrize("door", DOORS)
def test_everybody_gets_what_they_deserve(door: Any, graded: dict[Any, Graded]) -> None:
    one = graded[door]
    assert marks(one.course) == {who: mark for who, mark in one.deserved.items() if mark}


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.parametrize("door", DOORS)
def test_what_cannot_be_judged_is_told_in_a_sentence(door: Any, graded: dict[Any, Graded]) -> None:
    one = graded[door]
    for student in (who for who, mark in one.deserved.items() if mark is None):
        assert re.search(rf"{student}: .*\bask\b", one.said), one.said
    assert "Traceback" not in one.said


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.parametrize("door", DOORS[1:])
def test_records_notebooks_and_report_are_those_of_autograder_grade(
    door: Any, graded: dict[Any, Graded]
) -> None:
    ours, theirs = graded[by_our_command].course, graded[door].course
    students = graded[door].deserved
    records = [record for record in read_records(ours, LESSON) if record.student in students]
    assert read_records(theirs, LESSON) == records
    lesson, rows = ours.lesson(LESSON), class_report(theirs, ours.lesson(LESSON)).students
    assert rows == tuple(r for r in class_report(ours, lesson).students if r.student in students)
    for student in students:
        pages = [files_below(c.grading / "autograded" / student) for c in (ours, theirs)]
        assert without_random_ids(pages[0]) == without_random_ids(pages[1])


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.parametrize("door", [LONG_WAY, by_nbgraders_command, LONG_BUTTON])
def test_nothing_but_the_notebook_is_copied(door: Any, graded: dict[Any, Graded]) -> None:
    course = graded[door].course
    assert not write_feedback(course, course.lesson(LESSON)).problems
    nbgrader(course, "generate_feedback", LESSON, "--force")
    for step, allowed in (("autograded", KEPT), ("feedback", PAGES), ("staged", KEPT)):
        files = files_below(course.grading / step)
        assert {Path(name).name for name in files} <= allowed
        assert not any(FORBIDDEN.encode() in data for data in files.values())
        assert files or step == "staged"


@pytest.mark.sandbox
@pytest.mark.slow
def test_formgraders_pages_do_not_wait_for_a_pipe(graded: dict[Any, Graded]) -> None:
    course = graded[by_our_command].course
    config = settings(course)
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    found = {each["student"]: each for each in api.get_submissions(LESSON)}
    assert found["pipes"]["timestamp"] is None
    assert found["pipes"]["score"] == WRONG


def test_the_api_grades_and_writes_feedback_too(course: Course) -> None:
    course.config.write_text(course.config.read_text() + SEED + "c.JudgeCells.trusted = True\n")
    path = hand_in(course, "ann", solved(course.lesson(LESSON)), "renamed.ipynb")
    (path.parent / "gradebook.db").symlink_to(course.gradebook)
    config = settings(course)
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    assert api.autograde(LESSON, "ann")["success"]
    assert marks(course) == {"ann": FULL}
    left = course.grading / "autograded" / "ann" / LESSON / "left_by_an_older_version.db"
    left.write_text(FORBIDDEN)
    assert api.generate_feedback(LESSON, "ann")["success"]
    assert set(files_below(course.grading / "feedback")) == {f"ann/{LESSON}/{LESSON}.html"}
    refused = api.autograde(LESSON, "bob")
    assert not refused["success"]
    assert "nobody of 'bob' has handed in 01_tiny" in refused["log"]


@pytest.mark.long
def test_stock_execution_works_on_staged_copies_too(course: Course) -> None:
    lesson = course.lesson(LESSON)
    hand_in(course, "friend", solved(lesson))
    path = hand_in(course, "linked", solved(lesson, scale="scale_factor = 2.0"), "mine.ipynb")
    (path.parent / "friend.ipynb").symlink_to(
        course.grading / "submitted" / "friend" / LESSON / f"{LESSON}.ipynb"
    )
    (path.parent / "gradebook.db").symlink_to(course.gradebook)
    os.mkfifo(path.parent / "timestamp.txt")
    hand_in(course, "empty", "")
    gradebook.prepare(course, lesson)
    put_stock_execution_back(course)
    said = nbgrader(course, "autograde", LESSON, "--force", code=1)
    assert "empty: 01_tiny.ipynb is empty; ask" in said
    assert marks(course) == {"friend": FULL, "linked": WRONG}
    assert {Path(name).name for name in files_below(course.grading / "autograded")} <= KEPT


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["07_nothing"], "there is no lesson '07_nothing' in solutions/; there are: 01_tiny"),
        pytest.param(
            [LESSON, "--db", "sqlite:///other.db"],
            "db_url is 'sqlite:///other.db' here and",
            marks=pytest.mark.long,
        ),
        pytest.param(
            [LESSON, "--Autograde.create_student=False"],
            "ann: is not in the gradebook",
            marks=pytest.mark.long,
        ),
    ],
)
def test_what_nbgraders_command_cannot_do_is_one_sentence(
    words: list[str], told: str, course: Course
) -> None:
    hand_in(course, "ann", solved(course.lesson(LESSON)))
    said = nbgrader(course, "autograde", *words, code=1)
    assert told in said
    assert "Traceback" not in said


def test_the_exchange_gets_its_feedback(course: Course, tmp_path: Path) -> None:
    """Both with a file of the exchange; only one with the time that it leaves beside it."""
    lesson = course.lesson(LESSON)
    for student in ("ann", "bob"):
        path = hand_in(course, student, solved(lesson))
        (path.parent / "submission_secret.txt").write_text(student * 3)
    (path.parent / "timestamp.txt").write_text("2030-01-01 12:00:00 UTC")
    grade(Order(course, lesson, workers=1, seed=1, trusted=True))
    kept = course.grading / "autograded" / "bob" / LESSON
    assert (kept / "submission_secret.txt").read_text() == "bobbobbob"
    assert (kept / "timestamp.txt").read_text().startswith("2030-01-01 12:00:00")
    assert not write_feedback(course, lesson).problems
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    nbgrader(course, "release_feedback", LESSON, "--course", "c", f"--Exchange.root={exchange}")
    assert len(list((exchange / "c" / "feedback").glob("*.html"))) == 2
