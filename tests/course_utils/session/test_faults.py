"""What a failing cell shows, in a real kernel: one sentence, or a quiet line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.lesson.build import released_notebook, solved_notebook
from autograder.lesson.course import Course
from course_utils.session.sentences import wrapped
from tests.support import ROOT

pytestmark = pytest.mark.slow

# A kernel sends what is printed in pieces, by the clock; a slow machine's cells say they are slow.
KERNEL = {"allow_errors": True, "kernel_name": "python3", "coalesce_streams": True}
UNHURRIED = "from course_utils.session import patience\npatience.SECONDS = 3600.0"
BROKEN = "def sigmoid(z):\n    return (1 / z"
TRANSPOSED = "def perceptron_predict(X, w, b):\n    return (w @ X + b > 0).astype(int)"
STOPPED_ANSWER = """\
import os, signal
def perceptron_predict(X, w, b):
    if globals().get("stopped_once"):
        raise SystemExit("run again after it was stopped")
    globals()["stopped_once"] = True
    os.kill(os.getpid(), signal.SIGINT)
    while True:
        pass
"""
STOPPED = """\
import os, signal, threading
def loop():
    threading.Event().set()
    os.kill(os.getpid(), signal.SIGINT)
    while True:
        pass
loop()
"""


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The cells of one notebook that goes wrong in every way, run from top to bottom."""
    lesson = Course(ROOT).lesson("1")
    right = {cell.id: cell.source for cell in solved_notebook(lesson).cells}
    stub = {cell.id: cell.source for cell in released_notebook(lesson).cells}
    first = next(cell.source for cell in lesson.cells if cell.kind == "given")
    sources = {
        "first": f"{first}\n{UNHURRIED}",
        "unwritten": stub["sigmoid"],
        "test_unwritten": right["test_sigmoid"],
        "predict_proba": right["predict_proba"],
        "waits": right["test_predict_proba"],
        "constants": right["test_hand_set_neuron"],
        "look": right["look_hand_set_regions"],
        "nothing_yet": BROKEN,
        "test_nothing_yet": right["test_sigmoid"],
        "sigmoid": right["sigmoid"],
        "broken": BROKEN,
        "test_broken": right["test_sigmoid"],
        "transposed": TRANSPOSED,
        "test_transposed": right["test_perceptron_predict"],
        "wrong": right["sigmoid"] + "\n\ndef log_odds(p):\n    return p / (1 - p)",
        "test_wrong": right["test_log_odds"],
        "slip": "slip_origin_value = 1.5",
        "test_slip": right["test_slip_value_at_origin"],
        "slip_mended": "slip_origin_value = -1.5",
        "test_slip_mended": right["test_slip_value_at_origin"],
        "stopped": STOPPED,
        "endless": STOPPED_ANSWER,
        "test_endless": right["test_perceptron_predict"],
    }
    cells = {name: nbformat.v4.new_code_cell(text) for name, text in sources.items()}
    notebook = nbformat.v4.new_notebook(cells=list(cells.values()))
    where = {"metadata": {"path": str(tmp_path_factory.mktemp("faults"))}}
    NotebookClient(notebook, resources=where, **KERNEL).execute()
    return cells


def printed(cell: Any) -> str:
    text = "".join(output.get("text", "") for output in cell.outputs)
    return " ".join(re.sub(r"\x1b\[[\d;]*m", "", text).split())


def error(cell: Any) -> tuple[str, str]:
    """The kind of the one error a cell shows, and its text."""
    (found,) = [output for output in cell.outputs if output.output_type == "error"]
    return found.ename, re.sub(r"\x1b\[[\d;]*m", "", "\n".join(found.traceback))


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        ("test_unwritten", "○ `sigmoid` (1.4) is not written yet."),
        (
            "waits",
            "○ `predict_proba` (1.6) waits for `sigmoid` (1.4), which is not written yet."
            ' check.lend("sigmoid") lends you a working one.',
        ),
        ("constants", "○ `hand_set_neuron` (1.3) is not written yet."),
        ("look", "This picture waits for `hand_set_neuron` (1.3), which is not written yet."),
    ],
)
def test_what_is_not_written_yet_is_a_quiet_line(
    cells: dict[str, Any], cell: str, line: str
) -> None:
    assert printed(cells[cell]) == line
    assert [output.output_type for output in cells[cell].outputs] == ["stream"]


def test_a_test_below_a_cell_that_did_not_run_says_what_it_tests(cells: dict[str, Any]) -> None:
    said = printed(cells["test_broken"])
    assert said.startswith(
        "Your last run of the cell of sigmoid failed (SyntaxError: '(' was never"
    )
    assert "this tests the version before. ✓ sigmoid" in said


def test_an_error_is_a_sentence_with_its_traceback_folded(cells: dict[str, Any]) -> None:
    name, text = error(cells["test_transposed"])
    assert name == "ValueError"
    joined = " ".join(text.split())
    assert "w has shape (2,) and X has shape (4, 2)" in joined
    assert joined.endswith("in perceptron_predict, line 2 (return (w @ X + b > 0).astype(int)).")
    assert text.count("\n") < 6
    (folded,) = [o.data for o in cells["test_transposed"].outputs if "data" in o]
    assert folded["text/html"].startswith("<details><summary>Traceback</summary>")


def test_a_known_mistake_names_its_likely_cause_in_the_red_box(cells: dict[str, Any]) -> None:
    _, text = error(cells["test_wrong"])
    sentence = next(
        wrong.sentence
        for wrong in Course(ROOT).lesson("1").exercise("log_odds").misconceptions
        if wrong.name == "odds_without_log"
    )
    assert f"Likely cause: {sentence}" in " ".join(text.split())


def test_a_number_that_is_not_right_says_so_without_the_answer(cells: dict[str, Any]) -> None:
    name, text = error(cells["test_slip"])
    assert name == "CheckFailed"
    assert text.startswith("✗ slip_origin_value is not right yet.\n  came out: 1.5")
    assert "-1.5" not in text
    assert printed(cells["test_slip_mended"]).startswith("✓ slip_value_at_origin: right. ")


def test_a_failed_check_and_a_syntax_error_have_no_traceback_at_all(cells: dict[str, Any]) -> None:
    for cell, name in (("test_wrong", "CheckFailed"), ("broken", "SyntaxError")):
        assert error(cells[cell])[0] == name
        assert len(cells[cell].outputs) == 1
    assert (
        error(cells["broken"])[1] == "✗ SyntaxError: '(' was never closed, line 2 (return (1 / z)."
    )


def test_an_interrupt_is_one_sentence(cells: dict[str, Any]) -> None:
    name, text = error(cells["stopped"])
    assert name == "KeyboardInterrupt"
    assert text.startswith("✗ You stopped this cell, in loop, line ")
    assert len(cells["stopped"].outputs) == 1


def test_a_test_that_was_stopped_is_not_run_again_for_its_cause(cells: dict[str, Any]) -> None:
    name, text = error(cells["test_endless"])
    assert name == "KeyboardInterrupt"
    assert " ".join(text.split()).startswith("✗ You stopped this cell, in perceptron_predict, line")


def test_without_a_lesson_an_unwritten_function_is_a_quiet_line_too(tmp_path: Path) -> None:
    stub = "from course_utils import check\ndef half(x):\n    raise NotImplementedError"
    texts = (stub, "half(3.0)", "width = 3\nraise NotImplementedError")
    cells = [nbformat.v4.new_code_cell(text) for text in texts]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, **KERNEL).execute()
    assert printed(cells[2]) == (
        "○ It is not written yet. Put your code in place of `raise NotImplementedError`, "
        "and run this cell again."
    )
    assert printed(cells[1]) == (
        "○ half is not written yet. Put your code in place of `raise NotImplementedError`, "
        "run that cell, then this one again."
    )


def test_sentences_are_broken_between_words_only() -> None:
    words = "a sentence of words " * 20
    lines = wrapped(words).split("\n")
    assert max(map(len, lines)) <= 72
    assert " ".join(line.strip() for line in lines) == words.strip()
    assert wrapped("x" * 200) == "x" * 200
