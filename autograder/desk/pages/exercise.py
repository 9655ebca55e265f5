"""A lesson's exercises, and one of them: how the class did, wrong answers by what they do."""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import date
from typing import Any

from starlette.responses import Response

from autograder.database.place import GradebookError
from autograder.desk.access.visit import Refused, Visit
from autograder.desk.desk import Desk
from autograder.desk.marking.giving import say_to_all
from autograder.desk.marking.reading import work_of
from autograder.desk.pages.overview import records_of
from autograder.feedback.view import CellView
from autograder.gradebook.marks import Marks
from autograder.judge.verdict import Verdict
from autograder.lesson.lesson import Cell, Lesson
from autograder.report.behaviour import WrongAnswer, wrong_answers
from autograder.report.page import bins
from autograder.report.report import ClassReport, class_report
from autograder.store.attempts import attempts
from autograder.store.desk import writing
from autograder.store.desk.marking import Question


def lesson_page(visit: Visit) -> Response:
    """A lesson: its exercises, the class's marks, when they were handed in, everybody."""
    lesson = visit.desk.lesson(visit.path["lesson"])
    report = _report(visit.desk, lesson)
    return visit.page(
        "lesson.html.j2",
        lesson=lesson,
        report=report,
        bins=bins(report),
        items=[row for row in report.exercises if row.discrimination is not None],
        days=_days(visit, lesson),
    )


def page(visit: Visit) -> Response:
    """An exercise: verdicts, and a group for each thing that wrong answers do."""
    lesson = visit.desk.lesson(visit.path["lesson"])
    exercise = next((e for e in lesson.exercises if e.name == visit.path["exercise"]), None)
    if exercise is None:
        raise Refused(f"{lesson.name} has no exercise {visit.path['exercise']}.", 404)
    records = records_of(visit.desk, lesson.name)
    groups = [g for g in wrong_answers(lesson, records) if g.exercise == exercise.name]
    verdicts = Counter(
        Verdict(each["verdict"])
        for record in records
        for each in record.judgement.get("exercises", [])
        if each["name"] == exercise.name
    )
    shown = [(number, group, _example(visit, lesson, group)) for number, group in enumerate(groups)]
    with visit.desk.looking() as connection:
        places = [_place(lesson, group) for group in groups]
        drafts = [writing.draft_of(connection, visit.who, place) for place in places]
    return visit.page(
        "exercise.html.j2",
        lesson=lesson,
        exercise=exercise,
        verdicts=verdicts,
        total=sum(verdicts.values()),
        groups=shown,
        drafts=drafts,
        places=places,
        act=lambda: secrets.token_hex(16),
        where=_where(visit.desk, lesson, exercise.cell),
    )


def comment(visit: Visit) -> Response:
    """One comment to everybody in a group."""
    lesson, name = visit.desk.lesson(visit.path["lesson"]), visit.path["exercise"]
    text = visit.need("comment")
    students = visit.lists.get("student", [])
    if not students:
        raise Refused("Nobody is in this group.")
    question, act = Question(lesson.name, name), visit.need("act")[:32]
    place = visit.form.get("place", "")[:255]

    def deed(connection: Any) -> None:
        say_to_all(connection, question, act, text, students, visit.who)
        writing.keep_draft(connection, visit.who, place, None)

    visit.desk.change(deed)
    return visit.go(f"/exercise/{lesson.name}/{name}")


def _place(lesson: Lesson, group: WrongAnswer) -> str:
    """Where a draft of a comment to a group is kept: by what its answers do, whoever gave them."""
    return writing.place("group", lesson.name, group.exercise, group.sentence, group.call)


def _example(visit: Visit, lesson: Lesson, group: WrongAnswer) -> list[CellView]:
    """The answer of one of them."""
    for student in group.students:
        try:
            work = work_of(visit.desk, lesson, student, Marks())
        except GradebookError:
            continue
        for section in work.sections:
            if section.name == group.exercise:
                return [view for view in section.answers if not view.markdown]
    return []


def _report(desk: Desk, lesson: Lesson) -> ClassReport:
    return desk.kept(
        ("report", lesson.name), desk.stamp(), lambda: class_report(desk.course, lesson)
    )


def _days(visit: Visit, lesson: Lesson) -> list[tuple[date, int]]:
    """How many attempts came in on each day, from the first to the last."""
    with visit.desk.looking() as connection:
        moments = [each.handed_in for each in attempts(connection, lesson.name)]
    counts = Counter(moment.date() for moment in moments if moment is not None)
    if not counts:
        return []
    first, last = min(counts), max(counts)
    every = [date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)]
    return [(day, counts[day]) for day in every][-60:]


def _where(desk: Desk, lesson: Lesson, cell: Cell) -> str:
    """The file and line of an exercise in the lesson's source."""
    place = lesson.folder.parent / cell.file
    inside = place.is_relative_to(desk.course.root)
    return f"{place.relative_to(desk.course.root) if inside else place}:{cell.line}"
