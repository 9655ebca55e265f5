# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Known mistakes of lesson 5

# %% hidden="setup"
from itertools import pairwise

import numpy as np

# %% [markdown]
# ## `activate`


# %% misconception="activate" name="sigmoid_plus_exponent"
def activate(z, kind):
    """Your sigmoid has a plus in the exponent, so it falls where it should rise."""
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        return (1 - np.tanh(z / 2)) / 2
    if kind == "tanh":
        return np.tanh(z)
    if kind == "relu":
        return np.maximum(z, 0.0)
    if kind == "leaky_relu":
        return np.maximum(z, 0.1 * z)
    if kind == "elu":
        return np.where(z > 0, z, np.expm1(np.minimum(z, 0.0)))
    raise ValueError(kind)


# %% misconception="activate" name="tanh_half_as_steep"
def activate(z, kind):
    """Your tanh is 2 sigmoid(z) - 1; inside the sigmoid it is 2z."""
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        return (1 + np.tanh(z / 2)) / 2
    if kind == "tanh":
        return np.tanh(z / 2)
    if kind == "relu":
        return np.maximum(z, 0.0)
    if kind == "leaky_relu":
        return np.maximum(z, 0.1 * z)
    if kind == "elu":
        return np.where(z > 0, z, np.expm1(np.minimum(z, 0.0)))
    raise ValueError(kind)


# %% misconception="activate" name="relu_absolute"
def activate(z, kind):
    """Your relu gives the absolute value; below 0 it should be 0."""
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        return (1 + np.tanh(z / 2)) / 2
    if kind == "tanh":
        return np.tanh(z)
    if kind == "relu":
        return np.abs(z)
    if kind == "leaky_relu":
        return np.maximum(z, 0.1 * z)
    if kind == "elu":
        return np.where(z > 0, z, np.expm1(np.minimum(z, 0.0)))
    raise ValueError(kind)


# %% misconception="activate" name="leaky_hundredth"
def activate(z, kind):
    """Your leaky_relu has the slope 0.01 below 0; here it is 0.1."""
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        return (1 + np.tanh(z / 2)) / 2
    if kind == "tanh":
        return np.tanh(z)
    if kind == "relu":
        return np.maximum(z, 0.0)
    if kind == "leaky_relu":
        return np.maximum(z, 0.01 * z)
    if kind == "elu":
        return np.where(z > 0, z, np.expm1(np.minimum(z, 0.0)))
    raise ValueError(kind)


# %% misconception="activate" name="leaky_sign"
def activate(z, kind):
    """Your leaky_relu gives positive values below 0; there it is 0.1 z, which is negative."""
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        return (1 + np.tanh(z / 2)) / 2
    if kind == "tanh":
        return np.tanh(z)
    if kind == "relu":
        return np.maximum(z, 0.0)
    if kind == "leaky_relu":
        return np.where(z > 0, z, -0.1 * z)
    if kind == "elu":
        return np.where(z > 0, z, np.expm1(np.minimum(z, 0.0)))
    raise ValueError(kind)


# %% misconception="activate" name="elu_without_minus_one"
def activate(z, kind):
    """Your elu is exp(z) below 0; subtract 1, or it jumps at 0."""
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        return (1 + np.tanh(z / 2)) / 2
    if kind == "tanh":
        return np.tanh(z)
    if kind == "relu":
        return np.maximum(z, 0.0)
    if kind == "leaky_relu":
        return np.maximum(z, 0.1 * z)
    if kind == "elu":
        return np.where(z > 0, z, np.exp(np.minimum(z, 0.0)))
    raise ValueError(kind)


# %% misconception="activate" name="elu_overflows"
def activate(z, kind):
    """Your elu computes exp(z) for large positive z as well, and overflows; np.where picks only
    afterwards."""
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        return (1 + np.tanh(z / 2)) / 2
    if kind == "tanh":
        return np.tanh(z)
    if kind == "relu":
        return np.maximum(z, 0.0)
    if kind == "leaky_relu":
        return np.maximum(z, 0.1 * z)
    if kind == "elu":
        return np.where(z > 0, z, np.exp(z) - 1)
    raise ValueError(kind)


# %% misconception="activate" name="sigmoid_overflows"
def activate(z, kind):
    """Your sigmoid computes exp(1000) for z = -1000, which overflows; use exp(-|z|)."""
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        return 1 / (1 + np.exp(-z))
    if kind == "tanh":
        return np.tanh(z)
    if kind == "relu":
        return np.maximum(z, 0.0)
    if kind == "leaky_relu":
        return np.maximum(z, 0.1 * z)
    if kind == "elu":
        return np.where(z > 0, z, np.expm1(np.minimum(z, 0.0)))
    raise ValueError(kind)


# %% misconception="activate" name="unknown_kind_passes"
def activate(z, kind):
    """You return z for a kind that does not exist; raise a ValueError."""
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        return (1 + np.tanh(z / 2)) / 2
    if kind == "tanh":
        return np.tanh(z)
    if kind == "relu":
        return np.maximum(z, 0.0)
    if kind == "leaky_relu":
        return np.maximum(z, 0.1 * z)
    if kind == "elu":
        return np.where(z > 0, z, np.expm1(np.minimum(z, 0.0)))
    return z


# %% misconception="activate" name="changes_z"
def activate(z, kind):
    """You set entries of z to 0 in place, which changes the caller's array; make a new one."""
    if kind == "sigmoid":
        return (1 + np.tanh(np.asarray(z) / 2)) / 2
    if kind == "tanh":
        return np.tanh(z)
    if kind == "relu":
        if np.ndim(z):
            z[z < 0] = 0
            return z
        return max(z, 0.0)
    if kind == "leaky_relu":
        return np.maximum(z, 0.1 * np.asarray(z))
    if kind == "elu":
        return np.where(z > 0, z, np.expm1(np.minimum(z, 0.0)))
    raise ValueError(kind)


# %% [markdown]
# ## `activate_grad`


# %% misconception="activate_grad" name="relu_one_at_zero"
def activate_grad(z, kind):
    """You give relu the slope 1 at exactly 0; here it is 0."""
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        p = (1 + np.tanh(z / 2)) / 2
        return p * (1 - p)
    if kind == "tanh":
        return 1 - np.tanh(z) ** 2
    if kind == "relu":
        return np.where(z >= 0, 1.0, 0.0)
    if kind == "leaky_relu":
        return np.where(z > 0, 1.0, 0.1)
    if kind == "elu":
        return np.exp(np.minimum(z, 0.0))
    raise ValueError(kind)


# %% misconception="activate_grad" name="relu_half_at_zero"
def activate_grad(z, kind):
    """You give relu the slope one half at 0, as a central difference does; here it is 0."""
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        p = (1 + np.tanh(z / 2)) / 2
        return p * (1 - p)
    if kind == "tanh":
        return 1 - np.tanh(z) ** 2
    if kind == "relu":
        return np.where(z > 0, 1.0, np.where(z < 0, 0.0, 0.5))
    if kind == "leaky_relu":
        return np.where(z > 0, 1.0, 0.1)
    if kind == "elu":
        return np.exp(np.minimum(z, 0.0))
    raise ValueError(kind)


# %% misconception="activate_grad" name="leaky_one_at_zero"
def activate_grad(z, kind):
    """You give leaky_relu the slope 1 at exactly 0; here it is 0.1, the slope on the left."""
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        p = (1 + np.tanh(z / 2)) / 2
        return p * (1 - p)
    if kind == "tanh":
        return 1 - np.tanh(z) ** 2
    if kind == "relu":
        return np.where(z > 0, 1.0, 0.0)
    if kind == "leaky_relu":
        return np.where(z >= 0, 1.0, 0.1)
    if kind == "elu":
        return np.exp(np.minimum(z, 0.0))
    raise ValueError(kind)


# %% misconception="activate_grad" name="sigmoid_of_output"
def activate_grad(z, kind):
    """You compute z (1 - z), as if z were the output; take the sigmoid of z first."""
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        return z * (1 - z)
    if kind == "tanh":
        return 1 - np.tanh(z) ** 2
    if kind == "relu":
        return np.where(z > 0, 1.0, 0.0)
    if kind == "leaky_relu":
        return np.where(z > 0, 1.0, 0.1)
    if kind == "elu":
        return np.exp(np.minimum(z, 0.0))
    raise ValueError(kind)


# %% misconception="activate_grad" name="tanh_not_squared"
def activate_grad(z, kind):
    """Your slope of tanh is 1 - tanh(z); the tanh has to be squared."""
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        p = (1 + np.tanh(z / 2)) / 2
        return p * (1 - p)
    if kind == "tanh":
        return 1 - np.tanh(z)
    if kind == "relu":
        return np.where(z > 0, 1.0, 0.0)
    if kind == "leaky_relu":
        return np.where(z > 0, 1.0, 0.1)
    if kind == "elu":
        return np.exp(np.minimum(z, 0.0))
    raise ValueError(kind)


# %% misconception="activate_grad" name="cosh_overflows"
def activate_grad(z, kind):
    """Your slope of tanh is right on paper, but cosh overflows beyond 710; use 1 - tanh(z)**2."""
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        p = (1 + np.tanh(z / 2)) / 2
        return p * (1 - p)
    if kind == "tanh":
        return 1 / np.cosh(z) ** 2
    if kind == "relu":
        return np.where(z > 0, 1.0, 0.0)
    if kind == "leaky_relu":
        return np.where(z > 0, 1.0, 0.1)
    if kind == "elu":
        return np.exp(np.minimum(z, 0.0))
    raise ValueError(kind)


# %% misconception="activate_grad" name="elu_itself"
def activate_grad(z, kind):
    """Below 0 you return the elu itself; its slope there is exp(z), without the -1."""
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        p = (1 + np.tanh(z / 2)) / 2
        return p * (1 - p)
    if kind == "tanh":
        return 1 - np.tanh(z) ** 2
    if kind == "relu":
        return np.where(z > 0, 1.0, 0.0)
    if kind == "leaky_relu":
        return np.where(z > 0, 1.0, 0.1)
    if kind == "elu":
        return np.where(z > 0, 1.0, np.expm1(np.minimum(z, 0.0)))
    raise ValueError(kind)


# %% misconception="activate_grad" name="leaky_as_relu"
def activate_grad(z, kind):
    """Your leaky_relu has no slope below 0; it lets a tenth through."""
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        p = (1 + np.tanh(z / 2)) / 2
        return p * (1 - p)
    if kind == "tanh":
        return 1 - np.tanh(z) ** 2
    if kind == "relu":
        return np.where(z > 0, 1.0, 0.0)
    if kind == "leaky_relu":
        return np.where(z > 0, 1.0, 0.0)
    if kind == "elu":
        return np.exp(np.minimum(z, 0.0))
    raise ValueError(kind)


# %% misconception="activate_grad" name="relu_gives_z"
def activate_grad(z, kind):
    """For relu you return its value; the slope is 1 wherever z is above 0, however large z is."""
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        p = (1 + np.tanh(z / 2)) / 2
        return p * (1 - p)
    if kind == "tanh":
        return 1 - np.tanh(z) ** 2
    if kind == "relu":
        return np.maximum(z, 0.0)
    if kind == "leaky_relu":
        return np.where(z > 0, 1.0, 0.1)
    if kind == "elu":
        return np.exp(np.minimum(z, 0.0))
    raise ValueError(kind)


# %% misconception="activate_grad" name="unknown_kind_one"
def activate_grad(z, kind):
    """You return ones for a kind that does not exist; raise a ValueError."""
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        p = (1 + np.tanh(z / 2)) / 2
        return p * (1 - p)
    if kind == "tanh":
        return 1 - np.tanh(z) ** 2
    if kind == "relu":
        return np.where(z > 0, 1.0, 0.0)
    if kind == "leaky_relu":
        return np.where(z > 0, 1.0, 0.1)
    if kind == "elu":
        return np.exp(np.minimum(z, 0.0))
    return np.ones_like(z)


# %% [markdown]
# ## `maxout`


# %% misconception="maxout" name="sum_of_maps"
def maxout(X, W1, b1, W2, b2):
    """You add the two maps; take the larger of the two, entry by entry."""
    return X @ W1 + b1 + X @ W2 + b2


# %% misconception="maxout" name="smaller"
def maxout(X, W1, b1, W2, b2):
    """You take the smaller of the two maps; maxout takes the larger."""
    return np.minimum(X @ W1 + b1, X @ W2 + b2)


# %% misconception="maxout" name="relu_of_first"
def maxout(X, W1, b1, W2, b2):
    """You compare the first map with 0, as a ReLU does; compare it with the second map."""
    return np.maximum(X @ W1 + b1, 0)


# %% misconception="maxout" name="biases_forgotten"
def maxout(X, W1, b1, W2, b2):
    """You compare X @ W1 with X @ W2; the biases belong to the maps."""
    return np.maximum(X @ W1, X @ W2)


# %% misconception="maxout" name="biases_afterwards"
def maxout(X, W1, b1, W2, b2):
    """You add both biases after the comparison; each belongs to its own map, before it."""
    return np.maximum(X @ W1, X @ W2) + b1 + b2


# %% misconception="maxout" name="larger_size"
def maxout(X, W1, b1, W2, b2):
    """You keep the value of larger size, whatever its sign; the larger number is asked for."""
    A, B = X @ W1 + b1, X @ W2 + b2
    return np.where(np.abs(A) > np.abs(B), A, B)


# %% misconception="maxout" name="relu_on_top"
def maxout(X, W1, b1, W2, b2):
    """You apply a ReLU to the result; maxout has no other bend than the maximum itself."""
    return np.maximum(np.maximum(X @ W1 + b1, X @ W2 + b2), 0)


# %% [markdown]
# ## `collapse_linear`


# %% misconception="collapse_linear" name="hidden_bias_lost"
def collapse_linear(W1, b1, W2, b2):
    """You lose b1: it too goes through the second layer, as b1 @ W2."""
    return W1 @ W2, b2 + 0.0


# %% misconception="collapse_linear" name="output_bias_lost"
def collapse_linear(W1, b1, W2, b2):
    """You lose b2: it is added after the second layer."""
    return W1 @ W2, b1 @ W2


# %% misconception="collapse_linear" name="biases_just_added"
def collapse_linear(W1, b1, W2, b2):
    """You add b1 as it is; on its way through the second layer it is multiplied by W2."""
    return W1 @ W2, b1 + b2


# %% misconception="collapse_linear" name="bias_through_first_layer"
def collapse_linear(W1, b1, W2, b2):
    """You send b1 through W1; it is added after W1, and only W2 is still to come."""
    return W1 @ W2, b1 @ W1 @ W2 + b2


# %% [markdown]
# ## `same_value_network`


# %% misconception="same_value_network" name="xor"
def same_value_network():
    """Your network says when the inputs differ; turn the signs of the last layer."""
    return [
        (np.array([[20.0, -20.0], [20.0, -20.0]]), np.array([-30.0, 10.0])),
        (np.array([[-20.0], [-20.0]]), np.array([10.0])),
    ]


# %% misconception="same_value_network" name="only_both_ones"
def same_value_network():
    """Your network is on only when both inputs are 1; it should be on for 0 and 0 as well."""
    return [
        (np.array([[20.0, 20.0], [20.0, 20.0]]), np.array([-30.0, -30.0])),
        (np.array([[20.0], [20.0]]), np.array([-10.0])),
    ]


# %% misconception="same_value_network" name="only_both_zeros"
def same_value_network():
    """Your network is on only when both inputs are 0; it should be on for 1 and 1 as well."""
    return [
        (np.array([[-20.0, -20.0], [-20.0, -20.0]]), np.array([10.0, 10.0])),
        (np.array([[20.0], [20.0]]), np.array([-10.0])),
    ]


# %% misconception="same_value_network" name="and_for_or"
def same_value_network():
    """Your hidden units are right, but the last one asks for both of them at once; either is
    enough."""
    return [
        (np.array([[20.0, -20.0], [20.0, -20.0]]), np.array([-30.0, 10.0])),
        (np.array([[20.0], [20.0]]), np.array([-30.0])),
    ]


# %% misconception="same_value_network" name="always_on"
def same_value_network():
    """Your last unit is on at every corner: its bias is too large for the hidden units to switch
    it off."""
    return [
        (np.array([[20.0, -20.0], [20.0, -20.0]]), np.array([-30.0, 10.0])),
        (np.array([[20.0], [20.0]]), np.array([10.0])),
    ]


# %% misconception="same_value_network" name="no_thresholds"
def same_value_network():
    """Your biases are all 0; then the corner 00 cannot be told apart by any unit."""
    return [
        (np.array([[20.0, -20.0], [20.0, -20.0]]), np.array([0.0, 0.0])),
        (np.array([[20.0], [20.0]]), np.array([0.0])),
    ]


# %% [markdown]
# ## `count_parameters`


# %% misconception="count_parameters" name="no_biases"
def count_parameters(sizes):
    """You count the weights only; every unit has a bias as well."""
    return sum(a * b for a, b in pairwise(sizes))


# %% misconception="count_parameters" name="inputs_have_biases"
def count_parameters(sizes):
    """You give the inputs biases too; they are not neurons and have none."""
    return sum(a * b for a, b in pairwise(sizes)) + sum(sizes)


# %% misconception="count_parameters" name="neurons"
def count_parameters(sizes):
    """You count the neurons; count the numbers they store, weights and biases."""
    return sum(sizes[1:])


# %% misconception="count_parameters" name="output_forgotten"
def count_parameters(sizes):
    """You leave out the last layer: the output has weights and biases too."""
    return sum((a + 1) * b for a, b in pairwise(sizes[:-1]))


# %% misconception="count_parameters" name="one_bias_per_layer"
def count_parameters(sizes):
    """You count one bias per layer; there is one for every unit."""
    return sum(a * b + 1 for a, b in pairwise(sizes))


# %% misconception="count_parameters" name="bias_per_input"
def count_parameters(sizes):
    """You add a bias for each unit a layer reads from; there is one for each unit it has."""
    return sum(a * (b + 1) for a, b in pairwise(sizes))


# %% [markdown]
# ## `training_memory_bytes`


# %% misconception="training_memory_bytes" name="gradients_per_sample"
def training_memory_bytes(n_params, n_samples, sample_bytes, bytes_per_number):
    """You keep the gradients of every sample; one copy is enough, as only their mean is needed."""
    p = n_params * bytes_per_number
    return p + 2 * p * n_samples + n_samples * sample_bytes


# %% misconception="training_memory_bytes" name="activations_once"
def training_memory_bytes(n_params, n_samples, sample_bytes, bytes_per_number):
    """You count the activations once; the backward pass needs those of every sample."""
    return 3 * n_params * bytes_per_number + n_samples * sample_bytes


# %% misconception="training_memory_bytes" name="gradients_forgotten"
def training_memory_bytes(n_params, n_samples, sample_bytes, bytes_per_number):
    """You leave out the gradients, which take as much as the parameters."""
    return n_params * bytes_per_number * (1 + n_samples) + n_samples * sample_bytes


# %% misconception="training_memory_bytes" name="one_sample_stored"
def training_memory_bytes(n_params, n_samples, sample_bytes, bytes_per_number):
    """You store a single sample; the batch has n_samples of them."""
    return n_params * bytes_per_number * (2 + n_samples) + sample_bytes


# %% misconception="training_memory_bytes" name="samples_as_numbers"
def training_memory_bytes(n_params, n_samples, sample_bytes, bytes_per_number):
    """You multiply the samples by bytes_per_number; their size is in bytes already."""
    return (n_params * (2 + n_samples) + n_samples * sample_bytes) * bytes_per_number


# %% misconception="training_memory_bytes" name="in_gigabytes"
def training_memory_bytes(n_params, n_samples, sample_bytes, bytes_per_number):
    """You return gigabytes; bytes are asked for."""
    return (n_params * bytes_per_number * (2 + n_samples) + n_samples * sample_bytes) / 1e9


# %% misconception="training_memory_bytes" name="numbers_not_bytes"
def training_memory_bytes(n_params, n_samples, sample_bytes, bytes_per_number):
    """You count numbers; each takes bytes_per_number bytes."""
    return n_params * (2 + n_samples) + n_samples * sample_bytes


# %% [markdown]
# ## `mlp_forward`


# %% misconception="mlp_forward" name="activation_on_output"
def mlp_forward(X, params, kind):
    """You apply the activation to the last layer too; its scores are the logits, left as they
    are."""
    H, cache = X, []
    for W, b in params:
        Z = H @ W + b
        cache.append((H, Z))
        H = activate(Z, kind)
    return H, cache


# %% misconception="mlp_forward" name="no_activation"
def mlp_forward(X, params, kind):
    """You leave out the activation of the hidden layers; then all of them are one linear layer."""
    H, cache = X, []
    for W, b in params:
        Z = H @ W + b
        cache.append((H, Z))
        H = Z
    return H, cache


# %% misconception="mlp_forward" name="biases_forgotten"
def mlp_forward(X, params, kind):
    """You leave out the biases; a layer is H @ W + b."""
    H, cache = X, []
    for layer, (W, _) in enumerate(params, start=1):
        Z = H @ W
        cache.append((H, Z))
        H = activate(Z, kind) if layer < len(params) else Z
    return H, cache


# %% misconception="mlp_forward" name="bias_after_activation"
def mlp_forward(X, params, kind):
    """You add the bias after the activation; it belongs to the score, before it."""
    H, cache = X, []
    for layer, (W, b) in enumerate(params, start=1):
        Z = H @ W
        cache.append((H, Z))
        H = activate(Z, kind) + b if layer < len(params) else Z + b
    return H, cache


# %% misconception="mlp_forward" name="softmax_on_top"
def mlp_forward(X, params, kind):
    """You return probabilities; the logits themselves are asked for."""
    H, cache = X, []
    for layer, (W, b) in enumerate(params, start=1):
        Z = H @ W + b
        cache.append((H, Z))
        H = activate(Z, kind) if layer < len(params) else Z
    E = np.exp(H - H.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True), cache


# %% misconception="mlp_forward" name="inputs_activated"
def mlp_forward(X, params, kind):
    """You apply the activation to the inputs; the first layer sees X itself."""
    H, cache = X, []
    for W, b in params:
        H = activate(H, kind)
        Z = H @ W + b
        cache.append((H, Z))
        H = Z
    return H, cache


# %% misconception="mlp_forward" name="always_tanh"
def mlp_forward(X, params, kind):
    """You use tanh whatever kind says."""
    H, cache = X, []
    for layer, (W, b) in enumerate(params, start=1):
        Z = H @ W + b
        cache.append((H, Z))
        H = np.tanh(Z) if layer < len(params) else Z
    return H, cache


# %% misconception="mlp_forward" name="first_hidden_layer_only"
def mlp_forward(X, params, kind):
    """You apply the activation after the first layer only; every hidden layer needs it."""
    H, cache = X, []
    for layer, (W, b) in enumerate(params, start=1):
        Z = H @ W + b
        cache.append((H, Z))
        H = activate(Z, kind) if layer == 1 and len(params) > 1 else Z
    return H, cache


# %% [markdown]
# ## `init_params`


# %% misconception="init_params" name="variance_for_deviation"
def init_params(sizes, rng, scheme):
    """Your Xavier weights are too small: 2/(n_in + n_out) is the variance; the deviation is its
    root."""
    params = []
    for n_in, n_out in pairwise(sizes):
        deviations = {"zeros": 0.0, "normal": 0.01, "xavier": 2 / (n_in + n_out)}
        deviation = deviations[scheme]
        params.append((deviation * rng.normal(size=(n_in, n_out)), np.zeros(n_out)))
    return params


# %% misconception="init_params" name="root_twice"
def init_params(sizes, rng, scheme):
    """Your Xavier weights are too large: the root is the standard deviation, not the variance."""
    params = []
    for n_in, n_out in pairwise(sizes):
        deviations = {"zeros": 0.0, "normal": 0.01, "xavier": (2 / (n_in + n_out)) ** 0.25}
        deviation = deviations[scheme]
        params.append((deviation * rng.normal(size=(n_in, n_out)), np.zeros(n_out)))
    return params


# %% misconception="init_params" name="inputs_only"
def init_params(sizes, rng, scheme):
    """You use sqrt(2 / n_in), which looks at one side of the layer only; Xavier balances n_in
    and n_out."""
    params = []
    for n_in, n_out in pairwise(sizes):
        deviations = {"zeros": 0.0, "normal": 0.01, "xavier": np.sqrt(2 / n_in)}
        deviation = deviations[scheme]
        params.append((deviation * rng.normal(size=(n_in, n_out)), np.zeros(n_out)))
    return params


# %% misconception="init_params" name="one_over_the_sum"
def init_params(sizes, rng, scheme):
    """You use sqrt(1 / (n_in + n_out)); Xavier has a 2 above the sum."""
    params = []
    for n_in, n_out in pairwise(sizes):
        deviations = {"zeros": 0.0, "normal": 0.01, "xavier": np.sqrt(1 / (n_in + n_out))}
        deviation = deviations[scheme]
        params.append((deviation * rng.normal(size=(n_in, n_out)), np.zeros(n_out)))
    return params


# %% misconception="init_params" name="normal_variance"
def init_params(sizes, rng, scheme):
    """Your 'normal' weights have the variance 0.01; the standard deviation should be 0.01."""
    params = []
    for n_in, n_out in pairwise(sizes):
        deviations = {"zeros": 0.0, "normal": 0.1, "xavier": np.sqrt(2 / (n_in + n_out))}
        deviation = deviations[scheme]
        params.append((deviation * rng.normal(size=(n_in, n_out)), np.zeros(n_out)))
    return params


# %% misconception="init_params" name="one_number_per_layer"
def init_params(sizes, rng, scheme):
    """You draw one number and fill the layer with it; then all units are the same and stay the
    same."""
    params = []
    for n_in, n_out in pairwise(sizes):
        deviations = {"zeros": 0.0, "normal": 0.01, "xavier": np.sqrt(2 / (n_in + n_out))}
        deviation = deviations[scheme]
        params.append((np.full((n_in, n_out), deviation * rng.normal()), np.zeros(n_out)))
    return params


# %% misconception="init_params" name="same_columns"
def init_params(sizes, rng, scheme):
    """All units of a layer start with the same weights; draw every weight by itself."""
    params = []
    for n_in, n_out in pairwise(sizes):
        deviations = {"zeros": 0.0, "normal": 0.01, "xavier": np.sqrt(2 / (n_in + n_out))}
        deviation = deviations[scheme]
        params.append((deviation * rng.normal(size=(n_in, 1)) * np.ones(n_out), np.zeros(n_out)))
    return params


# %% misconception="init_params" name="random_biases"
def init_params(sizes, rng, scheme):
    """You draw the biases at random; they start at zero."""
    params = []
    for n_in, n_out in pairwise(sizes):
        deviations = {"zeros": 0.0, "normal": 0.01, "xavier": np.sqrt(2 / (n_in + n_out))}
        deviation = deviations[scheme]
        params.append(
            (deviation * rng.normal(size=(n_in, n_out)), deviation * rng.normal(size=n_out))
        )
    return params


# %% misconception="init_params" name="transposed"
def init_params(sizes, rng, scheme):
    """Your weights have the shape (n_out, n_in); here rows belong to the inputs: (n_in, n_out)."""
    params = []
    for n_in, n_out in pairwise(sizes):
        deviations = {"zeros": 0.0, "normal": 0.01, "xavier": np.sqrt(2 / (n_in + n_out))}
        deviation = deviations[scheme]
        params.append((deviation * rng.normal(size=(n_out, n_in)), np.zeros(n_out)))
    return params


# %% misconception="init_params" name="uniform"
def init_params(sizes, rng, scheme):
    """You draw from a uniform distribution; a normal one is asked for."""
    params = []
    for n_in, n_out in pairwise(sizes):
        deviations = {"zeros": 0.0, "normal": 0.01, "xavier": np.sqrt(2 / (n_in + n_out))}
        deviation = deviations[scheme]
        params.append(
            (deviation * rng.uniform(-(3**0.5), 3**0.5, size=(n_in, n_out)), np.zeros(n_out))
        )
    return params


# %% misconception="init_params" name="only_positive"
def init_params(sizes, rng, scheme):
    """All your weights are positive; a normal distribution with mean 0 has both signs."""
    params = []
    for n_in, n_out in pairwise(sizes):
        deviations = {"zeros": 0.0, "normal": 0.01, "xavier": np.sqrt(2 / (n_in + n_out))}
        deviation = deviations[scheme]
        params.append((np.abs(deviation * rng.normal(size=(n_in, n_out))), np.zeros(n_out)))
    return params


# %% misconception="init_params" name="own_generator"
def init_params(sizes, rng, scheme):
    """You make a generator of your own; draw everything from the one you are given."""
    rng = np.random.default_rng(0)
    params = []
    for n_in, n_out in pairwise(sizes):
        deviations = {"zeros": 0.0, "normal": 0.01, "xavier": np.sqrt(2 / (n_in + n_out))}
        deviation = deviations[scheme]
        params.append((deviation * rng.normal(size=(n_in, n_out)), np.zeros(n_out)))
    return params


# %% misconception="init_params" name="one_over_inputs"
def init_params(sizes, rng, scheme):
    """You use sqrt(1 / n_in), which looks at one side of the layer only; Xavier takes
    sqrt(2 / (n_in + n_out))."""
    params = []
    for n_in, n_out in pairwise(sizes):
        deviations = {"zeros": 0.0, "normal": 0.01, "xavier": np.sqrt(1 / n_in)}
        deviation = deviations[scheme]
        params.append((deviation * rng.normal(size=(n_in, n_out)), np.zeros(n_out)))
    return params


# %% misconception="init_params" name="one_by_inputs"
def init_params(sizes, rng, scheme):
    """You use 1 / n_in, without a root and without n_out; Xavier takes sqrt(2 / (n_in + n_out))."""
    params = []
    for n_in, n_out in pairwise(sizes):
        deviations = {"zeros": 0.0, "normal": 0.01, "xavier": 1 / n_in}
        deviation = deviations[scheme]
        params.append((deviation * rng.normal(size=(n_in, n_out)), np.zeros(n_out)))
    return params


# %% misconception="init_params" name="six_for_two"
def init_params(sizes, rng, scheme):
    """sqrt(6 / (n_in + n_out)) is the bound of the uniform form of Xavier; the deviation of the
    normal one is sqrt(2 / (n_in + n_out))."""
    params = []
    for n_in, n_out in pairwise(sizes):
        deviations = {"zeros": 0.0, "normal": 0.01, "xavier": np.sqrt(6 / (n_in + n_out))}
        deviation = deviations[scheme]
        params.append((deviation * rng.normal(size=(n_in, n_out)), np.zeros(n_out)))
    return params


# %% misconception="init_params" name="outputs_only"
def init_params(sizes, rng, scheme):
    """You use sqrt(2 / n_out), which looks at one side of the layer only; Xavier balances n_in
    and n_out."""
    params = []
    for n_in, n_out in pairwise(sizes):
        deviations = {"zeros": 0.0, "normal": 0.01, "xavier": np.sqrt(2 / n_out)}
        deviation = deviations[scheme]
        params.append((deviation * rng.normal(size=(n_in, n_out)), np.zeros(n_out)))
    return params


# %% misconception="init_params" name="uniform_within_the_deviation"
def init_params(sizes, rng, scheme):
    """You draw uniformly between minus and plus the deviation, which spreads less; draw from the
    normal distribution."""
    params = []
    for n_in, n_out in pairwise(sizes):
        deviations = {"zeros": 0.0, "normal": 0.01, "xavier": np.sqrt(2 / (n_in + n_out))}
        W = rng.normal(size=(n_in, n_out))
        if scheme == "xavier":
            W = rng.uniform(-1, 1, size=(n_in, n_out))
        params.append((deviations[scheme] * W, np.zeros(n_out)))
    return params


# %% misconception="init_params" name="uniform_within_one_over_the_root"
def init_params(sizes, rng, scheme):
    """You draw uniformly between minus and plus 1/sqrt(n_in); draw from the normal distribution,
    with the deviation sqrt(2 / (n_in + n_out))."""
    params = []
    for n_in, n_out in pairwise(sizes):
        deviations = {"zeros": 0.0, "normal": 0.01, "xavier": 1 / np.sqrt(n_in)}
        W = rng.normal(size=(n_in, n_out))
        if scheme == "xavier":
            W = rng.uniform(-1, 1, size=(n_in, n_out))
        params.append((deviations[scheme] * W, np.zeros(n_out)))
    return params


# %% [markdown]
# ## `init_he`


# %% misconception="init_he" name="glorots_number"
def init_he(sizes, rng):
    """This is Glorot's number; He's looks at the inputs only: sqrt(2 / (n_in + n_out))."""
    return [
        (rng.normal(0, np.sqrt(2 / (n_in + n_out)), size=(n_in, n_out)), np.zeros(n_out))
        for n_in, n_out in pairwise(sizes)
    ]


# %% misconception="init_he" name="outputs_for_inputs"
def init_he(sizes, rng):
    """You divide by the number of outputs; a score is a sum over the inputs."""
    return [
        (rng.normal(0, np.sqrt(2 / n_out), size=(n_in, n_out)), np.zeros(n_out))
        for n_in, n_out in pairwise(sizes)
    ]


# %% misconception="init_he" name="variance_for_deviation"
def init_he(sizes, rng):
    """2 / n_in is the variance; the standard deviation is its root."""
    return [
        (rng.normal(0, 2 / n_in, size=(n_in, n_out)), np.zeros(n_out))
        for n_in, n_out in pairwise(sizes)
    ]


# %% misconception="init_he" name="without_the_two"
def init_he(sizes, rng):
    """You forgot the 2, which makes up for the half that a ReLU takes away."""
    return [
        (rng.normal(0, np.sqrt(1 / n_in), size=(n_in, n_out)), np.zeros(n_out))
        for n_in, n_out in pairwise(sizes)
    ]


# %% misconception="init_he" name="uniform"
def init_he(sizes, rng):
    """Your weights are uniform; they are to be normal."""
    return [
        (np.sqrt(6 / n_in) * rng.uniform(-1, 1, size=(n_in, n_out)), np.zeros(n_out))
        for n_in, n_out in pairwise(sizes)
    ]


# %% misconception="init_he" name="biases_drawn"
def init_he(sizes, rng):
    """You draw the biases too; they start at 0."""
    return [
        (
            rng.normal(0, np.sqrt(2 / n_in), size=(n_in, n_out)),
            rng.normal(0, np.sqrt(2 / n_in), size=n_out),
        )
        for n_in, n_out in pairwise(sizes)
    ]


# %% misconception="init_he" name="first_layer_for_all"
def init_he(sizes, rng):
    """You use the number of inputs of the whole network for every layer; take each layer's own."""
    return [
        (rng.normal(0, np.sqrt(2 / sizes[0]), size=(n_in, n_out)), np.zeros(n_out))
        for n_in, n_out in pairwise(sizes)
    ]


# %% [markdown]
# ## `mlp_backward`

# %% misconception="mlp_backward" name="slope_forgotten"
mlp_forward = mlp_forward


def mlp_backward(dZ, cache, params, kind):
    """You do not multiply by the activation's slope on the way down."""
    grads = []
    for layer in reversed(range(len(params))):
        H, _ = cache[layer]
        grads.append((H.T @ dZ, dZ.sum(axis=0)))
        if layer > 0:
            W, _ = params[layer]
            dZ = dZ @ W.T
    return grads[::-1]


def both_passes(X, dZ, params, kind):
    Z, cache = mlp_forward(X, params, kind)
    return Z, mlp_backward(dZ, cache, params, kind)


# %% misconception="mlp_backward" name="slope_of_output"
mlp_forward = mlp_forward


def mlp_backward(dZ, cache, params, kind):
    """You take the slope at the outputs H; activate_grad wants the scores Z."""
    grads = []
    for layer in reversed(range(len(params))):
        H, _ = cache[layer]
        grads.append((H.T @ dZ, dZ.sum(axis=0)))
        if layer > 0:
            W, _ = params[layer]
            dZ = (dZ @ W.T) * activate_grad(H, kind)
    return grads[::-1]


def both_passes(X, dZ, params, kind):
    Z, cache = mlp_forward(X, params, kind)
    return Z, mlp_backward(dZ, cache, params, kind)


# %% misconception="mlp_backward" name="mean_again"
mlp_forward = mlp_forward


def mlp_backward(dZ, cache, params, kind):
    """You divide by N, but dZ holds the 1/N already; sum over the rows."""
    grads = []
    for layer in reversed(range(len(params))):
        H, _ = cache[layer]
        grads.append((H.T @ dZ / len(dZ), dZ.mean(axis=0)))
        if layer > 0:
            W, _ = params[layer]
            _, Z_below = cache[layer - 1]
            dZ = (dZ @ W.T) * activate_grad(Z_below, kind)
    return grads[::-1]


def both_passes(X, dZ, params, kind):
    Z, cache = mlp_forward(X, params, kind)
    return Z, mlp_backward(dZ, cache, params, kind)


# %% misconception="mlp_backward" name="bias_mean"
mlp_forward = mlp_forward


def mlp_backward(dZ, cache, params, kind):
    """Your db is a mean over the rows while dW is a sum; both are sums."""
    grads = []
    for layer in reversed(range(len(params))):
        H, _ = cache[layer]
        grads.append((H.T @ dZ, dZ.mean(axis=0)))
        if layer > 0:
            W, _ = params[layer]
            _, Z_below = cache[layer - 1]
            dZ = (dZ @ W.T) * activate_grad(Z_below, kind)
    return grads[::-1]


def both_passes(X, dZ, params, kind):
    Z, cache = mlp_forward(X, params, kind)
    return Z, mlp_backward(dZ, cache, params, kind)


# %% misconception="mlp_backward" name="value_for_slope"
mlp_forward = mlp_forward


def mlp_backward(dZ, cache, params, kind):
    """You multiply by the activation itself; the chain rule needs its slope."""
    grads = []
    for layer in reversed(range(len(params))):
        H, _ = cache[layer]
        grads.append((H.T @ dZ, dZ.sum(axis=0)))
        if layer > 0:
            W, _ = params[layer]
            _, Z_below = cache[layer - 1]
            dZ = (dZ @ W.T) * activate(Z_below, kind)
    return grads[::-1]


def both_passes(X, dZ, params, kind):
    Z, cache = mlp_forward(X, params, kind)
    return Z, mlp_backward(dZ, cache, params, kind)


# %% misconception="mlp_backward" name="last_layer_first"
mlp_forward = mlp_forward


def mlp_backward(dZ, cache, params, kind):
    """Your gradients come last layer first; return them in the order of params."""
    grads = []
    for layer in reversed(range(len(params))):
        H, _ = cache[layer]
        grads.append((H.T @ dZ, dZ.sum(axis=0)))
        if layer > 0:
            W, _ = params[layer]
            _, Z_below = cache[layer - 1]
            dZ = (dZ @ W.T) * activate_grad(Z_below, kind)
    return grads


def both_passes(X, dZ, params, kind):
    Z, cache = mlp_forward(X, params, kind)
    return Z, mlp_backward(dZ, cache, params, kind)


# %% misconception="mlp_backward" name="output_slope_too"
mlp_forward = mlp_forward


def mlp_backward(dZ, cache, params, kind):
    """You multiply dZ by the activation's slope at the output too; the last layer has no
    activation."""
    dZ = dZ * activate_grad(cache[-1][1], kind)
    grads = []
    for layer in reversed(range(len(params))):
        H, _ = cache[layer]
        grads.append((H.T @ dZ, dZ.sum(axis=0)))
        if layer > 0:
            W, _ = params[layer]
            _, Z_below = cache[layer - 1]
            dZ = (dZ @ W.T) * activate_grad(Z_below, kind)
    return grads[::-1]


def both_passes(X, dZ, params, kind):
    Z, cache = mlp_forward(X, params, kind)
    return Z, mlp_backward(dZ, cache, params, kind)


# %% misconception="mlp_backward" name="not_transposed"
mlp_forward = mlp_forward


def mlp_backward(dZ, cache, params, kind):
    """You send dZ back through W as it is; on the way back W is transposed."""
    grads = []
    for layer in reversed(range(len(params))):
        H, _ = cache[layer]
        grads.append((H.T @ dZ, dZ.sum(axis=0)))
        if layer > 0:
            W, _ = params[layer]
            _, Z_below = cache[layer - 1]
            dZ = (dZ @ W) * activate_grad(Z_below, kind)
    return grads[::-1]


def both_passes(X, dZ, params, kind):
    Z, cache = mlp_forward(X, params, kind)
    return Z, mlp_backward(dZ, cache, params, kind)


# %% misconception="mlp_backward" name="always_relu"
mlp_forward = mlp_forward


def mlp_backward(dZ, cache, params, kind):
    """You use the slope of relu whatever kind says."""
    grads = []
    for layer in reversed(range(len(params))):
        H, _ = cache[layer]
        grads.append((H.T @ dZ, dZ.sum(axis=0)))
        if layer > 0:
            W, _ = params[layer]
            _, Z_below = cache[layer - 1]
            dZ = (dZ @ W.T) * (Z_below > 0)
    return grads[::-1]


def both_passes(X, dZ, params, kind):
    Z, cache = mlp_forward(X, params, kind)
    return Z, mlp_backward(dZ, cache, params, kind)


# %% misconception="mlp_backward" name="scores_for_inputs"
mlp_forward = mlp_forward


def mlp_backward(dZ, cache, params, kind):
    """For dW you use the scores of the layer below; its input is what came out of the
    activation."""
    grads = []
    for layer in reversed(range(len(params))):
        H, _ = cache[layer]
        grads.append(((cache[layer - 1][1] if layer else H).T @ dZ, dZ.sum(axis=0)))
        if layer > 0:
            W, _ = params[layer]
            _, Z_below = cache[layer - 1]
            dZ = (dZ @ W.T) * activate_grad(Z_below, kind)
    return grads[::-1]


def both_passes(X, dZ, params, kind):
    Z, cache = mlp_forward(X, params, kind)
    return Z, mlp_backward(dZ, cache, params, kind)


# %% misconception="mlp_backward" name="sign_reversed"
mlp_forward = mlp_forward


def mlp_backward(dZ, cache, params, kind):
    """Your gradients have the wrong sign; the minus comes only with the step, in the training
    loop."""
    grads = []
    for layer in reversed(range(len(params))):
        H, _ = cache[layer]
        grads.append((-H.T @ dZ, -dZ.sum(axis=0)))
        if layer > 0:
            W, _ = params[layer]
            _, Z_below = cache[layer - 1]
            dZ = (dZ @ W.T) * activate_grad(Z_below, kind)
    return grads[::-1]


def both_passes(X, dZ, params, kind):
    Z, cache = mlp_forward(X, params, kind)
    return Z, mlp_backward(dZ, cache, params, kind)


# %% [markdown]
# ## `loss_and_gradients`


# %% misconception="loss_and_gradients" name="penalty_only_in_loss"
def loss_and_gradients(X, Y, params, kind, lam):
    """Your loss has the penalty, your gradients do not: add lam * W to every dW."""
    Z, cache = mlp_forward(X, params, kind)
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    penalty = lam / 2 * sum((W**2).sum() for W, _ in params)
    loss = -(Y * log_P).sum() / len(X) + penalty
    grads = mlp_backward((np.exp(log_P) - Y) / len(X), cache, params, kind)
    return loss, grads


# %% misconception="loss_and_gradients" name="penalty_only_in_gradient"
def loss_and_gradients(X, Y, params, kind, lam):
    """Your gradients have the penalty, your loss does not."""
    Z, cache = mlp_forward(X, params, kind)
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    penalty = 0.0
    loss = -(Y * log_P).sum() / len(X) + penalty
    grads = mlp_backward((np.exp(log_P) - Y) / len(X), cache, params, kind)
    return loss, [(dW + lam * W, db) for (dW, db), (W, _) in zip(grads, params, strict=True)]


# %% misconception="loss_and_gradients" name="no_half"
def loss_and_gradients(X, Y, params, kind, lam):
    """Your penalty in the loss lacks the half; its gradient lam * W belongs to lam/2 times the
    squares."""
    Z, cache = mlp_forward(X, params, kind)
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    penalty = lam * sum((W**2).sum() for W, _ in params)
    loss = -(Y * log_P).sum() / len(X) + penalty
    grads = mlp_backward((np.exp(log_P) - Y) / len(X), cache, params, kind)
    return loss, [(dW + lam * W, db) for (dW, db), (W, _) in zip(grads, params, strict=True)]


# %% misconception="loss_and_gradients" name="two_lam"
def loss_and_gradients(X, Y, params, kind, lam):
    """You add 2 lam W to dW; the half in the penalty cancels the 2."""
    Z, cache = mlp_forward(X, params, kind)
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    penalty = lam / 2 * sum((W**2).sum() for W, _ in params)
    loss = -(Y * log_P).sum() / len(X) + penalty
    grads = mlp_backward((np.exp(log_P) - Y) / len(X), cache, params, kind)
    return loss, [(dW + 2 * lam * W, db) for (dW, db), (W, _) in zip(grads, params, strict=True)]


# %% misconception="loss_and_gradients" name="biases_penalised"
def loss_and_gradients(X, Y, params, kind, lam):
    """You penalise the biases as well; the penalty is on the weights only."""
    Z, cache = mlp_forward(X, params, kind)
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    penalty = lam / 2 * sum((W**2).sum() + (b**2).sum() for W, b in params)
    loss = -(Y * log_P).sum() / len(X) + penalty
    grads = mlp_backward((np.exp(log_P) - Y) / len(X), cache, params, kind)
    return loss, [
        (dW + lam * W, db + lam * b) for (dW, db), (W, b) in zip(grads, params, strict=True)
    ]


# %% misconception="loss_and_gradients" name="sum_not_mean"
def loss_and_gradients(X, Y, params, kind, lam):
    """You sum the cross-entropy over the examples; it is their mean."""
    Z, cache = mlp_forward(X, params, kind)
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    penalty = lam / 2 * sum((W**2).sum() for W, _ in params)
    loss = -(Y * log_P).sum() + penalty
    grads = mlp_backward(np.exp(log_P) - Y, cache, params, kind)
    return loss, [(dW + lam * W, db) for (dW, db), (W, _) in zip(grads, params, strict=True)]


# %% misconception="loss_and_gradients" name="gradient_of_sum"
def loss_and_gradients(X, Y, params, kind, lam):
    """Your loss is a mean, but your dZ lacks the 1/N."""
    Z, cache = mlp_forward(X, params, kind)
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    penalty = lam / 2 * sum((W**2).sum() for W, _ in params)
    loss = -(Y * log_P).sum() / len(X) + penalty
    grads = mlp_backward(np.exp(log_P) - Y, cache, params, kind)
    return loss, [(dW + lam * W, db) for (dW, db), (W, _) in zip(grads, params, strict=True)]


# %% misconception="loss_and_gradients" name="mean_over_classes"
def loss_and_gradients(X, Y, params, kind, lam):
    """You average over the classes too; sum over them, and average over the examples only."""
    Z, cache = mlp_forward(X, params, kind)
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    penalty = lam / 2 * sum((W**2).sum() for W, _ in params)
    loss = -(Y * log_P).mean() + penalty
    grads = mlp_backward((np.exp(log_P) - Y) / Y.size, cache, params, kind)
    return loss, [(dW + lam * W, db) for (dW, db), (W, _) in zip(grads, params, strict=True)]


# %% misconception="loss_and_gradients" name="sign_reversed"
def loss_and_gradients(X, Y, params, kind, lam):
    """You send Y - P backward; the gradient is P - Y."""
    Z, cache = mlp_forward(X, params, kind)
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    penalty = lam / 2 * sum((W**2).sum() for W, _ in params)
    loss = -(Y * log_P).sum() / len(X) + penalty
    grads = mlp_backward((Y - np.exp(log_P)) / len(X), cache, params, kind)
    return loss, [(dW + lam * W, db) for (dW, db), (W, _) in zip(grads, params, strict=True)]


# %% misconception="loss_and_gradients" name="penalty_over_n"
def loss_and_gradients(X, Y, params, kind, lam):
    """You divide the penalty by N; here it is added to the mean loss as it is."""
    Z, cache = mlp_forward(X, params, kind)
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    penalty = lam / 2 * sum((W**2).sum() for W, _ in params) / len(X)
    loss = -(Y * log_P).sum() / len(X) + penalty
    grads = mlp_backward((np.exp(log_P) - Y) / len(X), cache, params, kind)
    return loss, [
        (dW + lam * W / len(X), db) for (dW, db), (W, _) in zip(grads, params, strict=True)
    ]


# %% misconception="loss_and_gradients" name="last_layer_penalised"
def loss_and_gradients(X, Y, params, kind, lam):
    """You penalise the last layer only; the penalty is on the weights of all layers."""
    Z, cache = mlp_forward(X, params, kind)
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    penalty = lam / 2 * (params[-1][0] ** 2).sum()
    loss = -(Y * log_P).sum() / len(X) + penalty
    grads = mlp_backward((np.exp(log_P) - Y) / len(X), cache, params, kind)
    return loss, grads[:-1] + [(grads[-1][0] + lam * params[-1][0], grads[-1][1])]


# %% misconception="loss_and_gradients" name="softmax_overflows"
def loss_and_gradients(X, Y, params, kind, lam):
    """Your softmax overflows for large logits; subtract each row's largest logit first."""
    Z, cache = mlp_forward(X, params, kind)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    penalty = lam / 2 * sum((W**2).sum() for W, _ in params)
    loss = -(Y * log_P).sum() / len(X) + penalty
    grads = mlp_backward((np.exp(log_P) - Y) / len(X), cache, params, kind)
    return loss, [(dW + lam * W, db) for (dW, db), (W, _) in zip(grads, params, strict=True)]


# %% misconception="loss_and_gradients" name="sigmoid_for_softmax"
def loss_and_gradients(X, Y, params, kind, lam):
    """You use a sigmoid for each class; with one label out of K it is the softmax."""
    Z, cache = mlp_forward(X, params, kind)
    log_P = -np.logaddexp(0, -Z)
    penalty = lam / 2 * sum((W**2).sum() for W, _ in params)
    loss = -(Y * log_P).sum() / len(X) + penalty
    grads = mlp_backward((np.exp(log_P) - Y) / len(X), cache, params, kind)
    return loss, [(dW + lam * W, db) for (dW, db), (W, _) in zip(grads, params, strict=True)]


# %% [markdown]
# ## `minibatches`


# %% misconception="minibatches" name="drops_last_batch"
def minibatches(N, batch_size, rng):
    """You leave out the examples of the last, short batch."""
    order = rng.permutation(N)
    return [order[i : i + batch_size] for i in range(0, N - batch_size + 1, batch_size)]


# %% misconception="minibatches" name="with_replacement"
def minibatches(N, batch_size, rng):
    """You draw each batch afresh, so that some examples come twice and others never."""
    return [rng.integers(0, N, size=min(batch_size, N - i)) for i in range(0, N, batch_size)]


# %% misconception="minibatches" name="not_shuffled"
def minibatches(N, batch_size, rng):
    """You cut the examples in the order they stand; shuffle them first."""
    order = np.arange(N)
    return [order[i : i + batch_size] for i in range(0, N, batch_size)]


# %% misconception="minibatches" name="empty_last_batch"
def minibatches(N, batch_size, rng):
    """When batch_size divides N you add an empty batch at the end."""
    order = rng.permutation(N)
    return [order[i : i + batch_size] for i in range(0, N + 1, batch_size)]


# %% misconception="minibatches" name="filled_up"
def minibatches(N, batch_size, rng):
    """You fill up the last batch with examples that were there already; let it be short."""
    order = np.tile(rng.permutation(N), 1 + batch_size)
    return [order[i : i + batch_size] for i in range(0, N, batch_size)]


# %% misconception="minibatches" name="batch_size_batches"
def minibatches(N, batch_size, rng):
    """You cut the examples into batch_size parts; batch_size is how many examples a part has."""
    return np.array_split(rng.permutation(N), min(batch_size, N))


# %% misconception="minibatches" name="shuffled_inside"
def minibatches(N, batch_size, rng):
    """You shuffle inside each batch only; shuffle all examples before you cut."""
    return [i + rng.permutation(min(batch_size, N - i)) for i in range(0, N, batch_size)]


# %% misconception="minibatches" name="counts_from_one"
def minibatches(N, batch_size, rng):
    """Your numbers run from 1 to N; rows are numbered from 0."""
    order = 1 + rng.permutation(N)
    return [order[i : i + batch_size] for i in range(0, N, batch_size)]


# %% misconception="minibatches" name="drawn_for_each_batch"
def minibatches(N, batch_size, rng):
    """You draw every batch by itself, all of one size, so some examples come twice and others
    never; shuffle once, then cut."""
    return [rng.integers(0, N, batch_size) for _ in range(0, N, batch_size)]


# %% [markdown]
# ## `train`


# %% misconception="train" name="ascends"
def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """You add the gradient, which climbs; subtract it."""
    Y = np.eye(sizes[-1])[y]
    params, losses = init_params(sizes, rng, "xavier"), []
    for _ in range(epochs):
        for batch in minibatches(len(X), batch_size, rng):
            _, grads = loss_and_gradients(X[batch], Y[batch], params, kind, lam)
            params = [
                (W + eta * dW, b + eta * db) for (W, b), (dW, db) in zip(params, grads, strict=True)
            ]
        losses.append(loss_and_gradients(X, Y, params, kind, lam)[0])
    return params, {"loss": losses}


# %% misconception="train" name="zero_start"
def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """You start from zero weights; then the units never become different."""
    Y = np.eye(sizes[-1])[y]
    params, losses = init_params(sizes, rng, "zeros"), []
    for _ in range(epochs):
        for batch in minibatches(len(X), batch_size, rng):
            _, grads = loss_and_gradients(X[batch], Y[batch], params, kind, lam)
            params = [
                (W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(params, grads, strict=True)
            ]
        losses.append(loss_and_gradients(X, Y, params, kind, lam)[0])
    return params, {"loss": losses}


# %% misconception="train" name="normal_start"
def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """You start from weights of 0.01; the Xavier start is asked for."""
    Y = np.eye(sizes[-1])[y]
    params, losses = init_params(sizes, rng, "normal"), []
    for _ in range(epochs):
        for batch in minibatches(len(X), batch_size, rng):
            _, grads = loss_and_gradients(X[batch], Y[batch], params, kind, lam)
            params = [
                (W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(params, grads, strict=True)
            ]
        losses.append(loss_and_gradients(X, Y, params, kind, lam)[0])
    return params, {"loss": losses}


# %% misconception="train" name="loss_before_epoch"
def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """You write down the loss before each epoch; it should be the loss after it."""
    Y = np.eye(sizes[-1])[y]
    params, losses = init_params(sizes, rng, "xavier"), []
    for _ in range(epochs):
        losses.append(loss_and_gradients(X, Y, params, kind, lam)[0])
        for batch in minibatches(len(X), batch_size, rng):
            _, grads = loss_and_gradients(X[batch], Y[batch], params, kind, lam)
            params = [
                (W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(params, grads, strict=True)
            ]
    return params, {"loss": losses}


# %% misconception="train" name="loss_without_penalty"
def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """The losses in your history lack the penalty."""
    Y = np.eye(sizes[-1])[y]
    params, losses = init_params(sizes, rng, "xavier"), []
    for _ in range(epochs):
        for batch in minibatches(len(X), batch_size, rng):
            _, grads = loss_and_gradients(X[batch], Y[batch], params, kind, lam)
            params = [
                (W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(params, grads, strict=True)
            ]
        losses.append(loss_and_gradients(X, Y, params, kind, 0.0)[0])
    return params, {"loss": losses}


# %% misconception="train" name="loss_of_last_batch"
def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """You write down the loss of the epoch's last batch; measure it on all examples after the
    epoch."""
    Y = np.eye(sizes[-1])[y]
    params, losses = init_params(sizes, rng, "xavier"), []
    for _ in range(epochs):
        for batch in minibatches(len(X), batch_size, rng):
            loss, grads = loss_and_gradients(X[batch], Y[batch], params, kind, lam)
            params = [
                (W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(params, grads, strict=True)
            ]
        losses.append(loss)
    return params, {"loss": losses}


# %% misconception="train" name="penalty_not_trained"
def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """You train without the penalty and only add it to the history; the steps need lam too."""
    Y = np.eye(sizes[-1])[y]
    params, losses = init_params(sizes, rng, "xavier"), []
    for _ in range(epochs):
        for batch in minibatches(len(X), batch_size, rng):
            _, grads = loss_and_gradients(X[batch], Y[batch], params, kind, 0.0)
            params = [
                (W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(params, grads, strict=True)
            ]
        losses.append(loss_and_gradients(X, Y, params, kind, lam)[0])
    return params, {"loss": losses}


# %% misconception="train" name="one_step_per_epoch"
def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """You take one step per epoch, on all examples; take one for every batch."""
    Y = np.eye(sizes[-1])[y]
    params, losses = init_params(sizes, rng, "xavier"), []
    for _ in range(epochs):
        for batch in [np.arange(len(X))]:
            _, grads = loss_and_gradients(X[batch], Y[batch], params, kind, lam)
            params = [
                (W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(params, grads, strict=True)
            ]
        losses.append(loss_and_gradients(X, Y, params, kind, lam)[0])
    return params, {"loss": losses}


# %% misconception="train" name="biases_not_trained"
def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """You move the weights but never the biases."""
    Y = np.eye(sizes[-1])[y]
    params, losses = init_params(sizes, rng, "xavier"), []
    for _ in range(epochs):
        for batch in minibatches(len(X), batch_size, rng):
            _, grads = loss_and_gradients(X[batch], Y[batch], params, kind, lam)
            params = [(W - eta * dW, b) for (W, b), (dW, _) in zip(params, grads, strict=True)]
        losses.append(loss_and_gradients(X, Y, params, kind, lam)[0])
    return params, {"loss": losses}


# %% misconception="train" name="labels_not_shuffled"
def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """You shuffle the inputs but not the labels; use the same batch of numbers for X and Y."""
    Y = np.eye(sizes[-1])[y]
    params, losses = init_params(sizes, rng, "xavier"), []
    for _ in range(epochs):
        start = 0
        for batch in minibatches(len(X), batch_size, rng):
            end = start + len(batch)
            _, grads = loss_and_gradients(X[batch], Y[start:end], params, kind, lam)
            start = end
            params = [
                (W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(params, grads, strict=True)
            ]
        losses.append(loss_and_gradients(X, Y, params, kind, lam)[0])
    return params, {"loss": losses}


# %% misconception="train" name="gradients_of_epoch_start"
def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """You take every gradient of an epoch at the parameters it started with; use the latest
    ones."""
    Y = np.eye(sizes[-1])[y]
    params, losses = init_params(sizes, rng, "xavier"), []
    for _ in range(epochs):
        frozen = params
        for batch in minibatches(len(X), batch_size, rng):
            _, grads = loss_and_gradients(X[batch], Y[batch], frozen, kind, lam)
            params = [
                (W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(params, grads, strict=True)
            ]
        losses.append(loss_and_gradients(X, Y, params, kind, lam)[0])
    return params, {"loss": losses}


# %% misconception="train" name="last_layer_only"
def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """You move the last layer only; every layer has its gradient."""
    Y = np.eye(sizes[-1])[y]
    params, losses = init_params(sizes, rng, "xavier"), []
    for _ in range(epochs):
        for batch in minibatches(len(X), batch_size, rng):
            _, grads = loss_and_gradients(X[batch], Y[batch], params, kind, lam)
            (W, b), (dW, db) = params[-1], grads[-1]
            params = params[:-1] + [(W - eta * dW, b - eta * db)]
        losses.append(loss_and_gradients(X, Y, params, kind, lam)[0])
    return params, {"loss": losses}


# %% misconception="train" name="bare_list"
def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """You return the list of losses; history is a dict with the list under 'loss'."""
    Y = np.eye(sizes[-1])[y]
    params, losses = init_params(sizes, rng, "xavier"), []
    for _ in range(epochs):
        for batch in minibatches(len(X), batch_size, rng):
            _, grads = loss_and_gradients(X[batch], Y[batch], params, kind, lam)
            params = [
                (W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(params, grads, strict=True)
            ]
        losses.append(loss_and_gradients(X, Y, params, kind, lam)[0])
    return params, losses


# %% misconception="train" name="step_over_batch"
def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """You divide the gradient by the size of the batch; it is the gradient of a mean already."""
    Y = np.eye(sizes[-1])[y]
    params, losses = init_params(sizes, rng, "xavier"), []
    for _ in range(epochs):
        for batch in minibatches(len(X), batch_size, rng):
            _, grads = loss_and_gradients(X[batch], Y[batch], params, kind, lam)
            step = eta / len(batch)
            params = [
                (W - step * dW, b - step * db)
                for (W, b), (dW, db) in zip(params, grads, strict=True)
            ]
        losses.append(loss_and_gradients(X, Y, params, kind, lam)[0])
    return params, {"loss": losses}


# %% misconception="train" name="loss_per_step"
def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """Your history has an entry for every batch; one per epoch is asked for."""
    Y = np.eye(sizes[-1])[y]
    params, losses = init_params(sizes, rng, "xavier"), []
    for _ in range(epochs):
        for batch in minibatches(len(X), batch_size, rng):
            _, grads = loss_and_gradients(X[batch], Y[batch], params, kind, lam)
            params = [
                (W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(params, grads, strict=True)
            ]
            losses.append(loss_and_gradients(X, Y, params, kind, lam)[0])
    return params, {"loss": losses}


# %% [markdown]
# ## `early_stopping`


# %% misconception="early_stopping" name="never_stops"
def early_stopping(losses, patience):
    """You look at all epochs and never stop; stop when patience runs out."""
    kept = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[kept]:
            kept = epoch
    return kept, len(losses) - 1


# %% misconception="early_stopping" name="one_epoch_late"
def early_stopping(losses, patience):
    """You wait one epoch too long."""
    kept = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[kept]:
            kept = epoch
        elif epoch - kept > patience:
            return kept, epoch
    return kept, len(losses) - 1


# %% misconception="early_stopping" name="compares_with_the_last"
def early_stopping(losses, patience):
    """You compare with the epoch before; compare with the least loss so far."""
    kept, worse = 0, 0
    for epoch in range(1, len(losses)):
        worse = 0 if losses[epoch] < losses[epoch - 1] else worse + 1
        if losses[epoch] < losses[kept]:
            kept = epoch
        if worse >= patience:
            return kept, epoch
    return kept, len(losses) - 1


# %% misconception="early_stopping" name="keeps_the_last"
def early_stopping(losses, patience):
    """You keep the parameters of the last epoch; keep those of the least loss."""
    kept = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[kept]:
            kept = epoch
        elif epoch - kept >= patience:
            return epoch, epoch
    return len(losses) - 1, len(losses) - 1


# %% misconception="early_stopping" name="equal_is_better"
def early_stopping(losses, patience):
    """An epoch that is only as good as the best so far is no better one."""
    kept = 0
    for epoch, loss in enumerate(losses):
        if loss <= losses[kept]:
            kept = epoch
        if epoch - kept >= patience:
            return kept, epoch
    return kept, len(losses) - 1


# %% misconception="early_stopping" name="counts_all_bad_epochs"
def early_stopping(losses, patience):
    """You count all epochs without a new best loss; only those in a row count."""
    kept, worse = 0, 0
    for epoch, loss in enumerate(losses):
        if loss < losses[kept]:
            kept = epoch
        elif epoch:
            worse += 1
            if worse >= patience:
                return kept, epoch
    return kept, len(losses) - 1


# %% misconception="early_stopping" name="losses_for_epochs"
def early_stopping(losses, patience):
    """You return the losses; the numbers of the epochs are asked for."""
    kept = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[kept]:
            kept = epoch
        elif epoch - kept >= patience:
            return losses[kept], losses[epoch]
    return losses[kept], losses[-1]


# %% misconception="early_stopping" name="epochs_from_one"
def early_stopping(losses, patience):
    """You count epochs from 1; the first one is epoch 0."""
    kept = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[kept]:
            kept = epoch
        elif epoch - kept >= patience:
            return kept + 1, epoch + 1
    return kept + 1, len(losses)


# %% [markdown]
# ## `momentum_step`


# %% misconception="momentum_step" name="old_velocity"
def momentum_step(w, dw, v, eta, mu):
    """You step along the old velocity; update it first."""
    return w - eta * v, mu * v + dw


# %% misconception="momentum_step" name="running_mean"
def momentum_step(w, dw, v, eta, mu):
    """You take a running mean, with 1 - mu in front of the gradient; here the gradients are summed."""
    v = mu * v + (1 - mu) * dw
    return w - eta * v, v


# %% misconception="momentum_step" name="velocity_not_kept"
def momentum_step(w, dw, v, eta, mu):
    """You return the velocity you were given; hand the new one on."""
    return w - eta * (mu * v + dw), v


# %% misconception="momentum_step" name="gradient_alone"
def momentum_step(w, dw, v, eta, mu):
    """You step along the gradient alone; step along the velocity."""
    v = mu * v + dw
    return w - eta * dw, v


# %% misconception="momentum_step" name="rate_in_velocity"
def momentum_step(w, dw, v, eta, mu):
    """You put eta into the velocity; here the velocity is a sum of gradients, and eta multiplies the step."""
    v = mu * v + eta * dw
    return w - v, v


# %% misconception="momentum_step" name="uphill"
def momentum_step(w, dw, v, eta, mu):
    """You add the step, which climbs; subtract it."""
    v = mu * v + dw
    return w + eta * v, v


# %% misconception="momentum_step" name="mu_on_the_gradient"
def momentum_step(w, dw, v, eta, mu):
    """You multiply the gradient by mu; mu says how much of the old velocity is kept."""
    v = v + mu * dw
    return w - eta * v, v


# %% misconception="momentum_step" name="order_swapped"
def momentum_step(w, dw, v, eta, mu):
    """You return the velocity first; the parameters come first."""
    v = mu * v + dw
    return v, w - eta * v


# %% [markdown]
# ## `adam_step`


# %% misconception="adam_step" name="no_correction"
def adam_step(w, dw, m, s, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    """You leave out the division by 1 - beta^t; the first means are far too small."""
    m = beta1 * m + (1 - beta1) * dw
    s = beta2 * s + (1 - beta2) * dw**2
    return w - eta * m / (np.sqrt(s) + eps), m, s


# %% misconception="adam_step" name="corrected_means_kept"
def adam_step(w, dw, m, s, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    """You hand the corrected means on; the next step would correct them again."""
    m = beta1 * m + (1 - beta1) * dw
    s = beta2 * s + (1 - beta2) * dw**2
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - eta * m_hat / (np.sqrt(s_hat) + eps), m_hat, s_hat


# %% misconception="adam_step" name="counts_from_zero"
def adam_step(w, dw, m, s, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    """You take t to count from 0; the first step is t = 1."""
    m = beta1 * m + (1 - beta1) * dw
    s = beta2 * s + (1 - beta2) * dw**2
    m_hat, s_hat = m / (1 - beta1 ** (t + 1)), s / (1 - beta2 ** (t + 1))
    return w - eta * m_hat / (np.sqrt(s_hat) + eps), m, s


# %% misconception="adam_step" name="square_forgotten"
def adam_step(w, dw, m, s, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    """s is the running mean of the squared gradient; you forgot the square."""
    m = beta1 * m + (1 - beta1) * dw
    s = beta2 * s + (1 - beta2) * abs(dw)
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - eta * m_hat / (np.sqrt(s_hat) + eps), m, s


# %% misconception="adam_step" name="root_forgotten"
def adam_step(w, dw, m, s, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    """You divide by s-hat itself; divide by its root."""
    m = beta1 * m + (1 - beta1) * dw
    s = beta2 * s + (1 - beta2) * dw**2
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - eta * m_hat / (s_hat + eps), m, s


# %% misconception="adam_step" name="betas_swapped"
def adam_step(w, dw, m, s, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    """You use beta1 for the squares and beta2 for the mean."""
    m = beta2 * m + (1 - beta2) * dw
    s = beta1 * s + (1 - beta1) * dw**2
    m_hat, s_hat = m / (1 - beta2**t), s / (1 - beta1**t)
    return w - eta * m_hat / (np.sqrt(s_hat) + eps), m, s


# %% misconception="adam_step" name="eps_under_the_root"
def adam_step(w, dw, m, s, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    """You add eps under the root; it is added to the root."""
    m = beta1 * m + (1 - beta1) * dw
    s = beta2 * s + (1 - beta2) * dw**2
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - eta * m_hat / np.sqrt(s_hat + eps), m, s


# %% misconception="adam_step" name="sum_for_mean"
def adam_step(w, dw, m, s, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    """You sum the gradients, as momentum does; m is a mean, with 1 - beta1 in front of the gradient."""
    m = beta1 * m + dw
    s = beta2 * s + (1 - beta2) * dw**2
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - eta * m_hat / (np.sqrt(s_hat) + eps), m, s


# %% misconception="adam_step" name="one_length_for_all"
def adam_step(w, dw, m, s, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    """You take one mean square for all entries; every entry has its own."""
    m = beta1 * m + (1 - beta1) * dw
    s = beta2 * s + (1 - beta2) * np.mean(dw**2)
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - eta * m_hat / (np.sqrt(s_hat) + eps), m, s


# %% misconception="adam_step" name="mean_not_used"
def adam_step(w, dw, m, s, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    """You step along the gradient of this batch; step along the mean m-hat."""
    m = beta1 * m + (1 - beta1) * dw
    s = beta2 * s + (1 - beta2) * dw**2
    s_hat = s / (1 - beta2**t)
    return w - eta * dw / (np.sqrt(s_hat) + eps), m, s


# %% [markdown]
# ## `slip_xavier`

# %% misconception="slip_xavier" name="right_deviation"
"""That is the deviation by the right formula; here 0.1 is the variance, so take its root."""
slip_deviation = 0.1
slip_growth = 10**2.5

# %% misconception="slip_xavier" name="squared"
"""You squared the root; if 0.1 is the variance, the standard deviation is the root of 0.1."""
slip_deviation = 0.01
slip_growth = 0.1**5

# %% misconception="slip_xavier" name="one_layer"
"""Your factor is that of one layer; after five layers it is its fifth power."""
slip_deviation = 0.1**0.5
slip_growth = 10**0.5

# %% misconception="slip_xavier" name="factors_added"
"""The factors of five layers multiply; you added them."""
slip_deviation = 0.1**0.5
slip_growth = 5 * 10**0.5

# %% misconception="slip_xavier" name="growth_of_variance"
"""Your factor is that of the variance; the spread is its root."""
slip_deviation = 0.1**0.5
slip_growth = 1e5

# %% [markdown]
# ## `slip_by_hand`

# %% misconception="slip_by_hand" name="product_kept"
"""You added up correctly but kept the wrong product: 0.2 times 0.1 is 0.02."""
slip_score, slip_output = 0.67, 0.75054

# %% misconception="slip_by_hand" name="sum_kept"
"""You kept the 0.49: with the terms that stand there the sum is 0.67, and one term is wrong too."""
slip_score, slip_output = 0.49, 0.7431

# %% misconception="slip_by_hand" name="output_kept"
"""The score is right, but the output still uses the 0.62; follow the new score through."""
slip_score, slip_output = 0.66, 0.7431

# %% misconception="slip_by_hand" name="no_last_sigmoid"
"""The score is right; your output is the last score, before its sigmoid."""
slip_score, slip_output = 0.66, 1.0990383837877231

# %% misconception="slip_by_hand" name="no_biases"
"""You left out the biases."""
slip_score, slip_output = 0.46, 0.6793604765439261

# %% [markdown]
# ## `slip_memory_units`

# %% misconception="slip_memory_units" name="printed_number"
"""1.15 is what you get by dividing decimal gigabytes twice by 1024; that mixes two conventions."""
slip_petabytes, slip_pebibytes = 1.1476516723632812, 1.0688339102671307

# %% misconception="slip_memory_units" name="pebibytes_mixed"
"""The petabytes are right; for pebibytes start from bytes, as these gigabytes are not powers of
1024."""
slip_petabytes, slip_pebibytes = 1.2034, 1.1476516723632812

# %% misconception="slip_memory_units" name="exchanged"
"""The two are exchanged: a pebibyte is larger, so there are fewer of them."""
slip_petabytes, slip_pebibytes = 1.0688339102671307, 1.2034

# %% misconception="slip_memory_units" name="terabytes"
"""Those are terabytes: a petabyte is a million gigabytes."""
slip_petabytes, slip_pebibytes = 1203.4, 1203400e9 / 2**40

# %% [markdown]
# ## `slip_direction`

# %% misconception="slip_direction" name="exchanged"
"""The two losses are exchanged: adding the gradient makes the loss larger."""
slip_loss_plus, slip_loss_minus = 2.88, 15.68

# %% misconception="slip_direction" name="half_forgotten"
"""You forgot the half of the loss."""
slip_loss_plus, slip_loss_minus = 31.36, 5.76

# %% misconception="slip_direction" name="inner_two_forgotten"
"""Your slope is -4: the inner derivative of 4 - 2w, which is -2, is missing."""
slip_loss_plus, slip_loss_minus = 11.52, 5.12

# %% misconception="slip_direction" name="weights_for_losses"
"""You give the new weights; the losses at these weights are asked for."""
slip_loss_plus, slip_loss_minus = -0.8, 0.8

# %% [markdown]
# ## `slip_decay`

# %% misconception="slip_decay" name="exchanged"
"""The two are exchanged: the loop adds the penalty's gradient ten times."""
slip_decay_loop, slip_decay_objective = 1.2, 12.0

# %% misconception="slip_decay" name="with_the_half"
"""You put a half before the penalty; here there is none."""
slip_decay_loop, slip_decay_objective = 6.0, 0.6

# %% misconception="slip_decay" name="same_both"
"""You add the penalty's gradient once in both; the loop adds it for every example."""
slip_decay_loop, slip_decay_objective = 1.2, 1.2

# %% misconception="slip_decay" name="shared_out"
"""You share the penalty out over the examples, which would be right for the loop, but is not
what it does."""
slip_decay_loop, slip_decay_objective = 1.2, 0.12
