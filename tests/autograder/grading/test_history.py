"""What happened to a student's work can be read, and a judgement be made again, for an appeal."""

from __future__ import annotations

import re
import sqlite3

import pytest

from autograder.cli.main import main
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from tests.support.classes import LESSON, give, hand_in, solved

WRONG = "def double(x):\n    return x * x\n"


def said(capsys: pytest.CaptureFixture[str], *command: str, code: int = 0) -> str:
    capsys.readouterr()
    assert main(list(command)) == code
    both = capsys.readouterr()
    return both.out + both.err


def test_every_attempt_verdict_and_mark_is_told_and_the_judgement_comes_out_the_same_again(
    course: Course, tiny: Lesson, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(course, "ann", solved(tiny, double=WRONG), "Ann's (1).ipynb")
    said(capsys, "grade", "1", "--trusted", "--workers", "1", "--seed", "11")
    give(course, "ann", "why", 3.0, said="Nearly.")
    again = said(capsys, "judge", "--as-graded", "ann", "1", "--trusted")
    assert re.search(r"attempt 1, seed 11, judged 20.* UTC: the same$", again, re.MULTILINE)
    assert "changed since" not in again

    told = said(capsys, "history", "ann")
    assert f"ann, {LESSON} (times are UTC)" in told
    assert "attempt 1, called Ann's (1).ipynb: grading/attempts/ann/" in told
    assert "attempt 1 judged: 8 of 10 points, seed 11, lesson " in told
    assert "double: fail, 0 of 2 (double/squared)" in told
    shown = re.search(r"input: +\S.*\n.*came out: (.*)", told)
    assert shown is not None
    assert shown[1] in " ".join(again.split())  # the very same failing input
    assert re.search(r"by hand, why: points – → 3, by \w+", told)
    assert re.search(r"by hand, why: comment – → Nearly., by \w+", told)
    assert "total 8 → 11: by hand: why – → 3" in told

    source = course.sources()[0] / "mistakes.py"
    source.write_text(source.read_text().replace("np.asarray(x) ** 2", "np.asarray(x) ** 3"))
    again = said(capsys, "judge", "--as-graded", "ann", "1", "--trusted")
    assert "the lesson has changed since; this is the lesson as it was then" in again
    assert "UTC: the same" in again

    hand_in(course, "ann", solved(tiny), "Ann's (1).ipynb")
    run = said(capsys, "grade", "1", "--trusted", "--workers", "1", "--seed", "12")
    assert "ann, 01_tiny: 11 → 13 (attempt 2 counts instead of 1; test_double 0 → 2)" in run
    told = said(capsys, "history", "ann", "1")
    assert told.index("attempt 1 judged") < told.index("attempt 2 judged: 10 of 10 points, seed 12")
    assert len(re.findall("; this one counts", told)) == 1
    kept = re.findall(r"grading/attempts/\S+\.ipynb", told)
    assert len(set(kept)) == 2
    assert all((course.root / path).is_file() for path in kept)


def test_what_an_appeal_lacks_is_one_sentence(
    course: Course, tiny: Lesson, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "judge takes a notebook, or --as-graded" in said(capsys, "judge", code=2)
    hand_in(course, "ann", solved(tiny))
    said(capsys, "grade", "1", "--trusted", "--workers", "1", "--seed", "11")
    missing = said(capsys, "judge", "--as-graded", "bob", "1", code=2)
    assert "no judgement of bob for 01_tiny is on record" in missing
    assert said(capsys, "history", "bob", code=1) == "nothing is on record of bob\n"
    source = course.sources()[0] / "lesson.py"
    before = source.read_text()
    source.write_text(before.replace("Everything a lesson", "All that a lesson"))
    with sqlite3.connect(course.gradebook) as db:
        db.execute("DELETE FROM autograder_lesson_source")
    lost = said(capsys, "judge", "--as-graded", "ann", "1", code=2)
    assert re.search(r"its source of then \(\w+\) was not kept.*judge --seed 11 grading/att", lost)
    source.write_text(before)
    for path in (course.grading / "attempts").rglob("*.ipynb"):
        path.unlink()
    lost = said(capsys, "judge", "--as-graded", "ann", "1", code=2)
    assert "the notebook of attempt 1 is gone: grading/attempts/ann/" in lost
