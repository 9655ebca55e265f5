"""The command line says what it did, exits as it should, and never shows a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from autograder.cli.main import main
from autograder.common.files import write_aside
from autograder.lesson.build import release_text, solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson


@pytest.fixture(autouse=True)
def inside(course: Course, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.chdir(course.root)
    return course


def notebook(folder: Path, text: str, name: str = "01_tiny.ipynb") -> str:
    write_aside(folder / name, text)
    return str(folder / name)


def test_build_then_check(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build"]) == 0
    assert "wrote lessons/01_tiny/01_tiny.ipynb" in capsys.readouterr().out
    assert main(["build", "--check"]) == 0
    course.release(course.lesson("1")).write_text("{}")
    assert main(["build", "--check"]) == 1


def test_a_lesson_may_be_named_by_its_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "1"]) == 0
    assert main(["build", "7"]) == 2
    assert "no lesson '7' in solutions/; there are: 01_tiny" in capsys.readouterr().err


def test_judge_prints_json_of_the_promised_shape(
    tmp_path: Path, tiny: Lesson, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tiny.exercise("double").misconceptions[0].source
    path = notebook(tmp_path, nbformat.writes(solved_notebook(tiny, {"double": wrong})))
    assert main(["judge", path, "--json", "--trusted", "--seed", "1"]) == 0
    about = json.loads(capsys.readouterr().out)
    assert (about["lesson"], about["score"], about["max_score"]) == ("01_tiny", 8, 10)
    first = about["exercises"][0]
    assert set(first) == {"name", "verdict", "points", "max_points", "message", "misconception"}
    assert (first["verdict"], first["misconception"]) == ("fail", "double/squared")
    assert about["exercises"][-1]["verdict"] == "manual"


@pytest.mark.parametrize(
    ("least", "code", "sentence"),
    [
        ("80%", 0, ""),
        ("9", 1, "8 of 10 points are fewer than 9 points"),
        ("11", 2, "--fail-under 11: 01_tiny has 10 points that are given automatically"),
        ("101%", 2, "--fail-under '101%': expected points or a percentage, such as 12 or 50%"),
        ("half", 2, "--fail-under 'half': expected points or a percentage"),
        ("nan", 2, "--fail-under 'nan': expected points or a percentage"),
    ],
)
def test_judge_fails_a_notebook_that_gets_less_than_it_has_to(
    tmp_path: Path,
    tiny: Lesson,
    capsys: pytest.CaptureFixture[str],
    least: str,
    code: int,
    sentence: str,
) -> None:
    wrong = tiny.exercise("double").misconceptions[0].source
    path = notebook(tmp_path, nbformat.writes(solved_notebook(tiny, {"double": wrong})))
    found = main(["judge", path, "--json", "--trusted", "--seed", "1", "--fail-under", least])
    said = capsys.readouterr()
    assert found == code
    assert said.err.startswith(f"autograder: {sentence}" if sentence else "")
    assert said.err.count("\n") == bool(sentence)
    if code < 2:
        assert json.loads(said.out)["score"] == 8  # the JSON stays whole


def test_judge_takes_the_solved_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["judge", "solutions/01_tiny/lesson.py", "--trusted"]) == 0
    assert "10 of 10 points" in capsys.readouterr().out


def test_judge_takes_no_other_python_file_for_a_lesson(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["judge", "solutions/01_tiny/mistakes.py", "--trusted"]) == 2
    assert capsys.readouterr().err == (
        "autograder: solutions/01_tiny/mistakes.py is not the source of 01_tiny;"
        " that is called 01_tiny/lesson.py\n"
    )


def test_judge_knows_a_lesson_without_exercises_by_its_folder(
    course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (course.solutions / "00_hello").mkdir()
    (course.solutions / "00_hello" / "lesson.py").write_text("# %%\nprint(1)\n")
    monkeypatch.chdir(course.solutions / "00_hello")
    assert main(["judge", "lesson.py", "--trusted"]) == 0
    assert "0 of 0 points" in capsys.readouterr().out


def test_judge_knows_the_lesson_by_its_cells(
    tmp_path: Path, tiny: Lesson, capsys: pytest.CaptureFixture[str]
) -> None:
    path = notebook(tmp_path, release_text(tiny), "renamed by a browser (1).ipynb")
    assert main(["judge", path, "--trusted"]) == 0
    assert "0 of 10 points" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is cut off at its end"),
        ("\x89PNG", "is not a readable notebook"),
        (nbformat.writes(nbformat.v4.new_notebook()), "holds no exercise of any lesson"),
    ],
)
def test_a_bad_notebook_is_one_sentence(
    tmp_path: Path, content: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = notebook(tmp_path, content, "x.ipynb")
    assert main(["judge", path, "--trusted"]) == 2
    said_so = capsys.readouterr().err
    assert said in said_so
    assert said_so.count("\n") == 1


def test_a_missing_notebook_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["judge", "nowhere.ipynb", "--trusted"]) == 2
    assert "nowhere.ipynb cannot be read: No such file" in capsys.readouterr().err


def test_outside_a_course_it_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("AUTOGRADER_COURSE")
    monkeypatch.chdir(tmp_path)
    assert main(["build"]) == 2
    assert "is in no course" in capsys.readouterr().err


def test_grade_feedback_and_report_follow_each_other(
    course: Course, tiny: Lesson, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = course.grading / "submitted" / "ann" / "01_tiny"
    notebook(folder, nbformat.writes(solved_notebook(tiny)))
    assert main(["grade", "1", "--trusted", "--workers", "1"]) == 0
    assert "1 graded" in capsys.readouterr().out
    assert main(["feedback", "1"]) == 0
    assert (course.grading / "feedback" / "ann" / "01_tiny" / "01_tiny.html").is_file()
    assert main(["report", "1", "--html"]) == 0
    assert "ann" in capsys.readouterr().out
    assert (course.grading / "report" / "01_tiny.html").is_file()


@pytest.mark.parametrize("command", ["", "build", "check", "judge", "grade", "feedback", "report"])
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([*command.split(), "--help"])
    assert left.value.code == 0
    assert "usage: autograder" in capsys.readouterr().out
