"""The reference answers of lessons 1 to 3 agree with scikit-learn and SciPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.testing import assert_allclose
from scipy import special, stats
from scipy.optimize import approx_fprime, check_grad, minimize
from sklearn import metrics
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, cross_val_score
from sklearn.preprocessing import StandardScaler, label_binarize

from course_utils import data
from tests.support.worked import reference

ONE, TWO, THREE = reference(1), reference(2), reference(3)
SCORES = st.floats(-1000, 1000)
CHANCES = st.floats(1e-6, 1 - 1e-6)


def distributions(size: int) -> st.SearchStrategy[Any]:
    """Probabilities with sum 1, zeros among them."""
    weights = arrays(float, size, elements=st.integers(0, 20).map(float))
    return weights.filter(lambda w: w.sum() > 0).map(lambda w: w / w.sum())


def overlapping(N: int = 60, K: int = 2, seed: int = 0) -> tuple[Any, Any]:
    """Labelled points that no line can part."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, K, size=N)
    return rng.normal(size=(N, 3)) + 0.7 * rng.normal(size=(K, 3))[y], y


# Lesson 1


@given(arrays(float, array_shapes(max_dims=3, max_side=4), elements=SCORES))
def test_sigmoid_is_scipys_expit(z: Any) -> None:
    assert_allclose(ONE.sigmoid(z), special.expit(z), rtol=1e-12, atol=1e-300)


@given(arrays(float, 5, elements=CHANCES))
def test_log_odds_is_scipys_logit(p: Any) -> None:
    assert_allclose(ONE.log_odds(p), special.logit(p), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_logistic_gradient_is_the_slope_of_the_loss(seed: int) -> None:
    X, y = overlapping(seed=seed)
    theta = np.random.default_rng(seed).normal(size=4)

    def slope(t: Any) -> Any:
        dw, db = ONE.logistic_gradient(X, y, t[:3], t[3])
        return np.append(dw, db)

    assert check_grad(lambda t: ONE.mean_loss(X, y, t[:3], t[3]), slope, theta) < 1e-6


def test_gradient_descent_ends_where_scikit_learn_does() -> None:
    X, y = overlapping()
    model = LogisticRegression(C=np.inf, tol=1e-10, max_iter=2000).fit(X, y)
    w, b, losses = ONE.gradient_descent(X, y, 1.0, 1e-8, 20_000)
    assert_allclose(w, model.coef_[0], rtol=1e-4)
    assert_allclose(b, model.intercept_[0], rtol=1e-4)
    assert_allclose(ONE.predict_proba(X, w, b), model.predict_proba(X)[:, 1], rtol=1e-4)
    assert_allclose(losses[-1], metrics.log_loss(y, model.predict_proba(X)), rtol=1e-8)


def test_the_prior_of_map_step_is_scikit_learns_penalty() -> None:
    X, y = overlapping()
    alpha = 0.3  # beside the mean loss; scikit-learn weighs the sum of the losses with C
    model = LogisticRegression(C=1 / (alpha * len(y)), tol=1e-10, max_iter=2000).fit(X, y)
    w, b = model.coef_[0], model.intercept_[0]
    dw, _ = ONE.logistic_gradient(X, y, w, b)
    assert_allclose(ONE.map_step(w, dw, 1.0, alpha), w, atol=1e-6)


@given(arrays(float, (6, 3), elements=st.integers(-50, 50).map(float)))
def test_standardize_is_scikit_learns_scaler(X: Any) -> None:
    X_std, mean, std = ONE.standardize(X)
    scaler = StandardScaler().fit(X)
    assert_allclose(X_std, scaler.transform(X), atol=1e-9)
    assert_allclose(mean, scaler.mean_, atol=1e-12)
    assert_allclose(std, scaler.scale_, rtol=1e-9)


@given(st.lists(st.lists(st.sampled_from(["a", "b", "ab", "A", "other"])), min_size=1, max_size=5))
def test_bag_of_words_is_scikit_learns_count(documents: list[list[str]]) -> None:
    vocabulary = ["b", "ab", "a"]
    counter = CountVectorizer(analyzer=list, vocabulary=vocabulary)
    counts = counter.fit_transform(documents).toarray()
    assert_allclose(ONE.bag_of_words(documents, vocabulary), counts)


def test_one_epoch_in_one_batch_is_one_step_down_the_measured_slope() -> None:
    X, y = overlapping(N=9)
    start = np.array([0.2, -0.4, 0.1, 0.3])
    slope = approx_fprime(start, lambda t: ONE.mean_loss(X, y, t[:3], t[3]), 1e-7)
    w, b = ONE.sgd_epoch(X, y, start[:3], start[3], 0.5, 9, np.random.default_rng(0))
    assert_allclose([*w, b], start - 0.5 * slope, rtol=1e-5)


# Lesson 2


@given(distributions(5), distributions(5))
def test_entropies_are_scipys(p: Any, q: Any) -> None:
    assert_allclose(TWO.entropy_bits(p), stats.entropy(p, base=2), atol=1e-12)
    assert_allclose(TWO.kl_divergence_bits(p, q), stats.entropy(p, q, base=2), atol=1e-12)
    bits = special.rel_entr(p, q).sum() / np.log(2)
    assert_allclose(TWO.kl_divergence_bits(p, q), bits, atol=1e-12)
    cross = -special.xlogy(p, q).sum() / np.log(2)
    assert_allclose(TWO.cross_entropy_bits(p, q), cross, atol=1e-12)


@given(arrays(int, 6, elements=st.integers(0, 1)), arrays(float, 6, elements=CHANCES))
def test_the_likelihood_and_its_logarithm_are_scipys(y: Any, p: Any) -> None:
    assert_allclose(TWO.bernoulli_likelihood(y, p), stats.bernoulli.pmf(y, p), rtol=1e-12)
    assert_allclose(TWO.negative_log_likelihood(y, p), -np.mean(stats.bernoulli.logpmf(y, p)))
    by_table = metrics.log_loss(y, np.column_stack([1 - p, p]), labels=[0, 1])
    assert_allclose(TWO.negative_log_likelihood(y, p), by_table)


@given(arrays(int, 4, elements=st.integers(0, 1)), arrays(float, 4, elements=SCORES))
def test_the_loss_of_scores_is_exact_at_any_size(y: Any, z: Any) -> None:
    costs = -(y * special.log_expit(z) + (1 - y) * special.log_expit(-z))
    assert_allclose(TWO.bce_with_logits(y, z), costs.mean(), rtol=1e-12, atol=1e-13)
    several = TWO.multi_label_bce(y.reshape(2, 2), z.reshape(2, 2))
    assert_allclose(several, costs.sum() / 2, rtol=1e-12, atol=1e-13)


@given(arrays(float, 4, elements=st.floats(-8, 8)), st.integers(0, 1))
def test_every_line_of_the_derivation_is_a_measured_slope(z: Any, label: int) -> None:
    y, p = np.full(4, label), special.expit(z)
    h = 1e-6

    def slope(f: Any, at: Any) -> Any:
        return (f(at + h) - f(at - h)) / (2 * h)

    def cost(v: Any) -> Any:
        return -special.log_expit(v) if label else -special.log_expit(-v)

    assert_allclose(TWO.dp_dz(z), slope(special.expit, z), atol=1e-8)
    assert_allclose(TWO.dloss_dz(y, z), slope(cost, z), atol=1e-7)
    assert_allclose(TWO.dloss_dp(y, p) * TWO.dp_dz(z), TWO.dloss_dz(y, z), rtol=1e-6)
    half_square = slope(lambda v: (special.expit(v) - label) ** 2 / 2, z)
    assert_allclose(TWO.squared_error_dz(y, z), half_square, atol=1e-8)


@pytest.mark.parametrize("kind", ["l2", "l1"])
def test_the_regularized_gradient_is_the_slope_of_the_loss(kind: str) -> None:
    X, y = overlapping(N=30)
    theta = np.array([0.4, -1.2, 0.9, 0.2])

    def slope(t: Any) -> Any:
        dw, db = TWO.regularized_gradient(X, y, t[:3], t[3], 0.2, kind)
        return np.append(dw, db)

    def loss(t: Any) -> Any:
        return TWO.regularized_loss(X, y, t[:3], t[3], 0.2, kind)

    assert check_grad(loss, slope, theta) < 1e-6
    assert_allclose(TWO.dloss_dw(X, y, theta[:3], 0.2), slope(theta)[:3] - _pull(theta[:3], kind))


def _pull(w: Any, kind: str) -> Any:
    return 0.2 * (w if kind == "l2" else np.sign(w))


def test_scikit_learns_optimum_has_no_slope_left() -> None:
    X, y = overlapping()
    for lam in (0.02, 0.5):
        model = LogisticRegression(C=1 / (lam * len(y)), tol=1e-10, max_iter=2000).fit(X, y)
        w, b = model.coef_[0], model.intercept_[0]
        dw, db = TWO.regularized_gradient(X, y, w, b, lam, "l2")
        assert_allclose([*dw, db], np.zeros(4), atol=1e-6)


def test_a_sparse_optimum_has_no_way_down() -> None:
    X, y = overlapping(N=80)
    X, lam = np.column_stack([X, np.random.default_rng(1).normal(size=(80, 4))]), 0.08

    def loss(parts: Any) -> float:  # |w| is smooth in w = up - down, both at least 0
        up, down, b = parts[:7], parts[7:14], parts[14]
        z = X @ (up - down) + b
        return -np.mean(special.log_expit((2 * y - 1) * z)) + lam * np.sum(up + down)

    bounds = [(0, None)] * 14 + [(None, None)]
    found = minimize(loss, np.full(15, 0.1), bounds=bounds, options={"ftol": 1e-15}).x
    w, b = found[:7] - found[7:14], found[14]
    off = np.abs(w) < 1e-9
    dw, db = TWO.regularized_gradient(X, y, np.where(off, 0, w), b, lam, "l1")
    assert 0 < off.sum() < len(w)
    assert_allclose(dw[~off], 0, atol=1e-4)
    assert_allclose(db, 0, atol=1e-4)
    assert np.all(np.abs(dw[off]) <= lam)  # any way from 0 costs more than it brings


@given(arrays(float, 6, elements=st.integers(-6, 6).map(lambda k: k / 4)))
def test_margin_losses_are_scikit_learns(s: Any) -> None:
    t = np.array([1, -1, 1, -1, 1, -1])
    assert_allclose(TWO.hinge_loss(t, s).mean(), metrics.hinge_loss(t, s, labels=[-1, 1]))
    wrong = metrics.zero_one_loss(t, np.where(s == 0, -t, np.sign(s)))
    assert_allclose(TWO.zero_one_loss(t, s).mean(), wrong)


# Lesson 3


@given(arrays(float, (3, 4), elements=SCORES))
def test_softmax_and_its_logarithm_are_scipys(Z: Any) -> None:
    assert_allclose(THREE.softmax(Z), special.softmax(Z, axis=1), rtol=1e-11, atol=1e-300)
    assert_allclose(THREE.log_softmax(Z), special.log_softmax(Z, axis=1), rtol=1e-11, atol=1e-12)


@given(arrays(int, 8, elements=st.integers(0, 3)), arrays(int, 8, elements=st.integers(0, 3)))
def test_labels_and_their_counts_are_scikit_learns(y: Any, y_hat: Any) -> None:
    assert_allclose(THREE.one_hot(y, 4), label_binarize(y, classes=range(4)))
    assert_allclose(THREE.accuracy(y, y_hat), metrics.accuracy_score(y, y_hat))
    table = metrics.confusion_matrix(y, y_hat, labels=range(4))
    assert_allclose(THREE.confusion_matrix(y, y_hat, 4), table)


@given(arrays(float, (5, 4), elements=st.floats(-5, 5)))
def test_cross_entropy_is_scikit_learns_log_loss(Z: Any) -> None:
    y = np.array([0, 3, 1, 1, 2])
    P = special.softmax(Z, axis=1)
    loss = metrics.log_loss(y, P, labels=range(4))
    assert_allclose(THREE.cross_entropy(P, THREE.one_hot(y, 4)), loss)


@given(arrays(float, 4, elements=st.floats(-4, 4)), st.integers(0, 3))
def test_slopes_of_softmax_and_loss_are_measured_ones(z: Any, label: int) -> None:
    y, p = np.eye(4)[label], special.softmax(z)
    jacobian = approx_fprime(z, special.softmax, 1e-7)
    assert_allclose(THREE.softmax_jacobian(p), jacobian, atol=1e-6)
    slope = approx_fprime(z, lambda v: -special.log_softmax(v)[label], 1e-7)
    assert_allclose(THREE.dloss_dz(z, y), slope, atol=1e-6)
    assert_allclose(THREE.dloss_dz_by_chain(z, y), slope, atol=1e-6)
    slope = approx_fprime(p, lambda v: -np.log(v[label]), 1e-9 * p[label])
    assert_allclose(THREE.dloss_dp(p, y), slope, rtol=1e-5, atol=1e-5)


def test_the_softmax_gradient_vanishes_at_scikit_learns_optimum() -> None:
    X, y = overlapping(K=4)
    lam = 0.05
    model = LogisticRegression(C=1 / (lam * len(y)), tol=1e-10, max_iter=2000).fit(X, y)
    W, b = model.coef_.T, model.intercept_
    dW, db = THREE.softmax_gradients(X, THREE.one_hot(y, 4), W, b, lam)
    assert_allclose(dW, np.zeros((3, 4)), atol=1e-6)
    assert_allclose(db, np.zeros(4), atol=1e-6)
    assert_allclose(THREE.predict(X, W, b), model.predict(X))


def test_training_with_small_steps_ends_near_scikit_learns_optimum() -> None:
    X, y = overlapping(K=3)
    lam = 0.05
    model = LogisticRegression(C=1 / (lam * len(y)), tol=1e-10, max_iter=2000).fit(X, y)
    rng = np.random.default_rng(0)
    W, b, losses = THREE.fit_softmax(X, y, 3, 0.5, lam, 3000, len(y), rng)
    assert_allclose(W, model.coef_.T, atol=1e-5)
    assert_allclose(b - b.mean(), model.intercept_ - model.intercept_.mean(), atol=1e-5)
    best = metrics.log_loss(y, model.predict_proba(X)) + lam / 2 * np.sum(model.coef_**2)
    assert_allclose(losses[-1], best, rtol=1e-8)


@given(st.integers(2, 40), st.data())
def test_folds_have_the_sizes_of_scikit_learns(N: int, draw: st.DataObject) -> None:
    k = draw.draw(st.integers(2, N))
    folds = THREE.k_fold(N, k, np.random.default_rng(N))
    theirs = KFold(k, shuffle=True, random_state=0).split(np.zeros(N))
    assert [len(held) for _, held in folds] == [len(held) for _, held in theirs]
    assert sorted(np.concatenate([held for _, held in folds])) == list(range(N))
    assert all(sorted([*train, *held]) == list(range(N)) for train, held in folds)


def test_the_choice_of_a_penalty_is_scikit_learns_on_the_same_folds() -> None:
    X, y = data.blobs(n=90, centers=[[-0.6, 0.0], [0.6, 0.3], [0.0, 0.9]], seed=2)
    lambdas = [30.0, 0.3, 0.003]

    def model(lam: float) -> Any:
        return LogisticRegression(C=1 / lam, max_iter=1000)

    def fit(X: Any, y: Any, lam: float) -> Any:
        trained = model(lam).fit(X, y)
        return trained.coef_.T, trained.intercept_

    best, means = THREE.choose_lambda(X, y, lambdas, 5, np.random.default_rng(4), fit)
    folds = THREE.k_fold(90, 5, np.random.default_rng(4))
    theirs = [cross_val_score(model(lam), X, y, cv=folds).mean() for lam in lambdas]
    assert_allclose(means, theirs)
    assert best == lambdas[int(np.argmax(theirs))]
