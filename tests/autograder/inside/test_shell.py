"""The process that runs a student's cells is like a kernel, and so is what it takes of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from autograder.judge.session import Session
from autograder.sandbox.sandbox import Sandbox
from course_utils.notebook.kernel import Kernel

MAGICS = "{kind: sorted(found) for kind, found in get_ipython().magics_manager.magics.items()}"


@pytest.fixture
def session(trusted: Sandbox) -> Iterator[Session]:
    with Session(trusted) as session:
        yield session


def value(session: Session, source: str) -> Any:
    """What an expression is in the student's process."""
    assert session.run(100, f"_asked = {source}") is None
    return session.current.get("_asked")


def test_it_knows_every_magic_of_a_kernel(session: Session, tmp_path: Any) -> None:
    with Kernel(tmp_path, 60.0) as kernel:
        kernel.run(f"import json, pathlib; pathlib.Path('m').write_text(json.dumps({MAGICS}))")
    assert value(session, MAGICS) == json.loads((tmp_path / "m").read_text())


@pytest.mark.parametrize(
    "line",
    ["%autosave 60", "%clear", "%connect_info", "%qtconsole", "%subshell", "%edit", "%man ls"],
)
def test_a_magic_for_a_front_end_goes_on(session: Session, line: str) -> None:
    assert session.run(0, f"{line}\nbelow = 1") is None
    assert session.error(0) == ""
    assert session.current.get("below") == 1


def test_an_unknown_magic_says_so_and_everything_below_is_run(session: Session) -> None:
    session.run(
        0, "%no_such_magic 3\ntable = []\nfor number in range(3):\n    table.append(number)"
    )
    assert "`%no_such_magic` not found" in session.error(0)
    assert session.stopped_at == {0: 1}
    assert session.current.get("table") == [0, 1, 2]


def test_its_working_folder_is_on_the_path_behind_pythons_own(session: Session) -> None:
    session.run(0, "%%writefile mine.py\nanswer = 42")
    session.run(1, "%%writefile json.py\nanswer = 43")
    session.run(2, "import json, mine\nfound = (mine.answer, hasattr(json, 'loads'))")
    assert session.current.get("found") == (42, True)


CELL = """
first = 1
import decimal; first / 0; second = 2
print("never")
third = second + missing
@str
def fourth():
    raise LookupError
for number in (5,):
    fifth = number
try:
    import no_such_package
except ImportError:
    sixth = "six"
if second:
    class Seventh:
        def size(self): return 'ä'; eighth = "no"
import math as eighth
text = '''
def ninth(): pass
'''
"""


def test_definitions_imports_and_assignments_below_an_error_are_taken(session: Session) -> None:
    assert session.run(0, CELL) is None
    assert session.error(0) == "ZeroDivisionError: division by zero"
    assert session.stopped_at == {0: 3}
    names = value(
        session, "sorted(n for n in dir() if n[:1] in 'efnst' and not n.startswith('ex'))"
    )
    assert {"first", "second", "fourth", "sixth", "eighth", "text"} <= set(names)
    assert not {"third", "fifth", "ninth", "number"} & set(names)
    assert value(session, "Seventh().size()") == "ä"
    assert value(session, "text") == "\ndef ninth(): pass\n"


def test_a_line_of_a_function_taken_late_is_told_as_it_stands(session: Session) -> None:
    session.run(0, "1 / 0\n\n\ndef fails():\n    return [][3]  # here")
    session.run(1, "fails()")
    trace = "\n".join(session.outputs[1][-1]["traceback"])
    assert "return [][3]  # here" in trace


def test_an_error_without_anything_below_is_no_note(session: Session) -> None:
    session.run(0, "half = 1\nhalf / 0\nprint(half)")
    assert session.error(0)
    assert session.stopped_at == {}


def test_a_name_whose_import_failed_says_why(session: Session) -> None:
    session.run(0, "import no_such_package.plots as plots, os\nfrom numpy import no_such_name")
    session.run(1, "plots.draw()")
    session.run(2, "no_such_name(3)")
    assert session.error(1).endswith("because the package no_such_package is not installed here")
    assert "its import failed (cannot import name 'no_such_name'" in session.error(2)
    session.run(3, "plots = 3\ndel plots\nother")
    assert session.error(3) == "NameError: name 'other' is not defined"


def test_a_cell_that_others_need_is_completed_when_it_stops(session: Session) -> None:
    ours = "import math\nratio = 2\nprint(ratio)\ndef double(x):\n    return ratio * x"
    session.run(0, "ratio = 3\nimport math as\n", instead=ours)
    assert value(session, "double(2) + math.floor(1.5)") == 5
    session.run(1, "ratio = 4\n1 / 0", instead=ours)
    assert value(session, "ratio") == 4


def test_a_breakpoint_is_told_with_its_line(session: Session) -> None:
    source = "def f(x):\n    y = x\n    import pdb; pdb.set_trace()\n    return y"
    session.run(0, source)
    function = session.current.get("f")
    with pytest.raises(Exception, match="a breakpoint was left in") as raised:
        function(1)
    assert raised.value.line == "import pdb; pdb.set_trace()"
