"""One run at a time for a lesson: the second says who is at work; who has died holds nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.cli.main import main
from autograder.database.hold import EVERYTHING, HeldError, held
from autograder.database.place import place
from autograder.lesson.course import Course
from tests.support import ROOT
from tests.support.classes import wait_for
from tests.support.postgres import postgres, why_no_postgres

HOLD = """
import sys, time
from pathlib import Path
from autograder.database.hold import held
from autograder.database.place import place
from autograder.lesson.course import Course
course = Course(Path(sys.argv[1]))
with held(course, sys.argv[2], place(course)):
    print("held", flush=True)
    time.sleep(600)
"""


def holder(course: Course, lesson: str) -> subprocess.Popen[str]:
    """Another process that is at work on the lesson."""
    command = [sys.executable, "-c", HOLD, str(course.root), lesson]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_run_says_who_is_at_work_and_ends(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    (course.grading / "submitted" / "ann" / "01_tiny").mkdir(parents=True)
    with holder(course, "01_tiny") as first:
        try:
            assert main(["grade", "1", "--trusted"]) == 2
            said = capsys.readouterr().err
            assert said.count("\n") == 1
            assert f"01_tiny is being worked on by process {first.pid} of " in said
            assert ", since 20" in said
            assert main(["restore"]) == 2  # nobody else may be at work at all
            assert f"process {first.pid}" in capsys.readouterr().err
            with held(course, "02_other", place(course)):
                pass
        finally:
            first.kill()
    with held(course, "01_tiny", place(course)):  # it was killed: the hold is stale
        pass
    assert list((course.grading / "running").glob("*.json")) == []


@pytest.mark.parametrize("change", [{"boot": "another"}, {"started": "1"}])
def test_a_number_that_another_process_has_now_holds_nothing(
    course: Course, change: dict[str, str]
) -> None:
    path = course.grading / "running" / "01_tiny.json"
    with held(course, "01_tiny", place(course)):
        about = json.loads(path.read_text())
        with pytest.raises(HeldError), held(course, "01_tiny", place(course)):
            pass
    path.write_text(json.dumps({**about, **change}))
    with held(course, "01_tiny", place(course)):
        assert json.loads(path.read_text())["process"] == os.getpid()
    assert not path.exists()


def test_of_another_computer_nothing_is_known_so_it_says_which_file_to_remove(
    course: Course,
) -> None:
    path = course.grading / "running" / "01_tiny.json"
    with held(course, "01_tiny", place(course)):
        about = json.loads(path.read_text())
    path.write_text(json.dumps({**about, "host": "elsewhere"}))
    with (
        pytest.raises(HeldError, match=r"on elsewhere, .*remove grading/running/01_tiny.json"),
        held(course, "01_tiny", place(course)),
    ):
        pass
    path.write_text("{")  # cut off: nobody's
    with held(course, EVERYTHING, place(course)):
        pass


def test_on_a_server_two_checkouts_cannot_run_the_same_lesson(
    course: Course, tmp_path: Path
) -> None:
    if reason := why_no_postgres():
        (pytest.fail if os.environ.get("TEST_EVERYTHING") else pytest.skip)(reason)
    with postgres() as url:
        text = course.config.read_text().replace(".parent)", f".parent, db_url={url!r})")
        course.config.write_text(text)
        two = Course(tmp_path / "two")
        (two.root / "solutions").mkdir(parents=True)
        two.config.write_text(text)
        from autograder.database.opening import reading, writing

        with reading(course):  # the tables are made
            pass
        with holder(course, "01_tiny") as first:
            try:
                about = f"01_tiny is being worked on by process {first.pid} of "
                with pytest.raises(HeldError, match=about), writing(two, "grade", "01_tiny"):
                    pass
                with writing(two, "grade", "02_other"):
                    pass
            finally:
                first.send_signal(signal.SIGKILL)

        def free() -> bool:  # the server has noticed that the connection is gone
            try:
                with writing(two, "grade", "01_tiny"):
                    return True
            except HeldError:
                return False

        assert wait_for(free, 30)
