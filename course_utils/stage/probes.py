"""A sample of a student's function, and random probes of whether the two agree.

The page may draw from a sample while the pointer moves. It may do so only where the sample is the
function: that is asked at random places, between the sample's own, before anything is drawn.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils.errors import explain
from course_utils.stage.layers import packed

PROBES = 40
AGREES = 1e-4
PATIENCE = 1.5  # seconds for all of a sample; a slower function is asked for every picture

Score = Callable[[np.ndarray, np.ndarray, float], np.ndarray]  # (X (N, 2), w (2,), b) → (N,)


def spent() -> float:
    """Seconds that code has had so far: those of work, and a quarter of all, for one that sleeps.

    A machine that others keep busy hardly counts.
    """
    return time.process_time() + time.monotonic() / 4


@dataclass(frozen=True)
class Sample:
    """What a function of a linear score w·x + b says, from `low` to `high`; or why there is none.

    Attributes:
        table: values at even places, straight between them; None without a sample.
        sets: the names of the parameters w₁, w₂ and b.
        reach: how far the pane goes from its middle.
        why: in words, why every picture must be drawn by the function itself.
        network: instead of a table, the weights of a small network, as network.js takes them.
    """

    table: np.ndarray | None
    low: float = -1.0
    high: float = 1.0
    sets: tuple[str, str, str] = ("w1", "w2", "b")
    reach: float = 1.0
    why: str = ""
    network: dict[str, Any] | None = None

    def __call__(self, z: np.ndarray) -> np.ndarray:
        """The sample at scores z, of any shape."""
        assert self.table is not None
        places = np.linspace(self.low, self.high, len(self.table))
        return np.asarray(np.interp(z, places, self.table))

    @property
    def wire(self) -> dict[str, Any]:
        """As the page takes it."""
        if self.network is not None:
            return {"kind": "network", **self.network}
        if self.table is None:
            return {}
        return {"kind": "linear", "table": packed(self.table), "low": self.low,
                "high": self.high, "sets": list(self.sets), "reach": self.reach}  # fmt: skip


def sample_score(
    function: Score,
    *,
    reach: float,
    most: float,
    size: int = 8193,
    rng: np.random.Generator | None = None,
    clock: Callable[[], float] = spent,
) -> Sample:
    """Sample a function of the score w·x + b, and probe at random whether it is one.

    Args:
        function: (X (N, 2), w (2,), b) → (N,).
        reach: inputs lie between −reach and reach.
        most: weights and bias lie between −most and most.
        size: how many values the table holds.
        rng: where the probes lie; by default somewhere else each time.
        clock: in seconds; measures how long the function takes.

    Returns:
        The sample; without a table where PROBES random (x, w, b) show it wrong by more than
        AGREES, where the function fails for one of them, or where it takes too long.
    """
    rng, end = rng or np.random.default_rng(), clock() + PATIENCE
    high = most * (2 * reach + 1)
    places = np.linspace(-high, high, size)
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            table = _table(function, places, reach)
            sample = Sample(table, -high, high, reach=reach)
            for number in range(PROBES):
                if clock() > end:
                    return _without("it takes too long to be asked in advance")
                apart = _apart(function, sample, rng, reach, most, number)
                if apart > AGREES:
                    return _without(
                        f"a probe at random lies {apart:.2g} from what it says at even places"
                    )
    except Exception as error:
        return _without(explain(error))
    return sample


def _without(why: str) -> Sample:
    return Sample(None, why=why)


def _table(function: Score, places: np.ndarray, reach: float) -> np.ndarray:
    """The function along one line through the plane, on which w·x + b is each place."""
    X = np.column_stack([np.linspace(-reach, reach, len(places)), np.zeros(len(places))])
    table = np.asarray(function(X, np.array([places[-1] / reach, 0.0]), 0.0), dtype=float)
    if table.shape != places.shape or not np.isfinite(table).all():
        raise ValueError("it does not return one finite number for each point.")
    return table


def _apart(
    function: Score,
    sample: Sample,
    rng: np.random.Generator,
    reach: float,
    most: float,
    number: int,
) -> float:
    """How far sample and function are apart at random points for random weights."""
    X = rng.uniform(-reach, reach, (16, 2))
    scale = most * rng.random() ** (number % 3)  # small weights are as likely to be drawn as large
    w, b = rng.uniform(-scale, scale, 2), float(rng.uniform(-scale, scale))
    said = np.asarray(function(X.copy(), w.copy(), b), dtype=float)
    if said.shape != (len(X),):
        raise ValueError("it does not return one number for each point.")
    apart = np.abs(said - sample(X @ w + b))
    return float(np.where(np.isfinite(apart), apart, np.inf).max())
