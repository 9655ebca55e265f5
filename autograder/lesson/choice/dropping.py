"""A lesson without some of its exercises, and without all that needs them.

The choice is made in the source's text, so that all else sees just another lesson: what is left
out becomes empty lines, and every cell that stays keeps its line. An exercise, or the last check of
one, is never dropped for another's sake: then it says what stands in the way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from autograder.lesson.choice.mentions import (
    has_heading,
    mentions,
    only_headings,
    without_help,
    without_mentions,
)
from autograder.lesson.choice.needs import brings, needs, without_statements
from autograder.lesson.choice.selection import FILE, Selection
from autograder.lesson.further import COUNTED
from autograder.lesson.lesson import MISTAKES_FILE, Cell, Lesson, LessonError, is_prediction
from autograder.lesson.parts import as_one, part_texts
from autograder.lesson.read import parse_lesson, parse_source
from course_utils.notebook.names import bound_names

_POINTS = re.compile(r"\bpoints=[^\s]+")
_FURTHER = re.compile(r"\bfurther=true\b")
_FIGURE = re.compile(r"\s+figure=(\"[^\"]*\"|'[^']*')")


@dataclass(frozen=True)
class Chosen:
    """A lesson as chosen.

    Attributes:
        dropped: what went with the exercises that are left out, one thing a line.
        look_at: places that a person should read again.
    """

    lesson: Lesson
    dropped: tuple[str, ...] = ()
    look_at: tuple[str, ...] = ()


def choose(lesson: Lesson, selection: Selection) -> Chosen:
    """What an instructor chose of a lesson; raises LessonError where that cannot be."""
    only_further = selection.count_further and not selection.of_lesson
    if not selection or (only_further and not any(e.further for e in lesson.exercises)):
        return Chosen(lesson)
    file = lesson.cells[0].file if lesson.cells else ""
    return _choose(lesson.folder, lesson.text, lesson.mistakes_text, file, selection)


@lru_cache(maxsize=32)
def _choose(folder: Path, text: str, mistakes: str, file: str, selection: Selection) -> Chosen:
    lesson = parse_source(folder, text, mistakes, file=file)
    _refuse_unknown(lesson, selection)
    work = _Work(lesson, frozenset(selection.without))
    work.refuse_what_stands_in_the_way()
    work.set_points(selection)
    wrong = f"{folder.name}/{MISTAKES_FILE}"
    parts = [(Path(name).name, work.text(name, part)) for name, part in part_texts(text, file)]
    kept = parse_lesson(folder, as_one(parts), work.text(wrong, mistakes), file=file)
    return Chosen(kept, tuple(work.dropped), tuple(work.look_at))


def _refuse_unknown(lesson: Lesson, selection: Selection) -> None:
    names = [e.name for e in lesson.exercises] + [cell.key for cell in lesson.written]
    where = f"{FILE}, lessons.{lesson.name}"
    for key, asked in (("without", selection.without), ("points", dict(selection.points))):
        for name in asked:
            if name not in names:
                known = ", ".join(names) or "none"
                raise LessonError(
                    f"{lesson.name} has no exercise {name!r}, named in {key!r}; there are: {known}"
                )
    both = [name for name, _ in selection.points if name in selection.without]
    if both:
        raise LessonError(
            f"{where}: {both[0]} is left out and given points; take it in again with autograder"
            f" select {lesson.name} --with {both[0]}, or give it none"
        )
    if selection.without and set(names) <= set(selection.without):
        raise LessonError(f"{where}.without: nothing would be left; leave the lesson out instead")


@dataclass
class _Work:
    """The cells that go and the cells that change, worked out to the end."""

    lesson: Lesson
    without: frozenset[str]
    gone: set[str] = field(default_factory=set)  # names that nothing defines any more
    cut: set[str] = field(default_factory=set)  # the places of cells that go
    edits: dict[str, str] = field(default_factory=dict)  # sources by place
    markers: dict[str, list[tuple[re.Pattern[str], str]]] = field(default_factory=dict)
    blocked: dict[str, set[str]] = field(default_factory=dict)  # exercise → the names it needs
    dropped: list[str] = field(default_factory=list)
    look_at: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if any(cell.line == 0 for cell in (*self.lesson.cells, *self.lesson.mistakes)):
            raise LessonError(
                f"{self.lesson.name}: nothing can be left out of a source whose cells"
                " do not each begin with a line '# %%'"
            )
        if not self.without:
            return
        for cell in self.lesson.cells:
            if cell.kind in ("exercise", "tests", "written") and cell.key in self.without:
                self.cut.add(cell.where())
        self._names()
        while self._pass():
            self._names()
        self._mistakes()
        self._prose()

    def refuse_what_stands_in_the_way(self) -> None:
        """Raises LessonError, naming what would have to go as well."""
        if not self.blocked:
            return
        more = dict(self.blocked)
        while True:
            further = _Work(self.lesson, self.without | frozenset(more)).blocked
            if not further:
                break
            more |= further
        reasons = [f"{who} needs {' and '.join(sorted(needs))}" for who, needs in more.items()]
        every = " ".join([*sorted(self.without), *more])
        names = set().union(*more.values())
        culprits = [e.name for e in self.lesson.exercises if names & {e.name, *e.defines}]
        culprits = [name for name in culprits if name in self.without] or sorted(self.without)
        raise LessonError(
            f"{' and '.join(culprits)} cannot be left out of {self.lesson.name} alone:"
            f" {'; '.join(reasons)}. Keep it, or leave these out too: --without {every}"
        )

    def set_points(self, selection: Selection) -> None:
        """Share an exercise's points out among its tests as they were before.

        A further exercise that is given points counts, and all do where the course says so.
        """
        given = {name for name, _ in selection.points}
        for cell in self.lesson.cells:
            if cell.kind == "exercise" and (selection.count_further or cell.key in given):
                self._mark(cell, _FURTHER, f'further="{COUNTED}"')
        for name, points in selection.points:
            cells = [c for c in self.lesson.cells if c.kind in ("tests", "written")]
            mine = [cell for cell in cells if cell.key == name]
            total = sum(float(cell.options["points"]) for cell in mine)
            left = points
            for cell in mine[:-1]:
                share = round(points * float(cell.options["points"]) / total, 2)
                self._mark(cell, _POINTS, f"points={share:g}")
                left -= share
            self._mark(mine[-1], _POINTS, f"points={round(left, 6):g}")

    def text(self, file: str, text: str) -> str:
        """The text of a source file with what goes left empty."""
        cells = [c for c in (*self.lesson.cells, *self.lesson.mistakes) if c.file == file]
        if not cells:
            return text
        lines = text.split("\n")
        starts = sorted(cell.line for cell in cells)
        ends = dict(zip(starts, [*starts[1:], len(lines) + 1], strict=True))
        for cell in cells:
            place, first, end = cell.where(), cell.line - 1, ends[cell.line] - 1
            if place in self.cut:
                lines[first:end] = [""] * (end - first)
            elif place in self.edits:
                body = _as_lines(cell, self.edits[place])
                lines[first + 1 : end] = body + [""] * (end - first - 1 - len(body))
            for pattern, new in self.markers.get(place, ()):
                lines[first] = pattern.sub(new, lines[first])
        return "\n".join(lines)

    def _kept(self, *kinds: str) -> list[Cell]:
        return [c for c in self.lesson.cells if c.kind in kinds and c.where() not in self.cut]

    def _source(self, cell: Cell) -> str:
        return self.edits.get(cell.where(), cell.source)

    def _names(self) -> None:
        """What only cells that go define."""
        code = [c for c in self.lesson.cells if c.kind in ("exercise", "given", "hidden")]
        before = {name for cell in code for name in bound_names(cell.source)}
        kept = [self._source(cell) for cell in code if cell.where() not in self.cut]
        self.gone = before - {name for source in kept for name in brings(source)}

    def _pass(self) -> bool:
        """Drop what needs a name that is gone; returns whether more names may be gone by that."""
        again = False
        for cell in self._kept("look", "given", "hidden", "tests", "exercise"):
            needed = needs(self._source(cell)) & self.gone
            if not needed:
                continue
            if cell.kind == "exercise":
                self.blocked.setdefault(cell.key, set()).update(needed)
            elif cell.kind in ("look", "given"):
                what = f"picture {cell.key}" if cell.kind == "look" else "given code"
                self._cut(cell, f"{what}, which needs {' and '.join(sorted(needed))}")
                self._take_from_written(cell)
                again |= cell.kind == "given"
            else:
                self._trim(cell, needed)
                again |= cell.kind == "hidden"
        return again

    def _trim(self, cell: Cell, needed: set[str]) -> None:
        """Take from a cell the statements that need what is gone."""
        source, number = without_statements(self._source(cell), self.gone)
        if cell.kind == "tests" and "check." not in source:
            self.blocked.setdefault(cell.key, set()).update(needed)
            return
        self.edits[cell.where()] = source
        of = f"checks of {cell.key}" if cell.kind == "tests" else "statements of the hidden set-up"
        needed_by = f"that need {' and '.join(sorted(needed))}"
        self.dropped.append(f"{cell.where()}: {of} {needed_by} ({number})")

    def _take_from_written(self, look: Cell) -> None:
        for cell in self._kept("written"):
            if look.kind == "look" and cell.options.get("figure") == look.key:
                self._mark(cell, _FIGURE, "")

    def _mistakes(self) -> None:
        own = {e.name: set(e.defines) for e in self.lesson.exercises}
        for cell in self.lesson.mistakes:
            if cell.kind == "misconception":
                needed = needs(cell.source) & (self.gone - own.get(cell.key, set()))
                if cell.key in self.without or needed:
                    self.cut.add(cell.where())
                if needed and cell.key not in self.without:
                    name = cell.options.get("name")
                    because = f"which needs {' and '.join(sorted(needed))}"
                    self.dropped.append(f"{cell.where()}: known mistake {name}, {because}")
            elif cell.kind == "hidden":
                source, number = without_statements(cell.source, self.gone)
                if number:
                    self.edits[cell.where()] = source
            elif only_headings(cell.source) and mentions(cell.source, self.without):
                self.cut.add(cell.where())

    def _prose(self) -> None:
        """Drop an exercise's own words, and sentences that mention what is gone."""
        names = self.gone | self.without
        cells = self.lesson.cells
        for place, cell in enumerate(cells):
            stays = cell.where() not in self.cut
            after = _asked_below(cells[place + 1 :])
            if is_prediction(cell) and self._leads_to_what_goes(after):
                self.cut.add(cell.where())
            if cell.kind == "written" and stays and mentions(cell.source, names):
                self.blocked.setdefault(cell.key, set()).add("what its text mentions")
            if cell.kind != "prose":
                continue
            before = cells[place - 1] if place else None
            after_tests = before is not None and before.kind == "tests"
            if after_tests and self._leads_to_what_goes(after) and not has_heading(cell.source):
                self.cut.add(cell.where())
                continue
            source = cell.source
            if after_tests and before and before.where() in self.cut:
                source = without_help(source)
            source = without_mentions(source, names)
            if not source.strip():
                self.cut.add(cell.where())
            elif source != cell.source:
                self.edits[cell.where()] = source
            beside = any(n is not None and n.where() in self.cut for n in (before, after))
            if cell.where() not in self.cut and beside:
                self.look_at.append(f"{cell.where()}: {_first_words(source)}")

    def _leads_to_what_goes(self, after: Cell | None) -> bool:
        asks = after is not None and after.kind in ("exercise", "written")
        return asks and after is not None and after.where() in self.cut

    def _cut(self, cell: Cell, what: str) -> None:
        self.cut.add(cell.where())
        self.dropped.append(f"{cell.where()}: {what}")

    def _mark(self, cell: Cell, pattern: re.Pattern[str], new: str) -> None:
        self.markers.setdefault(cell.where(), []).append((pattern, new))


def _asked_below(cells: Sequence[Cell]) -> Cell | None:  # predictions only lead to it
    return next((cell for cell in cells if not is_prediction(cell)), None)


def _as_lines(cell: Cell, source: str) -> list[str]:
    """A cell's source as it stands in the file."""
    lines = source.split("\n")
    return [f"# {line}".rstrip() for line in lines] if cell.markdown else lines


def _first_words(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else words[:57] + "…"
