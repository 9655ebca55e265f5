"""`judge` and `check` open plain files of bounded size, and refuse what the class run refuses."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.cli.main import main
from autograder.lesson.build import solved_notebook
from autograder.lesson.course import Course
from autograder.submission.collect import collect
from tests.support.classes import LESSON, hand_in, solved


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command that cannot be done says: one line, exit code 2."""
    assert main(list(words)) == 2
    line = capsys.readouterr().err.strip()
    assert line.startswith("autograder: ")
    assert "\n" not in line
    return line


@pytest.mark.parametrize("command", ["judge", "check"])
def test_what_is_no_plain_file_is_a_sentence(
    command: str, course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe, folder, huge = (tmp_path / f"{name}.ipynb" for name in ("pipe", "folder", "huge"))
    os.mkfifo(pipe)
    folder.mkdir()
    with huge.open("wb") as file:
        file.truncate(3 * 2**30)
    assert "pipe.ipynb is a pipe; " in said(capsys, command, str(pipe))
    assert "folder.ipynb is a folder; " in said(capsys, command, str(folder))
    assert "huge.ipynb is 3 GiB, more than 64 MiB" in said(capsys, command, str(huge))
    assert "zero is a device; " in said(capsys, command, "/dev/zero")
    assert "cannot be read: No such file" in said(capsys, command, str(tmp_path / "none.ipynb"))


def of_language(nb: Any, language: str) -> str:
    nb.metadata = {"kernelspec": {"name": "x", "display_name": "x", "language": language}}
    return nbformat.writes(nb)


def test_a_notebook_in_another_language_is_a_sentence(
    course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "work.ipynb"
    cell = nbformat.v4.new_code_cell("double <- function(x) 2 * x")
    path.write_text(of_language(nbformat.v4.new_notebook(cells=[cell]), "R"))
    for command in ("judge", "check"):
        line = said(capsys, command, str(path))
        assert "work.ipynb is written in R and holds no exercise of any lesson" in line
    line = said(capsys, "judge", str(path), "--lesson", "1")
    assert "holds no exercise of 01_tiny and is written in R, not Python; ask for" in line


def test_python_under_another_languages_name_is_judged(
    course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "work.ipynb"
    path.write_text(of_language(solved_notebook(course.lesson(LESSON)), "julia"))
    assert main(["judge", str(path), "--trusted", "--json"]) == 0
    judged = json.loads(capsys.readouterr().out)
    assert judged["score"] == judged["max_score"]
    assert judged["notes"] == ["it says that its language is julia"]


def test_judge_refuses_what_the_class_run_refuses_in_the_same_words(
    course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lesson = course.lesson(LESSON)
    second = course.solutions / "02_other" / "lesson.py"
    text = (course.sources()[0] / "lesson.py").read_text()
    for name in ("double", "scale", "apply_twice", "quadruple", "Counter"):
        text = text.replace(name, f"{name}_again")
    second.parent.mkdir()
    second.write_text(text)
    other = nbformat.writes(solved_notebook(course.lesson("2")))
    empty = nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]))
    for number, notebook in enumerate((other, empty, solved(lesson)[:500], "")):
        path = hand_in(course, f"s{number}", notebook)
        refused = collect(course, lesson, f"s{number}").problem
        assert refused
        assert said(capsys, "judge", str(path), "--lesson", "1") == f"autograder: {refused}"
