"""The table of students in a terminal: every name and mark is there, however long the rest is."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from autograder.judge.verdict import Verdict
from autograder.lesson.course import Course
from autograder.report.report import ClassReport, StudentRow, make_report
from autograder.report.terminal import print_report
from tests.support import TINY_COURSE

LESSON = Course(TINY_COURSE).lesson("01_tiny")
NAMES = [exercise.name for exercise in LESSON.exercises]
LONG = "x" * 110


def report_on(rows: list[StudentRow]) -> ClassReport:
    empty = make_report(LESSON, [], {})
    return ClassReport(empty.lesson, empty.title, empty.max_score, tuple(rows), empty.exercises, ())


def row(student: str, score: float | None = 7.25, **about: object) -> StudentRow:
    verdicts = dict.fromkeys(NAMES, Verdict.PASS)
    return StudentRow(student, score, verdicts, **about)  # type: ignore[arg-type]


def table(report: ClassReport, width: int) -> list[str]:
    """The lines of the table of students, without its heading."""
    text = io.StringIO()
    print_report(report, Console(file=text, width=width, highlight=False))
    lines = text.getvalue().split("\n")
    first = next(n for n, line in enumerate(lines) if line.strip().startswith("student"))
    last = next(n for n in range(first, len(lines)) if not lines[n].strip())
    assert max(map(len, lines)) <= width
    return lines[first + 1 : last]


def names_and_marks(report: ClassReport, width: int) -> dict[str, str]:
    """What can be read in the table: names put together again where they go on, and marks."""
    found: dict[str, str] = {}
    name = mark = ""
    for line in table(report, width):
        first, *rest = line.split()
        if rest:
            found |= {name: mark} if name else {}
            name, mark = first, rest[0]
        else:
            name += first
    return {**found, name: mark}


@pytest.mark.parametrize("width", [40, 60, 80, 100, 140])
@pytest.mark.parametrize("size", [3, 44])
def test_one_very_long_id_takes_nobodys_name_or_mark(size: int, width: int) -> None:
    note = ("handed in as 'lesson.ipynb'",)
    rows = [row(f"plain-{number:02d}", notes=note) for number in range(size)]
    rows.insert(1, row(LONG, notes=("handed in as 'lesson.ipynb'; " * 9,)))
    rows.insert(1, row("not-judged", None, problem="no notebook was handed in; ask for it " * 4))
    found = names_and_marks(report_on(rows), width)
    assert found[LONG] == "7.25"
    assert found["plain-00"] == "7.25"
    assert found["not-judged"] == "–"


ids = st.text("abcdefgh-0123456789日", min_size=1, max_size=150)


@given(
    st.lists(st.tuples(ids, st.integers(0, 300)), min_size=1, max_size=45, unique_by=lambda t: t[0])
)
def test_every_shown_name_and_mark_can_be_read_at_80_columns(made: list[tuple[str, int]]) -> None:
    rows = [row(who, 9.0, notes=("n" * length,) if length else ()) for who, length in made]
    report = report_on(rows)
    shown = rows if len(rows) <= 40 else report.noted[:20]
    if shown:
        assert names_and_marks(report, 80) == {row.student: "9" for row in shown}


def test_whose_program_was_stopped_stands_first_among_those_to_look_at() -> None:
    note = ("handed in as 'lesson (1).ipynb'",)
    rows = [row(f"plain-{number:02d}", notes=note) for number in range(44)]
    stopped = {**dict.fromkeys(NAMES, Verdict.PASS), NAMES[0]: Verdict.CRASH}
    rows.append(StudentRow("zoe", 3.0, stopped, notes=note))
    rows.append(row("yan", None, problem="no notebook was handed in"))
    assert list(names_and_marks(report_on(rows), 80))[:3] == ["yan", "zoe", "plain-00"]
