"""jupytext, without the Jupyter server and client that it brings along: reading text needs neither.

jupytext has parts for them, and does without where they are missing. So they seem to be missing
while it is imported, and every command starts a third of a second sooner.
"""

from __future__ import annotations

import sys
from typing import Any

_NOT_NEEDED = ("jupyter_server", "jupyter_client")


def _jupytext() -> Any:
    hidden = [name for name in _NOT_NEEDED if name not in sys.modules]
    if "jupytext" in sys.modules or len(hidden) < len(_NOT_NEEDED):
        hidden = []
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # importing it is an ImportError then
    try:
        import jupytext
    finally:
        for name in hidden:
            del sys.modules[name]
    return jupytext


jupytext = _jupytext()
