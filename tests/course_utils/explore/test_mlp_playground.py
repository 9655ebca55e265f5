"""MLP playground: who trains, when, for how long, and what is said of the result."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from course_utils import live
from course_utils.explore.mlp_playground import Params, show
from course_utils.explore.parts import network
from course_utils.explore.parts.network import Network, Settings, examples
from course_utils.explore.parts.snapshots import maps, shadow
from course_utils.gradcheck import check_gradient
from tests.support.explorable_kit import controls, picture, status, ticking, unfinished

TANH = Settings("moons", 3, "tanh", 0.01, 1)


def activate(z: np.ndarray, kind: str) -> np.ndarray:
    if kind == "relu":
        return np.where(z > 0, z, 0.0)
    return np.tanh(z) if kind == "tanh" else 1 / (1 + np.exp(-z))


def mlp_forward(X: np.ndarray, params: Any, kind: str) -> Any:
    H, seen = X, []
    for i, (W, b) in enumerate(params):
        seen.append(H)
        H = H @ W + b
        if i + 1 < len(params):
            H = activate(H, kind)
    return H, seen


def loss_and_gradients(X: Any, Y: Any, params: Any, kind: str, lam: float) -> Any:
    Z, seen = mlp_forward(X, params, kind)
    P = np.exp(Z - Z.max(axis=1, keepdims=True))
    P /= P.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log((P * Y).sum(axis=1))) + lam / 2 * sum(np.sum(W**2) for W, _ in params)
    G, slopes = (P - Y) / len(X), []
    for (W, _), H in zip(params[::-1], seen[::-1], strict=True):
        slopes.append((H.T @ G + lam * W, G.sum(axis=0)))
        G = G @ W.T * {"relu": H > 0, "tanh": 1 - H**2, "sigmoid": H * (1 - H)}[kind]
    return loss, slopes[::-1]


def init_params(sizes: Any, rng: Any, scheme: str) -> Any:
    pairs = pairwise(sizes)
    return [(rng.normal(0, (2 / (m + n)) ** 0.5, (m, n)), np.zeros(n)) for m, n in pairs]


def minibatches(N: int, size: int, rng: Any) -> Any:
    order = rng.permutation(N)
    return [order[i : i + size] for i in range(0, N, size)]


OWN = {
    "init_params": init_params, "minibatches": minibatches, "activate": activate,
    "loss_and_gradients": loss_and_gradients, "mlp_forward": mlp_forward,
}  # fmt: skip


def test_the_students_functions_train_as_the_reference_does_and_it_is_said() -> None:
    own, reference = Network(OWN).train(TANH), Network({}).train(TANH)
    for mine, other in zip(own, reference, strict=False):
        assert mine.epoch == other.epoch
        assert np.allclose(mine.losses, other.losses, atol=1e-6)
    said = status(show(**OWN))
    assert "Using your init_params, minibatches, loss_and_gradients, mlp_forward and activ" in said


def test_nothing_trains_while_the_epoch_moves_and_a_setting_trains_once() -> None:
    asked = []

    def watched(*arguments: Any) -> Any:
        asked.append(1)
        return loss_and_gradients(*arguments)

    box = show(loss_and_gradients=watched, clock=ticking(0))
    before = len(asked)
    assert before > 100
    for epoch in (0, 10, 35, 150):
        controls(box)["epoch"].value = epoch
    assert len(asked) == before
    controls(box)["hidden units"].value = 2
    trained = len(asked)
    assert trained > before
    controls(box)["hidden units"].value = 4  # remembered
    assert len(asked) == trained


def test_training_is_shown_as_busy() -> None:
    box, told = show(), []
    (shown,) = live.open_figures.values()
    shown.message.observe(lambda change: told.append(change["new"]), names="value")
    controls(box)["activation"].value = "relu"
    assert "Training 4 relu units on moons …" in told[0]
    assert "Epoch 150" in told[-1]


def test_training_stops_when_its_time_is_up_and_says_so() -> None:
    box = show(**OWN, clock=ticking(2 * network.SECONDS))
    assert "Epoch 1: " in status(box)
    assert "Training stopped there, its time was up." in status(box)
    controls(box)["epoch"].value = 0
    assert "time was up" not in status(box)
    assert "Epoch 150: " in status(show(clock=ticking(2 * network.SECONDS)))  # the reference's own


def test_what_is_said_is_what_the_network_does() -> None:
    box = show(**OWN, start=Params(5, "circles", 3, "relu", 1e-3, 2), clock=ticking(0))
    shots = Network(OWN).train(Settings("circles", 3, "relu", 1e-3, 2))
    shot = next(shot for shot in shots if shot.epoch == 5)
    for (X, y), share in zip((examples("circles")[:2], examples("circles")[2:]), shot.right,
                             strict=True):  # fmt: skip
        Z = mlp_forward(X, shot.layers, "relu")[0]
        assert share == np.mean(Z.argmax(axis=1) == y)
        assert f"{share:.1%} right" in status(box)
        log_p = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
        assert f"{-log_p[np.arange(len(y)), y].mean():.3f} on" in status(box)


@pytest.mark.parametrize("name", network.DATA)
def test_enough_units_learn_every_data_set(name: str) -> None:
    shots = Network({}).train(Settings(name, 8, "tanh", 1e-4, 1))
    assert shots[-1].losses[0] < shots[0].losses[0] / 1.5
    assert shots[-1].right[0] > (0.8 if name == "two clouds" else 0.9)
    assert np.abs(np.concatenate(examples(name)[::2])).max() < network.REACH


@pytest.mark.parametrize("kind", network.KINDS)
def test_the_reference_gradients_agree_with_measured_ones(kind: str) -> None:
    X, y, *_ = examples("moons")
    layers = network._start([2, 3, 2], np.random.default_rng(3), "xavier")
    sizes = [part.shape for pair in layers for part in pair]

    def unpack(flat: np.ndarray) -> Any:
        cuts = np.cumsum([int(np.prod(size)) for size in sizes])[:-1]
        parts = [a.reshape(s) for a, s in zip(np.split(flat, cuts), sizes, strict=True)]
        return [tuple(parts[:2]), tuple(parts[2:])]

    def pack(pairs: Any) -> np.ndarray:
        return np.concatenate([np.ravel(part) for pair in pairs for part in pair])

    def loss(flat: np.ndarray) -> float:
        return network._slopes(X, np.eye(2)[y], unpack(flat), kind, 0.1)[0]

    slopes = network._slopes(X, np.eye(2)[y], layers, kind, 0.1)[1]
    assert check_gradient(loss, pack(slopes), pack(layers), tol=1e-5).ok


def test_a_setting_at_which_training_fails_is_said_and_the_sliders_go_on() -> None:
    def no_relu(X: Any, Y: Any, params: Any, kind: str, lam: float) -> Any:
        if len(X) > 5 and kind == "relu":
            raise KeyError("relu")
        return loss_and_gradients(X, Y, params, kind, lam)

    box = show(loss_and_gradients=no_relu)
    good = picture(box)
    controls(box)["activation"].value = "relu"
    assert 'role="alert"' in status(box)
    assert "KeyError" in status(box)
    assert picture(box) == good
    controls(box)["activation"].value = "sigmoid"
    assert 'role="status"' in status(box)
    assert picture(box) != good


def test_functions_not_yet_written_are_named() -> None:
    said = status(show(**(OWN | {"loss_and_gradients": unfinished})))
    assert "Using your init_params, minibatches, mlp_forward and activate." in said
    assert "Not written yet: loss_and_gradients." in said


@pytest.mark.parametrize("units", [1, 2, 5])
def test_the_cut_in_the_hidden_space_parts_what_the_network_parts(units: int) -> None:
    rng = np.random.default_rng(units)
    hidden, w, b = rng.normal(size=(50, units)), rng.normal(size=units), 0.3
    space, (x, y), _ = shadow(hidden, w, b, np.zeros(units))
    (x0, x1), (y0, y1) = x, y
    side = (x1 - x0) * (space[:, 1] - y0) - (y1 - y0) * (space[:, 0] - x0)
    above = hidden @ w + b > 0
    assert np.all((side > 0) == above) or np.all((side < 0) == above)


def test_units_are_shaded_around_one_half() -> None:
    outputs = np.array([[-1.0, 0.0], [1.0, 4.0]])
    assert np.array_equal(maps(outputs, "tanh"), [[0.0, 0.5], [1.0, 2.5]])
    assert np.array_equal(maps(np.maximum(outputs, 0), "relu"), [[0.5, 0.5], [1.0, 1.0]])
    assert np.array_equal(maps(outputs, "sigmoid"), outputs)
