"""Whatever a student's function does, every explorable goes on, and says it in a sentence."""

from __future__ import annotations

import ast
import io
import json
from contextlib import redirect_stdout
from functools import cache
from itertools import count, product
from typing import Any

import matplotlib.pyplot as plt
import pytest

from autograder.lesson.build import solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Cell, Lesson
from autograder.lesson.stills import explorables
from course_utils import stage as kit
from tests.support import ROOT
from tests.support.clumsy import CLUMSY, wishes
from tests.support.explorable_cells import needed, used_in

LONGEST = 420  # characters of a sentence
LOOKS = {(each.name, look.grade_id): (each, look) for each in Course(ROOT).all_lessons()
         for look in explorables(each)}  # fmt: skip
SLOW_ONES = ("look_mlp_playground", "look_regularisation_path")
TURN = count()


@cache
def solved(name: str) -> dict[str, Any]:
    """All that a lesson's explorables may use, by name."""
    lesson: Lesson = next(each for (of, _), (each, _) in LOOKS.items() if of == name)
    ids = needed(lesson, {look.grade_id for each, look in LOOKS.values() if each is lesson})
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in solved_notebook(lesson).cells:
        if cell.cell_type == "code" and cell.id in ids and ".show" not in cell.source:
            exec(compile(cell.source, cell.id, "exec"), names)
    plt.close("all")
    return names


def opened(look: Cell, names: dict[str, Any]) -> kit.Stage:
    """The stage that a cell shows."""
    *before, last = ast.parse(look.source).body
    assert isinstance(last, ast.Expr)
    exec(compile(ast.Module(before, []), "look", "exec"), names)
    shown: kit.Stage = eval(compile(ast.Expression(last.value), "look", "eval"), names)
    return shown


def without_bytes(value: Any) -> Any:
    """What is sent as text."""
    if isinstance(value, dict):
        return {key: without_bytes(each) for key, each in value.items() if key != "bytes"}
    return [without_bytes(each) for each in value] if isinstance(value, list) else value


def hold(look: Cell, names: dict[str, Any], most: int) -> None:
    """Do with the stage all that a hand can, and look at every answer."""
    it = opened(look, names)
    said = {it.note}
    try:
        for number, wish in enumerate([{"rest": True}, *wishes(it)]):
            if number >= most:
                break
            answer = it.take({**wish, "view": "v", "n": 1 + number})
            assert answer["answers"] == ["v", 1 + number]
            json.dumps(without_bytes(answer), allow_nan=False).encode()  # as it is sent
            said |= {answer["problem"], answer["note"]}
        it.png()
    finally:
        it.close()
    for sentence in said:
        assert "\n" not in sentence
        assert "Traceback" not in sentence
        assert len(sentence) < LONGEST, sentence


@pytest.mark.slow
@pytest.mark.parametrize(("lesson", "look"), LOOKS)
def test_clumsy_functions_are_drawn_or_said_and_the_page_is_always_answered(
    lesson: str, look: str, everything: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    cell = LOOKS[lesson, look][1]
    with redirect_stdout(io.StringIO()):
        right = solved(lesson)
    mine = [name for name in sorted(used_in(cell.source)) if is_own(right.get(name))]
    cases = [*product(mine, CLUMSY)]
    if not everything:  # some of them, others for each explorable
        start = 5 * next(TURN)
        cases = [cases[(start + k) % len(cases)] for k in (0, 7, 17)] if cases else []
    most = 12 if look in SLOW_ONES else 60
    for name, kind in cases:
        try:
            hold(cell, {**right, name: CLUMSY[kind](right[name])}, most)
        except BaseException as error:
            error.add_note(f"{name}: {kind}")
            raise
        assert capfd.readouterr().err == "", (name, kind)


def is_own(it: Any) -> bool:
    """Whether it is a function of the lesson's."""
    return getattr(it, "__module__", "") == "__main__" and not isinstance(it, type)
