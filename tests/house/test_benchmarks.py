"""The benchmarks run and find figures; how large they are is no test's business."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from rich.console import Console

from autograder.lesson.course import Course
from autograder.proofs.demo import demo_course
from benchmarks import class_size, otter
from benchmarks.commands import Ran
from benchmarks.figures import Comparison, Figure, Heads, Report, Row


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("train", marks=pytest.mark.long),
        pytest.param("digits", marks=pytest.mark.long),
        pytest.param("grade", marks=pytest.mark.long),
        pytest.param("desk", marks=pytest.mark.long),
        pytest.param("browser", marks=(pytest.mark.browser, pytest.mark.long)),
        pytest.param("touched", marks=(pytest.mark.browser, pytest.mark.long)),
    ],
)
def test_a_quick_run_leaves_figures_and_a_chart(name: str, root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks", "--quick", "--only", name, "--out", tmp_path]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads((tmp_path / "results.json").read_text())["results"][name]
    figures = [found["ours"], found["stock"], *found["details"]]
    assert len(figures) >= 4
    assert all(figure["value"] > 0 for figure in figures), figures
    assert found["ratio"] > 0
    assert found["title"] in done.stdout
    assert all(row["ours"] > 0 and row["stock"] > 0 for row in found["rows"])
    assert bool(found["rows"]) == (name in ("browser", "desk"))
    assert (tmp_path / "results.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(("more_is_better", "ratio"), [(True, 4.0), (False, 0.25)])
def test_the_ratio_says_how_many_times_better_ours_is(more_is_better: bool, ratio: float) -> None:
    ours, stock = Figure("ours", 8.0, "x"), Figure("stock", 2.0, "x")
    assert Comparison("title", ours, stock, more_is_better).ratio == ratio


def test_a_row_keeps_its_promise_if_it_is_below_the_bound_and_quick_beside_the_other() -> None:
    assert Row("fine", 10.0, 30.0, bound=15.0, times=3.0).met
    assert not Row("slow", 16.0, 90.0, bound=15.0, times=3.0).met
    assert not Row("hardly quicker", 10.0, 29.0, bound=15.0, times=3.0).met


@pytest.mark.parametrize(
    ("heads", "shown"),
    [
        (None, ["second visit", "first visit", "times better", "0.2"]),
        (Heads("there", "here", longer=True), ["there", "here", "times as long", "5"]),
    ],
)
def test_rows_that_compare_something_else_say_what(heads: Heads | None, shown: list[str]) -> None:
    lines = io.StringIO()
    whole = Comparison(
        "title",
        Figure("second visit", 1.0, "s"),
        Figure("first visit", 1.0, "s"),
        more_is_better=False,
        rows=(Row("a lesson", 10.0, 2.0, bound=10.0, times=0.2),),
        heads=heads,
    )
    Report(Console(file=lines, width=120), Path()).show(whole)
    (head,) = (line for line in lines.getvalue().splitlines() if "bound" in line)
    (row,) = (line for line in lines.getvalue().splitlines() if "a lesson" in line)
    cells = [cell.strip() for cell in head.replace("┃", "│").split("│")]
    assert cells[2:5] == shown[:3]
    assert [cell.strip() for cell in row.split("│")][4:7] == [shown[3], "10", "✓"]


def test_throughput_is_drawn_against_class_size_and_workers(tmp_path: Path) -> None:
    found = {1: {10: Ran(9.0, 90.0, 2**27)}, 2: {s: Ran(s / 3, 180.0, 2**27) for s in (10, 100)}}
    class_size.draw(tmp_path / "new" / "throughput.png", found)
    assert (tmp_path / "new" / "throughput.png").read_bytes().startswith(b"\x89PNG")


def test_the_assignment_for_otter_is_made_of_ten_exercises_and_their_visible_tests(
    root: Path, tmp_path: Path
) -> None:
    whole = Course(root).lesson(otter.LESSON)
    lesson = otter.cut(demo_course(Course(root), tmp_path / "course"))
    assert lesson.exercises == whole.exercises[: otter.EXERCISES]
    points = otter.assignment(lesson, tmp_path / "autograder.zip")
    assert points == sum(exercise.points for exercise in lesson.exercises)
    with zipfile.ZipFile(tmp_path / "autograder.zip") as archive:
        tests = [name for name in archive.namelist() if name.startswith("tests/")]
        said = archive.read(f"tests/{lesson.exercises[0].name}.py").decode()
    assert len(tests) == otter.EXERCISES
    assert "check." in said
    assert "reference." not in said
