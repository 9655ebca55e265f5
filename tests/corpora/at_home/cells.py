"""What stands around an answer: magics, and what the lesson gives in its cell."""

from __future__ import annotations

from tests.corpora.at_home.edit import (
    Notebook,
    above,
    cell,
    edit,
    instead,
    own_cell,
    released,
    without,
)

above(1, "sigmoid", "autosave", "%autosave 0", "%connect_info")
above(1, "log_odds", "store", "half = 0.5", "%store half", "%store -r half")
above(1, "standardize", "clear", "%clear", "%config InlineBackend.figure_format = 'svg'")
above(1, "predict_proba", "time", "%%time")
above(1, "map_step", "capture", "%%capture seen")
above(1, "decision_line", "timeit", "%%timeit -n1 -r1", loses=True, says="begins with `%%timeit`")
above(1, "perceptron_predict", "a_file", "%%file mine.py", loses=True, says="begins with `%%file`")
above(1, "bag_of_words", "bash", "%%bash", loses=True, says="begins with `%%bash`")
instead(
    1,
    "logistic_gradient",
    "a_breakpoint",
    """
def logistic_gradient(X, y, w, b):
    error = predict_proba(X, w, b) - y
    import pdb; pdb.set_trace()
    return X.T @ error / len(y), error.mean()
""",
    loses=True,
    says="in the line `import pdb; pdb.set_trace()`: a breakpoint was left in",
)
above(2, "dp_dz", "a_breakpoint_that_no_debugger_sees", "breakpoint()")


@edit(4, "topological_order", note="was put back ('Node', 'chain'")
def nothing_but_the_answer(nb: Notebook) -> None:
    found = cell(nb, "topological_order")
    found.source = without(found.source, ["Node", "chain"])


@edit(4, "Value", note="'staircase')")
def a_helper_below_the_answer(nb: Notebook) -> None:
    found = cell(nb, "Value")
    found.source = without(found.source, ["staircase"])


@edit(5, "mlp_backward", note="was put back ('both_passes')")
def a_helper_for_both_passes(nb: Notebook) -> None:
    found = cell(nb, "mlp_backward")
    found.source = without(found.source, ["both_passes"])


@edit(4)
def an_answer_elsewhere_without_its_helpers(nb: Notebook) -> None:
    """The cell with the helpers is as it was released; the answer stands above it."""
    found = cell(nb, "topological_order")
    answer = without(found.source, ["Node", "chain"])
    found.source = released(4, "topological_order")
    own_cell(nb, "topological_order", answer)


instead(
    1,
    "log_odds",
    "borrowed_answer",
    "from course_utils.explore._logistic import scores as log_odds",
    loses=True,
    note="the cell of log_odds uses course_utils.explore, which computes nothing",
    says="`log_odds` is not defined",
)
instead(
    5,
    "count_parameters",
    "import_that_fails",
    "from course_utils.plots import number_of_parameters as count_parameters",
    loses=True,
    note="the cell of count_parameters stopped (ImportError: cannot import name",
    says="`count_parameters` is not defined",
)
