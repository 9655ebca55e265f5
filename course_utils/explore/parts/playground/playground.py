"""The playground itself: points, runs and their tapes, what is kept, and what is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from course_utils.explore.parts.playground import scene
from course_utils.explore.parts.playground.examples import DATA, examples
from course_utils.explore.parts.playground.functions import KINDS, Function
from course_utils.explore.parts.playground.runs import LONG, MOST, Asked, Clock, Data, Run, Settings
from course_utils.explore.parts.playground.sampled import weights_of, why_not
from course_utils.explore.parts.playground.scene import Space
from course_utils.stage import Handle, Sample, Scene, Stage, spent

CATCH_UP = 0.35  # seconds of training after a change of settings; a move of ▶ is one epoch
KEPT = 6  # runs that are remembered


@dataclass(frozen=True)
class Params:
    """What the controls set: the epoch to show, what training depends on, what a click adds."""

    epoch: int = 60
    data: str = DATA[0]
    layers: int = 1
    units: int = 4
    kind: str = KINDS[0]
    eta: float = 0.2
    lam: float = 0.0
    noise: float = 1.0
    seed: int = 1
    adds: int = 0

    @property
    def settings(self) -> Settings:
        """Those of training."""
        names = [each.name for each in fields(Settings)]
        return Settings(**{name: getattr(self, name) for name in names})


class Playground:
    """Runs by their settings and points; the scene of one of them."""

    def __init__(
        self,
        functions: Mapping[str, Function],
        *,
        train: Function | None = None,
        note: str = "",
        clock: Clock = spent,
    ) -> None:
        """Functions draw, and train where there is no `train`; `note` says whose they are."""
        self._asked, self._train, self._clock = Asked(functions), train, clock
        self._whose = note
        self._runs: dict[Any, Run] = {}
        self._spaces: dict[int, Space] = {}
        self._points: dict[tuple[str, float], Data] = {}
        self._kept: tuple[Run, str] | None = None
        self._scene = Scene(())
        self._sampled = ""
        self.stage: Stage | None = None

    def draw(self, params: Params, *, rest: bool) -> Scene:
        """The scene; at rest a run that is not as far yet goes on for a while."""
        run = self._runs.get(self._key(params))
        if run is None and not rest and self._scene.layers:
            return self._scene  # while a slider moves nobody trains for its every place
        run = run or self._new(params)
        if run.last < params.epoch and rest:
            run.advance(params.epoch, CATCH_UP)
        shot = run.at(params.epoch)
        if self.stage is not None and shot.epoch != params.epoch and run.last < params.epoch:
            self.stage.params = replace(self.stage.params, epoch=run.last)
        if rest:
            self._probe(run)
        by_weights = not rest and self._sampled == "" and self.stage is not None
        kept = self._kept[0] if self._kept else None
        layers = [
            *scene.run_layers(self._asked, run, shot, self._spaces[id(run)], by_weights=by_weights),
            *scene.kept_layers(self._asked, kept, shot.epoch),
        ]
        readouts: list[tuple[str, ...]] = [
            ("epoch", f"{shot.epoch}"),
            ("loss", f"{shot.losses[0]:.3f}"),
            ("right", f"{shot.right[0]:.0%}"),
            ("others right", f"{shot.right[1]:.0%}"),
        ]
        if self._kept:
            readouts.append(("kept", self._kept[1], "small"))
        if run.seconds > LONG:
            readouts.append(("an epoch takes", f"{run.seconds:.1f} s", "small"))
        height = min(shot.losses[0], scene.TOP)
        handle = Handle("now", "the epoch, on the loss", "loss", (float(shot.epoch), height),
                        ("epoch", ""), "free", f"epoch {shot.epoch}, loss {shot.losses[0]:.3f}",
                        step=1.0)  # fmt: skip
        self._scene = Scene(
            tuple(layers),
            (handle,),
            readouts=tuple(readouts),
            said=(
                f"Epoch {shot.epoch}: mean loss {shot.losses[0]:.3f} on the points learned from "
                f"({shot.right[0]:.1%} right), {shot.losses[1]:.3f} on others "
                f"({shot.right[1]:.1%} right)."
            ),
            problem=run.complaint(shot.epoch),
            sampled=self._sampled == "",
        )
        return self._scene

    def attach(self, stage: Stage) -> None:
        """From now on the stage hears how far training has come, and from what the page draws."""
        self.stage = stage
        run = self._runs.get(self._key(stage.params))
        if run is not None and run.last < stage.params.epoch:
            stage.params = replace(stage.params, epoch=run.last)

    def step(self, params: Params, _is_first: bool) -> Params | None:
        """▶: a slice of training, from the end of the tape; None at its end."""
        run = self._runs.get(self._key(params)) or self._new(params)
        if params.epoch < run.last:  # the tape is played before it goes on
            return replace(params, epoch=min(run.last, params.epoch + 1))
        if run.last >= MOST:
            return None
        run.advance(MOST, 0.0)
        return replace(params, epoch=run.last)

    def train(self, params: Params) -> None:
        """Train as far as these parameters ask, however long that takes."""
        run = self._new(params)
        while run.last < params.epoch:
            run.advance(params.epoch, CATCH_UP)

    def from_scratch(self, params: Params) -> Params:
        """An untrained network with the same settings."""
        gone = self._runs.pop(self._key(params), None)
        self._spaces.pop(id(gone), None)
        return replace(params, epoch=0)

    def keep(self, params: Params) -> Params:
        """Put this run beside those to come."""
        run = self._runs.get(self._key(params)) or self._new(params)
        it = run.settings
        deep = f"{it.layers} × {it.units}"
        penalty = f", λ {it.lam:g}" if it.lam else ""
        self._kept = run, f"{deep} {it.kind}, η {it.eta:g}{penalty}"
        return replace(params)

    def restart(self, start: Params) -> Params:
        """Everything as it was at first."""
        self._points.clear()
        self._kept = None
        return start

    def move(self, layer: str, index: int, x: float, y: float) -> None:
        """Put a point somewhere else; every run of these points begins anew."""
        X, labels, *held = self._now()
        X = X.copy()
        X[self._row(labels, layer, index)] = x, y
        self._edit(X, labels, *held)

    def add(self, layer: str, x: float, y: float, params: Params) -> None:
        """A new point: of the layer's class, or of the one that a click adds."""
        X, labels, *held = self._now()
        label = int(layer[-1]) if layer else params.adds
        self._edit(np.vstack([X, [x, y]]), np.append(labels, label), *held)

    def remove(self, layer: str, index: int) -> None:
        """Take a point away; some always stay."""
        X, labels, *held = self._now()
        if len(labels) > 10:
            row = self._row(labels, layer, index)
            self._edit(np.delete(X, row, axis=0), np.delete(labels, row), *held)

    @staticmethod
    def _row(labels: np.ndarray, layer: str, index: int) -> int:
        return int(np.flatnonzero(labels == int(layer[-1]))[index])

    def _now(self) -> Data:
        assert self.stage is not None
        return self._examples(self.stage.params)

    def _edit(self, *points: np.ndarray) -> None:
        assert self.stage is not None
        params = self.stage.params
        X, y, held_X, held_y = points
        self._points[params.data, params.noise] = X, y, held_X, held_y

    def _examples(self, params: Params) -> Data:
        found = self._points.get((params.data, params.noise))
        if found is None:
            X, y, held_X, held_y = examples(params.data, params.noise)
            found = X, y, held_X, held_y
        return found

    def _key(self, params: Params) -> Any:
        X, y, *_ = self._examples(params)
        return params.settings, X.tobytes(), y.tobytes()

    def _new(self, params: Params) -> Run:
        run = Run(
            self._asked, params.settings, self._examples(params), train=self._train,
            clock=self._clock,
        )  # fmt: skip
        while len(self._runs) >= KEPT:
            gone = self._runs.pop(next(iter(self._runs)))
            self._spaces.pop(id(gone), None)
        self._runs[self._key(params)] = run
        self._spaces[id(run)] = Space(self._asked, run)
        return run

    def _probe(self, run: Run) -> None:
        """Find out whether the page may draw from the weights, and hand them over."""
        self._sampled = why_not(self._asked, run.tape, run.settings.kind)
        if self.stage is None:
            return
        slow = f" Every picture is drawn by your code itself: {self._sampled}."
        self.stage.note = " ".join(
            part for part in (f"{self._whose}{slow if self._sampled else ''}", run.note) if part
        )
        sample = Sample(None, why=self._sampled) if self._sampled else weights_of(run)
        self.stage.resample(sample)
