"""A lesson's source is read into one model, and what would make a bad release is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.lesson.course import Course
from autograder.lesson.leaks import lesson_secrets
from autograder.lesson.lesson import Lesson, LessonError
from autograder.lesson.read import parse_lesson
from autograder.lesson.rules import check_described
from course_utils.notebook.names import bound_names

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
SETUP = """\
# %% [markdown]
# # Known mistakes

# %% hidden="setup"
import numpy as np
"""
MISTAKE = '''
# %% misconception="double" name="squared"
def double(x):
    """You squared."""
    return x * x
'''


def parse(text: str, mistakes: str = "") -> Lesson:
    return parse_lesson(Path("01_x"), text, mistakes)


def complaint(text: str, mistakes: str = "") -> str:
    with pytest.raises(LessonError) as caught:
        parse(text, mistakes)
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


def test_the_digest_changes_with_any_cell_of_either_file() -> None:
    whole = SETUP + MISTAKE
    others = [
        parse(EXERCISE.replace("== 6", "== 7 - 1"), whole),
        parse(EXERCISE),
        parse(EXERCISE, SETUP),
        parse(EXERCISE, whole.replace("x * x", "x ** 2")),
        parse(EXERCISE, whole.replace("numpy", "math")),
        parse(EXERCISE, whole.replace("# # Known", "# # Some")),
    ]
    assert len({parse(EXERCISE, whole).digest, *(lesson.digest for lesson in others)}) == 7


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
    assert "name of its own" in complaint(EXERCISE, MISTAKE.replace(' name="squared"', ""))
    assert "name of its own" in complaint(EXERCISE, MISTAKE + MISTAKE)
    assert "docstring" in complaint(EXERCISE, MISTAKE.replace('    """You squared."""\n', ""))
    assert "must define double" in complaint(EXERCISE, MISTAKE.replace("def double", "def triple"))


def test_a_lesson_may_have_no_known_mistakes(course: Course) -> None:
    (course.sources()[0] / "mistakes.py").unlink()
    lesson = course.lesson("1")
    assert [exercise.misconceptions for exercise in lesson.exercises] == [()] * 5
    assert lesson.max_score == 14


def test_a_misconception_for_an_unknown_exercise_is_refused_and_says_which_there_are() -> None:
    said = complaint(EXERCISE, SETUP + MISTAKE.replace('="double"', '="duble"'))
    assert said == (
        "01_x/mistakes.py, line 7: misconception for 'duble', but no such exercise in lesson.py;"
        " there are: double"
    )


def test_a_short_lesson_may_keep_its_known_mistakes_in_lesson_py() -> None:
    together, apart = parse(EXERCISE + MISTAKE), parse(EXERCISE, SETUP + MISTAKE)
    assert [wrong.name for wrong in together.exercise("double").misconceptions] == [
        wrong.name for wrong in apart.exercise("double").misconceptions
    ]
    assert [cell.grade_id for cell in together.cells] == [cell.grade_id for cell in apart.cells]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("# %%\nx = 1\n", "a code cell without a word on its marker"),
        (EXERCISE, "an exercise cell"),
        ('# %% tests="double" points=1\nassert True\n', "a tests cell"),
        ('# %% [markdown] written="why" points=1\n# Why?\n', "a written cell"),
        (SETUP[SETUP.index("# %% hidden") :], "a second set-up, or one below a wrong answer,"),
    ],
)
def test_among_the_mistakes_nothing_else_has_a_place(more: str, found: str) -> None:
    said = complaint(EXERCISE, SETUP + MISTAKE + "\n" + more)
    assert said.startswith(f"01_x/mistakes.py, line 12: {found} has no place here; mistakes.py ")
    assert said.endswith("All else stands in lesson.py")


def test_an_empty_cell_among_the_mistakes_is_harmless() -> None:
    lesson = parse(EXERCISE, "\n" + SETUP + MISTAKE + "\n# %%\n")
    assert len(lesson.exercises[0].misconceptions) == 1


def test_code_above_the_first_marker_is_named_by_its_line() -> None:
    header = "# ---\n# jupyter:\n#   language: python\n# ---\n\n"
    said = complaint(EXERCISE, header + "import math\nx = = 1\n\n" + SETUP + MISTAKE)
    assert said.startswith("01_x/mistakes.py, line 5: a code cell without a word on its marker")
    assert complaint(header + "import math\nx = = 1\n\n" + EXERCISE).startswith(
        "01_x/lesson.py, line 7: "
    )
    assert complaint("x = = 1\n\n" + EXERCISE).startswith("01_x/lesson.py, line 1: ")


def test_a_code_cell_in_place_of_the_set_up_is_refused() -> None:
    said = complaint(EXERCISE, SETUP.replace(' hidden="setup"', "") + MISTAKE)
    assert said.startswith("01_x/mistakes.py, line 4: a code cell without a word on its marker")


def test_the_set_up_of_the_mistakes_is_no_secret_and_they_are() -> None:
    sentence = "You squared where twice was asked for."
    setup = SETUP.replace("numpy", "numpy.polynomial.polynomial")
    secrets = lesson_secrets(parse(EXERCISE, setup + MISTAKE.replace("You squared.", sentence)))
    assert secrets[sentence] == "a misconception of 01_x, 'double'"
    assert not any("numpy" in line for line in secrets)


def test_code_that_does_not_parse_is_named_by_its_file_and_line() -> None:
    assert "01_x/lesson.py, line 2:" in complaint("# %%\nx = = 1\n" + EXERCISE)
    broken = SETUP + MISTAKE.replace("x * x", "x * * x")
    assert "01_x/mistakes.py, line 10:" in complaint(EXERCISE, broken)


def test_a_lesson_may_be_one_file_and_messages_call_it_by_its_name(course: Course) -> None:
    flat = course.solutions / "02_flat.py"
    flat.write_text(EXERCISE + MISTAKE)
    assert [lesson.name for lesson in course.all_lessons()] == ["01_tiny", "02_flat"]
    assert course.lesson("2").exercise("double").misconceptions
    flat.write_text("# %%\nx = = 1\n" + EXERCISE)
    with pytest.raises(LessonError, match=r"02_flat\.py, line 2:"):
        course.lesson("2")
    (course.solutions / "02_flat").mkdir()
    with pytest.raises(LessonError, match="two lessons of one name"):
        course.all_lessons()


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ('points="three"', "points must be a number of at least 0, found 'three'"),
        ("points=NaN", "points must be a number of at least 0, found nan"),
        ("points=-1", "points must be a number of at least 0, found -1"),
        ("points=true", "points must be a number of at least 0, found True"),
        ('points=1 timeout="long"', "timeout must be a number above 0, found 'long'"),
        ("points=1 timeout=0", "timeout must be a number above 0, found 0"),
    ],
)
def test_a_marker_option_of_the_wrong_kind_or_range_is_refused(option: str, said: str) -> None:
    assert "points=2" in EXERCISE
    found = complaint(EXERCISE.replace("points=2", option, 1))
    assert found.startswith("01_x/lesson.py, line ")
    assert found.endswith(said)


@pytest.mark.parametrize(
    ("cell", "who"),
    [
        ('# %% tests="double" points=1\nlimit = 4\nassert double(2) == limit', "tests"),
        ('# %% tests="double" points=1\n### BEGIN HIDDEN TESTS\nfor limit in (1, 2):\n'
         "    assert double(limit) == 2 * limit\n### END HIDDEN TESTS", "tests"),
        ('# %% look="double"\nlimit = double(4)\nprint(limit)', "picture"),
    ],
    ids=["visible tests", "a loop of hidden tests", "a picture"],
)  # fmt: skip
def test_neither_tests_nor_pictures_give_another_value_to_what_the_notebook_defines(
    cell: str, who: str
) -> None:
    found = complaint(f"# %%\nlimit = 3\n\n{EXERCISE}\n{cell}\n")
    assert f"the {who} 'double' would give limit another value, which" in found
    assert "01_x/lesson.py, line 1 defines" in found
    function = cell.replace("limit", "my_limit")
    assert parse(f"# %%\nlimit = 3\n\n{EXERCISE}\n{function}\n").exercises


@pytest.mark.parametrize(
    ("given", "tests", "refused"),
    [
        ("import math", "math = 3", True),
        ("sin = abs", "from math import sin", True),
        ("import math", "import math", False),
        ("from math import sin", "from math import sin", False),
    ],
)
def test_an_import_binds_a_name_too(given: str, tests: str, refused: bool) -> None:
    text = f'# %%\n{given}\n\n{EXERCISE}\n# %% look="double"\n{tests}\nprint(double(2))\n'
    if refused:
        assert "another value" in complaint(text)
    else:
        assert parse(text).exercises


@pytest.mark.parametrize("comment", ["# cat and dog", "# ls is a list", "# %matplotlib was here"])
def test_a_comment_that_looks_like_a_magic_stays_a_comment(comment: str) -> None:
    lesson = parse(f"# %%\n{comment}\nx = 1\n\n{EXERCISE}")
    assert lesson.cells[0].source == f"{comment}\nx = 1"


def test_what_jupyterlab_writes_on_a_cell_is_let_be() -> None:
    marked = EXERCISE.replace(
        '# %% exercise="double"',
        '# %% editable=true slideshow={"slide_type": ""} tags=["a"] jp-x=true exercise="double"',
    )
    assert marked != EXERCISE
    assert parse(marked).exercise("double").defines == parse(EXERCISE).exercise("double").defines


def test_a_folder_of_mistakes_alone_is_told_what_is_missing(course: Course) -> None:
    (course.sources()[0] / "lesson.py").unlink()
    with pytest.raises(
        LessonError, match=r"01_tiny/lesson\.py: the lesson's source cannot be read"
    ):
        course.lesson("1")


def test_what_another_branch_left_behind_is_no_lesson(course: Course) -> None:
    (course.solutions / "06_elsewhere" / "__pycache__").mkdir(parents=True)
    assert [folder.name for folder in course.sources()] == ["01_tiny"]


@pytest.mark.parametrize(
    "name",
    [
        "01_tiny",
        "solutions/01_tiny/",
        "solutions/01_tiny/lesson.py",
        "./solutions/01_tiny/mistakes.py",
        "lessons/01_tiny/01_tiny.ipynb",
    ],
)
def test_a_lesson_may_be_named_by_a_path_of_its_files(course: Course, name: str) -> None:
    assert course.lesson(name).name == "01_tiny"


def test_bound_names_sees_functions_classes_and_assignments() -> None:
    source = "a, b = 1, 2\ndef f(): inner = 1\nclass C: pass\n_private = 3\nfor i in []: j = i"
    assert bound_names(source) == ("a", "b", "f", "C", "i", "j")


def test_a_written_answer_can_only_name_a_figure_that_there_is() -> None:
    question = '# %% [markdown] written="why" points=1 figure="tilts"\n'
    question += "# Why?\n#\n# ### BEGIN SOLUTION\n# So.\n# ### END SOLUTION\n"
    with pytest.raises(LessonError, match=r"figure='tilts' names no look cell"):
        parse(EXERCISE + "\n" + question)
    assert parse(EXERCISE + '\n# %% look="tilts"\nprint(1)\n\n' + question).figures == {"tilts"}


DRAWS = "import matplotlib.pyplot as plt\nplt.plot([1, 2])"


@pytest.mark.parametrize(
    ("marker", "source", "where"),
    [
        ('look="line"', DRAWS, "the picture 'line' says nothing to who cannot see it"),
        ('look="line"', "from course_utils.live import LiveFigure\nLiveFigure()", "says nothing"),
        ('look="line" alt=" "', DRAWS, "alt must be a sentence that says what there is to see"),
    ],
)
def test_a_picture_without_words_is_not_built(marker: str, source: str, where: str) -> None:
    with pytest.raises(LessonError, match=where):
        check_described(parse(f"{EXERCISE}\n# %% {marker}\n{source}\n"))


@pytest.mark.parametrize(
    ("marker", "source"),
    [
        ('look="line" alt="A line that rises."', DRAWS),
        ('look="line"', "print(1)"),
        ('look="line"', "from course_utils.live import LiveFigure\nLiveFigure(alt='A line')"),
    ],
)
def test_what_says_what_it_shows_or_shows_no_picture_is_built(marker: str, source: str) -> None:
    check_described(parse(f"{EXERCISE}\n# %% {marker}\n{source}\n"))
