"""Softmax regression on a few handwritten digits: what is fitted, by whose functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from course_utils import check, data
from course_utils.explore.parts.own import Candidate
from course_utils.explore.parts.softmax import try_gradients
from course_utils.explore.parts.special import softmax
from course_utils.stage import spent

PENALTIES = (0.0, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3)
COUNTS, WRONG = (40, 150, 300), (0.0, 0.2)
CLASSES = 10
RATE, STEPS = 1.5, 150  # of descent on all examples at once
NAMES = ("fit_softmax", "softmax_gradients", "predict")
Function = Callable[..., Any]
Key = tuple[float, int, float]  # λ, how many digits, share of wrong labels


@dataclass(frozen=True)
class Fit:
    """A trained model: weights (64, 10), and the shares it reads right."""

    W: np.ndarray
    learned: float
    held: float


@cache
def _digits() -> tuple[np.ndarray, ...]:
    """X and y of the digits to learn from, then of the others; the mean picture is taken off."""
    X, held_X, y, held_y = data.split(*data.digits(), fraction=0.5, seed=2)
    mean = X.mean(axis=0)
    return X[: max(COUNTS)] - mean, y[: max(COUNTS)], held_X - mean, held_y


def _learned(count: int, wrong: float) -> tuple[np.ndarray, np.ndarray]:
    """The digits to learn from, some with a label by chance."""
    X, y, *_ = _digits()
    rng = np.random.default_rng(1)
    lied, labels = rng.random(len(y)) < wrong, rng.integers(0, CLASSES, len(y))
    return X[:count].copy(), np.where(lied, labels, y)[:count]


def held() -> tuple[np.ndarray, ...]:
    return _digits()[2:]


def trainer(own: dict[str, Function]) -> Callable[[Key], Fit]:
    """Key → the model that fit_softmax, or else softmax_gradients, makes of them."""
    fit = own.get("fit_softmax") or _fit_by(own.get("softmax_gradients", _slopes))
    predict = own.get("predict", _most_probable)

    def train(key: Key) -> Fit:
        lam, count, wrong = key
        X, y = _learned(count, wrong)
        W, b, *_ = fit(X.copy(), y.copy(), CLASSES, RATE, lam, STEPS, count, _generator())
        check.shape(W, (64, CLASSES), what="W, as fit_softmax returns it,")
        check.true(
            bool(np.isfinite(W).all()), f"fit_softmax returned infinity or nan at λ = {lam:g}."
        )
        shares = []
        for inputs, labels in ((X, y), held()):
            said = predict(inputs, W, b)
            check.shape(said, labels.shape, what="the result of predict")
            shares.append(float(np.mean(np.asarray(said) == labels)))
        return Fit(np.asarray(W, dtype=float), *shares)

    return train


class Trainings:
    """Models for every strength of the penalty, trained as they are looked at.

    One that is asked for is always trained; the others while there is time. An error is kept, and
    raised when its strength is looked at.
    """

    def __init__(self, train: Callable[[Key], Fit], clock: Callable[[], float] = spent) -> None:
        self._train, self._clock = train, clock
        self._fits: dict[Key, Fit] = {}
        self._problems: dict[Key, Exception] = {}

    def __getitem__(self, key: Key) -> Fit:
        """The model.

        Raises:
            CheckFailed: a function failed for it; says how.
        """
        self._ask(key)
        if key in self._problems:
            raise self._problems[key]
        return self._fits[key]

    def go_on(self, count: int, wrong: float, seconds: float) -> None:
        """Train for other strengths, until the time is over."""
        end = self._clock() + seconds
        for lam in PENALTIES:
            if self._clock() >= end:
                return
            self._ask((lam, count, wrong))

    def path(self, count: int, wrong: float) -> list[Fit | None]:
        """The model of each of PENALTIES; None where it failed or is not trained yet."""
        return [self._fits.get((lam, count, wrong)) for lam in PENALTIES]

    def waiting(self, count: int, wrong: float) -> int:
        """How many strengths are not trained yet."""
        keys = [(lam, count, wrong) for lam in PENALTIES]
        return sum(key not in self._fits and key not in self._problems for key in keys)

    def _ask(self, key: Key) -> None:
        if key in self._fits or key in self._problems:
            return
        try:
            self._fits[key] = self._train(key)
        except Exception as error:  # raised where this strength is looked at
            self._problems[key] = error


def _generator() -> np.random.Generator:
    return np.random.default_rng(0)


def _slopes(
    X: np.ndarray, Y: np.ndarray, W: np.ndarray, b: np.ndarray, lam: float
) -> tuple[np.ndarray, np.ndarray]:
    excess = softmax(np.add(X @ W, b), axis=1) - Y
    return lam * W + X.T @ excess / X.shape[0], excess.mean(axis=0)


def _fit_by(slopes: Function) -> Function:
    """A fit_softmax that asks these slopes."""

    def fit(
        X: np.ndarray, y: np.ndarray, K: int, eta: float, lam: float, epochs: int, size: int,
        rng: np.random.Generator,
    ) -> tuple[np.ndarray, np.ndarray, list[float]]:  # fmt: skip
        W, b = np.zeros((X.shape[1], K)), np.zeros(K)
        wanted = (np.asarray(y)[:, None] == np.arange(K)).astype(float)
        for _epoch in range(epochs):
            mixed = rng.permutation(len(X))
            for few in np.split(mixed, range(size, len(X), size)):
                dW, db = slopes(X[few], wanted[few], W, b, lam)
                W, b = W - np.multiply(eta, dW), b - np.multiply(eta, db)
        return W, b, []

    return fit


def _most_probable(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.add(X @ W, b).argmax(axis=1)


_FEW = np.array([[0.0, 1.0], [2.0, -1.0], [1.0, 0.5], [0.3, 0.2]])


def _try_fit(own: Function) -> None:
    y = np.array([0, 2, 1, 1])
    for epochs, lam in ((0, 0.0), (3, 0.2)):  # all in one batch: the order does not matter
        settings = (_FEW.copy(), y.copy(), 3, 0.5, lam, epochs, 4)
        got = own(*settings, _generator())
        three = isinstance(got, tuple) and len(got) == 3
        check.true(three, "fit_softmax must return a tuple of three: (W, b, losses).")
        expected = _fit_by(_slopes)(*settings, _generator())[:2]
        check.close(got[:2], expected, what=f"fit_softmax after {epochs} epochs", rtol=1e-6)


def _try_predict(own: Function) -> None:
    W, b = np.array([[0.1, -0.4, 0.5], [0.3, 0.2, -0.7]]), np.array([0.1, 0.0, -0.2])
    check.agree(own, _most_probable, _FEW, W, b)


def candidates(**own: Function | None) -> dict[str, Candidate]:
    """The functions of NAMES, each with its trial and what stands in for it."""
    pairs: tuple[tuple[Any, Function], ...] = (
        (_try_fit, _fit_by(_slopes)),
        (try_gradients, _slopes),
        (_try_predict, _most_probable),
    )
    return {
        name: Candidate(own.get(name), trial, spare)
        for name, (trial, spare) in zip(NAMES, pairs, strict=True)
    }
