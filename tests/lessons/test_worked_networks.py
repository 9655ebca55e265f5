"""The reference answers of lesson 5 give the worked numbers; see worked.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.support.worked import Facts, layers, near, reference, worked

ONE, TWO, FOUR, FIVE, SIX = (reference(lesson) for lesson in (1, 2, 4, 5, 6))


@worked("single_hidden_layer_3_2_1")
def test_the_network_of_the_slides_by_hand(given: Facts) -> None:
    x, forward, slide = given["inputs"].array("x"), given["forward"], given["slide_chain"]
    net = layers(given["inputs"])
    (W1, b1), (W2, b2) = net
    a1 = FIVE.mlp_forward(x[None], net[:1], "sigmoid")[0][0]
    o1 = FIVE.activate(a1, "sigmoid")
    a2 = FIVE.mlp_forward(x[None], net, "sigmoid")[0][0, 0]
    near(x[:, None] * W1, forward["products"])
    near(a1, forward["a1"])
    near(o1, forward["o1"])
    near(a2, forward["a2"])
    near(FIVE.activate(a2, "sigmoid"), forward["o2"])
    near(FIVE.slip_score, a1[1])
    near(FIVE.slip_output, forward["o2"])

    near(slide.array("o1") @ W2[:, 0] + b2[0], slide["a2"])
    near(ONE.sigmoid(slide["a2"]), slide["o2"])
    near(round(slide["o2"], 2), slide["printed_o2"])
    near(sum(slide["printed_terms"]), slide["sum_of_printed_terms"])
    near(ONE.sigmoid(slide["printed_sum"]), slide["sigma_0_49"])
    near(1 - o1[0], given["wrong_sign_o1_1"])
    bare = [(W1, 0 * b1), (W2, 0 * b2)]
    near(ONE.sigmoid(x @ W1), given["without_biases"]["o1"])
    output = FIVE.mlp_forward(x[None], bare, "sigmoid")[0][0, 0]
    near(ONE.sigmoid(output), given["without_biases"]["o2"])

    back = given["backward_target_1"]
    score = np.array([[a2]])
    near(TWO.bce_with_logits(np.ones(1), score[0]), back["loss"])
    dz2 = TWO.dloss_dz(np.ones(1), score[0])[None]
    near(dz2[0, 0], back["dz2"])
    _, cache = FIVE.mlp_forward(x[None], net, "sigmoid")
    (dW1, db1), (dW2, db2) = FIVE.mlp_backward(dz2, cache, net, "sigmoid")
    dh = FOUR.affine_backward(dz2, FOUR.affine_forward(o1[None], W2, b2)[1])[0]
    near(dh[0], back["dh"])
    near(FOUR.activation_backward(dh, o1[None], "sigmoid")[0], back["dz1"])
    for got, name in [(dW1, "dW1"), (db1, "db1"), (dW2, "dW2"), (db2, "db2")]:
        near(got, back[name])


@worked("stacked_abc_net")
def test_two_neurons_in_front_of_one(given: Facts) -> None:
    inputs = given["inputs"]
    W1 = np.column_stack(inputs.array("w_A", "w_B"))
    b1 = np.array([inputs["b_A"], inputs["b_B"]])
    w, b = inputs.array("w_C", "b_C")
    for row in given["truth_table"]:
        z_C = np.array([row["a_A"], row["a_B"]]) @ w + b
        near(z_C, row["z_C"])
        near(ONE.sigmoid(z_C), row["a_C"], atol=0.0)
    for point in given["points"]:
        z = point.array("x") @ W1 + b1
        near(z, [point["z_A"], point["z_B"]])
        near(ONE.sigmoid(z), [point["a_A"], point["a_B"]], atol=0.0)
        net = [(W1, b1), (w[:, None], np.array([b]))]
        near(FIVE.mlp_forward(point.array("x")[None], net, "sigmoid")[0], [[point["z_C"]]])
        near(ONE.predict_proba(ONE.sigmoid(z)[None], w, b), [point["a_C"]], atol=0.0)


@worked("sign_network_and")
def test_an_and_of_two_signs(given: Facts) -> None:
    inputs = given["inputs"]
    W1 = np.column_stack(inputs.array("w_A", "w_B"))
    b1 = np.array([inputs["b_A"], inputs["b_B"]])
    w, b = inputs.array("w_C", "b_C")
    near(W1[:, 0], ONE.hand_w_1)
    near(W1[:, 1], ONE.hand_w_2)
    for point in given["points"]:
        signs = 2 * ((point.array("x") @ W1 + b1) > 0) - 1
        near(signs, [point["a_A"], point["a_B"]])
        near(signs @ w + b, point["z_C"])
        near(np.sign(signs @ w + b), point["a_C"])


@worked("same_value_problem")
def test_no_line_tells_whether_two_inputs_are_the_same_and_a_network_does(given: Facts) -> None:
    X, y = given.array("X", "y")
    flat = given["linear_least_squares"]
    X1 = np.column_stack([X, np.ones(4)])
    c = np.linalg.lstsq(X1, y, rcond=None)[0]
    near(c, [*flat["w"], flat["b"]])
    near(X1 @ c, flat["predictions"])
    near(ONE.gradient_descent(X, y, 1.0, 1e-9, 10)[0], flat["w"])
    grid = np.linspace(-2, 2, 17)
    right = [
        np.mean(ONE.perceptron_predict(X, np.array([w1, w2]), b) == y)
        for w1 in grid
        for w2 in grid
        for b in grid + 0.1
    ]
    near(max(right), given["best_linear_accuracy"])
    net = layers(given["net"])
    for ours, theirs in zip(FIVE.same_value_network(), net, strict=True):
        near(ours[0], theirs[0])
        near(ours[1], theirs[1])
    Z = FIVE.mlp_forward(X, net, "sigmoid")[0]
    near(FIVE.activate(FIVE.mlp_forward(X, net[:1], "sigmoid")[0], "sigmoid"), given["net"]["H"])
    near(FIVE.activate(Z, "sigmoid")[:, 0], given["net"]["P"])


@worked("parameter_counts")
def test_what_networks_store(given: Facts) -> None:
    for net in given["nets"]:
        sizes = net["sizes"]
        assert FIVE.count_parameters(sizes) == net["total"]
        params = FIVE.init_params(sizes, np.random.default_rng(0), "zeros")
        assert len(params) == net["weight_layers"]
        assert sum(W.size for W, _ in params) == net["weights"]
        assert sum(b.size for _, b in params) == net["biases"] == net["neurons"]


@worked("memory_quiz")
def test_what_training_three_hundred_billion_parameters_takes(given: Facts) -> None:
    n, sample = int(given["params"]), int(given["sample_GB"] * 1e9)
    for name, printed in given["printed"].items():
        facts = given[name]
        size = facts["bytes_per_param"]
        one = FIVE.training_memory_bytes(n, 1, sample, size) / 1e9
        thousand = FIVE.training_memory_bytes(n, 1000, sample, size) / 1e9
        near([one, thousand], [facts["one_sample_GB"], facts["thousand_samples_GB"]])
        near(n * size / 1e9, facts["params_GB"])
        near(n * size / 2**30, facts["params_GiB"])
        near(thousand / 1e6, facts["thousand_samples_PB"])
        near(thousand / 1024**2, facts["thousand_samples_GB_over_1024_squared"])
        near(thousand * 1e9 / 2**50, facts["thousand_samples_PiB"])
        near([one, thousand, round(thousand / 1024**2, 2)], printed)
    near(FIVE.slip_petabytes, given["float32"]["thousand_samples_PB"])
    near(FIVE.slip_pebibytes, given["float32"]["thousand_samples_PiB"])


@worked("activations")
def test_activations_and_their_slopes_on_a_grid(given: Facts) -> None:
    z = given.array("z")
    for name, kind in [
        ("sigmoid", "sigmoid"),
        ("tanh", "tanh"),
        ("relu", "relu"),
        ("leaky_relu_0_1", "leaky_relu"),
        ("elu_alpha_1", "elu"),
    ]:
        near(FIVE.activate(z, kind), given["values"][name])
        near(FIVE.activate_grad(z, kind), given["derivatives"][name])
        H = FIVE.activate(z, kind)
        if kind in ("sigmoid", "tanh", "relu"):
            backward = FOUR.activation_backward(np.ones(len(z)), H, kind)
            near(backward, given["derivatives"][name])
    for name, values, slopes in [
        ("identity", z, np.ones(len(z))),
        ("step", np.heaviside(z, 0), np.zeros(len(z))),
        ("sign", np.sign(z), np.zeros(len(z))),
    ]:
        near(values, given["values"][name])
        near(slopes, given["derivatives"][name])
    example = given["maxout_example"]
    W1, b1, W2, b2 = (example.array(name) for name in ("w1", "b1", "w2", "b2"))
    got = FIVE.maxout(z[:, None], W1.reshape(1, 1), b1[None], W2.reshape(1, 1), b2[None])
    near(got[:, 0], example["values"])
    near(np.where(W1 * z + b1 > W2 * z + b2, W1, W2), example["d_dz"])
    for kind, slope in given["max_slope"].items():
        near(FIVE.activate_grad(0.0, kind), slope)


@worked("linear_collapse")
def test_two_linear_layers_are_one(given: Facts) -> None:
    (W1, b1), (W2, b2) = layers(given)
    W, b = FIVE.collapse_linear(W1, b1, W2, b2)
    near(W, given["W"])
    near(b, given["b"])
    near(given.array("X") @ W + b, given["out"])


@worked("xavier")
def test_the_spread_of_the_first_weights(given: Facts) -> None:
    for row in given["rows"]:
        n_in, n_out = row["n_in"], row["n_out"]
        near(row["std"] ** 2, row["var"])
        draws = [
            FIVE.init_params([n_in, n_out], np.random.default_rng(seed), "xavier")[0][0]
            for seed in range(3 if n_in * n_out > 1000 else 1000)
        ]
        near(np.std(draws), row["std"], rtol=0.03)


@worked("symmetry_breaking")
def test_units_that_start_equal_stay_equal(given: Facts) -> None:
    X, y = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([1, 0, 0, 1])
    for run in given["runs"]:
        net = [(run.array("W1_start"), np.zeros(2)), (np.full((2, 1), 0.5), np.zeros(1))]
        for _ in range(100):
            Z, cache = FIVE.mlp_forward(X, net, "tanh")
            dZ = (ONE.sigmoid(Z) - y[:, None]) / 4
            grads = FIVE.mlp_backward(dZ, cache, net, "tanh")
            pairs = zip(net, grads, strict=True)
            net = [(W - 0.5 * dW, b - 0.5 * db) for (W, b), (dW, db) in pairs]
        W1 = net[0][0]
        near(W1, run["W1_after_100"], rtol=1e-6)
        difference = np.max(np.abs(W1[:, 0] - W1[:, 1]))
        near(difference, run["max_abs_column_difference"], rtol=1e-6)
        assert (difference == 0) == (run["init"] == "constant")


@worked("local_minima_1d")
def test_where_descent_ends_depends_on_where_it_starts(given: Facts) -> None:
    for run in given["runs"]:
        t = run["start"]
        for _ in range(5000):
            t -= 0.01 * (4 * t**3 - 4 * t + 0.3)
        near(t, run["end"])
        near(t**4 - 2 * t**2 + 0.3 * t, run["f"])
        slope = FOUR.numerical_gradient(lambda v: v**4 - 2 * v**2 + 0.3 * v, np.array(t))
        near(slope, 0.0, atol=1e-8)


@worked("backtracking_line_search")
def test_a_step_that_is_halved_until_it_helps(given: Facts) -> None:
    curvature, w = np.array([1.0, 10.0]), np.ones(2)

    def f(v: Any) -> float:
        return 0.5 * float(v @ (curvature * v))

    for step in given["steps"]:
        slope, length = curvature * w, 1.0
        while f(w - length * slope) > f(w) - 0.5 * length * (slope @ slope):
            length /= 2
        w = w - length * slope
        near(length, step["step"])
        near(w, step["w"])
        near(f(w), step["f"])


@worked("polynomial_regression")
def test_polynomials_of_growing_degree(given: Facts) -> None:
    x, y = given.array("x", "y")
    near(np.sin(2 * np.pi * x) + given.array("noise"), y)
    fine = np.linspace(0, 1, 101)
    for fit in given["fits"]:
        M = fit["M"]
        c = SIX.fit_polynomial(x, y, M, 0.0)
        error = np.sqrt(np.mean((SIX.polynomial_features(x, M) @ c - y) ** 2))
        clean = SIX.polynomial_features(fine, M) @ c - np.sin(2 * np.pi * fine)
        rtol = 1e-3 if M == 9 else 1e-6  # ten points, ten coefficients: ill conditioned
        near(error, fit["train_rmse"], rtol=rtol, atol=1e-6)
        near(np.sqrt(np.mean(clean**2)), fit["test_rmse_vs_clean_sine"], rtol=rtol)
        near(np.max(np.abs(c)), fit["max_abs_coef"], rtol=rtol)


@worked("split_ratios")
def test_the_usual_shares(given: Facts) -> None:
    n, rng = given["n"], np.random.default_rng(0)
    for train_size, held_size in given["train_val"]:
        train, held = SIX.train_validation_split(n, held_size / n, rng)
        assert (len(train), len(held)) == (train_size, held_size)
    for share in given["test_share"]:
        assert len(SIX.train_validation_split(n, share, rng)[1]) == share * n


@worked("brain")
def test_the_connections_of_a_brain(given: Facts) -> None:
    near(given["neurons"] * given["connections_each"], given["connections_total"])


@worked("mlp_backward_batch")
def test_a_network_forward_and_backward_on_three_examples(given: Facts) -> None:
    X, lam, net = given.array("X"), given["lam"], layers(given)
    Y = np.eye(2)[given["labels"]]
    (_, _), (W2, b2) = net
    for kind in ("tanh", "relu"):
        facts = given[kind]
        Z1 = FIVE.mlp_forward(X, net[:1], kind)[0]
        A1 = FIVE.activate(Z1, kind)
        Z2, cache = FIVE.mlp_forward(X, net, kind)
        P = reference(3).softmax(Z2)
        dZ2 = (P - Y) / 3
        dA1 = FOUR.affine_backward(dZ2, FOUR.affine_forward(A1, W2, b2)[1])[0]
        dZ1 = FOUR.activation_backward(dA1, A1, kind)
        for got, name in [(Z1, "Z1"), (A1, "A1"), (Z2, "Z2"), (P, "P"), (dZ2, "dZ2")]:
            near(got, facts[name])
        near(dA1, facts["dA1"])
        near(dZ1, facts["dZ1"])
        loss, grads = FIVE.loss_and_gradients(X, Y, net, kind, lam)
        near(loss, facts["loss"])
        bare = FIVE.mlp_backward(dZ2, cache, net, kind)
        for n, ((dW, db), (W, _), (plain, _)) in enumerate(zip(grads, net, bare, strict=True), 1):
            near(dW, facts[f"dW{n}"])
            near(db, facts[f"db{n}"])
            near(dW - lam * W, plain)
        pairs = zip(net, grads, strict=True)
        after = [(W - 0.5 * dW, b - 0.5 * db) for (W, b), (dW, db) in pairs]
        near(FIVE.loss_and_gradients(X, Y, after, kind, lam)[0], facts["loss_after_step_eta_0_5"])
