"""Whether anybody hears what NumPy and Python have to say of a computation."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

SILENT: dict[str, Any] = dict.fromkeys(("divide", "over", "under", "invalid"), "ignore")
_QUIET = [("ignore", None, Warning, None, 0)]  # warnings.simplefilter("ignore")


def is_quiet() -> bool:
    """Whether neither NumPy's errors nor warnings are heard, as in most of a test."""
    return np.geterr() == SILENT and warnings.filters[:1] == _QUIET
