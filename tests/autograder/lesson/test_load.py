"""A lesson says how long it takes: the sum of its sections, worked out from what stands in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.lesson.load import duration, parts, sittings, timed
from autograder.lesson.read import parse_lesson, parse_source
from tests.support import ROOT

WORDS = "word " * 340
SOURCE = f"""\
# %% [markdown]
# # Title
#
# [[time]]

# %%
from course_utils import check

# %% [markdown]
# ## 1 · Near
#
# {WORDS}
#
# <details><summary>Hint</summary>
#
# {WORDS}
# </details>

# %% exercise="near" minutes=10
def near():
    ### BEGIN SOLUTION
    return 1
    ### END SOLUTION

# %% tests="near" points=3
check.close(near(), 1)

# %% look="picture"
near()

# %% [markdown]
# [[pause]] Then it gets hard.

# %% [markdown]
# ## 2 · Far
#
# $$ 1 + 1 $$

# %% exercise="far" further=true
def far():
    ### BEGIN SOLUTION
    return 1
    ### END SOLUTION

# %% tests="far" points=3
check.close(far(), 1)

# %% [markdown]
# ## 3 · Words

# %% [markdown] written="why" points=4
# Why?
# ### BEGIN SOLUTION
# Because.
# ### END SOLUTION
"""
COURSE = Course(ROOT)


def prose(lesson: Lesson) -> str:
    return "\n".join(cell.source for cell in lesson.cells if cell.markdown)


def test_each_section_is_the_sum_of_reading_pictures_and_exercises_of_the_core() -> None:
    said = prose(parse_lesson(Path("07_tiny"), SOURCE))
    assert "## 1 · Near · 13 min\n" in said  # 2 of reading, 10, and a picture
    assert "## 2 · Far · further · 6 min\n" in said
    assert "## 3 · Words · 12 min" in said
    assert (
        "The **core** of this lesson takes about 25 minutes, best in sittings of 13 and 12 minutes."
        " Exercises and sections marked *further* take 6 minutes more; they are judged and"
        " explained like the others, and add nothing to the marks."
    ) in said
    assert "about 13 minutes of the core lie behind you, 12 before you.* Then it gets hard." in said


def test_a_pause_inside_a_section_parts_it_in_two() -> None:
    text = SOURCE.replace(
        '# %% look="picture"', '# %% [markdown]\n# [[pause]]\n\n# %% look="picture"'
    )
    text = text.replace("# [[pause]] Then it gets hard.", "# Then it gets hard.")
    assert sittings(parse_source(Path("07_tiny"), text).cells) == [12, 13]


def test_what_a_picture_shows_is_read_by_all_and_a_hint_by_who_needs_it() -> None:
    text = SOURCE.replace("<summary>Hint</summary>", "<summary>What the picture shows</summary>")
    assert sittings(parse_source(Path("07_tiny"), text).cells) == [15, 12]


def test_where_further_exercises_count_the_lesson_says_so() -> None:
    text = SOURCE.replace("further=true", 'further="counted"')
    assert "and count like them" in prose(parse_lesson(Path("07_tiny"), text))


def test_a_lesson_that_does_not_ask_for_its_time_is_left_alone() -> None:
    lesson = parse_source(Path("07_tiny"), SOURCE.replace("[[time]]", ""))
    assert timed(lesson.cells) == lesson.cells


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(1, "1 minute"), (59, "59 minutes"), (60, "1 hour"), (125, "2 hours 5 minutes")],
)
def test_a_time_is_said_in_hours_and_minutes(minutes: int, said: str) -> None:
    assert duration(minutes) == said


@pytest.mark.parametrize("lesson", COURSE.all_lessons()[1:], ids=lambda lesson: lesson.name)
def test_the_core_of_each_lesson_is_two_sittings_of_about_an_hour(lesson: Lesson) -> None:
    said = prose(lesson)
    assert "[[" not in said
    printed = re.findall(r"^## .* · (\d+) min$", said, re.MULTILINE)
    further = re.findall(r"^## .* · further · (\d+) min$", said, re.MULTILINE)
    total = sum(map(int, printed)) - sum(map(int, further))
    assert f"takes about {duration(total)}" in said
    source = parse_source(lesson.folder, lesson.text, lesson.mistakes_text)
    assert sum(sittings(source.cells)) == total
    assert len(parts(source.cells)) == len(printed)
    assert len(sittings(source.cells)) == 2
    assert all(40 <= minutes <= 72 for minutes in sittings(source.cells))


def test_about_half_of_the_exercises_some_fifty_are_core() -> None:
    exercises = [exercise for lesson in COURSE.all_lessons() for exercise in lesson.exercises]
    core = sum(not exercise.further for exercise in exercises)
    assert 45 <= core <= 55
    assert 0.4 <= core / len(exercises) <= 0.5
