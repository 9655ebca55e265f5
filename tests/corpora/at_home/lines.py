"""Lines that fail above an answer, in the cell of imports, or nowhere but here."""

from __future__ import annotations

from tests.corpora.at_home.edit import Notebook, above, cell, edit, instead, own_cell

STOPS = "stopped in line 1"

above(
    1,
    "sigmoid",
    "plots_with_a_missing_package",
    "import plotly.express as px",
    "px.line([1, 2])",
    note=STOPS,
)
above(1, "log_odds", "an_option_that_is_gone", "np.set_printoptions(kind='short')", note=STOPS)
above(1, "standardize", "a_file_elsewhere", "table = open('/content/x.csv').read()", note=STOPS)
above(
    1,
    "map_step",
    "a_person_who_is_asked",
    "eta = float(input('eta? '))",
    "print('eta is', eta)",
    note=STOPS,
)
above(1, "decision_line", "a_magic_of_another_service", "%cd -q /content", "%%%", note="in line 2")
above(1, "predict_proba", "a_check_of_ones_own", "assert predict_proba is None", note=STOPS)
above(1, "perceptron_predict", "an_exit", "import sys; sys.exit('enough')", note=STOPS)
above(
    1,
    "bag_of_words",
    "a_warning_that_is_raised",
    "import warnings",
    "warnings.warn('old', DeprecationWarning)",
    "raise RuntimeWarning('x')",
    note="stopped in line 3",
)
above(
    1,
    "gradient_descent",
    "a_line_with_two_statements",
    "history = []; history[3]; tries = 0",
    note=STOPS,
)
above(2, "entropy_bits", "a_name_of_yesterday", "print(best_model.score)", note=STOPS)
above(
    2,
    "hinge_loss",
    "a_failing_await",
    "import asyncio",
    "await asyncio.gather(1)",
    note="stopped in line 2",
)


@edit(1, "perceptron_step", note="stopped in line 2")
def what_is_defined_below_is_used(nb: Notebook) -> None:
    """Definitions, imports and assignments below the line that fails, also in blocks."""
    lines = [
        "import numpy as np",
        "raise LookupError('no data')",
        "print('not reached')",
        "from math import copysign as sign",
        "limit = 0",
        "try:",
        "    import numba",
        "except ImportError:",
        "    numba = None",
        "if numba is None:",
        "    def fires(score):",
        "        return int(sign(1, score - limit) > 0 and score != limit)",
    ]
    found = cell(nb, "perceptron_step")
    body = "    error = t - fires(x @ w + b)\n    return w + error * x, b + error"
    found.source = "\n".join([*lines, "", "", f"def perceptron_step(x, t, w, b):\n{body}"])


def _in_the_imports(name: str, *lines: str, note: str = "taken from the lesson") -> None:
    def change(nb: Notebook) -> None:
        found = cell(nb, "setup")
        found.source = "\n".join([*lines, found.source])

    change.__name__ = name
    edit(1, note=note)(change)


_in_the_imports("a_style_among_the_imports", "from matplotlib import style; style.use('no')")
_in_the_imports("a_failing_call_among_the_imports", "print(1 / 0)")
_in_the_imports("no_python_among_the_imports", "import numpy as", "from math import")
_in_the_imports("a_magic_among_the_imports", "%colab_version 2")


@edit(1, note="a cell that is not the lesson's stopped in line 1")
def a_package_above_all(nb: Notebook) -> None:
    own_cell(nb, "setup", "from google.colab import files\nfiles.upload()\nmine = 3")


instead(
    1,
    "logistic_gradient",
    "a_missing_package_that_is_used",
    """
import polars as pl


def logistic_gradient(X, y, w, b):
    error = pl.Series(predict_proba(X, w, b) - y).to_numpy()
    return X.T @ error / len(y), error.mean()
""",
    loses=True,
    note=STOPS,
    says="the package polars is not installed here",
)
instead(
    2,
    "zero_one_loss",
    "a_name_that_was_removed_and_is_used",
    """
from numpy import product_of_all as mean


def zero_one_loss(y, z):
    return mean(z)
""",
    loses=True,
    note=STOPS,
    says="its import failed (cannot import name 'product_of_all'",
)
