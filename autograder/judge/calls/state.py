"""NumPy's error state and Python's warnings while a test runs, here and in a student's process."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.common.quiet import SILENT, is_quiet

_DEFAULT_ERRORS = {**dict.fromkeys(("divide", "over", "invalid"), "warn"), "under": "ignore"}


def error_state(*, neutral: bool) -> dict[str, str]:
    """NumPy's error state for the student's code; empty: as the notebook left it.

    That is how it runs where a visible test does not say otherwise: so it does at home. Hidden
    tests are `neutral`: they try other inputs, and what was set to find a mistake must not be one
    there.
    """
    if not is_quiet():
        return {kind: str(how) for kind, how in np.geterr().items()}
    return dict(_DEFAULT_ERRORS) if neutral else {}


def quietly(function: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]) -> Any:
    """What a function of the judge's returns, with neither heard of what it does."""
    if is_quiet():
        return function(*args, **kwargs)
    with warnings.catch_warnings(), np.errstate(**SILENT):
        warnings.simplefilter("ignore")
        return function(*args, **kwargs)
