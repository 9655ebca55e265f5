"""NumPy's usual complaints are said in plain words, with the shapes that do not fit."""

from __future__ import annotations

import linecache
from typing import Any

import numpy as np
import pytest

from course_utils.errors import explain

NAMES = {"np": np, "X": np.zeros((4, 2)), "w": np.zeros(3), "n": np.arange(3), "half": 0.5}


def said(line: str) -> str:
    """What is said of the error that a cell with this one line raises."""
    name = "<cell of a test>"
    linecache.cache[name] = (len(line), None, [line + "\n"], name)
    try:
        exec(compile(line, name, "exec"), dict(NAMES))
    except Exception as error:
        text = explain(error)
        assert text.endswith(f"in this cell, line 1 ({line}).")
        return text
    raise AssertionError(f"{line} raises nothing")


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("X @ w", ["X has shape (4, 2)", "w has shape (3,)", "2, must be the length", "right, 3"]),
        ("w @ X", ["w @ X does not fit", "left, 3, must be the first length on the right, 4"]),
        ("X[:, :1] @ X", ["X[:, :1] has shape (4, 1)"]),
        ("np.zeros((4, 2)) @ np.zeros(3)", ["(4, 2)", "(3,)"]),
        ("X.dot(w)", ["X @ w does not fit", "(4, 2)", "(3,)"]),
        ("np.dot(X, w)", ["X @ w does not fit", "(4, 2)", "(3,)"]),
        ("X + w", ["X has shape (4, 2) and w has shape (3,)", "or one of them 1"]),
        ("list(map(np.add, [X], [w]))", ["shapes (4, 2) and (3,)"]),
        ("1 if w > 0 else 0", ["array of shape (3,) is neither True nor False", ".any()"]),
        ("w[5]", ["no index 5 along axis 0 of an array of shape (3,)", "from 0 to 2"]),
        ("X[0, 0, 0]", ["array of shape (4, 2) has 2 axes, and 3 indices"]),
        ("w[half]", ["a whole number (int), found 0.5"]),
        ("n += 0.5", ["whole numbers (int64)", "fractions (float64)", "dtype=float"]),
        ("float(w)", ["several numbers stands where a single number"]),
        ("X @ 2.0", ["on the right stands a single number: use *"]),
    ],
)
def test_a_message_of_numpy_is_translated(line: str, parts: list[str]) -> None:
    text = said(line)
    assert [part for part in parts if part not in text] == []
    assert "gufunc" not in text
    assert "broadcast" not in text


def test_nothing_is_worked_out_again_that_could_do_anything() -> None:
    calls: list[int] = []

    def noisy() -> Any:
        calls.append(1)
        return np.zeros((4, 2))

    line = "noisy() @ w"
    linecache.cache["<cell of a test>"] = (len(line), None, [line + "\n"], "<cell of a test>")
    with pytest.raises(ValueError, match="matmul") as caught:
        exec(compile(line, "<cell of a test>", "exec"), {**NAMES, "noisy": noisy})
    assert "the rows on the left have length 2, the columns on the right 3" in explain(caught.value)
    assert calls == [1]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("X @ w", ["the left side has shape (4, 2)", "the right side has shape (3,)"]),
        ("np.zeros((4, 2)) @ np.zeros(3)", ["(4, 2)", "(3,)"]),
        ("z = 2 * (X[:, :1] @ -X)", ["(4, 1)", "(4, 2)"]),
        ("noisy() @ w", ["the rows on the left have length 2"]),
        ("(lambda A: A @ w)(X)", ["the rows on the left have length 2"]),
    ],
)
def test_the_shapes_are_told_though_the_text_of_the_code_is_not_known(
    line: str, parts: list[str]
) -> None:
    calls: list[int] = []
    names = {**NAMES, "noisy": lambda: calls.append(1) or np.zeros((4, 2))}
    with pytest.raises(ValueError, match="matmul") as caught:
        exec(line, names)
    text = explain(caught.value)
    assert [part for part in parts if part not in text] == []
    assert len(calls) == line.count("noisy")


def test_other_messages_stay_as_they_are() -> None:
    assert said("1 / 0").startswith("ZeroDivisionError: division by zero, in this cell")


def test_a_syntax_error_names_its_line() -> None:
    with pytest.raises(SyntaxError) as caught:
        compile("x = 1\ny = (2\n", "<cell>", "exec")
    assert explain(caught.value) == "SyntaxError: '(' was never closed, line 2 (y = (2)."
