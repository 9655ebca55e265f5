"""The student's `train`, taken on from where it stopped.

It begins each training with `init_params`. Called with another one, which returns the parameters so
far, the same `train`, line by line theirs, goes on for an epoch more.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.explore.parts.playground.functions import BATCH, Layers, plain

Function = Callable[..., Any]
SAME = 1e-8
CANNOT = (
    "Your train cannot go on from where it was, so every picture is a new training of yours from "
    "the start."
)


class Resumed:
    """A `train` that can be asked for one epoch more.

    Attributes:
        works: whether two epochs one by one are what two at once are; set by `check`.
    """

    def __init__(self, train: Function) -> None:
        self.train, self.works = train, True

    def more(self, layers: Layers, examples: Any, settings: Any, rng: Any, epochs: int = 1) -> Any:
        """The parameters after so many epochs more; None where it does not ask for a start."""
        asked: list[int] = []

        def start(*_: Any, **__: Any) -> Layers:
            asked.append(1)
            return plain(layers)

        own = _with(self.train, init_params=start)
        if own is None:
            return None
        X, y = examples
        sizes = settings.sizes
        result, _ = own(
            X.copy(), y.copy(), list(sizes), settings.kind, settings.eta, settings.lam, epochs,
            BATCH, rng,
        )  # fmt: skip
        return plain(result) if asked else None

    def anew(self, examples: Any, settings: Any, epochs: int) -> Layers:
        """The parameters after so many epochs from its own start."""
        X, y = examples
        result, _ = self.train(
            X.copy(), y.copy(), list(settings.sizes), settings.kind, settings.eta, settings.lam,
            epochs, BATCH, np.random.default_rng(settings.seed),
        )  # fmt: skip
        return plain(result)

    def check(self, layers: Layers, examples: Any, settings: Any) -> None:
        """Find out whether it can go on; raises what the student's function raises."""
        X, y = examples[0][: 3 * BATCH], examples[1][: 3 * BATCH]
        rng = np.random.default_rng(settings.seed)
        once = self.more(layers, (X, y), settings, rng)
        twice = None if once is None else self.more(once, (X, y), settings, rng)
        rng = np.random.default_rng(settings.seed)
        both = self.more(layers, (X, y), settings, rng, epochs=2)
        self.works = twice is not None and both is not None and _same(twice, both)


def _same(one: Layers, other: Layers) -> bool:
    return all(
        W.shape == V.shape and np.allclose(W, V, atol=SAME) and np.allclose(b, c, atol=SAME)
        for (W, b), (V, c) in zip(one, other, strict=True)
    )


def _with(function: Function, **others: Any) -> Function | None:
    """The same function where these global names mean something else; None if it has no code."""
    if not isinstance(function, types.FunctionType):
        return None
    copy = types.FunctionType(
        function.__code__, {**function.__globals__, **others}, function.__name__,
        function.__defaults__, function.__closure__,
    )  # fmt: skip
    copy.__kwdefaults__ = function.__kwdefaults__
    return copy
