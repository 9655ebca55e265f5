"""The reference answers of lesson 1 give the worked numbers; see worked.py."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import numpy as np

from tests.support.worked import NUMBERS, Facts, near, reference, worked

ONE, TWO = reference(1), reference(2)


def test_no_worked_number_is_left_untested() -> None:
    files = Path(__file__).parent.glob("test_worked_*.py")
    tested = re.findall(r'^@worked\("(\w+)"\)', "\n".join(f.read_text() for f in files), re.M)
    assert sorted(tested) == sorted(NUMBERS)


@worked("hand_set_neurons")
def test_neurons_with_given_weights_score_the_points(given: Facts) -> None:
    X = given.array("points")
    for neuron in given["neurons"]:
        w, b = neuron.array("w", "b")
        near(X @ w + b, neuron["z"])
        near(ONE.predict_proba(X, w, b), neuron["a"])
        near(ONE.perceptron_predict(X, w, b), (neuron.array("z") > 0) * 1)
        near(ONE.decision_line(w, b, 0.0), neuron["intercept"])
        near(ONE.decision_line(w, b, 1.0) - ONE.decision_line(w, b, 0.0), neuron["slope"])
        near(np.linalg.norm(w), neuron["norm_w"])
        near(abs(b) / np.linalg.norm(w), neuron["distance_of_boundary_from_origin"])


@worked("sign_test_lines")
def test_the_point_put_into_the_line_tells_which_sign_is_right(given: Facts) -> None:
    ours = [(ONE.hand_w_1, ONE.hand_b_1), (ONE.hand_w_2, ONE.hand_b_2)]
    for name, (w, b) in zip(given, ours, strict=True):
        line = given[name]
        for candidate in (line["A"], line["B"]):
            slope, intercept = line.array("slope", "intercept")
            x1 = np.array([-1.0, 0.0, 2.0])
            near(ONE.decision_line(*candidate.array("w", "b"), x1), slope * x1 + intercept)
            near(candidate["value_at_origin"], candidate["b"])
        chosen = line[line["chosen"]]
        near(w, chosen["w"])
        near(b, chosen["b"])
        assert (chosen["value_at_origin"] > 0) == line["origin_is_green"]
    assert ONE.slip_origin_value == given["line1"]["A"]["value_at_origin"]


@worked("worlds_smallest_perceptron")
def test_one_weight_settles_or_not_as_the_learning_rate_says(given: Facts) -> None:
    for name, walk in given.items():
        eta = float(name.removeprefix("eta_").replace("_", "."))
        for before, after in pairwise(walk):
            near(before + eta * (4 - 2 * before) * 2, after)


@worked("worlds_second_smallest_perceptron")
def test_two_weights_learn_from_one_example_at_a_time(given: Facts) -> None:
    w = np.zeros(2)
    for step in given["steps"]:
        x, y = step.array("x", "y")
        near(w @ x, step["yhat"])
        near((y - w @ x) ** 2 / 2, step["loss"])
        gradient = (w @ x - y) * x
        near(gradient, step["grad"])
        w = ONE.map_step(w, gradient, 0.1, 0.0)
        near(w, step["w_after"])


@worked("perceptron_rule_and_gate")
def test_the_perceptron_rule_learns_and(given: Facts) -> None:
    X, y = given.array("X", "y")
    w, b, epochs, mistakes = np.zeros(2), 0.0, 0, 1
    while mistakes:
        mistakes, epochs = 0, epochs + 1
        for x, t in zip(X, y, strict=True):
            before = b
            w, b = ONE.perceptron_step(x, t, w, b)
            mistakes += b != before
    near(w, given["w"])
    assert (b, epochs) == (given["b"], given["epochs"])
    near(ONE.perceptron_predict(X, w, b), y)


@worked("half_squared_error_gradient")
def test_the_gradient_of_half_a_squared_error(given: Facts) -> None:
    w, x, y = given.array("w", "x", "y")
    near(w @ x - y, given["z"])
    near((w @ x - y) ** 2 / 2, given["J"])
    near((w @ x - y) * x, given["dJ_dw"])
    measured = reference(4).numerical_gradient(lambda v: (v @ x - y) ** 2 / 2, w)
    near(measured, given["dJ_dw"], rtol=1e-8)


@worked("map_weight_decay_step")
def test_a_step_with_a_gaussian_prior(given: Facts) -> None:
    w, dw, eta, alpha = given.array("w", "grad", "eta", "alpha")
    near(ONE.map_step(w, dw, eta, alpha), given["w_after"])
    near(1 - eta * alpha, given["shrink_factor"])
    near(ONE.map_step(w, 0 * dw, 1.0, alpha), w - given.array("neg_log_prior_gradient"))
    same = given["equivalent_alpha_of_plain_squared_norm"]
    near(same * w, given["grad_of_plain_squared_norm"])


@worked("separable_data_norm_growth")
def test_weights_grow_for_ever_on_separable_data_unless_a_prior_holds_them(given: Facts) -> None:
    x, y = given.array("x", "y")
    X, w, seen = x[:, None], np.zeros(1), {}
    steps, walk = given["gd"].array("iteration", "w")
    for step in range(1, 1001):
        w = ONE.map_step(w, ONE.logistic_gradient(X, y, w, 0.0)[0], 1.0, 0.0)
        seen[step] = w[0]
    for _ in range(1001, 100_001):  # by the same formula in plain numbers: the loss is symmetric
        w = w - np.dot(1 / (1 + np.exp(-x * w)) - y, x) / 4
        seen[len(seen) + 1] = w[0]
    near([seen[int(step)] for step in steps], walk)
    near([ONE.mean_loss(X, y, np.array([v]), 0.0) for v in walk], given["gd"]["loss"])
    for prior in given["map_with_gaussian_prior_sum_loss"]:
        alpha, best = prior.array("alpha", "w_map")
        slope = 4 * ONE.logistic_gradient(X, y, np.array([best]), 0.0)[0]
        near(slope + alpha * best, [0.0], atol=1e-9)


@worked("gaussian_density_check")
def test_the_density_without_sigma_does_not_integrate_to_one(given: Facts) -> None:
    x = np.linspace(-40, 40, 8001)
    density = np.exp(-((x / 2) ** 2) / 2) / np.sqrt(2 * np.pi)  # sigma = 2, left out
    near(np.trapezoid(density, x), given["integral_without_sigma"])


@worked("normalisation")
def test_standardised_columns(given: Facts) -> None:
    X_std, mean, std = ONE.standardize(given.array("X"))
    near(X_std, given["standardised"])
    near(mean, given["mean"])
    near(std, given["std_population"])


@worked("minibatch_logistic_gradient")
def test_the_logistic_gradient_of_four_examples(given: Facts) -> None:
    X, y, w, b, eta = given.array("X", "y", "w", "b", "eta")
    near(X @ w + b, given["Z"])
    near(ONE.predict_proba(X, w, b), given["p"])
    near(ONE.mean_loss(X, y, w, b), given["loss"])
    near(TWO.bce_with_logits(y, X @ w + b), given["loss"])
    dw, db = ONE.logistic_gradient(X, y, w, b)
    near(dw, given["grad_w"])
    near(TWO.dloss_dw(X, y, w, b), given["grad_w"])
    near(db, given["grad_b"])
    near([*dw, db], given["mean_grad_theta"])
    near(given["sum_vs_mean_factor"] * np.array([*dw, db]), given["sum_grad_theta"])
    each = [ONE.logistic_gradient(X[[n]], y[[n]], w, b) for n in range(4)]
    near([[*slopes, last] for slopes, last in each], given["per_example_grad"])
    w_after, b_after = ONE.sgd_epoch(X, y, w, b, eta, 4, np.random.default_rng(0))
    near(w_after, given["w_after"])
    near(b_after, given["b_after"])


@worked("learning_rate_on_quadratic")
def test_a_bowl_is_left_beyond_two_over_its_curvature(given: Facts) -> None:
    for name, walk in given.items():
        eta = float(name.removeprefix("eta_").replace("_", "."))
        for before, after in pairwise(walk):
            near(ONE.map_step(np.array([before]), np.array([before]), eta, 0.0), [after])


@worked("log_odds")
def test_log_odds_undo_the_sigmoid(given: Facts) -> None:
    near(ONE.sigmoid(given.array("z")), given["sigma"])
    near(ONE.log_odds(given.array("sigma")), given["logit_of_sigma"])


@worked("document_logistic")
def test_a_model_of_documents(given: Facts) -> None:
    X, w, b = given.array("X", "w", "b")
    words = ["good", "boring", "film"]
    notes = [[word for word, n in zip(words, row, strict=True) for _ in range(int(n))] for row in X]
    near(ONE.bag_of_words(notes, words), X)
    near(X @ w + b, given["z"])
    p = ONE.predict_proba(X, w, b)
    near(p, given["p"])
    near(ONE.perceptron_predict(X, w, b), given["predict"])
    near(p / (1 - p), given["odds"])
    near(np.exp(ONE.log_odds(p)), given["odds"])
    near(np.exp(w), given["odds_ratio_per_extra_word"])


@worked("logistic_fit_optimum")
def test_gradient_descent_reaches_the_optimum(given: Facts) -> None:
    x, y = given.array("x", "y")
    X = x[:, None]
    for best in given["optimum"]:
        lam, w, b = best["lam"], np.array([best["w"]]), best["b"]
        dw, db = TWO.regularized_gradient(X, y, w, b, lam, "l2")
        near([*dw, db], [0.0, 0.0], atol=1e-9)
        near(TWO.bce_with_logits(y, X @ w + b), best["mean_bce"])
        near(ONE.predict_proba(X, w, b), best["p"])
        near(-b / w[0], best["boundary"])
        near(np.mean((X @ w + b > 0) == y), best["accuracy"])
        if lam == 0:
            w_found, b_found, losses = ONE.gradient_descent(X, y, 0.7, 1e-7, 5000)
            near([*w_found, b_found, losses[-1]], [*w, b, best["mean_bce"]], rtol=1e-5)
