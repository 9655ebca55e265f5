"""A sample class for a lesson: what students hand in on a good day, on a bad one, and in bad faith.

Made from the lesson's own source, so every lesson has one. Ids say what each submission is; nobody
is invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

import nbformat

from autograder.lesson.build import solved_notebook
from autograder.lesson.lesson import CODE_STUB, Cell, Exercise, Lesson, Misconception

WRONG_PER_SUBMISSION = 3
PERFECT = 3
PARTLY = 8
WORDS = "Somebody's answer in their own words. A person reads it and gives the points."
_MODEL = re.compile(r"\*\*Model answer\.\*\*(.*?)\*\*Marking guide\.\*\*", re.DOTALL)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Sample:
    """One submission of the sample class; `honest` ones may be graded without a sandbox."""

    student: str
    notebook: str
    honest: bool = True


def sample_class(lesson: Lesson) -> list[Sample]:
    """At least 24 submissions: perfect, partly done, every misconception, six hostile."""
    honest = [*_perfect(lesson), *_partly(lesson), *_mistaken(lesson)]
    return [*honest, *_hostile(lesson)]


def _perfect(lesson: Lesson) -> Iterator[Sample]:
    for number in range(1, PERFECT + 1):
        yield Sample(f"perfect-{number}", _text(lesson, {}, 255 - number))


def _partly(lesson: Lesson) -> Iterator[Sample]:
    """Work that stops somewhere: the later exercises are as they were released."""
    exercises = lesson.exercises
    for number in range(1, PARTLY + 1):
        done = len(exercises) * number // (PARTLY + 1)
        rest = {e.name: e.cell.without("SOLUTION", CODE_STUB) for e in exercises[done:]}
        yield Sample(f"partly-{number}", _text(lesson, rest, number))


def _mistaken(lesson: Lesson) -> Iterator[Sample]:
    """Every misconception once, a few of different exercises in one submission."""
    few = (
        row[start : start + WRONG_PER_SUBMISSION]
        for row in mistakes_by_row(lesson)
        for start in range(0, len(row), WRONG_PER_SUBMISSION)
    )
    for number, wrong in enumerate(few, 1):
        answers = {item.exercise: item.source for item in wrong}
        yield Sample(f"mistaken-{number:02d}", _text(lesson, answers, PARTLY + number))


def mistakes_by_row(lesson: Lesson) -> Iterator[tuple[Misconception, ...]]:
    """Every misconception once, at most one of an exercise in a row."""
    columns = zip_longest(*(exercise.misconceptions for exercise in lesson.exercises))
    for column in columns:
        yield tuple(wrong for wrong in column if wrong is not None)


def _hostile(lesson: Lesson) -> Iterator[Sample]:
    target = next(e for e in lesson.exercises if f"def {e.name}(" in e.cell.source)
    for number, (name, code) in enumerate(HOSTILE.items()):
        text = _text(lesson, {target.name: _aimed(code, target)}, number)
        yield Sample(f"hostile-{name}", text, honest=False)


def _aimed(code: str, target: Exercise) -> str:
    return code.replace("ANSWER", target.name)


def _text(lesson: Lesson, answers: dict[str, str], number: int) -> str:
    words = {c.key: c.without("SOLUTION", _in_words(c, number)) for c in lesson.written}
    return nbformat.writes(solved_notebook(lesson, {**words, **answers}))


def _in_words(cell: Cell, number: int) -> str:
    """Some sentences of the model answer, others for each number, so that answers differ."""
    found = _MODEL.search(cell.source)
    sentences = _SENTENCE.split(found[1].strip()) if found else []
    said = [each for place, each in enumerate(sentences) if number >> place % 8 & 1]
    return " ".join(said) or WORDS


HOSTILE = {
    "endless-loop": """def ANSWER(*args, **kwargs):
    while True:
        pass
""",
    "ends-the-program": """import os


def ANSWER(*args, **kwargs):
    os._exit(0)
""",
    "always-equal": """class Right(float):
    def __eq__(self, other):
        return True

    def __array__(self, *args, **kwargs):
        raise SystemExit


def ANSWER(*args, **kwargs):
    return Right()
""",
    "looks-for-answers": """import pathlib


def ANSWER(*args, **kwargs):
    here = pathlib.Path.cwd()
    for folder in (here, *here.parents, pathlib.Path.home()):
        for path in folder.glob("solutions/*/lesson.py"):
            exec(path.read_text(), globals())
            return globals()["ANSWER"](*args, **kwargs)
""",
    "patches-the-checks": """import numpy as np
import numpy.testing

from course_utils import check

np.allclose = np.array_equal = lambda *args, **kwargs: True
np.testing.assert_allclose = lambda *args, **kwargs: None
check.close = check.agree = check.true = lambda *args, **kwargs: None


def ANSWER(*args, **kwargs):
    return 0.0
""",
    "eats-memory": """def ANSWER(*args, **kwargs):
    hoard = []
    while True:
        hoard.append(bytearray(50_000_000))
""",
}
