"""What a lesson gets without its author's writing it: headings, a beginning, a summary."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from autograder.lesson.build import build, released_notebook, solved_notebook, stale
from autograder.lesson.course import Course
from autograder.lesson.home.manifest import manifest
from autograder.lesson.lesson import Lesson, LessonError
from autograder.lesson.read import parse_lesson
from course_utils.manifest.manifest import from_json
from tests.support import ROOT, TINY_COURSE

START = """\
# %%
from course_utils import check

# %% exercise="one"{one}
def one():
    ### BEGIN SOLUTION
    return 1
    ### END SOLUTION

# %% tests="one" points=3
check.close(one(), 1, what="one()")
check.done("one")

# %%
def given():
    return one()

# %% exercise="two"
def two():
    ### BEGIN SOLUTION
    return given() + 1
    ### END SOLUTION

# %% tests="two" points=0.5
check.close(two(), 2, what="two()")
# %% tests="two" points=0.5
check.done("two")
### BEGIN HIDDEN TESTS
one()
### END HIDDEN TESTS

# %% [markdown] written="why" points=4{why}
# Why?
# ### BEGIN SOLUTION
# Because.
# ### END SOLUTION
"""


def lesson(one: str = "", why: str = "", name: str = "07_tiny") -> Lesson:
    return parse_lesson(Path(name), START.format(one=one, why=why))


def headings(found: Lesson) -> list[str]:
    return [cell.source for cell in found.cells if cell.source.startswith("### Exercise")]


def test_each_exercise_has_a_heading_with_number_points_and_minutes() -> None:
    assert headings(lesson()) == [
        "### Exercise 7.1 · `one` · 3 points · 6 min",
        "### Exercise 7.2 · `two` · 1 point · 3 min",
        "### Exercise 7.3 · in words · 4 points · 12 min",
    ]
    assert headings(lesson(name="extra"))[0].startswith("### Exercise 1 · ")


def test_an_author_may_name_the_minutes() -> None:
    found = headings(lesson(one=" minutes=25", why=" minutes=7.5"))
    assert found[0].endswith(" · 25 min")
    assert found[2].endswith(" · 8 min")
    with pytest.raises(LessonError, match="minutes must be a number above 0, found 0"):
        lesson(one=" minutes=0")


def test_a_heading_stands_directly_above_its_exercise_in_the_released_notebook() -> None:
    cells = released_notebook(lesson()).cells
    for above, cell in pairwise(cells):
        assert (above.id == f"{cell.id}-heading") == (cell.id in ("one", "two", "why"))


def test_the_first_cell_that_imports_the_checks_names_the_lesson_and_the_last_sums_up() -> None:
    cells = [c for c in released_notebook(lesson()).cells if c.cell_type == "code"]
    assert cells[0].source.endswith('check.lesson("07_tiny")')
    assert [cell.source.count("check.lesson") for cell in cells[1:]] == [0] * (len(cells) - 1)
    assert cells[-1].source.endswith("\ncheck.summary()")


def test_tests_and_looks_come_folded_and_a_first_line_says_what_they_are() -> None:
    tiny = Course(TINY_COURSE).lesson("1")
    for cell in (cell for cell in released_notebook(tiny).cells if cell.cell_type == "code"):
        folded = cell.id.startswith(("test_", "look_"))
        assert cell.metadata.get("jupyter", {}).get("source_hidden", False) == folded, cell.id
        assert (cell.metadata.get("cellView") == "form") == folded, cell.id
        assert cell.source.startswith("# @title ") == folded, cell.id
    texts = {cell.id: cell.source for cell in released_notebook(tiny).cells}
    assert texts["test_double"].startswith("# @title Tests of exercise 1.1, double\n")
    assert texts["look_double"].startswith("# @title To look at: double\n")


def test_what_raises_until_it_is_written_does_not_stop_a_run_of_all_cells() -> None:
    tiny = Course(TINY_COURSE).lesson("1")
    tagged = {
        cell.id
        for cell in released_notebook(tiny).cells
        if "raises-exception" in cell.metadata.get("tags", ())
    }
    assert tagged == {*tiny.tests, "scale"}


def test_a_lesson_without_exercises_is_left_as_it_is() -> None:
    text = "# %% [markdown]\n# # Hello\n\n# %%\nfrom course_utils import check\n"
    assert [c.source for c in parse_lesson(Path("00_hello"), text).cells] == [
        "# # Hello"[2:],
        "from course_utils import check",
    ]


def test_a_manifest_says_what_counts_and_what_stands_on_what() -> None:
    found = manifest(lesson(), released_notebook(lesson()))
    assert from_json(found.to_json()) == found
    one, two = found.exercises
    assert (one.number, one.minutes, one.points, one.needs) == ("7.1", 6, 3.0, ())
    assert (two.tests, two.needs) == ({"test_two": 0.5, "test_two_2": 0.5}, ("one",))
    assert (found.points, found.written[0].points) == (4.0, 4.0)
    released = {cell.id: cell.source for cell in released_notebook(lesson()).cells}
    for test in ("test_one", "test_two", "test_two_2"):
        assert found.test_of("\n" + released[test] + "  \n") == test
    assert found.test_of(released["one"]) == ""


def test_a_build_writes_the_manifest_and_sees_one_that_is_stale_or_left_over(
    tmp_path: Path,
) -> None:
    course = Course(tmp_path)
    source = tmp_path / "solutions" / "07_tiny" / "lesson.py"
    source.parent.mkdir(parents=True)
    source.write_text(START.format(one="", why=""))
    kept = tmp_path / "course_utils" / "manifest"
    kept.mkdir(parents=True)
    build(course, course.all_lessons())
    assert stale(course, course.all_lessons()) == []
    (kept / "07_tiny.json").write_text("{}")
    (kept / "06_gone.json").write_text("{}")
    problems = stale(course, course.all_lessons())
    assert ["07_tiny.json" in problems[0], "06_gone.json" in problems[1]] == [True, True]


def test_a_solved_notebook_keeps_its_headings_and_the_tests_their_digests() -> None:
    for course in (Course(TINY_COURSE), Course(ROOT)):
        found = course.lesson("1")
        notebook = solved_notebook(found)
        nbformat.validate(notebook)
        about = manifest(found, released_notebook(found))
        tests = [cell for cell in notebook.cells if cell.id in found.tests]
        assert [about.test_of(cell.source) for cell in tests] == list(found.tests)


BORROWS = """\
# %%
from course_utils import check

# %% exercise="far" further=true{far}
def far():
    ### BEGIN SOLUTION
    return 1
    ### END SOLUTION

# %% tests="far" points=1
check.close(far(), 1, what="far()")

# %% exercise="near"
def near():
    ### BEGIN SOLUTION
    return far() + 1
    ### END SOLUTION

# %% tests="near" points=1
check.close(near(), 2, what="near()")

# %% exercise="alone"
def alone():
    ### BEGIN SOLUTION
    return 2
    ### END SOLUTION

# %% tests="alone" points=1
check.close(alone(), 2, what="alone()")

# %% exercise="farther" further=true
def farther():
    ### BEGIN SOLUTION
    return far()
    ### END SOLUTION

# %% tests="farther" points=1
check.close(farther(), 1, what="farther()")
"""


def test_a_core_exercise_that_calls_a_further_one_says_how_to_borrow_it() -> None:
    said = headings(parse_lesson(Path("07_tiny"), BORROWS.format(far="")))
    assert [heading.partition("\n\n")[2] for heading in said] == [
        "",
        'It builds on `far`, which is *further*. If you have left that out, `check.lend("far")`'
        " in a cell of its own lends you one that works.",
        "",
        "",
    ]
    not_lent = headings(parse_lesson(Path("07_tiny"), BORROWS.format(far=" lend=false")))
    assert not any("lend" in heading for heading in not_lent)
