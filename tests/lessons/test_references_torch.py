"""The reference answers agree with PyTorch's autograd; skipped where it is not installed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from tests.support.worked import reference

torch = pytest.importorskip("torch")
F = torch.nn.functional

ONE, TWO, THREE, FOUR, FIVE = (reference(lesson) for lesson in (1, 2, 3, 4, 5))
NAMES = ("wA", "bA", "wB", "bB", "wC", "bC")


def leaf(values: Any) -> Any:
    """A tensor in double precision that gathers its gradient."""
    return torch.tensor(np.asarray(values, dtype=float), requires_grad=True)


def gradient(of: Any, by: Any) -> Any:
    """The gradient of a scalar tensor, as an array."""
    (slope,) = torch.autograd.grad(of, by, retain_graph=True)
    return slope.detach().numpy()


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_logistic_regression(rng: np.random.Generator) -> None:
    X, y, w, b = rng.normal(size=(9, 3)), rng.integers(0, 2, 9), leaf(rng.normal(size=3)), leaf(0.3)
    z = torch.tensor(X) @ w + b
    loss = F.binary_cross_entropy_with_logits(z, torch.tensor(y, dtype=torch.float64))
    W = w.detach().numpy()
    dw, db = ONE.logistic_gradient(X, y, W, 0.3)
    assert_allclose(dw, gradient(loss, w))
    assert_allclose(db, gradient(loss, b))
    assert_allclose(TWO.bce_with_logits(y, z.detach().numpy()), loss.item())
    assert_allclose(TWO.dloss_dw(X, y, W, 0.3), gradient(loss, w))
    for kind, penalty in [("l2", 0.1 * (w**2).sum()), ("l1", 0.2 * w.abs().sum())]:
        dw, db = TWO.regularized_gradient(X, y, W, 0.3, 0.2, kind)
        assert_allclose(dw, gradient(loss + penalty, w))
        assert_allclose(db, gradient(loss + penalty, b))
        assert_allclose(TWO.regularized_loss(X, y, W, 0.3, 0.2, kind), (loss + penalty).item())


def test_the_derivation_of_cross_entropy(rng: np.random.Generator) -> None:
    y, z = rng.integers(0, 2, 6), leaf(3 * rng.normal(size=6))
    labels, p = torch.tensor(y, dtype=torch.float64), torch.sigmoid(z)
    scores, chances = z.detach().numpy(), leaf(p.detach())
    assert_allclose(TWO.dp_dz(scores), gradient(p.sum(), z))
    cost = F.binary_cross_entropy(chances, labels, reduction="sum")
    assert_allclose(TWO.dloss_dp(y, chances.detach().numpy()), gradient(cost, chances))
    cost = F.binary_cross_entropy_with_logits(z, labels, reduction="sum")
    assert_allclose(TWO.dloss_dz(y, scores), gradient(cost, z))
    assert_allclose(TWO.squared_error_dz(y, scores), gradient(((p - labels) ** 2).sum() / 2, z))


def test_softmax_regression(rng: np.random.Generator) -> None:
    X, y = rng.normal(size=(8, 3)), rng.integers(0, 4, 8)
    W, b = leaf(rng.normal(size=(3, 4))), leaf(rng.normal(size=4))
    Z = torch.tensor(X) @ W + b
    loss = F.cross_entropy(Z, torch.tensor(y))
    Y = THREE.one_hot(y, 4)
    arrays = X, Y, W.detach().numpy(), b.detach().numpy()
    dW, db = THREE.softmax_gradients(*arrays, 0.3)
    assert_allclose(dW, gradient(loss + 0.15 * (W**2).sum(), W))
    assert_allclose(db, gradient(loss, b))
    P = THREE.softmax(Z.detach().numpy())
    assert_allclose(P, F.softmax(Z, dim=1).detach())
    assert_allclose(THREE.log_softmax(Z.detach().numpy()), F.log_softmax(Z, dim=1).detach())
    assert_allclose(THREE.cross_entropy(P, Y), loss.item())
    z = leaf(rng.normal(size=4))
    jacobian = torch.autograd.functional.jacobian(lambda v: F.softmax(v, dim=0), z)
    p = F.softmax(z, dim=0).detach().numpy()
    assert_allclose(THREE.softmax_jacobian(p), jacobian)
    slope = gradient(F.cross_entropy(z[None], torch.tensor([2])), z)
    assert_allclose(THREE.dloss_dz(z.detach().numpy(), np.eye(4)[2]), slope)
    assert_allclose(THREE.dloss_dz_by_chain(z.detach().numpy(), np.eye(4)[2]), slope)


def test_circuits() -> None:
    x, y, z = leaf(-2.0), leaf(5.0), leaf(-4.0)
    wires = FOUR.product_circuit(-2.0, 5.0, -4.0)
    f = (x + y) * z
    assert_allclose([wires["dx"], wires["dy"], wires["dz"]], [gradient(f, v) for v in (x, y, z)])
    w, v = leaf([2.0, -3.0, -3.0]), leaf([-1.0, -2.0])
    wires = FOUR.sigmoid_circuit(w.detach().numpy(), v.detach().numpy())
    f = torch.sigmoid(w[0] * v[0] + w[1] * v[1] + w[2])
    assert_allclose(wires["f"], f.item())
    assert_allclose(wires["dw"], gradient(f, w))
    assert_allclose(wires["dx"], gradient(f, v))


def test_value_on_an_expression_with_every_operation() -> None:
    def expression(a: Any, b: Any) -> Any:
        c = (a * b + 3) / (b**2 + 1) - 2 / a
        d = (c.tanh() + a.exp()).log() * (c - 1).sigmoid() + (b * c).relu()
        return d * d + 2 * c - b

    for at in [(0.7, -1.2), (1.5, 0.4)]:
        ours, theirs = [FOUR.Value(v) for v in at], [leaf(v) for v in at]
        result, expected = expression(*ours), expression(*theirs)
        result.backward()
        assert_allclose(result.data, expected.item())
        assert_allclose([v.grad for v in ours], [gradient(expected, v) for v in theirs])


def test_the_two_neuron_network(rng: np.random.Generator) -> None:
    x, y = rng.normal(size=2), 1.5
    p = {name: leaf(rng.normal(size=2 if name[0] == "w" else ())) for name in NAMES}
    a = [torch.sigmoid(torch.tensor(x) @ p[f"w{unit}"] + p[f"b{unit}"]) for unit in "AB"]
    loss = (torch.stack(a) @ p["wC"] + p["bC"] - y) ** 2
    out = FOUR.two_neuron_network(x, y, {name: value.detach().numpy() for name, value in p.items()})
    assert_allclose(out["loss"], loss.item())
    for name, value in p.items():
        assert_allclose(out[f"d{name}"], gradient(loss, value))


def test_layers(rng: np.random.Generator) -> None:
    X, W, b = leaf(rng.normal(size=(5, 3))), leaf(rng.normal(size=(3, 2))), leaf(rng.normal(size=2))
    dZ = rng.normal(size=(5, 2))
    f = ((X @ W + b) * torch.tensor(dZ)).sum()
    _, cache = FOUR.affine_forward(*(t.detach().numpy() for t in (X, W, b)))
    for ours, leaf_ in zip(FOUR.affine_backward(dZ, cache), (X, W, b), strict=True):
        assert_allclose(ours, gradient(f, leaf_))


TORCHS = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky_relu": lambda z: F.leaky_relu(z, 0.1),
    "elu": F.elu,
}


@pytest.mark.parametrize("kind", TORCHS)
def test_activations_and_their_slopes(kind: str) -> None:
    z = leaf([-1000.0, -3.0, -0.5, 0.2, 2.0, 1000.0])
    h = TORCHS[kind](z)
    assert_allclose(FIVE.activate(z.detach().numpy(), kind), h.detach(), atol=1e-300)
    assert_allclose(FIVE.activate_grad(z.detach().numpy(), kind), gradient(h.sum(), z), atol=1e-15)
    corner = leaf([0.0])
    slope = gradient(TORCHS[kind](corner).sum(), corner)
    if kind != "elu":
        assert_allclose(FIVE.activate_grad(np.zeros(1), kind), slope)


@pytest.mark.parametrize("kind", TORCHS)
@pytest.mark.parametrize("sizes", [[3, 2], [3, 5, 2], [3, 4, 4, 3]])
def test_networks(kind: str, sizes: list[int], rng: np.random.Generator) -> None:
    X, y = rng.normal(size=(7, 3)), rng.integers(0, sizes[-1], 7)
    params = [(W, rng.normal(size=b.shape)) for W, b in FIVE.init_params(sizes, rng, "xavier")]
    leaves = [(leaf(W), leaf(b)) for W, b in params]
    H = torch.tensor(X)
    for W, b in leaves[:-1]:
        H = TORCHS[kind](H @ W + b)
    Z = H @ leaves[-1][0] + leaves[-1][1]
    loss = F.cross_entropy(Z, torch.tensor(y)) + 0.1 * sum((W**2).sum() for W, _ in leaves)
    ours, grads = FIVE.loss_and_gradients(X, np.eye(sizes[-1])[y], params, kind, 0.2)
    assert_allclose(FIVE.mlp_forward(X, params, kind)[0], Z.detach())
    assert_allclose(ours, loss.item())
    for (dW, db), (W, b) in zip(grads, leaves, strict=True):
        assert_allclose(dW, gradient(loss, W), atol=1e-12)
        assert_allclose(db, gradient(loss, b), atol=1e-12)


def test_training_is_plain_sgd_with_weight_decay(rng: np.random.Generator) -> None:
    X, y = rng.normal(size=(10, 3)), rng.integers(0, 3, 10)
    start, _ = FIVE.train(X, y, [3, 4, 3], "tanh", 0.0, 0.1, 1, 10, np.random.default_rng(7))
    params, _ = FIVE.train(X, y, [3, 4, 3], "tanh", 0.3, 0.1, 6, 10, np.random.default_rng(7))
    leaves = [(leaf(W), leaf(b)) for W, b in start]
    weights, biases = [W for W, _ in leaves], [b for _, b in leaves]
    groups = [{"params": weights, "weight_decay": 0.1}, {"params": biases, "weight_decay": 0.0}]
    optimizer = torch.optim.SGD(groups, lr=0.3)
    for _ in range(6):
        optimizer.zero_grad()
        H = torch.tanh(torch.tensor(X) @ weights[0] + biases[0])
        F.cross_entropy(H @ weights[1] + biases[1], torch.tensor(y)).backward()
        optimizer.step()
    for ours, theirs in zip(params, leaves, strict=True):
        assert_allclose(ours[0], theirs[0].detach(), rtol=1e-9)
        assert_allclose(ours[1], theirs[1].detach(), rtol=1e-9)


def test_the_xavier_spread() -> None:
    W = torch.nn.init.xavier_normal_(torch.empty(300, 200, dtype=torch.float64))
    ours = FIVE.init_params([300, 200], np.random.default_rng(0), "xavier")[0][0]
    assert_allclose(np.std(ours), W.std().item(), rtol=0.02)
