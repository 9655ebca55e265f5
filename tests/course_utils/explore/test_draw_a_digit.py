"""Draw a digit: the student's own network reads what stands on the pad, as it was trained."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image as Picture

from course_utils import data
from course_utils.data.ink import as_8x8
from course_utils.explore import draw_a_digit
from course_utils.explore.parts import reader
from course_utils.stage import Bars, Image, Stage
from scripts.drawn_digits import SHAPES

ONE = [[1, 10.0, 22.0], [0, 14.0, 25.0], [0, 14.0, 3.0]]


def uniform(X: np.ndarray) -> np.ndarray:
    return np.full((len(X), 10), 0.1)


def corner(X: np.ndarray) -> np.ndarray:
    """A network that looks at one pixel alone, in the middle of the page: 3 if it is dark."""
    p = np.full((len(X), 10), 0.02)
    p[:, 3] += 0.8 * X[:, 36]
    return p / p.sum(axis=1, keepdims=True)


def images(shown: Stage) -> dict[str, np.ndarray]:
    return {layer.pane: layer.values for layer in shown.scene.layers if isinstance(layer, Image)}


def test_what_the_network_sees_is_cut_scaled_and_centred_as_its_training_digits_were() -> None:
    shown = draw_a_digit.show(reader.reference)
    shown.take({"ink": ONE, "rest": True})
    seen = images(shown)
    assert seen["coarse"].shape == (8, 8)
    assert seen["fine"].shape == (28, 28)
    shown.take({"press": "clear"})
    small_and_aside = [[new, 4 + x / 3, 2 + y / 3] for new, x, y in ONE]
    shown.take({"ink": small_and_aside, "rest": True})
    again = images(shown)
    # The pen is thicker beside a small digit; its place and size are the same.
    for name in ("coarse", "fine"):
        both = [np.argwhere(each[name] > 0.3) for each in (seen, again)]
        assert np.abs(both[0].mean(axis=0) - both[1].mean(axis=0)).max() < 0.12 * len(seen[name])


def test_the_pen_is_as_thick_as_the_training_digits_are() -> None:
    inks = []
    for shape in (shape for shapes in SHAPES.values() for shape in shapes):
        ink = reader.Ink()
        for stroke in shape:
            places = [(14 + 17 * (x - 0.5), 14 - 22 * (y - 0.5)) for x, y in stroke]
            ink.draw([(k == 0, *place) for k, place in enumerate(places)])
        inks.append(as_8x8(ink.page).mean())
    assert abs(np.mean(inks) - data.digits()[0].mean()) < 0.02


def test_ink_is_the_disc_of_the_pen_along_each_stroke() -> None:
    ink = reader.Ink()
    ink.draw([[1, 5, 20], [0, 20, 20], [1, 14, 5]])
    assert len(ink.strokes) == 2
    down, across = (np.indices(ink.page.shape) + 0.5) / reader.FINE
    up = reader.SIZE - down
    on_line = (np.abs(up - 20) <= reader.PEN) & (across >= 5) & (across <= 20)
    ends = [np.hypot(across - x, up - y) <= reader.PEN for x, y in ((5, 20), (20, 20), (14, 5))]
    expected = on_line | ends[0] | ends[1] | ends[2]
    assert np.mean(expected != (ink.page > 0.5)) < 1e-3


def test_the_students_own_network_is_asked_about_these_pixels() -> None:
    asked: list[np.ndarray] = []

    def own(X: np.ndarray) -> np.ndarray:
        asked.append(X.copy())
        return corner(X)

    shown = draw_a_digit.show(own)
    shown.take({"ink": ONE, "rest": False})
    ink = reader.Ink()
    ink.draw(ONE)
    assert np.allclose(asked[-1][64], as_8x8(ink.page))
    p = corner(asked[-1])[64]
    bars = np.vstack([layer.xy for layer in shown.scene.layers if isinstance(layer, Bars)])
    assert np.allclose(bars[np.argsort(bars[:, 0]), 2], p)
    assert f"Read as {p.argmax()}, with probability {p.max():.0%}." == shown.scene.said


def test_the_pixel_that_spoke_is_the_one_without_which_the_answer_changes() -> None:
    shown = draw_a_digit.show(corner)
    spoke = images(shown)["spoke"].ravel()
    assert int(np.abs(spoke).argmax()) == 36
    assert spoke[36] > 0
    assert np.allclose(np.delete(spoke, 36), 0)
    shown.take({"set": {"about": 1 + 5}, "rest": True})  # after "the answer" come 0 to 9
    assert images(shown)["spoke"].ravel()[36] < 0


def test_it_says_whose_network_reads() -> None:
    assert draw_a_digit.show().note == draw_a_digit.THE_COURSE
    assert draw_a_digit.THE_COURSE.startswith("Not your code yet.")
    assert draw_a_digit.show(reader.reference).note == "Using your network."
    said = draw_a_digit.show(uniform).note
    assert "It is drawn as it is, and it is not right yet: it reads only" in said
    said = draw_a_digit.show(lambda X: reader_of_mine(X)).note  # type: ignore[name-defined]  # noqa: F821
    assert said.startswith("Not your code yet.")
    assert "reader_of_mine" in said


def test_a_network_that_fails_while_drawing_is_said_to() -> None:
    def fragile(X: np.ndarray) -> np.ndarray:
        if X[64].sum() > 25:
            raise ValueError("too much ink for me")
        return reader.reference(X)

    shown = draw_a_digit.show(fragile)
    assert shown.note == "Using your network."
    answer: dict[str, Any] = {"problem": ""}
    for x in range(6, 22, 2):
        answer = shown.take({"ink": [[1, x, 25], [0, x, 3]], "rest": False})
    assert "too much ink for me" in answer["problem"]
    shown.take({"press": "clear"})
    assert shown.take({"ink": ONE, "rest": True})["problem"] == ""


def test_an_empty_pad_is_a_picture_too() -> None:
    shown = draw_a_digit.show()
    answer = shown.take({"press": "clear", "rest": True})
    assert answer["said"] == "The pad is empty."
    assert Picture.open(io.BytesIO(shown.png())).width == 1080


def test_the_network_of_the_course_reads_digits_drawn_and_scanned() -> None:
    for X, y in (data.digits(), data.drawn_digits()):
        assert np.mean(reader.reference(X).argmax(axis=1) == y) > 0.9


def test_what_the_hidden_units_see_is_how_each_pixel_moves_them() -> None:
    rng = np.random.default_rng(3)
    W, b = rng.normal(size=(64, 5)), rng.normal(size=5)

    def probabilities(X: np.ndarray) -> np.ndarray:
        return reader.reference(X)

    shown = draw_a_digit.show(probabilities, lambda X: X @ W + b)
    shown.take({"ink": ONE, "rest": False})
    ink = reader.Ink()
    ink.draw(ONE)
    seen = as_8x8(ink.page)
    tiles = [each for each in shown.scene.layers if isinstance(each, Image)
             and each.pane == "units"]  # fmt: skip
    assert len(tiles) == 5
    for k, tile in enumerate(tiles):
        assert np.allclose(tile.values.ravel(), seen * W[:, k])
        assert tile.extent[0] == k + 0.1
    bars = np.vstack([each.xy for each in shown.scene.layers if isinstance(each, Bars)
                      and each.pane == "units"])  # fmt: skip
    lengths = bars[np.argsort(bars[:, 1])][:, 2] - np.arange(5) - 0.5
    said = seen @ W + b
    assert np.allclose(lengths / np.abs(lengths).max(), said / np.abs(said).max())
    (pane,) = [each for each in shown.panes if each.name == "units"]
    assert pane.title == "what the 5 hidden units see"


def test_no_hidden_units_of_the_course_stand_beside_a_students_network() -> None:
    assert "units" in {pane.name for pane in draw_a_digit.show().panes}
    alone = draw_a_digit.show(reader.reference, key="alone")
    assert "units" not in {pane.name for pane in alone.panes}
    for wrong in (lambda X: X[0], lambda X: np.full((len(X), 3), np.nan), reader_of_mine_is_not):
        shown = draw_a_digit.show(reader.reference, wrong)
        assert "units" not in {pane.name for pane in shown.panes}
        assert shown.note.startswith(
            "Using your network. What its hidden units see cannot be asked"
        )
    many = draw_a_digit.show(reader.reference, lambda X: np.tile(X, (1, 3)), key="many")
    assert many.panes[-1].title == "what 24 of 192 hidden units see"


def reader_of_mine_is_not(X: np.ndarray) -> np.ndarray:
    raise NotImplementedError
