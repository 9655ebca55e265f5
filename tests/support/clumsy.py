"""Functions as students write them by mistake, and all that a hand can do to a stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_utils import stage as kit

Function = Callable[..., Any]


def each_number(value: Any, change: Callable[[Any], Any]) -> Any:
    """The same with every number and every array in it changed."""
    if isinstance(value, tuple | list):
        return type(value)(each_number(each, change) for each in value)
    if isinstance(value, dict):
        return {key: each_number(each, change) for key, each in value.items()}
    is_number = isinstance(value, np.ndarray | np.generic | float | int)
    return change(value) if is_number and not isinstance(value, bool) else value


def after(change: Callable[[Any], Any]) -> Callable[[Function], Function]:
    """A function whose answer is changed as a whole."""
    return lambda own: lambda *args, **options: change(own(*args, **options))


def numbers(change: Callable[[np.ndarray], Any]) -> Callable[[Function], Function]:
    """A function whose numbers are changed."""
    return after(lambda value: each_number(value, lambda it: change(np.asarray(it))))


def spoils(own: Function) -> Function:
    """Changes its arguments in place before it uses them."""

    def spoiling(*args: Any, **options: Any) -> Any:
        for each in args:
            if isinstance(each, np.ndarray) and each.dtype.kind == "f":
                each *= 2
        return own(*args, **options)

    return spoiling


def fails_at_times(own: Function) -> Function:
    """Raises at every seventh call."""
    calls = []

    def failing(*args: Any, **options: Any) -> Any:
        calls.append(1)
        if len(calls) % 7 == 0:
            raise ZeroDivisionError("now and then")
        return own(*args, **options)

    return failing


def ends(error: BaseException) -> Callable[[Function], Function]:
    """A function that only raises."""

    def ending(own: Function) -> Function:
        def raising(*args: Any, **options: Any) -> Any:
            raise error

        return raising

    return ending


CLUMSY: dict[str, Callable[[Function], Function]] = {
    "nan": numbers(lambda it: it * np.nan),
    "infinite": numbers(lambda it: it * 0.0 + np.inf),
    "huge": numbers(lambda it: it * 1e300),
    "negative": numbers(lambda it: -1.0 * it),
    "complex": numbers(lambda it: it * 1j),
    "objects": numbers(lambda it: it.astype(object)),
    "a column": numbers(lambda it: it[..., None]),
    "too short": numbers(lambda it: it[:-1] if it.ndim else it),
    "lists": numbers(lambda it: it.tolist()),
    "another shape": after(lambda _: np.zeros((2, 7))),
    "nothing": after(lambda _: None),
    "text": after(lambda _: "a text"),
    "a generator": after(lambda value: (each for each in [value])),
    "other arguments": lambda own: lambda: None,
    "spoilt arguments": spoils,
    "fails at times": fails_at_times,
    "raises": ends(ValueError("not\nlike this: " + 500 * "x")),
    "half a character": ends(ValueError("\ud83d")),
    "exits": ends(SystemExit(3)),
    "no end": ends(RecursionError("maximum recursion depth exceeded")),
    "not a function": lambda own: 3,  # type: ignore[dict-item,return-value]
}


def wishes(it: kit.Stage) -> Iterator[dict[str, Any]]:
    """What the page may ask for: each control, button, ▶, handle, point, the pad."""
    for control in it.controls:
        low, high, _ = control.bounds
        for place in (low, high, (low + high) / 2):
            yield {"set": {control.name: place}, "rest": False}
        yield {"rest": True}
    for button in it.buttons:
        yield {"press": button.name, "rest": True}
    plays = [it.play] if isinstance(it.play, kit.Play) else it.play or []
    for number in range(len(plays)):
        for step in ("first", "next", "next"):
            yield {"step": step, "play": number, "rest": False}
        yield {"rest": True}
    for handle in it.scene.handles:
        if handle.moves == "told":
            yield {"pull": {handle.name: [handle.at[0] + 0.1, handle.at[1] - 0.1]}, "rest": True}
    for layer in it.scene.layers:
        if isinstance(layer, kit.Points) and layer.name:
            yield {"drag": {layer.name: [0, 0.3, 0.2]}, "rest": False}
            yield {"add": [layer.name, 0.5, 0.5], "rest": True}
            yield {"remove": [layer.name, 0], "rest": True}
        if isinstance(layer, kit.Pad):
            yield {"ink": [[1, 5, 5], [0, 10, 20]], "rest": True}
