"""`autograder marks`"""

from __future__ import annotations

import argparse

from autograder.cli.shared import lessons
from autograder.common.terminal import console
from autograder.common.text import counted
from autograder.lesson.course import find_course

HELP = "everybody's marks, as a table or in the form an LMS imports"
FILES = {
    "csv": "marks.csv",
    "xlsx": "marks.xlsx",
    "canvas": "canvas.csv",
    "moodle": "moodle.csv",
    "blackboard": "blackboard.txt",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=tuple(FILES), default="csv")
    parser.add_argument(
        "--lesson",
        action="append",
        default=[],
        metavar="LESSON",
        help="only this one (repeatable); default: all that anybody has handed in",
    )


def run(options: argparse.Namespace) -> int:
    from autograder.common.files import write_aside
    from autograder.grading.terminal import print_moves
    from autograder.handback import forms, sheet
    from autograder.handback.rules import read_rules
    from autograder.handback.table import lessons_with_marks, mark_table

    course = find_course()
    rules = read_rules(course.root, [path.stem for path in course.sources()])
    wanted = lessons(course, options.lesson) if options.lesson else lessons_with_marks(course)
    table = mark_table(course, wanted, rules)
    write = {
        "csv": sheet.as_csv,
        "xlsx": sheet.as_xlsx,
        "canvas": forms.canvas,
        "moodle": forms.moodle,
        "blackboard": forms.blackboard,
    }[options.format]
    path = course.grading / "marks" / FILES[options.format]
    write_aside(path, write(table))
    print_moves(table.moves, console)
    names = ", ".join(lesson.name for lesson in wanted) or "no lesson that anybody handed in"
    console.print(f"{counted(len(table.rows), 'student')}, {names}", markup=False, soft_wrap=True)
    if table.waiting:
        waits = "waits" if table.waiting == 1 else "wait"
        console.print(f"{table.waiting} of these results {waits} for marks by hand")
    console.print(f"wrote {path.relative_to(course.root)}", markup=False, soft_wrap=True)
    return 0
