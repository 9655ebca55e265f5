"""A test set in an envelope: it is opened once, and says so when it is opened again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np


class Envelope:
    """Examples that are to be looked at once, at the end.

    What was looked at is kept in a file beside the notebook, so that a restart of the kernel does
    not close the envelope. The same answers again are no second look.
    """

    def __init__(self, X: Any, y: Any, *, name: str, folder: str | Path = ".") -> None:
        """Put the examples away.

        Args:
            X: (N, …) examples.
            y: (N,) their labels.
            name: of the envelope, part of the name of its file.
            folder: where that file lies.
        """
        self._X, self._y = np.asarray(X), np.asarray(y)
        if len(self._X) != len(self._y):
            raise ValueError(
                f"X and y must have as many rows as each other. "
                f"Got {len(self._X)} and {len(self._y)} instead."
            )
        self._file = Path(folder) / f".{name}.opened.json"
        self._looks = _read(self._file)

    def __repr__(self) -> str:
        looks = len(self._looks)
        state = "closed" if not looks else f"opened {'once' if looks == 1 else f'{looks} times'}"
        return f"an envelope with {len(self._y)} examples, {state}"

    def open(
        self, answer: Callable[[np.ndarray], Any], *, say: Callable[[str], None] = print
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Ask a model for its answers and compare them with the labels, in one sentence.

        Args:
            answer: the model, a function of X that returns a label for each row.
            say: what to do with the sentence.

        Returns:
            X (N, …), y (N,), and the model's answers (N,).

        Raises:
            ValueError: the model does not return one label for each row. Nothing was opened then.
        """
        said = np.asarray(answer(self._X.copy()))
        if said.shape != self._y.shape:
            raise ValueError(
                f"the answers must have shape {self._y.shape}, one label for each example. "
                f"Got {said.shape} instead. The envelope is still as it was."
            )
        right = int(np.sum(said == self._y))
        digest = hashlib.sha256(np.asarray(said == self._y).tobytes()).hexdigest()[:16]
        known = [look["answers"] for look in self._looks]
        if digest not in known:
            self._looks.append({"answers": digest, "right": right})
            self._keep()
        say(self._sentence(right, known, digest))
        return self._X.copy(), self._y.copy(), said

    def _sentence(self, right: int, known: list[str], digest: str) -> str:
        share = f"{right} of {len(self._y)} right, {right / len(self._y):.1%}."
        if not known:
            return f"The envelope is open: {share} This is the number to report."
        if digest in known:
            return f"The same answers as before, so this is no new look: {share}"
        first = self._looks[0]["right"]
        return (
            f"Opened again, for the {_nth(len(self._looks))} time: {share} The first look said "
            f"{first / len(self._y):.1%}, and only that one was a test. Report it, and say how "
            "often you looked."
        )

    def _keep(self) -> None:
        beside = self._file.with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):  # a folder in which nothing can be kept
            beside.write_text(json.dumps(self._looks), encoding="utf-8")
            beside.replace(self._file)


def _nth(number: int) -> str:
    words = {2: "second", 3: "third", 4: "fourth", 5: "fifth"}
    return words.get(number, f"{number}th")


def _read(path: Path) -> list[dict[str, Any]]:
    """The looks that were kept; none where the file is missing or damaged."""
    try:
        looks = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    if not isinstance(looks, list):
        return []
    return [
        look
        for look in looks
        if isinstance(look, dict)
        and isinstance(look.get("answers"), str)
        and isinstance(look.get("right"), int)
    ]
