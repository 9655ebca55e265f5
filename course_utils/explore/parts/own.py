"""Which function a picture runs: the student's own once it works, a reference shape until then."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils.errors import explain


@dataclass(frozen=True)
class Chosen:
    """The function to run, and the sentence that says whose it is."""

    function: Callable[..., Any]
    note: str
    is_own: bool


def choose(
    own: Callable[..., Any] | None,
    *,
    name: str,
    trial: Callable[[Callable[..., Any]], None],
    otherwise: Chosen,
) -> Chosen:
    """The student's function if `trial` lets it pass; else `otherwise`, saying why.

    Args:
        own: the student's function, or None when there is none yet.
        name: its name in the sentences.
        trial: calls the function on a few inputs and raises when something is wrong.
        otherwise: what to run until then.
    """
    if own is None:
        return otherwise
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            trial(own)
    except NotImplementedError:
        reason = "is not written yet."
    except Exception as error:
        reason = f"is not ready yet: {explain(error)}"
    else:
        return Chosen(own, f"Using your {name}.", True)
    note = f"{otherwise.note} Your {name} {reason}"
    return Chosen(otherwise.function, note, otherwise.is_own)
