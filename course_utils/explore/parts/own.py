"""Whose functions a picture runs: the student's own once they work, the reference until then.

A student's function may be missing, wrong, or fail for some inputs only. Each of these becomes a
sentence in the widget; none of them stops a slider.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils.errors import explain

REFERENCE = "Not your code yet."

Function = Callable[..., Any]


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
    except (Exception, SystemExit) as error:
        reason = f"is not ready yet: {explain(error)}"
    else:
        return Chosen(own, f"Using your {name}.", True)
    note = f"{otherwise.note} Your {name} {reason}"
    return Chosen(otherwise.function, note, otherwise.is_own)


def as_it_is(
    own: Callable[..., Any] | None,
    *,
    name: str,
    first: Callable[[Callable[..., Any]], Any],
    trial: Callable[[Callable[..., Any]], None],
    otherwise: Chosen,
) -> Chosen:
    """The student's function wherever it can be drawn at all, right or wrong, saying which.

    Args:
        own: the student's function, or None when there is none yet.
        name: its name in the sentences.
        first: asks it for what the first picture needs; raises where there is nothing to draw.
        trial: raises when something is wrong with what it says.
        otherwise: what to run where it cannot be drawn.
    """
    drawn = choose(own, name=name, trial=first, otherwise=otherwise)
    if own is None or drawn.function is not own:
        return drawn
    right = choose(own, name=name, trial=trial, otherwise=Chosen(own, "", True))
    if right.note == drawn.note:
        return drawn
    wrong = right.note.strip().removeprefix(f"Your {name} is not ready yet: ")
    return Chosen(own, f"{drawn.note} It is drawn as it is, and it is not right yet: {wrong}", True)


@dataclass(frozen=True)
class Candidate:
    """A student's function, how to try it, what to run until it works.

    Attributes:
        first: asks for what the first picture needs; raises where there is nothing to draw.
    """

    own: Function | None
    trial: Callable[[Function], None]
    spare: Function
    first: Callable[[Function], Any] = lambda own: None


@dataclass(frozen=True)
class Several:
    """The functions to run, by name; which are the student's own; and a sentence on that."""

    functions: dict[str, Function]
    own: frozenset[str]
    note: str


def choose_each(**candidates: Candidate) -> Several:
    """Every function by itself: the student's own if it passes its trial, else the spare one."""
    functions, own, waiting, wrong = {}, [], [], []
    for name, it in candidates.items():

        def trial(function: Function, name: str = name, it: Candidate = it) -> None:
            try:
                it.trial(function)
            except NotImplementedError:
                waiting.append(name)
                raise

        chosen = choose(it.own, name=name, trial=trial, otherwise=Chosen(it.spare, "", False))
        functions[name] = chosen.function
        if chosen.is_own:
            own.append(name)
        elif name not in waiting:
            wrong.append(chosen.note.strip())
    sentences = [f"Using your {listed(own)}." if own else REFERENCE]
    if waiting:
        sentences.append(f"Not written yet: {listed(waiting)}.")
    note = " ".join(sentences + [text for text in wrong if text])
    return Several(functions, frozenset(own), note)


def each_as_it_is(**candidates: Candidate) -> Several:
    """Every function by itself, wherever it can be drawn at all, right or wrong, saying which."""
    functions, own, waiting, wrong = {}, [], [], []
    for name, it in candidates.items():
        spare = Chosen(it.spare, "", False)
        chosen = as_it_is(it.own, name=name, first=it.first, trial=it.trial, otherwise=spare)
        functions[name] = chosen.function
        said = chosen.note.strip().removeprefix(f"Using your {name}.").strip()
        if chosen.is_own:
            own.append(name)
        elif said.endswith("is not written yet."):
            waiting.append(name)
            said = ""
        is_drawn = said.removeprefix("It is drawn as it is, and it is not right yet: ")
        if chosen.is_own and said:
            said = f"Your {name} is drawn as it is, and it is not right yet: {is_drawn}"
        wrong += [said] if said else []
    sentences = [f"Using your {listed(own)}." if own else REFERENCE]
    if waiting:
        sentences.append(f"Not written yet: {listed(waiting)}.")
    return Several(functions, frozenset(own), " ".join(sentences + wrong))


def listed(names: Iterable[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
