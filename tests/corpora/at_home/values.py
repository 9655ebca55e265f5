"""Right results in a type of one's own."""

from __future__ import annotations

from tests.corpora.at_home.edit import Notebook, cell, edit, instead

instead(
    1,
    "perceptron_step",
    "a_data_class_of_a_tuple",
    """
from typing import NamedTuple


class Step(NamedTuple):
    w: np.ndarray
    b: float

    def moved(self):
        return bool(np.any(self.w))


def perceptron_step(x, t, w, b):
    error = t - int(x @ w + b > 0)
    return Step(w + error * x, b + error)
""",
)
instead(
    1,
    "hand_set_neuron",
    "numbers_of_a_kind",
    """
from enum import IntEnum


class Bias(IntEnum):
    FIRST = 1
    SECOND = 2


class Length(float):
    unit = "cm"


hand_w_1, hand_b_1 = np.array([0.5, -1.0]), Length(1.5)
hand_w_2, hand_b_2 = np.array([-1.0, 1.0]), Bias.SECOND
""",
)
instead(
    3,
    "match_shapes",
    "words_of_a_kind",
    """
from collections import namedtuple
from enum import Enum

Shape = namedtuple("Shape", "rows columns")


class Product(str, Enum):
    XTG = "XtG"
    GTX = "GtX"


shape_XtG, shape_GtX, shape_XG = Shape(3, 2), Shape(2, 3), None
product_for_dW, product_for_transposed = Product.XTG, Product.GTX
""",
)
instead(
    3,
    "k_fold",
    "lists_of_a_kind",
    """
class Folds(list):
    def held(self, number):
        return self[number][1]


def k_fold(N, k, rng):
    order = rng.permutation(N)
    parts = np.array_split(order, k)
    folds = Folds()
    for held in range(k):
        rest = np.concatenate([part for other, part in enumerate(parts) if other != held])
        folds.append((rest, parts[held]))
    return folds
""",
)
instead(
    4,
    "product_circuit",
    "a_dict_that_keeps_order",
    """
from collections import OrderedDict


def product_circuit(x, y, z):
    wires = OrderedDict(q=x + y)
    wires["f"], wires["df"] = wires["q"] * z, 1.0
    wires.update(dq=z, dz=wires["q"], dx=z, dy=z)
    return wires
""",
)


@edit(5, "train")
def a_dict_with_a_default(nb: Notebook) -> None:
    found = cell(nb, "train")
    for old, new in {
        'init_params(sizes, rng, "xavier"), []': 'init_params(sizes, rng, "xavier"), history()',
        "losses.append(": 'losses["loss"].append(',
        '{"loss": losses}': "losses",
    }.items():
        assert old in found.source
        found.source = found.source.replace(old, new)
    made = "def history():\n    return defaultdict(list)"
    found.source = f"from collections import defaultdict\n\n\n{made}\n\n\n{found.source}"
