"""Which lesson a notebook is of: by its exercises, its name, its folder, or the download's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from autograder.lesson.lesson import Lesson
from course_utils.notebook.recognise import exercises_in

_NUMBER = re.compile(
    r"(?:lesson|lektion|lecon|leçon|lección|leccion|lezione|les|notebook|nb|unit)\D{0,2}(\d{1,2})(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Held:
    """What a notebook holds.

    Attributes:
        lesson: by its exercises; None where they say nothing.
        untouched: it is as it was released, or empty.
        texts: of its cells: two files with the same texts are the same work.
    """

    lesson: str | None
    untouched: bool
    texts: tuple[str, ...]


class Lessons:
    """The course's lessons, to tell notebooks by."""

    def __init__(self, lessons: Sequence[Lesson]) -> None:
        self._lessons = tuple(lessons)
        self.names = tuple(lesson.name for lesson in lessons)
        self._texts: dict[str, tuple[str, ...]] = {}

    def held(self, notebook: Any) -> Held:
        """What a notebook holds, told by its cells."""
        texts = tuple(cell.source.strip() for cell in notebook.cells)
        counts = exercises_in(notebook, *self._lessons)
        best = max(counts, default=0)
        fitting = [
            lesson for lesson, count in zip(self._lessons, counts, strict=True) if count == best
        ]
        one = fitting[0] if best and len(fitting) == 1 else None
        likely = [one] if one else [lesson for lesson in self._lessons if not lesson.exercises]
        untouched = not any(texts) or any(texts == self._released(lesson) for lesson in likely)
        return Held(one.name if one else None, untouched, texts)

    def named(self, text: str) -> str | None:
        """The lesson that a file's or folder's name speaks of; None where none or several fit."""
        folded = re.sub(r"[\W_]+", "_", text.casefold())
        whole = [name for name in self.names if name.casefold() in folded]
        if len(whole) == 1:
            return whole[0]
        numbers = {int(number) for number in _NUMBER.findall(text)}
        found = [name for name in self.names if int(name[:2]) in numbers]
        if len(numbers) == 1 and len(found) == 1:
            return found[0]
        stems = [name for name in self.names if name[3:].casefold() in folded]
        return stems[0] if len(stems) == 1 else None

    def by_path(self, path: str) -> str | None:
        """The lesson that a file's own name speaks of, or the nearest folder that does."""
        parts = PurePosixPath(path).parts
        return next(filter(None, map(self.named, reversed(parts))), None)

    def _released(self, lesson: Lesson) -> tuple[str, ...]:
        if lesson.name not in self._texts:
            from autograder.lesson.build import released_notebook  # it brings nbgrader with it

            cells = released_notebook(lesson).cells
            self._texts[lesson.name] = tuple(cell.source.strip() for cell in cells)
        return self._texts[lesson.name]
