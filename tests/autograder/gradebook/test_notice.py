"""No total moves in silence: each change is noticed once, kept, and has its reason."""

from __future__ import annotations

import getpass
import os
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from autograder.cli.main import main
from autograder.common.files import write_aside
from autograder.database import backup
from autograder.database.opening import reading, writing
from autograder.database.place import GradebookError, place
from autograder.database.rows import opened
from autograder.gradebook import gradebook
from autograder.gradebook.listening import COPY_AFTER
from autograder.gradebook.notice import notice
from autograder.judge.verdict import Judgement
from autograder.lesson.build import release_text
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.store import dates, hands, moves
from tests.support import ROOT
from tests.support.classes import LESSON, enter, give, solved

DUE = datetime(2026, 10, 11, 12)
LATE = "2026-10-13 12:00:00"  # two days
RULE = '''
from nbgrader.plugins import BasePlugin

class TenthADay(BasePlugin):
    """A tenth of the mark for each day begun."""

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score * SHARE * -(-total_seconds_late // 86400)
'''
SET = '\nc.AssignLatePenalties.plugin_class = "{}.TenthADay"\n'
Judged = Callable[..., Judgement]


def rule(course: Course, name: str, share: float) -> None:
    """A plugin beside nbgrader_config.py, as nbgrader's manual says; modules are read once."""
    write_aside(course.root / f"{name}.py", RULE.replace("SHARE", str(share)))
    lines = course.config.read_text().split("\nc.AssignLate")[0]
    course.config.write_text(lines + SET.format(name))


def due(course: Course, when: datetime) -> None:
    with opened(place(course)) as book:
        book.update_or_create_assignment(LESSON, duedate=when)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, tiny: Lesson, judged: Judged) -> Course:
    root = tmp_path_factory.mktemp("made") / "course"
    fixture = ROOT / "tests" / "fixtures" / "course"
    shutil.copytree(fixture, root, ignore=shutil.ignore_patterns("__pycache__"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_COURSE", str(root))
        course = Course(root)
        rule(course, "a_tenth", 0.1)
        gradebook.prepare(course, tiny)
        due(course, DUE)
        enter(course, "ann", solved(tiny), judged(), handed_in=LATE)
        enter(course, "bob", solved(tiny), judged(), handed_in="2026-10-11 11:59:59")
    return course


@pytest.fixture
def late(made: Course, course: Course) -> Course:
    """A class with a rule for lateness: `ann` is two days late, `bob` in time."""
    shutil.copytree(made.root, course.root, dirs_exist_ok=True)
    return course


def marks(course: Course) -> dict[str, float]:
    """What everybody has after the penalty."""
    return {who: found.score for who, found in gradebook.marks(course, LESSON).items()}


def told(course: Course) -> list[tuple[str, float | None, float | None, str]]:
    found = notice(course, LESSON)
    assert notice(course, LESSON) == []  # once is enough
    return [(move.student, move.before, move.after, move.reason) for move in found]


def test_a_mark_by_hand_moves_the_penalty_at_once_and_is_on_record_with_who_and_when(
    late: Course,
) -> None:
    assert marks(late) == {"ann": 8, "bob": 10}
    give(late, "ann", "why", 4.0, said="Well said.")
    assert marks(late) == {"ann": pytest.approx(14 * 0.8), "bob": 10}
    [(student, before, after, reason)] = told(late)
    assert (student, before, after) == ("ann", 8, pytest.approx(11.2))
    assert reason == "by hand: why – → 4; points off 2 → 2.8"
    give(late, "ann", "why", 2.0)
    give(late, "ann", "why", None)
    assert marks(late)["ann"] == 8
    with reading(late) as store, store.begin() as connection:
        found = hands.hands(connection, LESSON)
    assert [(h.cell, h.what, h.before, h.after) for h in found] == [
        ("why", hands.POINTS, None, 4.0),
        ("why", hands.COMMENT, None, "Well said."),
        ("why", hands.POINTS, 4.0, 2.0),
        ("why", hands.POINTS, 2.0, None),
    ]
    assert {h.who for h in found} == {getpass.getuser()}
    assert all(h.at for h in found)


def test_another_due_date_rule_or_time_of_hand_in_is_noticed_without_judging(
    late: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    due(late, DUE + timedelta(days=1))
    assert told(late) == [
        ("ann", 8, 9, "due 2026-10-11 12:00:00 → 2026-10-12 12:00:00 UTC; points off 2 → 1")
    ]
    rule(late, "a_half", 0.5)
    assert told(late) == [("ann", 9, 5, "another rule for lateness: points off 1 → 5")]
    with opened(place(late)) as book:
        book.find_submission(LESSON, "bob").timestamp = DUE + timedelta(days=2)
        book.db.commit()
    capsys.readouterr()
    assert main(["grade", "1", "--trusted"]) == 0
    said = capsys.readouterr().out
    assert "0 graded, 2 were graded already" in said
    reason = "handed in 2026-10-11 11:59:59 → 2026-10-13 12:00:00 UTC; points off 0 → 5"
    assert f"1 total changed:\n  bob, {LESSON}: 10 → 5 ({reason})" in said
    with reading(late) as store, store.begin() as connection:
        assert len(moves.moves(connection, LESSON)) == 3


def test_an_extension_may_come_before_the_hand_in_and_be_taken_back(
    late: Course, tiny: Lesson, judged: Judged
) -> None:
    until = DUE + timedelta(days=3)
    with writing(late, "extend") as store, store.begin() as connection:
        for student in ("ann", "cid"):
            dates.extend(connection, dates.Extension(student, LESSON, until))
    assert told(late) == [("ann", 8, 10, "extension 0 h → 72 h; points off 2 → 0")]
    enter(late, "cid", solved(tiny), judged(), handed_in=LATE)
    assert marks(late)["cid"] == 10
    due(late, DUE + timedelta(days=1))  # the extension is until a moment, not for a time
    assert told(late) == []
    with writing(late, "extend") as store, store.begin() as connection:
        dates.extend(connection, dates.Extension("cid", LESSON, None))
    assert [move[:3] for move in told(late)] == [("cid", 10, 9)]


def test_a_new_attempt_a_changed_lesson_and_another_program_are_told_apart(
    late: Course, tiny: Lesson, judged: Judged
) -> None:
    with reading(late) as store, store.begin() as connection:
        before = len(moves.moves(connection, LESSON))
    worse = judged(scale="scale_factor = 2.0")
    enter(
        late, "bob", solved(tiny, scale="scale_factor = 2.0"), worse, handed_in="2026-10-11 11:00"
    )
    source = late.sources()[0] / "lesson.py"
    source.write_text(source.read_text().replace("Everything a lesson", "All that a lesson"))
    enter(
        late,
        "bob",
        solved(tiny, scale="scale_factor = 2.0"),
        judged(),
        handed_in="2026-10-11 11:00",
    )
    with reading(late) as store, store.begin() as connection:
        connection.execute(text("UPDATE grade SET auto_score = 0.5 WHERE auto_score = 1"))
    notice(late, LESSON)
    with reading(late) as store, store.begin() as connection:
        found = moves.moves(connection, LESSON)[before:]
    assert [(m.student, m.after, m.reason.split(";")[0]) for m in found] == [
        ("bob", 9, "attempt 2 counts instead of 1"),
        ("bob", 10, "the lesson was changed"),
        ("ann", 7.6, "judged again"),
        ("bob", 9.5, "judged again"),
    ]


def test_a_regrade_opens_only_what_was_answered_otherwise(
    late: Course, tiny: Lesson, judged: Judged
) -> None:
    give(late, "ann", "why", 3.0)
    give(late, "ann", "test_scale", 0.5)
    enter(late, "ann", solved(tiny), judged(), handed_in=LATE)
    cells = gradebook.marks(late, LESSON)["ann"].cells
    assert [name for name, mark in cells.items() if mark.waits] == []
    enter(late, "ann", solved(tiny, scale="scale_factor = 3.5"), judged(), handed_in=LATE)
    cells = gradebook.marks(late, LESSON)["ann"].cells
    assert [name for name, mark in cells.items() if mark.waits] == ["test_scale"]
    assert (cells["test_scale"].score, cells["why"].score) == (0.5, 3.0)
    enter(late, "ann", solved(tiny, scale="scale_factor = 3.5"), judged(), handed_in=LATE)
    cells = gradebook.marks(late, LESSON)["ann"].cells
    assert cells["test_scale"].waits  # nobody has looked yet
    enter(late, "ann", release_text(tiny), judged(), handed_in=LATE)
    cells = gradebook.marks(late, LESSON)["ann"].cells
    assert {name for name, mark in cells.items() if mark.waits} == {"test_scale", "why"}


def test_a_rule_that_cannot_be_used_is_one_sentence(
    late: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    rule(late, "a_word", 0.1)
    (late.root / "a_word.py").write_text(RULE.replace("SHARE", "'much'"))
    with pytest.raises(GradebookError, match=r"rule for lateness \(TenthADay\) fails for ann: can"):
        notice(late, LESSON)
    late.config.write_text(late.config.read_text().replace("a_word.", "nowhere."))
    capsys.readouterr()
    assert main(["grade", "1"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("autograder: the late policy 'nowhere.TenthADay' in nbgrader_config.py")
    assert said.count("\n") == 1


def test_marks_by_hand_are_copied_while_a_person_goes_on_marking(late: Course) -> None:
    names = [copy.name for copy in backup.copies(late)]
    give(late, "ann", "why", 1.0)
    assert [copy.name for copy in backup.copies(late)] == names  # the newest is fresh enough
    newest = backup.newest(late)
    assert newest is not None
    long_ago = newest.path.stat().st_mtime - COPY_AFTER - 60
    os.utime(newest.path, (long_ago, long_ago))
    give(late, "bob", "why", 2.0)
    newest = backup.newest(late)
    assert newest is not None
    assert newest.name not in names
    assert "2 marks by hand" in newest.holds()
