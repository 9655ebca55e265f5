"""Notebooks whose cells other programs, or hasty hands, have changed."""

from __future__ import annotations

import secrets
from typing import Any

from tests.corpora.broken.case import (
    Notebook,
    cell,
    cells,
    copy_of,
    grade_id,
    insert_before,
    place,
    released_source,
)

SYNTAX_ERROR = "def sigmoid(z:\n    return 1 / (1 + np.exp(-z)"


@cells(note="of several copies of a cell the last that was worked on counts ('sigmoid')")
def answered_in_a_copy(nb: Notebook) -> None:
    """The copy with the answer stands below the test."""
    answer = copy_of(cell(nb, "sigmoid"))
    cell(nb, "sigmoid")["source"] = released_source("sigmoid")
    nb["cells"].insert(place(nb, "test_sigmoid") + 1, answer)


@cells(note="of several copies of a cell")
def untouched_copy_below(nb: Notebook) -> None:
    untouched = copy_of(cell(nb, "sigmoid")) | {"source": "# YOUR CODE HERE"}
    nb["cells"].insert(place(nb, "sigmoid") + 1, untouched)
    nb["cells"].insert(place(nb, "test_sigmoid"), copy_of(cell(nb, "test_sigmoid")))


@cells(note="cells that had been split were put together ('sigmoid')")
def split_within_a_function(nb: Notebook) -> None:
    _split(nb, "sigmoid", at="    ", pieces_after=0)


@cells(note="of several copies of a cell")
def split_above_the_function(nb: Notebook) -> None:
    answer = cell(nb, "sigmoid")
    helper = copy_of(answer) | {"source": "def _half(x):\n    return x / 2"}
    nb["cells"].insert(place(nb, "sigmoid"), helper)


@cells(note="of several copies of a cell the last that was worked on counts ('test_sigmoid')")
def split_test(nb: Notebook) -> None:
    _split(nb, "test_sigmoid", at="", pieces_after=1)


def _split(nb: Notebook, name: str, *, at: str, pieces_after: int) -> None:
    """Split a cell at its last line that begins with `at`; both halves keep their metadata."""
    whole = cell(nb, name)
    lines = whole["source"].split("\n")
    cut = max(i for i, line in enumerate(lines) if line.startswith(at) and line.strip())
    rest = copy_of(whole) | {"source": "\n".join(lines[cut:])}
    whole["source"] = "\n".join(lines[:cut])
    nb["cells"].insert(place(nb, name) + 1 + pieces_after, rest)


@cells(note="cells had been deleted and were put back ('log_odds')")
def two_exercises_in_one_cell(nb: Notebook) -> None:
    both = cell(nb, "sigmoid")
    both["source"] += "\n\n\n" + cell(nb, "log_odds")["source"]
    nb["cells"].remove(cell(nb, "log_odds"))


@cells()
def answered_in_a_cell_of_ones_own(nb: Notebook) -> None:
    answer = cell(nb, "sigmoid")["source"]
    cell(nb, "sigmoid")["source"] = released_source("sigmoid")
    insert_before(nb, "sigmoid", answer)


@cells(note="cells had been deleted and were put back ('test_perceptron_predict', ")
def deleted_tests(nb: Notebook) -> None:
    nb["cells"] = [c for c in nb["cells"] if not grade_id(c).startswith("test_")]


@cells(loses=("sigmoid",), note="put back ('sigmoid', 'test_sigmoid')")
def deleted_exercise(nb: Notebook) -> None:
    for name in ("sigmoid", "test_sigmoid"):
        nb["cells"].remove(cell(nb, name))


@cells(note="put back ('start-code')")
def deleted_imports(nb: Notebook) -> None:
    nb["cells"].remove(cell(nb, "start-code"))


@cells()
def deleted_prose(nb: Notebook) -> None:
    nb["cells"] = [c for c in nb["cells"] if c["cell_type"] == "code" or grade_id(c)]


@cells()
def exercises_after_their_tests(nb: Notebook) -> None:
    answers = [c for c in nb["cells"] if grade_id(c) and c["metadata"]["nbgrader"]["solution"]]
    nb["cells"] = [c for c in nb["cells"] if c not in answers] + answers


@cells()
def exercises_in_another_order(nb: Notebook) -> None:
    """An exercise, with its test, stands above the one that it uses."""
    for name in ("test_sigmoid", "sigmoid"):
        nb["cells"].append(nb["cells"].pop(place(nb, name)))


@cells(note="put back ('start-code')")
def imports_at_the_end(nb: Notebook) -> None:
    nb["cells"].append(nb["cells"].pop(place(nb, "start-code")))


@cells(note="cells had become cells of another type ('sigmoid')")
def answer_as_prose(nb: Notebook) -> None:
    _retype(nb, "sigmoid", "markdown")


@cells(note="cells had become cells of another type ('sigmoid')")
def answer_as_raw_text(nb: Notebook) -> None:
    _retype(nb, "sigmoid", "raw")


@cells(note="cells had become cells of another type ('test_sigmoid')")
def test_as_prose(nb: Notebook) -> None:
    _retype(nb, "test_sigmoid", "markdown")


@cells(note="cells had become cells of another type ('start-code')")
def imports_as_raw_text(nb: Notebook) -> None:
    _retype(nb, "start-code", "raw")


@cells(note="cells had become cells of another type ('why_not_least_squares')")
def words_as_code(nb: Notebook) -> None:
    words = cell(nb, "why_not_least_squares")
    words |= {"cell_type": "code", "outputs": [], "execution_count": None}


def _retype(nb: Notebook, name: str, kind: str) -> None:
    changed = cell(nb, name)
    changed["cell_type"] = kind
    changed.pop("outputs", None)
    changed.pop("execution_count", None)


@cells(note="its cells had lost their names and were found by what they hold")
def from_colab(nb: Notebook) -> None:
    nb["metadata"] = {"colab": {"provenance": []}, "kernelspec": {"name": "python3"}}
    nb["nbformat_minor"] = 0
    for each in nb["cells"]:
        del each["id"]
        each["metadata"] = {"id": secrets.token_urlsafe(9), "colab": {"base_uri": "https://x"}}
        each["source"] = each["source"].splitlines(keepends=True)


@cells(note="its cells had lost their names")
def from_vs_code(nb: Notebook) -> None:
    nb["metadata"] = {"language_info": {"name": "python", "version": "3.12.1"}, "orig_nbformat": 4}
    nb["nbformat_minor"] = 2
    for each in nb["cells"]:
        each["metadata"] = {"vscode": {"languageId": "python"}}
        each["id"] = secrets.token_hex(4)


@cells(loses=("sigmoid",), note="its cells had lost their names")
def from_an_editor_with_a_syntax_error(nb: Notebook) -> None:
    cell(nb, "sigmoid")["source"] = SYNTAX_ERROR
    for each in nb["cells"]:
        each["metadata"] = {}
        del each["id"]


@cells(note="its cells had lost their names")
def metadata_of_another_shape(nb: Notebook) -> None:
    nb["metadata"] = ["python"]
    shapes: list[Any] = [None, [], "sigmoid", 7, {"nbgrader": "sigmoid"}, {"nbgrader": {"x": 1}}]
    for number, each in enumerate(nb["cells"]):
        each["metadata"] = shapes[number % len(shapes)]


def _old_format(minor: int) -> None:
    def as_minor(nb: Notebook) -> None:
        nb["nbformat_minor"] = minor
        for each in nb["cells"] if minor < 5 else []:
            del each["id"]

    as_minor.__name__ = f"format_4_{minor}"
    cells()(as_minor)


for _minor in range(6):
    _old_format(_minor)


@cells()
def format_3(nb: Notebook) -> None:
    for each in nb["cells"]:
        del each["id"]
        if each["cell_type"] == "code":
            each["input"] = each.pop("source")
            each |= {"language": "python", "collapsed": False, "prompt_number": 1}
            del each["execution_count"]
    nb["worksheets"] = [{"cells": nb.pop("cells"), "metadata": {}}]
    nb |= {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": "lesson"}}


@cells()
def format_of_the_future(nb: Notebook) -> None:
    nb |= {"nbformat": 5, "nbformat_minor": 1}


@cells()
def another_kernel(nb: Notebook) -> None:
    nb["metadata"]["kernelspec"] = {
        "display_name": "Python (dl-2024)",
        "language": "python",
        "name": "conda-env-dl-2024-py",
    }


@cells()
def no_kernel(nb: Notebook) -> None:
    nb["metadata"] = {}


@cells(note="it says that its language is R")
def another_language_by_name(nb: Notebook) -> None:
    nb["metadata"] = {
        "kernelspec": {"display_name": "R", "language": "R", "name": "ir"},
        "language_info": {"name": "R"},
    }


@cells(
    loses=("sigmoid",), note="it has cells of another version of the lesson ('probit', 'logistic', "
)
def last_years_lesson(nb: Notebook) -> None:
    """The exercise had another name then, and there was one more."""
    for name, old in (("sigmoid", "logistic"), ("test_sigmoid", "test_logistic")):
        each = cell(nb, name)
        each["metadata"]["nbgrader"]["grade_id"] = each["id"] = old
        each["source"] = each["source"].replace("sigmoid", "logistic")
    extra = copy_of(cell(nb, "log_odds")) | {"source": "def probit(p):\n    return p"}
    extra["metadata"]["nbgrader"]["grade_id"] = "probit"
    nb["cells"].insert(3, extra)
