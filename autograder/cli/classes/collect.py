"""`autograder collect`"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table

from autograder.cli.shared import ask_first, assignments, confirmed, judging, trusted
from autograder.common.terminal import console
from autograder.common.text import counted, listed, plain
from autograder.lesson.course import find_course

if TYPE_CHECKING:
    from autograder.intake.collecting import Collection
    from autograder.intake.plan import Row

HELP = "take in what a learning system hands out: archives, folders, files"
_FIRST_LEFT = 5


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "archives",
        nargs="+",
        type=Path,
        metavar="ARCHIVE",
        help="archives, folders or notebooks, and tables that go with them",
    )
    parser.add_argument("--lesson", default="", metavar="LESSON", help="take only this lesson")
    parser.add_argument("--dry-run", action="store_true", help="show the table, write nothing")
    parser.add_argument(
        "--map", action="append", default=[], metavar="FILE=STUDENT", help="whose a file is"
    )
    rule = parser.add_mutually_exclusive_group()
    rule.add_argument(
        "--best",
        action="store_true",
        help="in these lessons the best attempt counts, not the latest; remembered",
    )
    rule.add_argument("--latest", action="store_true", help="again the latest")
    parser.add_argument("--timezone", default="", metavar="ZONE", help="of the system's times")
    ask_first(parser)
    trusted(parser)
    judging(parser)


def run(options: argparse.Namespace) -> int:
    from autograder.intake.collecting import collect

    course = find_course()
    lesson = course.lesson(options.lesson).name if options.lesson else ""
    by_hand = assignments(options.map, "FILE=STUDENT")
    with collect(
        course, options.archives, lesson=lesson, by_hand=by_hand, timezone=options.timezone
    ) as found:
        _show(found)
        failed = 1 if found.problems else 0
        new = sum(len(delivery.new) for delivery in found.deliveries)
        if options.dry_run:
            console.print(f"{counted(new, 'new file')}; nothing is written (--dry-run)")
            return failed
        if new and not confirmed(f"Take in {counted(new, 'new file')}?", yes=options.yes):
            return 1
        found.write()
        console.print(f"{counted(new, 'new file')} taken in")
    _let_one_count(options, found, [lesson] if lesson else [])
    return failed


def _let_one_count(options: argparse.Namespace, found: Collection, lessons: list[str]) -> None:
    """Let the best attempt count, or the latest, where that is asked for now or was before."""
    from autograder.cli.shared import let_best_count
    from autograder.intake import best

    course, asked = found.course, options.best or options.latest
    pairs = [(d.student, d.lesson) for d in found.deliveries if d.new or asked]
    if asked:
        best.remember(course, lessons or sorted({name for _, name in pairs}), best=options.best)
    if options.latest:
        best.let_latest_count(course, pairs)
    let_best_count(course, best.by_best(course, pairs), options)


def _show(found: Collection) -> None:
    from autograder.intake.shown import HEADINGS, cells

    for name, system in found.systems.items():
        console.print(f"{plain(name)}: {plain(system)}", markup=False, soft_wrap=True)
    table = Table(*HEADINGS)
    for column in table.columns:
        column.overflow = "fold"
    for delivery in found.deliveries:
        for row in delivery.new:
            table.add_row(*map(plain, cells(found, delivery, row)))
    if table.row_count:
        console.print(table)
    again = sum(len(delivery.again) for delivery in found.deliveries)
    if again:
        console.print(f"{counted(again, 'file')} {'is' if again == 1 else 'are'} there already")
    for row in found.problems:
        who = f"{row.person}: " if row.person else ""
        console.print(
            f"  ✗ {plain(row.member.path)}: {plain(who + row.why)}", markup=False, soft_wrap=True
        )
        if row.kind == "open":
            student = row.candidates[0].id if row.candidates else "STUDENT"
            console.print(
                f"      --map '{plain(row.member.path)}={student}'", markup=False, soft_wrap=True
            )
    _show_left_over([row for row in found.others if row.kind == "left over"])


def _show_left_over(rows: list[Row]) -> None:
    if not rows:
        return
    files = [f"{plain(row.member.path)} ({plain(row.why)})" for row in rows]
    shown = listed(files, _FIRST_LEFT, "; ")
    said = "1 file is" if len(rows) == 1 else f"{len(rows)} files are"
    console.print(f"{said} no hand-in: {shown}", markup=False, soft_wrap=True)
