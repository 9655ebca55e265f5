"""A long lesson lies in several files, which are read as one; each names its own lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.lesson.build import released_notebook
from autograder.lesson.choice.dropping import choose
from autograder.lesson.choice.selection import Selection
from autograder.lesson.course import Course
from autograder.lesson.lesson import LessonError
from autograder.lesson.parts import as_one, is_lesson_file, part_files, part_texts
from autograder.lesson.read import parse_lesson, read_lesson

FIRST = """\
# %% [markdown]
# # Long

# %% exercise="double"
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% tests="double" points=2
assert double(1) == 2
"""
SECOND = """\
# %% hidden="above"
from lesson import *

# %% [markdown]
# ## Later

# %% exercise="treble"
def treble(x):
    ### BEGIN SOLUTION
    return x + double(x)
    ### END SOLUTION

# %% tests="treble" points=1
assert treble(1) == 3
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "solutions" / "01_long"
    folder.mkdir(parents=True)
    (folder / "lesson.py").write_text(FIRST)
    (folder / "lesson_2.py").write_text(SECOND)
    return folder


def test_the_files_are_one_lesson_and_its_release_is_that_of_one_file(folder: Path) -> None:
    lesson = read_lesson(folder)
    assert [exercise.name for exercise in lesson.exercises] == ["double", "treble"]
    whole = parse_lesson(folder, FIRST + "\n" + SECOND.partition("\n\n")[2])
    assert released_notebook(lesson) == released_notebook(whole)


def test_a_place_is_named_by_its_own_file_and_line(folder: Path) -> None:
    assert read_lesson(folder).exercise("treble").cell.where() == "01_long/lesson_2.py, line 7"
    broken = SECOND.replace("x + double(x)", "x +")
    (folder / "lesson_2.py").write_text(broken)
    with pytest.raises(LessonError, match=r"^01_long/lesson_2\.py, line 10: "):
        read_lesson(folder)


def test_a_lesson_keeps_all_its_files_in_one_text(folder: Path) -> None:
    lesson = read_lesson(folder)
    assert parse_lesson(Path("01_long"), lesson.text).digest == lesson.digest


def test_an_exercise_of_a_later_file_can_be_left_out(folder: Path) -> None:
    chosen = choose(read_lesson(folder), Selection(without=("treble",))).lesson
    assert [exercise.name for exercise in chosen.exercises] == ["double"]
    assert [name for name, _ in part_texts(chosen.text)] == ["lesson.py", "lesson_2.py"]
    fewer = choose(read_lesson(folder), Selection(points=(("treble", 5.0),)))
    assert fewer.lesson.exercise("treble").points == 5


def test_a_file_that_is_missing_in_between_is_named(folder: Path) -> None:
    (folder / "lesson_2.py").rename(folder / "lesson_3.py")
    with pytest.raises(LessonError, match=r"lesson_3\.py is there, but no lesson_2\.py before it"):
        read_lesson(folder)


@pytest.mark.parametrize("name", ["lesson_1.py", "lesson_02.py", "lesson_10.py"])
def test_a_number_that_no_part_has_is_not_passed_over(folder: Path, name: str) -> None:
    (folder / "lesson_2.py").rename(folder / name)
    with pytest.raises(LessonError, match=f"01_long/{name} is no file of the lesson"):
        read_lesson(folder)


@pytest.mark.parametrize(
    "text",
    [
        FIRST.replace("# %% exercise", SECOND.partition("\n\n")[0] + "\n\n# %% exercise", 1),
        as_one([("lesson.py", FIRST), ("lesson_2.py", "# %%\nx = 1\n\n" + SECOND)]),
    ],
    ids=["in the first file", "below code"],
)
def test_a_cell_that_brings_what_stands_above_is_the_first_of_a_later_file(text: str) -> None:
    with pytest.raises(LessonError, match="can only be the first cell of code there"):
        parse_lesson(Path("01_long"), text)


def test_every_file_names_the_lesson(folder: Path) -> None:
    course = Course(folder.parents[1])
    for name in ("lesson.py", "lesson_2.py", "mistakes.py"):
        assert course.source(f"solutions/01_long/{name}") == folder
    assert [path.name for path in part_files(folder)] == ["lesson.py", "lesson_2.py"]
    names = ("lesson.py", "lesson_2.py", "lesson_10.py", "lessons.py", "mistakes.py")
    assert [is_lesson_file(name) for name in names] == [True, True, False, False, False]


@given(st.lists(st.text(st.characters(exclude_characters="\f")), min_size=1, max_size=9))
def test_texts_that_are_made_one_come_apart_again(texts: list[str]) -> None:
    names = ["lesson.py", *(f"lesson_{n}.py" for n in range(2, len(texts) + 1))]
    parts = list(zip(names, texts, strict=True))
    assert part_texts(as_one(parts)) == parts
    inside = part_texts(as_one(parts), "01_long/lesson.py")
    assert [name for name, _ in inside] == [f"01_long/{name}" for name in names]
