"""A student's notebook: read from its file, put in order, run, whatever was done to it.

What checks a notebook at home and what marks it read it through here, so that both see the same.
Imports nothing of the course but its own modules, and never the autograder.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def absent(module: str) -> Iterator[None]:
    """Within the block, a module that is not imported yet is as one that is not installed."""
    known: dict[str, Any] = sys.modules
    if module in known:
        yield
        return
    known[module] = None
    try:
        yield
    finally:
        del known[module]
