"""Notices what has moved since it was last looked at: totals, and what persons gave.

Each total is compared with the one that was seen last, and each difference is kept with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from autograder.common.text import listed
from autograder.database import backup
from autograder.database.opening import reading
from autograder.database.place import told
from autograder.gradebook.penalties import Penalties, penalties
from autograder.gradebook.states import State
from autograder.lesson.course import Course
from autograder.store import attempts, hands, moves
from autograder.store.hands import COMMENT, EXTRA, POINTS, Hand
from autograder.store.moves import Move, Total
from autograder.store.store import Store

ELSEWHERE = "not known"
_SAME = 1e-9


def notice(course: Course, lesson: str, store: Store | None = None) -> list[Move]:
    """Bring penalties up to date, keep what has moved since last time, and return it.

    The gradebook is copied before anything is written. Raises GradebookError.
    """
    if store is None:
        with reading(course) as opened:
            return notice(course, lesson, opened)
    rule = penalties(course)
    with told("the gradebook cannot be used"):
        with _tried(store) as connection:
            anything = _notice(connection, lesson, rule)
        if not anything:
            return []
        backup.back_up(course)
        with store.begin() as connection:
            return [move for move in _notice(connection, lesson, rule) if isinstance(move, Move)]


@contextmanager
def _tried(store: Store) -> Iterator[Connection]:
    """A transaction that is undone at its end."""
    with store.engine.connect() as connection:
        yield connection
        connection.rollback()


def _notice(connection: Connection, lesson: str, rule: Penalties) -> list[Move | Total | Hand]:
    """What was written: moves, totals seen for the first time or made otherwise, hand marks."""
    found = rule.apply(connection, lesson)
    written: list[Move | Total | Hand] = list(_keep_hands(connection, lesson, found))
    judged = attempts.latest(connection, lesson)
    before = moves.totals(connection, lesson)
    for student, state in found.items():
        total = Total(student, lesson, state.score, _made_of(state, judged.get(student)))
        known = before.get(student)
        if known is not None and known.score == total.score and known.about == total.about:
            continue
        moves.set_total(connection, total)
        written.append(total)
        if known is not None and abs(known.score - total.score) > _SAME:
            reason = why(known.about, total.about)
            move = Move(student, lesson, known.score, total.score, reason)
            moves.keep_move(connection, move)
            written.append(move)
    for student in before.keys() - found.keys():
        move = Move(student, lesson, before[student].score, None, "no longer in the gradebook")
        moves.keep_move(connection, move)
        moves.forget_total(connection, student, lesson)
        written.append(move)
    return written


def _made_of(state: State, judged: attempts.Latest | None) -> dict[str, Any]:
    """What a total is made of, as JSON keeps it."""
    return {
        "auto": state.auto,
        "hand": state.hand,
        "extra": state.extra,
        "penalty": state.penalty or 0.0,
        "due": _moment(state.due),
        "more": state.extension.total_seconds() if state.extension else 0.0,
        "handed_in": _moment(state.handed_in),
        "attempt": judged.number if judged else None,
        "lesson": judged.lesson_digest if judged else None,
    }


def why(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """The reason for a change of a total, from what it was made of before and after."""
    reasons = [*_why_judged(before, after), *_why_by_hand(before, after)]
    if before["due"] != after["due"]:
        reasons.append(f"due {before['due'] or 'never'} → {after['due'] or 'never'} UTC")
    if before["more"] != after["more"]:
        reasons.append(f"extension {_hours(before['more'])} → {_hours(after['more'])}")
    if before["handed_in"] != after["handed_in"]:
        then, now = before["handed_in"] or "unknown", after["handed_in"] or "unknown"
        reasons.append(f"handed in {then} → {now} UTC")
    if abs(before["penalty"] - after["penalty"]) > _SAME:
        cause = "" if reasons else "another rule for lateness: "
        reasons.append(f"{cause}points off {before['penalty']:g} → {after['penalty']:g}")
    return "; ".join(reasons) or "the gradebook was changed by another program"


def _why_judged(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    differ = _differ(before["auto"], after["auto"])
    if not differ:
        return
    if before["attempt"] != after["attempt"]:
        yield f"attempt {after['attempt']} counts instead of {before['attempt'] or 'one before'}"
    elif before["lesson"] != after["lesson"]:
        yield "the lesson was changed"
    else:
        yield "judged again"
    yield _points(differ)


def _why_by_hand(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    if differ := _differ(before["hand"], after["hand"]):
        yield f"by hand: {_points(differ)}"
    if differ := _differ(before["extra"], after["extra"]):
        yield f"extra credit: {_points(differ)}"


def _differ(
    before: Mapping[str, float], after: Mapping[str, float]
) -> dict[str, tuple[float | None, float | None]]:
    names = dict.fromkeys([*before, *after])
    found = {name: (before.get(name), after.get(name)) for name in names}
    return {name: pair for name, pair in found.items() if pair[0] != pair[1]}


def _points(differ: Mapping[str, tuple[float | None, float | None]]) -> str:
    shown = [f"{name} {_number(a)} → {_number(b)}" for name, (a, b) in differ.items()]
    return listed(shown, 5)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:g} h"


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(" ", "seconds")


def _keep_hands(connection: Connection, lesson: str, found: Mapping[str, State]) -> Iterable[Hand]:
    """Keep what persons gave that is not on record yet: it came in by a way that tells nobody."""
    last: dict[tuple[str, str, str], Any] = {}
    for entry in hands.hands(connection, lesson):
        last[entry.student, entry.cell, entry.what] = entry.after
    kinds = ((POINTS, "hand"), (EXTRA, "extra"), (COMMENT, "comments"))
    written = []
    for student, state in found.items():
        for what, name in kinds:
            current: dict[str, Any] = getattr(state, name)
            known = {c: v for (who, c, w), v in last.items() if (who, w) == (student, what)}
            for cell in dict.fromkeys([*current, *known]):
                before, after = known.get(cell), current.get(cell)
                if before != after and not (what == EXTRA and not before and not after):
                    entry = Hand(student, lesson, cell, what, before, after, who=ELSEWHERE)
                    hands.keep_hand(connection, entry)
                    written.append(entry)
    return written
