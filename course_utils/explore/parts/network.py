"""A network with one hidden layer, trained by the student's functions and kept at many epochs."""

from __future__ import annotations

import math
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from course_utils import check, data
from course_utils.explore.parts.own import Candidate
from course_utils.explore.parts.special import expit, log_expit

DATA = ("moons", "circles", "same value?", "spirals", "two clouds")
UNITS, KINDS = (1, 2, 3, 4, 6, 8), ("tanh", "relu", "sigmoid")
PENALTIES = (0.0, 1e-4, 1e-3, 1e-2, 3e-2, 0.1)
STARTS = range(1, 9)
EPOCHS = (0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 26, 30, 35, 40, 50, 60, 70, 85, 100, 120, 150)
NAMES = ("init_params", "minibatches", "loss_and_gradients", "mlp_forward", "activate")
EXAMPLES, BATCH, SECONDS = 160, 10, 1.5
REACH = 2.6  # all points lie within −REACH … REACH
_RATES = {"tanh": 0.2, "relu": 0.2, "sigmoid": 0.8}
Function = Callable[..., Any]
Layers = list[tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Settings:
    """Everything that training depends on."""

    data: str
    units: int
    kind: str
    lam: float
    seed: int


@dataclass(frozen=True)
class Snapshot:
    """The network after some epochs: layers, losses and shares right, on both sets of points."""

    epoch: int
    layers: Layers
    losses: tuple[float, float]
    right: tuple[float, float]


class Network:
    """The functions that train and ask a network: the student's own, or what stands in."""

    def __init__(
        self,
        functions: Mapping[str, Function],
        *,
        seconds: float = math.inf,
        clock: Callable[[], float] = time.process_time,
    ) -> None:
        """Functions by their NAMES; a training ends after so many seconds by the clock."""
        self._functions = {name: functions.get(name) or _SPARES[name] for name in NAMES}
        self._seconds, self._clock = seconds, clock

    def train(self, settings: Settings) -> list[Snapshot]:
        """Gradient descent on mini-batches; a snapshot at each of EPOCHS until time is up.

        Raises:
            CheckFailed: a function returns what it should not.
        """
        own = self._functions
        X, y, *_ = examples(settings.data)
        Y, rng = np.eye(2)[y], np.random.default_rng(settings.seed)
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            layers = own["init_params"]([2, settings.units, 2], rng, "xavier")
            shots, end = [self._shoot(0, layers, settings)], self._clock() + self._seconds
            for epoch in range(1, EPOCHS[-1] + 1):
                for part in own["minibatches"](len(X), BATCH, rng):
                    _, slopes = own["loss_and_gradients"](
                        X[part], Y[part], layers, settings.kind, settings.lam
                    )
                    layers = _step(layers, slopes, _RATES[settings.kind])
                late = self._clock() > end
                if epoch in EPOCHS or late:
                    shots.append(self._shoot(epoch, layers, settings))
                if late:
                    break
        return shots

    def chance(self, X: np.ndarray, layers: Layers, kind: str) -> np.ndarray:
        """The probability of class 1 for every row of X."""
        return np.asarray(expit(self._margin(X, layers, kind)))

    def hidden(self, X: np.ndarray, layers: Layers, kind: str) -> np.ndarray:
        """What the hidden layer makes of every row of X, (N, units)."""
        scores, *_ = self._functions["mlp_forward"](X, layers[:1], kind)
        outputs = self._functions["activate"](scores, kind)
        check.shape(outputs, (len(X), layers[0][1].size), what="activate of the hidden scores")
        return np.asarray(outputs, dtype=float)

    def _margin(self, X: np.ndarray, layers: Layers, kind: str) -> np.ndarray:
        Z, *_ = self._functions["mlp_forward"](X, layers, kind)
        check.shape(Z, (len(X), 2), what="the logits of mlp_forward")
        return np.subtract(Z[:, 1], Z[:, 0])

    def _shoot(self, epoch: int, layers: Layers, settings: Settings) -> Snapshot:
        X, y, held_X, held_y = examples(settings.data)
        losses, right = [], []
        for inputs, labels in ((X, y), (held_X, held_y)):
            margin = self._margin(inputs, layers, settings.kind)
            finite = bool(np.isfinite(margin).all())
            check.true(finite, f"After epoch {epoch} the network says infinity or nan.")
            losses.append(float(-np.mean(log_expit(np.where(labels == 1, margin, -margin)))))
            right.append(float(np.mean((margin > 0) == labels)))
        kept = [(np.array(W, dtype=float), np.array(b, dtype=float)) for W, b in layers]
        return Snapshot(epoch, kept, (losses[0], losses[1]), (right[0], right[1]))


@cache
def examples(name: str) -> tuple[np.ndarray, ...]:
    """Points to learn from and their labels, then others of the same kind."""
    n = 2 * EXAMPLES
    if name == "moons":
        X, y = data.moons(n=n, noise=0.22, seed=1)
        X = 1.5 * X
    elif name == "circles":
        X, y = data.circles(n=n, noise=0.2, seed=2)
        X = 1.5 * X
    elif name == "same value?":
        X, y = data.same_value(n=n, noise=0.2, seed=3)
        X = 2.4 * X - 1.2
    elif name == "spirals":
        X, y = data.spirals(n=n, noise=0.04, seed=4)
        X = 2.2 * X
    else:
        X, y = data.blobs(n=n, centers=((-0.8, -0.4), (0.8, 0.4)), spread=0.7, seed=5)
    X = np.clip(X, 0.02 - REACH, REACH - 0.02)
    return X[:EXAMPLES], y[:EXAMPLES], X[EXAMPLES:], y[EXAMPLES:]


def candidates(**own: Function | None) -> dict[str, Candidate]:
    """The functions of NAMES, each with its trial and what stands in for it."""
    return {
        name: Candidate(own.get(name), _TRIALS[name], _SPARES[name]) for name in NAMES
    }  # fmt: skip


def _step(layers: Layers, slopes: Any, rate: float) -> Layers:
    pairs = zip(layers, slopes, strict=True)
    return [(W - rate * dW, b - rate * db) for (W, b), (dW, db) in pairs]


# --- the reference, for networks of two layers and two classes ------------------------------------


def _squash(z: np.ndarray, kind: str) -> np.ndarray:
    ways: dict[str, Function] = {"tanh": np.tanh, "sigmoid": expit, "relu": lambda v: v.clip(0)}
    return np.asarray(ways[kind](z))


def _forward(X: np.ndarray, params: Layers, kind: str) -> tuple[np.ndarray, None]:
    (W, b), *others = params
    scores = np.add(X @ W, b)
    for W, b in others:
        scores = np.add(_squash(scores, kind) @ W, b)
    return scores, None


def _slopes(
    X: np.ndarray, Y: np.ndarray, params: Layers, kind: str, lam: float
) -> tuple[float, Layers]:
    (V, c), (W, b) = params
    hidden = _squash(np.add(X @ V, c), kind)
    margin = (np.add(hidden @ W, b) * (-1, 1)).sum(axis=1)
    cost = np.logaddexp(0, margin) - Y[:, 1] * margin
    loss = cost.mean() + 0.5 * lam * (np.square(V).sum() + np.square(W).sum())
    excess = (expit(margin) - Y[:, 1])[:, None] * (-1, 1) / X.shape[0]
    local = {
        "tanh": lambda h: 1 - h * h, "sigmoid": lambda h: h - h * h, "relu": lambda h: h > 0
    }[kind](hidden)  # fmt: skip
    back = (excess @ W.transpose()) * local
    return float(loss), [
        (X.transpose() @ back + lam * V, back.sum(axis=0)),
        (hidden.transpose() @ excess + lam * W, excess.sum(axis=0)),
    ]


def _start(sizes: list[int], rng: np.random.Generator, scheme: str) -> Layers:
    def spread(fan: tuple[int, int]) -> np.ndarray:
        return rng.normal(scale=np.sqrt(2 / sum(fan)), size=fan)

    return [(spread(fan), np.zeros(fan[1])) for fan in pairwise(sizes)]


def _batches(N: int, batch_size: int, rng: np.random.Generator) -> list[np.ndarray]:
    return np.split(rng.permutation(N), range(batch_size, N, batch_size))


_SPARES: dict[str, Function] = {
    "init_params": _start,
    "minibatches": _batches,
    "loss_and_gradients": _slopes,
    "mlp_forward": _forward,
    "activate": _squash,
}
_FEW = np.array([[0.5, -1.0], [2.0, 0.3], [-0.7, 0.8]])
_TINY: Layers = [
    (np.array([[0.4, -1.2, 0.3], [0.9, 0.2, -0.5]]), np.array([0.1, -0.2, 0.3])),
    (np.array([[0.7, -0.3], [0.2, 0.6], [-1.1, 0.4]]), np.array([0.05, -0.1])),
]


def _try_start(own: Function) -> None:
    layers = own([2, 5, 3], np.random.default_rng(0), "xavier")
    check.true(len(layers) == 2, "init_params([2, 5, 3], …) must return two pairs (W, b).")
    for (W, b), fan in zip(layers, ((2, 5), (5, 3)), strict=True):
        check.shape(W, fan, what="a W of init_params([2, 5, 3], …)")
        check.shape(b, fan[1:], what="a b of init_params([2, 5, 3], …)")
    check.true(len(np.unique(layers[0][0])) == 10, "init_params gave equal weights to two units.")


def _try_batches(own: Function) -> None:
    parts = list(own(7, 3, np.random.default_rng(0)))
    told = sorted(int(i) for part in parts for i in part)
    check.true(told == list(range(7)), "minibatches(7, 3, rng) must hold each of 0 to 6 once.")


def _try_slopes(own: Function) -> None:
    for kind in KINDS:
        check.agree(own, _slopes, _FEW, np.eye(2)[[0, 1, 1]], _TINY, kind, 0.1, rtol=1e-6)


def _try_forward(own: Function) -> None:
    for kind in KINDS:
        got = own(_FEW.copy(), _TINY, kind)
        pair = isinstance(got, tuple) and len(got) == 2
        check.true(pair, "mlp_forward must return a pair (Z, cache).")
        what = f"the logits of mlp_forward with {kind}"
        check.close(got[0], _forward(_FEW, _TINY, kind)[0], what=what, rtol=1e-6)


def _try_squash(own: Function) -> None:
    for kind in KINDS:
        check.agree(own, _squash, _FEW, kind, rtol=1e-6)


_TRIALS: dict[str, Callable[[Function], None]] = {
    "init_params": _try_start,
    "minibatches": _try_batches,
    "loss_and_gradients": _try_slopes,
    "mlp_forward": _try_forward,
    "activate": _try_squash,
}
