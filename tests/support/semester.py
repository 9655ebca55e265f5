"""A made semester: who hands in what, and a spreadsheet that says what each deserves.

The spreadsheet takes only the lessons' text and the plan of the made class: nothing of what it is
compared with works it out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from math import ceil

import nbformat

from autograder.lesson.build import solved_notebook
from autograder.lesson.lesson import CODE_STUB, Exercise, Lesson
from tests.support.downloads import SYSTEMS, UNTIMED, Sent
from tests.support.made import BERLIN

LATE = timedelta(hours=30)
IN_TIME = -timedelta(hours=2)
AGAIN = -timedelta(hours=1)


@dataclass(frozen=True)
class Pupil:
    """A made student, by number."""

    number: int

    @property
    def id(self) -> str:
        return f"s27{self.number:05}"

    @property
    def first(self) -> str:
        return f"Vorn{self._letters}"

    @property
    def last(self) -> str:
        return f"Größ{self._letters}"

    @property
    def login(self) -> str:
        return f"acc{self._letters}"

    @property
    def email(self) -> str:
        return f"{self.id}@example.org"

    @property
    def canvas_id(self) -> str:
        return str(51000 + 13 * self.number)

    @property
    def system(self) -> str:
        return SYSTEMS[self.number % len(SYSTEMS)]

    @property
    def _letters(self) -> str:
        tens, ones = divmod(self.number, 10)
        return "abcdefghij"[tens] + "qrstuvwxyz"[ones]


@dataclass(frozen=True)
class Work:
    """What somebody hands in: the exercises that are wrong or missing, and when."""

    lacking: frozenset[str]
    late: timedelta


@dataclass(frozen=True)
class Line:
    """A line of the spreadsheet."""

    points: Mapping[str, float]
    penalty: float
    total: float


@dataclass(frozen=True)
class Sheet:
    """The rules as they stand: points of each exercise, lateness, extensions.

    Attributes:
        worth: by lesson and exercise.
        rate: of the mark, taken off for each day begun, of at most `most` days.
        extended: who has as long as they like, by (student, lesson).
        again: who has handed in a second time, by (student, lesson).
    """

    worth: Mapping[str, Mapping[str, float]]
    rate: float = 0.1
    most: int = 100
    extended: frozenset[tuple[str, str]] = frozenset()
    again: frozenset[tuple[str, str]] = frozenset()


def worth_of(lesson: Lesson) -> dict[str, float]:
    """The points of each exercise and question, as its text says them."""
    found: dict[str, float] = {}
    for kind in ("tests", "written"):
        marker = re.compile(rf'^# %% .*\b{kind}="(\w+)".*\bpoints=([\d.]+)', re.M)
        for name, points in marker.findall(lesson.text):
            found[name] = found.get(name, 0.0) + float(points)
    return found


@dataclass(frozen=True)
class Semester:
    """The lessons and the class of so many."""

    lessons: Sequence[Lesson]
    size: int
    start: datetime = datetime(2026, 10, 11, 23, 59)
    pupils: tuple[Pupil, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pupils", tuple(map(Pupil, range(self.size))))

    @cached_property
    def sheet(self) -> Sheet:
        return Sheet({lesson.name: worth_of(lesson) for lesson in self.lessons})

    def due(self, place: int) -> datetime:
        """When a lesson is due, in Berlin: one a week."""
        return self.start + timedelta(weeks=place)

    def roster(self) -> str:
        """A registrar's table, in German, in no special order."""
        lines = [
            f"{one.last};{one.first};{one.id};{one.email};{one.login};{one.canvas_id}"
            for one in sorted(self.pupils, key=lambda one: one.number * 7 % 10)
        ]
        return "\n".join(["Nachname;Vorname;Matrikelnummer;E-Mail;Login;LMS ID", *lines, ""])

    def work(self, pupil: Pupil, place: int) -> Work | None:
        """What somebody hands in for a lesson the first time; None of who is absent."""
        number = pupil.number
        if number % 15 == 8 or (place == 1 and number % 11 == 10):
            return None
        exercises = [e for e in self.lessons[place].exercises if e.lend and len(e.tests) == 1]
        lacking: list[Exercise] = []
        if number % 3 == 0:
            lacking = [exercises[(number + place) % len(exercises)]]
        elif number % 3 == 2:
            lacking = exercises[len(exercises) // 2 :]
        late = number % 10 == 4 and pupil.system not in UNTIMED
        return Work(frozenset(e.name for e in lacking), LATE if late else IN_TIME)

    def words(self, pupil: Pupil, place: int) -> dict[str, float]:
        """What a person gives for each written answer."""
        worth = self.sheet.worth[self.lessons[place].name]
        return {
            cell.key: min(worth[cell.key], (pupil.number + place) % 9 / 2)
            for cell in self.lessons[place].written
        }

    def sent(self, pupil: Pupil, place: int, *, again: bool = False) -> Sent:
        """The notebook with its time; `again` is the second attempt, in which all is right."""
        lesson, work = self.lessons[place], self.work(pupil, place)
        assert work is not None
        answers = {cell.key: f"In the words of {pupil.id}." for cell in lesson.written}
        for exercise in lesson.exercises if not again else ():
            if exercise.name in work.lacking:
                answers[exercise.name] = _wrong(exercise)
        late = (AGAIN if again else work.late) - timedelta(minutes=pupil.number)
        when = (self.due(place) + late).replace(tzinfo=BERLIN).astimezone(UTC).replace(tzinfo=None)
        text = nbformat.writes(solved_notebook(lesson, answers))
        who = (pupil.id, pupil.first, pupil.last, pupil.login, pupil.canvas_id)
        return Sent(pupil.number, *who, text, when)

    def line(self, sheet: Sheet, pupil: Pupil, place: int) -> Line | None:
        """What somebody deserves in a lesson under these rules; None of who is absent."""
        name, work = self.lessons[place].name, self.work(pupil, place)
        if work is None:
            return None
        again = (pupil.id, name) in sheet.again
        points = {
            each: 0.0 if each in work.lacking and not again else worth
            for each, worth in sheet.worth[name].items()
        } | self.words(pupil, place)
        raw = sum(points.values())
        excused = again or (pupil.id, name) in sheet.extended
        days = 0 if excused else max(0, ceil(work.late / timedelta(days=1)))
        penalty = raw * min(1.0, sheet.rate * min(days, sheet.most))
        return Line(points, penalty, raw - penalty)

    def percent(self, sheet: Sheet, pupil: Pupil, weights: Sequence[float], drop: int) -> float:
        """The course total: the weighted mean of the shares, without the lowest `drop` of them."""
        shares = []
        for place, lesson in enumerate(self.lessons):
            line = self.line(sheet, pupil, place)
            most = sum(sheet.worth[lesson.name].values())
            shares.append(((line.total if line else 0.0) / most, weights[place]))
        kept = sorted(shares)[drop:]
        return 100 * sum(share * w for share, w in kept) / sum(w for _, w in kept)


def with_points(sheet: Sheet, lesson: str, exercise: str, points: float) -> Sheet:
    """The rules with an exercise that is worth another number of points."""
    changed = {**sheet.worth[lesson], exercise: points}
    return replace(sheet, worth={**sheet.worth, lesson: changed})


def _wrong(exercise: Exercise) -> str:
    """A known mistake; where there is none, an answer that is not there."""
    if exercise.misconceptions:
        return exercise.misconceptions[0].source
    return exercise.cell.without("SOLUTION", CODE_STUB)
