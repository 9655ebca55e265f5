"""Core and further: what adds no points, unless the course counts it."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.cli.main import main
from autograder.gradebook import gradebook
from autograder.judge.judge import Judge
from autograder.judge.verdict import Judgement, Verdict
from autograder.lesson.build import released_notebook, solved_notebook
from autograder.lesson.choice.dropping import choose
from autograder.lesson.choice.selection import Selection, read_selection
from autograder.lesson.course import Course
from autograder.lesson.home.manifest import manifest
from autograder.lesson.lesson import Lesson, LessonError
from autograder.lesson.read import parse_lesson
from autograder.report.report import class_report
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.submission import Submission
from tests.support.classes import LESSON, hand_in, marks, solved

SOURCE = """\
# %%
from course_utils import check

# %% hidden="setup"
from autograder.hidden import setup

reference, rng = setup("01_far")

# %% exercise="near"
def near():
    ### BEGIN SOLUTION
    return 1
    ### END SOLUTION

# %% tests="near" points=3
check.close(near(), 1, what="near()")
check.done("near")

# %% exercise="far" further=true
def far():
    ### BEGIN SOLUTION
    return 2
    ### END SOLUTION

# %% tests="far" points=3
check.close(far(), 2, what="far()")
check.done("far")
# %% tests="far" points=1
check.close(2 * far(), 4, what="2 * far()")
"""


def lesson(selection: Selection | None = None) -> Lesson:
    read = parse_lesson(Path("01_far"), SOURCE)
    return choose(read, selection or Selection()).lesson


def judged(found: Lesson, sandbox: Sandbox, far: str) -> Judgement:
    notebook = solved_notebook(found, {"far": far})
    return Judge(found, sandbox, seed=1).judge(Submission(notebook))


def headings(found: Lesson) -> list[str]:
    return [cell.source for cell in found.cells if cell.source.startswith("### Exercise")]


def test_a_further_exercise_adds_no_points_and_says_so() -> None:
    found = lesson()
    assert found.max_score == 3
    assert (found.exercise("far").points, found.exercise("far").worth) == (0, 4)
    assert headings(found)[1] == "### Exercise 1.2 · `far` · further · 8 min"
    cells = {cell.id: cell for cell in released_notebook(found).cells}
    assert cells["test_far"].metadata["nbgrader"]["points"] == 0
    about = manifest(found, released_notebook(found))
    assert [item.further for item in about.exercises] == [False, True]
    assert about.points == 3


@pytest.mark.parametrize(
    ("far", "verdict"), [("def far():\n    return 2", "pass"), ("far = int", "fail")]
)
def test_it_is_judged_and_explained_like_any_other(
    trusted: Sandbox, far: str, verdict: str
) -> None:
    judgement = judged(lesson(), trusted, far)
    assert (judgement.score, judgement.max_score) == (3, 3)
    assert judgement.exercises[1].verdict is Verdict(verdict)
    said = [test.lines()[0] for test in judgement.tests]
    assert said[0] == "✓ near: passed, 3 of 3 points"
    assert said[1].endswith(", which adds no points")
    if verdict == "fail":
        assert judgement.tests[1].failures


def test_the_course_may_count_all_of_them_or_give_one_points() -> None:
    all_of_them = lesson(Selection(count_further=True))
    assert all_of_them.max_score == 7
    assert headings(all_of_them)[1] == "### Exercise 1.2 · `far` · further · 4 points · 8 min"
    one = lesson(Selection(points=(("far", 2.0),)))
    assert [cell.options["points"] for cell in one.exercise("far").tests] == [1.5, 0.5]
    assert one.exercise("far").further


def test_the_setting_is_the_courses_and_stands_beside_the_other_marks(tmp_path: Path) -> None:
    text = "[marks]\ncount_further = true\n[lessons.01_far]\nwithout = ['near']\n"
    (tmp_path / "course.toml").write_text(text)
    assert read_selection(tmp_path, "01_far") == Selection(("near",), count_further=True)
    assert read_selection(tmp_path, "02_other") == Selection(count_further=True)
    (tmp_path / "course.toml").write_text("[marks]\ncount_further = 1\n")
    with pytest.raises(LessonError, match="count_further: expected true or false, found 1"):
        read_selection(tmp_path, "01_far")


def test_the_marker_is_true_or_false() -> None:
    with pytest.raises(LessonError, match="further must be True or False, found 3"):
        parse_lesson(Path("01_far"), SOURCE.replace("further=true", "further=3"))


@pytest.mark.slow
def test_gradebook_marks_report_and_feedback_have_the_same_total(
    course: Course, tiny: Lesson, capsys: pytest.CaptureFixture[str]
) -> None:
    source = course.solutions / LESSON / "lesson.py"
    text = source.read_text()
    source.write_text(text.replace('exercise="double"', 'exercise="double" further=true'))
    hand_in(course, "ann", solved(tiny))
    hand_in(course, "bob", solved(tiny, double="def double(x):\n    return x * x\n"))
    grade = ["grade", "1", "--trusted", "--workers", "1"]
    assert main(grade) == 0
    assert marks(course) == {"ann": 8.0, "bob": 8.0}
    assert gradebook.scores(course, LESSON)["bob"]["max_score"] == 12.0
    rows = {row.name: row for row in class_report(course, course.lesson("1")).exercises}
    assert (rows["double"].points, rows["double"].share) == (0.0, 0.5)
    assert main(["feedback", "1"]) == 0
    page = next(course.grading.glob(f"feedback/bob/{LESSON}/*.html")).read_text()
    assert '<span class="soft">further, counts nothing</span>' in page
    assert "of 12 points" in page
    (course.root / "course.toml").write_text("[marks]\ncount_further = true\n")
    assert main(grade) == 0
    assert marks(course) == {"ann": 10.0, "bob": 8.0}
    assert gradebook.scores(course, LESSON)["bob"]["max_score"] == 14.0
    capsys.readouterr()
    assert main(["select", "1"]) == 0
    assert "14 points" in capsys.readouterr().out
