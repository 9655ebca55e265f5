"""The numbers that predictions of lessons 4 to 6 call right, worked out anew."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from functools import cache
from itertools import permutations

import numpy as np
import pytest

from autograder.lesson.course import Course
from tests.support import ROOT

LESSONS = ("04", "05", "06")


def central(h: float) -> float:
    """The central difference of x² at 1."""
    return ((1 + h) ** 2 - (1 - h) ** 2) / (2 * h)


def velocity(mu: float) -> float:
    """Where momentum's running sum of ones goes."""
    v = 0.0
    for _ in range(1000):
        v = mu * v + 1
    return v


def adams_first_step(dw: float, eta: float) -> float:
    """How far it goes, from means of 0."""
    m, s = 0.1 * dw / (1 - 0.9), 0.001 * dw**2 / (1 - 0.999)
    return eta * m / (math.sqrt(s) + 1e-8)


def gap_of_chords(pieces: int) -> float:
    """How far x² lies from as many chords of equal width on [0, 1], at worst."""
    x, knots = np.linspace(0, 1, 4097), np.linspace(0, 1, pieces + 1)
    return float(np.max(np.interp(x, knots, knots**2) - x**2))


def orders(names: str, before: list[tuple[str, str]]) -> int:
    """How many orders keep each first of a pair before its second."""
    return sum(
        all(order.index(one) < order.index(other) for one, other in before)
        for order in permutations(names)
    )


def half_width(n: int) -> float:
    """Of the 95 % interval, to one side, for 97 % of n."""
    return float(1.96 * np.sqrt(0.97 * 0.03 / n))


def digits_for(half: float) -> float:
    """How many digits make it as narrow as that."""
    return 1.96**2 * 0.97 * 0.03 / half**2


RIGHT = {
    "central_on_a_parabola": central(0.5),
    "something_and_nothing": np.linalg.norm([3.0, 4.0]) / (np.linalg.norm([3.0, 4.0]) + 0),
    "how_many_orders": orders("abcd", [("a", "b"), ("a", "c"), ("b", "c"), ("b", "d"), ("c", "d")]),
    "a_times_a": 2 * 3.0,
    "tanh_at_one_half": 1 - np.tanh(np.arctanh(0.5)) ** 2,
    "maxout_numbers": 2 * (3 * 4 + 4),
    "places_in_the_new_space": len({(a & b, 1 - (a | b)) for a in (0, 1) for b in (0, 1)}),
    "three_four_two": 3 * 4 + 4 + 4 * 2 + 2,
    "quiz_gigabytes": 3 * 300 * 4 + 1,
    "twice_the_units": gap_of_chords(4) / gap_of_chords(8),
    "loss_of_nothing": math.log(10),
    "steps_of_ten_epochs": 10 * math.ceil(1797 / 32),
    "velocity": velocity(0.9),
    "first_step_of_adam": adams_first_step(1000.0, 0.1),
    "below_a_tenth": (math.log(0.1) - math.log(0.01)) / (math.log(1) - math.log(0.01)),
    "half_as_wide": digits_for(half_width(359) / 2) / 359,
}


@cache
def numbers(lesson: str) -> dict[str, float]:
    """What a lesson's predictions without options call right, by name."""
    cells = Course(ROOT).lesson(lesson).cells
    return {name: right for cell in cells for name, right in _asked(cell.source)}


def _asked(source: str) -> Iterator[tuple[str, float]]:
    if "remember.predict(" not in source:
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and len(node.args) == 2:
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            if "right" in given:
                yield ast.literal_eval(node.args[0]), float(ast.literal_eval(given["right"]))


@pytest.mark.parametrize("name", RIGHT)
def test_the_number_is_right(name: str) -> None:
    said = {key: value for lesson in LESSONS for key, value in numbers(lesson).items()}
    assert said[name] == pytest.approx(RIGHT[name], rel=0.001)


def test_each_number_is_worked_out() -> None:
    assert {name for lesson in LESSONS for name in numbers(lesson)} == RIGHT.keys()


def test_what_lesson_six_says_of_two_readers() -> None:
    assert half_width(359) == pytest.approx(0.018, abs=5e-4)
    assert math.sqrt(2) * half_width(359) == pytest.approx(0.025, abs=5e-4)
    assert half_width(4 * 359) == pytest.approx(half_width(359) / 2)
