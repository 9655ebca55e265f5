"""Every lesson of the course: fresh, whole, provable, and harmless when it is not done yet."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.lesson import stills
from autograder.lesson.build import release_text, solved_notebook, stale
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson, Misconception
from autograder.proofs.mutate import lucky_mistakes, mutate
from autograder.proofs.prove import prove
from autograder.workers.seat import Seats
from autograder.workers.workers import local_executor
from tests.support import ROOT

COURSE = Course(ROOT)
SEEDS = {False: range(1, 4), True: range(200)}  # of the hidden inputs, usually and with --all
NAMES = [path.name for path in COURSE.sources()]
EXERCISE_ERRORS = {"NotImplementedError", "NameError", "CheckFailed"}


def usual(name: str, *numbers: str) -> Any:
    """A lesson as a parameter: those with these numbers always, the others with --all."""
    return pytest.param(name, marks=() if name[:2] in numbers else pytest.mark.long)


@pytest.fixture(params=NAMES)
def lesson(request: pytest.FixtureRequest) -> Lesson:
    return COURSE.lesson(request.param)


def executed(text: str, folder: Path) -> Any:
    """The notebook run from top to bottom in a real kernel, errors kept."""
    notebook = nbformat.reads(text, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=600,
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
        extra_arguments=["--IPKernelApp.log_level=40"],
    )
    client.execute(env={**os.environ, "PYTHONPATH": str(ROOT)})
    return notebook


def errors(cell: Any) -> list[str]:
    found = [o for o in cell.get("outputs", []) if o.output_type == "error"]
    return [f"{cell.id}: {o.ename}: {o.evalue}" for o in found]


def undrawn(cell: Any) -> list[str]:
    """What a cell says of a picture that it could not draw."""
    found = [o.text for o in cell.get("outputs", []) if o.output_type == "stream"]
    said = " ".join("".join(found).split())
    return [f"{cell.id}: {said}"] if re.search("picture (waits for|cannot be drawn)", said) else []


def test_lessons_are_numbered_and_described() -> None:
    assert NAMES[:2] == ["00_start_here", "01_logistic_regression"]


def test_the_released_lessons_are_fresh_and_leak_nothing() -> None:
    assert stale(COURSE, COURSE.all_lessons()) == []


def test_saved_notebooks_hold_no_outputs_but_still_pictures(lesson: Lesson) -> None:
    notebook = nbformat.read(COURSE.release(lesson), as_version=4)
    nbformat.validate(notebook)
    shown = {cell.id: cell.outputs for cell in notebook.cells if cell.get("outputs")}
    assert shown.keys() == {cell.grade_id for cell in stills.explorables(lesson)}
    for outputs in shown.values():
        assert [set(output.data) for output in outputs] == [
            {"image/png", "text/html", "text/plain"},
            {"text/markdown", "text/plain"},
        ]
    assert COURSE.release(lesson).stat().st_size < 500_000


@pytest.mark.slow
@pytest.mark.parametrize("lesson", [usual(name, "05") for name in NAMES], indirect=True)
def test_a_solved_lesson_runs_without_an_error(lesson: Lesson, tmp_path: Path) -> None:
    notebook = executed(nbformat.writes(solved_notebook(lesson)), tmp_path)
    assert [error for cell in notebook.cells for error in errors(cell)] == []
    assert [said for cell in notebook.cells for said in undrawn(cell)] == []


@pytest.mark.slow
@pytest.mark.parametrize("lesson", [usual(name, "05") for name in NAMES], indirect=True)
def test_an_undone_exercise_stops_nothing_but_itself(lesson: Lesson, tmp_path: Path) -> None:
    notebook = executed(release_text(lesson), tmp_path)
    for cell in notebook.cells:
        names = {o.ename for o in cell.get("outputs", []) if o.output_type == "error"}
        if cell.metadata.get("nbgrader"):
            assert names <= EXERCISE_ERRORS, errors(cell)
        else:
            assert not names, errors(cell)


def one_of_each(lesson: Lesson) -> list[tuple[Misconception, ...]]:
    """A single row of known mistakes: one of each exercise, now its first, now a later one."""
    known = [exercise.misconceptions for exercise in lesson.exercises if exercise.misconceptions]
    return [tuple(some[number % len(some)] for number, some in enumerate(known))]


@pytest.mark.slow
@pytest.mark.sandbox
@pytest.mark.parametrize(
    "lesson", [usual(name, "00", "01", "02", "03", "05") for name in NAMES], indirect=True
)
def test_the_answers_pass_and_every_known_mistake_is_caught_and_named(
    lesson: Lesson, everything: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not everything:
        monkeypatch.setattr("autograder.proofs.prove.mistakes_by_row", one_of_each)
    with Seats(1) as seats:
        assert prove(lesson, seats, seed=20, progress=lambda about: None) == []


@pytest.mark.slow
def test_no_edit_of_an_answer_goes_unnoticed(lesson: Lesson, everything: bool) -> None:
    some = lesson.exercises[:: 1 if everything else 3]
    with local_executor(1) as executor:
        for outcome in mutate(lesson, executor, some, SEEDS[everything]):
            assert (outcome.exercise, outcome.survivors) == (outcome.exercise, ())
            assert (outcome.exercise, outcome.idle_excuses) == (outcome.exercise, ())


@pytest.mark.slow
@pytest.mark.parametrize(
    "lesson", [usual(name, "00", "01", "02", "03", "04") for name in NAMES], indirect=True
)
def test_no_known_mistake_passes_by_luck(lesson: Lesson, everything: bool) -> None:
    with local_executor(1) as executor:
        assert list(lucky_mistakes(lesson, executor, SEEDS[everything])) == []


def test_every_exercise_but_the_slips_has_three_known_mistakes(lesson: Lesson) -> None:
    written_out = [e for e in lesson.exercises if not e.name.startswith("slip_")]
    assert [e.name for e in written_out if len(e.misconceptions) < 3] == []
