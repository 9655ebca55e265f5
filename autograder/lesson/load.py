"""How long a lesson takes: each section's minutes, by what stands in it, and their sum.

A lesson asks for it with `[[time]]` in its prose, where the sum is said; then each section's
heading carries its minutes. `[[pause]]` says how much lies before and behind. Minutes of the core
only: a section whose exercises are all further is further itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from autograder.lesson.further import COUNTED
from autograder.lesson.home.manifest import minutes, worth
from autograder.lesson.lesson import Cell

TIME, PAUSE = "[[time]]", "[[pause]]"
WORDS_A_MINUTE = 170  # of technical prose, read once
MINUTES_A_FORMULA = 1 / 3  # on a line of its own
MINUTES_A_DRAWING = 0.5
MINUTES_A_PICTURE = 1.0
MINUTES_AN_EXPLORABLE = 3.0
MINUTES_A_PREDICTION = 0.5
MINUTES_OF_RECALL = 3.0  # three questions

_HEADING = re.compile(r"^## .+$", re.MULTILINE)
# Read by who needs it; what a picture shows is folded only until one has predicted it
_HELP = re.compile(r"<details>(?!<summary>What the \w+ shows?<).*?</details>", re.DOTALL)
_DRAWING = re.compile(r"!\[[^\]]*\]\([^)]*\)")  # looked at, not read
_FORMULA = re.compile(r"\$\$.*?\$\$", re.DOTALL)
_LOOKS = (
    ("remember.predict", MINUTES_A_PREDICTION),
    ("remember.recall", MINUTES_OF_RECALL),
    ("course_utils.explore", MINUTES_AN_EXPLORABLE),
    ("check.summary", 0.0),
)


@dataclass
class Part:
    """A section of a lesson: its heading's line (empty at first), and what stands in it."""

    heading: str
    cells: list[Cell] = field(default_factory=list)
    reading: float = 0.0  # minutes of prose
    pause: tuple[float, int] | None = None  # minutes of prose and cells before the place to pause

    @property
    def further(self) -> bool:
        """Whether it has exercises, and none of the core."""
        asked = [cell for cell in self.cells if cell.kind in ("exercise", "written")]
        return bool(asked) and all(map(_is_further, asked))

    def minutes(self, asked: Sequence[Cell]) -> int:
        """Of its core; of all of it where it is further. `asked` are the cells of the lesson."""
        return max(1, self._sum(self.reading, self.cells, asked))

    def before_pause(self, asked: Sequence[Cell]) -> int:
        """Those of `minutes` that lie before its place to pause."""
        reading, cells = self.pause or (0.0, 0)
        return min(self._sum(reading, self.cells[:cells], asked), self.minutes(asked))

    def _sum(self, reading: float, cells: Sequence[Cell], asked: Sequence[Cell]) -> int:
        counted = (c for c in cells if self.further or not _is_further(c))
        return round(reading + sum(_minutes(cell, asked) for cell in counted))

    def more(self, asked: Sequence[Cell]) -> int:
        """The minutes of its further exercises, where it is of the core itself."""
        extra = (c for c in self.cells if not self.further and _is_further(c))
        return round(sum(_minutes(cell, asked) for cell in extra))


def parts(cells: Sequence[Cell]) -> list[Part]:
    """The sections of a lesson; what stands above the first belongs to it."""
    found = [Part("")]
    for cell in cells:
        if cell.kind != "prose":
            found[-1].cells.append(cell)
            continue
        place = 0
        for heading in _HEADING.finditer(cell.source):
            _read(found[-1], cell.source[place : heading.start()])
            place = heading.end()
            if len(found) == 1 and not found[0].heading:
                found[0].heading = heading[0]
            else:
                found.append(Part(heading[0]))
        _read(found[-1], cell.source[place:])
    return found


def timed(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells with their sections' minutes, where the lesson asks for its time."""
    if not any(cell.kind == "prose" and TIME in cell.source for cell in cells):
        return tuple(cells)
    found = parts(cells)
    words = {TIME: _time(found, cells), PAUSE: _pause(cells)}
    words |= {part.heading: _heading(part, cells) for part in found if part.heading}
    return tuple(
        replace(cell, source=_told(cell.source, words)) if cell.kind == "prose" else cell
        for cell in cells
    )


def sittings(cells: Sequence[Cell]) -> list[int]:
    """The minutes of the core before each place to pause, and after the last."""
    found = [0]
    for part in parts(cells):
        minutes = 0 if part.further else part.minutes(cells)
        before = 0 if part.further else part.before_pause(cells)
        if part.pause:
            found[-1] += before
            found.append(0)
        found[-1] += minutes - before if part.pause else minutes
    return found


def duration(minutes: int) -> str:
    """ "45 minutes", "1 hour", "2 hours 5 minutes"."""
    hours, rest = divmod(minutes, 60)
    said = [f"{hours} hour{'' if hours == 1 else 's'}"] if hours else []
    said += [f"{rest} minute{'' if rest == 1 else 's'}"] if rest or not hours else []
    return " ".join(said)


def _time(found: Sequence[Part], cells: Sequence[Cell]) -> str:
    before = sittings(cells)
    said = f"The **core** of this lesson takes about {duration(sum(before))}"
    if len(before) > 1:
        said += f", best in sittings of {' and '.join(map(str, before))} minutes"
    more = sum(part.minutes(cells) if part.further else part.more(cells) for part in found)
    if not more:
        return f"{said}."
    counted = any(cell.options.get("further") == COUNTED for cell in cells)
    marks = "count like them" if counted else "add nothing to the marks"
    return (
        f"{said}. Exercises and sections marked *further* take {duration(more)} more; they are"
        f" judged and explained like the others, and {marks}."
    )


def _pause(cells: Sequence[Cell]) -> str:
    first, *rest = sittings(cells)
    return (
        f"*A good place to pause: about {first} minutes of the core lie behind you, {sum(rest)}"
        " before you.*"
    )


def _heading(part: Part, cells: Sequence[Cell]) -> str:
    further = "further · " if part.further else ""
    return f"{part.heading} · {further}{part.minutes(cells)} min"


def _told(source: str, words: dict[str, str]) -> str:
    for token in (TIME, PAUSE):
        source = source.replace(token, words[token])
    return _HEADING.sub(lambda heading: words.get(heading[0], heading[0]), source)


def _read(part: Part, text: str) -> None:
    if PAUSE in text:
        before, text = text.split(PAUSE, 1)
        _read(part, before)
        part.pause = part.reading, len(part.cells)
    open_text, drawings = _DRAWING.subn("", _HELP.sub("", text))
    formulas = len(_FORMULA.findall(open_text))
    words = len(_FORMULA.sub("", open_text).split())
    part.reading += words / WORDS_A_MINUTE + formulas * MINUTES_A_FORMULA
    part.reading += drawings * MINUTES_A_DRAWING


def _is_further(cell: Cell) -> bool:
    return bool(cell.options.get("further", False))


def _minutes(cell: Cell, asked: Iterable[Cell]) -> float:
    if cell.kind == "look":
        kinds = (minutes for word, minutes in _LOOKS if word in cell.source)
        return next(kinds, MINUTES_A_PICTURE)
    if cell.kind == "written":
        return minutes(cell)
    if cell.kind == "exercise":
        return minutes(cell, worth(cell.key, asked))
    return 0.0
