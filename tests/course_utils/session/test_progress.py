"""A notebook knows how far one is: at each ✓, in its last cell, after a restart."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.lesson.build import released_notebook, solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from course_utils.manifest import Manifest, digest, of_lesson
from course_utils.session.desk import Desk
from course_utils.session.progress import Progress, count
from course_utils.session.summary import lines, words_in
from tests.support import ROOT

NAME = "01_logistic_regression"


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    found = of_lesson(NAME)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return Course(ROOT).lesson(NAME)


def test_a_line_counts_exercises_and_points_and_names_the_next(manifest: Manifest) -> None:
    assert count(manifest, []).line().endswith("points · next: 1.1")
    core = [item for item in manifest.exercises if not item.further]
    first, _, third = core[:3]
    some = count(manifest, [*first.tests, *third.tests], after=third.name)
    assert (some.done, some.points) == (2, first.points + third.points)
    assert some.next == core[3].number
    assert count(manifest, core[-1].tests, after=core[-1].name).next == "1.1"
    assert count(manifest, manifest.by_test).line().endswith("all of them pass")


def test_further_exercises_are_counted_apart_and_never_come_next(manifest: Manifest) -> None:
    further = [item for item in manifest.exercises if item.further]
    some = count(manifest, further[0].tests, after=further[0].name)
    assert (some.done, some.points) == (0, 0)
    assert f" · 1 of {len(further)} further · next: " in some.line()
    assert some.next not in {item.number for item in further}
    core = [test for test, item in manifest.by_test.items() if not item.further]
    assert count(manifest, core).line().endswith("all of them pass")
    said = list(lines(manifest, core, {}))
    assert f"0 of {len(further)} further exercises pass theirs" in said
    assert "Open, further (they count nothing):" in said
    assert not [line for line in said if "within reach" in line]


def test_a_lesson_of_further_exercises_alone_has_no_count_of_the_core(manifest: Manifest) -> None:
    items = [item for item in manifest.exercises if item.further]
    alone = replace(manifest, exercises=tuple(items), written=())
    assert count(alone, items[0].tests).line() == f"1 of {len(items)} further"
    said = list(lines(alone, items[0].tests, {}))
    assert said[1] == f"1 of {len(items)} further exercises pass theirs"
    assert not [line for line in said if "0 of 0" in line]


def test_progress_is_kept_and_an_answer_with_another_text_is_open_again(
    manifest: Manifest, tmp_path: Path
) -> None:
    item = manifest.by_name["sigmoid"]
    now = Progress(manifest, tmp_path)
    now.answered(item, "first")
    for test in item.tests:
        assert not now.is_done(item)
        now.succeeded(test)
    later = Progress(manifest, tmp_path)
    assert later.passed == set(item.tests)
    later.answered(item, "first")
    assert later.is_done(item)
    later.answered(item, "second")
    assert not later.is_done(item)
    assert Progress(manifest, tmp_path).passed == frozenset()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"passed": 3}', '{"passed": {"test_x": ""}}'])
def test_a_damaged_file_of_progress_counts_as_none(
    manifest: Manifest, tmp_path: Path, text: str
) -> None:
    (tmp_path / f".{NAME}.progress.json").write_text(text)
    assert Progress(manifest, tmp_path).passed == frozenset()


def run(desk: Desk, source: str, *, says: str = "", success: bool = True, cell: str = "") -> None:
    """A cell is run; `says` is the exercise that it calls done."""
    info = SimpleNamespace(raw_cell=source, cell_id=cell or None)
    desk.before(info)
    if says:
        desk.finished(says)
    desk.after(SimpleNamespace(info=info, success=success))


def test_a_test_that_fails_later_no_longer_counts(
    manifest: Manifest, lesson: Lesson, tmp_path: Path
) -> None:
    desk = Desk(manifest, tmp_path)
    released = {cell.id: cell.source for cell in released_notebook(lesson).cells}
    run(desk, released["test_sigmoid"], says="sigmoid")
    assert desk.progress.passed == {"test_sigmoid"}
    run(desk, released["test_sigmoid"], success=False)
    assert desk.progress.passed == frozenset()


def test_a_test_that_was_edited_is_known_by_its_id_or_by_what_it_calls_done(
    manifest: Manifest, tmp_path: Path
) -> None:
    desk = Desk(manifest, tmp_path)
    run(desk, "print(1)", says="sigmoid", cell="test_sigmoid")
    run(desk, 'check.done("hand_set_neuron")', says="hand_set_neuron")
    run(desk, 'check.done("log_odds")', says="log_odds")  # which of its two tests is not told
    assert desk.progress.passed == {"test_sigmoid", "test_hand_set_neuron"}


def test_the_summary_tells_what_is_open_and_what_is_to_write(
    manifest: Manifest, tmp_path: Path
) -> None:
    question = manifest.written[0].name
    cell = nbformat.v4.new_markdown_cell("*Your answer goes here.*")
    cell.metadata["nbgrader"] = {"grade_id": question}
    for text, state in (("*Your answer goes here.*", "still to write"), ("So.", "written")):
        cell.source = text
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "mine.ipynb")
        said = list(
            lines(manifest, manifest.by_name["sigmoid"].tests, words_in(manifest, tmp_path))
        )
        assert f"{question}, 4 points: {state}" in "\n".join(said)
    assert not [line for line in said if " sigmoid " in line]
    assert [line for line in said if line.startswith("  1.1   perceptron_predict")]
    assert f"hand in {NAME}.ipynb under its own name" in said[-1]


def test_in_a_browser_the_file_to_hand_in_is_downloaded(
    manifest: Manifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "emscripten")
    said = list(lines(manifest, [], {}))
    assert said[-1].startswith("To hand in: Download my work")


@pytest.mark.slow
def test_in_a_kernel_progress_is_told_at_each_mark_and_survives_a_restart(
    manifest: Manifest, lesson: Lesson, tmp_path: Path
) -> None:
    core = [item for item in manifest.exercises if item.points]
    many, points = len(core), f"{sum(item.points for item in core):g}"
    solved = solved_notebook(lesson)
    wanted = ("perceptron_predict", "test_perceptron_predict", "sigmoid")
    wanted += ("test_sigmoid", "test_sigmoid_2")
    code = [cell for cell in solved.cells if cell.cell_type == "code"]
    begin, end = code[0], code[-1]
    execute(tmp_path, [begin, *(cell for cell in code if cell.id in wanted)])
    assert f"  1 of {many} · 2 of {points} points · next: 1.3\n" in said(
        solved, "test_perceptron_predict"
    )
    assert f"  1 of {many} · 4 of {points} points · next: 1.6\n" in said(solved, "test_sigmoid")
    assert f"  2 of {many} · 5 of {points} points · next: 1.6\n" in said(solved, "test_sigmoid_2")
    execute(tmp_path, [begin, end])
    assert (
        f"2 of {many} exercises of the core pass their visible tests: 5 of {points} points"
        in said(solved, end.id)
    )
    kept = json.loads((tmp_path / f".{NAME}.progress.json").read_text())["passed"]
    sigmoid = next(cell for cell in code if cell.id == "sigmoid")
    assert kept["test_sigmoid"] == digest(sigmoid.source)


def execute(folder: Path, cells: list[Any]) -> None:
    notebook = nbformat.v4.new_notebook(cells=cells)
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(
        notebook, allow_errors=True, kernel_name="python3", resources=resources
    ).execute()


def said(notebook: Any, cell: str) -> str:
    outputs = next(each for each in notebook.cells if each.id == cell).outputs
    return "".join(output.get("text", "") for output in outputs)


@pytest.mark.parametrize(
    "lesson", [each for each in Course(ROOT).all_lessons() if each.exercises], ids=lambda e: e.name
)
def test_every_answer_is_known_as_that_of_its_own_exercise(lesson: Lesson, tmp_path: Path) -> None:
    about = of_lesson(lesson.name)
    assert about is not None
    desk = Desk(about, tmp_path)
    found = {e.name: desk.answer_in(e.cell.solved) for e in lesson.exercises}
    assert {name: item.name for name, item in found.items() if item} == {n: n for n in found}
