"""A gradebook that is gone, empty, cut off or older is said, and the copies bring it back."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.cli.main import main
from autograder.database import backup
from autograder.database.opening import LostError, reading, writing
from autograder.database.place import GradebookError
from autograder.gradebook import gradebook
from autograder.judge.verdict import Judgement
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from tests.support import ROOT
from tests.support.classes import LESSON, enter, give, marks, solved

Judged = Callable[..., Judgement]
FIXTURES = ROOT / "tests" / "fixtures"


@pytest.fixture(scope="module")
def class_of_two(tmp_path_factory: pytest.TempPathFactory, tiny: Lesson, judged: Judged) -> Course:
    """Two students graded, one with a mark by hand, and a third on the roster."""
    root = tmp_path_factory.mktemp("made") / "course"
    shutil.copytree(FIXTURES / "course", root, ignore=shutil.ignore_patterns("__pycache__"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_COURSE", str(root))
        course = Course(root)
        enter(course, "ann", solved(tiny), judged())
        give(course, "ann", "why", 3.5, said="Well said.")
        with Gradebook(f"sqlite:///{course.gradebook}") as book:
            book.add_student("cid", first_name="Cid")
        enter(course, "bob", solved(tiny), judged())
    return course


@pytest.fixture
def graded(class_of_two: Course, course: Course) -> Course:
    """A class of two, of one's own."""
    shutil.copytree(class_of_two.grading, course.grading)
    return course


def gone(path: Path) -> None:
    path.unlink()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def garbage(path: Path) -> None:
    path.write_bytes(b"\x89PNG" * 5000)


def made_anew(path: Path) -> None:
    """As nbgrader's own commands do when they find none."""
    path.unlink()
    Gradebook(f"sqlite:///{path}").close()


def last_weeks(path: Path) -> None:
    oldest = min((path.parent / "backups").glob("*.db"))
    path.write_bytes(oldest.read_bytes())


HARMS = (gone, emptied, truncated, garbage, made_anew, last_weeks)


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_whatever_befell_the_gradebook_it_is_one_sentence_and_all_comes_back(
    graded: Course, capsys: pytest.CaptureFixture[str], harm: Callable[[Path], None]
) -> None:
    assert main(["backup"]) == 0
    before = marks(graded)
    harm(graded.gradebook)
    left = graded.gradebook.read_bytes() if graded.gradebook.exists() else None
    capsys.readouterr()
    for command in (
        ["grade", "1"],
        ["report", "1"],
        ["report"],
        ["feedback", "1"],
        ["marks"],
        ["backup"],
    ):
        assert main(command) == 2
        said = capsys.readouterr().err
        assert said.count("\n") == 1, said
        assert re.search(r"(is gone|is empty|cannot be read|not the one that was written)", said)
        assert "nothing has been filled in: autograder restore brings back the copy of" in said
        assert "3 students, 2 submissions, 1 marks by hand, 1 comments" in said
    assert (graded.gradebook.read_bytes() if graded.gradebook.exists() else None) == left
    assert main(["restore"]) == 0
    assert marks(graded) == before == {"ann": 13.5, "bob": 10}
    found = gradebook.marks(graded, LESSON)["ann"]
    assert found.comments["why"] == "Well said."
    with Gradebook(f"sqlite:///{graded.gradebook}") as book:
        assert book.find_student("cid").first_name == "Cid"
    assert main(["report", "1"]) == 0


def test_an_older_copy_may_be_chosen_and_even_that_can_be_undone(
    graded: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [copy.name for copy in backup.copies(graded)]
    first = next(copy for copy in backup.copies(graded) if "1 submissions" in copy.holds())
    assert main(["restore", first.name]) == 0
    said = capsys.readouterr().out
    assert f"brought back {first.name}" in said
    undo = re.search(r"what it replaced is (\S+) ", said)
    assert undo is not None
    assert set(marks(graded)) == {"ann"}
    assert main(["restore", undo[1]]) == 0
    assert marks(graded) == {"ann": 13.5, "bob": 10}
    assert main(["restore", "1999"]) == 2
    assert "no copy in grading/backups/ begins with '1999'" in capsys.readouterr().err
    assert main(["restore", "--list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > len(names)


def test_a_new_beginning_is_only_made_when_it_is_asked_for_and_keeps_what_was_there(
    graded: Course,
) -> None:
    garbage(graded.gradebook)
    data = graded.gradebook.read_bytes()
    with pytest.raises(LostError), writing(graded, "grade 1", LESSON):
        pass
    with writing(graded, "grade 1", LESSON, anew=True):
        pass
    assert marks(graded) == {}
    broken = [copy for copy in backup.copies(graded) if copy.broken]
    assert [copy.path.read_bytes() for copy in broken] == [data]
    with reading(graded):
        pass


def test_a_gradebook_that_nobody_has_written_yet_is_no_loss(course: Course) -> None:
    for _ in range(2):
        with writing(course, "students import"):
            pass
    with reading(course):
        pass
    assert backup.copies(course)


def test_of_all_copies_the_last_twenty_and_the_last_of_each_day_stay(graded: Course) -> None:
    folder = graded.grading / "backups"
    for path in folder.iterdir():
        path.unlink()
    for minute in range(15):
        (folder / f"2026-01-01_12-{minute:02d}-00-000.db").write_bytes(b"x")
        (folder / f"2026-01-02_12-{minute:02d}-00-000.db").write_bytes(b"x")
        (folder / f"2026-01-02_13-{minute:02d}-00-000.db").write_bytes(b"x")
    with sqlite3.connect(graded.gradebook) as db:
        db.execute("UPDATE student SET first_name = 'Ann' WHERE id = 'ann'")
    newest = backup.back_up(graded)
    assert newest is not None
    assert backup.back_up(graded) == newest  # nothing has changed
    names = [copy.name for copy in backup.copies(graded)]
    assert names[0] == "2026-01-01_12-14-00-000"
    assert names[1] == "2026-01-02_12-11-00-000"
    assert (len(names), names[-1]) == (21, newest.name)


def test_a_copy_is_whole_though_another_program_is_writing(graded: Course) -> None:
    with sqlite3.connect(graded.gradebook) as other:
        other.execute("UPDATE student SET first_name = 'half' WHERE id = 'ann'")
        copy = backup.back_up(graded)
        assert copy is not None
        other.rollback()
    with sqlite3.connect(copy.path) as db:
        names = db.execute("SELECT first_name FROM student WHERE id = 'ann'").fetchall()
    assert names == [(None,)]


def test_a_gradebook_that_may_not_be_written_is_said_before_anything_is_done(
    graded: Course,
) -> None:
    text = graded.config.read_text()
    url = f"sqlite:///file:{graded.gradebook}?mode=ro&uri=true"
    graded.config.write_text(text.replace(".parent)", f".parent, db_url={url!r})"))
    with (
        pytest.raises(GradebookError, match=r"readonly database; make its folder writable"),
        writing(graded, "grade 1", LESSON),
    ):
        raise AssertionError("begun")
