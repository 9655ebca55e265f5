"""A semester from the roster to returned marks, step by step, by the commands that docs/semester.md
shows. After each step the gradebook is harmed; where marks may have moved, all are compared."""

from __future__ import annotations

import csv
import io
import os
import re
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.cli.main import main
from autograder.database.opening import reading
from autograder.feedback.feedback import page_path
from autograder.gradebook import gradebook
from autograder.lesson.course import Course
from autograder.store import hands
from tests.support.classes import finish, give, start_grading, wait_for
from tests.support.downloads import SYSTEMS, download
from tests.support.semester import Line, Pupil, Semester, with_points
from tests.support.semester_harm import Harms

EXTENDED = 4  # the number of who is ill
TWICE = 6  # every so many hand in the first lesson a second time
LETTERS = {"A": 90, "B": 60, "C": 0}


class Walk:
    """One semester on one course."""

    def __init__(
        self,
        course: Course,
        size: int,
        inbox: Path,
        capsys: pytest.CaptureFixture[str],
        *,
        whole: bool,
    ) -> None:
        self.course, self.inbox, self.capsys, self.whole = course, inbox, capsys, whole
        self.workers = 2 if whole else 1
        lessons = [lesson for lesson in course.all_lessons() if lesson.max_score]
        self.semester = Semester(lessons, size)
        self.sheet = self.semester.sheet
        self.drop = 1 if len(lessons) > 2 else 0
        self.weights = [float(2 - place % 2) for place in range(len(lessons))]
        self.harms = Harms(course, capsys)

    def all(self) -> None:
        """Every step in order."""
        self.roster()
        self.dates()
        self.collect()
        self.grade()
        self.marks_by_hand()
        self.late_policy_changed()
        self.points_changed()
        self.second_attempts()
        self.appeal()
        self.give_back()
        self.hand_out_marks()
        self.everything_is_there()

    def run(self, *words: str, code: int = 0) -> str:
        """Run a command; returns what it printed."""
        self.capsys.readouterr()
        done = main(list(words))
        said = self.capsys.readouterr()
        assert done == code, said.err + said.out[-3000:]
        return " ".join(said.out.split())

    def roster(self) -> None:
        table = self.inbox / "registrar.csv"
        table.write_text(self.semester.roster(), encoding="utf-8-sig")
        self.run("students", "import", str(table), "--yes")
        said = self.run("students", "list")
        assert all(pupil.id in said for pupil in self.semester.pupils)
        self.harms.remember()
        self._step(marks=False)

    def dates(self) -> None:
        for place, lesson in enumerate(self.semester.lessons):
            due = f"{self.semester.due(place):%Y-%m-%dT%H:%M}"
            when = ("--due", due, "--timezone", "Europe/Berlin", "--late", "10% a day")
            said = self.run("dates", lesson.name, *when)
            assert "Every day begun takes off 10 %" in said
        ill, lesson = self.semester.pupils[EXTENDED].id, self.semester.lessons[1].name
        until = f"{self.semester.due(3):%Y-%m-%dT%H:%M}"
        self.run("extend", ill, lesson, "--until", until, "--reason", "ill")
        self.sheet = replace(self.sheet, extended=frozenset({(ill, lesson)}))
        self._step(marks=False)

    def collect(self) -> None:
        for place, lesson in enumerate(self.semester.lessons):
            paths = []
            for system in SYSTEMS:
                mine = [p for p in self._present(place) if p.system == system]
                sent = [self.semester.sent(pupil, place) for pupil in mine]
                folder = self.inbox / lesson.name / system
                paths += [str(download(system, lesson.name, sent, folder))] if sent else []
            said = self.run("collect", *paths, "--lesson", lesson.name, "--yes")
            assert f"{len(self._present(place))} new files taken in" in said
        self._step(marks=False)

    def grade(self) -> None:
        first, *others = (lesson.name for lesson in self.semester.lessons)
        self._kill_in_the_middle(first)
        said = self.run(*self._grade(first))
        done = re.search(r"(\d+) graded, (\d+) were graded already", said)
        assert done is not None
        assert int(done[1]) + int(done[2]) == len(self._present(0))
        for name in others:
            self.run(*self._grade(name))
        self._step(marks=False)

    def _grade(self, lesson: str) -> list[str]:
        return ["grade", lesson, "--trusted", "--workers", str(self.workers)]

    def _kill_in_the_middle(self, lesson: str) -> None:
        grading = start_grading(self.course, "--trusted", lesson=lesson, workers=self.workers)
        records = self.course.grading / "records" / lesson
        wait_for(lambda: list(records.glob("*.json")) or grading.poll() is not None)
        os.killpg(grading.pid, signal.SIGKILL)
        finish(grading)

    def marks_by_hand(self) -> None:
        for place, lesson in enumerate(self.semester.lessons):
            for pupil in self._present(place):
                for cell, points in self.semester.words(pupil, place).items():
                    name, said = lesson.name, f"Read by a person, {pupil.id}."
                    give(self.course, pupil.id, cell, points, said=said, lesson=name)
        self._step()

    def late_policy_changed(self) -> None:
        """From 20 to 25 per cent for the 30 hours: each of those totals moves, and is told."""
        self.sheet = replace(self.sheet, rate=0.25, most=1)
        for lesson in self.semester.lessons:
            said = self.run("dates", lesson.name, "--late", "25% a day, at most 1 day")
            assert all(f"{student}, {lesson.name}:" in said for student in self._late(lesson.name))
        self._step()

    def points_changed(self) -> None:
        lesson = self.semester.lessons[0]
        exercise = next(e for e in lesson.exercises if len(e.tests) == 1)
        points = exercise.points + 2
        self.run("select", lesson.name, "--points", f"{exercise.name}={points:g}")
        said = self.run(*self._grade(lesson.name))
        assert f"{len(self._present(0))} graded again" in said
        self.sheet = with_points(self.sheet, lesson.name, exercise.name, points)
        self._step()
        found = gradebook.marks(self.course, lesson.name)
        assert not [student for student, mine in found.items() if mine.waits]

    def second_attempts(self) -> None:
        lesson = self.semester.lessons[0]
        again = [p for p in self._present(0) if p.number % TWICE == 0 and not self._is_late(p)]
        sent = [self.semester.sent(pupil, 0, again=True) for pupil in again]
        path = download("exchange", lesson.name, sent, self.inbox / "again")
        said = self.run("collect", str(path), "--lesson", lesson.name, "--yes")
        assert f"{len(again)} new files taken in" in said
        said = self.run(*self._grade(lesson.name))
        assert f"{len(again)} graded" in said
        pairs = {(pupil.id, lesson.name) for pupil in again}
        self.sheet = replace(self.sheet, again=frozenset(pairs))
        self._step()

    def appeal(self) -> None:
        student, lesson = self.semester.pupils[TWICE].id, self.semester.lessons[0].name
        assert "the same" in self.run("judge", "--as-graded", student, lesson, "--trusted")
        said = self.run("history", student, lesson)
        for words in ("attempt 1", "attempt 2", "by hand", "the lesson was changed", "total"):
            assert words in said
        self._step()

    def give_back(self) -> None:
        for place, lesson in enumerate(self.semester.lessons):
            said = self.run("return", lesson.name, "--format", "folders")
            assert f"{len(self._present(place))} pages of {lesson.name}" in said
            for pupil in self._present(place):
                line = self._line(pupil, place)
                page = page_path(self.course, lesson.name, pupil.id).read_text(encoding="utf-8")
                total = re.search(r'class="total">([\d.]+) of ', page)
                assert total is not None
                assert float(total[1]) == pytest.approx(line.total, abs=1e-9)
        for form in ("moodle", "canvas"):
            lesson = self.semester.lessons[0]
            mine = [p for p in self._present(0) if p.system == form and p.number % TWICE]
            said = self.run("return", lesson.name, "--format", form, code=1)
            assert f"of {lesson.name}: grading/returned/" in said
            assert all(f"✗ {pupil.id}:" not in said for pupil in mine)
        self.run("return", self.semester.lessons[0].name, "--format", "email")
        self._step()

    def hand_out_marks(self) -> None:
        weights = "\n".join(
            f"{lesson.name} = {weight}"
            for lesson, weight in zip(self.semester.lessons, self.weights, strict=True)
        )
        letters = "\n".join(f"{name} = {least}" for name, least in LETTERS.items())
        rules = self.course.root / "course.toml"  # where the other points stand already
        rules.write_text(
            f"{rules.read_text()}\n[marks]\ndrop_lowest = {self.drop}\n"
            f"[marks.weights]\n{weights}\n[marks.letters]\n{letters}\n"
        )
        for form in ("xlsx", "canvas", "moodle", "blackboard"):
            self.run("marks", "--format", form)
        self.run("report", "--html")
        self._step()
        for student, row in self._marks().items():
            pupil = next(pupil for pupil in self.semester.pupils if pupil.id == student)
            percent = self.semester.percent(self.sheet, pupil, self.weights, self.drop)
            assert float(row["course_percent"]) == pytest.approx(percent, abs=1e-3), student
            assert row["letter"] == next(n for n, least in LETTERS.items() if percent >= least)

    def everything_is_there(self) -> None:
        """What every person typed, to the last word."""
        with reading(self.course) as store, store.begin() as connection:
            for place, lesson in enumerate(self.semester.lessons):
                entries = hands.hands(connection, lesson.name)
                given = {(entry.student, entry.cell, entry.what): entry for entry in entries}
                found = gradebook.marks(self.course, lesson.name)
                for pupil in self._present(place):
                    for cell, points in self.semester.words(pupil, place).items():
                        assert given[pupil.id, cell, hands.POINTS].after == points
                        assert given[pupil.id, cell, hands.POINTS].who
                        said = f"Read by a person, {pupil.id}."
                        assert found[pupil.id].comments[cell] == said
                        assert not found[pupil.id].waits
        said = self.run("dates")
        assert f"{self.semester.pupils[EXTENDED].id} has until" in said
        assert "(ill)" in said
        rows = self._marks()
        assert len(rows) == self.semester.size
        for pupil in self.semester.pupils:
            row = rows[pupil.id]
            assert (row["last_name"], row["first_name"]) == (pupil.last, pupil.first)
            assert (row["email"], row["lms_id"]) == (pupil.email, pupil.canvas_id)

    def _step(self, *, marks: bool = True) -> None:
        """After a step: the marks are those of the spreadsheet, and no harm takes them away."""
        if marks:
            self._compare()
        self.harms.all() if self.whole else self.harms.one()

    def _compare(self) -> None:
        rows = self._marks()
        assert set(rows) == {pupil.id for pupil in self.semester.pupils}
        for pupil in self.semester.pupils:
            for place, lesson in enumerate(self.semester.lessons):
                line = self.semester.line(self.sheet, pupil, place)
                row = rows[pupil.id]
                about = f"{pupil.id} {lesson.name}"
                if line is None:
                    assert row[f"{lesson.name}/status"] == "absent", about
                    continue
                assert row[f"{lesson.name}/status"] == "marked", about
                for name, points in line.points.items():
                    given = float(row[f"{lesson.name}/{name}"])
                    assert given == pytest.approx(points, abs=1e-4), f"{about} {name}"
                off = float(row[f"{lesson.name}/penalty"] or 0)
                assert off == pytest.approx(line.penalty, abs=1e-4), about
                total = float(row[f"{lesson.name}/total"])
                assert total == pytest.approx(line.total, abs=1e-4), about

    def _marks(self) -> dict[str, dict[str, str]]:
        self.run("marks")
        data = (self.course.grading / "marks" / "marks.csv").read_text(encoding="utf-8-sig")
        return {row["student"]: row for row in csv.DictReader(io.StringIO(data))}

    def _present(self, place: int) -> list[Pupil]:
        return [p for p in self.semester.pupils if self.semester.work(p, place) is not None]

    def _line(self, pupil: Pupil, place: int) -> Line:
        line = self.semester.line(self.sheet, pupil, place)
        assert line is not None
        return line

    def _is_late(self, pupil: Pupil) -> bool:
        """Whether the first attempt at the first lesson is late: then it is the later one."""
        return self._line(pupil, 0).penalty > 0

    def _late(self, lesson: str) -> list[str]:
        """Who is late, by the spreadsheet."""
        place = [each.name for each in self.semester.lessons].index(lesson)
        return [p.id for p in self._present(place) if self._line(p, place).penalty]
