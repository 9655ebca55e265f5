"""A hand-in is never a course: which folder's code may run, and what is said of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.lesson.course import Course, CourseError, find_course
from tests.support import ROOT
from tests.support.classes import LESSON, hand_in, solved

FIXTURE = ROOT / "tests" / "fixtures" / "course"


@pytest.fixture(autouse=True)
def _unnamed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUTOGRADER_COURSE", raising=False)


def course_at(root: Path) -> Course:
    """A folder that looks like a course in every respect."""
    shutil.copytree(FIXTURE, root, ignore=shutil.ignore_patterns("__pycache__"))
    return Course(root)


def crafted(folder: Path, told: Path) -> None:
    """A hand-in with a course of its own in it, which says so when any of its code is run."""
    folder.mkdir(parents=True, exist_ok=True)
    course_at(folder / "course")
    for path in (folder / "course").iterdir():
        path.rename(folder / path.name)
    for path in [folder / "nbgrader_config.py", *(folder / "solutions").rglob("*.py")]:
        run = f"open({str(told)!r}, 'a').write('the code of a hand-in ran')\n"
        path.write_text(path.read_text().replace("\nimport ", f"\n{run}import ", 1) + f"\n{run}")


def test_the_outermost_course_counts_and_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outer = course_at(tmp_path / "outer")
    inner = course_at(outer.root / "work" / "inner")
    assert find_course(inner.solutions) == outer
    said = capsys.readouterr().err
    assert f"the course is {outer.root}, not {inner.root}, which lies in it" in said
    assert said.count("\n") == 1


def test_a_course_that_is_named_is_taken_without_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outer = course_at(tmp_path / "outer")
    inner = course_at(outer.root / "demo")
    monkeypatch.setenv("AUTOGRADER_COURSE", str(inner.root))
    assert find_course() == inner
    monkeypatch.setenv("AUTOGRADER_COURSE", str(outer.root / "solutions"))
    assert find_course() == outer
    assert capsys.readouterr().err == ""


def test_this_repository_is_found_without_a_word_and_another_course_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert find_course(ROOT / "docs") == Course(ROOT)
    assert capsys.readouterr().err == ""
    other = course_at(tmp_path / "other")
    assert find_course(other.root) == other
    assert f"the course is {other.root}, not {ROOT}" in capsys.readouterr().err


@pytest.mark.parametrize(
    "place",
    [
        f"grading/submitted/eve/{LESSON}",
        "grading/eve",
        f"downloaded/{LESSON}/extracted/eve",
        "submitted/eve",
    ],
)
def test_no_folder_among_hand_ins_is_a_course(place: str, tmp_path: Path) -> None:
    crafted(tmp_path / place, tmp_path / "told")
    with pytest.raises(CourseError, match="is no course but something that was handed in"):
        find_course(tmp_path / place / "solutions")
    outer = tmp_path / "outer"
    course = course_at(outer)
    crafted(outer / place, tmp_path / "told")
    assert find_course(outer / place) == course


@pytest.mark.parametrize("name", ["work.ipynb", "timestamp.txt", "submission_secret.txt"])
def test_an_unpacked_hand_in_is_no_course(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "eve_81732"
    crafted(folder, tmp_path / "told")
    (folder / name).write_text("{}")
    with pytest.raises(CourseError, match=r"eve_81732 is no course .* or set AUTOGRADER_COURSE"):
        find_course(folder)


@pytest.mark.parametrize("command", ["judge", "check"])
def test_no_code_of_a_hand_in_runs_outside_the_sandbox(command: str, tmp_path: Path) -> None:
    course, told = course_at(tmp_path / "course"), tmp_path / "told"
    lesson = course.lesson(LESSON)
    path = hand_in(course, "eve", solved(lesson, scale="scale_factor = 2.0"))
    crafted(path.parent, told)
    environment = {key: value for key, value in os.environ.items() if key != "AUTOGRADER_COURSE"}
    words = [sys.executable, "-m", "autograder", command, path.name]
    words += ["--trusted", "--json"] if command == "judge" else []
    done = subprocess.run(
        words,
        cwd=path.parent,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not told.exists()
    assert f"the course is {course.root}, not {path.parent}" in done.stderr
    if command == "judge":
        assert json.loads(done.stdout)["score"] == 9.0
