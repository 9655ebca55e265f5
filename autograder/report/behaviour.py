"""Wrong answers, grouped by what they did: those that behave like a known mistake, and the others.

Two answers did the same when the same checks failed with the same results. Hidden inputs are
drawn afresh in each run; answers of different runs are compared by the checks with a fixed input.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from autograder.grading.records import Record
from autograder.judge.verdict import Verdict
from autograder.lesson.lesson import Lesson
from autograder.lesson.slips import slips

LEAST_STUDENTS = 10  # in a smaller class nothing is rare
_LINE = re.compile(r" in the line `.*?`(?=[:.]|$)")  # the same error in another line is the same
_SAYS_NOTHING = ("", "None")


@dataclass(frozen=True)
class Failed:
    """A check that failed: what it said, the input of the call, what came out."""

    sentence: str
    given: str
    got: str

    @property
    def check(self) -> tuple[str, str]:
        """Which check it was, as far as a record tells."""
        return self.sentence, self.given


@dataclass(frozen=True)
class WrongAnswer:
    """What the answers of some students did in the same way.

    Attributes:
        name: of the known mistake; empty where no cause is known.
        sentence: what the students were told: the cause, or a check that failed.
        shown: a failing check that all of them share, if there is one.
    """

    exercise: str
    name: str
    sentence: str
    shown: Failed | None
    students: tuple[str, ...]

    @property
    def call(self) -> str:
        """The call that all share and what came out of it; empty where none shows anything."""
        if self.shown is None or not self.shown.got:
            return ""
        given = f"given {self.shown.given}, " if self.shown.given else ""
        return f"{given}{self.exercise} gives {self.shown.got}"


@dataclass(frozen=True)
class SharedMistakes:
    """Mistakes that two students share and nobody else made: no proof of anything."""

    students: tuple[str, str]
    mistakes: tuple[WrongAnswer, ...]


def wrong_answers(lesson: Lesson, records: Iterable[Record]) -> tuple[WrongAnswer, ...]:
    """The groups, the largest first, then in the lesson's order; a group may be of one."""
    sentences = {
        f"{exercise.name}/{wrong.name}": wrong.sentence
        for exercise in lesson.exercises
        for wrong in (*exercise.misconceptions, *slips(exercise))
    }
    known: dict[str, list[tuple[str, list[Failed]]]] = {}
    unknown: dict[str, list[_Answer]] = {}
    for record in records:
        for exercise in record.judgement.get("exercises", []):
            failed = _failed(record, exercise)
            if found := exercise.get("misconception"):
                known.setdefault(found, []).append((record.student, failed))
            elif exercise["verdict"] == Verdict.FAIL and failed:
                seed = record.judgement.get("seed", 0)
                answer = _Answer(record.student, seed, tuple(failed))
                unknown.setdefault(exercise["name"], []).append(answer)
    groups = [_known(key, sentences.get(key, ""), who) for key, who in known.items()]
    groups += [group for name, answers in unknown.items() for group in _unknown(name, answers)]
    order = [exercise.name for exercise in lesson.exercises]
    mistakes = list(sentences)
    return tuple(sorted(groups, key=lambda group: _rank(group, order, mistakes)))


def shared_mistakes(groups: Sequence[WrongAnswer], judged: int) -> tuple[SharedMistakes, ...]:
    """The pairs of students who share what no other of the `judged` did, those with most first.

    One known mistake in common is too little to name two people for.
    """
    found: dict[tuple[str, str], list[WrongAnswer]] = {}
    for group in groups if judged >= LEAST_STUDENTS else ():
        if len(group.students) == 2 and group.shown and group.shown.got not in _SAYS_NOTHING:
            for pair in combinations(group.students, 2):
                found.setdefault(pair, []).append(group)
    pairs = [
        SharedMistakes(pair, tuple(mistakes))
        for pair, mistakes in found.items()
        if len(mistakes) > 1 or not mistakes[0].name
    ]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair.mistakes), pair.students)))


@dataclass(frozen=True)
class _Answer:
    """A wrong answer whose cause is not known, and the seed it was judged with."""

    student: str
    seed: int
    failed: tuple[Failed, ...]


def _failed(record: Record, exercise: Mapping[str, object]) -> list[Failed]:
    """The checks that failed; of an old record only the first sentence."""
    failures = record.judgement.get("failures", {})
    name, message = str(exercise["name"]), str(exercise.get("message", ""))
    rows = failures.get(name, [[message, "", ""]] if message else [])
    return [Failed(_LINE.sub("", sentence), given, got) for sentence, given, got in rows]


def _known(key: str, sentence: str, who: list[tuple[str, list[Failed]]]) -> WrongAnswer:
    exercise, _, name = key.partition("/")
    students = tuple(sorted(student for student, _ in who))
    return WrongAnswer(exercise, name, sentence, _shared([failed for _, failed in who]), students)


def _unknown(exercise: str, answers: Sequence[_Answer]) -> Iterable[WrongAnswer]:
    for group in _merged(answers):
        failed = [answer.failed for answer in group]
        shown = _shared(failed)
        sentence = shown.sentence if shown else failed[0][0].sentence
        students = tuple(sorted(answer.student for answer in group))
        yield WrongAnswer(exercise, "", sentence, shown, students)


def _merged(answers: Sequence[_Answer]) -> Iterable[list[_Answer]]:
    """Answers that did the same, in one run or, as far as fixed inputs tell, in several."""
    same: dict[tuple[int, tuple[Failed, ...]], list[_Answer]] = {}
    for answer in answers:
        same.setdefault((answer.seed, answer.failed), []).append(answer)
    seeds: dict[tuple[str, str], set[int]] = {}
    for answer in answers:
        for each in answer.failed:
            seeds.setdefault(each.check, set()).add(answer.seed)
    alike: dict[tuple[Failed, ...], list[tuple[int, list[_Answer]]]] = {}
    for (seed, failed), group in same.items():
        fixed = tuple(each for each in failed if len(seeds[each.check]) > 1)
        alike.setdefault(fixed, []).append((seed, group))
    for fixed, groups in alike.items():
        once = len({seed for seed, _ in groups}) == len(groups)
        if fixed and once:
            yield [answer for _, group in groups for answer in group]
        else:
            yield from (group for _, group in groups)


def _shared(failed: Sequence[Sequence[Failed]]) -> Failed | None:
    """A check that failed in the same way for all: one that shows a call, if there is one."""
    common = [each for each in failed[0] if all(each in other for other in failed[1:])]
    return min(common, key=lambda each: (not each.got, not each.given), default=None)


def _rank(group: WrongAnswer, order: Sequence[str], mistakes: Sequence[str]) -> tuple[int, ...]:
    """Large groups first; then in the lesson's order, known mistakes before the others."""
    key = f"{group.exercise}/{group.name}"
    place = order.index(group.exercise) if group.exercise in order else len(order)
    known = mistakes.index(key) if key in mistakes else len(mistakes)
    return -len(group.students), place, known
