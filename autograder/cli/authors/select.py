"""`autograder select`"""

from __future__ import annotations

import argparse

from rich.table import Table

from autograder.common.terminal import console
from autograder.lesson.choice.dropping import Chosen, choose
from autograder.lesson.choice.selection import (
    FILE,
    Selection,
    points_of,
    read_selection,
    write_selection,
)
from autograder.lesson.course import Course, find_course
from autograder.lesson.lesson import Lesson, LessonError
from autograder.lesson.read import read_lesson

HELP = "a choice of one's own from a lesson: leave exercises out, change points"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("lesson", metavar="LESSON", help="alone: show what is chosen")
    parser.add_argument(
        "--without", nargs="+", action="extend", default=[], metavar="EX", help="leave these out"
    )
    parser.add_argument(
        "--with",
        nargs="+",
        action="extend",
        default=[],
        dest="again",
        metavar="EX",
        help="take these in again",
    )
    parser.add_argument(
        "--points",
        nargs="+",
        action="extend",
        default=[],
        metavar="EX=N",
        help="what these are worth",
    )
    parser.add_argument(
        "--all", action="store_true", help="the whole lesson, as its author wrote it"
    )


def run(options: argparse.Namespace) -> int:
    course = find_course()
    whole = read_lesson(course.source(options.lesson))
    asked = [*options.without, *options.again, *options.points]
    if not asked and not options.all:
        now = read_selection(course.root, whole.name)
        _show(whole, now, choose(whole, now))
        return 0
    if asked and options.all:
        raise LessonError("--all takes everything back; give it alone")
    before = read_selection(course.root, whole.name)
    if options.all:
        before = Selection(count_further=before.count_further)
    _refuse_unknown(whole, before, options.again)
    chosen = before.changed(options.without, options.again, _points(options.points))
    made = choose(whole, chosen)
    _keep(course, whole, chosen, made.lesson)
    _show(whole, chosen, made)
    console.print(
        f"kept in {FILE}; next: autograder build {whole.name}, then autograder prove {whole.name}",
        soft_wrap=True,
    )
    return 0


def _refuse_unknown(whole: Lesson, before: Selection, again: list[str]) -> None:
    for name in again:
        if name not in before.without:
            left = ", ".join(before.without) or "nothing"
            raise LessonError(f"--with {name}: left out of {whole.name} is {left}")


def _points(pairs: list[str]) -> dict[str, float]:
    found = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        try:
            number = float(value)
        except ValueError:
            equals = ""
            number = 0.0
        if not (name and equals):
            raise LessonError(f"--points {pair!r} cannot be read; write it as --points EX=4")
        found[name] = points_of(f"--points {name}", number)
    return found


def _keep(course: Course, whole: Lesson, chosen: Selection, lesson: Lesson) -> None:
    """Write it down, once the lesson that is chosen runs and its release leaks nothing."""
    from autograder.common.files import write_aside
    from autograder.lesson.build import refuse_leaks
    from autograder.lesson.instructor import Instructor

    text = write_selection(course.root, whole.name, chosen)
    Instructor(lesson)
    refuse_leaks([lesson])
    path = course.root / FILE
    if text:
        write_aside(path, text)
    else:
        path.unlink(missing_ok=True)


def _show(whole: Lesson, chosen: Selection, made: Chosen) -> None:
    now = {e.name: e.points for e in made.lesson.exercises}
    now |= {cell.key: float(cell.options["points"]) for cell in made.lesson.written}
    further = {e.name for e in whole.exercises if e.further}
    table = Table("exercise", "points", "")
    for name, points in [
        *((e.name, e.worth) for e in whole.exercises),
        *((cell.key, float(cell.options["points"])) for cell in whole.written),
    ]:
        worth = f"{now[name]:g}" if name in now else "–"
        said = "left out" if name in chosen.without else ""
        said = f"was {points:g}" if name in dict(chosen.points) else said
        if name in further and not said:
            said = "further" if now.get(name) else f"further: {points:g} if it counts"
        table.add_row(name, worth, said)
    console.print(table)
    total = f"{made.lesson.max_score:g} points"
    was = f" (the whole lesson: {whole.max_score:g})" if chosen else ""
    console.print(f"{whole.name}: {total}{was}")
    for heading, lines in (
        ("left out with them:", made.dropped),
        ("read these again, they stand beside what is left out:", made.look_at),
    ):
        if lines:
            console.print(heading)
        for line in lines:
            console.print(f"  {line}", markup=False, soft_wrap=True)
