"""The predictions of one lesson, kept in a file beside the notebook: the first answer counts."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from course_utils.remember.question import Question
from course_utils.session.desk import current


@dataclass(frozen=True)
class Prediction:
    """What was predicted, and how it came out."""

    said: str
    text: str
    answer: str
    because: str
    right: bool


class Predictions:
    """Those of one lesson. Without a file they last as long as the kernel."""

    def __init__(self, file: Path | None) -> None:
        self.asked: dict[str, Question] = {}  # in this kernel
        self._file = file
        self._made = _read(file) if file else {}
        self._waiting: dict[str, list[Callable[[], None]]] = {}

    @property
    def made(self) -> dict[str, Prediction]:
        """Predictions by name, in the order in which they were made."""
        return dict(self._made)

    def ask(self, name: str, question: Question) -> None:
        """A prediction is asked for; one that was made of another question is forgotten."""
        self.asked[name] = question
        made = self._made.get(name)
        if made and (made.text != question.text or not question.accepts(made.said)):
            del self._made[name]

    def is_open(self, name: str) -> bool:
        """Whether it was asked for, and is not made yet."""
        return name in self.asked and name not in self._made

    def make(self, name: str, said: str) -> None:
        """Lock a prediction, and do what waits for it; a second one changes nothing.

        Raises ValueError where nothing of the kind was asked, or `said` is no answer to it.
        """
        question = self.asked.get(name)
        if question is None:
            known = ", ".join(self.asked) or "none"
            raise ValueError(f"no prediction is called {name!r}; there are: {known}")
        if not question.accepts(said):
            wanted = " or ".join(map(repr, question.options)) or "a number, such as 0.5"
            raise ValueError(f"{said!r} is no answer to {question.text!r}; expected {wanted}")
        if name in self._made:
            return
        right = question.is_right(said)
        self._made[name] = Prediction(said, question.text, question.answer, question.because, right)
        self._keep()
        for act in self._waiting.pop(name, []):
            act()

    def when_made(self, name: str, act: Callable[[], None]) -> None:
        """Do something once an open prediction is made."""
        self._waiting.setdefault(name, []).append(act)

    def _keep(self) -> None:
        if self._file is None:
            return
        beside = self._file.with_suffix(f".{os.getpid()}")
        made = {name: asdict(each) for name, each in self._made.items()}
        with contextlib.suppress(OSError):  # a folder in which nothing can be kept
            beside.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
            beside.replace(self._file)


def _read(path: Path) -> dict[str, Prediction]:
    """What was kept; nothing of a file that is damaged."""
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): _prediction(each) for name, each in content.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _prediction(kept: Any) -> Prediction:
    """A prediction as it was kept; TypeError for anything else."""
    made = Prediction(**kept)
    texts = (made.said, made.text, made.answer, made.because)
    if not (all(isinstance(text, str) for text in texts) and isinstance(made.right, bool)):
        raise TypeError("not a prediction")
    return made


_open: dict[str, Predictions] = {}


def at_hand() -> Predictions:
    """The predictions of the lesson at work in this kernel."""
    desk = current()
    lesson = desk.manifest.lesson if desk else ""
    if lesson not in _open:
        file = Path.cwd() / f".{lesson}.predictions.json" if lesson else None
        _open[lesson] = Predictions(file)
    return _open[lesson]
