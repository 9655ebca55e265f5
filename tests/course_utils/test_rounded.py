"""At home, a number that only one answer can be is right or wrong at once, and never shown."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.lesson.build import solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.home.answers import right_answers
from autograder.lesson.instructor import Instructor
from autograder.lesson.lesson import Lesson
from course_utils.rounded import answers_of, first_wrong, rounded
from course_utils.sealing import FOLDER
from course_utils.selfcheck import check_notebook
from tests.support import ROOT

LESSONS = [lesson for lesson in Course(ROOT).all_lessons() if answers_of(lesson.name)]
ATOL = 1e-9


@settings(max_examples=8, deadline=None)
@given(
    st.one_of(st.integers(-1000, 1000), st.floats(-1e6, 1e6)),
    st.sampled_from([(1e-7, ATOL), (1e-7, 2e-3), (0.01, ATOL), (0.0, 1e-3)]),
    st.sampled_from([-1, 1]),
)
def test_what_marking_accepts_is_right_and_what_is_further_off_is_wrong(
    value: float, tolerance: tuple[float, float], side: int
) -> None:
    rtol, atol = tolerance
    right = rounded("salt", value, rtol=rtol, atol=atol)
    allowed = atol + rtol * abs(value)
    assert right.is_right("salt", value)
    assert right.is_right("salt", value + 0.999 * side * allowed)
    assert not right.is_right("salt", value + 1.5 * side * allowed)
    assert not right.is_right("pepper", value)


def test_texts_and_tuples_are_right_as_a_whole_and_other_kinds_are_wrong() -> None:
    right = rounded("", ("X @ W.T", (10, 784)), rtol=1e-7, atol=ATOL)
    assert right.is_right("", ["X @ W.T", [10, 784.0]])
    for other in (("X @ W", (10, 784)), ("X @ W.T", (784, 10)), ("X @ W.T", (10, 784, 1)), None):
        assert not right.is_right("", other)
    number = rounded("", 2, rtol=1e-7, atol=ATOL)
    for other in (None, "2", [2], float("nan"), float("inf"), 2j, object()):
        assert not number.is_right("", other)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name[:2])
def test_the_reference_is_right_and_a_known_mistake_is_not(lesson: Lesson) -> None:
    instructor = Instructor(lesson)
    held = answers_of(lesson.name)
    settled = {e.name: right_answers(e, instructor) for e in lesson.exercises}
    assert {name: [r.name for r in right] for name, right in settled.items() if right} == {
        name: list(of) for name, of in held.items()
    }
    for name in held:
        exercise = lesson.exercise(name)
        answers = {each: getattr(instructor.reference, each) for each in exercise.asks}
        assert first_wrong(lesson.name, name, answers) == ""
        space = instructor.namespace(exercise.tests[0], 0)
        exec(exercise.misconceptions[0].source, space)
        assert first_wrong(lesson.name, name, space) in exercise.asks


def test_exercises_with_many_right_answers_are_left_alone() -> None:
    assert first_wrong("01_logistic_regression", "hand_set_neuron", {}) is None
    assert first_wrong("no_such_lesson", "slip_sum", {}) is None
    assert "slip_upper_bound" not in answers_of("02_cross_entropy")


def test_what_students_are_given_holds_no_number_of_an_answer() -> None:
    for lesson in LESSONS:
        content = json.loads((FOLDER / f"{lesson.name}.json").read_text(encoding="utf-8"))
        for of in content["answers"].values():
            for answer in of.values():
                assert answer.keys() == {"rtol", "atol", "shifts", "digest"}
                assert all(0 <= shift < 8 for shift in answer["shifts"])


@pytest.mark.parametrize(
    ("cell", "source", "wrong"),
    [
        ("slip_value_at_origin", "slip_origin_value = 1.5", "slip_origin_value"),
        ("slip_value_at_origin", "slip_origin_value = -3 / 2", ""),
        ("slip_stopping_rule", "slip_steps_or = 50\nslip_steps_and = 4", "slip_steps_and"),
    ],
)
def test_selfcheck_tells_a_right_number_from_a_wrong_one(
    cell: str, source: str, wrong: str, tmp_path: Path
) -> None:
    notebook = solved_notebook(Course(ROOT).lesson("1"))
    first = next(each for each in notebook.cells if each.cell_type == "code")
    kept = [each for each in notebook.cells if each is first or each.id in (cell, f"test_{cell}")]
    notebook.cells = kept
    kept[1].source = source
    path = tmp_path / "01_logistic_regression.ipynb"
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    (problem,) = [r.problem for r in check_notebook(path).results if r.exercise == cell]
    assert problem == (f"{wrong} is not right yet." if wrong else "")
