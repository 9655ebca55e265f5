"""A notebook as the text that nbformat writes, and its schema checked, cell by cell.

nbformat copies the notebook, writes its JSON in Python code and checks every cell each time. Here
each cell is written from what it is, without a copy. Most cells of a submission stood, to the
letter, in another one: their text was written and checked before.
"""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

_TRANSIENT = {"orig_nbformat", "orig_nbformat_minor", "signature"}
_SPLIT = ("application/javascript", "image/svg+xml")
_MOST_TEXTS, _LONGEST = 2000, 20_000  # of texts of cells that are remembered: how many, how long
_Key = tuple[str | None, str]


class Pages:
    """Writes notebooks of one kind, such as the submissions for a lesson."""

    def __init__(self) -> None:
        self._texts: dict[_Key, str] = {}

    def write(self, nb: Any) -> str:
        """The text that `nbformat.v4.writes` makes of a notebook in format 4.5.

        Raises nbformat's ValidationError where the notebook is none that it would take, and an
        exception of any kind where it is nothing like one.
        """
        ids = {cell.get("id") for cell in nb.cells}
        if len(ids) < len(nb.cells) or None in ids:
            nbformat.validate(nb, relax_add_props=True)  # it makes up ids
        about = {key: value for key, value in nb.items() if key != "cells"}
        about["metadata"] = {k: v for k, v in nb.metadata.items() if k not in _TRANSIENT}
        parts = {key: _text(value, "\n ") for key, value in about.items()}
        parts["cells"] = _in_brackets("[]", self._written(nb), "\n ")
        return _in_brackets("{}", [_entry(key, parts[key]) for key in sorted(parts)], "\n")

    def _written(self, nb: Any) -> list[str]:
        """The cells' texts; those that were not written before are checked, as is all beside them.

        They are checked as a notebook of these cells.
        """
        keys = [_key(cell) for cell in nb.cells]
        new = [index for index, key in enumerate(keys) if key not in self._texts]
        texts = {keys[index]: _cell_text(nb.cells[index]) for index in new}
        part = NotebookNode({**nb, "cells": [nb.cells[index] for index in new]})
        nbformat.validate(part, relax_add_props=True)
        written = [texts.get(key) or self._texts[key] for key in keys]
        for key, text in texts.items():
            if len(text) <= _LONGEST and len(self._texts) < _MOST_TEXTS:
                self._texts[key] = text
        return written


def _key(cell: Any) -> _Key:
    """All that is in a cell, in a form that no other content has."""
    rest = {**cell}
    source = rest.pop("source") if isinstance(rest.get("source"), str) else None
    return source, repr(rest)


def _cell_text(cell: Any) -> str:
    """A cell as it stands in a notebook's text."""
    shown = dict(cell)
    if "trusted" in cell["metadata"]:
        shown["metadata"] = {k: v for k, v in cell["metadata"].items() if k != "trusted"}
    if isinstance(cell.get("source"), str):
        shown["source"] = cell["source"].splitlines(True)
    if "attachments" in cell:
        shown["attachments"] = {n: _split(bundle) for n, bundle in cell["attachments"].items()}
    if cell["cell_type"] == "code":
        shown["outputs"] = [_split_output(output) for output in cell["outputs"]]
    return _text(shown, "\n  ")


def _split_output(output: Any) -> Any:
    kind = output["output_type"]
    if kind in ("execute_result", "display_data") and "data" in output:
        return {**output, "data": _split(output["data"])}
    if kind == "stream" and isinstance(output["text"], str):
        return {**output, "text": output["text"].splitlines(True)}
    return output


def _split(bundle: Any) -> Any:
    """What is shown, by type, texts as lists of lines."""
    return {
        kind: data.splitlines(True)
        if isinstance(data, str) and (kind.startswith("text/") or kind in _SPLIT)
        else data
        for kind, data in bundle.items()
    }


def _text(value: Any, line: str) -> str:
    """JSON with an indent of one and sorted keys; `line` begins a line at the depth of `value`."""
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        inner = line + " "
        keys = sorted(value)
        return _in_brackets("{}", [_entry(key, _text(value[key], inner)) for key in keys], line)
    if isinstance(value, list | tuple):
        inner = line + " "
        return _in_brackets("[]", [_text(item, inner) for item in value], line)
    return json.dumps(value)


def _entry(key: str, text: str) -> str:
    return f"{encode_basestring(key)}: {text}"


def _in_brackets(brackets: str, parts: list[str], line: str) -> str:
    if not parts:
        return brackets
    return f"{brackets[0]}{line} {f',{line} '.join(parts)}{line}{brackets[1]}"
