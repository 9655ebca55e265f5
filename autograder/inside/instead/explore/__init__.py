"""Where work is marked nobody moves a slider: every explorable is there, and shows nothing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(name)
    return SimpleNamespace(show=_nothing)


def _nothing(*_: object, **__: object) -> None:
    """Shows nothing."""
