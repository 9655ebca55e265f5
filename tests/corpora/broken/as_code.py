"""Answers that are right, or nearly, in code that asks for more than there is when it is marked."""

from __future__ import annotations

from tests.corpora.broken.case import Notebook, cell, cells, insert_before

RIGHT = "1 / (1 + np.exp(-np.clip(np.asarray(z, dtype=float), -700, 700)))"


def _begin(nb: Notebook, name: str, line: str) -> None:
    """Put a line at the top of a cell."""
    cell(nb, name)["source"] = f"{line}\n\n{cell(nb, name)['source']}"


def _instead_of_sigmoid(nb: Notebook, source: str) -> None:
    cell(nb, "sigmoid")["source"] = source


@cells()
def warnings_on_stderr(nb: Notebook) -> None:
    warn = "import sys, warnings\nwarnings.warn('old')\nprint('trouble', file=sys.stderr)"
    inside = "    warnings.warn('old')\n    print(9, file=sys.stderr)\n"
    answer = f"def perceptron_predict(X, w, b):\n{inside}    return (X @ w + b > 0).astype(int)"
    cell(nb, "perceptron_predict")["source"] = f"{warn}\n\n\n{answer}"


@cells()
def input_above_the_answer(nb: Notebook) -> None:
    _begin(nb, "sigmoid", "name = input('Who are you? ')\nage = int(input())")


@cells()
def input_in_the_imports(nb: Notebook) -> None:
    _begin(nb, "start-code", "name = input('Who are you? ')")


@cells(loses=("sigmoid",))
def input_in_the_answer(nb: Notebook) -> None:
    _instead_of_sigmoid(nb, "def sigmoid(z):\n    return float(input('sigmoid of z? '))")


@cells()
def top_level_await(nb: Notebook) -> None:
    _begin(nb, "sigmoid", "import asyncio\nawait asyncio.sleep(0.01)")


@cells()
def shell_escapes_and_magics(nb: Notebook) -> None:
    lines = [
        "%matplotlib notebook",
        "%load_ext autoreload",
        "!pip install numpy",
        "names = !ls | wc -l",
    ]
    _begin(nb, "sigmoid", "\n".join([*lines, "%timeit -n 1 -r 1 1 + 1", "?print"]))
    insert_before(nb, "sigmoid", "%%bash\necho hello\nexit 3")


@cells()
def windows_that_wait(nb: Notebook) -> None:
    lines = ["import matplotlib.pyplot as plt", "plt.plot([1, 2])", "plt.show(block=True)"]
    _begin(nb, "sigmoid", "\n".join(lines))


@cells()
def missing_package_above_the_answer(nb: Notebook) -> None:
    _begin(nb, "sigmoid", "import no_such_package as nsp\nfrom no_such_package import plot")


@cells()
def missing_package_among_the_imports(nb: Notebook) -> None:
    _begin(nb, "start-code", "import no_such_package as nsp")


@cells(loses=("sigmoid",))
def missing_package_in_the_answer(nb: Notebook) -> None:
    _instead_of_sigmoid(nb, "def sigmoid(z):\n    import no_such_package\n    return z")


@cells(loses=("sigmoid",))
def syntax_error_in_one_cell(nb: Notebook) -> None:
    _instead_of_sigmoid(nb, f"def sigmoid(z):\n    return {RIGHT}\n  print('done'")


@cells(loses=("sigmoid",))
def merge_conflict_in_a_cell(nb: Notebook) -> None:
    mine = f"<<<<<<< HEAD\n    return {RIGHT}\n=======\n    return 0\n>>>>>>> main"
    _instead_of_sigmoid(nb, f"def sigmoid(z):\n{mine}")


@cells()
def error_in_a_cell_of_ones_own(nb: Notebook) -> None:
    insert_before(nb, "sigmoid", "1 / 0")


@cells()
def function_as_a_lambda(nb: Notebook) -> None:
    _instead_of_sigmoid(nb, f"sigmoid = lambda z: {RIGHT}")


@cells()
def function_as_a_class_that_computes(nb: Notebook) -> None:
    _instead_of_sigmoid(nb, f"class sigmoid:\n    def __new__(cls, z):\n        return {RIGHT}")


@cells()
def function_as_an_object_that_computes(nb: Notebook) -> None:
    body = f"class Sigmoid:\n    def __call__(self, z):\n        return {RIGHT}"
    _instead_of_sigmoid(nb, f"{body}\n\n\nsigmoid = Sigmoid()")


@cells(loses=("sigmoid",))
def function_as_a_class(nb: Notebook) -> None:
    _instead_of_sigmoid(
        nb, f"class sigmoid:\n    def __init__(self, z):\n        self.value = {RIGHT}"
    )


@cells(loses=("sigmoid",))
def function_as_a_number(nb: Notebook) -> None:
    _instead_of_sigmoid(nb, "sigmoid = 0.5")


@cells(loses=("sigmoid",))
def function_as_an_array(nb: Notebook) -> None:
    _instead_of_sigmoid(nb, "z = np.linspace(-5, 5)\nsigmoid = 1 / (1 + np.exp(-z))")


@cells(loses=("sigmoid",))
def function_of_another_name(nb: Notebook) -> None:
    _instead_of_sigmoid(nb, f"def Sigmoid(z):\n    return {RIGHT}")


@cells(loses=("sigmoid",))
def function_that_wants_more(nb: Notebook) -> None:
    _instead_of_sigmoid(nb, f"def sigmoid(z, how):\n    return {RIGHT}")
