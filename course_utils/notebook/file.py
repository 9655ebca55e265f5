"""Read a notebook file, whatever program wrote or damaged it.

What comes out has the current format and known parts only, so that nobody else has to expect
anything odd: every cell has a type, a text, metadata and an id. What cannot be read is a
NotebookError: one sentence that says what is wrong and what to do.
"""

from __future__ import annotations

import codecs
import json
import re
from pathlib import Path
from typing import Any

from course_utils.notebook import absent
from course_utils.notebook.bounded import (
    NotRegularFile,
    TooLargeFile,
    UnreadableFile,
    read_bounded,
)

with absent("rfc3987_syntax"):  # builds a grammar for a second, of what no notebook holds
    import nbformat

MAX_FILE = 64 * 2**20
MAX_CELLS = 5000
MAX_TEXT = 2 * 2**20  # characters of all cells; a whole lesson has a tenth of it
_TYPES = ("code", "markdown", "raw")
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}\Z")
_CONFLICT = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BEGINNINGS = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a zip archive",
    b"\x1f\x8b": "a compressed archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"<!doctype": "a web page",
    b"<html": "a web page",
}
REMEDIES = {  # what whoever wrote the notebook can do
    "": "",
    "save": "open it in JupyterLab, save it and try again",
    "whole": "put your answers into the lesson's notebook",
    "outputs": "clear its outputs in JupyterLab (Edit → Clear Outputs of All Cells) and save it",
    "other": "name the .ipynb file",
    "again": "go back to a whole copy (in JupyterLab: File → Revert Notebook to Checkpoint)",
    "merge": "decide between the two versions and delete the marks",
}
_REMEDY_FOR: dict[type[UnreadableFile], str] = {TooLargeFile: "outputs", NotRegularFile: "other"}


class NotebookError(ValueError):
    """A file that is no notebook that can be used.

    `found` says what is wrong with it, `remedy` (a key of REMEDIES) what to do about it.
    """

    def __init__(self, found: str, remedy: str = "") -> None:
        self.found, self.remedy = found, remedy
        super().__init__("; ".join(part for part in (found, REMEDIES[remedy]) if part))


def read_notebook(path: Path) -> Any:
    """The notebook at `path` in nbformat 4.5; raises NotebookError."""
    return notebook_in(path, _bytes(path))


def notebook_in(path: Path, data: bytes) -> Any:
    """The notebook that the bytes of a file called `path` hold; raises NotebookError."""
    text = _decoded(path, data)
    _refuse_what_is_no_notebook(path, text)
    try:
        content = json.loads(text)
        if re.search(r"\\u[dD][89a-fA-F]", text):  # halves of characters: no file can hold them
            text = json.dumps(content, ensure_ascii=False).encode(errors="replace").decode()
            content = json.loads(text)
        notebook = in_known_form(content)
    except json.JSONDecodeError as error:
        raise _damage(path, text, error) from error
    except Exception as error:  # nbformat raises many kinds, for many kinds of damage
        why = (str(error).strip().split("\n")[0] or type(error).__name__)[:160]
        raise NotebookError(f"{path.name} is not a readable notebook ({why})", "save") from error
    if len(notebook.cells) > MAX_CELLS:
        many = f"{path.name} has {len(notebook.cells)} cells, more than {MAX_CELLS}"
        raise NotebookError(many, "whole")
    size = sum(len(cell["source"]) for cell in notebook.cells)
    if size > MAX_TEXT:
        long = f"{path.name} holds {size:,} characters of text and code, more than {MAX_TEXT:,}"
        raise NotebookError(long, "whole")
    return notebook


def read_text(path: Path) -> str:
    """The text of a file of bounded size, in whatever encoding an editor wrote it.

    Raises:
        NotebookError: it cannot be read, is too large, or is no text.
    """
    return _decoded(path, _bytes(path))


def _bytes(path: Path) -> bytes:
    try:
        return read_bounded(path, MAX_FILE, links=True)
    except UnreadableFile as error:
        remedy = _REMEDY_FOR.get(type(error), "")
        raise NotebookError(f"{path.name} {error}", remedy) from error


def _decoded(path: Path, data: bytes) -> str:
    """The text of a file, in the encodings that editors write; raises NotebookError."""
    try:
        return data.decode("utf-16" if data.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        if data.lstrip().startswith(b"{") and b"\0" not in data:  # text in an old encoding
            return data.decode("utf-8", errors="replace")
        found = f"{path.name} is not a notebook (it is {_kind(data)})"
        raise NotebookError(found, "other") from error


def _kind(data: bytes) -> str:
    start = data[:64].lstrip().lower()
    kinds = (what for mark, what in _BEGINNINGS.items() if start.startswith(mark.lower()))
    return next(kinds, "not text")


def _refuse_what_is_no_notebook(path: Path, text: str) -> None:
    if not text.strip("\0 \t\r\n"):
        raise NotebookError(f"{path.name} is empty", "again")
    if (kind := _kind(text[:64].encode())) != "not text":
        raise NotebookError(f"{path.name} is not a notebook (it is {kind})", "other")


def _damage(path: Path, text: str, error: json.JSONDecodeError) -> NotebookError:
    """What is wrong with a file that is no JSON."""
    if _CONFLICT.search(text):
        return NotebookError(f"{path.name} holds the marks of a merge conflict (<<<<<<<)", "merge")
    if text.lstrip().startswith("{") and not text.rstrip().endswith("}"):
        return NotebookError(f"{path.name} is cut off at its end", "again")
    where = f"{error.msg}, line {error.lineno}"
    return NotebookError(f"{path.name} is not a readable notebook ({where})", "save")


def in_known_form(content: Any) -> Any:
    """The parsed JSON of a notebook of any format, as one of nbformat 4.5 with known parts.

    Raises an exception of any kind where it is no notebook.
    """
    if not isinstance(content, dict):
        raise ValueError("it holds no cells")
    if not isinstance(content.get("cells"), list):
        if not isinstance(content.get("worksheets"), list):
            raise ValueError("it holds no cells")
        content = nbformat.convert(nbformat.from_dict({"nbformat": 3, **content}), 4)
    cells = [_cell(cell) for cell in content["cells"] if isinstance(cell, dict)]
    _give_ids(cells)
    metadata = _dict(content.get("metadata"))
    known = {"cells": [], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    notebook = nbformat.from_dict(known)
    notebook["cells"] = cells  # nodes already
    return notebook


def as_type(cell: Any, kind: str) -> Any:
    """The same cell as one of type `kind`, without outputs."""
    made = {
        "id": cell.get("id"),
        "metadata": cell.get("metadata"),
        "source": cell.get("source"),
        "cell_type": kind,
    }
    if kind == "code":
        made["execution_count"], made["outputs"] = None, []
    elif kind == "markdown" and cell.get("attachments"):
        made["attachments"] = cell["attachments"]
    return _node(made)


def _node(content: dict[Any, Any]) -> Any:
    """As `nbformat.from_dict`, which looks into every text and number too."""
    return nbformat.NotebookNode(
        {
            key: _node(value)
            if isinstance(value, dict)
            else nbformat.from_dict(value)
            if isinstance(value, list | tuple)
            else value
            for key, value in content.items()
        }
    )


def _cell(cell: dict[str, Any]) -> Any:
    """A cell with its type, text, metadata and attachments. Outputs are made anew by judging."""
    kind, name, source = cell.get("cell_type"), cell.get("id"), _joined(cell.get("source"))
    if "\r" in source:
        source = source.replace("\r\n", "\n").replace("\r", "\n")
    known = {
        "id": name if isinstance(name, str) else "",
        "metadata": _dict(cell.get("metadata")),
        "source": source,
        "attachments": _attachments(cell.get("attachments")),
    }
    return as_type(known, kind if kind in _TYPES else "code")


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _joined(source: Any) -> str:
    lines = source if isinstance(source, list) else [source]
    try:
        return "".join(lines)
    except TypeError:
        return "".join(line for line in lines if isinstance(line, str))


def _attachments(value: Any) -> dict[str, dict[str, str]]:
    """The pictures that prose shows, by name: base64 text by type."""
    if not isinstance(value, dict):
        return {}
    shown = {
        name: {kind: _joined(data) for kind, data in bundle.items() if kind.startswith("image/")}
        for name, bundle in value.items()
        if isinstance(bundle, dict)
    }
    return {name: bundle for name, bundle in shown.items() if bundle}


def _give_ids(cells: list[Any]) -> None:
    """Every cell an id of its own: old formats have none, and some editors repeat them."""
    seen: set[str] = set()
    for number, cell in enumerate(cells):
        if not _ID.match(cell["id"]) or cell["id"] in seen:
            cell["id"] = f"cell-{number}"
        while cell["id"] in seen:
            cell["id"] = f"{cell['id'][:50]}-{number}"
        seen.add(cell["id"])
