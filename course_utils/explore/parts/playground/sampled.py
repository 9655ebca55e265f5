"""The weights of a tape, for the page to draw from, and random probes of whether they are all.

A network is its weights only if the student's mlp_forward says what the formula says.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from course_utils.explore.parts.playground.functions import SPARES, Layers
from course_utils.explore.parts.playground.runs import Asked, Run, Snapshot
from course_utils.explore.parts.special import expit
from course_utils.stage import Sample, packed

PROBES, AGREES = 40, 1e-4


def weights_of(run: Run) -> Sample:
    """The weights of a tape; the page computes the network of any epoch on it."""
    shots = run.tape
    network = {
        "table": packed([flat(shot.layers) for shot in shots]),
        "epochs": [shot.epoch for shot in shots],
        "losses": packed([shot.losses for shot in shots]),
        "sizes": list(run.settings.sizes),
        "activation": run.settings.kind,
    }
    return Sample(None, network=network)


def flat(layers: Layers) -> np.ndarray:
    """All weights in a row: of each layer W, row by row, then b."""
    return np.concatenate([np.ravel(part) for pair in layers for part in pair])


def by_formula(X: np.ndarray, layers: Layers, kind: str) -> np.ndarray:
    """The probability of class 1 as the page computes it."""
    Z, _ = SPARES["mlp_forward"](X, layers, kind)
    return np.asarray(expit(Z[:, 1] - Z[:, 0]))


def why_not(
    asked: Asked, tape: Sequence[Snapshot], kind: str, rng: np.random.Generator | None = None
) -> str:
    """Why the page may not draw from these weights; empty where PROBES random probes agree."""
    rng = rng or np.random.default_rng()
    worst = 0.0
    for shot in [tape[k] for k in rng.integers(len(tape), size=4)]:
        X = rng.uniform(-3, 3, size=(PROBES // 4, 2))
        said = asked.chance(X.copy(), shot.layers, kind)
        apart = np.abs(said - by_formula(X, shot.layers, kind))
        first = asked.hidden(X.copy(), shot.layers[:1], kind)
        unit = SPARES["activate"](SPARES["mlp_forward"](X, shot.layers[:1], kind)[0], kind)
        worst = max(worst, float(np.nan_to_num(apart, nan=np.inf).max()))
        worst = max(worst, float(np.nan_to_num(np.abs(first - unit), nan=np.inf).max()))
    if worst <= AGREES:
        return ""
    return f"a probe at random lies {worst:.2g} from what the weights say"
