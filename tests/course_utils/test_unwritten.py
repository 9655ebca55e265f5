"""An exercise that is not written yet is told in a line, in a real kernel."""

from __future__ import annotations

import re
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from course_utils.check.unwritten import sentence


def outputs(*sources: str) -> list[Any]:
    """What the last of these cells shows, run in order in one kernel."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    NotebookClient(notebook, allow_errors=True, kernel_name="python3").execute()
    return list(notebook.cells[-1].outputs)


@pytest.mark.slow
def test_a_call_of_an_unwritten_function_shows_one_line() -> None:
    stub = "from course_utils import check\ndef half(x):\n    raise NotImplementedError"
    (output,) = outputs(stub, 'check.close(half(3.0), 1.5, what="half(3)")')
    assert (output.output_type, output.ename) == ("error", "NotImplementedError")
    (line,) = output.traceback
    assert re.sub(r"\x1b\[[\d;]*m", "", line) == (
        "✗ half is not written yet. Put your code in place of `raise NotImplementedError`, "
        "run that cell, then this one again."
    )


@pytest.mark.slow
def test_other_errors_keep_their_traceback() -> None:
    (output,) = outputs("from course_utils import check", "1 / 0")
    assert output.ename == "ZeroDivisionError"
    assert len(output.traceback) > 1


def test_a_cell_without_a_function_is_called_this_cell_and_a_reason_is_kept() -> None:
    with pytest.raises(NotImplementedError) as caught:
        exec(compile("raise NotImplementedError('the hard half')", "<cell>", "exec"))
    assert sentence(caught.value, caught.tb) == (
        "This cell is not written yet (the hard half). Put your code in place of"
        " `raise NotImplementedError`."
    )
