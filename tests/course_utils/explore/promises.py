"""What every explorable with sliders below it promises: controls that work, nothing left behind."""

from __future__ import annotations

import base64
import gc
import warnings
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from ipywidgets.widgets import widget as registry

from course_utils import live
from tests.support.explorable_kit import broken, controls, picture, pixels, status, unfinished


@dataclass(frozen=True)
class Explorable:
    """An explorable, another value for each of its controls, and parameters at the edges."""

    module: ModuleType
    others: dict[str, Any]
    edges: tuple[Any, ...]
    functions: tuple[str, ...]


def test_every_control_changes_the_picture_and_reset_brings_it_back(it: Explorable) -> None:
    box = it.module.show()
    found = controls(box)
    assert found.keys() == it.others.keys() | {"reset"}
    first = picture(box)
    for name, value in it.others.items():
        found[name].value = value
        assert picture(box) != first, name
        assert 'role="status"' in status(box), status(box)
        found["reset"].click()
        assert picture(box) == first, name


def test_the_widget_shows_what_render_draws(it: Explorable) -> None:
    shown = pixels(picture(it.module.show())).astype(int)
    drawn = pixels(it.module.render())
    assert np.abs(shown - drawn).max() <= 2


def test_the_picture_at_the_edges_is_drawn_without_a_warning(it: Explorable) -> None:
    first = it.module.render()
    for params in it.edges:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            drawn = it.module.render(params)
        assert drawn != first
    assert drawn == it.module.render(it.edges[-1])


def test_blitting_gives_the_picture_a_full_redraw_gives(it: Explorable) -> None:
    box = it.module.show()
    (shown,) = live.open_figures.values()
    for name, value in it.others.items():
        controls(box)[name].value = value
    blitted = shown.pixels().copy()
    shown.redraw()
    assert np.array_equal(shown.pixels(), blitted)


def test_controls_are_named_and_explained_for_all_senses(it: Explorable) -> None:
    box = it.module.show()
    assert all(c.description and c.tooltip for c in controls(box).values())
    bundle = box._repr_mimebundle_()
    assert pixels(base64.b64decode(bundle["image/png"])).std() > 5
    assert bundle["text/plain"] == it.module.ALT
    assert len(it.module.ALT) > 60


def test_functions_that_are_not_written_yet_leave_a_friendly_line(it: Explorable) -> None:
    said = status(it.module.show(**dict.fromkeys(it.functions, unfinished)))
    assert "Not your code yet. Not written yet: " in said
    assert 'role="status"' in said
    assert all(name in said for name in it.functions)
    assert status(it.module.show()).count("Not your code yet.") == 1


def test_functions_that_fail_are_said_to_and_replaced(it: Explorable) -> None:
    box = it.module.show(**dict.fromkeys(it.functions, broken))
    said = status(box)
    assert f"Your {it.functions[0]} is not ready yet: ZeroDivisionError: by my own hand" in said
    assert picture(box) == picture(it.module.show())


def test_a_tick_leaves_nothing_behind(it: Explorable, everything: bool) -> None:
    rounds = 5 if everything else 2
    box = it.module.show()
    found = controls(box)
    (shown,) = live.open_figures.values()

    def to_and_fro() -> None:
        for name, value in it.others.items():
            found[name].value = value
        found["reset"].click()

    def alive() -> tuple[int, int, int]:
        gc.collect()
        artists = sum(len(ax.get_children()) for ax in shown.figure.axes)
        return artists, len(registry._instances), len(gc.get_objects())

    to_and_fro()
    artists, widgets, objects = alive()
    for _ in range(rounds):
        to_and_fro()
    more_artists, more_widgets, more_objects = alive()
    assert (more_artists, more_widgets) == (artists, widgets)
    assert more_objects < objects + 60 * rounds


def test_a_tick_draws_only_what_moves(it: Explorable) -> None:
    box = it.module.show()
    (shown,) = live.open_figures.values()
    whole: list[Any] = []
    shown.figure.canvas.mpl_connect("draw_event", whole.append)
    name, other = next(iter(it.others.items()))
    control = controls(box)[name]
    for value in (other, control.value, other):
        before = picture(box)
        control.value = value
        assert picture(box) != before
    assert not whole
    shown.redraw()
    assert shown.png()
    assert len(whole) == 1
