"""An instructor's choice from a lesson: what is left out, what is worth how much.

It stands in course.toml, beside nbgrader_config.py, and every command goes by it:

[lessons.01_logistic_regression]
without = ["map_step"]
points = { predict_proba = 4 }

[marks]
count_further = true    # in all lessons; by default, further exercises are worth no points
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from typing import Any

from autograder.lesson.lesson import LessonError

FILE = "course.toml"
_TABLES = ("lessons", "marks")
_MOST_POINTS = 1000


@dataclass(frozen=True)
class Selection:
    """What is chosen of a lesson, by the names of exercises and written questions.

    Attributes:
        without: what is left out.
        points: (name, points) of what is worth more or less than its author thought.
        count_further: whether further exercises have points too, in all lessons.
    """

    without: tuple[str, ...] = ()
    points: tuple[tuple[str, float], ...] = ()
    count_further: bool = False

    def __bool__(self) -> bool:
        return bool(self.without or self.points or self.count_further)

    @property
    def of_lesson(self) -> bool:
        """Whether anything is chosen for this lesson alone."""
        return bool(self.without or self.points)

    def changed(
        self,
        without: Sequence[str] = (),
        again: Sequence[str] = (),
        points: Mapping[str, float] | None = None,
    ) -> Selection:
        """The choice with more left out, some of it taken in `again`, and other points."""
        left = tuple(n for n in dict.fromkeys([*self.without, *without]) if n not in again)
        before = {name: value for name, value in self.points if name not in left}
        now = tuple((before | dict(points or {})).items())
        return Selection(left, now, self.count_further)


def read_table(root: Path) -> dict[str, Any]:
    """All that course.toml holds; empty where there is none.

    Raises LessonError: it cannot be read, or has a table that nothing goes by.
    """
    path = root / FILE
    if not path.is_file():
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LessonError(f"{FILE} cannot be read: {error}") from error
    for name in found:
        if name not in _TABLES:
            known = ", ".join(_TABLES)
            raise LessonError(f"{FILE}, {name}: there is no such table; there are: {known}")
    return found


def read_selection(root: Path, lesson: str) -> Selection:
    """What is chosen of a lesson; raises LessonError where that makes no sense."""
    about = read_table(root)
    chosen = _selections(about).get(lesson, Selection())
    return replace(chosen, count_further=_count_further(about))


def refuse_unknown_lessons(root: Path, lessons: Sequence[str]) -> None:
    """Raises LessonError where course.toml chooses from a lesson that is not there."""
    for name in _selections(read_table(root)):
        if name not in lessons:
            known = ", ".join(lessons)
            raise LessonError(
                f"{FILE}, lessons.{name}: there is no lesson of that name; there are: {known}"
            )


def write_selection(root: Path, lesson: str, chosen: Selection) -> str:
    """The text of course.toml with this choice, and all else as it was; raises LessonError."""
    path = root / FILE
    before = read_table(root)
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    kept = _without_tables(text, lesson).rstrip("\n")
    block = _block(lesson, chosen)
    made = "\n\n".join(part for part in (kept, block) if part) + "\n" if kept or block else ""
    wanted = {k: dict(v) if isinstance(v, dict) else v for k, v in before.items()}
    tables = {k: v for k, v in wanted.get("lessons", {}).items() if k != lesson}
    if chosen.of_lesson:
        tables |= tomllib.loads(block)["lessons"]
    wanted.pop("lessons", None)
    if tables:
        wanted["lessons"] = tables
    if tomllib.loads(made) != wanted:
        raise LessonError(
            f"{FILE} has lessons.{lesson} in a form that is not changed here; write it as a table"
            f" [lessons.{lesson}] with the keys without and points"
        )
    return made


def _block(lesson: str, chosen: Selection) -> str:
    lines = [f"[lessons.{lesson}]"]
    if chosen.without:
        names = ", ".join(f'"{name}"' for name in chosen.without)
        lines.append(f"without = [{names}]")
    if chosen.points:
        worth = ", ".join(f"{name} = {value:g}" for name, value in chosen.points)
        lines.append(f"points = {{ {worth} }}")
    return "\n".join(lines) if chosen.of_lesson else ""


def _without_tables(text: str, lesson: str) -> str:
    """The text without the tables of a lesson."""
    mine = re.compile(rf"\s*\[\s*lessons\s*\.\s*[\"']?{re.escape(lesson)}[\"']?\s*(\..*)?\]")
    kept, inside = [], False
    for line in text.splitlines():
        if line.lstrip().startswith("["):
            inside = bool(mine.match(line))
        if not inside:
            kept.append(line)
    return "\n".join(kept)


def _count_further(about: Mapping[str, Any]) -> bool:
    marks = about.get("marks", {})
    found = marks.get("count_further", False) if isinstance(marks, dict) else False
    if not isinstance(found, bool):
        raise LessonError(f"{FILE}, marks.count_further: expected true or false, found {found!r}")
    return found


def _selections(about: Mapping[str, Any]) -> dict[str, Selection]:
    tables = about.get("lessons", {})
    if not isinstance(tables, dict):
        raise LessonError(f"{FILE}, lessons: expected tables [lessons.NAME], found {tables!r}")
    return {name: _selection(f"lessons.{name}", table) for name, table in tables.items()}


def _selection(key: str, table: Any) -> Selection:
    if not isinstance(table, dict):
        raise LessonError(f"{FILE}, {key}: expected a table [{key}], found {table!r}")
    for name in table:
        if name not in ("without", "points"):
            raise LessonError(
                f"{FILE}, {key}.{name}: there is no such key; there are: points, without"
            )
    without = table.get("without", [])
    if not isinstance(without, list) or not all(isinstance(name, str) for name in without):
        raise LessonError(
            f'{FILE}, {key}.without: expected names of exercises, such as ["map_step"],'
            f" found {without!r}"
        )
    points = table.get("points", {})
    if not isinstance(points, dict):
        raise LessonError(
            f"{FILE}, {key}.points: expected a table such as {{ map_step = 4 }}, found {points!r}"
        )
    where = f"{FILE}, {key}.points"
    worth = tuple((name, points_of(f"{where}.{name}", points[name])) for name in points)
    return Selection(tuple(dict.fromkeys(without)), worth)


def points_of(where: str, found: Any) -> float:
    """A number of points above 0; raises LessonError, which says where it stands."""
    number = isinstance(found, int | float) and not isinstance(found, bool)
    if not number or not isfinite(found) or not 0 < found <= _MOST_POINTS:
        raise LessonError(
            f"{where}: expected points above 0 and at most {_MOST_POINTS}, found {found!r}"
        )
    return float(found)
