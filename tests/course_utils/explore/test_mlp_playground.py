"""MLP playground: who trains, in which slices, what is drawn of it and what is said."""

from __future__ import annotations

import itertools
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from course_utils.explore import mlp_playground
from course_utils.explore.mlp_playground import Params, show
from course_utils.explore.parts.playground import functions, runs
from course_utils.explore.parts.playground.examples import DATA, NOISES, REACH, examples
from course_utils.explore.parts.playground.functions import NAMES, SPARES
from course_utils.explore.parts.playground.hidden import maps, shadow
from course_utils.explore.parts.playground.resumed import CANNOT, Resumed
from course_utils.explore.parts.playground.runs import MOST, Asked, Run, Settings
from course_utils.explore.parts.playground.sampled import why_not
from course_utils.gradcheck import check_gradient
from tests.support.explorable_kit import put, ticking, unfinished

TANH = Settings("moons", 1, 3, "tanh", 0.2, 0.01, 1.0, 1)


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


def train(
    X: Any, y: Any, sizes: Any, kind: str, eta: float, lam: float, epochs: int, size: int, rng: Any
) -> Any:
    Y, params, losses = np.eye(sizes[-1])[y], init_params(sizes, rng, "xavier"), []
    for _ in range(epochs):
        for batch in minibatches(len(X), size, rng):
            _, slopes = loss_and_gradients(X[batch], Y[batch], params, kind, lam)
            pairs = zip(params, slopes, strict=True)
            params = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in pairs]
        losses.append(loss_and_gradients(X, Y, params, kind, lam)[0])
    return params, {"loss": losses}


PIECES = {
    "init_params": init_params, "minibatches": minibatches, "activate": activate,
    "loss_and_gradients": loss_and_gradients, "mlp_forward": mlp_forward,
}  # fmt: skip
OWN = PIECES | {"train": train}


def run_of(settings: Settings, own: Any = None, **options: Any) -> Run:
    pieces = {name: each for name, each in (own or {}).items() if name != "train"}
    return Run(
        Asked(pieces), settings, examples(settings.data), train=(own or {}).get("train"), **options
    )


def played(shown: Any, steps: int) -> list[int]:
    """The epochs that ▶ goes through."""
    found, word = [], "first"
    for _ in range(steps):
        if not shown.take({"step": word, "rest": False})["playing"]:
            break
        found.append(shown.params.epoch)
        word = "next"
    return found


@pytest.mark.parametrize("deep", [1, 2])
def test_slices_of_the_students_train_are_what_it_trains_in_one_go(deep: int) -> None:
    settings = replace(TANH, layers=deep)
    run = run_of(settings, OWN)
    run.advance(7, 1e9)
    X, y, *_ = examples("moons")
    rng = np.random.default_rng(1)
    whole, history = train(X, y, settings.sizes, "tanh", 0.2, 0.01, 7, functions.BATCH, rng)
    for (W, b), (V, c) in zip(run.tape[-1].layers, whole, strict=True):
        np.testing.assert_allclose(W, V)
        np.testing.assert_allclose(b, c)
    assert run.note == ""
    assert len(run.tape) == 8
    assert len(history["loss"]) == 7


@pytest.mark.parametrize("deep", [1, 2])
@pytest.mark.parametrize("kind", functions.KINDS)
def test_pieces_train_as_the_reference_does(kind: str, deep: int) -> None:
    settings = replace(TANH, layers=deep, kind=kind)
    tapes = []
    for own in (PIECES, None, OWN):
        run = run_of(settings, own)
        run.advance(5, 1e9)
        tapes.append([shot.losses for shot in run.tape])
    np.testing.assert_allclose(tapes[0], tapes[1])
    np.testing.assert_allclose(tapes[0], tapes[2])


def test_it_is_said_whose_code_trains_and_draws() -> None:
    assert show().note == "Not your code yet."
    note = show(**OWN).note
    assert note.startswith("Using your train, init_params, minibatches, loss_and_gradients,")
    assert "Not" not in note
    said = show(**(PIECES | {"loss_and_gradients": unfinished})).note
    assert "Using your init_params, minibatches, mlp_forward and activate." in said
    assert "Not written yet: loss_and_gradients." in said
    assert show(**dict.fromkeys(NAMES, unfinished)).note.startswith("Not your code yet.")


def test_play_trains_in_slices_and_the_slider_scrubs_the_tape() -> None:
    asked = []

    def watched(*arguments: Any) -> Any:
        asked.append(1)
        return train(*arguments)

    watched = _with_globals(watched, asked)
    shown = show(**(OWN | {"train": watched}), start=Params(epoch=3), clock=ticking(1))
    shown.take({"press": "scratch", "rest": True})
    assert shown.params.epoch == 0
    before = len(asked)
    assert played(shown, 4) == [1, 2, 3, 4]
    assert len(asked) == before + 4  # a slice each
    seen = {str(put(shown, epoch=epoch)["layers"]) for epoch in (0, 1, 2, 3, 4)}
    assert len(seen) == 5
    assert len(asked) == before + 4
    put(shown, epoch=2)
    assert played(shown, 4) == [3, 4, 5, 6]  # the tape first, then on
    assert len(asked) == before + 6


def _with_globals(_watched: Any, asked: list[int]) -> Any:
    """A train that notes when it is asked, with its pieces among its globals."""
    space: dict[str, Any] = {**globals(), "asked": asked}
    code = (
        "def watched(X, y, sizes, kind, eta, lam, epochs, size, rng):\n"
        "    asked.append(1)\n"
        "    Y, params = np.eye(2)[y], init_params(sizes, rng, 'xavier')\n"
        "    for _ in range(epochs):\n"
        "        for batch in minibatches(len(X), size, rng):\n"
        "            _, slopes = loss_and_gradients(X[batch], Y[batch], params, kind, lam)\n"
        "            params = [(W - eta * dW, b - eta * db)\n"
        "                      for (W, b), (dW, db) in zip(params, slopes)]\n"
        "    return params, {'loss': []}\n"
    )
    exec(code, space)
    return space["watched"]


def test_play_ends_with_the_tape_and_a_setting_begins_anew() -> None:
    shown = show(**OWN, start=Params(epoch=MOST - 2))
    while shown.params.epoch < MOST - 2:
        put(shown, epoch=MOST - 2)
    assert played(shown, 9)[-1] == MOST
    answer = put(shown, units=2, epoch=5)
    assert "Epoch 5:" in answer["said"]


def test_while_a_slider_moves_nobody_trains() -> None:
    shown = show(**OWN, start=Params(epoch=2))
    first = shown.take({"rest": True})["layers"]
    eta = next(control for control in shown.controls if control.name == "eta")
    moving = shown.take({"set": {"eta": eta.to_page(1.5)}, "rest": False})
    assert str(moving["layers"]) == str(first)
    assert str(shown.take({"rest": True})["layers"]) != str(first)


def test_a_slow_train_is_drawn_as_it_is_and_its_time_is_told() -> None:
    shown = show(**OWN, clock=ticking(0.6), start=Params(epoch=50))
    assert shown.params.epoch == 1  # what there was time for
    told = {name: value for name, value, *_ in shown.scene.readouts}
    assert told["an epoch takes"] == "0.6 s"
    assert "reference" not in shown.note
    assert played(shown, 3) == [2, 3, 4]


def test_a_train_that_raises_is_said_and_play_stops() -> None:
    def raises(*arguments: Any) -> Any:
        if arguments[6] and len(arguments[0]) > 100:
            raise ValueError("not with so many")
        return train(*arguments)

    shown = show(**(OWN | {"train": raises}), start=Params(epoch=0))
    answer = shown.take({"step": "first", "rest": False})
    assert "ValueError: not with so many" in answer["problem"]
    assert not answer["playing"]


def test_a_train_that_never_improves_is_drawn_as_it_is_and_said() -> None:
    def lazy(X: Any, y: Any, sizes: Any, *others: Any) -> Any:
        return init_params(sizes, others[-1], "xavier"), {"loss": [1.0]}

    shown = show(**(OWN | {"train": lazy}), start=Params(epoch=0))
    assert "Your train is drawn as it is, and it is not right yet:" in shown.note
    answer = put(shown, epoch=25)
    assert answer["problem"] == "After 25 epochs the loss has never been lower than at the start."
    losses = [shot.losses for shot in run_of(TANH, OWN | {"train": lazy}).tape]
    assert len(losses) == 1


def test_a_train_with_its_own_start_is_trained_anew_and_it_is_said() -> None:
    def own_start(X: Any, y: Any, sizes: Any, kind: str, *others: Any) -> Any:
        eta, lam, epochs, size, rng = others
        params = [(rng.normal(size=fan) * 0.5, np.zeros(fan[1])) for fan in pairwise(sizes)]
        for _ in range(epochs):
            for batch in minibatches(len(X), size, rng):
                _, slopes = loss_and_gradients(X[batch], np.eye(2)[y[batch]], params, kind, lam)
                pairs = zip(params, slopes, strict=True)
                params = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in pairs]
        return params, {"loss": []}

    shown = show(**(OWN | {"train": own_start}), start=Params(epoch=0))
    assert CANNOT in shown.note
    epochs = played(shown, 8)
    assert epochs[0] == 1
    assert epochs == sorted(set(epochs))
    last = shown.scene
    assert last.problem == ""
    X, y, *_ = examples("moons")
    rng = np.random.default_rng(1)
    params, _ = own_start(X, y, [2, 4, 2], "tanh", 0.2, 0.0, epochs[-1], functions.BATCH, rng)
    chance = 1 / (1 + np.exp(-np.diff(mlp_forward(X, params, "tanh")[0]).ravel()))
    right = np.mean((chance > 0.5) == (y == 1))
    told = {name: value for name, value, *_ in shown.take({"rest": True})["readouts"]}
    assert told["right"] == f"{right:.0%}"


def test_what_keeps_a_state_between_epochs_is_not_taken_on() -> None:
    def with_momentum(X: Any, y: Any, sizes: Any, kind: str, *others: Any) -> Any:
        eta, lam, epochs, _, rng = others
        params, last = init_params(sizes, rng, "xavier"), None
        for _ in range(epochs):
            _, slopes = loss_and_gradients(X, np.eye(2)[y], params, kind, lam)
            last = slopes if last is None else [
                (0.9 * v + d, 0.9 * w + e) for (v, w), (d, e) in zip(last, slopes, strict=True)
            ]  # fmt: skip
            pairs = zip(params, last, strict=True)
            params = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in pairs]
        return params, {"loss": []}

    run = run_of(TANH, OWN | {"train": with_momentum})
    assert run.note == CANNOT
    assert Resumed(len).more([], (np.zeros((1, 2)), np.zeros(1)), TANH, None) is None


def test_two_runs_stand_side_by_side() -> None:
    shown = show(**OWN, start=Params(epoch=4))
    assert len([layer for layer in shown.scene.layers if layer.pane == "kept"]) == 1  # words
    shown.take({"press": "keep", "rest": True})
    put(shown, eta=0.01)
    (kept,) = [each for each in shown.scene.layers if each.kind == "field" and each.pane == "kept"]
    run = run_of(Params().settings, OWN)
    run.advance(4, 1e9)
    due = Asked(PIECES).chance(np.array([[-REACH, -REACH]]), run.at(4).layers, "tanh")
    assert kept.values[0, 0] == pytest.approx(due[0])  # type: ignore[attr-defined]
    told = {name: value for name, value, *_ in shown.scene.readouts}
    assert told["kept"] == "1 × 4 tanh, η 0.2"
    assert any(layer.kind == "line" and layer.dash == "dot" for layer in shown.scene.layers)  # type: ignore[attr-defined]


def test_a_run_can_be_kept_before_it_has_been_drawn() -> None:
    shown = show(**OWN, start=Params(epoch=1))
    units = next(control for control in shown.controls if control.name == "units")
    shown.take({"set": {"units": units.to_page(2)}, "rest": False})
    answer = shown.take({"press": "keep", "rest": True})
    assert answer["problem"] == ""
    assert ["kept", "1 × 2 tanh, η 0.2", "small"] in answer["readouts"]


def test_points_are_added_moved_and_removed_and_reset_brings_them_back() -> None:
    shown = show(**OWN, start=Params(epoch=1))
    first = shown.take({"rest": True})

    def points(label: int) -> np.ndarray:
        name = f"points of class {label}"
        return next(each.xy for each in shown.scene.layers if each.name == name)  # type: ignore[attr-defined, no-any-return]

    count = len(points(1))
    shown.take({"add": ["", 2.0, -2.0], "rest": True})
    shown.take({"add": ["points of class 1", 2.2, -2.0], "rest": True})
    assert len(points(1)) == count + 1
    assert points(0)[-1].tolist() == [2.0, -2.0]
    shown.take({"drag": {"points of class 0": [0, 1.0, 1.5]}, "rest": True})
    assert points(0)[0].tolist() == [1.0, 1.5]
    shown.take({"remove": ["points of class 1", count], "rest": True})
    assert len(points(1)) == count
    shown.take({"press": "reset", "rest": True})
    assert str(shown.take({"rest": True})["layers"]) == str(first["layers"])


def test_probes_let_the_page_draw_only_what_the_students_forward_says() -> None:
    shown = show(**OWN, start=Params(epoch=2))
    assert shown.scene.sampled
    sent = shown.sample.wire
    assert (sent["kind"], sent["epochs"], sent["sizes"]) == ("network", [0, 1, 2], [2, 4, 2])
    assert sent["table"]["shape"] == [3, 2 * 4 + 4 + 4 * 2 + 2]

    def bent(X: np.ndarray, params: Any, kind: str) -> Any:
        Z, cache = mlp_forward(X, params, kind)
        Z[:, -1] += 0.01 * np.sin(X[:, 0])
        return Z, cache

    shown = show(**(OWN | {"mlp_forward": bent}), start=Params(epoch=2))
    assert not shown.scene.sampled
    assert shown.sample.wire == {}
    assert "Every picture is drawn by your code itself: a probe at random lies" in shown.note
    tape = run_of(TANH, OWN).tape
    grid_only = np.random.default_rng(0).uniform(-3, 3, size=(4, 2))

    def right_on_some(X: np.ndarray, params: Any, kind: str) -> Any:
        Z, cache = mlp_forward(X, params, kind)
        known = np.isin(X[:, 0], grid_only[:, 0])
        Z[:, -1] += np.where(known, 0, 0.3)
        return Z, cache

    assert why_not(Asked(PIECES | {"mlp_forward": right_on_some}), tape, "tanh")
    assert why_not(Asked(PIECES), tape, "tanh") == ""


def test_a_wrong_forward_is_drawn_as_it_is() -> None:
    def shifted(X: np.ndarray, params: Any, kind: str) -> Any:
        Z, cache = mlp_forward(X, params, kind)
        Z[:, -1] += 3
        return Z, cache

    shown = show(**(PIECES | {"mlp_forward": shifted}), start=Params(epoch=2))
    assert "Your mlp_forward is drawn as it is, and it is not right yet:" in shown.note
    field = next(layer for layer in shown.scene.layers if layer.follows == "field")
    run = run_of(Params().settings, PIECES | {"mlp_forward": shifted})
    run.advance(2, 1e9)
    corner = np.array([[-REACH, -REACH]])
    due = Asked(PIECES | {"mlp_forward": shifted}).chance(corner, run.at(2).layers, "tanh")
    assert field.values[0, 0] == pytest.approx(due[0])  # type: ignore[attr-defined]


def test_what_is_said_is_what_the_network_does() -> None:
    params = Params(5, "circles", 2, 3, "relu", 0.1, 1e-3, 1.5, 2)
    shown = show(**OWN, start=params, clock=ticking(0))
    run = Run(Asked(PIECES), params.settings, examples("circles", 1.5))
    run.advance(5, 1e9)
    shot = run.at(5)
    X, y, held_X, held_y = examples("circles", 1.5)
    for points, labels, share in ((X, y, shot.right[0]), (held_X, held_y, shot.right[1])):
        Z = mlp_forward(points, shot.layers, "relu")[0]
        assert share == np.mean(Z.argmax(axis=1) == labels)
        assert f"{share:.1%} right" in shown.scene.said
        log_p = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
        assert f"{-log_p[np.arange(len(labels)), labels].mean():.3f} on" in shown.scene.said


@pytest.mark.parametrize("name", DATA)
def test_enough_units_learn_every_data_set(name: str) -> None:
    run = run_of(Settings(name, 1, 8, "tanh", 0.2, 1e-4, 1.0, 1))
    run.advance(150, 1e9)
    assert run.tape[-1].losses[0] < run.tape[0].losses[0] / 1.5
    assert run.tape[-1].right[0] > (0.8 if name == "two clouds" else 0.9)
    for noise in NOISES:
        assert np.abs(np.concatenate(examples(name, noise)[::2])).max() < REACH


@pytest.mark.parametrize(("kind", "deep"), [*itertools.product(functions.KINDS, (1, 2))])
def test_the_reference_gradients_agree_with_measured_ones(kind: str, deep: int) -> None:
    X, y, *_ = examples("moons")
    layers = SPARES["init_params"]([2, *[3] * deep, 2], np.random.default_rng(3), "xavier")
    layers = [(W, b + 0.1) for W, b in layers]  # away from the corner of a relu
    sizes = [part.shape for pair in layers for part in pair]

    def unpack(flat: np.ndarray) -> Any:
        cuts = np.cumsum([int(np.prod(size)) for size in sizes])[:-1]
        parts = [a.reshape(s) for a, s in zip(np.split(flat, cuts), sizes, strict=True)]
        return list(zip(parts[::2], parts[1::2], strict=True))

    def pack(pairs: Any) -> np.ndarray:
        return np.concatenate([np.ravel(part) for pair in pairs for part in pair])

    def loss(flat: np.ndarray) -> float:
        return float(SPARES["loss_and_gradients"](X, np.eye(2)[y], unpack(flat), kind, 0.1)[0])

    slopes = SPARES["loss_and_gradients"](X, np.eye(2)[y], layers, kind, 0.1)[1]
    assert check_gradient(loss, pack(slopes), pack(layers), tol=1e-5).ok


def test_a_setting_at_which_training_fails_is_said_and_the_sliders_go_on() -> None:
    def no_relu(X: Any, Y: Any, params: Any, kind: str, lam: float) -> Any:
        if len(X) > 5 and kind == "relu":
            raise KeyError("relu")
        return loss_and_gradients(X, Y, params, kind, lam)

    shown = show(**(PIECES | {"loss_and_gradients": no_relu}), start=Params(epoch=2))
    good = shown.take({"rest": True})["layers"]
    answer = put(shown, kind="relu")
    assert "KeyError" in answer["problem"]
    assert str(answer["layers"]) == str(good)
    assert put(shown, kind="sigmoid")["problem"] == ""


def test_what_the_widget_shows_is_what_render_draws() -> None:
    params = Params(epoch=3)
    assert show(**OWN, start=params, clock=ticking(0)).png() == mlp_playground.render(params, **OWN)
    assert runs.MOST == MOST


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
