"""`autograder return`"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.common.terminal import console, progress
from autograder.common.text import counted, listed, plain
from autograder.lesson.course import Course, find_course
from autograder.lesson.lesson import Lesson

if TYPE_CHECKING:
    from autograder.handback.archives import Files
    from autograder.handback.pages import Page, Pages

HELP = "give the feedback pages back: as Moodle or Canvas takes them, folders, e-mails"
_NEXT = {
    "moodle": "in Moodle: the assignment → View all submissions → Grading action → Upload multiple"
    " feedback files in a zip (the assignment needs the feedback type “Feedback files”)",
    "canvas": "in Canvas: Gradebook → the assignment's menu → Upload Submissions (it is there once"
    " Download Submissions was used)",
    "folders": "a folder for each student",
    "email": "a message for each student: open them in a mail program, or send them with one",
}
_FIRST = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("lesson", metavar="LESSON")
    parser.add_argument("--format", required=True, choices=tuple(_NEXT))
    parser.add_argument(
        "--out",
        type=Path,
        metavar="PATH",
        help="a zip or a new folder; default: below grading/returned/",
    )
    parser.add_argument(
        "--student", action="append", default=[], metavar="ID", help="only this one (repeatable)"
    )
    parser.add_argument(
        "--open", action="store_true", help="also where marks by hand are still to be given"
    )
    parser.add_argument(
        "--new", action="store_true", help="only pages that were not returned so before"
    )
    parser.add_argument(
        "--from", default="", dest="sender", metavar="ADDRESS", help="of the e-mails"
    )


def run(options: argparse.Namespace) -> int:
    from autograder.database.opening import writing
    from autograder.grading.terminal import print_moves
    from autograder.handback.pages import record, without
    from autograder.handback.placing import target

    course = find_course()
    lesson = course.lesson(options.lesson)
    form = options.format
    path = target(course, lesson.name, form, options.out)
    found = _pages(course, lesson, options)
    files, problems = _files(lesson, found.ready, form, options.sender)
    found = without(found, problems)
    print_moves(found.moves, console)
    if found.ready:
        inside = path.is_relative_to(course.root)
        place = str(path.relative_to(course.root) if inside else path)
        with writing(course, f"return {lesson.name}", lesson.name) as store:
            _write(path, form, files)
            record(store, lesson.name, form, place, found.ready)
        pages = counted(len(found.ready), "page")
        console.print(f"{pages} of {lesson.name}: {place}", markup=False, soft_wrap=True)
        console.print(f"  {_NEXT[form]}", markup=False, soft_wrap=True)
    else:
        console.print(f"no page of {lesson.name} to return; nothing is written", soft_wrap=True)
    _say_who_is_missing(found)
    return 1 if found.problems or not (found.ready or found.kept) else 0


def _pages(course: Course, lesson: Lesson, options: argparse.Namespace) -> Pages:
    from autograder.gradebook import gradebook
    from autograder.handback.pages import pages

    total = len(options.student or gradebook.scores(course, lesson.name))
    with progress(f"return {lesson.name}", total) as tick:
        return pages(
            course,
            lesson,
            options.format,
            students=options.student,
            also_open=options.open,
            only_new=options.new,
            progress=tick,
        )


def _files(lesson: Lesson, ready: Sequence[Page], form: str, sender: str) -> Files:
    from autograder.handback import archives, letters

    if form == "email":
        return letters.email_files(lesson, ready, sender)
    make = {
        "moodle": archives.moodle_files,
        "canvas": archives.canvas_files,
        "folders": archives.folder_files,
    }[form]
    return make(lesson.name, ready)


def _write(path: Path, form: str, files: dict[str, bytes]) -> None:
    from autograder.common.files import write_aside
    from autograder.common.packing import zip_bytes
    from autograder.handback.placing import ARCHIVES, write_folder

    if form in ARCHIVES:
        write_aside(path, zip_bytes(dict(sorted(files.items()))))
    else:
        write_folder(path, files)


def _say_who_is_missing(found: Pages) -> None:
    """What was given back before, and everybody who is left out, with the reason."""
    moved = [page.student for page in found.ready if page.moved]
    if moved:
        names = listed([*map(plain, moved)], _FIRST)
        console.print(f"returned before with another total: {names}", markup=False, soft_wrap=True)
    if found.kept:
        console.print(
            f"{found.kept} {'was' if found.kept == 1 else 'were'} returned before, unchanged"
        )
    if found.waits:
        console.print(f"left out for marks by hand (--open returns them too): {len(found.waits)}")
        for student, questions in list(found.waits.items())[:_FIRST]:
            line = f"  {plain(student)}: {', '.join(questions)}"
            console.print(line, markup=False, soft_wrap=True)
        if len(found.waits) > _FIRST:
            console.print(f"  and {len(found.waits) - _FIRST} more")
    for student, problem in sorted(found.problems.items()):
        console.print(f"  ✗ {plain(student)}: {plain(problem)}", markup=False, soft_wrap=True)
    if found.absent:
        have = "has" if found.absent == 1 else "have"
        console.print(f"{found.absent} on the roster {have} no marks in this lesson")
