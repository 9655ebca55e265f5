"""What is written of a notebook cell by cell is what nbformat writes, and checked as it checks."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.gradebook.converting import written
from autograder.gradebook.converting.written import Pages

ROOT = Path(__file__).resolve().parents[3]
OUTPUTS: list[dict[str, Any]] = [
    {"output_type": "stream", "name": "stdout", "text": 'a\n"b" ü\u2028c\x85\\\x00\n\n'},
    {"output_type": "stream", "name": "stderr", "text": ""},
    {"output_type": "error", "ename": "E", "evalue": "", "traceback": ["x\ny", "\x1b[0m"]},
    {
        "output_type": "display_data",
        "data": {"text/plain": "a\nb", "image/png": "AB\nCD", "image/svg+xml": "<a>\n</a>"},
        "metadata": {"width": 1.5, "big": 1e300, "on": True, "none": None, "empty": {}},
    },
    {
        "output_type": "execute_result",
        "data": {"application/json": {"b": [1, [], {}], "a": 2}, "text/html": "<b>\n"},
        "metadata": {},
        "execution_count": 3,
    },
]


def notebook() -> Any:
    shown = nbformat.v4.new_code_cell("x = 1\n", outputs=nbformat.from_dict(OUTPUTS), id="shown")
    shown.metadata.update({"trusted": True, "tags": ["a", "b"]})
    prose = nbformat.v4.new_markdown_cell("", id="prose")
    prose["attachments"] = nbformat.from_dict(
        {"a.png": {"image/png": "AB\n", "text/plain": "a\nb"}}
    )
    raw = nbformat.v4.new_raw_cell("a\r\nb\x0cc", id="raw")
    made = nbformat.v4.new_notebook(cells=[shown, prose, raw])
    made.metadata.update({"signature": "s", "orig_nbformat": 3, "z": {"a": 1}, "a": []})
    made["nbformat_minor"] = 5
    return made


@pytest.mark.parametrize("path", sorted(ROOT.glob("lessons/*/*.ipynb")), ids=lambda p: p.stem)
def test_a_lesson_is_written_as_nbformat_writes_it(path: Path) -> None:
    nb = nbformat.v4.reads(path.read_text(encoding="utf-8"))
    before = copy.deepcopy(nb)
    pages = Pages()
    assert [pages.write(nb), pages.write(nb)] == [nbformat.v4.writes(nb)] * 2
    assert nb == before


def test_outputs_attachments_and_odd_texts_are_written_as_nbformat_writes_them() -> None:
    assert Pages().write(notebook()) == nbformat.v4.writes(notebook())
    empty = nbformat.v4.new_notebook()
    assert Pages().write(empty) == nbformat.v4.writes(empty)


def test_cells_without_ids_of_their_own_get_them() -> None:
    nb = notebook()
    nb.cells[1]["id"] = "shown"
    with pytest.warns(nbformat.warnings.DuplicateCellId):
        text = Pages().write(nb)
    assert len({cell["id"] for cell in nb.cells}) == 3
    assert text == nbformat.v4.writes(nb)


def _of_no_kind(nb: Any) -> None:
    nb.cells[1]["cell_type"] = "nonsense"


def _bad_output(nb: Any) -> None:
    nb.cells[0].outputs = [nbformat.from_dict({"output_type": "nonsense"})]


def _bad_source(nb: Any) -> None:
    nb.cells[2]["source"] = 3


def _bad_count(nb: Any) -> None:
    nb.cells[0]["execution_count"] = "1"


def _bad_metadata(nb: Any) -> None:
    nb.metadata["kernelspec"] = {"display_name": "no name"}


@pytest.mark.parametrize("harm", [_of_no_kind, _bad_output, _bad_source, _bad_count, _bad_metadata])
def test_what_is_invalid_is_refused_also_among_cells_that_are_known(harm: Any) -> None:
    pages = Pages()
    pages.write(notebook())
    nb = notebook()
    harm(nb)
    for _ in range(2):
        with pytest.raises(nbformat.ValidationError):
            pages.write(nb)
    assert pages.write(notebook()) == nbformat.v4.writes(notebook())


def test_only_so_many_cells_are_remembered_and_none_that_is_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(written, "_MOST_TEXTS", 3)
    pages = Pages()
    for number in range(5):
        cells = [nbformat.v4.new_code_cell(text, id="a") for text in (f"{number}", "x" * 30_000)]
        cells[1]["id"] = "b"
        nb = nbformat.v4.new_notebook(cells=cells)
        assert pages.write(nb) == nbformat.v4.writes(nb)
    assert len(pages._texts) == 3
    assert all(len(text) < 1000 for text in pages._texts.values())


def _changes() -> dict[str, Any]:
    """What a cell may differ in from one that was written before, by name."""
    return {
        "no source": lambda cell: cell.pop("source"),
        "a source that is no text": lambda cell: cell.update(source=None),
        "another type of number": lambda cell: cell.outputs[3]["metadata"].update(on=1),
        "a number for a name": lambda cell: cell.update(id=1),
        "a list for a text": lambda cell: cell.outputs[0].update(text=["a"]),
        "another output": lambda cell: cell.outputs[0].update(text="a"),
        "more metadata": lambda cell: cell.metadata.update(tags=["a", "c"]),
        "another count": lambda cell: cell.update(execution_count=2),
    }


@pytest.mark.parametrize("change", _changes())
def test_no_cell_is_taken_for_another_that_was_written_before(change: str) -> None:
    pages = Pages()
    nb = notebook()
    nb.cells[0].source = ""
    pages.write(nb)
    _changes()[change](nb.cells[0])
    try:
        expected = Pages().write(copy.deepcopy(nb))
    except Exception as error:
        with pytest.raises(type(error)):
            pages.write(nb)
    else:
        assert pages.write(nb) == expected == nbformat.v4.writes(nb)
