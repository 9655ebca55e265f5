"""A training that goes on epoch by epoch, and its tape of snapshots."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from course_utils import check
from course_utils.explore.parts.playground.functions import (
    BATCH,
    SPARES,
    Function,
    Layers,
    plain,
    step,
)
from course_utils.explore.parts.playground.resumed import CANNOT, Resumed
from course_utils.explore.parts.special import expit, log_expit
from course_utils.stage import spent

MOST = 200  # epochs
STUCK, FALLS = 20, 0.999  # epochs after which a loss that has not fallen is said
LONG = 0.5  # seconds of an epoch, above which they are said
Clock = Callable[[], float]  # seconds; of the processor by default: neighbours make nobody slow
Data = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Settings:
    """Everything that training depends on, but the points."""

    data: str
    layers: int
    units: int
    kind: str
    eta: float
    lam: float
    noise: float
    seed: int

    @property
    def sizes(self) -> list[int]:
        """The numbers of units from layer to layer."""
        return [2, *[self.units] * self.layers, 2]


@dataclass(frozen=True)
class Snapshot:
    """The network after some epochs: layers, losses and shares right, on both sets of points."""

    epoch: int
    layers: Layers
    losses: tuple[float, float]
    right: tuple[float, float]


class Asked:
    """What a network says, by the student's mlp_forward and activate or by what stands in."""

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self.functions = {name: functions.get(name) or spare for name, spare in SPARES.items()}

    def margin(self, X: np.ndarray, layers: Layers, kind: str) -> np.ndarray:
        """The second score less the first for every row of X."""
        Z, *_ = self.functions["mlp_forward"](X, layers, kind)
        check.shape(Z, (len(X), 2), what="the logits of mlp_forward")
        return np.subtract(Z[:, 1], Z[:, 0])

    def chance(self, X: np.ndarray, layers: Layers, kind: str) -> np.ndarray:
        """The probability of class 1 for every row of X."""
        return np.asarray(expit(self.margin(X, layers, kind)))

    def hidden(self, X: np.ndarray, layers: Layers, kind: str) -> np.ndarray:
        """What the last of these layers makes of every row of X, (N, units)."""
        scores, *_ = self.functions["mlp_forward"](X, layers, kind)
        outputs = self.functions["activate"](scores, kind)
        check.shape(outputs, (len(X), layers[-1][1].size), what="activate of the hidden scores")
        return np.asarray(outputs, dtype=float)


class Run:
    """A training with its tape. The student's `train` takes it on, else a loop over their pieces.

    Attributes:
        tape: a snapshot for each epoch that was reached.
        note: what is to be said of how it is trained.
        seconds: of an epoch, by the clock.
    """

    def __init__(
        self,
        asked: Asked,
        settings: Settings,
        examples: Data,
        *,
        train: Function | None = None,
        clock: Clock = spent,
    ) -> None:
        self._asked, self.settings, self.examples = asked, settings, examples
        self._clock, self.note, self.seconds = clock, "", 0.0
        self._rng = np.random.default_rng(settings.seed)
        self._train = Resumed(train) if train else None
        with _quiet():
            start = plain(asked.functions["init_params"](settings.sizes, self._rng, "xavier"))
            self.tape = [self._shoot(0, start)]
            if self._train:
                self._train.check(start, examples[:2], settings)
                self.note = "" if self._train.works else CANNOT

    @property
    def last(self) -> int:
        """The last epoch on the tape."""
        return self.tape[-1].epoch

    def at(self, epoch: int) -> Snapshot:
        """The snapshot of an epoch, or the last one before it."""
        return next(shot for shot in reversed(self.tape) if shot.epoch <= max(epoch, 0))

    def advance(self, epoch: int, seconds: float) -> None:
        """Train at least one epoch more, and on to this one while there is time."""
        begin = self._clock()
        with _quiet():
            while self.last < min(epoch, MOST):
                before = self._clock()
                following, layers = self._more()
                self.seconds = (self._clock() - before) / max(1, following - self.last)
                self.tape.append(self._shoot(following, layers))
                if self._clock() - begin >= seconds:
                    break

    def _more(self) -> tuple[int, Layers]:
        """The next epoch for which there is a network, and that network."""
        now = self.tape[-1]
        X, y = self.examples[:2]
        if self._train and self._train.works:
            layers = self._train.more(now.layers, (X, y), self.settings, self._rng)
            return now.epoch + 1, layers
        if self._train:
            epoch = min(MOST, now.epoch + 1 + now.epoch // 3)
            return epoch, self._train.anew((X, y), self.settings, epoch)
        own, layers, Y = self._asked.functions, now.layers, np.eye(2)[y]
        for part in own["minibatches"](len(X), BATCH, self._rng):
            _, slopes = own["loss_and_gradients"](
                X[part], Y[part], layers, self.settings.kind, self.settings.lam
            )
            layers = step(layers, slopes, self.settings.eta)
        return now.epoch + 1, plain(layers)

    def complaint(self, epoch: int) -> str:
        """What is wrong with the training by then, as far as its losses tell."""
        losses = [shot.losses[0] for shot in self.tape if shot.epoch <= epoch]
        if epoch < STUCK or self.settings.eta == 0 or min(losses[1:]) < FALLS * losses[0]:
            return ""
        return f"After {epoch} epochs the loss has never been lower than at the start."

    def _shoot(self, epoch: int, layers: Layers) -> Snapshot:
        X, y, held_X, held_y = self.examples
        losses, right = [], []
        for inputs, labels in ((X, y), (held_X, held_y)):
            margin = self._asked.margin(inputs, layers, self.settings.kind)
            finite = bool(np.isfinite(margin).all())
            check.true(finite, f"After epoch {epoch} the network says infinity or nan.")
            losses.append(float(-np.mean(log_expit(np.where(labels == 1, margin, -margin)))))
            right.append(float(np.mean((margin > 0) == labels)))
        return Snapshot(epoch, layers, (losses[0], losses[1]), (right[0], right[1]))


@contextmanager
def _quiet() -> Iterator[None]:
    """No warnings, of Python's or of NumPy's."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield
