"""What a playground shows of a trained network at every snapshot, computed after the training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_utils.explore.parts.network import Network, Settings, Snapshot, examples

_KEPT = 6  # trainings that are remembered


@dataclass(frozen=True)
class Frame:
    """A snapshot as it is drawn.

    Attributes:
        shot: the network.
        field: (grid,) the probability of class 1 over the plane.
        units: (tiles' grid, units) what the hidden units say over the plane, from 0 to 1.
        space: (N, 2) the points learned from in the hidden layer's space, or its shadow.
        cut: two coordinates of the line that parts the classes there.
    """

    shot: Snapshot
    field: np.ndarray
    units: np.ndarray
    space: np.ndarray
    cut: tuple[np.ndarray, np.ndarray]


class Frames:
    """The frames of every training asked for; the last few are kept."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._kept: dict[Settings, list[Frame]] = {}

    def __contains__(self, settings: Settings) -> bool:
        return settings in self._kept

    def __getitem__(self, key: tuple[Settings, np.ndarray, np.ndarray]) -> list[Frame]:
        """The frames for (settings, points of the large field, points of a unit's tile)."""
        settings, plane, tile = key
        if settings not in self._kept:
            frames = self._make(settings, plane, tile)
            while len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[settings] = frames
        return self._kept[settings]

    def _make(self, settings: Settings, plane: np.ndarray, tile: np.ndarray) -> list[Frame]:
        network, kind = self._network, settings.kind
        X, *_ = examples(settings.data)
        frames, across = [], np.zeros(settings.units)
        for shot in network.train(settings):
            field = network.chance(plane, shot.layers, kind)
            units = maps(network.hidden(tile, shot.layers, kind), kind)
            hidden = network.hidden(X, shot.layers, kind)
            space, cut, across = shadow(hidden, *_score(shot), across)
            frames.append(Frame(shot, field, units, space, cut))
        return frames


def maps(outputs: np.ndarray, kind: str) -> np.ndarray:
    """Outputs of units (M, units) as shades: ½ is 0, or the middle of what a sigmoid can say."""
    if kind not in ("tanh", "relu"):
        return outputs
    top = np.ones(outputs.shape[1]) if kind == "tanh" else np.abs(outputs).max(axis=0)
    return np.asarray(0.5 + 0.5 * outputs / np.maximum(top, 1e-9))


def shadow(
    hidden: np.ndarray, w: np.ndarray, b: float, before: np.ndarray
) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray], np.ndarray]:
    """Points of the hidden space in two coordinates, where w · h + b = 0, and the second direction.

    Two units are shown as they are, and one with its points spread out. Of more, the first
    coordinate runs along w, so that the cut is upright, and the second along the widest spread
    across it; `before` is that direction in the frame before, for the same sign.
    """
    far = 1e3 * np.array([-1.0, 1.0])
    length = max(float(np.linalg.norm(w)), 1e-9)
    if len(w) == 2:
        foot, along = -b * w / length**2, np.array([-w[1], w[0]]) / length
        return hidden, (foot[0] + far * along[0], foot[1] + far * along[1]), before
    at = np.full(2, -b / length)
    if len(w) == 1:
        spread = np.linspace(-1, 1, 7)[np.arange(len(hidden)) % 7]
        sign = 1.0 if w[0] >= 0 else -1.0
        return np.column_stack([hidden[:, 0], spread]), (sign * at, far), before
    score = hidden @ w / length
    rest = hidden - np.outer(score, w / length)
    rest = rest - rest.mean(axis=0)
    second = np.linalg.svd(rest, full_matrices=False)[2][0]
    second = second if second @ before >= 0 else -second
    return np.column_stack([score, rest @ second]), (at, far), second


def _score(shot: Snapshot) -> tuple[np.ndarray, float]:
    """Weights and bias of the second score over the first."""
    W, b = shot.layers[1]
    return W[:, 1] - W[:, 0], float(b[1] - b[0])
