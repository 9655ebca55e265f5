"""`autograder dates`"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from autograder.common.terminal import console
from autograder.common.text import plain
from autograder.lesson.course import Course, find_course

if TYPE_CHECKING:
    from autograder.gradebook.roll.schedule import LessonDates

HELP = "when a lesson is due, and what lateness costs"
_OURS = "TypedLatePolicy"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("lesson", nargs="?", metavar="LESSON", help="name or number; default: all")
    parser.add_argument("--due", default="", metavar="WHEN", help="such as 2026-10-11T23:59")
    parser.add_argument("--timezone", default="", metavar="ZONE", help="such as Europe/Berlin")
    parser.add_argument(
        "--late", default="", metavar="RULE", help='such as "10%% a day, at most 5 days"'
    )


def run(options: argparse.Namespace) -> int:
    from autograder.database.opening import reading
    from autograder.deadlines.moments import DateError
    from autograder.gradebook.roll.schedule import lesson_dates

    course = find_course()
    given = {"due": options.due, "timezone": options.timezone, "late": options.late}
    if any(given.values()) and not options.lesson:
        raise DateError("name the lesson: autograder dates LESSON --due 2026-10-11T23:59")
    wanted = [course.lesson(options.lesson)] if options.lesson else course.all_lessons()
    if any(given.values()):
        _set(course, wanted[0].name, given)
        _say_what_counts(course, bool(options.late))
        return 0
    with reading(course) as store, store.begin() as connection:
        for lesson in wanted:
            _show(lesson_dates(connection, lesson.name))
    return 0


def _set(course: Course, lesson: str, given: dict[str, str]) -> None:
    """Set what was given, and tell whose marks it moves."""
    from autograder.database.opening import writing
    from autograder.gradebook.notice import notice
    from autograder.gradebook.roll.schedule import set_dates
    from autograder.grading.terminal import print_moves

    with writing(course, f"dates {lesson}", lesson) as store:
        before = notice(course, lesson, store)
        with store.begin() as connection:
            found = set_dates(connection, lesson, **given)
        moves = notice(course, lesson, store)
    _show(found)
    print_moves([*before, *moves], console)


def _show(found: LessonDates) -> None:
    from autograder.deadlines.moments import shown

    utc = f" = {found.due:%Y-%m-%d %H:%M} UTC" if found.due else ""
    lines = [f"{found.lesson}: {found.shown}{utc}"]
    if found.late is not None:
        lines.append(f"  lateness: {found.late}")
    for entry in found.extensions:
        assert entry.until is not None
        why = f" ({entry.reason})" if entry.reason else ""
        lines.append(f"  {entry.student} has until {shown(entry.until, found.zone)}{why}")
    for line in lines:
        said = plain(line) if line == lines[0] else f"  {plain(line)}"
        console.print(said, markup=False, soft_wrap=True)


def _say_what_counts(course: Course, given: bool) -> None:
    """Where nbgrader_config.py names a plugin of its own, the rule that was typed is not asked."""
    from autograder.gradebook.gradebook import settings

    plugin = str(settings(course).AssignLatePenalties.plugin_class)
    if given and _OURS not in plugin:
        console.print(
            f"nbgrader_config.py names {plain(plugin)} for late penalties: that counts, not this"
            " rule; take the line out for the rule to count",
            markup=False,
            soft_wrap=True,
        )
