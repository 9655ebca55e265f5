"""A lesson's source is read into one model, and what would make a bad release is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.lesson.lesson import Lesson, LessonError, bound_names, parse_lesson

EXERCISE = """\
# %% exercise="double"
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% tests="double" points=2
assert double(1) == 2
### BEGIN HIDDEN TESTS
assert double(3) == 6
### END HIDDEN TESTS
"""
MISTAKE = '''
# %% misconception="double" name="squared"
def double(x):
    """You squared."""
    return x * x
'''


def parse(text: str) -> Lesson:
    return parse_lesson(Path("01_x.py"), text)


def complaint(text: str) -> str:
    with pytest.raises(LessonError) as caught:
        parse(text)
    return str(caught.value)


def test_an_exercise_has_its_tests_points_and_misconceptions(tiny: Lesson) -> None:
    double = tiny.exercise("double")
    assert double.defines == ("double",)
    assert double.points == 2
    assert [wrong.name for wrong in double.misconceptions] == ["squared", "in_place"]
    assert double.misconceptions[0].sentence == "You squared where twice was asked for."


def test_the_largest_score_counts_written_answers(tiny: Lesson) -> None:
    assert tiny.max_score == 2 + 1 + 2 + 3 + 2 + 4


def test_the_title_is_the_first_heading(tiny: Lesson) -> None:
    assert tiny.title == "A tiny lesson"


def test_grade_ids_come_from_names_and_are_unique(tiny: Lesson) -> None:
    ids = [cell.grade_id for cell in tiny.cells]
    assert len(set(ids)) == len(ids)
    assert {"double", "test_double", "look_double", "why"} <= set(ids)


def test_an_edit_elsewhere_leaves_an_exercises_ids_alone() -> None:
    more = "# %% [markdown]\n# New prose\n\n" + EXERCISE
    first, second = parse(EXERCISE), parse(more)
    assert [c.grade_id for c in first.cells] == [c.grade_id for c in second.cells][1:]


def test_the_digest_changes_with_any_cell() -> None:
    assert parse(EXERCISE).digest != parse(EXERCISE.replace("== 6", "== 7 - 1")).digest


def test_a_solution_that_is_never_closed_is_refused() -> None:
    text = EXERCISE.replace("    ### END SOLUTION\n", "")
    assert "line 1: SOLUTION is never closed" in complaint(text)


def test_a_nested_marker_is_refused() -> None:
    text = EXERCISE.replace("    return 2", "    ### BEGIN SOLUTION\n    return 2")
    assert "inside another" in complaint(text)


def test_an_end_without_a_begin_is_refused() -> None:
    assert "without a BEGIN" in complaint(EXERCISE.replace("    ### BEGIN SOLUTION\n", ""))


def test_a_misspelt_marker_is_refused() -> None:
    assert "write a marker as" in complaint(EXERCISE.replace("### BEGIN HIDDEN", "## BEGIN HIDDEN"))


def test_hidden_tests_in_an_exercise_cell_are_refused() -> None:
    text = EXERCISE.replace("SOLUTION", "HIDDEN TESTS", 2)
    assert "cannot hold HIDDEN TESTS" in complaint(text)


def test_an_exercise_without_tests_is_refused() -> None:
    text = EXERCISE.split("# %% tests")[0]
    assert "exercise 'double' has no tests" in complaint(text)


def test_a_test_for_an_unknown_exercise_is_refused() -> None:
    assert "no such exercise" in complaint(EXERCISE.replace('tests="double"', 'tests="duble"'))


def test_a_test_without_points_is_refused() -> None:
    assert "points=3" in complaint(EXERCISE.replace(" points=2", ""))


def test_an_unknown_word_on_a_marker_is_refused() -> None:
    text = EXERCISE.replace("points=2", "points=2 weight=3")
    assert "unknown word 'weight'" in complaint(text)


def test_two_exercises_of_one_name_are_refused() -> None:
    assert "names two exercises" in complaint(EXERCISE + "\n" + EXERCISE)


def test_a_misconception_needs_a_name_an_explanation_and_the_exercises_names() -> None:
    assert "name of its own" in complaint(EXERCISE + MISTAKE.replace(' name="squared"', ""))
    assert "docstring" in complaint(EXERCISE + MISTAKE.replace('    """You squared."""\n', ""))
    assert "must define double" in complaint(EXERCISE + MISTAKE.replace("def double", "def triple"))


def test_misconceptions_stand_at_the_end() -> None:
    text = EXERCISE + MISTAKE + "\n# %%\nx = 1\n"
    assert "at the end" in complaint(text)


def test_code_that_does_not_parse_is_named_by_its_line() -> None:
    assert "01_x.py, line 2" in complaint("# %%\nx = = 1\n" + EXERCISE)


def test_bound_names_sees_functions_classes_and_assignments() -> None:
    source = "a, b = 1, 2\ndef f(): inner = 1\nclass C: pass\n_private = 3\nfor i in []: j = i"
    assert bound_names(source) == ("a", "b", "f", "C", "i", "j")


def test_a_written_answer_can_only_name_a_figure_that_there_is() -> None:
    question = '# %% [markdown] written="why" points=1 figure="tilts"\n'
    question += "# Why?\n#\n# ### BEGIN SOLUTION\n# So.\n# ### END SOLUTION\n"
    with pytest.raises(LessonError, match=r"figure='tilts' names no look cell"):
        parse(EXERCISE + "\n" + question)
    assert parse(EXERCISE + '\n# %% look="tilts"\nprint(1)\n\n' + question).figures == {"tilts"}
