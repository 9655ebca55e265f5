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
