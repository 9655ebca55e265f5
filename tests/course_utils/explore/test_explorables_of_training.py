"""The explorables of training keep the promises that every explorable makes."""

from __future__ import annotations

import types
from typing import Any

import pytest

from course_utils.explore import (
    polynomial_degree,
    regularisation_path,
)
from tests.course_utils.explore import test_explorables as promises
from tests.course_utils.explore.test_explorables import Explorable

EXPLORABLES = (
    Explorable(
        regularisation_path,
        {"penalty λ": 0.03, "learned from": 40, "wrong labels": 0.0},
        (
            regularisation_path.Params(0.3, 40, 0.0),
            regularisation_path.Params(0.0, 300, 0.0),
            regularisation_path.Params(0.3, 300),
        ),
        ("fit_softmax", "softmax_gradients", "predict"),
    ),
    Explorable(
        polynomial_degree,
        {"degree M": 3, "penalty λ": 1e-5, "points": 30, "draw": 2},
        (
            polynomial_degree.Params(0, 1.0, 300, 6),
            polynomial_degree.Params(0, 0.0, 14, 6),
            polynomial_degree.Params(9, 0.0, 14, 4),
        ),
        ("fit_polynomial", "polynomial_features"),
    ),
)  # fmt: skip
UNKNOWN = {
    regularisation_path: regularisation_path.Params(0.123),
    polynomial_degree: polynomial_degree.Params(10),
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
    if _name.startswith("test_") and "unknown" not in _name:
        globals()[_name] = _for_these(_test)


@every
def test_unknown_parameters_are_answered_with_a_sentence(it: Explorable) -> None:
    with pytest.raises(ValueError, match="must be"):
        it.module.render(UNKNOWN[it.module])
    with pytest.raises(TypeError, match=r"functions must be .* Got \{'sigmoid'\} instead"):
        it.module.render(sigmoid=len)
    assert it.module.still().data == it.module.render()
