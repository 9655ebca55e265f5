"""The reference answers of lesson 4 give the worked numbers; see worked.py."""

from __future__ import annotations

import numpy as np

from tests.support.worked import Facts, layers, near, reference, worked

ONE, FOUR, FIVE = reference(1), reference(4), reference(5)


@worked("add_mul_circuit")
def test_the_circuit_of_a_sum_and_a_product(given: Facts) -> None:
    wires = FOUR.product_circuit(**dict(given["inputs"].items()))
    for name, value in [*given["forward"].items(), *given["backward"].items()]:
        near(wires[name], value)


@worked("sigmoid_circuit")
def test_every_wire_of_a_neuron(given: Facts) -> None:
    inputs = dict(given["inputs"].items())
    w = np.array([inputs[name] for name in ("w0", "w1", "w2")])
    wires = FOUR.sigmoid_circuit(w, np.array([inputs["x0"], inputs["x1"]]))
    names = {"sum01": "dot", "dot": "sum", "plus1": "inc", "out": "f"}  # ours for theirs
    for name, value in given["forward"].items():
        near(wires[names.get(name, name)], value)
        near(round(value, 4), given["forward_4dp"][name])
    places = {"w0": ("dw", 0), "w1": ("dw", 1), "w2": ("dw", 2), "x0": ("dx", 0), "x1": ("dx", 1)}
    for name, value in given["backward"].items():
        part, place = places.get(name, ("d" + names.get(name, name), ()))
        near(np.asarray(wires[part])[place], value)
        near(round(value, 4), given["backward_4dp"][name])


@worked("sigmoid_gate")
def test_the_sigmoid_as_one_gate(given: Facts) -> None:
    z = FOUR.Value(given["inputs"]["z"])
    result = z.sigmoid()
    result.backward()
    near(result.data, given["forward"]["sigma"])
    near(z.grad, given["backward"]["local"])
    near(given["inputs"]["upstream"] * z.grad, given["backward"]["dz"])
    slide = given["slide_rounded"]
    sigma = round(result.data, 2)
    near(sigma, slide["sigma"])
    near(round(sigma * (1 - sigma), 4), slide["product_of_rounded"])
    near(round(z.grad, 1), slide["printed"])


@worked("gate_patterns")
def test_four_gates_forward_and_backward(given: Facts) -> None:
    for name, kind in [("add", FOUR.Add), ("mul", FOUR.Multiply), ("max", FOUR.Maximum)]:
        gate, numbers = kind(), given[name]
        near(gate.forward(numbers["x"], numbers["y"]), numbers["out"])
        near(gate.backward(numbers["upstream"]), [numbers["dx"], numbers["dy"]])
    gate, numbers = FOUR.Copy(), given["copy"]
    near(gate.forward(numbers["x"]), numbers["out"])
    near(gate.backward(*numbers["upstream"]), numbers["dx"])


@worked("numeric_diff_linear")
def test_a_gradient_by_turning_knobs(given: Facts) -> None:
    W, x = given["inputs"].array("W", "x")
    near(W @ x, given["f"])
    near(FOUR.numerical_gradient(lambda v: v @ x, W), given["grad_W"], rtol=1e-8)
    near(FOUR.numerical_gradient(lambda v: W @ v, x), given["grad_x"], rtol=1e-8)
    step = (np.dot(W + [1e-6, 0], x) - W @ x) / 1e-6
    near(step, given["forward_diff_W0_h1e_6"], rtol=1e-9)
    near([FOUR.slip_knob_printed, FOUR.slip_knob_x1], [given["grad_W"][0], given["grad_x"][0]])


@worked("numeric_diff_error_vs_h")
def test_the_error_of_a_difference_falls_with_h_until_rounding_takes_over(given: Facts) -> None:
    z, exact = given.array("z", "exact")
    for h, forward, central in zip(
        *given.array("h", "error_forward", "error_central"), strict=True
    ):
        by_center = abs(FOUR.numerical_gradient(ONE.sigmoid, z, h) - exact)
        by_forward = abs((ONE.sigmoid(z + h) - ONE.sigmoid(z)) / h - exact)
        if h > 1e-5:
            near([by_forward, by_center], [forward, central], rtol=1e-2)
        else:  # what remains is rounding: of this order, and no more can be said
            noise = 1e-16 / h
            assert max(central, by_center) < 10 * noise
            assert max(forward, by_forward) < 10 * noise + 0.05 * h


@worked("four_layer_chain")
def test_a_chain_of_layers_shares_its_factors(given: Facts) -> None:
    at = {name: FOUR.Value(value) for name, value in given["inputs"].items()}
    at["a1"] = at["w1"] * at["x"] + at["b"]
    at["f1"] = at["a1"].sigmoid()
    at["a2"] = at["w2"] * at["f1"]
    at["f2"] = at["a2"].sigmoid()
    at["a3"] = at["w3"] * at["f2"]
    at["yhat"] = at["a3"].sigmoid()
    at["loss"] = 0.5 * (at["y"] - at["yhat"]) ** 2
    at["loss"].backward()
    for name, value in given["forward"].items():
        near(at[name].data, value)
    for name, value in [*given["delta"].items(), *given["grad"].items()]:
        near(at[name].grad, value)


@worked("two_neuron_network")
def test_the_regression_network_with_two_hidden_neurons(given: Facts) -> None:
    inputs, forward, backward = given["inputs"], given["forward"], given["backward"]
    x, y = inputs.array("x", "y")
    p = {f"{part}{unit}": inputs.array(f"{part}_{unit}") for part in "wb" for unit in "ABC"}
    out = FOUR.two_neuron_network(x, y, p)
    for name, value in forward.items():
        near(out[{"yhat": "y_hat"}.get(name, name.replace("_", ""))], value)
    names = {"dL_dyhat": "dy_hat", "dL_da_A": "daA", "dL_da_B": "daB"}
    names |= {"dL_dz_A": "dzA", "dL_dz_B": "dzB", "b_A": "dbA", "b_B": "dbB", "b_C": "dbC"}
    for name, ours in names.items():
        near(out[ours], backward[name])
    for unit in "ABC":
        near(out[f"dw{unit}"], [backward[f"w_{unit}{i}"] for i in (1, 2)])
    dx = out["dzA"] * p["wA"] + out["dzB"] * p["wB"]
    near(dx, [backward["dL_dx1"], backward["dL_dx2"]])

    net = layers(given["as_matrices"])
    near(FIVE.mlp_forward(x[None], net, "sigmoid")[0], [[forward["yhat"]]])

    rounded = given["slide_rounded"]
    near([round(out["aA"], 2), round(out["aB"], 2)], [rounded["a_A"], rounded["a_B"]])
    near(40 * rounded["a_A"] - 10 * rounded["a_B"] - 15.2, rounded["yhat"])
    near(2 * (20 - y), rounded["dL_db_C_at_yhat_20"])
    near((20 - y) ** 2, rounded["loss_at_yhat_20"])
    near((25 - y) ** 2, rounded["loss_at_yhat_25"])

    for step in given["one_gradient_step"]:
        q = {name: value - step["alpha"] * out[f"d{name}"] for name, value in p.items()}
        flat = [number for unit in "ABC" for number in [*q[f"w{unit}"], q[f"b{unit}"]]]
        near(flat, step["params_after"])
        after = FOUR.two_neuron_network(x, y, q)
        near(after["zA"], step["z_A"])
        near([after["aA"], after["aB"]], [step["a_A"], step["a_B"]])
        near([after["zB"], after["y_hat"]], [step["z_B"], step["yhat"]])
        near(after["loss"], step["loss"])


@worked("regression_losses")
def test_absolute_and_squared_errors(given: Facts) -> None:
    y, yhat = given.array("y", "yhat")
    zero = {"wA": np.zeros(2), "wB": np.zeros(2), "wC": np.zeros(2), "bA": 0.0, "bB": 0.0}
    nets = [FOUR.two_neuron_network(np.zeros(2), y, {**zero, "bC": guess}) for guess in yhat]
    near([net["loss"] for net in nets], given["l2"])
    near([net["dy_hat"] for net in nets], given["dl2"])
    error = yhat - y
    near(error**2 / 2, given["half_l2"])
    near(error, given["dhalf_l2"])
    near(np.abs(error), given["l1"])
    near(np.sign(error), given["dl1"])
