"""The reference answers of lessons 4 and 5 agree with SciPy, NumPy and scikit-learn."""

from __future__ import annotations

import cmath
from collections.abc import Callable
from graphlib import TopologicalSorter
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.testing import assert_allclose
from scipy import special
from scipy.optimize import approx_fprime, check_grad
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import PolynomialFeatures

from course_utils import data
from tests.support.worked import reference

FOUR, FIVE, SIX = reference(4), reference(5), reference(6)
SCORES = st.floats(-1000, 1000)
MODERATE = st.floats(-3, 3)
THEIR_NAMES = {"sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}


# Lesson 4


@given(arrays(float, array_shapes(max_dims=3, max_side=3), elements=MODERATE))
def test_numerical_gradient_is_scipys_and_closer(x: Any) -> None:
    def f(v: Any) -> float:
        return float(np.sum(np.sin(v) * v))

    measured = FOUR.numerical_gradient(f, x)
    exact = np.sin(x) + x * np.cos(x)
    theirs = approx_fprime(x.ravel(), lambda v: f(v.reshape(x.shape))).reshape(x.shape)
    assert_allclose(measured, theirs, atol=1e-6)
    assert_allclose(measured, exact, atol=1e-9)


@given(arrays(float, (2, 3), elements=MODERATE), arrays(float, (2, 3), elements=MODERATE))
def test_relative_error_is_a_ratio_of_norms(a: Any, b: Any) -> None:
    size = np.sqrt((a**2).sum()) + np.sqrt((b**2).sum())
    expected = np.sqrt(((a - b) ** 2).sum()) / size if size else 0.0
    assert_allclose(FOUR.relative_error(a, b), expected, rtol=1e-9, atol=1e-12)


@given(st.lists(st.lists(st.integers(0, 30), max_size=3), min_size=1, max_size=12))
def test_an_order_is_one_that_pythons_sorter_accepts(wishes: list[list[int]]) -> None:
    nodes: list[Any] = []
    for number, wish in enumerate(wishes):
        inputs = [nodes[i % number] for i in wish] if number else []
        nodes.append(FOUR.Node(str(number), *inputs))
    order = FOUR.topological_order(nodes[-1])
    place = {node: position for position, node in enumerate(order)}
    assert len(place) == len(order)
    assert order[-1] is nodes[-1]
    graph, todo = {}, [nodes[-1]]
    while todo:
        node = todo.pop()
        graph[node] = node.inputs
        todo += [part for part in node.inputs if part not in graph]
    assert set(TopologicalSorter(graph).static_order()) == set(order)
    assert all(place[part] < place[node] for node in order for part in node.inputs)


OPERATIONS: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "add": (lambda a, b: a + b, lambda a, b: a + b),
    "subtract": (lambda a, b: a - b, lambda a, b: a - b),
    "multiply": (lambda a, b: a * b, lambda a, b: a * b),
    "divide": (lambda a, b: a / (1 + b * b), lambda a, b: a / (1 + b * b)),
    "square": (lambda a, b: a**2 + 1, lambda a, b: a**2 + 1),
    "root": (lambda a, b: (a * a + 2) ** 0.5, lambda a, b: (a * a + 2) ** 0.5),
    "exp": (lambda a, b: a.tanh().exp(), lambda a, b: cmath.exp(cmath.tanh(a))),
    "log": (lambda a, b: (a * a + 3).log(), lambda a, b: cmath.log(a * a + 3)),
    "sigmoid": (lambda a, b: a.sigmoid(), lambda a, b: 1 / (1 + cmath.exp(-a))),
    "relu": (lambda a, b: a.relu(), lambda a, b: a if a.real > 0 else 0 * a),
    "mixed": (lambda a, b: 2 - 3 * a, lambda a, b: 2 - 3 * a),
}
STEPS = st.tuples(st.sampled_from(sorted(OPERATIONS)), st.integers(0, 50), st.integers(0, 50))


@given(st.lists(STEPS, min_size=1, max_size=8), st.tuples(MODERATE, MODERATE))
def test_value_differentiates_what_a_complex_step_does(steps: list[Any], at: Any) -> None:
    """An independent derivative: f(x + ih) has the slope times h as its imaginary part."""

    def run(start: list[Any], side: int) -> Any:
        made = list(start)
        for name, i, j in steps:
            made.append(OPERATIONS[name][side](made[-1 - i % len(made)], made[j % len(made)]))
            assume(side == 0 or abs(made[-1]) < 100)  # differences of huge numbers say little
        return made[-1]

    h = 1e-30
    moved = [[complex(v, h if i == n else 0.0) for i, v in enumerate(at)] for n in range(2)]
    expected = [run(start, 1) for start in moved]
    inputs = [FOUR.Value(number) for number in at]
    result = run(inputs, 0)
    result.backward()
    for node, f in zip(inputs, expected, strict=True):
        assert_allclose(result.data, f.real, rtol=1e-9, atol=1e-12)
        assert_allclose(node.grad, f.imag / h, rtol=1e-7, atol=1e-9)


def test_the_two_neuron_network_has_the_slopes_that_scipy_measures() -> None:
    rng = np.random.default_rng(0)
    x, y, shapes = rng.normal(size=2), 1.5, {"wA": 2, "bA": 1, "wB": 2, "bB": 1, "wC": 2, "bC": 1}

    def unpacked(flat: Any) -> dict[str, Any]:
        parts = np.split(flat, np.cumsum(list(shapes.values()))[:-1])
        return {name: p if name[0] == "w" else p[0] for name, p in zip(shapes, parts, strict=True)}

    def gradient(flat: Any) -> Any:
        out = FOUR.two_neuron_network(x, y, unpacked(flat))
        return np.concatenate([np.atleast_1d(out[f"d{name}"]) for name in shapes])

    def loss(flat: Any) -> float:
        return FOUR.two_neuron_network(x, y, unpacked(flat))["loss"]

    assert check_grad(loss, gradient, rng.normal(size=9)) < 1e-6


# Lesson 5


@given(arrays(float, array_shapes(max_dims=2, max_side=4), elements=SCORES))
def test_activations_are_scipys_and_numpys(z: Any) -> None:
    theirs = {
        "sigmoid": special.expit(z),
        "tanh": np.tanh(z),
        "relu": np.clip(z, 0, None),
        "leaky_relu": np.where(z < 0, z / 10, z),
        "elu": np.where(z < 0, special.expm1(np.minimum(z, 0)), z),
    }
    for kind, values in theirs.items():
        assert_allclose(FIVE.activate(z, kind), values, rtol=1e-12, atol=1e-300)


@given(st.floats(-5, 5).filter(lambda z: abs(z) > 1e-3))
def test_slopes_of_activations_are_measured_ones(z: float) -> None:
    for kind in ("sigmoid", "tanh", "relu", "leaky_relu", "elu"):
        slope = approx_fprime(np.array([z]), lambda v, k=kind: FIVE.activate(v[0], k), 1e-7)[0]
        assert_allclose(FIVE.activate_grad(z, kind), slope, atol=1e-6)
        if kind in THEIR_NAMES:
            H = FIVE.activate(np.array([z]), kind)
            assert_allclose(FOUR.activation_backward(np.ones(1), H, kind), [slope], atol=1e-6)


def labelled(N: int = 24, D: int = 4, K: int = 3) -> tuple[Any, Any]:
    rng = np.random.default_rng(5)
    y = rng.permutation(np.arange(N) % K)
    return rng.normal(size=(N, D)) + rng.normal(size=(K, D))[y], y


def params_of(model: MLPClassifier) -> list[tuple[Any, Any]]:
    """Copies of the parameters, in our form."""
    pairs = zip(model.coefs_, model.intercepts_, strict=True)
    return [(W.copy(), b.copy()) for W, b in pairs]


@pytest.mark.parametrize("kind", THEIR_NAMES)
@pytest.mark.parametrize("hidden", [(), (6,), (5, 4)])
@pytest.mark.filterwarnings("ignore:lbfgs failed to converge")
def test_loss_and_probabilities_are_those_of_scikit_learn(kind: str, hidden: Any) -> None:
    X, y = labelled()
    lam = 0.05
    model = MLPClassifier(
        hidden, activation=THEIR_NAMES[kind], solver="lbfgs", alpha=lam * len(y), max_iter=15
    )
    model.set_params(random_state=0).fit(X, y)
    params = params_of(model)
    Z, _ = FIVE.mlp_forward(X, params, kind)
    assert_allclose(special.softmax(Z, axis=1), model.predict_proba(X), rtol=1e-7)
    loss, _ = FIVE.loss_and_gradients(X, np.eye(3)[y], params, kind, lam)
    assert_allclose(loss, model.loss_, rtol=1e-7)
    assert FIVE.count_parameters([4, *hidden, 3]) == sum(W.size + b.size for W, b in params)


@pytest.mark.parametrize("kind", ["sigmoid", "tanh"])
def test_the_gradient_vanishes_at_scikit_learns_optimum(kind: str) -> None:
    X, y = labelled()
    model = MLPClassifier(
        (5,), activation=THEIR_NAMES[kind], solver="lbfgs", alpha=0.05 * len(y), tol=1e-14
    )
    model.set_params(random_state=0, max_iter=20_000).fit(X, y)
    _, grads = FIVE.loss_and_gradients(X, np.eye(3)[y], params_of(model), kind, 0.05)
    for dW, db in grads:
        assert_allclose(dW, 0, atol=1e-5)
        assert_allclose(db, 0, atol=1e-5)


@pytest.mark.parametrize("kind", THEIR_NAMES)
def test_a_step_of_scikit_learns_descent_is_one_of_ours(kind: str) -> None:
    X, y = labelled()
    eta, lam, N = 0.1, 0.3, len(y)
    model = MLPClassifier(
        (6, 5),
        activation=THEIR_NAMES[kind],
        solver="sgd",
        alpha=lam * N,
        batch_size=N,
        learning_rate_init=eta,
        momentum=0.0,
        random_state=1,
    )
    model.partial_fit(X, y, classes=[0, 1, 2])
    for _ in range(3):
        before = params_of(model)
        model.partial_fit(X, y)
        loss, grads = FIVE.loss_and_gradients(X, np.eye(3)[y], before, kind, lam)
        assert_allclose(loss, model.loss_, rtol=1e-6)
        for (W, b), (dW, db), (W_new, b_new) in zip(before, grads, params_of(model), strict=True):
            assert_allclose(W - eta * dW, W_new, rtol=1e-6, atol=1e-9)
            assert_allclose(b - eta * db, b_new, rtol=1e-6, atol=1e-9)


def test_training_is_scikit_learns_from_the_same_start() -> None:
    X, y = labelled()
    lam, N = 0.1, len(y)
    start, _ = FIVE.train(X, y, [4, 6, 3], "tanh", 0.0, lam, 1, N, np.random.default_rng(3))
    params, history = FIVE.train(X, y, [4, 6, 3], "tanh", 0.2, lam, 12, N, np.random.default_rng(3))
    model = MLPClassifier((6,), activation="tanh", solver="sgd", alpha=lam * N, batch_size=N)
    model.set_params(learning_rate_init=0.2, momentum=0.0)
    model.partial_fit(X, y, classes=[0, 1, 2])  # makes the arrays, which then get our numbers
    for n, (W, b) in enumerate(start):
        model.coefs_[n][...], model.intercepts_[n][...] = W, b
    losses = []
    for _ in range(13):
        ended = params_of(model)
        model.partial_fit(X, y)
        losses.append(model.loss_)  # before the step
    assert_allclose(history["loss"], losses[1:], rtol=1e-6)
    for ours, theirs in zip(params, ended, strict=True):
        assert_allclose(ours[0], theirs[0], rtol=1e-5, atol=1e-8)
        assert_allclose(ours[1], theirs[1], rtol=1e-5, atol=1e-8)


@given(arrays(float, (3, 2), elements=MODERATE), st.integers(0, 6))
def test_polynomial_features_are_scikit_learns(xs: Any, M: int) -> None:
    x = xs.ravel()
    theirs = PolynomialFeatures(M).fit_transform(x[:, None])
    assert_allclose(SIX.polynomial_features(x, M), theirs, rtol=1e-12)


@pytest.mark.parametrize("M", [0, 1, 3, 5])
def test_polynomials_are_numpys_and_scikit_learns(M: int) -> None:
    rng = np.random.default_rng(M)
    x, y = rng.uniform(-1, 1, size=20), rng.normal(size=20)
    assert_allclose(SIX.fit_polynomial(x, y, M, 0.0), np.polyfit(x, y, M)[::-1], rtol=1e-7)
    powers = np.vander(x, M + 1, increasing=True)[:, 1:]
    model = Ridge(alpha=0.2 * 20) if M else LinearRegression()
    fitted = model.fit(powers if M else np.zeros((20, 1)), y)
    c = [fitted.intercept_, *(fitted.coef_ if M else [])]
    assert_allclose(SIX.fit_polynomial(x, y, M, 0.2), c, rtol=1e-7)


def test_the_chosen_degree_is_the_one_that_numpy_would_choose() -> None:
    rng = np.random.default_rng(1)
    x = rng.uniform(0, 1, size=40)
    y = np.sin(2 * np.pi * x) + 0.2 * rng.normal(size=40)
    degrees = [0, 1, 3, 5, 7]
    best, train_errors, held_errors = SIX.choose_degree(x, y, degrees, np.random.default_rng(2))
    train, held = SIX.train_validation_split(40, 0.3, np.random.default_rng(2))
    for M, on_train, on_held in zip(degrees, train_errors, held_errors, strict=True):
        line = np.polynomial.Polynomial.fit(x[train], y[train], M)
        assert_allclose(on_train, np.mean((line(x[train]) - y[train]) ** 2), rtol=1e-6)
        assert_allclose(on_held, np.mean((line(x[held]) - y[held]) ** 2), rtol=1e-5)
    assert best == degrees[int(np.argmin(held_errors))]


@given(st.integers(1, 60), st.integers(1, 70), st.floats(0, 1))
def test_batches_and_splits_take_every_example_once(N: int, size: int, share: float) -> None:
    batches = FIVE.minibatches(N, size, np.random.default_rng(N))
    assert sorted(np.concatenate(batches)) == list(range(N))
    assert [len(batch) for batch in batches[:-1]] == [size] * (len(batches) - 1)
    assert 0 < len(batches[-1]) <= size
    train, held = SIX.train_validation_split(N, share, np.random.default_rng(N))
    assert sorted([*train, *held]) == list(range(N))
    assert len(held) == round(N * share)


@pytest.mark.long
def test_hidden_layers_are_worth_well_over_a_point_in_a_hundred_of_held_out_digits() -> None:
    X, y = data.digits()
    read = []
    for seed in range(5):
        X_train, X_held, y_train, y_held = data.split(X, y, 0.25, seed=seed)
        for sizes in ([64, 10], [64, 96, 96, 10]):
            rng = np.random.default_rng(seed)
            net, _ = FIVE.train(X_train, y_train, sizes, "relu", 0.2, 1e-4, 40, 16, rng)
            answers = np.argmax(FIVE.mlp_forward(X_held, net, "relu")[0], axis=1)
            read.append(np.mean(answers == y_held))
    softmax, network = np.mean(np.reshape(read, (5, 2)), axis=0)
    assert_allclose([softmax, network], [0.961, 0.976], atol=0.003)
    assert network - softmax > 0.012


def test_lesson_six_trains_as_lesson_five_does() -> None:
    X, y = np.random.default_rng(1).normal(size=(20, 3)), np.arange(20) % 4
    for kind in ("tanh", "relu"):
        how = ([3, 6, 5, 4], kind, 0.3, 0.01, 5, 6)
        five, six = (lesson.train(X, y, *how, np.random.default_rng(7)) for lesson in (FIVE, SIX))
        assert_allclose(six[1]["loss"], five[1]["loss"])
        for one, other in zip(six[0], five[0], strict=True):
            assert_allclose(one[0], other[0])
            assert_allclose(one[1], other[1])
        logits = [lesson.mlp_forward(X, six[0], kind)[0] for lesson in (FIVE, SIX)]
        assert_allclose(*logits)


def test_values_and_matrices_give_the_nine_numbers_that_lessons_four_and_five_name() -> None:
    X, y = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([1, 0, 0, 1])
    W1, W2 = np.array([[0.5, -0.3], [0.2, 0.4]]), np.array([[0.6], [-0.7]])
    net = [(W1, np.zeros(2)), (W2, np.zeros(1))]
    scores, cache = FIVE.mlp_forward(X, net, "tanh")
    dZ = (FIVE.activate(scores, "sigmoid") - y[:, None]) / 4
    (dW1, db1), (_, db2) = FIVE.mlp_backward(dZ, cache, net, "tanh")
    named = [dW1[0, 0], dW1[1, 0], db1[0], db2[0]]
    assert_allclose(named, [0.032223, 0.026087, 0.023994, 0.038476], atol=5e-7)
    values = [FOUR.Value(float(w)) for w in (*W1[:, 0], 0.0, *W1[:, 1], 0.0, *W2[:, 0], 0.0)]
    total = FOUR.Value(0.0)
    for (x1, x2), label in zip(X.tolist(), y.tolist(), strict=True):
        hidden = [(values[i] * x1 + values[i + 1] * x2 + values[i + 2]).tanh() for i in (0, 3)]
        score = hidden[0] * values[6] + hidden[1] * values[7] + values[8]
        total = total + (1 + (score * (-1 if label else 1)).exp()).log()
    (total / 4).backward()
    got = [values[i].grad for i in (0, 1, 2, 8)]
    assert_allclose(got, named)


def test_the_drawn_digits_are_read_as_lesson_six_says() -> None:
    X, y = data.digits()
    X_rest, _, y_rest, _ = data.split(X, y, 0.2, seed=6)
    X_train, _, y_train, _ = data.split(X_rest, y_rest, 0.25, seed=6)
    chosen = SIX.chosen
    sizes, start = [64, *chosen["hidden"], 10], np.random.default_rng(1)
    how = (chosen["kind"], chosen["eta"], chosen["lam"], 30, 16, start)
    params, _ = SIX.train(X_train, y_train, sizes, *how)
    drawn, labels = data.drawn_digits()
    answers = SIX.mlp_forward(drawn, params, chosen["kind"])[0].argmax(axis=1)
    assert 0.7 < np.mean(answers == labels) < 0.9  # "about one in five is wrong"
