"""How strong a penalty? Weights and held-out accuracy over λ, on handwritten digits.

Softmax regression is trained for every λ by the student's own functions. Some of the labels to
learn from are wrong, if wanted: the training accuracy likes to learn those too, and a penalty
forbids it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils.explore.parts import panel
from course_utils.explore.parts.digits import (
    COUNTS,
    NAMES,
    PENALTIES,
    WRONG,
    Function,
    Trainings,
    candidates,
    held,
    trainer,
)
from course_utils.explore.parts.drawn.penalties import (
    PANES,
    accuracies,
    levels,
    paths,
    pictures,
    short,
)
from course_utils.explore.parts.own import choose_each
from course_utils.stage import (
    Choice,
    Handle,
    Play,
    Scene,
    Stage,
    Stops,
    draw_still,
    onward,
    reset,
    spent,
)

WIDTH = 780  # of the still, in CSS pixels
FIRST, LATER = 1.2, 0.4  # seconds for other strengths, when the cell runs and at each rest
ALT = (
    "Above, the largest weights of a softmax regression on digits, and its accuracy on the digits "
    "it learned from and on those held out, over the strength of the penalty. Below, the weights "
    "of every class as a picture, at the chosen strength."
)
HINT = (
    "Pull the upright bar to another strength, or press ▶. A ring: the highest accuracy held out."
)


@dataclass(frozen=True)
class Params:
    """What the controls set: the penalty, how many digits are learned from, wrong labels."""

    lam: float = 0.0
    count: int = 150
    wrong: float = 0.2


def render(params: Params | None = None, **functions: Function | None) -> bytes:
    """One still picture as PNG bytes.

    Args:
        params: lam from PENALTIES, count from COUNTS and wrong from WRONG.
        **functions: those of `show`; the ones that are missing or None are the reference's.

    Raises:
        TypeError: there is a function of another name.
        ValueError: params are none that the controls can set.
        CheckFailed: a function fails for these parameters.
    """
    unknown = functions.keys() - set(NAMES)
    if unknown:
        raise TypeError(f"functions must be {', '.join(NAMES)}. Got {unknown} instead.")
    given = {name: own for name, own in functions.items() if own is not None}
    picture = _Picture(Trainings(trainer(given)), seconds=np.inf)
    return draw_still(PANES, picture.draw(params or Params(), rest=True), width=WIDTH)


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **functions), width=WIDTH, alt=ALT)


def show(
    fit_softmax: Function | None = None,
    softmax_gradients: Function | None = None,
    predict: Function | None = None,
    *,
    start: Params | None = None,
    key: str = "regularisation_path",
    clock: Callable[[], float] = spent,
) -> Stage:
    """The picture with its controls; leave it as the last line of the cell.

    Args:
        fit_softmax: the student's (X, y, K, eta, lam, epochs, batch_size, rng) → (W, b, losses).
        softmax_gradients: the student's (X, Y, W, b, lam) → (dW, db), for a training loop of ours
            while fit_softmax is not ready.
        predict: the student's (X, W, b) → (N,).
        start: where the controls stand at first and after a reset.
        key: a name of its own for a second picture in one cell.
        clock: in seconds; measures how long the student's functions take.
    """
    start = start or Params()
    given = {"fit_softmax": fit_softmax, "softmax_gradients": softmax_gradients}
    several = choose_each(**candidates(**given, predict=predict))
    own = {name: several.functions[name] for name in several.own}
    held()  # reads the digits, before the clock of the training starts
    picture = _Picture(Trainings(trainer(own), clock), seconds=FIRST)
    return Stage(
        panes=PANES,
        controls=_CONTROLS,
        params=start,
        draw=picture.draw,
        alt=ALT,
        note=several.note,
        hint=HINT,
        play=Play(
            "stronger", onward("lam", PENALTIES), "from no penalty to the strongest", seconds=0.7
        ),
        buttons=[reset(lambda _: start)],
        key=key,
        width=WIDTH,
    )


_CONTROLS = (
    Stops("lam", "penalty λ", tuple((short(lam), lam) for lam in PENALTIES),
          "strength of λ/2 · Σ W², which is added to the loss"),
    Stops("count", "learned from", tuple((f"{n} digits", n) for n in COUNTS),
          "how many digits the model is trained on; it is measured on others"),
    Choice("wrong", "wrong labels", tuple((f"{wrong:.0%}", wrong) for wrong in WRONG),
           "share of the digits learned from whose label is drawn at random"),
)  # fmt: skip


class _Picture:
    """The scene of the models of all strengths."""

    def __init__(self, trainings: Trainings, *, seconds: float) -> None:
        self._trainings, self._seconds = trainings, seconds

    def draw(self, params: Params, *, rest: bool) -> Scene:
        """The scene; at rest, models of other strengths are trained too."""
        _require_known(params)
        count, wrong = params.count, params.wrong
        fit = self._trainings[params.lam, count, wrong]
        if rest:
            self._trainings.go_on(count, wrong, self._seconds)
            self._seconds = min(self._seconds, LATER)
        fits, here = self._trainings.path(count, wrong), PENALTIES.index(params.lam)
        heights = [-1.0 if each is None else each.held for each in fits]
        best = int(np.argmax(heights))
        largest = float(np.max(np.abs(fit.W)))
        waiting = self._trainings.waiting(count, wrong)
        said = f"λ = {short(params.lam)}"
        return Scene(
            (*levels(here), *paths(fits), *accuracies(fits, here, best), *pictures(fit.W)),
            (
                Handle("path", "the penalty, on the weights", "paths", (float(here), 2.8),
                       ("lam", ""), said=said, step=1, grab="λ on the weights"),
                Handle("accuracy", "the penalty, on the accuracy", "accuracy",
                       (float(here), fit.held), ("lam", ""), said=said, step=1,
                       grab="λ on the accuracy"),
            ),
            readouts=(
                ("held out", f"{fit.held:.1%}"),
                ("learned from", f"{fit.learned:.1%}", "small"),
                ("largest weight", f"{largest:.2f}", "small"),
                *((("not trained yet", f"{waiting} of {len(fits)} strengths", "small"),)
                  if waiting else ()),
            ),
            said=(
                f"{said}: the answer is the label for {fit.learned:.1%} of the {count} digits "
                f"learned from, and for {fit.held:.1%} of the {len(held()[1])} held out; the "
                f"largest weight is {largest:.2f}. Held-out accuracy is highest at "
                f"λ = {short(PENALTIES[best])} ({heights[best]:.1%})."
            ),
        )  # fmt: skip


def _require_known(params: Params) -> None:
    known = params.lam in PENALTIES and params.count in COUNTS and params.wrong in WRONG
    if not known:
        raise ValueError(
            f"lam must be one of {PENALTIES}, count of {COUNTS} and wrong of {WRONG}. Got {params} "
            "instead."
        )
