"""A full disk, a folder that may not be written, a locked gradebook: one sentence, then go on."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator

import pytest

from autograder.cli.main import main
from autograder.gradebook.gradebook import GradebookError
from autograder.grading.grade import Order, grade
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.sandbox import bubblewrap
from tests.support import ROOT
from tests.support.classes import LESSON, marks, mixed_class

GRADE = f"{sys.executable} -m autograder grade 1 --trusted --workers 1"
GO_ON = "start the same command again: what is done is kept"


def in_other_folders(*views: str, script: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script where some folders are others: bubblewrap mounts what root would."""
    bwrap = bubblewrap.find()
    assert bwrap is not None, "mark the test with @pytest.mark.sandbox"
    command = [bwrap, "--dev-bind", "/", "/", *views, "sh", "-c", script]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def one_sentence(complained: str) -> str:
    assert complained.startswith("autograder: "), complained
    assert complained.count("\n") == 1, complained
    return complained


@pytest.mark.long
@pytest.mark.sandbox
def test_a_full_disk_is_one_sentence_and_with_room_the_class_is_finished(
    course: Course, tiny: Lesson
) -> None:
    deserved = mixed_class(course, tiny, 8)
    here = course.grading
    copy = course.root / "copy"
    shutil.copytree(here, copy)
    script = f"""
        cp -r {copy}/. {here}
        {GRADE} --student s000 >&2 || exit 9
        head -c 9000000 /dev/zero > {here}/filler
        truncate -s -100000 {here}/filler
        {GRADE}; echo "exit $?"
        rm {here}/filler
        {GRADE}; echo "exit $?"
        rm -r {copy}; cp -r {here} {copy}
    """
    run = in_other_folders("--size", "3000000", "--tmpfs", str(here), script=script)
    said = run.stdout.splitlines()
    assert [line for line in said if line.startswith("exit")] == ["exit 2", "exit 0"], run
    complained = [line for line in run.stderr.splitlines() if line.startswith("autograder")]
    assert len(complained) == 1
    assert "full" in complained[0] or "No space left" in complained[0]
    assert complained[0].endswith(f"free some space there, then {GO_ON}")
    assert "Traceback" not in run.stderr
    shutil.rmtree(here)
    copy.rename(here)
    assert marks(course) == deserved


@pytest.mark.sandbox
def test_a_folder_that_may_not_be_written_is_one_sentence(
    course: Course, tiny: Lesson, capsys: pytest.CaptureFixture[str]
) -> None:
    deserved = mixed_class(course, tiny, 2)
    run = in_other_folders("--ro-bind", str(course.grading), str(course.grading), script=GRADE)
    assert run.returncode == 2
    said = one_sentence(run.stderr)
    assert "cannot be written: Read-only file system; make its folder writable, then" in said
    assert main(["grade", "1", "--trusted", "--workers", "1"]) == 0
    assert marks(course) == deserved
    records = str(course.grading / "records")
    script = f"{GRADE} --force"
    said = one_sentence(in_other_folders("--ro-bind", records, records, script=script).stderr)
    assert "records/runs cannot be written: Read-only" in said


@contextlib.contextmanager
def locked(course: Course) -> Iterator[None]:
    """As by another program that writes for a long time."""
    with contextlib.closing(sqlite3.connect(course.grading / "gradebook.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.rollback()


@pytest.mark.long
def test_a_locked_gradebook_is_one_sentence_and_when_it_is_free_the_class_is_finished(
    course: Course, tiny: Lesson, capsys: pytest.CaptureFixture[str]
) -> None:
    deserved = mixed_class(course, tiny, 4)
    order = Order(course, course.lesson(LESSON), workers=1, trusted=True)
    with contextlib.ExitStack() as later:

        def lock_after_the_first(_: str) -> None:
            later.enter_context(locked(course))

        with pytest.raises(GradebookError, match=r"s00\d: database is locked; another program"):
            grade(order, lock_after_the_first)
        assert main(["grade", "1", "--trusted", "--workers", "1"]) == 2
        said = one_sentence(capsys.readouterr().err)
        assert said.endswith(f"is writing to it: close that, then {GO_ON}\n")
    assert main(["grade", "1", "--trusted", "--workers", "1"]) == 0
    assert "3 graded, 1 was graded already" in capsys.readouterr().out
    assert marks(course) == deserved
