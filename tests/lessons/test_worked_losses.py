"""The reference answers of lessons 2 and 3 give the worked numbers; see worked.py."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize_scalar

from tests.support.worked import Facts, near, reference, worked

ONE, TWO, THREE = reference(1), reference(2), reference(3)


@worked("l2_vs_bce_gradient")
def test_the_squared_error_hardly_moves_a_confident_mistake(given: Facts) -> None:
    z = given.array("z")
    y = np.full(len(z), given["y"])
    near(ONE.sigmoid(z), given["p"])
    near((ONE.sigmoid(z) - y) ** 2 / 2, given["l2_loss"], rtol=1e-7)
    near([TWO.bce_with_logits(y[:1], z[n : n + 1]) for n in range(len(z))], given["bce_loss"])
    slope, other = TWO.dloss_dz(y, z), TWO.squared_error_dz(y, z)
    near(slope, given["dbce_dz"])
    near(other, given["dl2_dz"])
    near(slope / other, given["ratio_bce_over_l2"], rtol=1e-7)
    most = minimize_scalar(lambda v: TWO.squared_error_dz(np.ones(1), np.array([v]))[0])
    near(ONE.sigmoid(most.x), given["max_abs_dl2_dz"]["at_p"], rtol=1e-6)
    near(-most.fun, given["max_abs_dl2_dz"]["value"])


@worked("bce_values")
def test_the_cost_of_a_probability(given: Facts) -> None:
    for label in (0, 1):
        y = np.array([label])
        costs = [TWO.negative_log_likelihood(y, np.array([p])) for p in given["p"]]
        near(costs, given[f"loss_y{label}"])
        scores = given["from_logits"]["z"]
        costs = [TWO.bce_with_logits(y, np.array([z])) for z in scores]
        near(costs, given["from_logits"][f"loss_y{label}"])


@worked("likelihood_underflow")
def test_a_product_of_many_halves_is_zero_and_the_sum_of_logs_is_not(given: Facts) -> None:
    y, p = np.ones(1100), np.full(1100, 0.5)
    assert np.prod(TWO.bernoulli_likelihood(y, p)) == given["product_of_1100_halves"]
    near(-1100 * TWO.negative_log_likelihood(y, p), given["sum_of_logs"])


@worked("step_vs_surrogates")
def test_convex_stand_ins_for_the_zero_one_loss(given: Facts) -> None:
    margin = given.array("margin")
    t = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])
    near(TWO.zero_one_loss(t, t * margin), given["zero_one"])
    near(TWO.hinge_loss(t, t * margin), given["hinge"])
    costs = [TWO.bce_with_logits(np.ones(1), np.array([m])) for m in margin]
    near(costs, given["logistic_nats"])
    near(np.array(costs) * TWO.slip_factor, given["logistic_bits"])


@worked("entropy_cross_entropy_kl")
def test_entropies_in_bits(given: Facts) -> None:
    p, q = given.array("p", "q")
    bits, nats = given["bits"], given["nats"]
    H, CE, KL = TWO.entropy_bits(p), TWO.cross_entropy_bits(p, q), TWO.kl_divergence_bits(p, q)
    near([H, CE, KL], [bits["H_p"], bits["H_pq"], bits["KL_pq"]])
    near(np.log(2) * np.array([H, CE, KL]), [nats["H_p"], nats["H_pq"], nats["KL_pq"]])
    near(np.log(2) * TWO.kl_divergence_bits(q, p), nats["KL_qp"])
    p, q = given["asymmetry"].array("p", "q")
    near(np.log(2) * TWO.kl_divergence_bits(p, q), given["asymmetry"]["KL_pq_nats"])
    near(np.log(2) * TWO.kl_divergence_bits(q, p), given["asymmetry"]["KL_qp_nats"])
    p, q = given["one_hot"].array("p", "q")
    near(np.log(2) * TWO.entropy_bits(p), given["one_hot"]["H_p"])
    near(np.log(2) * TWO.cross_entropy_bits(p, q), given["one_hot"]["H_pq"])
    near(np.log(2) * TWO.kl_divergence_bits(p, q), given["one_hot"]["KL"])


@worked("multilabel_bce")
def test_several_labels_at_once(given: Facts) -> None:
    Y, Z = given.array("Y", "Z")
    P = ONE.sigmoid(Z)
    near(P, given["P"])
    near(P.sum(axis=1), given["row_sums_of_P"])
    near(P[0].sum(), THREE.slip_sigmoid_sum)
    cells = zip(Y.ravel(), Z.ravel(), strict=True)
    costs = [TWO.bce_with_logits(np.array([y]), np.array([z])) for y, z in cells]
    near(np.reshape(costs, Y.shape), given["elementwise"])
    near([TWO.multi_label_bce(Y[[n]], Z[[n]]) for n in range(2)], given["sum_per_row"])
    near(TWO.multi_label_bce(Y, Z), given["mean_over_rows"])
    near([TWO.dloss_dz(y, z) / 2 for y, z in zip(Y, Z, strict=True)], given["dZ_mean_over_rows"])


@worked("regularisers")
def test_penalties_and_their_gradients(given: Facts) -> None:
    W, lam = given.array("W", "lam")
    X, y, w = np.zeros((1, 4)), np.ones(1), W.ravel()
    bare = TWO.regularized_loss(X, y, w, 0.0, 0.0, "l2")
    for kind, factor, loss, slope in [
        ("l2", 1, "l2_half", "grad_l2_half"),
        ("l2", 2, "l2_no_half", "grad_l2_no_half"),
        ("l1", 1, "l1", "subgrad_l1"),
    ]:
        penalty = TWO.regularized_loss(X, y, w, 0.0, factor * lam, kind) - bare
        near(penalty, given[loss])
        dw, _ = TWO.regularized_gradient(X, y, w, 0.0, factor * lam, kind)
        near(dw.reshape(2, 2), given[slope])


@worked("softmax_jacobian")
def test_the_softmax_of_three_scores_and_its_slopes(given: Facts) -> None:
    z, y = given.array("z", "one_hot")
    p = THREE.softmax(z[None])[0]
    near(p, given["p"])
    near(THREE.softmax_jacobian(p), given["jacobian"])
    near(THREE.cross_entropy(p[None], y[None]), given["loss"])
    near(-THREE.log_softmax(z[None])[0] @ y, given["loss"])
    near(THREE.dloss_dp(p, y), given["dL_dp"])
    near(THREE.dloss_dz_by_chain(z, y), given["dL_dz"])
    near(THREE.dloss_dz(z, y), given["dL_dz"])
    shifted, pair = given["shift_invariance"], given["two_class"]
    near(THREE.softmax(np.array([shifted["z"]]))[0], shifted["p"])
    near(THREE.softmax(np.array([pair["z"]]))[0], pair["p"])
    near(ONE.sigmoid(pair["z"][0] - pair["z"][1]), pair["sigmoid_of_difference"])


@worked("softmax_regression_batch")
def test_softmax_regression_on_three_examples(given: Facts) -> None:
    X, W, b, lam = given.array("X", "W", "b", "lam")
    Y = THREE.one_hot(np.array(given["labels"]), 3)
    near(Y, given["Y"])
    Z = X @ W + b
    near(Z, given["Z"])
    P = THREE.softmax(Z)
    near(P, given["P"])
    loss = THREE.cross_entropy(P, Y)
    near(loss, given["loss"])
    near(loss + lam / 2 * np.sum(W**2), given["loss_with_half_lam_l2"])
    near([THREE.dloss_dz(z, y) / 3 for z, y in zip(Z, Y, strict=True)], given["dZ"])
    dW, db = THREE.softmax_gradients(X, Y, W, b, 0.0)
    near(dW, given["dW"])
    near(db, given["db"])
    near(THREE.softmax_gradients(X, Y, W, b, lam)[0], given["dW_with_half_lam_l2"])


@worked("weather_labels")
def test_labels_of_the_weather_as_rows(given: Facts) -> None:
    single, several = given["single_label"], given["multi_label"]
    K = len(given["classes"])
    near(THREE.one_hot(np.array(single["labels"]), K), single["Y"])
    rows = several.array("Y")
    assert rows.shape == (2, K)
    near(THREE.one_hot(np.array([0, 1]), K) + THREE.one_hot(np.array([2, 2]), K), rows)


@worked("mnist_shapes")
def test_the_shapes_of_a_model_of_pictures(given: Facts) -> None:
    X, W = np.zeros(given["x"]), np.zeros(given["W"])
    b = np.zeros(given["b"][1])
    near(np.shape(X @ W + b), given["Z"])
    assert W.size + b.size == given["params_softmax"] == given["params_binary"] * 10
    K = W.shape[1]
    loss = THREE.cross_entropy(THREE.softmax(X @ W + b), THREE.one_hot(np.array([3]), K))
    near(loss, given["loss_at_zero_init"])
    dW, db = THREE.softmax_gradients(X, THREE.one_hot(np.array([3]), K), W, b, 0.0)
    near(dW.shape, given["W"])
    near(db.shape, given["b"][1:])
    binary = given["binary"]
    near((np.zeros(binary["x"]) @ np.zeros(binary["w"])).shape, binary["result"])
    assert ONE.predict_proba(np.zeros(binary["x"]), np.zeros(binary["w"][0]), 0.0) == [0.5]


@worked("kfold_indices")
def test_five_folds_of_ten(given: Facts) -> None:
    folds = THREE.k_fold(given["n"], given["k"], np.random.default_rng(0))
    assert [len(held) for _, held in folds] == [len(fold) for fold in given["folds"]]
    assert {len(train) for train, _ in folds} == {given["train_size"]}
    assert {len(held) for _, held in folds} == {given["held_out_size"]}
    held = np.concatenate([held for _, held in folds])
    assert sorted(held) == [n for fold in given["folds"] for n in fold]
