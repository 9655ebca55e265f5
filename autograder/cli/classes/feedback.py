"""`autograder feedback`"""

from __future__ import annotations

import argparse

from autograder.common.terminal import console, progress
from autograder.lesson.course import Course, find_course
from autograder.lesson.lesson import Lesson

HELP = "write a page for each student"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("lesson", metavar="LESSON")
    parser.add_argument("--student", action="append", metavar="ID")
    parser.add_argument("--force", action="store_true", help="write pages that are up to date too")


def run(options: argparse.Namespace) -> int:
    course = find_course()
    lesson = course.lesson(options.lesson)
    return write(course, lesson, options.student, force=options.force)


def write(
    course: Course, lesson: Lesson, students: list[str] | None = None, *, force: bool = False
) -> int:
    """Write the pages of `students`, or of all, with a progress bar; returns the exit code."""
    from autograder.common.text import counted, plain
    from autograder.feedback.feedback import write_feedback
    from autograder.gradebook import gradebook
    from autograder.gradebook.notice import notice
    from autograder.grading.terminal import print_moves

    print_moves(notice(course, lesson.name), console)
    todo = students or sorted(gradebook.scores(course, lesson.name))
    with progress(f"feedback {lesson.name}", len(todo)) as tick:
        outcome = write_feedback(course, lesson, todo, force=force, progress=tick)
    kept = f", {len(outcome.kept)} up to date" if outcome.kept else ""
    place = f"grading/feedback/<student>/{lesson.name}/"
    console.print(f"{counted(len(outcome.written), 'page')} written{kept}: {place}", soft_wrap=True)
    for student, problem in sorted(outcome.problems.items()):
        console.print(f"  ✗ {plain(student)}: {plain(problem)}", markup=False, soft_wrap=True)
    return 1 if outcome.problems else 0
