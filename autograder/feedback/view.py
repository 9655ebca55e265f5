"""What a feedback page says, worked out from an autograded notebook and its marks.

The page is about the student's own work: of the lesson's text only the names of the exercises and
the visible tests appear, and these are taken from the release, so that nothing else can.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.gradebook.converting.beside import is_picture, pictures_beside
from autograder.gradebook.marks import Mark, Marks
from autograder.judge.verdict import HEADLINES, Verdict, worst
from autograder.lesson.lesson import Lesson
from course_utils.notebook.names import grade_id
from course_utils.shown import alt_of

MOST_EXTRA = 40
_DETAILS = {"input:": "input", "came out:": "came out", "expected:": "expected"}
_FURTHER = " " * 12  # what a further line of a detail begins with
_CAUSE = "Likely cause: "
_FIGURE = "a figure that the student's cell draws"


@dataclass(frozen=True)
class Check:
    """A check that did not hold, with the input that shows it and what came out."""

    sentence: str
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class TestView:
    """The verdict on a test cell, and the part of the test that students know."""

    verdict: Verdict
    message: str = ""
    checks: tuple[Check, ...] = ()
    cause: str = ""
    source: str = ""


@dataclass(frozen=True)
class CellView:
    """A cell that is the student's; `about` says what its pictures show."""

    source: str
    markdown: bool = False
    outputs: tuple[Mapping[str, Any], ...] = ()
    attachments: Mapping[str, Any] = field(default_factory=dict)
    about: str = _FIGURE


@dataclass
class Section:
    """An exercise, a written question, or (without a name) what stands before the first."""

    name: str
    written: bool = False
    further: bool = False
    answers: list[CellView] = field(default_factory=list)
    tests: list[TestView] = field(default_factory=list)
    extra: list[CellView] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    @property
    def verdict(self) -> Verdict:
        if self.written:
            return Verdict.MANUAL
        return worst([test.verdict for test in self.tests] or [Verdict.UNANSWERED])

    @property
    def score(self) -> float:
        return sum(mark.score for mark in self.marks)

    @property
    def max_score(self) -> float:
        return sum(mark.max_score for mark in self.marks)

    @property
    def waits(self) -> bool:
        return any(mark.waits for mark in self.marks)

    @property
    def by_hand(self) -> bool:
        """Whether a person gave or changed the points of an exercise with tests."""
        return not self.written and any(mark.by_hand for mark in self.marks)

    @property
    def headline(self) -> str:
        """What became of it, in a few words."""
        if self.written:
            return "waits to be marked" if self.waits else HEADLINES[Verdict.MANUAL]
        return HEADLINES[self.verdict]

    @property
    def cause(self) -> str:
        """The most telling sentence: the likely cause, else the first check that failed."""
        causes = [test.cause for test in self.tests if test.cause]
        sentences = [check.sentence for test in self.tests for check in test.checks]
        return next(iter([*causes, *sentences]), "")


@dataclass
class FeedbackView:
    """A whole page."""

    lesson: str
    title: str
    student: str
    marks: Marks
    sections: list[Section]
    notes: tuple[str, ...] = ()

    @property
    def exercises(self) -> list[Section]:
        """The sections that carry points."""
        return [section for section in self.sections if section.marks]

    @property
    def waiting(self) -> float:
        """How many points a person still has to decide about."""
        return sum(mark.max_score for mark in self.marks.cells.values() if mark.waits)


def feedback_view(
    lesson: Lesson, release: Any, nb: Any, marks: Marks, student: str, notes: Iterable[str] = ()
) -> FeedbackView:
    """The page for one student's autograded notebook `nb`; `release` is the released one."""
    known = {cell.source.strip() for cell in release.cells}
    further = {exercise.name for exercise in lesson.exercises if exercise.further}
    visible = {grade_id(cell): cell.source for cell in release.cells if grade_id(cell)}
    sections = [Section("")]
    for cell in nb.cells:
        name = grade_id(cell)
        exercise, kind = _place(lesson, name)
        section = _section(sections, exercise, kind) if exercise else sections[-1]
        if kind == "tests":
            mark = marks.cells.get(name, Mark(0.0, 0.0, waits=False, by_hand=False))
            section.tests.append(_test(cell, mark, visible.get(name, "")))
            section.marks.append(mark)
        elif exercise:
            section.answers.append(_cell(cell))
            section.comments += [marks.comments[name]] if name in marks.comments else []
            section.marks += [marks.cells[name]] if name in marks.cells else []
        elif section.written and any(map(is_picture, cell.get("outputs", []))):
            section.answers.append(_cell(cell))
        elif _is_own(cell, known) and len(section.extra) < MOST_EXTRA:
            section.extra.append(_cell(cell))
    for question in lesson.written:
        if pictures := pictures_beside(lesson, question, nb):
            section = _section(sections, question.grade_id, "written")
            about = _about(lesson, question.options["figure"])
            section.answers.append(CellView("", outputs=tuple(pictures), about=about))
    kept = [replace(s, further=s.name in further) for s in sections if s.name or s.extra]
    return FeedbackView(lesson.name, lesson.title, student, marks, kept, tuple(notes))


def read_verdict(outputs: Iterable[Mapping[str, Any]], mark: Mark) -> TestView:
    """A verdict from the outputs of a test cell.

    Anything but what the judge writes is not shown: it could quote a hidden test.
    """
    shown = list(outputs)
    errors = [output for output in shown if output.get("output_type") == "error"]
    for error in errors:
        if error.get("ename") in set(Verdict):
            return _read_lines(Verdict(error["ename"]), error.get("traceback", []))
    if not errors and (shown or mark.score >= mark.max_score):
        return TestView(Verdict.PASS)
    return TestView(Verdict.FAIL, message="This test did not pass.")


def _read_lines(verdict: Verdict, lines: Iterable[str]) -> TestView:
    """The judge's lines (`TestResult.lines`) taken apart again."""
    message: list[str] = []
    checks: list[Check] = []
    cause = ""
    for line in list(lines)[1:]:
        label = next((label for label in _DETAILS if line.startswith(f"  {label}")), None)
        if line.startswith("• "):
            checks.append(Check(line[2:]))
        elif label and checks:
            value = line.removeprefix(f"  {label}").strip()
            checks[-1] = Check(checks[-1].sentence, (*checks[-1].details, (_DETAILS[label], value)))
        elif line.startswith(_FURTHER) and checks and checks[-1].details:
            *before, (name, value) = checks[-1].details
            more = (name, f"{value}\n{line.removeprefix(_FURTHER)}")
            checks[-1] = Check(checks[-1].sentence, (*before, more))
        elif line.startswith(_CAUSE):
            cause = line.removeprefix(_CAUSE)
        else:
            message.append(line)
    return TestView(verdict, " ".join(message), tuple(checks), cause)


def _test(cell: Any, mark: Mark, source: str) -> TestView:
    view = read_verdict(cell.get("outputs", []), mark)
    return TestView(view.verdict, view.message, view.checks, view.cause, source)


def _place(lesson: Lesson, name: str) -> tuple[str, str]:
    """Which exercise or question a graded cell belongs to, and as what."""
    for exercise in lesson.exercises:
        if name == exercise.name:
            return exercise.name, "answer"
        if name in {test.grade_id for test in exercise.tests}:
            return exercise.name, "tests"
    if any(name == cell.grade_id for cell in lesson.written):
        return name, "written"
    return "", ""


def _section(sections: list[Section], name: str, kind: str) -> Section:
    """The section of that name, begun now if it is new."""
    found = next((section for section in sections if section.name == name), None)
    if found is None:
        found = Section(name, written=kind == "written")
        sections.append(found)
    return found


def _is_own(cell: Any, known: set[str]) -> bool:
    """Whether a cell outside the exercises is the student's, or went wrong for the student."""
    failed = any(output.get("output_type") == "error" for output in cell.get("outputs", []))
    return failed or (cell.source.strip() not in known and bool(cell.source.strip()))


def _cell(cell: Any) -> CellView:
    attachments = cell.get("attachments", {})
    outputs = tuple(cell.get("outputs", []))
    about = alt_of(cell.source) or _FIGURE
    return CellView(cell.source, cell.cell_type != "code", outputs, attachments, about)


def _about(lesson: Lesson, look: str) -> str:
    """What the lesson says of the picture in a look cell."""
    alts = (c.options.get("alt") for c in lesson.cells if c.kind == "look" and c.key == look)
    return str(next(filter(None, alts), _FIGURE))
