"""The explorables of training and of circuits keep the promises that every explorable makes."""

from __future__ import annotations

import types
from typing import Any

import pytest

from course_utils.explore import (
    circuit_stepper,
    gate_patterns,
    mlp_playground,
)
from tests.course_utils.explore import promises
from tests.course_utils.explore.promises import Explorable

EXPLORABLES = (
    Explorable(
        mlp_playground,
        {"epoch": 5, "data": "same value?", "activation": "relu", "hidden units": 2,
         "penalty λ": 1e-2, "random start": 4},
        (
            mlp_playground.Params(0, "circles", 1, "relu", 0.1, 8),
            mlp_playground.Params(150, "spirals", 8, "sigmoid", 0.1, 2),
            mlp_playground.Params(150, "same value?", 2, "tanh", 0.0, 3),
        ),
        mlp_playground.NAMES,
    ),
    Explorable(
        circuit_stepper,
        {"step": 12, "w0": 1.5, "x0": 2.0, "w1": 1.0, "x1": 4.5, "w2": 0.0},
        (
            circuit_stepper.Params("neuron", 17, (5, 5, 5, 5, 5)),
            circuit_stepper.Params("neuron", 17, (-5, 5, -5, 5, -5)),
            circuit_stepper.Params("product", 5, (0, 0, 0)),
            circuit_stepper.Params("two neurons", 13, (5, -5, 10, 40, 0)),
        ),
        tuple(circuit_stepper.FUNCTIONS.values()),
    ),
    Explorable(
        gate_patterns,
        {"x": -2.0, "y": 1.5, "upstream gradient u": -3.0, "of copy's second output": 0.0},
        (
            gate_patterns.Params(5, 5, 5, 5),
            gate_patterns.Params(-5, -5, -5, -5),
            gate_patterns.Params(0, 0, 0, 0),
        ),
        gate_patterns.NAMES,
    ),
)  # fmt: skip
UNKNOWN = {
    mlp_playground: mlp_playground.Params(units=5),
    circuit_stepper: circuit_stepper.Params("adder"),
    gate_patterns: gate_patterns.Params(x=7),
}
every = pytest.mark.parametrize(
    "it", EXPLORABLES, ids=[e.module.__name__.rpartition(".")[2] for e in EXPLORABLES]
)


def _for_these(test: Any) -> Any:
    """The same test, asked of other explorables."""
    copy = types.FunctionType(test.__code__, test.__globals__, test.__name__)
    copy.__annotations__ = dict(test.__annotations__)
    return every(copy)


for _name, _test in vars(promises).copy().items():
    if _name.startswith("test_"):
        globals()[_name] = _for_these(_test)


@every
def test_unknown_parameters_are_answered_with_a_sentence(it: Explorable) -> None:
    with pytest.raises(ValueError, match="must be"):
        it.module.render(UNKNOWN[it.module])
    with pytest.raises(TypeError, match=r"functions must be .* Got \{'sigmoid'\} instead"):
        it.module.render(sigmoid=len)
    assert it.module.still().data == it.module.render()
