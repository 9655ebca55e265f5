"""A stage does what the page asks for, says what goes wrong, and leaves nothing behind."""

from __future__ import annotations

import gc
import io
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from ipywidgets.widgets import widget as registry
from PIL import Image as Picture

from course_utils import stage as kit
from course_utils.stage import widget as shown
from course_utils.stage.stage import LAST_GOOD


@dataclass(frozen=True)
class Params:
    height: float = 1.0
    color: str = "ink"


PANE = kit.Pane("plane", (0, 10), (0, 10), "x", "y", "a title")


def scene(params: Params, *, rest: bool) -> kit.Scene:
    if params.height > 4:
        raise ValueError("too high for me")
    line = kit.Line("plane", np.array([[0, params.height], [10, params.height]]), params.color)
    return kit.Scene((line,), readouts=(("height", f"{params.height:.1f}"),), said="A line.")


def stage(**options: Any) -> kit.Stage:
    controls = [
        kit.Range("height", "height", 0, 9, 0.5, "how high"),
        kit.Choice("color", "colour", (("dark", "ink"), ("red", "class0")), "of the line"),
    ]
    return kit.Stage([PANE], controls, Params(), scene, "a line", **options)


@pytest.fixture(autouse=True)
def _nothing_left_open() -> Iterator[None]:
    yield
    for each in list(kit.open_stages.values()):
        each.close()


def test_a_control_sets_its_parameter_within_its_bounds() -> None:
    it = stage()
    answer = it.take({"set": {"height": 2.5, "color": 1}, "rest": True, "view": "v", "n": 7})
    assert it.params == Params(2.5, "class0")
    assert answer["params"] == {"height": 2.5, "color": 1}
    assert answer["answers"] == ["v", 7]
    assert answer["readouts"] == [["height", "2.5"]]
    it.take({"set": {"height": -99, "color": 99}})
    assert it.params == Params(0.0, "class0")


def test_arrays_go_to_the_page_as_float32_bytes() -> None:
    answer = stage().take({"set": {"height": 3}})
    (line,) = answer["layers"]
    assert line["kind"] == "line"
    values = np.frombuffer(line["xy"]["bytes"], "<f4").reshape(line["xy"]["shape"])
    assert np.array_equal(values, [[0, 3], [10, 3]])


def test_an_error_is_said_and_the_last_good_picture_stays() -> None:
    it = stage()
    good = it.take({"set": {"height": 3}})
    answer = it.take({"set": {"height": 5}})
    assert "ValueError: too high for me" in answer["problem"]
    assert "the last setting that worked" in answer["problem"]
    assert answer["layers"] == good["layers"]
    assert answer["sampled"] is False
    assert it.take({"set": {"height": 2}})["problem"] == ""


def test_an_error_of_a_button_or_of_play_is_said_too() -> None:
    def fail(*_: Any) -> Any:
        raise ZeroDivisionError("by hand")

    it = stage(buttons=[kit.Button("bad", "bad", fail, "fails")], play=kit.Play("go", fail, ""))
    assert "by hand" in it.take({"press": "bad"})["problem"]
    answer = it.take({"step": "first"})
    assert "by hand" in answer["problem"]
    assert answer["playing"] is False


@pytest.mark.parametrize("nowhere", [float("nan"), float("inf"), -float("inf")])
def test_a_step_to_what_is_no_number_is_not_taken_and_ends_play(nowhere: float) -> None:
    def lost(params: Params, is_first: bool) -> Params:
        return replace(params, height=nowhere)

    it = stage(play=kit.Play("go", lost, "walks"))
    answer = it.take({"step": "first", "rest": False})
    assert answer["problem"] == "height would be no number after this, so all stays as it is."
    assert (answer["params"]["height"], answer["playing"]) == (1.0, False)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (KeyboardInterrupt(), "You stopped your code"),
        (SystemExit(3), "SystemExit: 3"),
        (RecursionError("too deep"), "RecursionError: too deep"),
        (ValueError("half \ud83d"), "ValueError: half ?"),
    ],
    ids=["stopped", "exit", "recursion", "half a character"],
)
def test_the_page_is_answered_however_a_function_ends(error: BaseException, said: str) -> None:
    it = stage()
    picture = it.scene.layers

    def fails(params: Params, *, rest: bool) -> kit.Scene:
        raise error.with_traceback(None)

    it.draw = fails
    answer = it.take({"set": {"height": 2}, "rest": False, "view": "v", "n": 3})
    assert answer["answers"] == ["v", 3]
    assert answer["problem"].startswith(said)
    assert answer["problem"].endswith(f". {LAST_GOOD}")
    assert it.scene.layers == picture
    # what was stopped is not asked once more as soon as the hand rests
    assert answer["rest"] == isinstance(error, KeyboardInterrupt)


def test_a_page_that_asks_whether_somebody_is_there_changes_nothing() -> None:
    it = stage()
    before = it.widget.scene
    it.widget._handle_custom_msg({"still": True, "view": "v"}, [])
    assert it.widget.scene is before
    it.widget._handle_custom_msg({"set": {"height": 3}, "view": "v", "n": 1}, [])
    assert it.widget.scene["params"]["height"] == 3


def test_play_goes_step_by_step_to_its_end_and_knows_where_it_began() -> None:
    firsts = []

    def up(params: Params, is_first: bool) -> Params | None:
        firsts.append(is_first)
        return None if params.height >= 2 else replace(params, height=params.height + 0.5)

    it = stage(play=kit.Play("up", up, "upwards"))
    playing = [it.take({"step": "first" if k == 0 else "next"})["playing"] for k in range(3)]
    assert playing == [True, True, False]
    assert firsts == [True, False, False]
    assert it.params.height == 2.0


def test_play_goes_through_a_parameters_values_and_begins_again_at_the_end() -> None:
    step = kit.onward("height", (1.0, 4.0, 2.0))
    assert step(Params(1.0), True) == Params(4.0)
    assert step(Params(4.0), False) == Params(2.0)
    assert step(Params(2.0), False) is None
    assert step(Params(2.0), True) == Params(1.0)


def test_a_cell_run_again_closes_what_it_had_opened() -> None:
    first = stage()
    widgets, model = len(registry._instances), first.widget
    gone = weakref.ref(model)
    second = stage()
    assert first.widget is None
    assert model.comm is None
    assert len(registry._instances) == widgets
    del model
    for _ in range(5):
        stage()
    gc.collect()
    assert gone() is None
    assert len(registry._instances) == widgets
    assert second.widget is None


def test_without_anywidget_the_still_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Any:
        raise ImportError("no anywidget")

    monkeypatch.setattr(shown, "kind", missing)
    displayed: list[Any] = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: displayed.append(data))
    it = stage()
    assert it.widget is None
    it._ipython_display_()
    (bundle,) = displayed
    assert 'alt="a line"' in bundle["text/html"]
    assert "data:image/png;base64," in bundle["text/html"]


def test_a_still_stands_before_the_widget_and_makes_room_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    displayed: list[Any] = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: displayed.append(data))
    it = stage()
    it._ipython_display_()
    still, view = displayed
    assert "cu-still" in still["text/html"]
    assert view["application/vnd.jupyter.widget-view+json"]["model_id"] == it.widget.model_id


def test_a_handle_that_is_told_of_changes_what_python_says() -> None:
    heard: list[Any] = []

    def pull(name: str, x: float, y: float, params: Params) -> Params:
        heard.append((name, x, y))
        return replace(params, height=x + y)

    it = stage(edit=kit.Edit(pull=pull))
    answer = it.take({"pull": {"tip": [1.5, 2]}, "rest": False})
    assert heard == [("tip", 1.5, 2.0)]
    assert it.params.height == 3.5
    assert answer["problem"] == ""


def test_a_handle_without_a_place_is_not_sent() -> None:
    shown = stage()
    places = {"here": 1.0, "nowhere": np.nan, "away": np.inf}
    handles = tuple(kit.Handle(name, name, "plane", (x, 0.0), ("",)) for name, x in places.items())
    shown.draw = lambda params, *, rest: kit.Scene((), handles)
    assert [each["name"] for each in shown.take({"rest": True})["handles"]] == ["here"]


def test_every_kind_of_layer_is_drawn_in_a_still() -> None:
    grid = np.linspace(0, 1, 16).reshape(4, 4)
    spot = np.array([[5.0, 5.0]])
    layers: tuple[kit.Layer, ...] = (
        kit.Field("plane", grid), kit.Contour("plane", grid),
        kit.Contour("plane", grid, level=2.0, levels=(0.2, 0.7)),
        kit.Regions("plane", np.stack([grid, 1 - grid], axis=2)),
        kit.Regions("plane", np.stack([grid, grid], axis=2), winner=False),
        kit.Line("plane", np.eye(2) * 9),
        kit.Points("plane", spot), kit.Points("plane", spot, "cross"),
        kit.Bars("plane", np.array([[3.0, 0, 5]])),
        kit.Bars("plane", np.array([[3.0, 0, 5]]), lying=True),
        kit.Arrows("plane", np.array([[1.0, 1, 8, 8]])), kit.Text("plane", spot, ("five",)),
        kit.Image("plane", grid, (2, 4, 2, 4)),
        kit.Pad("plane", (((1, 1), (9, 9), (9, 1)),), 10, 1),
        kit.Boxes("plane", np.array([[2.0, 2, 6, 4]])),
    )  # fmt: skip
    empty = kit.draw_still([PANE], kit.Scene(()))
    kinds = {layer.kind for layer in layers}
    assert kinds | {"pulses"} == {each.kind for each in kit.Layer.__subclasses__()}
    still = kit.draw_still([PANE], kit.Scene((kit.Pulses("plane", np.eye(2) * 9),)))
    assert still == empty  # what runs along a wire is nowhere in a still
    for layer in layers:
        drawn = kit.draw_still([PANE], kit.Scene((layer,)))
        pixels = [np.asarray(Picture.open(io.BytesIO(png))).astype(int) for png in (empty, drawn)]
        assert np.abs(pixels[0] - pixels[1]).max() > 40, layer.kind


def test_a_sentence_in_sight_has_room_in_the_still() -> None:
    said = "A sentence that is told. " * 9
    quiet, told = (
        Picture.open(io.BytesIO(kit.draw_still([PANE], kit.Scene((), said=said, tells=tells))))
        for tells in (False, True)
    )
    assert told.height > quiet.height + 40
    assert stage().take({})["tells"] is False


def test_a_still_for_a_release_may_show_the_end() -> None:
    it = stage(ends=lambda params: replace(params, height=4.0))
    assert it.png(at_the_end=True) != it.png()
    assert it.params.height == 1.0
    assert stage().png(at_the_end=True) == stage().png()


def test_a_new_sample_goes_to_the_page() -> None:
    it = stage()
    it.resample(kit.Sample(np.array([0.0, 1.0])))
    assert it.widget.sample["kind"] == "linear"
