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

# %% hidden="above"
from lesson import *

# %% [markdown]
# ## 7 · Backward
#
# One forward pass gives the logits $Z_L$; the loss says in which direction they should move:
# $dZ_L$, the gradient of the loss with respect to the logits. The rest is the chain rule, a layer
# at a time, from the last to the first. Given $dZ_l$:
#
# $$
# dW_l = H_{l-1}^T \, dZ_l, \qquad
# db_l = \text{the sum of the rows of } dZ_l, \qquad
# dH_{l-1} = dZ_l \, W_l^T, \qquad
# dZ_{l-1} = dH_{l-1} \odot g'(Z_{l-1}) .
# $$
#
# ![The computation graph of a network with one hidden layer: X, then W1 and b1, the activation,
# W2 and b2, the cross-entropy with Y, and the loss. The shape of each value stands at its arrow;
# the gradients come back with the same shapes.](drawing:graph)
#
# ($\odot$ multiplies entry by entry.) Check the shapes: `(n_in, N) @ (N, n_out)` is the shape of
# $W_l$, and `(N, n_out) @ (n_out, n_in)` that of $H_{l-1}$. Nothing else would fit. So the whole
# method, *forward; back to the output layer; back to the hidden layers; update*, is one forward
# loop, one backward loop, and a subtraction.
#
# Where is the $1/N$ of the mean loss? It is already in $dZ_L$, put there by whoever computed the
# loss. Here everything is summed over the rows.
#
# > **Predict.** What does the first layer need for $dW_1$, besides $dZ_1$?

# %% look="guess_first_layer_needs"
remember.predict(
    "first_layer_needs",
    "What does the first layer need for dW₁, besides dZ₁?",
    ["its weights", "its scores", "its input X", "nothing"],
    right=2,
    because="dW₁ = Xᵀ · dZ₁. There is no dZ₀: we do not change the data.",
)

# %% exercise="mlp_backward" pair="mlp_forward"
mlp_forward = mlp_forward  # your forward pass, from section 5: the two share a cache


def mlp_backward(dZ, cache, params, kind):
    """The backward pass of a multi-layer perceptron.

    dZ: (N, K), the gradient of the loss with respect to the logits; it holds the 1/N already.
    cache: what your mlp_forward returned.  params, kind: as it was called with.
    Returns grads, a list with one pair (dW, db) per layer, in the order of params: dW has the shape
    of W, db that of b. They are sums over the rows of dZ.

    Example: for a single layer, Z = X @ W + b, the list is [(X.T @ dZ, the sum of dZ's rows)].
    """
    ### BEGIN SOLUTION
    grads = []
    for layer in reversed(range(len(params))):
        H, _ = cache[layer]
        grads.append((H.T @ dZ, dZ.sum(axis=0)))
        if layer > 0:  # equivalent(comparison): below the first layer nobody asks for dZ
            W, _ = params[layer]
            _, Z_below = cache[layer - 1]
            dZ = (dZ @ W.T) * activate_grad(Z_below, kind)
    return grads[::-1]
    ### END SOLUTION


def both_passes(X, dZ, params, kind):
    """Given; leave it as it is. The tests use it, so that your cache stays with you."""
    Z, cache = mlp_forward(X, params, kind)
    return Z, mlp_backward(dZ, cache, params, kind)


# %% tests="mlp_backward" points=4
net_back = [
    (np.array([[0.1, -0.2, 0.3], [0.4, 0.1, -0.5]]), np.array([0.05, -0.05, 0.1])),
    (np.array([[0.2, -0.1], [0.3, 0.4], [-0.6, 0.5]]), np.array([0.0, 0.1])),
]
X_back = np.array([[1.0, 2.0], [-1.0, 0.5], [0.3, -0.7]])
dZ_back = np.array([[1.0, -1.0], [0.5, 2.0], [-2.0, 0.25]])


def upstream_of(net):
    """The sum of dZ times the logits of a network of two layers with tanh between them."""
    (W1, b1), (W2, b2) = net
    return float(np.sum(dZ_back * (np.tanh(X_back @ W1 + b1) @ W2 + b2)))


flat_net = [(np.array([[2.0], [1.0]]), np.zeros(1))]
flat_back = both_passes(X_back.copy(), dZ_back[:, :1].copy(), flat_net, "tanh")[1]
check.close(
    flat_back[0][0],
    np.array([[-0.1], [3.65]]),
    what="dW of a network with a single layer",
    given={"X": X_back, "dZ": dZ_back[:, :1]},
)
Z_back, grads_back = both_passes(X_back.copy(), dZ_back.copy(), deepcopy(net_back), "tanh")
check.true(bool(np.any(Z_back != 0)), "The logits that both_passes returns are all 0.", got=Z_back)
check.true(
    isinstance(grads_back, (list, tuple)) and len(grads_back) == 2,
    "mlp_backward should return a list with one pair (dW, db) per layer.",
)
for layer in (0, 1):

    def upstream_sum(W, layer=layer):
        moved = deepcopy(net_back)
        moved[layer] = (W, moved[layer][1])
        return upstream_of(moved)

    check.gradient(
        upstream_sum, grads_back[layer][0], net_back[layer][0], what=f"dW of layer {layer + 1}"
    )
check.done("mlp_backward, dW", hidden="deeper networks, all activations, and inputs of 0")
### BEGIN HIDDEN TESTS
for sizes in [(3, 1), (2, 3, 2), (4, 4, 4, 4), (3, 5, 2, 4, 1)]:
    for kind_try in ("sigmoid", "tanh", "relu", "leaky_relu", "elu"):
        N = int(rng.integers(1, 6))
        X_try, net_try = rng.normal(size=(N, sizes[0])), random_net(sizes, rng)
        dZ_try = rng.normal(size=(N, sizes[-1]))
        got_try = both_passes(X_try.copy(), dZ_try.copy(), deepcopy(net_try), kind_try)[1]
        check.close(
            [pair[0] for pair in got_try],
            [dW for dW, _ in reference.both_passes(X_try, dZ_try, net_try, kind_try)[1]],
            what=f"dW, layer by layer, of a {'-'.join(map(str, sizes))} network with {kind_try}",
            given={"X": X_try, "dZ": dZ_try, "params": net_try},
        )
zeros_back = both_passes(np.zeros((2, 2)), dZ_back[:2].copy(), deepcopy(net_back), "relu")[1]
check.close(
    [pair[0] for pair in zeros_back],
    [dW for dW, _ in reference.both_passes(np.zeros((2, 2)), dZ_back[:2], net_back, "relu")[1]],
    what="dW, layer by layer, for inputs of 0",
)
### END HIDDEN TESTS

# %% tests="mlp_backward" points=2
net_back = [
    (np.array([[0.1, -0.2, 0.3], [0.4, 0.1, -0.5]]), np.array([0.05, -0.05, 0.1])),
    (np.array([[0.2, -0.1], [0.3, 0.4], [-0.6, 0.5]]), np.array([0.0, 0.1])),
]
X_back = np.array([[1.0, 2.0], [-1.0, 0.5], [0.3, -0.7]])
dZ_back = np.array([[1.0, -1.0], [0.5, 2.0], [-2.0, 0.25]])


def upstream_of(net):
    """The sum of dZ times the logits of a network of two layers with tanh between them."""
    (W1, b1), (W2, b2) = net
    return float(np.sum(dZ_back * (np.tanh(X_back @ W1 + b1) @ W2 + b2)))


check.keeps_arguments(both_passes, X_back, dZ_back, net_back, "relu")
flat_net = [(np.array([[2.0], [1.0]]), np.zeros(1))]
check.close(
    both_passes(X_back, dZ_back[:, :1], flat_net, "tanh")[1][0][1],
    np.array([-0.5]),
    what="db of a network with a single layer",
    given={"X": X_back, "dZ": dZ_back[:, :1]},
)
grads_back = both_passes(X_back, dZ_back, net_back, "tanh")[1]
for layer in (0, 1):

    def upstream_sum(b, layer=layer):
        moved = list(net_back)
        moved[layer] = (moved[layer][0], b)
        return upstream_of(moved)

    check.gradient(
        upstream_sum, grads_back[layer][1], net_back[layer][1], what=f"db of layer {layer + 1}"
    )
check.done(
    "mlp_backward, db", hidden="deeper networks, all activations, single rows, whole numbers"
)
### BEGIN HIDDEN TESTS
for sizes in [(3, 1), (2, 3, 2), (4, 4, 4, 4), (3, 5, 2, 4, 1)]:
    for kind_try in ("sigmoid", "tanh", "relu", "leaky_relu", "elu"):
        for N in (1, 4):
            X_try, net_try = rng.normal(size=(N, sizes[0])), random_net(sizes, rng)
            dZ_try = rng.normal(size=(N, sizes[-1]))
            check.close(
                [pair[1] for pair in both_passes(X_try, dZ_try, net_try, kind_try)[1]],
                [db for _, db in reference.both_passes(X_try, dZ_try, net_try, kind_try)[1]],
                what=f"db, layer by layer, of a {'-'.join(map(str, sizes))} network with "
                f"{kind_try}",
                given={"X": X_try, "dZ": dZ_try, "params": net_try},
            )
dZ_whole = rng.integers(-2, 3, size=(3, 2))
check.close(
    both_passes(X_back, dZ_whole, net_back, "elu")[1],
    reference.both_passes(X_back, dZ_whole, net_back, "elu")[1],
    what="the gradients for whole numbers as dZ",
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# First make the test with a single layer pass: no activation takes part.
# </details>
# <details><summary>Hint 2</summary>
#
# `for layer in reversed(range(len(params))):`. In each round: the two gradients of this layer;
# then, unless it is the first, `dZ` for the layer below. Use this layer's `W`, but the scores of
# the layer *below*.
# </details>
# <details><summary>Hint 3</summary>
#
# You collect the gradients from last to first; `grads[::-1]` reverses a list.
# </details>
#
# **An old acquaintance.** At the end of section 10, lesson 4 took the gradient of a 2-2-1 network
# on *the same value*, by single numbers that differentiate themselves: 0.032223 and 0.026087 for
# the weights of its first hidden neuron, 0.023994 for the bias, 0.038476 for the bias of the output.
# Here is your `mlp_backward` on the same network.

# %% look="values_again"
with if_ready():
    W1, W2 = np.array([[0.5, -0.3], [0.2, 0.4]]), np.array([[0.6], [-0.7]])
    net = [(W1, np.zeros(2)), (W2, np.zeros(1))]
    scores, cache = mlp_forward(X_same, net, "tanh")
    (dW1, db1), (dW2, db2) = mlp_backward(
        (activate(scores, "sigmoid") - y_same[:, None]) / 4, cache, net, "tanh"
    )
    print("first layer, weights:", dW1.round(6).tolist(), " biases:", db1.round(6).tolist())
    print("output,      weights:", dW2.round(6).tolist(), " bias:  ", db2.round(6).tolist())

# %% [markdown]
# The same nine numbers: gate by gate in lesson 4, layer by layer here.

# %% [markdown]
# ## 8 · The loss, and what keeps the weights small
#
# For $K$ classes, with one-hot rows $Y$ and $P$ the softmax of the logits (lesson 3), we minimise
# the mean cross-entropy plus a penalty on large weights:
#
# $$
# L = -\frac1N \sum_{n} \sum_{k} Y_{nk} \log P_{nk} + \frac{\lambda}{2} \sum_l \sum_{ij}
# (W_l)_{ij}^2 , \qquad
# dZ_L = \frac{P - Y}{N} .
# $$
#
# The penalty adds $\lambda W_l$ to $dW_l$, and nothing to $db_l$: biases are not penalised. Its
# other name is **weight decay**, and the reason is a line of algebra: one step of size $\eta$ is
#
# $$
# W \leftarrow W - \eta (dW + \lambda W) = (1 - \eta \lambda) W - \eta \, dW .
# $$
#
# For $w = (1, -2, 0.5)$, $dw = (0.2, 0.1, -0.4)$, $\eta = 0.1$ and $\lambda = 0.5$: every weight
# is first multiplied by 0.95, and the step ends at $(0.93, -1.91, 0.515)$. (The letters differ
# between authors: $\lambda$ may be the learning rate or the penalty, $\alpha$ the precision of a
# prior or the learning rate. We write `eta` and `lam`.)
#
# A sum of absolute values in place of the squares is the **L1** penalty. The weights
# $W = ((1, -2), (0.5, 0))$ with $\lambda = 0.1$ cost $\frac{\lambda}{2} \sum W^2 = 0.2625$ by the
# one and $\lambda \sum |W| = 0.35$ by the other. As in lesson 2, the squares belong to a Gaussian
# prior and pull a weight in proportion to its size. The absolute values belong to a Laplacian
# prior, pull all weights equally hard, and can make many of them exactly 0. (This needs the right
# method: plain gradient steps hop back and forth across 0 and hardly ever land on it.)
#
# > **Predict.** All weights 0, ten classes. What is the loss, to two decimals?

# %% look="guess_loss_of_nothing"
remember.predict(
    "loss_of_nothing",
    ("All weights and biases are 0, and there are ten classes. What is the loss, to two decimals?"),
    right=2.303,
    because=(
        "Every probability is a tenth, and −log of it is log 10. A fresh network should start "
        "near it: a cheap test of your code."
    ),
    within=0.006,
)


# %% exercise="loss_and_gradients"
def loss_and_gradients(X, Y, params, kind, lam):
    """Softmax cross-entropy of a network with an L2 penalty, and its gradients.

    X: (N, D) inputs.  Y: (N, K) one-hot rows.  params: list of (W, b) per layer.  kind: activation
    of the hidden layers.  lam: strength of the penalty lam/2 * (sum of all squared weights, of all
    layers; biases are not penalised).
    Returns (loss, grads): the mean cross-entropy plus the penalty, a number, and a list with one
    pair (dW, db) per layer. Logits of ±1000 give no warning.

    Example: with all weights and biases 0 and lam = 0 the loss is the logarithm of K.
    """
    ### BEGIN SOLUTION
    Z, cache = mlp_forward(X, params, kind)
    Z = Z - Z.max(axis=1, keepdims=True)  # changes no probability, and no exponential overflows
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    penalty = lam / 2 * sum((W**2).sum() for W, _ in params)
    loss = -(Y * log_P).sum() / len(X) + penalty
    grads = mlp_backward((np.exp(log_P) - Y) / len(X), cache, params, kind)
    return loss, [(dW + lam * W, db) for (dW, db), (W, _) in zip(grads, params, strict=True)]
    ### END SOLUTION


# %% tests="loss_and_gradients" points=2
net_loss = [
    (np.array([[0.1, -0.2, 0.3], [0.4, 0.1, -0.5]]), np.array([0.05, -0.05, 0.1])),
    (np.array([[0.2, -0.1], [0.3, 0.4], [-0.6, 0.5]]), np.array([0.0, 0.1])),
]
X_loss = np.array([[1.0, 2.0], [-1.0, 0.5], [0.3, -0.7]])
Y_loss = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
check.keeps_arguments(loss_and_gradients, X_loss, Y_loss, net_loss, "relu", 0.1)
zero_net = [(np.zeros((2, 3)), np.zeros(3)), (np.zeros((3, 2)), np.zeros(2))]
check.close(
    loss_and_gradients(X_loss, Y_loss, zero_net, "tanh", 0.0)[0],
    0.6931471805599453,
    what="the loss with all parameters 0, two classes,",
)
loss_free = loss_and_gradients(X_loss, Y_loss, net_loss, "tanh", 0.0)[0]
loss_held = loss_and_gradients(X_loss, Y_loss, net_loss, "tanh", 0.1)[0]
check.true(
    bool(loss_held > loss_free > 0),
    "The penalty should make the loss larger.",
    got=[loss_free, loss_held],
)
check.close(loss_held, 0.6443112606346423, what="the loss of a small network with lam = 0.1")
twice_held = loss_and_gradients(
    np.vstack([X_loss, X_loss]), np.vstack([Y_loss, Y_loss]), net_loss, "tanh", 0.1
)
check.close(twice_held[0], loss_held, what="the loss after writing every example down twice")
check.done("loss_and_gradients, the loss", hidden="deeper networks, and logits of ±1000")
### BEGIN HIDDEN TESTS
for sizes in [(3, 2), (2, 3, 2), (4, 6, 5, 3)]:
    for kind_try in ("sigmoid", "tanh", "relu", "elu"):
        for lam_try in (0.0, 0.3):
            N = int(rng.integers(2, 7))
            X_try, net_try = rng.normal(size=(N, sizes[0])), random_net(sizes, rng)
            Y_try = np.eye(sizes[-1])[rng.integers(0, sizes[-1], size=N)]
            check.close(
                loss_and_gradients(X_try, Y_try, net_try, kind_try, lam_try)[0],
                reference.loss_and_gradients(X_try, Y_try, net_try, kind_try, lam_try)[0],
                what=f"the loss of a {'-'.join(map(str, sizes))} network with {kind_try}",
                given={"X": X_try, "Y": Y_try, "params": net_try, "lam": lam_try},
            )
far_net = [(np.array([[1000.0, -1000.0, 0.0]]), np.array([0.0, 0.0, 1.0]))]
X_far = np.array([[1.0], [-1.0]])
for labels in ([0, 1], [2, 2], [1, 0]):
    Y_far = np.eye(3)[labels]
    far = check.no_warnings(loss_and_gradients, X_far, Y_far, far_net, "relu", 0.0)
    check.close(
        far[0],
        reference.loss_and_gradients(X_far, Y_far, far_net, "relu", 0.0)[0],
        what="the loss for logits of 1000 and -1000",
        given={"X": X_far, "Y": Y_far, "params": far_net},
    )
### END HIDDEN TESTS

# %% tests="loss_and_gradients" points=3
net_loss = [
    (np.array([[0.1, -0.2, 0.3], [0.4, 0.1, -0.5]]), np.array([0.05, -0.05, 0.1])),
    (np.array([[0.2, -0.1], [0.3, 0.4], [-0.6, 0.5]]), np.array([0.0, 0.1])),
]
X_loss = np.array([[1.0, 2.0], [-1.0, 0.5], [0.3, -0.7]])
Y_loss = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])


def grads_of(params, lam):
    """The gradients for these parameters, from copies of everything."""
    answer = loss_and_gradients(X_loss.copy(), Y_loss.copy(), deepcopy(params), "tanh", lam)
    return answer[1]


grads_free, grads_held = grads_of(net_loss, 0.0), grads_of(net_loss, 0.1)
check.close(
    [grads_held[0][1], grads_held[1][1]],
    [grads_free[0][1], grads_free[1][1]],
    what="db of both layers with a penalty, compared with db without,",
)
for layer in (0, 1):
    for part, name in enumerate(["dW", "db"]):

        def moved_loss(values, layer=layer, part=part):
            moved = [list(pair) for pair in net_loss]
            moved[layer][part] = values
            H = np.tanh(X_loss @ moved[0][0] + moved[0][1])
            loss = multiclass.penalized_loss(H, Y_loss, *moved[1], 0.1)
            return float(loss + 0.05 * np.sum(moved[0][0] ** 2))

        check.gradient(
            moved_loss,
            grads_held[layer][part],
            net_loss[layer][part],
            what=f"{name} of layer {layer + 1}",
        )
check.done(
    "loss_and_gradients, the gradients", hidden="deeper networks, single rows, logits of ±1000"
)
### BEGIN HIDDEN TESTS
for sizes in [(3, 2), (2, 3, 2), (4, 6, 5, 3)]:
    for kind_try in ("sigmoid", "tanh", "relu", "elu"):
        for N, lam_try in ((1, 0.0), (5, 0.3)):
            X_try, net_try = rng.normal(size=(N, sizes[0])), random_net(sizes, rng)
            Y_try = np.eye(sizes[-1])[rng.integers(0, sizes[-1], size=N)]
            copies = (X_try.copy(), Y_try.copy(), deepcopy(net_try))
            check.close(
                loss_and_gradients(*copies, kind_try, lam_try)[1],
                reference.loss_and_gradients(X_try, Y_try, net_try, kind_try, lam_try)[1],
                what=f"the gradients of a {'-'.join(map(str, sizes))} network with {kind_try}",
                given={"X": X_try, "Y": Y_try, "params": net_try, "lam": lam_try},
            )
far_net = [(np.array([[1000.0, -1000.0, 0.0]]), np.array([0.0, 0.0, 1.0]))]
X_far = np.array([[1.0], [-1.0]])
for labels in ([0, 1], [2, 2], [1, 0]):
    Y_far = np.eye(3)[labels]
    far = check.no_warnings(
        loss_and_gradients, X_far.copy(), Y_far.copy(), deepcopy(far_net), "relu", 0.0
    )
    check.close(
        far[1],
        reference.loss_and_gradients(X_far, Y_far, far_net, "relu", 0.0)[1],
        what="the gradients for logits of 1000 and -1000",
        given={"X": X_far, "Y": Y_far, "params": far_net},
    )
wide_net = [(np.array([[1.0, 0.5]]), np.zeros(2))]
X_wide = np.array([[1000.0], [-1000.0]])
check.close(
    loss_and_gradients(X_wide.copy(), np.eye(2), deepcopy(wide_net), "relu", 0.0)[1],
    reference.loss_and_gradients(X_wide, np.eye(2), wide_net, "relu", 0.0)[1],
    what="the gradients for inputs of ±1000",
    given={"X": X_wide, "Y": np.eye(2), "params": wide_net},
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# The order: forward; loss from the logits; $dZ$ from the probabilities; backward; penalty on the
# loss and on every `dW`.
# </details>
# <details><summary>Hint 2</summary>
#
# For the logarithm of the softmax, first subtract each row's largest logit, as in lesson 3. Then
# $\log P = Z - \log \sum e^{Z}$, row by row, is safe.
# </details>
#
# **Why not start at zero?** Three networks with two tanh units learn *the same value*, 150 steps
# each. One starts with all numbers 0; in another the two units start alike, with all weights of the
# first layer one half; in the third they start out different. Each line is one weight of the first
# layer.
#
# > **Predict.** In the network that starts with all numbers 0, which weights move?

# %% look="guess_all_zero_start"
remember.predict(
    "all_zero_start",
    ("All weights and biases of the network start at 0. Which weights move in training?"),
    ["those of the last layer", "those of the first layer", "none", "all, but slowly"],
    right=2,
    because=(
        "dW₂ has the hidden outputs as a factor, and they are 0; dW₁ comes back through W₂, and "
        "that is 0."
    ),
)

# %% look="symmetry" alt="How two units' weights move over 150 steps from three starts. From all 0 nothing moves; where the two units start alike, their lines stay on top of each other; where they start out different, they part, and only there does the loss become small."
with if_ready("all_zero_start"):
    fig, axes = plt.subplots(1, 3, figsize=(11, 3.3), sharey=True)
    fig.subplots_adjust(left=0.05, right=0.99, bottom=0.17, wspace=0.08)
    starts = {
        "all 0": np.zeros((2, 2)),
        "two units alike": np.full((2, 2), 0.5),
        "different": np.array([[0.5, -0.3], [0.2, 0.4]]),
    }
    Y_same = np.eye(2)[y_same]
    for ax, (name, W_start) in zip(axes, starts.items(), strict=True):
        W_top = np.array([[-0.5, 0.5], [-0.5, 0.5]]) if np.any(W_start) else np.zeros((2, 2))
        net, track = [(W_start, np.zeros(2)), (W_top, np.zeros(2))], []
        for _ in range(150):
            track.append(net[0][0].copy())
            loss, grads = loss_and_gradients(X_same, Y_same, net, "tanh", 0.0)
            net = [(W - dW, b - db) for (W, b), (dW, db) in zip(net, grads, strict=True)]
        track = np.array(track)
        for unit, line in enumerate(["-", "--"]):
            for i in range(2):
                label = "" if i else f"weights of unit {unit + 1}"
                ax.plot(track[:, i, unit], line, color=palette.COLORS[unit], label=label)
        ax.set(title=f"{name}: loss {loss:.3f}", xlabel="step")
    axes[2].legend()

# %% [markdown]
# <details><summary>What the picture shows</summary>
#
# All zero: no weight ever moves, since every gradient has a factor that is 0. (The output's biases
# could, but here both labels are equally frequent.) Two units alike: the weights move, but the two
# units get the same gradient at every step and remain one unit, written down twice; the solid and
# the dashed lines are on top of each other. Only what starts out different can become more so. That
# is **symmetry breaking**, and no later gradient step can do it.
# </details>
#
# It is one case of a general warning. Gradient descent does not always *converge to a local
# minimum*. Where it settles (with steps small enough) the gradient is 0, and that can be a saddle
# point: on $f = x^2 - y^2$, from any point with $y = 0$, it moves to the origin
# and stays there, although $f$ falls on both sides.

# %% [markdown]
# ## 9 · Many small steps
#
# The recipe of the whole course in five lines: *data*; a *function* with parameters; a *loss* that
# says how bad they are; the *goal*, parameters of least loss, $\theta^* = \arg\min_\theta L$; and a
# *procedure* that gets there by
#
# $$\theta \leftarrow \theta - \eta \, \nabla_\theta L .$$
#
# The full gradient is expensive, and a rough one is almost as useful. **Stochastic gradient
# descent** (*recall* of lessons 1 and 3) takes a few examples, a *mini-batch*, and steps at once. One
# pass over all examples is an **epoch**; each shuffles anew.
#
# > **Predict.** Here are the lines of the training loop, shuffled. Sort them: (a) for every
# > mini-batch · (b) $\Delta = -\nabla \ell - \lambda \nabla \Omega$ · (c) choose random parameters
# > $\theta$ · (d) for every epoch · (e) $\theta \leftarrow \theta + \eta \Delta$

# %% look="guess_lines_of_the_loop"
remember.predict(
    "lines_of_the_loop",
    "In which order do the lines (a) to (e) make the training loop?",
    ["d, c, a, b, e", "c, a, d, b, e", "c, d, a, b, e", "c, d, a, e, b"],
    right=2,
    because=(
        "Start; for every epoch; for every mini-batch; direction; step. As Δ already holds the "
        "minus, adding it is right."
    ),
)


# %% exercise="minibatches" further=true
def minibatches(N, batch_size, rng):
    """One epoch: the numbers 0 to N - 1, shuffled and cut into batches.

    N: how many examples.  batch_size: examples per batch.  rng: a numpy.random.Generator.
    Returns a list of arrays of whole numbers. Together they hold every number once. All have
    batch_size entries, but the last may have fewer; none is empty.

    Example: minibatches(5, 2, rng) may be [array([3, 0]), array([4, 1]), array([2])].
    """
    ### BEGIN SOLUTION
    order = rng.permutation(N)
    return [order[start : start + batch_size] for start in range(0, N, batch_size)]
    ### END SOLUTION


# %% tests="minibatches" points=3
batches = minibatches(10, 4, np.random.default_rng(0))
check.true(
    isinstance(batches, (list, tuple)), "minibatches should return a list of arrays.", got=batches
)
check.close(
    [len(batch) for batch in batches],
    [4, 4, 2],
    what="the lengths of the batches of minibatches(10, 4, rng)",
)
check.close(
    np.sort(np.concatenate([np.asarray(batch) for batch in batches])),
    np.arange(10),
    what="the entries of all batches, sorted,",
    given={"N": 10, "batch_size": 4},
)
check.close(
    [len(batch) for batch in minibatches(6, 3, np.random.default_rng(0))],
    [3, 3],
    what="the lengths of the batches of minibatches(6, 3, rng)",
)
check.done("minibatches", hidden="other sizes, and whether the order is random")
### BEGIN HIDDEN TESTS
for N, batch_size in [(1, 1), (1, 5), (7, 7), (7, 1), (12, 5), (100, 32), (96, 32)]:
    batches = minibatches(N, batch_size, rng)
    check.close(
        [len(batch) for batch in batches],
        [min(batch_size, N - start) for start in range(0, N, batch_size)],
        what="the lengths of the batches",
        given={"N": N, "batch_size": batch_size},
    )
    check.close(
        np.sort(np.concatenate([np.asarray(batch) for batch in batches])),
        np.arange(N),
        what="the entries of all batches, sorted,",
        given={"N": N, "batch_size": batch_size},
    )
orders = [
    np.concatenate([np.asarray(b) for b in minibatches(60, 7, np.random.default_rng(seed))])
    for seed in (4, 4, 5)
]
check.true(
    not np.array_equal(orders[0], np.sort(orders[0])),
    "The examples come in the order they stand; shuffle them.",
)
check.true(
    np.array_equal(orders[0], orders[1]) and not np.array_equal(orders[0], orders[2]),
    "The order should depend on rng, and on nothing else.",
)
seeds = rng.integers(2**31, size=60).tolist()
epochs = check.results(minibatches, [(20, 4, np.random.default_rng(seed)) for seed in seeds])
firsts = [int(np.asarray(epoch[0])[0]) for epoch in epochs]
check.true(
    len(set(firsts)) > 10,
    "Over 60 epochs of 20 examples, hardly any example ever comes first: shuffle all of them.",
    got=firsts,
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `rng.permutation(N)` is a shuffled `np.arange(N)`.
# </details>
# <details><summary>Hint 2</summary>
#
# `range(0, N, batch_size)` gives the starts of the batches; a slice that runs over the end of an
# array stops there by itself.
# </details>
#
# **How long a step?** Three ways are in use: one $\eta$ for ever; one that shrinks between epochs;
# or a *search*, at every step, for a length that really lowers the loss. The simplest search,
# *backtracking*, starts at 1 and halves until the loss falls by at least half of what the gradient
# promises. In a valley ten times as steep in one direction as in the other,
# $f(w) = \frac12 (w_1^2 + 10 w_2^2)$, from $(1, 1)$:

# %% look="step_search"
with if_ready():
    steepness, spot = np.array([1.0, 10.0]), np.array([1.0, 1.0])

    def valley(w):
        return 0.5 * float(np.sum(steepness * w**2))

    for step in range(1, 5):
        slope, length = steepness * spot, 1.0
        while valley(spot - length * slope) > valley(spot) - 0.5 * length * float(slope @ slope):
            length /= 2
        spot = spot - length * slope
        print(f"step {step}: length {length:.4f}, now at {spot.round(4)}, f = {valley(spot):.4f}")

# %% [markdown]
# The length it finds changes from step to step; a constant one must be below $2/10$ for the steep
# direction, however slow that is in the flat one. With mini-batches a search makes little sense
# (the loss of one batch is not the loss), so we take the first way.

# %% [markdown]
# ## 10 · Training
#
# You have all the parts: start (section 6), epochs and batches (9), gradients (8), a step for
# every `W` and `b`. What should be recorded on the way? After every epoch, the loss on the *whole*
# training set, with the penalty: one number, comparable from epoch to epoch. If it goes up, the
# first thing to try is a smaller `eta`. (No step needs the loss itself: the backward pass starts from
# $(P - Y)/N$. The loss is computed on the side, for us to watch. The loop is that of lessons 1 and
# 3, once more, with all the layers in it: *recall*.)
#
# > **Predict.** 1797 digits, `batch_size=32`, 10 epochs: how many steps?

# %% look="guess_steps_of_ten_epochs"
remember.predict(
    "steps_of_ten_epochs",
    "1797 digits, batches of 32, 10 epochs: how many steps?",
    right=570,
    because="57 batches an epoch, the last with 5 examples.",
    within=0.4,
)


# %% exercise="train" minutes=12
def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """Train a network by mini-batch gradient descent on softmax cross-entropy.

    X: (N, D) inputs.  y: (N,) labels, whole numbers from 0.  sizes: [D, ..., K], as in init_params.
    kind: activation.  eta: learning rate.  lam: strength of the L2 penalty.  epochs: passes over
    the examples, each in a new random order.  batch_size: examples per step.  rng: a Generator, for
    the Xavier start and for the order.
    Every step is plain gradient descent on one batch, for every W and b: new = old - eta * gradient
    (of the batch's mean loss with the penalty).
    Returns (params, history): history is a dict, and history["loss"] a list with one number per
    epoch: the loss of all examples, with the penalty, after the epoch.
    """
    ### BEGIN SOLUTION
    Y = np.eye(sizes[-1])[y]  # row y[n] of the identity matrix is the one-hot row of example n
    params, losses = init_params(sizes, rng, "xavier"), []
    for _ in range(epochs):
        for batch in minibatches(len(X), batch_size, rng):
            _, grads = loss_and_gradients(X[batch], Y[batch], params, kind, lam)
            params = [
                (W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(params, grads, strict=True)
            ]
        losses.append(loss_and_gradients(X, Y, params, kind, lam)[0])
    return params, {"loss": losses}
    ### END SOLUTION


# %% tests="train" points=5
X_tiny = np.array([[0.0, 1.0], [1.0, -1.0], [2.0, 0.5], [-1.0, 0.3], [0.5, 0.5]])
y_tiny = np.array([0, 1, 2, 1, 0])
check.keeps_arguments(
    train, X_tiny, y_tiny, [2, 3, 3], "relu", 0.1, 0.0, 2, 2, np.random.default_rng(0)
)
one_batch = {"kind": "tanh", "eta": 0.1, "lam": 0.01, "epochs": 8, "batch_size": 5}
net_tiny, history_tiny = train(X_tiny, y_tiny, [2, 4, 3], **one_batch, rng=np.random.default_rng(0))
check.true(
    isinstance(history_tiny, dict) and "loss" in history_tiny,
    'history should be a dict with an entry "loss".',
    got=history_tiny,
)
check.shape(
    np.asarray(history_tiny["loss"]), (8,), what='history["loss"] after 8 epochs, as an array,'
)
check.shape(net_tiny[0][0], (2, 4), what="W of the first layer")
check.shape(net_tiny[1][1], (3,), what="b of the last layer")
check.close(
    float(history_tiny["loss"][-1]),
    float(loss_and_gradients(X_tiny, np.eye(3)[y_tiny], net_tiny, "tanh", 0.01)[0]),
    what='the last entry of history["loss"], compared with the loss of the returned parameters,',
)
check.true(
    bool(np.all(np.diff(np.asarray(history_tiny["loss"])) < 0)),
    "With all examples in one batch and this small eta, the loss should fall in every epoch.",
    got=history_tiny["loss"],
)
still_net, still_history = train(
    X_tiny, y_tiny, [2, 4, 3], "tanh", 0.0, 0.01, 2, 2, np.random.default_rng(0)
)
check.close(
    still_net[0][1], np.zeros(4), what="the biases of the first layer, trained with eta = 0,"
)
check.shape(
    np.asarray(still_history["loss"]),
    (2,),
    what='history["loss"] after two epochs of three batches each, as an array,',
)
check.true(
    bool(np.std(still_net[0][0]) > 0.1),
    "With eta = 0 the weights stay at the Xavier start; yours are not spread like that.",
    got=still_net[0][0],
)
check.done("train", hidden="every step on small data sets, one batch and several, and the start")
### BEGIN HIDDEN TESTS
seed = int(rng.integers(2**31))
# eta = 0 draws the same random numbers and takes no step: it shows where the training starts.
start_wide = train(
    rng.normal(size=(4, 90)),
    np.array([0, 1, 2, 0]),
    [90, 160, 3],
    "relu",
    0.0,
    0.0,
    1,
    4,
    np.random.default_rng(seed),
)[0]
check.close(
    float(np.std(start_wide[0][0])),
    (2 / 250) ** 0.5,
    what="the standard deviation of the first layer's weights at the start,",
    rtol=0.04,
)
for sizes, kind_try, lam in [
    ([2, 4, 3], "tanh", 0.2),
    ([2, 3, 3, 3], "relu", 0.0),
    ([2, 3], "elu", 1),
]:
    X_try, y_try = rng.normal(size=(9, 2)), rng.integers(0, 3, size=9)
    Y_try = np.eye(3)[y_try]
    start_try = train(X_try, y_try, sizes, kind_try, 0.0, lam, 4, 9, np.random.default_rng(seed))[0]
    expected, losses = start_try, []
    for _ in range(4):
        expected = stepped(
            expected, reference.loss_and_gradients(X_try, Y_try, expected, kind_try, lam)[1], 0.3
        )
        losses.append(reference.loss_and_gradients(X_try, Y_try, expected, kind_try, lam)[0])
    got_net, got_history = train(
        X_try, y_try, sizes, kind_try, 0.3, lam, 4, 9, np.random.default_rng(seed)
    )
    check.close(
        np.asarray(got_history["loss"]),
        np.array(losses),
        what='history["loss"] of four epochs, with all examples in one batch,',
        given={"X": X_try, "y": y_try},
    )
    check.close(
        [list(pair) for pair in got_net],
        [list(pair) for pair in expected],
        what="the parameters after four epochs, with all examples in one batch,",
        given={"X": X_try, "y": y_try},
        rtol=1e-6,
    )


def after_one_epoch(X, y, start, eta, lam, batches):
    """Parameters after steps on these batches, in this order."""
    params = start
    for batch in batches:
        batch = list(batch)
        grads = reference.loss_and_gradients(X[batch], np.eye(3)[y[batch]], params, "tanh", lam)[1]
        params = stepped(params, grads, eta)
    return params


for N in (3, 4):
    X_try, y_try = rng.normal(size=(N, 2)), np.arange(N) % 3
    draw = {"kind": "tanh", "lam": 0.1, "epochs": 1, "batch_size": 2}
    start_try = train(X_try, y_try, [2, 3, 3], eta=0.0, **draw, rng=np.random.default_rng(seed))[0]
    got_net = train(X_try, y_try, [2, 3, 3], eta=0.4, **draw, rng=np.random.default_rng(seed))[0]
    ways = [
        after_one_epoch(X_try, y_try, start_try, 0.4, 0.1, [order[:cut], order[cut:]])
        for order in permutations(range(N))
        for cut in {2, N - 2}
    ]
    check.true(
        any(same_numbers(got_net, way) for way in ways),
        "After one epoch in batches of two, the parameters are not what any order of the examples "
        "would lead to: a step for each batch, on its own rows of X and y, every example once.",
        given={"X": X_try, "y": y_try, "eta": 0.4, "lam": 0.1},
        got=got_net[0][0],
    )
check.close(
    train(X_tiny, y_tiny, [2, 3, 3], "relu", 0.1, 0.0, 0, 2, np.random.default_rng(0))[1]["loss"],
    [],
    what='history["loss"] after no epoch at all',
)
### END HIDDEN TESTS

# %% tests="train" points=4 timeout=60
X_digits, y_digits = data.digits()
X_train, X_held, y_train, y_held = data.split(X_digits, y_digits, 0.25, seed=3)
reader, _ = train(
    X_train, y_train, [64, 32, 10], "tanh", 0.1, 1e-4, 5, 20, np.random.default_rng(0)
)
correct = float(np.mean(np.argmax(mlp_forward(X_held, reader, "tanh")[0], axis=1) == y_held))
check.true(
    correct >= 0.85,
    "After five epochs on the digits at least 85 % of the held-out ones should be right.",
    got=correct,
)
check.done("train", hidden="the digits with more epochs, 95 % on average, and two spirals, 95 %")
### BEGIN HIDDEN TESTS
shares = []
for number in (4, 6):
    X_train, X_held, y_train, y_held = data.split(X_digits, y_digits, 0.25, seed=number)
    reader, _ = train(
        X_train, y_train, [64, 48, 10], "tanh", 0.3, 1e-4, 10, 40, np.random.default_rng(number)
    )
    guesses = np.argmax(reference.mlp_forward(X_held, reader, "tanh")[0], axis=1)
    shares.append(float(np.mean(guesses == y_held)))
check.true(
    float(np.mean(shares)) >= 0.95,
    "On the digits, fewer than 95 % of the held-out ones are right, on average over two splits.",
    got=shares,
)
X_train, y_train = data.spirals(n=300, seed=1)
X_held, y_held = data.spirals(n=300, seed=2)
spiral_net, _ = train(
    X_train, y_train, [2, 32, 2], "relu", 0.8, 0.0, 20, 20, np.random.default_rng(5)
)
guesses = np.argmax(reference.mlp_forward(X_held, spiral_net, "relu")[0], axis=1)
check.true(
    float(np.mean(guesses == y_held)) >= 0.95,
    "On the two spirals, fewer than 95 % of the held-out points are right.",
    got=float(np.mean(guesses == y_held)),
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `np.eye(K)[y]` turns labels into one-hot rows: row `y[n]` of the identity matrix.
# </details>
# <details><summary>Hint 2</summary>
#
# For every batch: `loss_and_gradients(X[batch], Y[batch], ...)`, then a new list of pairs
# `(W - eta * dW, b - eta * db)`. The gradients already hold the penalty.
# </details>
# <details><summary>Hint 3</summary>
#
# `history` is `{"loss": losses}`; append once per epoch, *after* its batches, on all of `X`.
# </details>
#
# **First overfit one batch.** Before a long training, train on a handful of examples, without a
# penalty, and see whether the loss goes to 0. A network with many more parameters than examples
# should manage that. If yours does not with any learning rate, look for the mistake in the code.

# %% look="one_batch_first"
with if_ready():
    X_few, y_few = (part[:16] for part in data.digits())
    net, history = train(
        X_few, y_few, [64, 48, 10], "tanh", 0.2, 0.0, 500, 16, np.random.default_rng(0)
    )
    right = np.mean(np.argmax(mlp_forward(X_few, net, "tanh")[0], axis=1) == y_few)
    losses = history["loss"]
    print(
        f"16 digits: loss {losses[0]:.3f} after 1 epoch, {losses[-1]:.4f} after 500; {right:.0%} right"
    )

# %% [markdown]
# Two spirals, and your network with 2, 5 and 32 hidden units. (This takes a few seconds.)

# %% look="spirals" alt="Three maps of two spiral arms with the boundary that a network has learned: nearly straight with 2 hidden units, bent around the arms with 5 and with 32. On the right the training loss over 200 epochs: with 2 units it stays near 0.35, with 5 it comes close to 0 late, with 32 early."
# @patience 60
with if_ready():
    X_arms, y_arms = data.spirals(n=300, seed=1)
    fig, axes = plt.subplots(1, 4, figsize=(11, 3), layout="constrained")
    for ax, units in zip(axes, (2, 5, 32), strict=False):
        net, history = train(
            X_arms, y_arms, [2, units, 2], "tanh", 0.2, 0.0, 200, 10, np.random.default_rng(1)
        )

        def chance(points, net=net):
            Z = mlp_forward(points, net, "tanh")[0]
            return activate(Z[:, 1] - Z[:, 0], "sigmoid")  # softmax of two classes

        plots.boundary(chance, X_arms, y_arms, ax=ax, labels=(), title=f"{units} hidden units")
        axes[3].plot(history["loss"], label=f"{units} units")
    axes[3].set(xlabel="epoch", title="training loss")
    axes[3].legend()

# %% [markdown]
# Two hidden units cannot bend the line often enough. Five can, with luck. With more units it
# happens sooner. The loss stays flat for a long time, then suddenly drops. Which design decisions
# have we made? Depth, width, activation, loss, learning rate, penalty, batch size, epochs: none of
# them is learned. (*TensorFlow Playground* lets you play with them in the browser.)
#
# **A hidden layer's new space.** The noisy version of *the same value*, left, and the very same
# points as the two hidden units of your trained network see them. Compare with the space you built
# by hand in section 3. With so few units the start matters: some of eight random starts get stuck
# in a poor valley, so we keep the best.
#
# > **Predict.** What will the boundary look like on the right?

# %% look="guess_boundary_in_hidden_space"
remember.predict(
    "boundary_in_hidden_space",
    "What will the boundary look like in the space of the two hidden units?",
    ["a closed curve", "two parallel lines", "one straight line", "a corner"],
    right=2,
    because=(
        "The last layer is linear in what the hidden units say, so all the bending has been done "
        "before."
    ),
)

# %% look="learned_hidden_space" alt="Left: noisy points around the four corners of a square; the network has learned a diagonal band for same and two corners for differ. Right: the same points in the space of the two hidden units, where one straight line separates them."
with if_ready("boundary_in_hidden_space"):
    X_noisy, y_noisy = data.same_value(n=160, noise=0.12, seed=0)
    tries = []
    for seed in range(8):
        net, history = train(
            X_noisy, y_noisy, [2, 2, 2], "tanh", 0.2, 1e-3, 60, 10, np.random.default_rng(seed)
        )
        tries.append((history["loss"][-1], seed, net))
    net = min(tries)[2]
    print("final losses of eight starts:", [round(float(loss), 3) for loss, _, _ in tries])

    def chance_of_same(points, net=net):
        Z = mlp_forward(points, net, "tanh")[0]
        return activate(Z[:, 1] - Z[:, 0], "sigmoid")

    fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 4), layout="constrained")
    plots.boundary(
        chance_of_same, X_noisy, y_noisy, ax=left, labels=("differ", "same"), title="the inputs"
    )
    new_space = activate(mlp_forward(X_noisy, net[:1], "tanh")[0], "tanh")
    plots.boundary(
        lambda H: chance_of_same(H, net=net[1:]),
        new_space,
        y_noisy,
        ax=right,
        labels=(),
        title="what the hidden layer makes of them",
    )
    right.set(xlabel="$h_1$", ylabel="$h_2$")

# %% [markdown]
# **Now play with it.** Press *from scratch*, then ▶: your own `train` trains while you look, one epoch
# after another. The first slider goes back along the tape: the probability, what each hidden unit
# sees, the loss, and the space that the hidden layer makes. Change one setting at a time, and keep a
# run beside the next one to compare the two.

# %% look="mlp_playground"
from course_utils.explore import mlp_playground

mlp_playground.show(
    train=train,
    init_params=init_params,
    minibatches=minibatches,
    loss_and_gradients=loss_and_gradients,
    mlp_forward=mlp_forward,
    activate=activate,
)

# %% [markdown]
# **Reading digits.** 1797 pictures of 8 × 8 pixels, a quarter of them held out, 64 inputs, two
# hidden layers of 96 ReLU units, 10 outputs. Is it worth it? A network *without* hidden layers,
# `[64, 10]`, is the softmax regression of lesson 3. So your `train` can train both, on the same
# five splits, with the same learning rate, penalty, epochs and batches. (This takes twenty seconds
# or so.)
#
# > **Predict.** How many more of a hundred held-out digits will the network with hidden layers read?

# %% look="guess_hidden_layer_pays"
remember.predict(
    "hidden_layer_pays",
    ("How many more of a hundred held-out digits does the network with hidden layers read?"),
    ["about 10 more", "1 or 2 more", "as many", "about 1 fewer"],
    right=1,
    because=("With the same settings for both: 97.6 of a hundred instead of 96.1."),
)

# %% look="reading_digits" alt="Twenty small pictures of what the first hidden units look for: blotches and strokes of light and dark. Below them up to ten digits that the network read wrongly, each with its true label and the answer."
# @patience 90
with if_ready("hidden_layer_pays"):
    X_digits, y_digits = data.digits()

    def read_digits(seed, sizes, lam):
        """A network trained on one split, its answers on the held-out digits, and those digits."""
        X_train, X_held, y_train, y_held = data.split(X_digits, y_digits, 0.25, seed=seed)
        start = np.random.default_rng(seed)
        net, _ = train(X_train, y_train, sizes, "relu", 0.2, lam, 40, 16, start)
        return net, np.argmax(mlp_forward(X_held, net, "relu")[0], axis=1), X_held, y_held

    rows = []
    for seed in range(5):
        _, plain, _, _ = read_digits(seed, [64, 10], 1e-4)
        net, answers, X_held, y_held = read_digits(seed, [64, 96, 96, 10], 1e-4)
        rows.append([np.mean(plain == y_held), np.mean(answers == y_held)])
        if seed == 0:
            print("held-out digits read right\nsplit   softmax   your network")
        print(f"{seed:5d}   {rows[-1][0]:7.1%}   {rows[-1][1]:12.1%}")
    print(" mean   {:7.1%}   {:12.1%}".format(*np.mean(rows, axis=0)))
    _, held_down, _, truth = read_digits(0, [64, 96, 96, 10], 1e-2)
    print(f"split 0 again, with a penalty of 0.01: {np.mean(held_down == truth):.1%}")
    filters = net[0][0].T[:20]
    plots.images(filters - filters.min())
    wrong = np.flatnonzero(answers != y_held)[:10]
    notes = [f"{y_held[n]} as {answers[n]}" for n in wrong]
    plots.images(X_held[wrong], labels=notes)

# %% [markdown]
# <details><summary>What the numbers show</summary>
#
# On average the softmax reads 96.1 % of the held-out digits and your network 97.6 %. With everything
# else equal, that is what the hidden layers buy: more than a third of the softmax's mistakes
# are gone.
# But they pay only with the right settings. With a penalty a hundred times as strong, 0.01 instead of
# 0.0001, the weights are held so small that the network reads far fewer digits than the softmax
# (some 92 % on split 0, where the softmax reads 96.0 %).
# The first rows of pictures show the weights of 20 units of the first hidden layer, each as an
# image: where a unit likes ink (dark) and where it dislikes it (light). The last shows some digits
# that the last network reads wrong.
# </details>
#
# The network has 16 522 parameters and 1348 examples to learn from: twelve parameters for every
# example. How can that go well? It need not, and lesson 6 shows what goes wrong when it does not.
#
# **Three questions.** *What does a hidden unit do?* It computes a feature of its inputs, a soft yes or
# no, that the next layer can use: each picture of weights above is one. *How many layers and units
# should there be?* There is no formula: try, and compare on examples held out, as in lesson 6. *How
# are the weights set?* They are learned: define a loss, then follow a procedure that makes it smaller.

# %% [markdown]
# ## 11 · Watch it, stop it, speed it up
#
# **Two curves.** The training loss says how well the network fits what it has seen. What matters is
# what it has not seen, so watch a second loss on digits held back for that: the **validation
# loss**. To make the difference plain, here are only 150 digits to learn from.
#
# > **Predict.** Which of the two losses can rise while the other falls?

# %% look="guess_loss_that_rises"
remember.predict(
    "loss_that_rises",
    "Which of the two losses can rise while the other falls, for many epochs on end?",
    ["the training loss", "the validation loss", "either of them", "neither of them"],
    right=1,
    because=(
        "From then on the network only grows surer of what it has seen. The other way round is "
        "rare, and a sign that something else is going on."
    ),
)

# %% look="learning_curves" alt="Two panels with losses over 120 epochs, without a penalty and with one: the training loss falls far below the validation loss, which stays flat; with the penalty the gap is smaller."
with if_ready("loss_that_rises"):
    X_digits, y_digits = data.digits()
    X_few, y_few = X_digits[:150], y_digits[:150]
    X_valid, y_valid = X_digits[1000:], y_digits[1000:]
    by_penalty = {}
    fig, axes = plt.subplots(1, 2, figsize=(10, 3.4), layout="constrained", sharey=True)
    for ax, lam in zip(axes, (0.0, 1e-2), strict=True):
        generator = np.random.default_rng(0)
        net, seen, unseen = init_params([64, 48, 10], generator, "xavier"), [], []
        for _ in range(120):
            for rows in minibatches(150, 10, generator):
                slopes = loss_and_gradients(X_few[rows], np.eye(10)[y_few[rows]], net, "tanh", lam)
                net = [
                    (layer[0] - 0.2 * slope[0], layer[1] - 0.2 * slope[1])
                    for layer, slope in zip(net, slopes[1], strict=True)
                ]
            for losses, (X_part, y_part) in [(seen, (X_few, y_few)), (unseen, (X_valid, y_valid))]:
                losses.append(loss_and_gradients(X_part, np.eye(10)[y_part], net, "tanh", 0.0)[0])
        by_penalty[lam] = unseen
        ax.semilogy(np.arange(1, 121), seen, label="training")
        ax.semilogy(np.arange(1, 121), unseen, "--", label="validation")
        right = np.mean(np.argmax(mlp_forward(X_valid, net, "tanh")[0], axis=1) == y_valid)
        ax.set(title=f"λ = {lam:g}: {right:.1%} of the others right", xlabel="epoch")
    axes[0].set(ylabel="loss without the penalty")
    axes[0].legend()
    validation_losses = by_penalty

# %% [markdown]
# <details><summary>What the picture shows</summary>
#
# The gap between the curves is **overfitting**. Without a penalty the training loss falls without
# end, while the validation loss stops falling early and then creeps up: from then on the network only
# grows surer of what it has seen. With the penalty the curves stay closer together. Closer together
# is not the same as lower: a penalty of 0.01 is too strong here, and the network reads fewer of the
# other digits than without one.
# </details>
#
# **Early stopping** is the other remedy, and the cheapest of all: keep the parameters of the epoch
# with the least validation loss, and stop when there has been no better one for a while. How long
# a while is called the **patience**.


# %% exercise="early_stopping" further=true
def early_stopping(losses, patience):
    """When to stop, and which epoch's parameters to keep.

    losses: a list of validation losses, that of epoch 0, 1, 2 and so on; at least one.
    patience: a whole number from 1.  Training stops as soon as `patience` epochs in a row have
    brought no loss below the least one before them; if that never happens, after the last epoch.
    Returns (kept, last): the epoch of the least loss until then (the first, if several share it),
    and the last epoch that was run.

    Example: early_stopping([3.0, 2.0, 2.5, 2.4, 1.0], 2) is (1, 3): epochs 2 and 3 bring nothing
    better than epoch 1. With patience 3 it is (4, 4).
    """
    ### BEGIN SOLUTION
    kept = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[kept]:
            kept = epoch
        elif epoch - kept >= patience:
            return kept, epoch
    return kept, len(losses) - 1
    ### END SOLUTION


# %% tests="early_stopping" points=1
fall_and_rise = [3.0, 2.0, 2.5, 2.4, 1.0]
check.close(
    early_stopping([3.0, 2.0, 2.5, 2.4, 2.6, 2.7, 1.0], 2),
    (1, 3),
    what="early_stopping where the loss falls again later, patience 2,",
)
check.close(early_stopping(fall_and_rise, 2), (1, 3), what="early_stopping, patience 2,")
check.close(early_stopping(fall_and_rise, 3), (4, 4), what="early_stopping, patience 3,")
check.close(
    early_stopping([4.0, 3.0, 2.0], 1), (2, 2), what="early_stopping of losses that only fall"
)
check.done("early_stopping", hidden="random losses, equal ones, a single one, and long patience")
### BEGIN HIDDEN TESTS
for length in (1, 2, 5, 12, 12, 30):
    for patience in (1, 2, 3, 7):
        losses_try = [float(loss) for loss in rng.integers(1, 9, size=length)]
        last_try = next(
            (
                epoch
                for epoch in range(patience, length)
                if min(losses_try[epoch - patience + 1 : epoch + 1])
                >= min(losses_try[: epoch - patience + 1])
            ),
            length - 1,
        )
        check.close(
            early_stopping(list(losses_try), patience),
            (int(np.argmin(losses_try[: last_try + 1])), last_try),
            what="early_stopping",
            given={"losses": losses_try, "patience": patience},
        )
### END HIDDEN TESTS

# %% tests="early_stopping" points=1
fall_and_rise = [3.0, 2.0, 2.5, 2.4, 1.0]
check.close(
    check.keeps_arguments(early_stopping, fall_and_rise, 2),
    (1, 3),
    what="early_stopping, asked to leave its arguments as they are,",
)
check.done("early_stopping, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(
    early_stopping,
    reference.early_stopping,
    [float(loss) for loss in rng.integers(1, 9, size=8)],
    2,
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# One loop over the epochs that remembers the best one so far. At each epoch: is it better? If not,
# how many epochs ago was the best?
# </details>

# %% look="where_to_stop"
with if_ready():
    for lam, losses in validation_losses.items():
        kept, last = early_stopping(losses, 10)
        print(
            f"lam {lam:g}: least validation loss {losses[kept]:.3f} in epoch {kept + 1}, stopped"
            f" after {last + 1}; in epoch 120 it is {losses[-1]:.3f}"
        )

# %% [markdown]
# The validation digits have now been used to choose (when to stop). For a number to report, a third
# set is needed; that is lesson 6.
#
# **Momentum.** In a long valley most of the gradient points across it, and plain descent zigzags.
# **Momentum** steps along a running sum of the gradients instead, the *velocity* $v$, which starts
# at 0:
#
# $$v \leftarrow \mu v + dw, \qquad w \leftarrow w - \eta v .$$
#
# Across the valley the gradients alternate in sign and cancel; along it they add up. (The name
# comes from mechanics: a heavy ball keeps rolling.) Some write $v \leftarrow \mu v - \eta\,dw$ and
# $w \leftarrow w + v$; while $\eta$ stays the same, it is the same.
#
# > **Predict.** The gradient is 1 at every step, and $\mu = 0.9$. Towards which number does $v$ go?

# %% look="guess_velocity"
remember.predict(
    "velocity",
    "The gradient is 1 at every step, and μ = 0.9. Towards which number does v go?",
    right=10,
    because=(
        "1 + 0.9 + 0.9² + … = 1/(1 − 0.9). So η is usually chosen smaller than without momentum."
    ),
)


# %% exercise="momentum_step" further=true
def momentum_step(w, dw, v, eta, mu):
    """One step of gradient descent with momentum.

    w, dw, v: arrays of one shape, of whole numbers too: parameters, gradient, velocity so far (zeros
    before the first step).  eta: learning rate.  mu: how much of the velocity is kept, 0 to 1.
    Returns (w, v), new arrays: the velocity mu v + dw, and the parameters after a step of eta
    times this new velocity, downwards.

    Example: momentum_step(1.0, 2.0, 10.0, 0.1, 0.5) is (0.3, 7.0).
    """
    ### BEGIN SOLUTION
    v = mu * v + dw
    return w - eta * v, v
    ### END SOLUTION


# %% tests="momentum_step" points=1
w_step, dw_step, v_step = np.array([1.0, -2.0]), np.array([2.0, 1.0]), np.array([10.0, 0.0])
check.close(
    momentum_step(w_step, dw_step, v_step, 0.1, 0.5),
    (np.array([0.3, -2.1]), np.array([7.0, 1.0])),
    what="momentum_step, w and v,",
)
check.close(
    momentum_step(w_step, dw_step, 0 * v_step, 0.1, 0.9)[0],
    w_step - 0.1 * dw_step,
    what="w after the first step, compared with plain gradient descent,",
)
v_long = np.zeros(1)
for _ in range(70):
    v_long = momentum_step(np.zeros(1), np.ones(1), v_long, 0.1, 0.75)[1]
check.close(v_long, np.array([4.0]), what="v after 70 steps with gradient 1 and mu = 0.75")
check.done("momentum_step", hidden="several steps with random gradients, matrices, mu = 0")
### BEGIN HIDDEN TESTS
for size in [(3,), (2, 4), ()]:
    for mu in (0.0, 0.5, 0.9):
        # All steps written out: after step t, v is the sum over i of mu^(t - i) times gradient i.
        slopes = rng.normal(size=(6, *size))
        w_try, v_try = rng.normal(size=size), np.zeros(size)
        w_start = w_try.copy()
        for t, slope in enumerate(slopes):
            w_try, v_try = momentum_step(w_try, slope, v_try, 0.3, mu)
            sums = [sum(mu ** (k - i) * slopes[i] for i in range(k + 1)) for k in range(t + 1)]
            check.close(v_try, sums[-1], what=f"v after {t + 1} steps", given={"mu": mu})
            check.close(
                w_try, w_start - 0.3 * sum(sums), what=f"w after {t + 1} steps", given={"mu": mu}
            )
check.close(
    momentum_step(np.array([1, 2]), np.array([1, 0]), np.array([0, 2]), 0.5, 0.5),
    (np.array([0.5, 1.5]), np.array([1.0, 1.0])),
    what="momentum_step for whole numbers",
)
### END HIDDEN TESTS

# %% tests="momentum_step" points=1
w_step, dw_step, v_step = np.array([1.0, -2.0]), np.array([2.0, 1.0]), np.array([10.0, 0.0])
check.close(
    check.keeps_arguments(momentum_step, w_step, dw_step, v_step, 0.1, 0.5),
    (np.array([0.3, -2.1]), np.array([7.0, 1.0])),
    what="momentum_step, asked to leave its arguments as they are,",
)
check.done("momentum_step, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(
    momentum_step,
    reference.momentum_step,
    rng.normal(size=3),
    rng.normal(size=3),
    rng.normal(size=3),
    0.2,
    0.8,
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# First the new velocity, then the step, with the *new* one. `v = mu * v + dw` makes a new array;
# `v *= mu` would change the caller's.
# </details>
#
# **Adam** goes one step further and gives every single parameter a step length of its own. It keeps
# two running means, both 0 at the start: $m$ of the gradient, $s$ of its square. At step
# $t = 1, 2, \dots$
#
# $$
# m \leftarrow \beta_1 m + (1 - \beta_1)\,dw, \qquad s \leftarrow \beta_2 s + (1 - \beta_2)\,dw^2,
# \qquad
# \hat m = \frac{m}{1 - \beta_1^t}, \quad \hat s = \frac{s}{1 - \beta_2^t}, \qquad
# w \leftarrow w - \eta \, \frac{\hat m}{\sqrt{\hat s} + \varepsilon} .
# $$
#
# Everything is done entry by entry. The divisions by $1 - \beta^t$ undo the start at 0: without
# them, the first means would be ten and a thousand times too small. $\varepsilon$ only keeps the
# denominator from 0. The usual values are $\beta_1 = 0.9$, $\beta_2 = 0.999$,
# $\varepsilon = 10^{-8}$.
#
# > **Predict.** How far does the first step go, with $\eta = 0.1$, if the gradient is 1000?

# %% look="guess_first_step_of_adam"
remember.predict(
    "first_step_of_adam",
    "How far does the first step of Adam go, with η = 0.1, if the gradient is 1000?",
    right=0.1,
    because=(
        "As far as with a gradient of 0.001: after the correction m̂ is dw and ŝ is dw², and dw /"
        " |dw| is only a sign."
    ),
)


# %% exercise="adam_step" further=true
def adam_step(w, dw, m, s, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    """One step of Adam.

    w, dw: arrays of one shape, the parameters and the gradient.  m, s: the running means of the
    gradient and of its square so far, zeros before the first step.  t: the number of this step,
    from 1.  eta: learning rate.  beta1, beta2: how much of m and of s is kept.  eps: added to the
    root of s-hat.
    Returns (w, m, s), new arrays; m and s as they are to be handed on, without the correction.

    Example: in the first step each entry of w moves by about eta, against the sign of its gradient.
    """
    ### BEGIN SOLUTION
    m = beta1 * m + (1 - beta1) * dw
    s = beta2 * s + (1 - beta2) * dw**2
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - eta * m_hat / (np.sqrt(s_hat) + eps), m, s
    ### END SOLUTION


# %% tests="adam_step" points=2
w_adam, dw_adam = np.array([1.0, -2.0, 3.0]), np.array([1000.0, -0.001, 0.5])
first_adam = adam_step(w_adam, dw_adam, np.zeros(3), np.zeros(3), 1, 0.1)
check.close(
    first_adam[0],
    np.array([0.9, -1.9, 2.9]),
    what="w after the first step with eta = 0.1",
    given={"dw": dw_adam},
    atol=1e-4,
)
check.close(
    first_adam[1:],
    (np.array([100.0, -0.0001, 0.05]), np.array([1000.0, 1e-9, 0.00025])),
    what="m and s after the first step",
    given={"dw": dw_adam},
)
check.close(
    adam_step(np.zeros(1), np.zeros(1), np.zeros(1), np.zeros(1), 1, 0.1)[0],
    np.zeros(1),
    what="w after a step with gradient 0",
)
check.done("adam_step", hidden="many steps against all sums written out, other beta and eps")
### BEGIN HIDDEN TESTS
for size in [(3,), (2, 3), ()]:
    for beta1, beta2, eps in [(0.9, 0.999, 1e-8), (0.5, 0.8, 0.1), (0.0, 0.9, 1e-3)]:
        # Independent of the recursion: weighted means of all gradients so far, weights summing to 1.
        slopes = rng.normal(size=(7, *size))
        w_try, m_try, s_try = rng.normal(size=size), np.zeros(size), np.zeros(size)
        w_right = w_try.copy()
        for t in range(1, 8):
            w_try, m_try, s_try = adam_step(
                w_try, slopes[t - 1], m_try, s_try, t, 0.2, beta1, beta2, eps
            )
            ages = np.arange(t - 1, -1, -1).reshape((t,) + (1,) * len(size))
            first = np.sum(beta1**ages * slopes[:t], axis=0) / np.sum(float(beta1) ** ages)
            second = np.sum(beta2**ages * slopes[:t] ** 2, axis=0) / np.sum(beta2**ages)
            w_right = w_right - 0.2 * first / (second**0.5 + eps)
            told = {"beta1": beta1, "beta2": beta2, "eps": eps, "gradients": slopes[:t]}
            check.close(w_try, w_right, what=f"w after {t} steps of Adam", given=told)
            check.close(
                (m_try, s_try),
                (first * (1 - beta1**t), second * (1 - beta2**t)),
                what=f"m and s after {t} steps of Adam",
                given=told,
            )
usual = adam_step(np.ones(2), np.array([0.3, -1.0]), np.ones(2), np.ones(2), 3, 0.1)
named = adam_step(
    np.ones(2), np.array([0.3, -1.0]), np.ones(2), np.ones(2), 3, 0.1, 0.9, 0.999, 1e-8
)
check.close(usual, named, what="adam_step without beta1, beta2 and eps")
### END HIDDEN TESTS

# %% tests="adam_step" points=1
w_adam, dw_adam = np.array([1.0, -2.0, 3.0]), np.array([1000.0, -0.001, 0.5])
check.close(
    check.keeps_arguments(adam_step, w_adam, dw_adam, np.ones(3), np.ones(3), 2, 0.1),
    (
        np.array([0.9249541, -2.0211867, 2.9776365]),
        np.array([100.9, 0.8999, 0.95]),
        np.array([1000.999, 0.999, 0.99925]),
    ),
    what="adam_step, asked to leave its arguments as they are,",
    atol=1e-7,
)
check.done("adam_step, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(
    adam_step,
    reference.adam_step,
    rng.normal(size=3),
    rng.normal(size=3),
    np.ones(3),
    np.ones(3),
    3,
    0.2,
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Two new means first, from the old ones; then two corrected copies; then the step. Hand the
# *uncorrected* means on.
# </details>
# <details><summary>Hint 2</summary>
#
# `dw**2` is entry by entry. The root is taken first, then `eps` is added.
# </details>
#
# The first step of Adam depends on the sign of the gradient only. That is its strength (no
# parameter is left behind because its gradient is small) and its weakness (it steps boldly where
# the gradient is only noise). Left, a valley 25 times as steep across as along. Right, the
# digits: the same start, the same batches, three ways to step.

# %% look="better_steps" alt="Left, three paths in a long valley: plain descent zigzags, momentum swings wide, Adam curves in. Right, training losses over 12 epochs: momentum and Adam fall below plain descent."
with if_ready():

    def plain(w, dw, memory, t):
        return w - memory["eta"] * dw

    def heavy(w, dw, memory, t):
        w, memory["v"] = momentum_step(w, dw, memory.get("v", 0 * w), memory["eta"], 0.9)
        return w

    def adaptive(w, dw, memory, t):
        zero = 0 * w
        w, memory["m"], memory["s"] = adam_step(
            w, dw, memory.get("m", zero), memory.get("s", zero), t, memory["eta"]
        )
        return w

    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8), layout="constrained")
    X_digits, y_digits = data.digits()
    X_train, X_held, y_train, y_held = data.split(X_digits, y_digits, 0.25, seed=0)
    Y_train, steepness = np.eye(10)[y_train], np.array([1.0, 25.0])
    ways = {"plain": (plain, 0.07, 0.1), "momentum": (heavy, 0.02, 0.02)}
    ways["Adam"] = (adaptive, 0.3, 0.003)
    for name, (way, eta_valley, eta_digits) in ways.items():
        spot, path, memory = np.array([4.0, 1.0]), [], {"eta": eta_valley}
        for t in range(1, 41):
            path.append(spot)
            spot = way(spot, steepness * spot, memory, t)
        left.plot(*np.array(path).T, ".-", linewidth=1, label=name)
        generator = np.random.default_rng(0)
        net, losses, t = init_params([64, 48, 10], generator, "xavier"), [], 0
        memories = [[{"eta": eta_digits}, {"eta": eta_digits}] for _ in net]
        for _ in range(12):
            for rows in minibatches(len(X_train), 32, generator):
                t += 1
                slopes = loss_and_gradients(X_train[rows], Y_train[rows], net, "tanh", 1e-4)[1]
                net = [
                    tuple(
                        way(w, dw, memory, t)
                        for w, dw, memory in zip(layer, slope, memories[n], strict=True)
                    )
                    for n, (layer, slope) in enumerate(zip(net, slopes, strict=True))
                ]
            losses.append(loss_and_gradients(X_train, Y_train, net, "tanh", 1e-4)[0])
        answers = np.argmax(mlp_forward(X_held, net, "tanh")[0], axis=1)
        share = np.mean(answers == y_held)
        right.semilogy(np.arange(1, 13), losses, "o-", label=f"{name}: {share:.1%} held out right")
    left.plot(0, 0, "k+", markersize=12)
    left.set(xlabel="$w_1$", ylabel="$w_2$", title="forty steps in a valley")
    right.set(xlabel="epoch", title="training loss on the digits")
    left.legend()
    right.legend()

# %% [markdown]
# Momentum and Adam get further in the same number of epochs. That is no miracle: with $\eta = 0.6$ in
# place of 0.1, plain descent gets further still on this small problem. Momentum pays off in long
# valleys, and Adam where one $\eta$ has to serve parameters whose gradients differ a hundredfold, as
# in deep networks.

# %% [markdown]
# ## 12 · Spot the slip
#
# Five common slips. Show with numbers that each is wrong. (Use Python as you like.)
#
# **First.** *Glorot (Xavier) initialisation: the variance of the weights is*
# $\sqrt{2 / (n_{in} + n_{out})}$. Take layers of 100 units, followed by layers of 100 units. What
# is the standard deviation of the weights then? And how many times larger than with the right
# formula does the spread of the scores become, after five layers without activations?

# %% exercise="slip_xavier" further=true
# slip_deviation: the standard deviation by that formula.
# slip_growth: how many times too large the spread is after five layers.
### BEGIN SOLUTION
slip_deviation = 0.1**0.5  # sqrt(2 / 200) = 0.1 taken as the variance; it should be the deviation
slip_growth = (slip_deviation / 0.1) ** 5  # each layer multiplies by the same factor too much
### END SOLUTION

# %% tests="slip_xavier" points=1
check.shape(slip_deviation, (), what="slip_deviation")
check.shape(slip_growth, (), what="slip_growth")
check.done("slip_xavier", hidden="both numbers, to 1 %")
### BEGIN HIDDEN TESTS
check.close(slip_deviation, 0.31622776601683794, what="slip_deviation", rtol=0.01)
check.close(slip_growth, 316.22776601683796, what="slip_growth", rtol=0.01)
### END HIDDEN TESTS

# %% [markdown]
# **Second.** Somebody puts $x = (0.4, 0.2, 0.2)$ through the 3-2-1 network of section 5 by hand,
# with sigmoids in both layers. For hidden unit 2 the sheet says $0.2 + 0.24 + 0.03 + 0.2 = 0.49$,
# then $g(0.49) = 0.62$, and for the output
# $g(0.3 \cdot 0.69 + 0.9 \cdot 0.62 + 0.3) = g(1.065) = 0.74$. One of the four terms is wrong, and
# the sum is wrong even for the terms that stand there. What is the score of hidden unit 2, and
# what is the network's output, to four digits?

# %% exercise="slip_by_hand" further=true
# slip_score: the score of hidden unit 2.
# slip_output: the output, after its sigmoid.
### BEGIN SOLUTION
slip_score = 0.4 * 0.5 + 0.2 * 1.2 + 0.2 * 0.1 + 0.2
_hidden = 1 / (1 + np.exp(-np.array([0.4 + 0.04 + 0.24 + 0.1, slip_score])))
slip_output = 1 / (1 + np.exp(-(_hidden @ np.array([0.3, 0.9]) + 0.3)))
### END SOLUTION

# %% tests="slip_by_hand" points=1
check.shape(slip_score, (), what="slip_score")
check.shape(slip_output, (), what="slip_output")
check.done("slip_by_hand", hidden="both numbers")
### BEGIN HIDDEN TESTS
check.close(slip_score, 0.66, what="slip_score", atol=1e-6)
check.close(slip_output, 0.7500798843241387, what="slip_output", atol=1e-4)
### END HIDDEN TESTS

# %% [markdown]
# **Third.** *1203400 GB = 1.15 PB*, says an answer to the memory quiz. There, $300 \cdot 10^9$
# numbers of 4 bytes were counted as 1200 GB. How many petabytes are 1203400 of *those* gigabytes,
# with a petabyte of $10^{15}$ bytes? And how many pebibytes (PiB), of $2^{50}$ bytes? (1.15 is
# neither.)

# %% exercise="slip_memory_units" further=true
# slip_petabytes, slip_pebibytes: two numbers.
### BEGIN SOLUTION
slip_petabytes = 1203400e9 / 1e15
slip_pebibytes = 1203400e9 / 2**50  # 1.15 is 1203400 / 1024**2: decimal GB, binary step
### END SOLUTION

# %% tests="slip_memory_units" points=1
check.shape(slip_petabytes, (), what="slip_petabytes")
check.shape(slip_pebibytes, (), what="slip_pebibytes")
check.done("slip_memory_units", hidden="both numbers, to three digits")
### BEGIN HIDDEN TESTS
check.close(slip_petabytes, 1.2034, what="slip_petabytes", rtol=5e-3)
check.close(slip_pebibytes, 1.0688339102671307, what="slip_pebibytes", rtol=5e-3)
### END HIDDEN TESTS

# %% [markdown]
# **Fourth.** *Train by* $\theta \leftarrow \theta + \eta \, \partial L / \partial \theta$. Take
# the loss $L(w) = \frac12 (4 - 2w)^2$, start at $w = 0$, and take one step with $\eta = 0.1$. What
# is the loss after this step? And after the right one?

# %% exercise="slip_direction" further=true
# slip_loss_plus, slip_loss_minus: the loss after that step, and after the right one.
### BEGIN SOLUTION
_slope = -2 * 4  # -8
slip_loss_plus = 0.5 * (4 - 2 * (0.1 * _slope)) ** 2  # from 8 up
slip_loss_minus = 0.5 * (4 - 2 * (-0.1 * _slope)) ** 2  # from 8 down
### END SOLUTION

# %% tests="slip_direction" points=1
check.shape(slip_loss_plus, (), what="slip_loss_plus")
check.shape(slip_loss_minus, (), what="slip_loss_minus")
check.done("slip_direction", hidden="both numbers")
### BEGIN HIDDEN TESTS
check.close(slip_loss_plus, 15.68, what="slip_loss_plus", atol=1e-6)
check.close(slip_loss_minus, 2.88, what="slip_loss_minus", atol=1e-6)
### END HIDDEN TESTS

# %% [markdown]
# **Fifth.** The objective is *the sum of the losses of all examples, plus* $\lambda \|w\|^2$. The
# loop goes through the examples one by one and adds $\lambda \nabla \|w\|^2$ to the gradient *of
# each*. Take 10 examples, $\lambda = 0.3$, and one weight, $w = 2$, held still. What does the
# penalty contribute to the gradients, in total, in one pass of the loop? And what is its gradient
# in the objective?

# %% exercise="slip_decay" further=true
# slip_decay_loop, slip_decay_objective: two numbers.
### BEGIN SOLUTION
slip_decay_loop = 10 * 0.3 * 2 * 2.0  # ten times too much; for a mean of losses it would be right
slip_decay_objective = 0.3 * 2 * 2.0
### END SOLUTION

# %% tests="slip_decay" points=1
check.shape(slip_decay_loop, (), what="slip_decay_loop")
check.shape(slip_decay_objective, (), what="slip_decay_objective")
check.done("slip_decay", hidden="both numbers")
### BEGIN HIDDEN TESTS
check.close(slip_decay_loop, 12.0, what="slip_decay_loop", atol=1e-6)
check.close(slip_decay_objective, 1.2, what="slip_decay_objective", atol=1e-6)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint for the first</summary>
#
# The standard deviation is the root of the variance. Every layer multiplies the spread by the same
# number; by how much is that number too large?
# </details>
# <details><summary>Hint for the fifth</summary>
#
# This penalty has no half: the derivative of $w^2$ is $2w$.
# </details>

# %% [markdown]
# ## 13 · In your own words

# %% [markdown] written="why_not_zero" points=4 figure="symmetry"
# **Answered in words, marked by hand (4 points).** Look again at *your* three pictures "all 0",
# "two units alike" and "different" of section 8, with the loss above each; whoever marks this sees
# them beside your answer. In five to eight sentences:
#
# 1. In your first picture no line moves. Which factor of the backward pass is 0, in $dW_2$ and in
#    $dW_1$?
# 2. In your second picture the lines move, but solid and dashed lie on each other. Why do the two
#    units never part? Quote your losses: what did two equal units cost, compared with your third
#    picture?
# 3. What would you do instead, and what goes wrong if the random weights are much too large, or
#    much too small?
#
# ### BEGIN SOLUTION
# **Model answer.** *1.* With all numbers 0 every hidden score is 0 and so is every hidden output,
# as $\tanh 0 = 0$. Then $dW_2 = H^T dZ_2 = 0$. And $dW_1 = X^T dZ_1$ with
# $dZ_1 = (dZ_2 W_2^T) \odot g'(Z_1)$, which is 0 since $W_2$ is. *2.* In the second picture the two
# units have the same weights in and out, so they compute the same output, and by the same
# formulas get the same gradient: columns of $W_1$ that are equal stay equal after every step, and
# the layer acts as one unit. One unit cannot solve *the same value*; my loss stays at 0.693,
# which is $\log 2$ and no better than a coin, while the two different units reach 0.017. *3.*
# Start with random weights. If they are too large, the scores grow from layer to layer and the
# tanh units saturate, so their derivatives are nearly 0; if too small, signals and gradients fade
# with depth. A standard deviation of
# $\sqrt{2 / (n_{in} + n_{out})}$ keeps the spread about constant.
#
# **Marking guide.** 1 point: $dW_2 = 0$ because the hidden outputs are 0. 1 point: $dW_1 = 0$
# because the gradient comes back through $W_2 = 0$. 1 point: equal units get equal gradients and
# stay equal, with the losses from their own pictures. 1 point: a random start with a spread that
# neither saturates nor fades. Words or formulas are both fine.
#
# *Full (4):* the model answer, or this in short: "H is 0, so dW2 = HᵀdZ is 0; dZ goes back through
# W2 = 0, so dW1 is 0. Two equal columns get the same dW and stay the same: one unit, loss 0.693
# against 0.017. Draw them at random, with Glorot's spread: larger saturates tanh, smaller fades."
#
# *Half (2):* "With zeros the gradient is zero because everything is multiplied by zero. Equal units
# always do the same, so you need random numbers." The symmetry is seen and the remedy named, but
# not which factor is 0 where, no number from the pictures, nothing on the size.
#
# *None (0):* "The network is stuck in a local minimum; a larger learning rate or more epochs would
# help." None of it follows from the pictures; no step length gets a zero gradient to move.
#
# *Frequent weak answers.* "The derivative of tanh at 0 is 0": it is 1, the largest it can be. "Zero
# worked for logistic regression, so the data must be the problem": there no two units can be
# exchanged. "Random, so that it converges faster": without it, it does not converge to a solution
# at all.
# ### END SOLUTION

# %% [markdown]
# ## What you can do now
#
# - [ ] I can name the layers of a network, and count layers and parameters by one rule.
# - [ ] I know five activations with their derivatives, and what happens where a derivative is 0.
# - [ ] I can say why layers without activations are one layer.
# - [ ] I can solve *the same value* by hand, and say what the hidden layer does to the points.
# - [ ] I can estimate the memory that training takes, and what a larger batch adds.
# - [ ] I have written the forward and the backward pass, and know the shape of everything in them.
# - [ ] I know why the weights start random, and what Glorot's and He's numbers balance.
# - [ ] I have trained a network, and can read its loss curve and its validation curve.
# - [ ] I overfit one batch first, stop when the validation loss no longer falls, and know what
#       momentum and Adam do to a step.
#
# Before you hand in: restart the kernel, run all cells, and read what the tests say.
#
# **What comes next.** You have trained a network with the sizes, the learning rate and the penalty
# that this lesson gave you. Who chooses them, and how does one know that the choice is good? That is
# lesson 6, the last one.
#
# **To read on.**
#
# - George Cybenko, [Approximation by Superpositions of a Sigmoidal
#   Function](https://doi.org/10.1007/BF02551274), 1989, and, in pictures, Michael Nielsen,
#   [chapter 4](http://neuralnetworksanddeeplearning.com/chap4.html): what one hidden layer can do.
# - Xavier Glorot and Yoshua Bengio, [Understanding the Difficulty of Training Deep Feedforward
#   Neural Networks](https://proceedings.mlr.press/v9/glorot10a.html), 2010, and Kaiming He and others, [Delving Deep into
#   Rectifiers](https://arxiv.org/abs/1502.01852), 2015: how large the first weights should be.
# - Anna Choromanska and others, [The Loss Surfaces of Multilayer
#   Networks](https://arxiv.org/abs/1412.0233), 2015: valleys in large networks.
# - Gabriel Goh, [Why Momentum Really Works](https://doi.org/10.23915/distill.00006), *Distill*, 2017,
#   and Diederik Kingma and Jimmy Ba, [Adam](https://arxiv.org/abs/1412.6980), 2015: better steps.
# - Ian Goodfellow, Yoshua Bengio and Aaron Courville,
#   [*Deep Learning*](https://www.deeplearningbook.org/), chapter 6; Simon Prince,
#   [*Understanding Deep Learning*](https://udlbook.github.io/udlbook/), chapters 3, 4, 6 and 7.
