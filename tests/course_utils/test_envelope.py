"""A test set that is opened once, and says so when it is opened again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from course_utils.data import Envelope

X, Y = np.arange(20.0).reshape(10, 2), np.arange(10) % 2


def envelope(folder: Path) -> Envelope:
    return Envelope(X, Y, name="digits", folder=folder)


def opened(case: Envelope, answers: np.ndarray) -> str:
    said: list[str] = []
    inputs, labels, got = case.open(lambda inputs: answers, say=said.append)
    assert np.array_equal(inputs, X)
    assert np.array_equal(labels, Y)
    assert np.array_equal(got, answers)
    return said[0]


def test_the_first_look_is_the_number_to_report(tmp_path: Path) -> None:
    case = envelope(tmp_path)
    assert repr(case) == "an envelope with 10 examples, closed"
    assert opened(case, np.zeros(10)) == (
        "The envelope is open: 5 of 10 right, 50.0%. This is the number to report."
    )
    assert repr(case) == "an envelope with 10 examples, opened once"


def test_other_answers_are_a_second_look_and_it_says_so(tmp_path: Path) -> None:
    case = envelope(tmp_path)
    opened(case, np.zeros(10))
    sentence = opened(case, Y)
    assert sentence.startswith("Opened again, for the second time: 10 of 10 right, 100.0%.")
    assert "The first look said 50.0%, and only that one was a test." in sentence
    assert "for the third time" in opened(case, np.append(Y[:9], 0))


def test_the_same_answers_are_no_new_look(tmp_path: Path) -> None:
    case = envelope(tmp_path)
    opened(case, Y)
    assert opened(case, Y).startswith("The same answers as before, so this is no new look")
    assert repr(case) == "an envelope with 10 examples, opened once"


def test_a_restart_does_not_close_it(tmp_path: Path) -> None:
    opened(envelope(tmp_path), np.zeros(10))
    assert "for the second time" in opened(envelope(tmp_path), Y)


@pytest.mark.parametrize("text", ["", "{", "3", '[{"answers": 3}, 7, {"right": "all"}]'])
def test_a_damaged_file_counts_as_closed(tmp_path: Path, text: str) -> None:
    (tmp_path / ".digits.opened.json").write_text(text, encoding="utf-8")
    assert opened(envelope(tmp_path), Y).startswith("The envelope is open")


def test_it_opens_in_a_folder_where_nothing_can_be_kept(tmp_path: Path) -> None:
    case = envelope(tmp_path / "missing")
    assert opened(case, Y).startswith("The envelope is open")
    assert "for the second time" in opened(case, np.zeros(10))


def test_a_model_that_answers_something_else_opens_nothing(tmp_path: Path) -> None:
    case = envelope(tmp_path)
    with pytest.raises(ValueError, match=r"must have shape \(10,\).*still as it was"):
        case.open(lambda inputs: np.zeros((10, 2)))
    assert repr(case).endswith("closed")


def test_the_model_gets_a_copy(tmp_path: Path) -> None:
    def spoil(inputs: np.ndarray) -> np.ndarray:
        inputs[:] = 0
        return np.zeros(10)

    case = envelope(tmp_path)
    assert np.array_equal(case.open(spoil, say=lambda text: None)[0], X)


def test_examples_without_their_labels_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="as many rows as each other"):
        Envelope(X, Y[:5], name="digits", folder=tmp_path)
