"""What the tests of the explorables share: reading a widget, and functions not yet done."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from course_utils import explore

NAMES = sorted(path.stem for path in Path(explore.__file__).parent.glob("[!_]*.py"))


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def spoken(stage: Any) -> str:
    """What a stage says: the scene in a sentence, whose functions draw, what is wrong."""
    answer = stage.take({"rest": True})
    return f"{answer['problem']} {answer['said']} {answer['note']}".strip()


def put(stage: Any, **values: Any) -> dict[str, Any]:
    """Sets parameters of a stage by hand, given as they stand in its Params; returns the answer."""
    named = {control.name: control for control in stage.controls}
    places = {name: named[name].to_page(value) for name, value in values.items()}
    answer: dict[str, Any] = stage.take({"set": places, "rest": True})
    return answer


def ticking(step: float) -> Callable[[], float]:
    """A clock that is `step` seconds later whenever it is read; with 0 it stands still."""
    times = count()
    return lambda: step * next(times)


def unfinished(*args: object) -> np.ndarray:
    raise NotImplementedError


def broken(*args: object) -> np.ndarray:
    raise ZeroDivisionError("by my own hand")


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def logistic_gradient(X: np.ndarray, y: np.ndarray, w: np.ndarray, b: float) -> Any:
    errors = [sigmoid(x @ w + b) - t for x, t in zip(X, y, strict=True)]
    return sum(e * x for e, x in zip(errors, X, strict=True)) / len(y), sum(errors) / len(y)


def gradient_descent(X: np.ndarray, y: np.ndarray, eta: float, tol: float, max_iters: int) -> Any:
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_iters):
        dw, db = logistic_gradient(X, y, w, b)
        if np.hypot(np.linalg.norm(dw), db) <= tol:
            break
        p = sigmoid(X @ w + b)
        losses.append(-np.mean(np.log(np.where(y == 1, p, 1 - p))))
        w, b = w - eta * dw, b - eta * db
    return w, b, losses


def softmax(Z: np.ndarray) -> np.ndarray:
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
