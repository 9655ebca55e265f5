"""Numbers that remember which gate made them: the reference for circuits and for `Value`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from course_utils.explore.parts.special import expit

Gate = tuple[Callable[..., float], Callable[..., tuple[float, ...]]]

GATES: dict[str, Gate] = {
    "+": (lambda a, b: a + b, lambda out, a, b: (1.0, 1.0)),
    "×": (lambda a, b: a * b, lambda out, a, b: (b, a)),
    "× −1": (lambda a: -a, lambda out, a: (-1.0,)),
    "+ 1": (lambda a: a + 1, lambda out, a: (1.0,)),
    "1/x": (lambda a: 1 / a, lambda out, a: (-out * out,)),
    "exp": (math.exp, lambda out, a: (out,)),
    "log": (math.log, lambda out, a: (1 / a,)),
    "tanh": (math.tanh, lambda out, a: (1 - out * out,)),
    "relu": (lambda a: max(a, 0.0), lambda out, a: (float(a > 0),)),
    "σ": (lambda a: float(expit(a)), lambda out, a: (out * (1 - out),)),
}
"""For each gate its output, and its slopes from its output and inputs."""

_serial = count()


class Traced:
    """A number with `data`, `grad`, the `inputs` it was made from, and the `slopes` for these."""

    def __init__(
        self,
        data: float,
        inputs: tuple[Traced, ...] = (),
        slopes: tuple[float, ...] = (),
        gate: str = "",
    ) -> None:
        self.data, self.grad = float(data), 0.0
        self.inputs, self.slopes, self.gate = inputs, slopes, gate
        self.serial = next(_serial)  # what is made later may use what was made before

    @classmethod
    def through(cls, gate: str, *inputs: Any) -> Traced:
        """What a gate of GATES makes of these inputs, Traced or plain numbers."""
        nodes = tuple(part if isinstance(part, Traced) else cls(part) for part in inputs)
        numbers = [node.data for node in nodes]
        value, slopes = GATES[gate]
        out = value(*numbers)
        return cls(out, nodes, slopes(out, *numbers), gate)

    def backward(self) -> None:
        """Fill in `grad` of all this was made from."""
        self.grad += 1.0
        for node in sorted(made_from(self), key=lambda n: -n.serial):
            for source, slope in zip(node.inputs, node.slopes, strict=True):
                source.grad = source.grad + node.grad * slope

    def __add__(self, other: Any) -> Traced:
        return self.through("+", self, other)

    def __radd__(self, other: Any) -> Traced:
        return self.through("+", self, other)

    def __mul__(self, other: Any) -> Traced:
        return self.through("×", self, other)

    def __rmul__(self, other: Any) -> Traced:
        return self.through("×", self, other)

    def __neg__(self) -> Traced:
        return self * -1.0

    def __sub__(self, other: Any) -> Traced:
        return self + other * -1.0

    def __rsub__(self, other: Any) -> Traced:
        return self * -1.0 + other

    def __pow__(self, power: float) -> Traced:
        slope = power * math.pow(self.data, power - 1)
        return type(self)(math.pow(self.data, power), (self,), (slope,), f"power {power}")

    def __truediv__(self, other: Any) -> Traced:
        return self * (other**-1)

    def __rtruediv__(self, other: Any) -> Traced:
        return self**-1 * other

    def __rpow__(self, base: float) -> Traced:
        return (self * math.log(base)).exp()

    def exp(self) -> Traced:
        return self.through("exp", self)

    def log(self) -> Traced:
        return self.through("log", self)

    def tanh(self) -> Traced:
        return self.through("tanh", self)

    def relu(self) -> Traced:
        return self.through("relu", self)

    def sigmoid(self) -> Traced:
        return self.through("σ", self)


def made_from(root: Any) -> list[Any]:
    """All nodes that lead to the root and the root itself, in no particular order."""
    found, waiting = {id(root): root}, [root]
    while waiting:
        for source in waiting.pop().inputs:
            if id(source) not in found:
                found[id(source)] = source
                waiting.append(source)
    return list(found.values())


def inputs_first(root: Any) -> list[Any]:
    """The same, inputs before their users: from the root, a node once all its users are placed."""
    nodes: Iterable[Any] = made_from(root)
    users: dict[int, int] = {id(node): 0 for node in nodes}
    for node in nodes:
        for source in node.inputs:
            users[id(source)] += 1
    placed, free = [], [root]
    while free:
        node = free.pop()
        placed.append(node)
        for source in reversed(node.inputs):
            users[id(source)] -= 1
            if users[id(source)] == 0:
                free.append(source)
    return placed[::-1]
