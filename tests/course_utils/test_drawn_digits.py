"""Digits drawn by a program: as many of each, in the pixels of the files they stand beside."""

from __future__ import annotations

import numpy as np
import pytest

from course_utils import data
from scripts import drawn_digits as maker


def test_there_are_forty_of_each_in_both_sizes() -> None:
    small, labels = data.drawn_digits()
    large, same = data.drawn_digits(side=28)
    assert small.shape == (400, 64)
    assert large.shape == (400, 784)
    assert np.array_equal(labels, same)
    assert np.bincount(labels).tolist() == [40] * 10
    assert small.min() == large.min() == 0
    assert small.max() == large.max() == 1


def test_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match=r"side must be 8 or 28\. Got 16 instead"):
        data.drawn_digits(side=16)


def test_the_file_is_what_the_script_draws() -> None:
    rng = np.random.default_rng(maker.SEED)
    labels = rng.permutation(np.repeat(np.arange(10), maker.EACH))
    X, y = data.drawn_digits()
    B, _ = data.drawn_digits(side=28)
    assert np.array_equal(labels, y)
    for n, digit in enumerate(labels[:12]):
        shapes = maker.SHAPES[int(digit)]
        ink = maker.drawn(shapes[int(rng.integers(len(shapes)))], rng)
        assert np.abs(data.as_8x8(ink) - X[n]).mean() < 0.01  # rounding at the edges of the ink
        assert np.abs(data.as_28x28(ink) - B[n]).mean() < 0.01


def page(top: int = 10, left: int = 20) -> np.ndarray:
    """An L, 40 high, 25 wide, of strokes 5 wide."""
    ink = np.zeros((90, 120))
    ink[top : top + 40, left : left + 5] = 1
    ink[top + 35 : top + 40, left : left + 25] = 1
    return ink


@pytest.mark.parametrize("make", [data.as_8x8, data.as_28x28])
def test_it_makes_no_difference_where_on_the_page_a_digit_is(make: object) -> None:
    assert callable(make)
    assert np.array_equal(make(page()), make(page(top=45, left=80)))


@pytest.mark.parametrize("make", [data.as_8x8, data.as_28x28])
def test_it_makes_no_difference_how_large_a_digit_is(make: object) -> None:
    assert callable(make)
    larger = np.kron(page(), np.ones((3, 3)))
    np.testing.assert_allclose(make(page()), make(larger), atol=1e-12)


def test_a_small_digit_fills_the_height_and_stands_in_the_middle() -> None:
    picture = data.as_8x8(page()).reshape(8, 8)
    assert picture[0].max() == 0.5
    assert picture[-1].max() > 0.5
    columns = np.flatnonzero(picture.any(axis=0))
    assert columns[0] + columns[-1] == 7


def test_a_large_digit_has_its_centre_of_mass_in_the_middle() -> None:
    picture = data.as_28x28(page()).reshape(28, 28)
    assert np.ptp(np.flatnonzero(picture.any(axis=1))) + 1 == 20
    for axis in (0, 1):
        mass = picture.sum(axis=axis)
        assert abs((np.arange(28) + 0.5) @ mass / mass.sum() - 14) <= 0.5


@pytest.mark.parametrize(
    ("ink", "sentence"),
    [
        (np.zeros((5, 5)), "there is nothing on the page"),
        (np.zeros(25), r"ink must have shape \(height, width\)"),
        (np.full((5, 5), 200.0), "ink must lie between 0, paper, and 1"),
        (np.full((5, 5), np.nan), "ink must lie between 0, paper, and 1"),
        (np.zeros((0, 4)), "there is nothing on the page"),
    ],
)
def test_what_is_no_drawing_is_refused_in_a_sentence(ink: np.ndarray, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        data.as_8x8(ink)
    with pytest.raises(ValueError, match=sentence):
        data.as_28x28(ink)
