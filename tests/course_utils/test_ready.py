"""A picture that cannot be drawn yet says what it waits for."""

from __future__ import annotations

from typing import Any

import matplotlib.pyplot as plt
import pytest

from course_utils.ready import if_ready


def test_an_undone_exercise_is_one_friendly_line(capsys: pytest.CaptureFixture[str]) -> None:
    with if_ready():
        plt.figure()
        raise NotImplementedError
    said = capsys.readouterr().out
    assert said.startswith("This picture waits for an exercise above.")
    assert said.count("\n") <= 2
    assert plt.get_fignums() == []


def test_a_mistake_is_told_not_swallowed(capsys: pytest.CaptureFixture[str]) -> None:
    with if_ready():
        raise ValueError("shapes (2,) and (3,) do not fit")
    assert "shapes (2,) and (3,) do not fit" in capsys.readouterr().out


def test_a_name_that_a_cell_above_makes_is_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    with if_ready():
        print(best_settings)  # type: ignore[name-defined]  # noqa: F821
    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith("This picture needs `best_settings`, which a cell above makes")


def test_a_slip_in_the_name_within_an_answer_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    answer: dict[str, Any] = {}
    exec(compile("def sigmoid(z):\n    return ex(z)", "<answer>", "exec"), answer)
    with if_ready():
        answer["sigmoid"](0.0)
    assert "name 'ex' is not defined" in capsys.readouterr().out


def test_a_picture_that_can_be_drawn_is_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    with if_ready():
        print("drawn")
    assert capsys.readouterr().out == "drawn\n"


def test_stopping_by_hand_still_stops() -> None:
    with pytest.raises(KeyboardInterrupt), if_ready():
        raise KeyboardInterrupt
