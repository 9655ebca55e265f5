"""Every figure of a notebook comes with words, from its cell or else from its titles."""

from __future__ import annotations

import os
import re
from html import unescape
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from course_utils.shown import alt_of, image

ROOT = Path(__file__).resolve().parents[2]
CELLS = (
    "import matplotlib.pyplot as plt\nfrom course_utils import plots\nplots.style()",
    '# @title x\n# @alt A line that rises from 0 to "one" & beyond.\nplt.plot([0, 1])\nplt.show()',
    'plots.curve([1.0, 2.0], title="two points", xlabel="x", ylabel="y");',
)


def test_what_a_cell_says_of_its_picture_is_one_line() -> None:
    assert alt_of("# @title t\n# @alt A line.\nplot()") == "A line."
    assert alt_of("print('# @alt no')\nx = 1  # @alt no") == ""


def test_words_are_no_markup() -> None:
    assert 'alt="&lt;b&gt; &quot;x&quot; &amp;"' in image("AAAA", '<b> "x" &')


@pytest.mark.slow
def test_a_figure_carries_the_words_of_its_cell_and_else_those_of_its_titles(
    tmp_path: Path,
) -> None:
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    notebook = nbformat.v4.new_notebook(cells=cells)
    client = NotebookClient(
        notebook, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute(env={**os.environ, "PYTHONPATH": str(ROOT)})
    shown = [o.data for cell in cells for o in cell.outputs if "image/png" in o.get("data", {})]
    said = [unescape(re.search('alt="([^"]*)"', data["text/html"])[1]) for data in shown]
    assert said == [
        'A line that rises from 0 to "one" & beyond.',
        "A figure: two points; x and y",
    ]
    for data in shown:
        assert data["image/png"].strip() in data["text/html"]
