"""The functions that train and ask a network: the student's own, and what stands in for them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from course_utils import check
from course_utils.explore.parts.own import Candidate
from course_utils.explore.parts.special import expit

KINDS = ("tanh", "relu", "sigmoid")
PIECES = ("init_params", "minibatches", "loss_and_gradients", "mlp_forward", "activate")
NAMES = ("train", *PIECES)
BATCH = 10
Function = Callable[..., Any]
Layers = list[tuple[np.ndarray, np.ndarray]]


def plain(layers: Any) -> Layers:
    """Layers as arrays of their own."""
    return [(np.array(W, dtype=float), np.array(b, dtype=float)) for W, b in layers]


def candidates(**own: Function | None) -> dict[str, Candidate]:
    """The functions of NAMES, each with its trial, its first call, and what stands in for it."""
    return {
        name: Candidate(own.get(name), _TRIALS[name], SPARES[name], _FIRST[name]) for name in NAMES
    }


# --- the reference, for two classes ---------------------------------------------------------------


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
    outputs = [X]
    for W, b in params[:-1]:
        outputs.append(_squash(np.add(outputs[-1] @ W, b), kind))
    margin = (np.add(outputs[-1] @ params[-1][0], params[-1][1]) * (-1, 1)).sum(axis=1)
    cost = np.logaddexp(0, margin) - Y[:, 1] * margin
    loss = cost.mean() + 0.5 * lam * sum(np.square(W).sum() for W, _ in params)
    excess = (expit(margin) - Y[:, 1])[:, None] * (-1, 1) / X.shape[0]
    found: Layers = []
    for hidden, (W, _) in zip(outputs[::-1], params[::-1], strict=True):
        found.insert(0, (hidden.transpose() @ excess + lam * W, excess.sum(axis=0)))
        local = {"tanh": 1 - hidden**2, "sigmoid": hidden - hidden**2, "relu": hidden > 0}[kind]
        excess = (excess @ W.transpose()) * local
    return float(loss), found


def _start(sizes: list[int], rng: np.random.Generator, scheme: str) -> Layers:
    def spread(fan: tuple[int, int]) -> np.ndarray:
        return rng.normal(scale=np.sqrt(2 / sum(fan)), size=fan)

    return [(spread(fan), np.zeros(fan[1])) for fan in pairwise(sizes)]


def _batches(N: int, batch_size: int, rng: np.random.Generator) -> list[np.ndarray]:
    return np.split(rng.permutation(N), range(batch_size, N, batch_size))


def _train(
    X: Any, y: Any, sizes: Any, kind: str, eta: float, lam: float, epochs: int, size: int, rng: Any
) -> Any:
    """In two classes; the losses are left out."""
    layers, Y = _start(sizes, rng, "xavier"), np.eye(2)[y]
    for _ in range(epochs):
        for part in _batches(len(X), size, rng):
            layers = step(layers, _slopes(X[part], Y[part], layers, kind, lam)[1], eta)
    return layers, {}


def step(layers: Layers, slopes: Any, rate: float) -> Layers:
    """One step down these slopes."""
    pairs = zip(layers, slopes, strict=True)
    return [(W - rate * dW, b - rate * db) for (W, b), (dW, db) in pairs]


SPARES: dict[str, Function] = {
    "train": _train,
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


def _train_a_little(own: Function) -> Any:
    X, y = np.tile(_FEW, (2, 1)), np.array([0, 1, 1, 1, 0, 0])
    got = own(X, y, [2, 3, 2], "tanh", 0.3, 0.01, 1, 6, np.random.default_rng(3))
    pair = isinstance(got, tuple) and len(got) == 2
    check.true(pair, "train must return a pair (params, history).")
    return got[0]


def _first_training(own: Function) -> None:
    layers = _train_a_little(own)
    check.true(len(layers) == 2, "train of sizes [2, 3, 2] must return two pairs (W, b).")
    for (W, b), fan in zip(layers, ((2, 3), (3, 2)), strict=True):
        check.shape(W, fan, what="a W that train returned for sizes [2, 3, 2]")
        check.shape(b, fan[1:], what="a b that train returned for sizes [2, 3, 2]")


def _try_train(own: Function) -> None:
    _first_training(own)
    X, y = np.tile(_FEW, (2, 1)), np.array([0, 1, 1, 1, 0, 0])

    def trained(eta: float) -> Layers:
        rng = np.random.default_rng(3)
        return plain(own(X, y, [2, 3, 2], "tanh", eta, 0.01, 1, 6, rng)[0])

    start = trained(0.0)
    due = step(start, _slopes(X, np.eye(2)[y], start, "tanh", 0.01)[1], 0.3)
    for (W, b), (V, c) in zip(trained(0.3), due, strict=True):
        check.close(W, V, what="a W after one epoch of train", rtol=1e-6)
        check.close(b, c, what="a b after one epoch of train", rtol=1e-6)


def _first_slopes(own: Function) -> None:
    _, slopes = own(_FEW, np.eye(2)[[0, 1, 1]], _TINY, "tanh", 0.1)
    step(_TINY, slopes, 0.1)


def _first_forward(own: Function) -> None:
    Z, *_ = own(_FEW.copy(), _TINY, "tanh")
    check.shape(Z, (3, 2), what="the logits of mlp_forward")


def _first_squash(own: Function) -> None:
    check.shape(own(_FEW.copy(), "tanh"), _FEW.shape, what="the result of activate")


_FIRST: dict[str, Callable[[Function], Any]] = {
    "train": _first_training,
    "init_params": lambda own: _try_start(own),
    "minibatches": lambda own: list(own(7, 3, np.random.default_rng(0))),
    "loss_and_gradients": _first_slopes,
    "mlp_forward": _first_forward,
    "activate": _first_squash,
}
_TRIALS: dict[str, Callable[[Function], None]] = {
    "train": _try_train,
    "init_params": _try_start,
    "minibatches": _try_batches,
    "loss_and_gradients": _try_slopes,
    "mlp_forward": _try_forward,
    "activate": _try_squash,
}
