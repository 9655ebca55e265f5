"""The release holds what students need and nothing that they must not see."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from autograder.lesson.build import build, instructor_notebook, release_text, solved_notebook, stale
from autograder.lesson.course import Course
from autograder.lesson.leaks import find_leaks
from autograder.lesson.lesson import Lesson, LessonError
from autograder.lesson.read import parse_lesson, read_lesson
from autograder.lesson.rules import check_given, without_setup


def test_a_release_holds_no_answer_hidden_test_or_misconception(tiny: Lesson) -> None:
    text = release_text(tiny)
    assert "raise NotImplementedError" in text
    for secret in ("answer = np.asarray", "reference", "You squared", "two are four", "HIDDEN"):
        assert secret not in text


def test_a_release_is_the_same_every_time(tiny: Lesson) -> None:
    again = parse_lesson(Path("elsewhere") / tiny.name, tiny.text)
    assert release_text(again) == release_text(tiny)


def test_a_release_is_a_valid_notebook_with_nbgraders_metadata(tiny: Lesson) -> None:
    notebook = nbformat.reads(release_text(tiny), as_version=4)
    nbformat.validate(notebook)
    cells = {cell.id: cell.metadata.get("nbgrader", {}) for cell in notebook.cells}
    assert cells["double"]["solution"] is True
    assert cells["test_double"]["points"] == 2
    assert cells["why"]["grade"] is True
    assert "checksum" in cells["test_double"]


def test_a_solved_notebook_differs_in_the_answers_only(tiny: Lesson) -> None:
    released = nbformat.reads(release_text(tiny), as_version=4)
    solved = solved_notebook(tiny)
    differing = {a.id for a, b in zip(solved.cells, released.cells, strict=True) if a != b}
    assert differing == {exercise.name for exercise in tiny.exercises} | {"why"}


def test_the_instructors_notebook_lends_and_counts_as_the_judge_does(tiny: Lesson) -> None:
    sources = {cell.id: cell.source for cell in instructor_notebook(tiny).cells}
    assert "_hidden.begin('01_tiny', 'test_double', globals())" in sources["test_double"]
    assert sources["test_double"].index("_hidden.begin") < sources["test_double"].index("check.")


def test_building_writes_what_changed_and_then_nothing(course: Course) -> None:
    lessons = course.all_lessons()
    assert build(course, lessons) == [course.release(lessons[0])]
    assert build(course, lessons) == []
    assert stale(course, lessons) == []


def test_a_stale_release_is_named(course: Course) -> None:
    lessons = course.all_lessons()
    build(course, lessons)
    path = course.release(lessons[0])
    path.write_text(path.read_text().replace("tiny", "small"))
    assert "is not what solutions/01_tiny makes" in stale(course, lessons)[0]


def test_a_lesson_left_over_is_named(course: Course) -> None:
    (course.lessons / "09_gone").mkdir(parents=True)
    assert any("09_gone has no source" in problem for problem in stale(course, []))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("notes.md", "psst:\n    answer = np.asarray(x) * 2\n"),
        ("x.py", "check.agree(double, reference.double, rng.normal(size=4))"),
        ("mistakes.txt", "You doubled the caller's own array instead of making a new one."),
        ("model.html", "Because two and two are four."),
        ("n.ipynb", json.dumps({"cells": [{"source": ["a = 1\n", "scale_factor = 3.0\n"]}]})),
        ("o.ipynb", json.dumps({"cells": [{"outputs": [{"text": "return double(double(x))"}]}]})),
        ("p.py", "### BEGIN HIDDEN TESTS"),
    ],
)
def test_a_leak_is_found_in_any_file(tiny: Lesson, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert find_leaks(tmp_path, [tiny])


def test_what_students_may_see_is_no_leak(tiny: Lesson, tmp_path: Path) -> None:
    (tmp_path / "release.ipynb").write_text(release_text(tiny))
    assert find_leaks(tmp_path, [tiny]) == []


def test_a_release_that_would_leak_is_not_written(course: Course) -> None:
    told = "# %%\nimport numpy as np\n\nx = 1\nanswer = np.asarray(x) * 2\n"
    (course.solutions / "02_tell").mkdir()
    (course.solutions / "02_tell" / "lesson.py").write_text(told)
    with pytest.raises(LessonError, match="would leak"):
        build(course, course.all_lessons())
    assert not course.lessons.exists()


def test_a_source_that_python_cannot_run_for_want_of_a_set_up_is_told_what_to_add(
    tiny: Lesson,
) -> None:
    assert without_setup(tiny) == ""
    begin = tiny.text.index('# %% hidden="setup"')
    end = tiny.text.index("# %%", begin + 4)
    bare = parse_lesson(tiny.folder, tiny.text[:begin] + tiny.text[end:], tiny.mistakes_text)
    assert f'reference, rng = setup("{tiny.name}")' in without_setup(bare)


def test_a_picture_of_an_exercise_that_is_gone_is_named(tiny: Lesson) -> None:
    orphan = '\n\n# %% look="quarters"\nprint(quarter(4.0))\n'
    lesson = parse_lesson(tiny.folder, tiny.text + orphan, tiny.mistakes_text)
    with pytest.raises(LessonError, match=r"the picture 'quarters' uses quarter, which nothing"):
        check_given(lesson)


def test_a_byte_order_mark_changes_nothing(tiny: Lesson, tmp_path: Path) -> None:
    (tmp_path / "lesson.py").write_text(tiny.text, encoding="utf-8-sig")
    (tmp_path / "mistakes.py").write_text(tiny.mistakes_text, encoding="utf-8-sig")
    assert read_lesson(tmp_path).text == tiny.text
