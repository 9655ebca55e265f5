"""A prediction is locked once, kept beside the notebook, and opens the picture that waits."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.lesson.course import Course
from autograder.lesson.lesson import is_prediction
from course_utils.ready import if_ready
from course_utils.remember import Question, predict, recall, surprises
from course_utils.remember.held import WAITS
from course_utils.remember.kept import Predictions
from course_utils.remember.panel import panel
from tests.support import ROOT

WHICH = Question("Which?", 1, "It is so.", ("this", "that"))
BEGIN = """
import matplotlib.pyplot as plt
from course_utils import check, remember
from course_utils.ready import if_ready
check.lesson("01_logistic_regression")
"""
ASK = """
remember.predict("which", "Which?", ["this", "that"], right=1, because="It is so.")
"""
LOOK = """
with if_ready("which"):
    print("a table")
    plt.plot([1, 2])
"""


def test_the_first_answer_counts_and_is_there_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    before = Predictions(file)
    before.ask("which", WHICH)
    before.make("which", "this")
    before.make("which", "that")
    after = Predictions(file)
    after.ask("which", WHICH)
    assert not after.is_open("which")
    assert (after.made["which"].said, after.made["which"].right) == ("this", False)


def test_a_prediction_of_another_question_is_asked_anew(tmp_path: Path) -> None:
    before = Predictions(tmp_path / "kept.json")
    before.ask("which", WHICH)
    before.make("which", "this")
    after = Predictions(tmp_path / "kept.json")
    after.ask("which", Question("Which now?", 1, "", ("this", "that")))
    assert after.is_open("which")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"which": 3}', '{"which": {"said": 1}}'])
def test_a_damaged_file_counts_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "kept.json").write_text(text)
    assert Predictions(tmp_path / "kept.json").made == {}


def test_what_was_not_asked_or_is_no_answer_is_one_sentence() -> None:
    kept = Predictions(None)
    kept.ask("which", WHICH)
    with pytest.raises(ValueError, match="no prediction is called 'what'; there are: which"):
        kept.make("what", "this")
    with pytest.raises(ValueError, match="expected 'this' or 'that'"):
        kept.make("which", "both")
    assert kept.is_open("which")


def test_buttons_lock_with_the_first_click_and_say_the_verdict() -> None:
    given: list[str] = []
    shown = panel(WHICH, "", given.append)
    first, second = shown.children[1].children
    assert (first.description, first.tooltip) == ("this", "Which? this")
    first.click()
    assert given == ["this"]
    assert first.disabled
    assert second.disabled
    assert 'role="status"' in shown.children[2].value
    assert "You said this. It is that. It is so." in shown.children[2].value
    assert panel(WHICH, "that", given.append).children[1].children[0].disabled


def test_a_field_takes_only_a_number() -> None:
    given: list[str] = []
    shown = panel(Question("How many?", 3, "So."), "", given.append)
    field, button = shown.children[1].children
    field.value = "some"
    button.click()
    assert given == []
    assert "Write a number" in shown.children[2].value
    field.value = " 3 "
    button.click()
    assert given == ["3"]
    assert field.disabled


def test_outside_a_notebook_nothing_is_asked_and_nothing_waits(
    capsys: pytest.CaptureFixture[str],
) -> None:
    predict("which", "Which?", ["this", "that"], right=1, because="It is so.")
    recall("02_cross_entropy")
    surprises()
    with if_ready("which"):
        print("drawn")
    assert capsys.readouterr().out == "drawn\n"


def execute(folder: Path, *sources: str) -> list[list[Any]]:
    """The outputs of cells that are run in a kernel of their own."""
    cells = [nbformat.v4.new_code_cell(source) for source in (BEGIN, *sources)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, resources={"metadata": {"path": folder}}).execute()
    return [cell.outputs for cell in notebook.cells[1:]]


def texts(outputs: list[Any]) -> str:
    return "\n".join(o.get("text") or o["data"].get("text/plain", "") for o in outputs)


@pytest.mark.slow
def test_in_a_kernel_a_picture_opens_with_its_prediction_and_the_end_tells_what_surprised(
    tmp_path: Path,
) -> None:
    asked, waiting = execute(tmp_path, ASK, LOOK)
    assert "application/vnd.jupyter.widget-view+json" in asked[0]["data"]
    assert "Which?\n  – this\n  – that" in texts(asked)
    assert texts(waiting).strip() == WAITS
    asked, opened, said, end = execute(
        tmp_path, ASK, LOOK, "remember.say('which', 'this')", "remember.surprises()"
    )
    assert "a table" in texts(opened)
    assert base64.b64decode(opened[1]["data"]["image/png"]).startswith(b"\x89PNG")
    assert "You said this. It is that. It is so." in texts(said)
    assert "0 of 1 came out as you said" in texts(end)
    assert "• Which? You said this; it is that." in texts(end)
    again, at_once = execute(tmp_path, ASK, LOOK)
    assert "You said this." in texts(again)
    assert "a table" in texts(at_once)


def test_a_picture_waits_only_for_a_prediction_above_it() -> None:
    for lesson in Course(ROOT).all_lessons():
        asked: set[str] = set()
        for cell in lesson.cells:
            if is_prediction(cell):
                (name,) = re.findall(r'remember\.predict\(\s*"(\w+)"', cell.source)
                assert cell.key == f"guess_{name}"
                assert name not in asked
                asked.add(name)
            waits = set(re.findall(r'if_ready\("(\w+)"\)', cell.source))
            assert waits <= asked, f"{lesson.name}: {cell.key} waits for {waits - asked}"


def test_the_predictions_of_the_lessons_can_be_asked() -> None:
    cells = [cell for lesson in Course(ROOT).all_lessons() for cell in lesson.cells]
    sources = [cell.source for cell in cells if is_prediction(cell)]
    assert len(sources) >= 47
    for source in sources:
        exec(source, {"remember": SimpleNamespace(predict=asked_for)})


def asked_for(name: str, text: str, options: Any = (), **more: Any) -> None:
    """A prediction, made into a question, which checks itself."""
    question = Question(text, options=tuple(options), **more)
    assert question.is_right(question.answer), name
    assert len(set(question.options)) == len(question.options), name
