"""Read a notebook file that a student handed in, whatever program wrote or damaged it.

What comes out has the current format and known parts only, so that nobody else has to expect
anything odd: every cell has a type, a text, metadata and an id. What cannot be read is a
SubmissionError: one sentence that says what is wrong and what to ask of the student.
"""

from __future__ import annotations

import codecs
import json
import re
from pathlib import Path
from typing import Any

import jupytext
import nbformat

from autograder.common.files import NotRegularError, TooLargeError, read_regular
from autograder.common.text import first_line

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
_AGAIN = "ask the student to open it in JupyterLab, save it and hand it in again"


class SubmissionError(ValueError):
    """A submitted file that cannot be judged; the text says why and what to ask for."""


def read_notebook(path: Path) -> Any:
    """The notebook at `path` in nbformat 4.5; raises SubmissionError."""
    data = _bytes(path)
    if path.suffix == ".py":
        return jupytext.reads(_decoded(path, data), fmt="py:percent")
    text = _decoded(path, data)
    _refuse_what_is_no_notebook(path, data, text)
    try:
        content = json.loads(text)
        if re.search(r"\\u[dD][89a-fA-F]", text):  # halves of characters: no file can hold them
            text = json.dumps(content, ensure_ascii=False).encode(errors="replace").decode()
            content = json.loads(text)
        notebook = in_known_form(content)
    except json.JSONDecodeError as error:
        raise SubmissionError(_damage(path, text, error)) from error
    except Exception as error:  # nbformat raises many kinds, for many kinds of damage
        raise SubmissionError(
            f"{path.name} is not a readable notebook ({first_line(error)}); {_AGAIN}"
        ) from error
    if len(notebook.cells) > MAX_CELLS:
        raise SubmissionError(
            f"{path.name} has {len(notebook.cells)} cells, more than {MAX_CELLS};"
            " ask for the lesson's notebook with the answers in it"
        )
    size = sum(len(cell.source) for cell in notebook.cells)
    if size > MAX_TEXT:
        raise SubmissionError(
            f"{path.name} holds {size:,} characters of text and code, more than {MAX_TEXT:,};"
            " ask for the lesson's notebook with the answers in it"
        )
    return notebook


def _bytes(path: Path) -> bytes:
    try:
        return read_regular(path, MAX_FILE, follow=True)
    except TooLargeError as error:
        raise SubmissionError(
            f"{path.name} is {error.size / 2**20:.0f} MiB, more than {MAX_FILE // 2**20};"
            " ask for it again with its outputs cleared"
        ) from error
    except NotRegularError as error:
        raise SubmissionError(f"{path.name} {error}; ask for the .ipynb file") from error
    except OSError as error:
        raise SubmissionError(f"{path.name} cannot be read: {error.strerror}") from error


def _decoded(path: Path, data: bytes) -> str:
    """The text of a file, in the encodings that editors write; raises SubmissionError."""
    try:
        return data.decode("utf-16" if data.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        if data.lstrip().startswith(b"{") and b"\0" not in data:  # text in an old encoding
            return data.decode("utf-8", errors="replace")
        raise SubmissionError(
            f"{path.name} is not a notebook (it is {_kind(data)}); ask for the .ipynb file"
        ) from error


def _kind(data: bytes) -> str:
    start = data[:64].lstrip().lower()
    kinds = (what for mark, what in _BEGINNINGS.items() if start.startswith(mark.lower()))
    return next(kinds, "not text")


def _refuse_what_is_no_notebook(path: Path, data: bytes, text: str) -> None:
    if not text.strip("\0 \t\r\n"):
        raise SubmissionError(f"{path.name} is empty; ask the student to hand it in again")
    if (kind := _kind(data)) != "not text":
        raise SubmissionError(
            f"{path.name} is not a notebook (it is {kind}); ask for the .ipynb file"
        )


def _damage(path: Path, text: str, error: json.JSONDecodeError) -> str:
    """What is wrong with a file that is no JSON."""
    if _CONFLICT.search(text):
        return (
            f"{path.name} holds the marks of a merge conflict (<<<<<<<);"
            " ask the student to resolve it and to hand the notebook in again"
        )
    if text.lstrip().startswith("{") and not text.rstrip().endswith("}"):
        return f"{path.name} is cut off at its end; ask the student to hand it in again"
    where = f"{error.msg}, line {error.lineno}"
    return f"{path.name} is not a readable notebook ({where}); {_AGAIN}"


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
    return nbformat.from_dict(
        {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    )


def as_type(cell: Any, kind: str) -> Any:
    """The same cell as one of type `kind`, without outputs."""
    made = {key: cell.get(key) for key in ("id", "metadata", "source")}
    made["cell_type"] = kind
    if kind == "code":
        made |= {"execution_count": None, "outputs": []}
    elif kind == "markdown" and cell.get("attachments"):
        made["attachments"] = cell["attachments"]
    return nbformat.from_dict(made)


def _cell(cell: dict[str, Any]) -> Any:
    """A cell with its type, text, metadata and attachments. Outputs are made anew by judging."""
    kind, name = cell.get("cell_type"), cell.get("id")
    known = {
        "id": name if isinstance(name, str) else "",
        "metadata": _dict(cell.get("metadata")),
        "source": _joined(cell.get("source")).replace("\r\n", "\n").replace("\r", "\n"),
        "attachments": _attachments(cell.get("attachments")),
    }
    return as_type(known, kind if kind in _TYPES else "code")


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _joined(source: Any) -> str:
    lines = source if isinstance(source, list) else [source]
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
        if not _ID.match(cell.id) or cell.id in seen:
            cell.id = f"cell-{number}"
        while cell.id in seen:
            cell.id = f"{cell.id[:50]}-{number}"
        seen.add(cell.id)
