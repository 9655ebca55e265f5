"""Who gets which answers next: each marker such as nobody else looks at, the same ones together."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from autograder.desk.desk import Desk
from autograder.desk.marking.alike import Likeness
from autograder.desk.marking.reading import Asked
from autograder.gradebook import byhand
from autograder.gradebook.byhand import Answer
from autograder.store.desk import marking
from autograder.store.desk.marking import Opinion

MOST_NEAR = 30


@dataclass(frozen=True)
class Hand:
    """What a marker has in front of them.

    Attributes:
        answer: the one that is shown.
        same: others that are the same to the letter.
        near: others that are nearly the same.
        second: somebody else has marked it; this is for the agreement of the two.
    """

    answer: Answer
    same: tuple[Answer, ...] = ()
    near: tuple[Answer, ...] = ()
    second: bool = False

    @property
    def all(self) -> tuple[Answer, ...]:
        return (self.answer, *self.same, *self.near)


@dataclass(frozen=True)
class Dealt:
    """What a marker gets (None: nothing is left for them), and all answers to the question."""

    hand: Hand | None
    every: Sequence[Answer]


@dataclass
class Dealer:
    """Deals the answers to one question. What a marker skips comes again when all else is dealt.

    Attributes:
        ahead: by marker, whose answer they will most likely be dealt after the one they have.
        shown: by marker, whose answer they were shown last, before all dealt with it.
    """

    desk: Desk
    asked: Asked
    likeness: Likeness
    skipped: dict[str, list[str]] = field(default_factory=dict)
    ahead: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)

    def next(self, connection: Connection, marker: str) -> Dealt:
        """What the marker looks at already, or the next."""
        question = self.asked.question
        every = byhand.answers(connection, question.lesson, question.cell)
        self.likeness.read_aside(every)
        hand = self._next(connection, marker, every)
        self.shown[marker] = hand.answer.student if hand is not None else ""
        return Dealt(hand, every)

    def _next(self, connection: Connection, marker: str, every: Sequence[Answer]) -> Hand | None:
        question = self.asked.question
        dealt = marking.deals(connection, question)
        mine = [a for a in every if a.student in dealt and dealt[a.student].marker == marker]
        still = [a for a in mine if a.waits or dealt[a.student].second]
        if still:
            marking.hold_on(connection, question, marker)
            return self._hand(still[0], still, second=dealt[still[0].student].second)
        marking.take_back(connection, question, marker)
        free = {a.student: a for a in every if a.waits and a.student not in dealt}
        in_turn = self._in_turn(list(free.values()), marker)
        for answer in in_turn:
            hand = self._hand(answer, list(free.values()))
            students = [each.student for each in hand.all]
            if marking.deal_out(connection, question, marker, students):
                later = (each.student for each in in_turn if each.student not in students)
                self.ahead[marker] = next(later, "")
                return hand
        return self._second(connection, marker, every)

    def skip(self, connection: Connection, marker: str) -> None:
        """Put aside what the marker looks at; others may get it."""
        dealt = marking.deals(connection, self.asked.question)
        mine = [who for who, deal in dealt.items() if deal.marker == marker]
        mine.sort(key=lambda who: who != self.shown.get(marker))
        put_aside = [who for who in self.skipped.get(marker, []) if who not in mine]
        self.skipped[marker] = put_aside + mine
        marking.take_back(connection, self.asked.question, marker)

    def _in_turn(self, free: Sequence[Answer], marker: str) -> list[Answer]:
        """Those that were skipped last, in the order in which they were."""
        late = {who: place for place, who in enumerate(self.skipped.get(marker, []), 1)}
        return sorted(free, key=lambda answer: (late.get(answer.student, 0), answer.key))

    def _hand(self, answer: Answer, among: Sequence[Answer], *, second: bool = False) -> Hand:
        if second:
            return Hand(answer, second=True)
        others = {a.student: a for a in among if a is not answer}
        same = [a for a in others.values() if a.digest and a.digest == answer.digest]
        rest = {who: a for who, a in others.items() if a not in same}
        near = self.likeness.near(answer, rest)[:MOST_NEAR]
        return Hand(answer, tuple(same), tuple(near))

    def _second(self, connection: Connection, marker: str, every: Sequence[Answer]) -> Hand | None:
        """Of the sample that is marked twice, one that only another has marked."""
        question = self.asked.question
        percent = marking.sample_of(connection, question)
        if not percent:
            return None
        thought: dict[str, set[str]] = {}
        for opinion in marking.opinions(connection, question):
            thought.setdefault(opinion.student, set()).add(opinion.marker)
        wanted = [
            answer
            for answer in every
            if in_sample(answer.key, percent)
            and len(who := thought.get(answer.student, set())) == 1
            and marker not in who
        ]
        for answer in self._in_turn(wanted, marker):
            if marking.deal_out(connection, question, marker, [answer.student], second=True):
                return Hand(answer, second=True)
        return None


def in_sample(key: str, percent: float) -> bool:
    """Whether an answer is of those that are marked twice: drawn by its key, once and for all."""
    drawn = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") / 2**32
    return 100 * drawn < percent


@dataclass(frozen=True)
class Agreement:
    """How two markers of the same answers agree.

    Attributes:
        pairs: how many answers two have marked.
        same: the share of them with the same points.
        apart: the mean distance in points.
        differ: student and both opinions where they do not agree, the furthest apart first.
    """

    pairs: int
    same: float
    apart: float
    differ: tuple[tuple[str, Opinion, Opinion], ...]


def agreement(opinions: Sequence[Opinion]) -> Agreement | None:
    """The agreement over all answers with two opinions or more; None where there is none."""
    by_answer: dict[str, list[Opinion]] = {}
    for opinion in opinions:
        by_answer.setdefault(opinion.student, []).append(opinion)
    pairs = [(who, found[0], found[1]) for who, found in by_answer.items() if len(found) > 1]
    if not pairs:
        return None
    apart = [abs(one.points - other.points) for _, one, other in pairs]
    differ = sorted(
        (pair for pair, distance in zip(pairs, apart, strict=True) if distance > 1e-9),
        key=lambda pair: -abs(pair[1].points - pair[2].points),
    )
    same = 1 - len(differ) / len(pairs)
    return Agreement(len(pairs), same, sum(apart) / len(apart), tuple(differ))
