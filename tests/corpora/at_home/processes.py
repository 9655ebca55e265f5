"""What a process brings with it: folders, error states, threads and other processes."""

from __future__ import annotations

from tests.corpora.at_home.edit import Notebook, cell, edit, instead, own_cell


@edit(1, "sigmoid")
def a_module_written_by_a_cell(nb: Notebook) -> None:
    source = "%%writefile steps.py\nimport numpy as np\n\n\ndef raised(z):\n    return np.exp(-z)"
    own_cell(nb, "sigmoid", source)
    cell(nb, "sigmoid").source = (
        "from steps import raised\n\n\ndef sigmoid(z):\n"
        "    z = np.asarray(z, dtype=float)\n    small = raised(np.abs(z))\n"
        "    return np.where(z >= 0, 1 / (1 + small), small / (1 + small))"
    )


@edit(1)
def every_error_of_numpy_raises(nb: Notebook) -> None:
    own_cell(nb, "perceptron_predict", "np.seterr(all='raise')")


@edit(3)
def underflow_raises(nb: Notebook) -> None:
    own_cell(nb, "softmax", "old = np.seterr(under='raise', over='raise')")


@edit(2)
def warnings_are_errors(nb: Notebook) -> None:
    own_cell(nb, "bce_with_logits", "import warnings\nwarnings.simplefilter('error')")


@edit(1)
def numbers_are_printed_short(nb: Notebook) -> None:
    own_cell(nb, "sigmoid", "np.set_printoptions(precision=1, suppress=True, threshold=2)")


instead(
    2,
    "minimize_on_grid",
    "threads_of_a_pool",
    """
from concurrent.futures import ThreadPoolExecutor


def minimize_on_grid(loss, grid):
    with ThreadPoolExecutor(4) as pool:
        return grid[int(np.argmin(list(pool.map(loss, grid))))]
""",
)
instead(
    3,
    "choose_lambda",
    "another_process",
    """
import multiprocessing


def _mean(lam):
    return float(np.mean([_score(lam, *fold) for fold in _folds]))


def _score(lam, train, held):
    W, b = _fit(_X[train], _y[train], lam)
    return accuracy(_y[held], predict(_X[held], W, b))


def choose_lambda(X, y, lambdas, k, rng, fit):
    global _folds, _X, _y, _fit
    _folds, _X, _y, _fit = k_fold(len(y), k, rng), X, y, fit
    with multiprocessing.get_context("fork").Pool(2) as pool:
        means = pool.map(_mean, lambdas)
    return lambdas[int(np.argmax(means))], means
""",
    loses=True,
    says="was called from another process",
)
