"""What a run of `autograder grade` did, as an instructor reads it in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from autograder.common.text import counted, plain
from autograder.grading.changes import table
from autograder.grading.grade import Order, Outcome
from autograder.store.moves import Move

_FIRST_CHANGES = 30


def print_outcome(outcome: Outcome, console: Console) -> None:
    """What a run of `grade` did, in a few lines."""
    if outcome.unsaved:
        console.print(outcome.unsaved, markup=False, soft_wrap=True)
    parts = [
        f"{len(outcome.graded)} graded",
        f"{len(outcome.kept)} {'was' if len(outcome.kept) == 1 else 'were'} graded already",
    ]
    console.print(", ".join(parts))
    for student, problem in sorted(outcome.problems.items()):
        console.print(f"  ✗ {plain(student)}: {plain(problem)}", markup=False, soft_wrap=True)


def print_changes(order: Order, outcome: Outcome, console: Console) -> None:
    """Which marks moved although the notebooks are the same; the first of them by name."""
    if not outcome.again:
        return
    found = sorted(outcome.changes, key=lambda change: change.student)
    students = len({change.student for change in found})
    of_them = f"{counted(len(found), 'mark')} changed, of {counted(students, 'student')}:"
    said = of_them if found else "no mark changed"
    console.print(f"{outcome.again} graded again: {said}")
    for change in found[:_FIRST_CHANGES]:
        console.print(f"  {plain(str(change))}", markup=False, soft_wrap=True)
    if found:
        more = len(found) - _FIRST_CHANGES
        place = table(order.course, order.lesson.name).relative_to(order.course.root)
        rest = f"and {more} more; " if more > 0 else ""
        console.print(f"  {rest}all changes so far: {place}", markup=False, soft_wrap=True)


def print_moves(moves: Sequence[Move], console: Console) -> None:
    """Which totals changed since anybody looked last, and why; the first of them by name."""
    if not moves:
        return
    console.print(f"{counted(len(moves), 'total')} changed:")
    for move in moves[:_FIRST_CHANGES]:
        console.print(f"  {plain(moved(move))}", markup=False, soft_wrap=True)
    more = len(moves) - _FIRST_CHANGES
    rest = f"and {more} more; " if more > 0 else ""
    console.print(f"  {rest}all of one student's: autograder history STUDENT")


def moved(move: Move) -> str:
    """One change of a total in a line."""
    before, after = ("–" if v is None else f"{v:.10g}" for v in (move.before, move.after))
    return f"{move.student}, {move.lesson}: {before} → {after} ({move.reason})"
