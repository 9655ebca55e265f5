"""A picture in a notebook that the student moves: its parameters, and what is done to them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np

from course_utils.errors import explain
from course_utils.session.kernel import this_cell
from course_utils.stage import widget as page
from course_utils.stage.controls import Button, Choice, Play, Range
from course_utils.stage.layers import Pane, Scene, wire
from course_utils.stage.probes import Sample
from course_utils.stage.still import draw_still

LAST_GOOD = "The picture shows the last setting that worked."
STOPPED = "You stopped your code."
# What a student's function may end with; one that is not caught would leave the page waiting.
_FAILS = (Exception, KeyboardInterrupt, SystemExit)

open_stages: dict[str, Stage] = {}


class Draw(Protocol):
    """What a stage asks for every picture."""

    def __call__(self, params: Any, *, rest: bool) -> Scene:
        """The scene for these parameters; `rest` is False while the pointer moves."""


@dataclass(frozen=True)
class Edit:
    """What else can be done by hand: points moved, added and removed, ink drawn.

    Attributes:
        move: (layer, index, x, y).
        add: (layer, x, y, parameters); the layer is "" for a click on an empty place.
        remove: (layer, index).
        pull: (handle, x, y, parameters) → the next ones, for handles whose `moves` is "told".
        ink: (places), each (is a new stroke, x, y).
    """

    move: Callable[[str, int, float, float], None] | None = None
    add: Callable[[str, float, float, Any], None] | None = None
    remove: Callable[[str, int], None] | None = None
    pull: Callable[[str, float, float, Any], Any] | None = None
    ink: Callable[[Sequence[Sequence[float]]], None] | None = None


@dataclass
class Stage:
    """A picture with handles and controls; leave it as the last line of a cell.

    A stage closes the one that was opened before it with the same key in the same cell, so that a
    cell run again and again leaves nothing behind. An error while a scene is made is said beside
    the picture, which stays as it was.

    Attributes:
        params: a frozen dataclass; its fields carry the names of the controls.
        draw: parameters → scene, by the student's functions.
        note: says whose functions compute.
        hint: says what can be done by hand.
        scene: the last one that could be made.
        key: the name under which the next one closes this one; the cell is part of it.
        ends: parameters → those that a released still shows, where they are not the first.
    """

    panes: Sequence[Pane]
    controls: Sequence[Range | Choice]
    params: Any
    draw: Draw
    alt: str
    note: str = ""
    hint: str = ""
    buttons: Sequence[Button] = ()
    play: Play | Sequence[Play] | None = None
    edit: Edit = field(default_factory=Edit)
    sample: Sample = field(default_factory=lambda: Sample(None))
    key: str = ""
    width: int = 720
    ends: Callable[[Any], Any] | None = None
    scene: Scene = field(default_factory=lambda: Scene(()))
    widget: Any = None

    def __post_init__(self) -> None:
        self._named = {control.name: control for control in self.controls}
        self._problem = ""
        self._place = f"{this_cell()}/{self.key}"
        previous = open_stages.pop(self._place, None)
        if previous is not None:
            previous.close()
        open_stages[self._place] = self
        with _quiet():
            self._make(rest=True)
            state = self._state(["", 0], rest=True)
        try:
            self.widget = page.kind()(frame=self._frame(), sample=self.sample.wire, scene=state)
        except ImportError:
            return
        self.widget.on_msg(self._hear)

    def png(self, *, at_the_end: bool = False) -> bytes:
        """The scene as a still picture; or the one at the end, where something plays."""
        with _quiet():
            scene = self.scene
            if at_the_end and self.ends:
                scene = self.draw(self.ends(self.params), rest=True)
            return draw_still(self.panes, scene, width=self.width)

    def resample(self, sample: Sample) -> None:
        """From now on the page draws from this sample."""
        self.sample = sample
        if self.widget is not None:
            self.widget.sample = sample.wire

    def close(self) -> None:
        """Let go of the widget and of everything that the picture was made of."""
        if open_stages.get(self._place) is self:
            del open_stages[self._place]
        if self.widget is not None:
            self.widget.on_msg(self._hear, remove=True)
            page.close(self.widget)
        self.widget, self.draw, self.edit = None, _closed, Edit()
        self.buttons, self.play, self.controls, self._named = (), None, (), {}
        self.ends = None
        self.sample, self.scene, self.panes = Sample(None), Scene(()), ()

    def take(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Do what the page asks for; returns the state that it is sent.

        Args:
            wish: `set` {name: place of its control}, `drag` {layer: [index, x, y]}, `add`
                [layer, x, y], `remove` [layer, index], `pull` {handle: [x, y]}, `ink`
                [[new, x, y], …], `press` a button, `step` "first" or "next" of ▶ number `play`;
                `rest` says whether the hand is still; `view` and `n` come back in the answer.
        """
        rest, playing = bool(wish.get("rest")), False
        before, self._problem = self.params, ""
        with _quiet():
            try:
                playing = self._do(wish)
            except _FAILS as error:
                self._problem = _said(error)
            if label := self._no_number():
                self.params, playing = before, False
                self._problem = f"{label} would be no number after this, so all stays as it is."
            self._make(rest=rest and not playing)
            answers = [wish.get("view", ""), wish.get("n", 0)]
            rest = rest or self._problem.startswith(STOPPED)  # it is not asked again at rest
            return self._state(answers, rest=rest, playing=playing)

    def _hear(self, _widget: Any, wish: dict[str, Any], _buffers: Any) -> None:
        if "still" not in wish:  # else the page only tries whether somebody is here
            self.widget.scene = self.take(wish)

    def _do(self, wish: dict[str, Any]) -> bool:
        """Whether ▶ goes on after it."""
        if "set" in wish:
            known = {name: value for name, value in wish["set"].items() if name in self._named}
            values = {name: self._named[name].from_page(value) for name, value in known.items()}
            self.params = replace(self.params, **values)
        if "press" in wish:
            button = next(each for each in self.buttons if each.name == wish["press"])
            self.params = button.press(self.params)
        if "drag" in wish and self.edit.move:
            for layer, (index, x, y) in wish["drag"].items():
                self.edit.move(layer, int(index), float(x), float(y))
        if "add" in wish and self.edit.add:
            layer, x, y = wish["add"]
            self.edit.add(layer, float(x), float(y), self.params)
        if "remove" in wish and self.edit.remove:
            self.edit.remove(wish["remove"][0], int(wish["remove"][1]))
        if "pull" in wish and self.edit.pull:
            for handle, (x, y) in wish["pull"].items():
                self.params = self.edit.pull(handle, float(x), float(y), self.params)
        if "ink" in wish and self.edit.ink:
            self.edit.ink(wish["ink"])
        return "step" in wish and self._step(int(wish.get("play", 0)), wish["step"] == "first")

    @property
    def _plays(self) -> Sequence[Play]:
        return [self.play] if isinstance(self.play, Play) else self.play or []

    def _step(self, number: int, is_first: bool) -> bool:
        following = self._plays[number].step(self.params, is_first)
        if following is None:
            return False
        self.params = following
        return True

    def _no_number(self) -> str:
        """The label of a slider that the student's function would send nowhere; "" for none."""
        ranges = [each for each in self.controls if isinstance(each, Range)]
        values = [(each.label, getattr(self.params, each.name)) for each in ranges]
        return next((label for label, value in values if not np.isfinite(value)), "")

    def _make(self, *, rest: bool) -> None:
        """The scene for the parameters now, or the last good one and what went wrong."""
        try:
            self.scene = self.draw(self.params, rest=rest)
        except _FAILS as error:
            self._problem = f"{_said(error)} {LAST_GOOD}"
            self.scene = replace(self.scene, sampled=False)

    def _frame(self) -> dict[str, Any]:
        """What stays: panes, controls, buttons."""
        return {
            "panes": [wire(pane) for pane in self.panes],
            "controls": [control.wire for control in self.controls],
            "bounds": {control.name: list(control.bounds) for control in self.controls},
            "buttons": [
                {"name": each.name, "label": each.label, "tooltip": each.tooltip}
                for each in self.buttons
            ],
            "plays": [
                {"label": each.label, "tooltip": each.tooltip, "seconds": each.seconds}
                for each in self._plays
            ],
            "alt": self.alt,
            "hint": self.hint,
        }

    def _state(self, answers: list[Any], *, rest: bool, playing: bool = False) -> dict[str, Any]:
        """A scene as the page takes it."""
        scene = self.scene
        values = {
            name: control.to_page(getattr(self.params, name))
            for name, control in self._named.items()
        }
        return {
            "params": values,
            "layers": [wire(layer) for layer in scene.layers],
            # JSON has no nan: what has no place cannot be pulled
            "handles": [wire(each) for each in scene.handles if np.isfinite(each.at).all()],
            "readouts": [list(each) for each in scene.readouts],
            "said": scene.said,
            "problem": self._problem or scene.problem,
            "note": self.note,
            "sampled": scene.sampled,
            "tells": scene.tells,
            "rest": rest,
            "playing": playing,
            "answers": answers,
        }

    def _ipython_display_(self) -> None:
        page.publish(self.widget, self.png(), width=self.width, alt=self.alt)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without NumPy's warnings of what the picture shows anyway."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def _said(error: BaseException) -> str:
    return STOPPED if isinstance(error, KeyboardInterrupt) else explain(error)


def _closed(params: Any, *, rest: bool) -> Scene:
    return Scene(())
