"""What each lesson brings back of earlier ones: three questions, with numbers drawn anew."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import wraps

import numpy as np

from course_utils.remember.question import Question

Card = Callable[[np.random.Generator], Question]


def score(rng: np.random.Generator) -> Question:
    first, second, one, other = (int(n) for n in rng.integers(1, 6, size=4))
    bias = int(rng.integers(-4, 0))
    return Question(
        f"A neuron has the weights [{first}, {-second}] and the bias {bias}."
        f" What is its score for the input [{one}, {other}]?",
        first * one - second * other + bias,
        f"{first}·{one} − {second}·{other} − {-bias}.",
    )


def probability(rng: np.random.Generator) -> Question:
    z = float(rng.choice([1.0, 1.5, 2.0, 3.0])) * float(rng.choice([-1, 1]))
    p = 1 / (1 + math.exp(-z))
    options = (f"{p:.2f}", f"{1 - p:.2f}", f"{-p:.2f}", f"{1 + p:.2f}")
    return _shuffled(
        rng,
        f"A logistic neuron has the score {z:g}. Which probability of class 1 is that?",
        options,
        "It is the sigmoid 1/(1 + exp(−z)): above one half where the score is above 0.",
    )


def pull_on_a_weight(rng: np.random.Generator) -> Question:
    p, x, y = int(rng.integers(1, 10)) / 10, int(rng.integers(2, 6)), int(rng.integers(2))
    return Question(
        f"Logistic regression gives an example with the label {y} the probability {p:g} of class 1."
        f" Its input is {x}. What is the derivative of its cost with respect to the weight?",
        round((p - y) * x, 6),
        "It is prediction minus label, times the input.",
    )


def bits(rng: np.random.Generator) -> Question:
    n = int(rng.integers(2, 8))
    return Question(
        f"An event has the probability 1/{2**n}. How many bits of surprise is it?",
        n,
        f"Halve 1 until it is 1/{2**n}: that takes {n} halvings, so −log₂ of it is {n}.",
    )


def pull_on_a_score(rng: np.random.Generator) -> Question:
    p, y = int(rng.integers(1, 20)) / 20, int(rng.integers(2))
    return Question(
        f"The label is {y}, the sigmoid says {p:g}. What is the derivative of the cross-entropy"
        " with respect to the score?",
        round(p - y, 6),
        "Prediction minus label: p(1 − p) has cancelled.",
    )


def letting_go(rng: np.random.Generator) -> Question:
    z = -int(rng.integers(6, 15))
    return _shuffled(
        rng,
        f"The label is 1 and the score is {z}, so the sigmoid is badly wrong. Which loss still"
        " pulls the score up with nearly full strength?",
        ("the cross-entropy", "the squared error of the sigmoid", "both", "neither"),
        "For the squared error a factor p(1 − p) is left, which is next to 0 where it saturates.",
    )


def shifted_scores(rng: np.random.Generator) -> Question:
    c = int(rng.integers(2, 500))
    return _shuffled(
        rng,
        f"You add {c} to every score of an example. What happens to its softmax probabilities?",
        (
            "nothing",
            "all of them grow",
            "the largest grows, the others shrink",
            "they no longer sum to 1",
        ),
        "The factor exp(c) stands above and below the fraction, and cancels.",
    )


def pull_on_one_of_many(rng: np.random.Generator) -> Question:
    a, b = sorted(int(n) for n in rng.choice(range(1, 10), size=2, replace=False))
    row = [a / 10, (b - a) / 10, (10 - b) / 10]
    label, asked = int(rng.integers(3)), int(rng.integers(3))
    said = ", ".join(f"{p:g}" for p in row)
    return Question(
        f"Softmax says [{said}] for the classes 0, 1 and 2. The label is {label}. What is the"
        f" derivative of the cross-entropy with respect to the score of class {asked}?",
        round(row[asked] - (asked == label), 6),
        "Probability minus one-hot label, entry by entry.",
        within=0.001,
    )


def shape_of_a_gradient(rng: np.random.Generator) -> Question:
    n, d, k = (int(x) for x in rng.choice(range(2, 30), size=3, replace=False))
    return _shuffled(
        rng,
        f"{n} examples of {d} features, {k} classes. What is the shape of the gradient of W?",
        (f"({d}, {k})", f"({k}, {d})", f"({n}, {k})", f"({n}, {d})"),
        "A gradient has the shape of what it is the gradient of, and Z = X @ W + b.",
    )


def product_gate(rng: np.random.Generator) -> Question:
    x, y, up = (int(n) for n in rng.choice(range(2, 10), size=3, replace=False))
    return Question(
        f"A gate multiplies x = {x} by y = {-y}. The upstream gradient is {up}."
        " What goes back to x?",
        -up * y,
        f"Upstream times the other input: {up} · (−{y}).",
    )


def through_relu(rng: np.random.Generator) -> Question:
    z = int(rng.integers(1, 40)) / 10 * int(rng.choice([-1, 1]))
    up = int(rng.integers(2, 9))
    return Question(
        f"A ReLU got the score {z:g}, and its upstream gradient is {up}. What goes back?",
        up if z > 0 else 0,
        "ReLU has the slope 1 above 0 and the slope 0 below.",
    )


def used_twice(rng: np.random.Generator) -> Question:
    a, b = int(rng.integers(2, 10)), int(rng.integers(2, 10))
    return Question(
        f"x goes into two gates. They send back {a} and {-b}. What is the gradient of x?",
        a - b,
        "A value that is used twice gets the sum of what comes back.",
    )


def parameters(rng: np.random.Generator) -> Question:
    d, h, k = (int(n) for n in rng.integers(2, 8, size=3))
    return Question(
        f"A network has {d} inputs, one hidden layer of {h} units, and {k} outputs, with biases."
        " How many numbers does it learn?",
        d * h + h + h * k + k,
        f"{d}·{h} weights and {h} biases, then {h}·{k} weights and {k} biases.",
        within=0.4,
    )


def zeros(rng: np.random.Generator) -> Question:
    h = int(rng.integers(4, 64))
    return Question(
        f"All weights of a network with {h} hidden units start at 0. For any one input, how many"
        " different outputs do these units give, after any amount of training?",
        1,
        "They get equal gradients at every step, so they stay copies of each other.",
    )


def steps_of_an_epoch(rng: np.random.Generator) -> Question:
    n, size = int(rng.integers(40, 200)), int(rng.integers(7, 33))
    return Question(
        f"{n} examples in batches of {size}. How many steps does an epoch take?",
        math.ceil(n / size),
        f"{n} / {size} = {n / size:.2f}, and a short last batch is a step too.",
        within=0.4,
    )


def _signed(text: str) -> str:
    """With minus signs for the hyphens of numbers."""
    return re.sub(r"(?<!\w)-(?=[\d.])", "−", text)


def _typeset(card: Card) -> Card:
    @wraps(card)
    def drawn(rng: np.random.Generator) -> Question:
        made = card(rng)
        options = tuple(map(_signed, made.options))
        return replace(
            made, text=_signed(made.text), because=_signed(made.because), options=options
        )

    return drawn


_CARDS: Mapping[str, Sequence[Card]] = {
    "02_cross_entropy": (score, probability, pull_on_a_weight),
    "03_softmax_gradients": (bits, pull_on_a_score, letting_go),
    "04_backprop_circuits": (shifted_scores, pull_on_one_of_many, shape_of_a_gradient),
    "05_mlp_training": (product_gate, through_relu, used_twice),
    "06_your_own_reader": (parameters, zeros, steps_of_an_epoch),
}

CARDS: Mapping[str, Sequence[Card]] = {
    lesson: tuple(map(_typeset, cards)) for lesson, cards in _CARDS.items()
}


def _shuffled(
    rng: np.random.Generator, text: str, options: Sequence[str], because: str
) -> Question:
    """A question whose first option is right, with its options in some order."""
    order = [options[n] for n in rng.permutation(len(options))]
    return Question(text, order.index(options[0]), because, tuple(order))
