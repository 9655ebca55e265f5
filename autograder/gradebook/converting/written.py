"""A notebook as JSON, a cell to a line, with its schema checked cell by cell.

nbformat copies the notebook, writes its JSON in Python code for the sake of an indent, and checks
every cell each time. Here a cell whose text was right before is not checked again.
"""

from __future__ import annotations

import json
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

_TRANSIENT = {"orig_nbformat", "orig_nbformat_minor", "signature", "trusted"}
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True)
_MOST_TEXTS, _LONGEST = 2000, 20_000  # of texts of cells that are remembered: how many, how long


class Pages:
    """Writes notebooks of one kind, such as the submissions for a lesson."""

    def __init__(self) -> None:
        self._right: set[str] = set()

    def write(self, nb: Any) -> str:
        """The text of a notebook in format 4.5: nbformat reads the same from what it writes itself.

        Raises nbformat's ValidationError where the notebook is none that it would take, and an
        exception of any kind where it is nothing like one.
        """
        ids = {cell.get("id") for cell in nb.cells}
        if len(ids) < len(nb.cells) or None in ids:
            nbformat.validate(nb, relax_add_props=True)  # it makes up ids
        texts = [_JSON.encode(_lasting(cell)) for cell in nb.cells]
        self._validate(nb, texts)
        about = _lasting({key: value for key, value in nb.items() if key != "cells"})
        return '{"cells": [\n' + ",\n".join(texts) + "\n],\n" + _JSON.encode(about)[1:]

    def _validate(self, nb: Any, texts: list[str]) -> None:
        """Check what was not right before, as a notebook of these cells; and all the rest of it."""
        new = [i for i, text in enumerate(texts) if text not in self._right]
        part = NotebookNode({**nb, "cells": [nb.cells[i] for i in new]})
        nbformat.validate(part, relax_add_props=True)
        for text in (texts[i] for i in new):
            if len(text) <= _LONGEST and len(self._right) < _MOST_TEXTS:
                self._right.add(text)


def _lasting(part: Any) -> dict[str, Any]:
    """A cell, or the notebook without its cells, without what holds for one session only."""
    metadata = {key: it for key, it in part["metadata"].items() if key not in _TRANSIENT}
    return {**part, "metadata": metadata}
