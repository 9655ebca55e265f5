"""One student: every lesson and attempt, each verdict, and what was done by hand."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Connection
from starlette.responses import HTMLResponse, Response

from autograder.desk.access.visit import Refused, Visit
from autograder.desk.look import address
from autograder.desk.marking.giving import Mark, give
from autograder.desk.marking.reading import work_of
from autograder.desk.work.jobs import Job
from autograder.feedback.feedback import page_path, write_feedback
from autograder.gradebook import byhand, gradebook
from autograder.gradebook.roll.classbook import students
from autograder.grading.history import history
from autograder.handback.table import exercises
from autograder.lesson.lesson import Lesson
from autograder.store.desk import writing
from autograder.store.desk.marking import Question

# The page is looked at inside the desk, and may do nothing there.
_FEEDBACK_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox"


def page(visit: Visit) -> Response:
    """All lessons of a student, or one of them in full."""
    student = visit.need("id")
    with visit.desk.looking() as connection:
        known = students(connection).get(student)
    if known is None:
        raise Refused(f"{student} is not in the gradebook.", 404)
    lessons = visit.desk.lessons()
    events = {lesson.name: history(visit.desk.store, lesson.name, student) for lesson in lessons}
    named = visit.query.get("lesson")
    here = [lesson for lesson in lessons if events[lesson.name]]
    lesson = visit.desk.lesson(named) if named else next(iter(here), None)
    cells: dict[str, byhand.Answer] = {}
    about: dict[str, Any] = {"student": known, "lessons": here, "lesson": lesson}
    if lesson is None:
        return visit.page("student.html.j2", **about, work=None, cells={}, events=[], drafts={})
    marks = gradebook.marks(visit.desk.course, lesson.name, student).get(student)
    work = work_of(visit.desk, lesson, student, marks) if marks is not None else None
    if work is not None:
        cells = _graded(visit, lesson, student)
    with visit.desk.looking() as connection:
        places = {cell: _draft_place(lesson, cell, student) for cell in cells}
        drafts = {
            cell: writing.draft_of(connection, visit.who, place) for cell, place in places.items()
        }
    return visit.page(
        "student.html.j2",
        **about,
        work=work,
        cells=cells,
        events=events[lesson.name],
        drafts=drafts,
        places=places,
        act=lambda: secrets.token_hex(16),
        of_exercise=exercises(lesson),
        job=_begun(visit),
    )


def _begun(visit: Visit) -> Job | None:
    """The command that a button of this page has begun, if it is still the newest."""
    newest = visit.jobs.newest
    return newest if newest and str(newest.number) == visit.query.get("job") else None


def _graded(visit: Visit, lesson: Lesson, student: str) -> dict[str, byhand.Answer]:
    """The graded cells, as the gradebook has them."""
    names = [cell for cells in exercises(lesson).values() for cell in cells]
    found = {}
    with visit.desk.looking() as connection:
        for name in names:
            for answer in byhand.answers(connection, lesson.name, name, student):
                found[name] = answer
    return found


def override(visit: Visit) -> Response:
    """Give points in place of the judge's, with a reason; no points gives back the judge's."""
    student, lesson = visit.need("id"), visit.desk.lesson(visit.need("lesson"))
    cell, why = visit.need("cell"), visit.need("why")
    worth = {name: float(test.options["points"]) for name, test in lesson.tests.items()}
    worth |= {w.grade_id: float(w.options["points"]) for w in lesson.written}
    if cell not in worth:
        raise Refused(f"{lesson.name} has no graded cell {cell}.", 404)
    points = visit.number("points") if visit.form.get("points", "").strip() else None
    if points is not None and not 0 <= points <= worth[cell]:
        raise Refused(f"points: expected 0 to {worth[cell]:g}, found {points:g}")
    mark, rule = Mark(visit.need("act")[:32], points, why=why), visit.desk.rule()
    question = Question(lesson.name, cell)
    seen = (student, visit.form.get("seen", ""))

    def deed(connection: Connection) -> None:
        give(connection, question, mark, [seen], rule, visit.who)
        place = _draft_place(lesson, cell, student)
        writing.keep_draft(connection, visit.who, place, None)

    visit.desk.change(deed)
    return _again(visit, student, lesson)


def extend(visit: Visit) -> Response:
    """More time: what `autograder extend` does."""
    student, lesson = _known(visit), visit.desk.lesson(visit.need("lesson"))
    until, reason = visit.need("until"), visit.form.get("reason", "")
    words = ["extend", f"--until={until}", f"--reason={reason}", "--", student, lesson.name]
    return _again(visit, student, lesson, visit.jobs.start(words, visit.who))


def judge_again(visit: Visit) -> Response:
    """The judgement once more, exactly as it was: what `autograder judge --as-graded` does."""
    student, lesson = _known(visit), visit.desk.lesson(visit.need("lesson"))
    if student.startswith("-"):
        raise Refused(f"Run it in a terminal: {student} looks like an option.")
    trusted = ["--trusted"] if visit.desk.trusted else []
    words = ["judge", *trusted, "--as-graded", student, lesson.name]
    return _again(visit, student, lesson, visit.jobs.start(words, visit.who))


def renew_feedback(visit: Visit) -> Response:
    """Bring the student's feedback page up to date, and show it."""
    student, lesson = _known(visit), visit.desk.lesson(visit.need("lesson"))
    problems = write_feedback(visit.desk.course, lesson, [student]).problems
    if problems:
        raise Refused(problems[student])
    return visit.go(address("/feedback", id=student, lesson=lesson.name))


def feedback(visit: Visit) -> Response:
    """The page as the student sees it, as it was made last."""
    student, lesson = _known(visit), visit.desk.lesson(visit.need("lesson"))
    path = page_path(visit.desk.course, lesson.name, student)
    if not path.is_file():
        raise Refused("There is no feedback page yet: the student's page has a button for it.", 404)
    shown = path.read_text(encoding="utf-8")
    return HTMLResponse(shown, headers={"content-security-policy": _FEEDBACK_POLICY})


def _draft_place(lesson: Lesson, cell: str, student: str) -> str:
    return writing.place("override", lesson.name, cell, student)


def _known(visit: Visit) -> str:
    """A student who is in the gradebook: no other name becomes part of a path or a command."""
    student = visit.need("id")
    with visit.desk.looking() as connection:
        if student not in students(connection):
            raise Refused(f"{student} is not in the gradebook.", 404)
    return student


def _again(visit: Visit, student: str, lesson: Lesson, job: Job | None = None) -> Response:
    begun = {} if job is None else {"job": str(job.number)}
    return visit.go(address("/student", id=student, lesson=lesson.name, **begun))
