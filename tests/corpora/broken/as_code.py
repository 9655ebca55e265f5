"""The cases of `as_code.toml`, which says what its entries mean."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.corpora.broken.case import Notebook, cell, cells, insert_before


def _change(case: dict[str, Any]) -> Callable[[Notebook], None]:
    def change(nb: Notebook) -> None:
        touched = cell(nb, case["cell"])
        if "own" in case:
            insert_before(nb, case["cell"], case["own"].strip("\n"))
        if "above" in case:
            touched["source"] = f"{case['above'].strip()}\n\n{touched['source']}"
        if "instead" in case:
            touched["source"] = case["instead"].strip("\n")

    return change


for _name, _case in tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8")).items():
    _made = _change(_case)
    _made.__name__ = _name
    cells(loses=tuple(_case.get("loses", ())), note=_case.get("note", ""))(_made)
    _instead_of_sigmoid(nb, f"def sigmoid(z):\n{mine}")


@cells()
def error_in_a_cell_of_ones_own(nb: Notebook) -> None:
    insert_before(nb, "sigmoid", "1 / 0")


@cells()
def function_as_a_lambda(nb: Notebook) -> None:
    _instead_of_sigmoid(nb, f"sigmoid = lambda z: {RIGHT}")


@cells()
def function_as_a_class_that_computes(nb: Notebook) -> None:
    _instead_of_sigmoid(nb, f"class sigmoid:\n    def __new__(cls, z):\n        return {RIGHT}")


@cells()
def function_as_an_object_that_computes(nb: Notebook) -> None:
    body = f"class Sigmoid:\n    def __call__(self, z):\n        return {RIGHT}"
    _instead_of_sigmoid(nb, f"{body}\n\n\nsigmoid = Sigmoid()")


@cells(loses=("sigmoid",))
def function_as_a_class(nb: Notebook) -> None:
    _instead_of_sigmoid(
        nb, f"class sigmoid:\n    def __init__(self, z):\n        self.value = {RIGHT}"
    )


@cells(loses=("sigmoid",))
def function_as_a_number(nb: Notebook) -> None:
    _instead_of_sigmoid(nb, "sigmoid = 0.5")


@cells(loses=("sigmoid",))
def function_as_an_array(nb: Notebook) -> None:
    _instead_of_sigmoid(nb, "z = np.linspace(-5, 5)\nsigmoid = 1 / (1 + np.exp(-z))")


@cells(loses=("sigmoid",))
def function_of_another_name(nb: Notebook) -> None:
    _instead_of_sigmoid(nb, f"def Sigmoid(z):\n    return {RIGHT}")


@cells(loses=("sigmoid",))
def function_that_wants_more(nb: Notebook) -> None:
    _instead_of_sigmoid(nb, f"def sigmoid(z, how):\n    return {RIGHT}")
>>>>>>> parity
