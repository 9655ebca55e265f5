"""A step through a circuit in words, and numbers that keep to their room."""

from __future__ import annotations

import math
from typing import Any

from course_utils.circuits import Wire, name_of
from course_utils.explore.parts.circuits.measured import AGREES, TINY, parts
from course_utils.explore.parts.circuits.stepped import Run

ONLY_INPUTS = "Only the inputs are known."
START = "At the end: the slope of the result with respect to itself is 1."


def number(value: float | tuple[float, ...] | None) -> str:
    """A number in at most seven letters, with up to four digits; of a pair, with three each."""
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return f"({', '.join(_short(part, (3, 2, 1)) for part in value)})"
    return _short(value, (4, 3, 2, 1))


def _short(value: float, digits: tuple[int, ...]) -> str:
    texts = [f"{value + 0.0:.{each}g}".replace("e-0", "e-").replace("e+0", "e+") for each in digits]
    return next((text for text in texts if len(text) <= 7), texts[-1]).replace("-", "−")


def in_brackets(text: str) -> str:
    """A factor, in brackets if it begins with a minus."""
    return f"({text})" if text.startswith("−") else text


def forward(gate: Wire, run: Run) -> str:
    """What a gate makes of its inputs."""
    known = {wire.name: wire for wire in run.wires}
    taken = " and ".join(number(known[source].value) for source in gate.inputs)
    return f"Gate {gate.gate} makes {number(gate.value)} of {taken}."


def backward(gate: Wire, run: Run) -> str:
    """Upstream times local is downstream, in numbers, for every input of a gate."""
    known = {wire.name: wire for wire in run.wires}
    up = number(gate.gradient)
    first = f"Gate {gate.gate} gets the upstream gradient {up} and hands back"
    if gate.name not in run.slopes or gate.gradient is None:
        return f"{first} its slopes times that."
    told, at = [], 0
    for source in gate.inputs:
        size = len(parts(known[source].value))
        slopes = run.slopes[gate.name][at : at + size]
        at += size
        if known[source].gradient is None:
            continue
        label = name_of(known[source]) or "its input"
        down = tuple(slope * parts(gate.gradient)[0] for slope in slopes)
        if not run.own and not _agree(down, known[source].gradient, source, run):
            told.append(f"{number(known[source].gradient)} to {label}")
            continue
        slope = number(slopes if size > 1 else slopes[0])
        told.append(
            f"{up} × {in_brackets(slope)} = {number(down if size > 1 else down[0])} to {label}"
        )
    return f"{first} {',  '.join(told)}."


def _agree(down: tuple[float, ...], gradient: Any, source: str, run: Run) -> bool:
    """Whether a wire's gradient is what this gate hands back, where no other adds to it."""
    if sum(source in wire.inputs for wire in run.wires) > 1:
        return True
    pairs = zip(down, parts(gradient), strict=True)
    return all(math.isclose(one, other, rel_tol=AGREES, abs_tol=TINY) for one, other in pairs)
