"""One question across the class: the answers one by one, marked as fast as they are read."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any

from sqlalchemy import Connection
from starlette.background import BackgroundTask
from starlette.responses import Response

from autograder.database.place import GradebookError
from autograder.desk.access.visit import Refused, Visit
from autograder.desk.desk import Desk
from autograder.desk.marking.alike import Likeness
from autograder.desk.marking.dealing import Dealer, Dealt, Hand, agreement
from autograder.desk.marking.giving import Mark, Moved, draft_place, give, give_second
from autograder.desk.marking.reading import Asked, answer_of, asked
from autograder.feedback.view import CellView
from autograder.gradebook import byhand
from autograder.gradebook.byhand import Answer
from autograder.store.desk import marking, writing
from autograder.store.desk.marking import Flag

MOST_COMMENTS = 12
LONGEST_COMMENT = 10_000


@dataclass(frozen=True)
class Standing:
    """How far a question is: answers there are, that wait, that are flagged; marked by oneself."""

    total: int
    waits: int
    flagged: int
    mine: int


def page(visit: Visit) -> Response:
    """The page around the answers; the first answer comes by a change, as it is dealt."""
    question = _asked(visit)
    with visit.desk.looking() as connection:
        items = writing.rubric(connection, question.question)
        percent = marking.sample_of(connection, question.question)
        opinions = marking.opinions(connection, question.question)
        flags = marking.flags(connection, question.question)
        every = byhand.answers(connection, question.question.lesson, question.question.cell)
    keys = {answer.student: answer.key for answer in every}
    _dealer(visit.desk, question).likeness.read_aside(every)
    return visit.page(
        "mark.html.j2",
        asked=question,
        items=items,
        percent=percent,
        agreement=agreement(opinions),
        flags=[(keys[who], flag) for who, flag in flags.items() if who in keys],
        keys=keys,
        names=_names(visit),
    )


def next_answer(visit: Visit) -> Response:
    """Deal the next answers and show them."""
    question = _asked(visit)
    dealt = visit.desk.change(lambda c: _dealer(visit.desk, question).next(c, visit.who))
    return _card(visit, question, dealt)


def given(visit: Visit) -> Response:
    """Give the mark that was typed, and show the next answers."""
    question = _asked(visit)
    key = visit.need("key")
    mark = _mark(visit, question)
    second = visit.form.get("second") == "yes"
    also = dict(pair.partition(":")[::2] for pair in visit.lists.get("also", []))
    seen = {key: visit.form.get("seen", ""), **also}
    rule = visit.desk.rule()

    def deed(connection: Connection) -> Dealt:
        place = question.question
        mine = _mine(connection, visit, question, list(seen))
        if second:
            give_second(connection, place, mark, mine[0], visit.who)
        else:
            students = [(answer.student, seen[answer.key]) for answer in mine]
            give(connection, place, mark, students, rule, visit.who)
        return _dealer(visit.desk, question).next(connection, visit.who)

    try:
        return _card(visit, question, visit.desk.change(deed))
    except Moved as error:
        dealt = visit.desk.change(lambda c: _dealer(visit.desk, question).next(c, visit.who))
        return _card(visit, question, dealt, remark=str(error))


def skipped(visit: Visit) -> Response:
    """Put the answer aside and show the next."""
    question = _asked(visit)
    dealer = _dealer(visit.desk, question)

    def deed(connection: Connection) -> Dealt:
        dealer.skip(connection, visit.who)
        return dealer.next(connection, visit.who)

    return _card(visit, question, visit.desk.change(deed))


def back(visit: Visit) -> Response:
    """Show what was marked before the answer that is shown, to be marked anew."""
    question, key = _asked(visit), visit.form.get("key", "")
    place = question.question
    with visit.desk.looking() as connection:
        every = {a.student: a for a in byhand.answers(connection, place.lesson, place.cell)}
        done: dict[str, list[Answer]] = {}
        for act in marking.recent_acts(connection, visit.who):
            here = [s["student"] for s in act.before if (s["lesson"], s["cell"]) == astuple(place)]
            answers = [every[student] for student in here if student in every]
            if answers:
                done.setdefault(answers[0].key, answers)
    groups = list(done.values())
    shown = next((n for n, each in enumerate(groups) if key in {a.key for a in each}), -1)
    if shown + 1 >= len(groups):
        raise Refused("There is nothing before this that you have marked.", 409)
    first, *rest = groups[shown + 1]
    dealt = Dealt(Hand(first, tuple(rest)), list(every.values()))
    return _card(visit, question, dealt, again=True)


def flagged(visit: Visit) -> Response:
    """Flag the answer for somebody else, or take its flag away; then the next."""
    question, key = _asked(visit), visit.need("key")
    note = visit.form.get("note", "").strip()[:LONGEST_COMMENT]
    off = visit.form.get("off") == "yes"
    dealer = _dealer(visit.desk, question)

    def deed(connection: Connection) -> Dealt:
        place = question.question
        student = _of_key(connection, question, key).student
        entry = None if off else Flag(student, visit.who, note)
        marking.set_flag(connection, place, entry, student)
        if not off:
            dealer.skip(connection, visit.who)
        return dealer.next(connection, visit.who)

    return _card(visit, question, visit.desk.change(deed))


def chosen(visit: Visit) -> Response:
    """Look at one answer that is flagged, or marked apart, if nobody else does."""
    question, key = _asked(visit), visit.need("key")
    place = question.question

    def deed(connection: Connection) -> Dealt:
        every = byhand.answers(connection, place.lesson, place.cell)
        answer = _of_key(connection, question, key)
        dealt = marking.deals(connection, place).get(answer.student)
        if dealt is not None and dealt.marker != visit.who:
            raise Refused(f"{dealt.marker} is marking this answer now.", 409)
        marking.take_back(connection, place, visit.who)
        marking.deal_out(connection, place, visit.who, [answer.student])
        return Dealt(Hand(answer), every)

    return _card(visit, question, visit.desk.change(deed), again=True)


def _card(
    visit: Visit, question: Asked, dealt: Dealt, *, again: bool = False, remark: str = ""
) -> Response:
    """The answer with all that goes with it."""
    place, hand, every = question.question, dealt.hand, dealt.every
    with visit.desk.looking() as connection:
        flags = marking.flags(connection, place)
        everybodys = marking.opinions(connection, place)
        opinions = [o for o in everybodys if o.marker == visit.who]
        standing = Standing(len(every), sum(a.waits for a in every), len(flags), len(opinions))
        about: dict[str, Any] = {"asked": question, "standing": standing, "remark": remark}
        if hand is None:
            return visit.page("card.html.j2", hand=None, **about)
        items = writing.rubric(connection, place)
        before = marking.comments_given(connection, place, MOST_COMMENTS)
        draft_at = draft_place(place, hand.answer.key)
        draft = writing.draft_of(connection, visit.who, draft_at)
    student = hand.answer.student
    mine = next((o for o in opinions if o.student == student), None)
    cells, problem = _cells(visit, question, student)
    near = [(answer, *_cells(visit, question, answer.student)) for answer in hand.near]
    shown = visit.page(
        "card.html.j2",
        hand=hand,
        cells=cells,
        problem=problem,
        near=[(answer, views) for answer, views, unread in near if not unread],
        items=items,
        before=before,
        fields=_fields(hand.answer, draft, mine, again=again),
        draft_at=draft_at,
        flag=flags.get(student),
        act=secrets.token_hex(16),
        names=_names(visit),
        again=again,
        apart=[o for o in everybodys if visit.session.is_instructor and o.student == student],
        **about,
    )
    if ahead := _dealer(visit.desk, question).ahead.get(visit.who):
        shown.background = BackgroundTask(_cells, visit, question, ahead)  # while this one is read
    return shown


def _cells(visit: Visit, question: Asked, student: str) -> tuple[list[CellView], str]:
    """An answer's cells; or why they cannot be read, so that a marker may go on to the next."""
    try:
        return answer_of(visit.desk, question, student), ""
    except GradebookError as error:
        return [], str(error)


def _fields(answer: Answer, draft: dict[str, str], mine: Any, *, again: bool) -> dict[str, Any]:
    """What stands in the form: what was begun, else the mark that there is, else nothing."""
    if draft:
        numbers = [int(n) for n in draft.get("chosen", "").split(",") if n.isdigit()]
        texts = {"points": draft.get("points", ""), "comment": draft.get("comment", "")}
        return {**texts, "chosen": numbers, "begun": True}
    if again:
        points = "" if answer.points is None else f"{answer.points:g}"
        numbers = list(mine.chosen) if mine else []
        return {"points": points, "comment": answer.comment, "chosen": numbers, "begun": False}
    return {"points": "", "comment": "", "chosen": [], "begun": False}


def _mark(visit: Visit, question: Asked) -> Mark:
    points = visit.number("points")
    if not 0 <= points <= question.points:
        raise Refused(f"points: expected 0 to {question.points:g}, found {points:g}")
    comment = visit.form.get("comment", "").replace("\r\n", "\n").strip()
    if len(comment) > LONGEST_COMMENT:
        raise Refused(f"comment: expected at most {LONGEST_COMMENT} characters")
    numbers = tuple(int(n) for n in visit.lists.get("chosen", []) if n.isdigit())
    return Mark(visit.need("act")[:32], points, comment, numbers)


def _mine(
    connection: Connection, visit: Visit, question: Asked, keys: Sequence[str]
) -> list[Answer]:
    """The answers, if they are this marker's to mark; raises Moved or Refused."""
    place = question.question
    found = {a.key: a for a in byhand.answers(connection, place.lesson, place.cell, keys=keys)}
    if set(keys) - set(found):
        raise Refused("There is no such answer.", 404)
    deals = marking.deals(connection, place)
    for answer in found.values():
        dealt = deals.get(answer.student)
        if dealt is not None and dealt.marker != visit.who:
            raise Moved(f"{dealt.marker} is marking this answer now; nothing was given")
        if dealt is None and not answer.waits:
            opinions = marking.opinions(connection, place)
            if (answer.student, visit.who) not in {(o.student, o.marker) for o in opinions}:
                raise Moved("somebody else has marked this answer meanwhile; nothing was given")
    return [found[key] for key in keys]


def _of_key(connection: Connection, question: Asked, key: str) -> Answer:
    place = question.question
    found = byhand.answers(connection, place.lesson, place.cell, keys=[key])
    if not found:
        raise Refused("There is no such answer.", 404)
    return found[0]


def _names(visit: Visit) -> bool:
    """Whether the students' names are shown: to instructors who ask for them."""
    return visit.session.is_instructor and visit.query.get("names") == "yes"


def _asked(visit: Visit) -> Asked:
    return asked(visit.desk, visit.path["lesson"], visit.path["cell"])


def _dealer(desk: Desk, question: Asked) -> Dealer:
    """The one dealer of a question, as long as the server runs."""
    return desk.kept(
        ("dealer", question.question),
        question,
        lambda: Dealer(desk, question, Likeness(desk, question)),
    )
