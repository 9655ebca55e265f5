"""Where the numbers of a circuit disagree with slopes that are measured at each of its gates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils.circuits import Wire, name_of

Number = float | tuple[float, ...]
Gate = Callable[..., float]  # (one number for each part of each input) → its output
AGREES, TINY, STEP = 1e-4, 1e-10, 1e-5  # relative, absolute; of the differences that measure


@dataclass(frozen=True)
class Fault:
    """A number that is not what its gates make of the others.

    Attributes:
        wire: whose value or gradient it is.
        user: the gate at which a slope is wrong, where it can be told.
        is_value: whether it is the value; else the gradient.
        is_slope: whether it is the student's own slope at that gate.
        sentence: says so, in numbers.
    """

    wire: str
    user: str
    is_value: bool
    sentence: str
    is_slope: bool = False


def parts(number: Number | None) -> tuple[float, ...]:
    """A number, or a pair of them, one by one."""
    if number is None:
        return ()
    return number if isinstance(number, tuple) else (number,)


def measured_slopes(gate: Gate, numbers: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """The slope of a gate for each of its numbers, by central differences, and how sure each is."""
    slopes, doubts = np.zeros(len(numbers)), np.zeros(len(numbers))
    here = gate(*numbers)
    for k, number in enumerate(numbers):
        h = STEP * max(1.0, abs(number))
        ends = []
        for sign in (1, -1):
            moved = list(numbers)
            moved[k] = number + sign * h
            ends.append(gate(*moved))
        slopes[k] = (ends[0] - ends[1]) / (2 * h)
        doubts[k] = 4 * np.finfo(float).eps * max(map(abs, ends)) / h
        bend = abs(ends[0] - 2 * here + ends[1]) / h
        doubts[k] += bend if bend > 0.01 * abs(slopes[k]) + doubts[k] else 0.0  # a corner
    return slopes, doubts


def faults(
    wires: Sequence[Wire],
    gates: dict[str, Gate],
    slopes: dict[str, tuple[float, ...]],
    n: Callable[[Any], str],
) -> list[Fault]:
    """All faults, from the result back to the inputs, then those of the values.

    Args:
        wires: with values and gradients of the student's.
        gates: of each gate that can be measured, its function.
        slopes: of each gate, the student's own local slopes, where they are known.
        n: writes a number.
    """
    known = {wire.name: wire for wire in wires}
    found: list[Fault] = []
    due: dict[str, Any] = {}
    doubt: dict[str, Any] = {}
    for wire in reversed(wires):
        if wire.name in due and wire.gradient is not None:
            fault = _gradient(wire, due[wire.name], doubt[wire.name], wires, known, n)
            found += [fault] if fault else []
        if wire.name not in gates:
            continue
        numbers = [part for source in wire.inputs for part in parts(known[source].value)]
        try:
            local, unsure = measured_slopes(gates[wire.name], numbers)
        except (ArithmeticError, ValueError):
            continue
        found += _locals(wire, local, unsure, slopes.get(wire.name), known, n)
        upstream = sum(parts(wire.gradient)) if wire.gradient is not None else np.nan
        at = 0
        for source in wire.inputs:
            size = len(parts(known[source].value))
            share, less = local[at : at + size] * upstream, unsure[at : at + size] * abs(upstream)
            due[source] = due.get(source, 0.0) + share
            doubt[source] = doubt.get(source, 0.0) + less
            at += size
    return _once(found) + _values(wires, gates, known, n)


def _once(found: list[Fault]) -> list[Fault]:
    """One fault for each wire: where a slope is wrong, its sum is wrong as well."""
    slopes = {(fault.wire, fault.user) for fault in found if fault.is_slope}
    told = {wire for wire, _ in slopes}
    return [fault for fault in found if fault.is_slope or fault.wire not in told]


def _gradient(
    wire: Wire,
    due: np.ndarray,
    doubt: np.ndarray,
    wires: Sequence[Wire],
    known: dict[str, Wire],
    n: Callable[[Any], str],
) -> Fault | None:
    got = np.array(parts(wire.gradient))
    if not np.isfinite(due).all() or got.shape != due.shape or _close(got, due, doubt):
        return None
    users = [other.name for other in wires if wire.name in other.inputs]
    due_text = n(tuple(due.tolist()) if len(due) > 1 else float(due[0]))
    name = name_of(wire) or "the wire"
    if len(users) > 1:
        sentence = (
            f"{name} is used by {len(users)} gates: what they hand back adds up to {due_text}, "
            f"measured. Your gradient is {n(wire.gradient)}."
        )
        return Fault(wire.name, "", False, sentence)
    gate = known[users[0]]
    sentence = (
        f"Gate {gate.gate} should hand {due_text} back to {name}, by the slope measured there. "
        f"Your gradient is {n(wire.gradient)}."
    )
    return Fault(wire.name, users[0], False, sentence)


def _locals(
    gate: Wire,
    local: np.ndarray,
    unsure: np.ndarray,
    own: tuple[float, ...] | None,
    known: dict[str, Wire],
    n: Callable[[Any], str],
) -> list[Fault]:
    """The student's own slopes of a gate beside the measured ones."""
    if own is None or len(own) != len(local):
        return []
    found = []
    for source, mine, there, less in zip(gate.inputs, own, local, unsure, strict=True):
        if not _close(np.array([mine]), np.array([there]), np.array([less])):
            sentence = (
                f"At gate {gate.gate} your slope for {name_of(known[source]) or 'its input'} is "
                f"{n(mine)}; measured, it is {n(float(there))}."
            )
            found.append(Fault(source, gate.name, False, sentence, True))
    return found


def _values(
    wires: Sequence[Wire], gates: dict[str, Gate], known: dict[str, Wire], n: Callable[[Any], str]
) -> list[Fault]:
    found = []
    for wire in wires:
        if wire.name not in gates or wire.value is None:
            continue
        numbers = [part for source in wire.inputs for part in parts(known[source].value)]
        try:
            due = gates[wire.name](*numbers)
        except (ArithmeticError, ValueError):
            continue
        got = parts(wire.value)[0]
        if not _close(np.array([got]), np.array([due]), np.array([1e-12 * sum(map(abs, numbers))])):
            of = " and ".join(n(known[source].value) for source in wire.inputs)
            sentence = f"Gate {wire.gate} makes {n(due)} of {of}. Your value is {n(got)}."
            found.append(Fault(wire.name, "", True, sentence))
    return found


def _close(got: np.ndarray, due: np.ndarray, doubt: np.ndarray) -> bool:
    room = AGREES * np.maximum(np.abs(got), np.abs(due)) + doubt + TINY
    return bool(np.all(np.isfinite(got)) and np.all(np.abs(got - due) <= room))
