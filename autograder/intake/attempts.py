"""Everything that a student handed in for a lesson, in order, and which of it counts.

The latest in time counts. Where times are not known, the later try as the system counts them; what
is collected later is later. Between two files of one download that nothing tells apart, nothing is
chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.intake.plan import HAND_IN, LEFT_OVER, PROBLEM, Row
from autograder.store.attempts import Attempt


@dataclass(frozen=True)
class Delivery:
    """What a student's new files for one lesson come to.

    Attributes:
        new: in order, the first first.
        again: files that are kept already.
        counts: the file that counts from now on; None where one that is kept already goes on to.
    """

    student: str
    lesson: str
    new: tuple[Row, ...]
    again: tuple[Row, ...]
    counts: Row | None


def deliveries(
    rows: Iterable[Row], kept: Mapping[tuple[str, str], Sequence[Attempt]]
) -> tuple[list[Delivery], list[Row]]:
    """The hand-ins by student and lesson; and all rows, with those that could not be put in order
    as problems. `kept` holds what there is already."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    others = []
    for row in rows:
        if row.kind == HAND_IN and row.person:
            groups[row.person.id, row.lesson].append(row)
        else:
            others.append(row)
    found = []
    for (student, lesson), mine in groups.items():
        distinct, refused = _in_order(mine)
        others += refused
        before = kept.get((student, lesson), ())
        known = {attempt.digest for attempt in before}
        new = tuple(row for row in distinct if row.digest not in known)
        again = tuple(row for row in distinct if row.digest in known)
        found.append(Delivery(student, lesson, new, again, _counts(new, before)))
    return found, others


def _in_order(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """A student's files of one download in order, without repetitions; and those refused."""
    refused = []
    distinct: dict[str, Row] = {}
    for row in sorted(rows, key=_order):
        if row.digest in distinct:
            refused.append(replace(row, kind=LEFT_OVER, why="the same file again"))
        else:
            distinct[row.digest] = row
    found = list(distinct.values())
    tied = [row for row in found if _order(row) == _order(found[-1])] if found else []
    if len(tied) > 1:
        names = ", ".join(row.name for row in tied)
        why = f"nothing says which is later of {names}; say which counts: --map FILE=STUDENT"
        refused += [replace(row, kind=PROBLEM, why=why) for row in tied]
        found = [row for row in found if row not in tied]
    return found, refused


def _order(row: Row) -> tuple[object, ...]:
    """What is later in one download: known times, tries, the system's numbers, the right name."""
    worked_on = row.held is not None and not row.held.untouched
    readable = row.held is not None
    return (
        row.by_hand,
        row.handed_in is not None,
        row.handed_in.isoformat() if row.handed_in else "",
        row.arrival.attempt,
        row.arrival.order,
        readable,
        worked_on,
        row.name == f"{row.lesson}.ipynb",
    )


def _counts(new: Sequence[Row], before: Sequence[Attempt]) -> Row | None:
    if not new:
        return None
    last = new[-1]
    known = [attempt.handed_in for attempt in before if attempt.handed_in]
    if not last.by_hand and last.handed_in and any(last.handed_in < time for time in known):
        return None
    return last
