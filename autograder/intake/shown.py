"""A file of a download as a line of the table that is shown before anything is taken in."""

from __future__ import annotations

from autograder.deadlines.moments import local
from autograder.intake.attempts import Delivery
from autograder.intake.collecting import Collection
from autograder.intake.plan import Row

HEADINGS = ("file", "student", "lesson", "handed in", "why")


def cells(found: Collection, delivery: Delivery, row: Row) -> tuple[str, ...]:
    """A new file in the columns of `HEADINGS`."""
    if row.handed_in is None:
        late = ", late as the system says: costs nothing without a time" if row.late else ""
        when = f"time not known{late}"
    else:
        late = {True: "late", False: "in time", None: ""}[found.is_late(row)]
        when = f"{local(row.handed_in, found.zones[row.lesson]):%Y-%m-%d %H:%M} {late}"
    tries = row.arrival.attempt
    why = [row.why, f"time: {row.when_from}" if row.when_from else ""]
    why += [f"try {tries}" if tries > 1 else "", *row.arrival.remarks]
    if row is not delivery.counts:
        why.append("kept; a later one counts")
    return (
        row.member.path,
        str(row.person),
        row.lesson,
        when.strip(),
        "; ".join(filter(None, why)),
    )
