"""The course: everybody in every lesson, search, and the files that commands have written."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from starlette.responses import FileResponse, Response

from autograder.desk.access.visit import Refused, Visit
from autograder.desk.look import address
from autograder.handback.rules import read_rules
from autograder.handback.table import MarkTable, mark_table, people
from autograder.report.course import course_report

FORMATS = ("csv", "xlsx", "canvas", "moodle", "blackboard")
FORMS = ("moodle", "canvas", "folders", "email")
_FOLDERS = ("marks", "returned", "report")
_ENDINGS = (".csv", ".xlsx", ".txt", ".zip", ".html")
_MOST_FOUND = 50


def page(visit: Visit) -> Response:
    """The grade book."""
    table = _table(visit)
    return visit.page(
        "course.html.j2",
        report=course_report(table),
        formats=FORMATS,
        files=_files(visit),
        job=visit.jobs.newest,
    )


def search(visit: Visit) -> Response:
    """Students by id, name, e-mail or login; exercises and questions by name or lesson."""
    asked = visit.query.get("q", "").strip()
    words = asked.casefold().split()
    found = []
    for person in people(visit.desk.course) if words else []:
        about = " ".join((person.student, person.name, person.email, person.login, person.section))
        if all(word in about.casefold() for word in words):
            shown = f"{person.student} {person.name}".strip()
            found.append((shown, address("/student", id=person.student)))
    for lesson in visit.desk.lessons() if words else []:
        places = {each.name: f"/exercise/{lesson.name}/{each.name}" for each in lesson.exercises}
        places |= {w.grade_id: f"/mark/{lesson.name}/{w.grade_id}" for w in lesson.written}
        for name, place in places.items():
            if all(word in f"{lesson.title} {name}".casefold() for word in words):
                found.append((f"{name} ({lesson.title})", place))
    shown_of_them = found[:_MOST_FOUND]
    return visit.page("search.html.j2", asked=asked, found=shown_of_them, total=len(found))


def file(visit: Visit) -> Response:
    """A file that a command wrote, to be kept."""
    name = visit.need("name")
    for path in _files(visit):
        if str(path.relative_to(visit.desk.course.grading)) == name:
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return FileResponse(path, media_type=kind, filename=path.name)
    raise Refused(f"There is no file {name}.", 404)


def _files(visit: Visit) -> list[Path]:
    """Exports and archives below grading/, the newest first; then single students' pages."""
    grading = visit.desk.course.grading
    found = [
        path
        for folder in _FOLDERS
        for path in (grading / folder).rglob("*")
        if path.suffix in _ENDINGS and path.is_file() and not path.is_symlink()
    ]
    pages = grading / "returned"

    def place(path: Path) -> tuple[bool, float]:
        return path.suffix == ".html" and path.is_relative_to(pages), -path.stat().st_mtime

    return sorted(found, key=place)[:_MOST_FOUND]


def _table(visit: Visit) -> MarkTable:
    desk = visit.desk

    def made() -> MarkTable:
        rules = read_rules(desk.course.root, [path.stem for path in desk.course.sources()])
        lessons = [
            each for each in desk.lessons() if (desk.course.grading / "source" / each.name).is_dir()
        ]
        return mark_table(desk.course, lessons, rules, noticing=False)

    toml = desk.course.root / "course.toml"
    seen = (desk.stamp(), toml.stat().st_mtime_ns if toml.is_file() else 0)
    return desk.kept("table", seen, made)
