"""docs/coverage.md says of every topic of the slides where it is taught, and it is there."""

from __future__ import annotations

import re
from functools import lru_cache

import pytest

from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from tests.support import ROOT

COURSE = Course(ROOT)
TOPICS = {"S000": 35, "S001": 52, "S002": 39, "S003": 30, "S004": 8}  # of every deck
HOW = "exercised|explained|mentioned"
ROW = re.compile(rf"\| (S\d{{3}}-\d{{2}}) \| (\d(?:, \d)*) \| ({HOW}) \| (.+) \|")
PLACE = re.compile(r"section “(.+)”|(exercise|figure|widget|question) `(\w+)`")


def rows() -> list[tuple[str, ...]]:
    """The table's rows: topic, lessons, how, where."""
    text = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| S")]
    found = [ROW.fullmatch(line) for line in lines]
    assert [line for line, row in zip(lines, found, strict=True) if row is None] == []
    return [row.groups() for row in found if row]


@lru_cache
def places(number: str) -> frozenset[tuple[str, str]]:
    """All that a lesson offers to point at, as (kind, name)."""
    lesson: Lesson = COURSE.lesson(number)
    looks = {cell.key: cell.source for cell in lesson.cells if cell.kind == "look"}
    texts = "\n".join(cell.source for cell in lesson.cells if cell.markdown)
    headings = re.findall(r"^#{1,3} (.+?)(?: · (?:further · )?\d+ min)?\s*$", texts, re.M)
    return frozenset(
        {("exercise", exercise.name) for exercise in lesson.exercises}
        | {("question", cell.key) for cell in lesson.written}
        | {("widget" if "explore" in code else "figure", key) for key, code in looks.items()}
        | {("section", heading) for heading in headings}
    )


def test_every_topic_of_the_slides_has_one_row() -> None:
    expected = [f"{deck}-{n:02d}" for deck, count in TOPICS.items() for n in range(1, count + 1)]
    assert len(expected) == 164
    assert [topic for topic, *_ in rows()] == expected


@pytest.mark.parametrize(
    "line",
    re.findall(r"^- .*", (ROOT / "docs" / "coverage.md").read_text("utf-8"), re.MULTILINE),
)
def test_what_stands_in_no_row_has_its_place_too(line: str) -> None:
    _, lessons, where = line.split(" | ")
    named = [PLACE.fullmatch(part) for part in where.split("; ")]
    wanted = {("section", m[1]) if m[1] else (m[2], m[3]) for m in named if m}
    assert len(wanted) == len(named)
    offered = [places(number) for number in lessons.split(", ")]
    assert wanted - frozenset().union(*offered) == set()
    assert all(wanted & found for found in offered)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_what_a_row_names_exists(row: tuple[str, ...]) -> None:
    _, lessons, how, where = row
    named = [PLACE.fullmatch(part) for part in where.split("; ")]
    wanted = {("section", m[1]) if m[1] else (m[2], m[3]) for m in named if m}
    assert len(wanted) == len(named), f"cannot be read, or says a thing twice: {where}"
    offered = {number: places(number) for number in lessons.split(", ")}
    assert wanted - frozenset().union(*offered.values()) == set()
    assert [number for number, all_of_it in offered.items() if not wanted & all_of_it] == []
    asked = {kind for kind, _ in wanted} & {"exercise", "question"}
    assert how != "exercised" or asked, "an exercised topic names an exercise or a question"


def test_no_topic_is_only_mentioned() -> None:
    assert [topic for topic, _, how, _ in rows() if how == "mentioned"] == []
