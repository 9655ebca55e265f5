"""A small network at school: it trains while you look, by the student's own `train`.

▶ trains epoch by epoch, in slices; the slider goes back along the tape of what it was. Points can
be added and moved, and two runs stand side by side.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course_utils.explore.parts import panel
from course_utils.explore.parts.own import each_as_it_is
from course_utils.explore.parts.playground.examples import DATA, NOISES
from course_utils.explore.parts.playground.functions import (
    KINDS,
    NAMES,
    PIECES,
    Function,
    candidates,
)
from course_utils.explore.parts.playground.playground import Params, Playground
from course_utils.explore.parts.playground.runs import MOST
from course_utils.explore.parts.playground.scene import PANES
from course_utils.stage import (
    Button,
    Choice,
    Edit,
    Play,
    Stage,
    Stops,
    Whole,
    draw_still,
    reset,
    spent,
)

ALT = (
    "Two classes of points and the probability a network gives them, as colour, beside that of a "
    "kept run; its loss over the epochs; the points as its hidden layer sees them; and below, what "
    "each hidden unit says."
)
HINT = (
    "▶ trains; the first slider goes back along the tape. A click adds a point, points can be "
    "pulled; dragged out of the picture (or with Delete), they are gone. Below a map: that unit's "
    "weight towards class 1."
)
WIDTH = 800  # of the still, in CSS pixels
UNITS, LAYERS = (1, 2, 3, 4, 6, 8), (1, 2)
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.8, 1.5, 3.0, 10.0)
PENALTIES = (0.0, 1e-4, 1e-3, 1e-2, 3e-2, 0.1)
STARTS = range(1, 9)

__all__ = ["ALT", "NAMES", "Params", "render", "show", "still"]


def render(params: Params | None = None, **functions: Function | None) -> bytes:
    """One still picture as PNG bytes; it trains a network for this.

    Args:
        params: those that the controls can set.
        **functions: those of `show`; the ones that are missing or None are the reference's.

    Raises:
        TypeError: there is a function of another name.
        ValueError: params are none that the controls can set.
        CheckFailed: a function returns what it should not.
    """
    params = params or Params()
    unknown = functions.keys() - set(NAMES)
    if unknown:
        raise TypeError(f"functions must be {', '.join(NAMES)}. Got {unknown} instead.")
    if not _known(params):
        raise ValueError(
            "every parameter must be one of those the controls offer: "
            f"{DATA}, {LAYERS}, {UNITS}, {KINDS}, {RATES}, {PENALTIES}, {NOISES}, {STARTS}, "
            f"epochs from 0 to {MOST}. Got {params} instead."
        )
    given = {name: own for name, own in functions.items() if own is not None}
    shown = Playground(given, train=given.pop("train", None))
    shown.train(params)
    return draw_still(PANES, shown.draw(params, rest=True), width=WIDTH)


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **functions), width=WIDTH, alt=ALT)


def show(
    *,
    train: Function | None = None,
    init_params: Function | None = None,
    minibatches: Function | None = None,
    loss_and_gradients: Function | None = None,
    mlp_forward: Function | None = None,
    activate: Function | None = None,
    start: Params | None = None,
    key: str = "mlp_playground",
    clock: Callable[[], float] = spent,
) -> Stage:
    """The picture with its controls; leave it as the last line of the cell.

    Args:
        train: the student's (X, y, sizes, kind, eta, lam, epochs, batch_size, rng) → (params,
            history). Without it, the next three train, in a loop that is not theirs.
        init_params: the student's (sizes, rng, scheme) → list of (W, b).
        minibatches: the student's (N, batch_size, rng) → list of index arrays.
        loss_and_gradients: the student's (X, Y, params, kind, lam) → (loss, grads).
        mlp_forward: the student's (X, params, kind) → (Z, cache).
        activate: the student's (z, kind) → the same shape.
        start: where the controls stand at first and after a reset.
        key: a name of its own for a second picture in one cell.
        clock: in seconds; measures how long training takes.
    """
    start = start or Params()
    pieces = (init_params, minibatches, loss_and_gradients, mlp_forward, activate)
    given = dict(zip(PIECES, pieces, strict=True)) | {"train": train}
    tried = candidates(**given)
    asked = {name: tried[name] for name in (NAMES if train else PIECES)}
    several = each_as_it_is(**asked)
    own_train = several.functions["train"] if "train" in several.own else None
    shown = Playground(several.functions, train=own_train, note=several.note, clock=clock)
    stage = Stage(
        panes=PANES,
        controls=_CONTROLS,
        params=start,
        draw=shown.draw,
        alt=ALT,
        note=several.note,
        hint=HINT,
        play=Play("train", shown.step, "trains on, epoch by epoch", seconds=0.03),
        buttons=[
            Button("scratch", "from scratch", shown.from_scratch, "an untrained network"),
            Button("keep", "keep this run", shown.keep, "puts it beside, to compare"),
            reset(lambda _: shown.restart(start)),
        ],
        edit=Edit(move=shown.move, add=shown.add, remove=shown.remove),
        key=key,
        width=WIDTH,
    )
    shown.attach(stage)
    state = stage.take({"rest": True})
    if stage.widget is not None:
        stage.widget.scene = state
    return stage


def _known(params: Params) -> bool:
    offered = ((params.epoch, range(MOST + 1)), (params.data, DATA), (params.units, UNITS),
               (params.kind, KINDS), (params.lam, PENALTIES), (params.seed, STARTS),
               (params.layers, LAYERS), (params.eta, RATES), (params.noise, NOISES))  # fmt: skip
    return all(value in options for value, options in offered)


def _listed(values: Any) -> Any:
    return tuple((f"{value:g}".replace("e-0", "e−"), value) for value in values)


_ANEW = "; trains anew"
_CONTROLS = (
    Whole("epoch", "epoch", 0, MOST, 1, "how long it has been trained by then"),
    Choice("data", "data", tuple((name, name) for name in DATA), f"the points{_ANEW}"),
    Stops("noise", "noise", _listed(NOISES), f"of the points, 1 is the usual{_ANEW}"),
    Stops("layers", "hidden layers", _listed(LAYERS), f"how many{_ANEW}"),
    Stops("units", "units in each", _listed(UNITS), f"how many{_ANEW}"),
    Choice("kind", "activation", tuple((k, k) for k in KINDS), f"of the hidden units{_ANEW}"),
    Stops("eta", "rate η", _listed(RATES), f"the learning rate{_ANEW}"),
    Stops("lam", "penalty λ", _listed(PENALTIES), f"on all weights{_ANEW}"),
    Whole("seed", "random start", STARTS[0], STARTS[-1], 1, f"other first weights{_ANEW}"),
    Choice("adds", "a click adds", (("class 0", 0), ("class 1", 1)), "the class of a new point"),
)
