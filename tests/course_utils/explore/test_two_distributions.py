"""Entropy, cross-entropy and divergence: the lesson's numbers, infinities, one's own functions."""

from __future__ import annotations

import numpy as np
import pytest

from course_utils.check import CheckFailed
from course_utils.explore import two_distributions as explorable
from course_utils.explore.two_distributions import Params
from tests.support.explorable_kit import pixels, put, spoken, unfinished


def entropy_bits(p: np.ndarray) -> float:
    return sum(-x * np.log2(x) for x in p if x)


def cross_entropy_bits(p: np.ndarray, q: np.ndarray) -> float:
    return sum((-x * np.log2(y) if y else np.inf) for x, y in zip(p, q, strict=True) if x)


def kl_divergence_bits(p: np.ndarray, q: np.ndarray) -> float:
    return cross_entropy_bits(p, q) - entropy_bits(p)


OWN = {
    "entropy_bits": entropy_bits,
    "cross_entropy_bits": cross_entropy_bits,
    "kl_divergence_bits": kl_divergence_bits,
}


def test_the_status_gives_the_numbers_of_the_lesson() -> None:
    said = spoken(explorable.show(start=Params(4, 2, 2, 2, 4, 2)))
    assert "H(p, q) = 1.750 bits: the entropy H(p) 1.500" in said
    assert "the divergence of q from p 0.250. The other way round the divergence is 0.250." in said
    said = spoken(explorable.show(start=Params(4, 2, 2, 6, 1, 1)))
    assert "from p 0.208. The other way round the divergence is 0.189." in said


def test_what_is_ruled_out_and_happens_costs_infinity() -> None:
    said = spoken(explorable.show(start=Params(4, 2, 2, 0, 0, 8)))
    assert "q rules out what does happen (sunny, rainy): H(p, q) is infinite." in said
    said = spoken(explorable.show(start=Params(0, 0, 8, 4, 2, 2)))
    assert "H(p, q) = 2.000 bits" in said
    assert "The other way round the divergence is infinite." in said


def test_the_students_functions_draw_the_same_and_are_named() -> None:
    for params in (Params(), Params(8, 0, 0, 0, 1, 1)):
        own = pixels(explorable.render(params, **OWN)).astype(int)
        assert np.abs(own - pixels(explorable.render(params))).max() <= 2
    said = spoken(explorable.show(**OWN))
    assert "Using your entropy_bits, cross_entropy_bits and kl_divergence_bits." in said
    said = spoken(explorable.show(entropy_bits, unfinished, unfinished))
    assert "Using your entropy_bits." in said
    assert "Not written yet: cross_entropy_bits and kl_divergence_bits." in said


def test_a_function_that_trips_over_a_zero_is_said_to_and_the_slider_goes_on() -> None:
    def naive(p: np.ndarray) -> float:
        return float(-np.sum(p * np.log2(p)))

    shown = explorable.show(naive)
    assert "Using your entropy_bits." in shown.note
    good = shown.take({"rest": True})["layers"]
    answer = put(shown, p2=0)
    assert (
        "entropy_bits returned nan for [0.667, 0, 0.333]; bits cannot be that." in answer["problem"]
    )
    assert answer["layers"] == good
    assert put(shown, p2=3)["problem"] == ""


def test_weights_that_are_all_zero_are_answered_with_a_sentence() -> None:
    shown = explorable.show(start=Params(1, 0, 0))
    good = shown.take({"rest": True})["layers"]
    answer = put(shown, p1=0)
    assert "All weights of p are 0: give at least one outcome some." in answer["problem"]
    assert answer["layers"] == good
    with pytest.raises(CheckFailed, match="All weights of q"):
        explorable.render(Params(q1=0, q2=0, q3=0))


def test_nats_for_bits_are_told_apart() -> None:
    said = spoken(explorable.show(lambda p: entropy_bits(p) * np.log(2)))
    assert "Your entropy_bits is not ready yet: " in said
