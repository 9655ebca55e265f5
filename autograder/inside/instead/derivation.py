"""Where work is marked nobody reads a derivation line by line: nothing is measured."""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(name)
    return _nothing


def _nothing(*_: object, **__: object) -> None:
    """Measures nothing."""
