"""Marks given, and taken back: each act is one transaction, done once however often it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from autograder.database.place import GradebookError
from autograder.gradebook import byhand
from autograder.gradebook.byhand import Answer
from autograder.gradebook.penalties import Penalties
from autograder.store.desk import marking, writing
from autograder.store.desk.marking import Act, Opinion, Question


@dataclass(frozen=True)
class Mark:
    """What a marker gives.

    Attributes:
        act: the id of this act, made when the page was: sent twice, it is done once.
        chosen: the ids of the rubric items that hold.
        why: kept in the history.
    """

    act: str
    points: float | None
    comment: str | None = None
    chosen: tuple[int, ...] = ()
    why: str = ""


class Moved(GradebookError):
    """The answer is not what the marker saw; the text says so."""


def give(
    connection: Connection,
    question: Question,
    mark: Mark,
    students: Sequence[tuple[str, str]],
    rule: Penalties,
    who: str,
) -> bool:
    """Give each (student, digest of the answer that was seen) the mark.

    Returns False where the act is done already. Raises Moved.
    """
    states = [_as_seen(connection, question, student, seen) for student, seen in students]
    thought = {o.student: o for o in marking.opinions(connection, question) if o.marker == who}
    before = [_state(question, answer, thought.get(answer.student)) for answer in states]
    given = {"points": mark.points} | ({} if mark.comment is None else {"comment": mark.comment})
    after = [{**state, **given} for state in before]
    many = f"{len(students)} answers" if len(students) > 1 else "1 answer"
    points = "–" if mark.points is None else f"{mark.points:g}"
    what = f"{question.cell}: {points} points for {many}"
    if not marking.begin_act(connection, Act(mark.act, what, who, before, after)):
        return False
    for answer in states:
        _write(connection, question, answer, mark.points, mark.comment, rule, who, mark.why)
        if mark.points is not None:
            opinion = Opinion(
                answer.student, who, mark.points, mark.comment or "", mark.chosen, mark.act
            )
            marking.keep_opinion(connection, question, opinion)
        marking.set_flag(connection, question, None, answer.student)
    _done(connection, question, [answer.key for answer in states], who)
    return True


def give_second(
    connection: Connection, question: Question, mark: Mark, answer: Answer, who: str
) -> bool:
    """Keep what a second marker thinks; the mark in the gradebook stays. False: it is done."""
    assert mark.points is not None
    what = f"{question.cell}: second opinion, {mark.points:g} points"
    if not marking.begin_act(connection, Act(mark.act, what, who)):
        return False
    about = (mark.points, mark.comment or "", mark.chosen, mark.act)
    marking.keep_opinion(connection, question, Opinion(answer.student, who, *about))
    _done(connection, question, [answer.key], who)
    return True


def say_to_all(
    connection: Connection,
    question: Question,
    act: str,
    text: str,
    students: Sequence[str],
    who: str,
) -> bool:
    """Add a comment to what each student was told about an exercise. False: it is done already."""
    known = byhand.comments(connection, question.lesson, question.cell)
    place = vars(question)
    told = [(each, known[each]) for each in students if each in known]
    before = [{**place, "student": each, "comment": said} for each, said in told]
    after = [{**state, "comment": _added(state["comment"], text)} for state in before]
    what = f"{question.cell}: a comment to {len(told)} students"
    if not marking.begin_act(connection, Act(act, what, who, before, after)):
        return False
    for state in after:
        byhand.say(
            connection, question.lesson, state["student"], question.cell, state["comment"], who=who
        )
    return True


def undo(connection: Connection, rule: Penalties, who: str) -> Act | None:
    """Take back what a marker did last, whole; None where there is nothing.

    Raises Moved where somebody has changed it since.
    """
    last = next(iter(marking.recent_acts(connection, who, 1)), None)
    if last is None:
        return None
    for before, after in zip(last.before, last.after, strict=True):
        question = Question(before["lesson"], before["cell"])
        student = before["student"]
        if "points" not in before:
            said = byhand.comments(connection, *vars(question).values()).get(student)
            _require(said == after["comment"])
            place = (question.lesson, student, question.cell, before["comment"])
            byhand.say(connection, *place, who=who)
            continue
        (answer,) = byhand.answers(connection, question.lesson, question.cell, student)
        _require((answer.points, answer.comment) == (after["points"], after["comment"]))
        comment = before["comment"] if answer.comment != before["comment"] else None
        _write(connection, question, answer, before["points"], comment, rule, who, "undone")
    marking.undo_act(connection, last.id)
    for before in last.before:
        if opinion := before.get("opinion"):
            question = Question(before["lesson"], before["cell"])
            marking.keep_opinion(connection, question, Opinion(**opinion))
    return last


def _added(said: str, text: str) -> str:
    if text in said:
        return said
    return f"{said}\n\n{text}".strip()


def _require(same: bool) -> None:
    if not same:
        raise Moved("somebody has changed it since: look at the history, and change it by hand")


def _as_seen(connection: Connection, question: Question, student: str, seen: str) -> Answer:
    found = byhand.answers(connection, question.lesson, question.cell, student)
    if not found or found[0].digest != seen:
        raise Moved("another answer was graded meanwhile: it is shown now; nothing was given")
    return found[0]


def _state(question: Question, answer: Answer, opinion: Opinion | None) -> dict[str, Any]:
    about = {"points": answer.points, "comment": answer.comment}
    thought = None if opinion is None else {**vars(opinion), "chosen": list(opinion.chosen)}
    return {**vars(question), "student": answer.student, **about, "opinion": thought}


def _write(
    connection: Connection,
    question: Question,
    answer: Answer,
    points: float | None,
    comment: str | None,
    rule: Penalties,
    who: str,
    why: str,
) -> None:
    place = (question.lesson, answer, question.cell)
    byhand.give(connection, *place, points, rule, who=who, why=why)
    if comment is not None:
        byhand.say(connection, question.lesson, answer.student, question.cell, comment, who=who)


def _done(connection: Connection, question: Question, keys: Sequence[str], who: str) -> None:
    """The marker's hands are free, and what they had begun to write is a mark now."""
    marking.take_back(connection, question, who)
    for key in keys:
        writing.keep_draft(connection, who, draft_place(question, key), None)


def draft_place(question: Question, key: str) -> str:
    """Where a marker's draft of a mark for an answer is kept."""
    return writing.place("mark", question.lesson, question.cell, key)
