"""Which answers to a question are nearly the same, by the words they share."""

from __future__ import annotations

import json
import re
import threading
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from autograder.database.place import GradebookError
from autograder.desk.desk import Desk
from autograder.desk.marking.reading import Asked, stretch_of
from autograder.gradebook.byhand import Answer
from course_utils.notebook.names import grade_id

NEAR = 0.8  # the share of words and pairs of words that two answers have in common
LEAST_WORDS = 5
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Words:
    """An answer's words and pairs of neighbours as sorted numbers, and a digest of its pictures."""

    digest: str
    numbers: np.ndarray
    pictures: int


@dataclass
class Likeness:
    """What is known of a class's answers to one question; read by a thread of its own."""

    desk: Desk
    asked: Asked
    known: dict[str, Words] = field(default_factory=dict)
    _reading: threading.Lock = field(default_factory=threading.Lock)

    def read(self, answers: Sequence[Answer]) -> None:
        """Read what has changed, unless somebody is at it."""
        if not self._reading.acquire(blocking=False):
            return
        try:
            for answer in answers:
                before = self.known.get(answer.student)
                if before is None or before.digest != answer.digest:
                    try:
                        self.known[answer.student] = self._words(answer)
                    except GradebookError:
                        self.known.pop(answer.student, None)
        finally:
            self._reading.release()

    def read_aside(self, answers: Sequence[Answer]) -> None:
        """The same, while the marker reads the first answer."""
        if any(self._is_new(answer) for answer in answers):
            threading.Thread(target=self.read, args=(answers,), daemon=True).start()

    def near(self, answer: Answer, others: Mapping[str, Answer]) -> list[Answer]:
        """Those of `others` that say nearly the same with the same pictures, as far as is known."""
        mine = self.known.get(answer.student)
        if mine is None or len(mine.numbers) < 2 * LEAST_WORDS - 1:
            return []
        known = [(o, self.known[s]) for s, o in others.items() if s in self.known]
        known = [(o, w) for o, w in known if w.digest == o.digest and w.pictures == mine.pictures]
        return [other for other, words in known if _share(mine.numbers, words.numbers) >= NEAR]

    def _is_new(self, answer: Answer) -> bool:
        before = self.known.get(answer.student)
        return before is None or before.digest != answer.digest

    def _words(self, answer: Answer) -> Words:
        question = self.asked.question
        lesson = self.desk.lesson(question.lesson)
        notebook = stretch_of(self.desk, lesson, question.cell, answer.student)
        text, pictures = "", []
        for cell in notebook.cells:
            if grade_id(cell) == question.cell:
                text += cell.source.replace("&lt;", "<").removeprefix(self.asked.prompt)
                pictures.append(cell.get("attachments", {}))
        shown = json.dumps(pictures, sort_keys=True).encode()
        return Words(answer.digest, numbers_of(text), zlib.crc32(shown))


def numbers_of(text: str) -> np.ndarray:
    """The distinct words of a text and pairs of neighbouring words, as sorted uint32 numbers."""
    words = _WORD.findall(text.casefold())
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    return np.unique(np.array([zlib.crc32(w.encode()) for w in [*words, *pairs]], dtype=np.uint32))


def _share(one: np.ndarray, other: np.ndarray) -> float:
    """Jaccard's similarity of two sorted sets of numbers, from 0 to 1."""
    small, large = sorted((len(one), len(other)))
    if not large or small < NEAR * large:  # too unlike in size to reach it
        return 0.0
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (small + large - both)
