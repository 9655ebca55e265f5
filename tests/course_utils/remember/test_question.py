"""What counts as an answer, and as a right one; the questions of recall are right themselves."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from scipy.special import expit

from course_utils.remember import Question
from course_utils.remember.cards import CARDS, Card
from course_utils.remember.question import number

ALL = [pytest.param(card, id=card.__name__) for cards in CARDS.values() for card in cards]
SEEDS = range(40)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("0.5", 0.5), (" 0,5 ", 0.5), ("1/4", 0.25), ("−2", -2), ("5e-1", 0.5), ("50 %", 0.5)],
)
def test_a_number_may_be_typed_as_people_do(typed: str, value: float) -> None:
    assert number(typed) == value


@pytest.mark.parametrize("typed", ["", "a half", "1/0", "nan", "inf", "1/", "[1]"])
def test_what_is_no_number_is_no_answer(typed: str) -> None:
    assert not Question("How many?", 1, "So.").accepts(typed)


def test_a_number_is_right_within_half_a_per_cent_or_what_is_asked() -> None:
    assert Question("?", 200, "").is_right("201")
    assert not Question("?", 200, "").is_right("202")
    assert Question("?", 0, "").is_right("0")
    assert not Question("?", 3, "", within=0.4).is_right("3.5")


def test_the_verdict_tells_the_answer_and_why() -> None:
    question = Question("Which?", 1, "It is so.", ("this", "that"))
    assert question.verdict("that") == "You said that. Right. It is so."
    assert question.verdict("this") == "You said this. It is that. It is so."
    with pytest.raises(ValueError, match="0 to 1; got 2"):
        Question("Which?", 2, "", ("this", "that"))


@pytest.mark.parametrize("card", ALL)
def test_each_question_of_recall_has_one_right_answer_and_other_numbers_each_time(
    card: Card,
) -> None:
    questions = [card(np.random.default_rng(seed)) for seed in SEEDS]
    assert len({question.text for question in questions}) > 5
    for question in questions:
        assert question.accepts(question.answer)
        assert question.is_right(question.answer)
        assert len(set(question.options)) == len(question.options)
        assert question.because.endswith(".")
        shown = (question.text, question.because, question.answer, *question.options)
        assert not re.search(r"(?<!\w)-\d", " ".join(shown)), "a hyphen for a minus"
        assert question.is_right(question.answer.replace("−", "-"))
    places = {question.right for question in questions if question.options}
    assert not places or len(places) > 1


def numbers(text: str) -> list[float]:
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", text.replace("−", "-"))]


def a_score(n: list[float]) -> float:
    return float(np.dot(n[:2], n[3:5]) + n[2])


def a_pull(n: list[float]) -> float:
    label, p, _, x = n
    return (p - label) * x


def a_sum_of_layers(n: list[float]) -> float:
    d, h, k = map(int, n)
    return np.zeros((d, h)).size + np.zeros((h, k)).size + h + k


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("score", a_score),
        ("pull_on_a_weight", a_pull),
        ("bits", lambda n: math.log2(n[1])),
        ("pull_on_a_score", lambda n: n[1] - n[0]),
        ("product_gate", lambda n: n[1] * n[2]),
        ("through_relu", lambda n: n[1] * np.heaviside(n[0], 0)),
        ("used_twice", sum),
        ("parameters", a_sum_of_layers),
        ("steps_of_an_epoch", lambda n: len(np.arange(n[0])[:: int(n[1])])),
    ],
)
def test_the_answer_is_what_the_numbers_in_the_question_come_to(name: str, right: object) -> None:
    card = next(card for cards in CARDS.values() for card in cards if card.__name__ == name)
    for seed in SEEDS:
        question = card(np.random.default_rng(seed))
        found = numbers(question.text)
        assert question.right == pytest.approx(right(found)), question.text  # type: ignore[operator]


def test_the_probability_and_the_softmax_gradient_of_recall_are_right() -> None:
    cards = {card.__name__: card for some in CARDS.values() for card in some}
    for seed in SEEDS:
        question = cards["probability"](np.random.default_rng(seed))
        z = numbers(question.text)[0]
        assert float(question.answer) == pytest.approx(expit(z), abs=0.006)
        question = cards["pull_on_one_of_many"](np.random.default_rng(seed))
        *row, _, _, _, label, asked = numbers(question.text)
        assert sum(row) == pytest.approx(1)
        one_hot = np.eye(3)[int(label)]
        assert question.right == pytest.approx(row[int(asked)] - one_hot[int(asked)])
