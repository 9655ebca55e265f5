# Lesson 4 with arrays throughout, einsum, SciPy, and gates that store their slopes.
# ruff: noqa: E402, F821

# %% exercise="numerical_gradient"
def numerical_gradient(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    steps = h * np.eye(x.size).reshape(x.size, *x.shape)
    return np.array([f(x + s) - f(x - s) for s in steps]).reshape(x.shape) / (2 * h)


# %% exercise="relative_error"
def relative_error(a, b):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if not (a.any() or b.any()):
        return np.float64(0)
    return np.sqrt(((a - b) ** 2).sum()) / (np.sqrt((a**2).sum()) + np.sqrt((b**2).sum()))


# %% exercise="Add"
class Add:
    def forward(self, x, y):
        return np.add(x, y)

    def backward(self, upstream):
        return tuple(upstream * np.ones(2))


# %% exercise="Multiply"
class Multiply:
    def forward(self, x, y):
        self.slopes = np.array([y, x], dtype=float)
        return np.multiply(x, y)

    def backward(self, upstream):
        return tuple(self.slopes * upstream)


# %% exercise="Maximum"
class Maximum:
    def forward(self, x, y):
        self.slopes = np.array([x > y, x < y], dtype=float)
        return np.maximum(x, y)

    def backward(self, upstream):
        dx, dy = self.slopes * upstream
        return dx, dy


# %% exercise="Copy"
class Copy:
    def forward(self, x):
        return tuple(np.full(2, x))

    def backward(self, up1, up2):
        return np.add(up1, up2)


# %% exercise="product_circuit"
def product_circuit(x, y, z):
    add, multiply = Add(), Multiply()
    q = add.forward(x, y)
    f = multiply.forward(q, z)
    dq, dz = multiply.backward(1.0)
    dx, dy = add.backward(dq)
    return {"q": q, "f": f, "df": np.float64(1), "dq": dq, "dx": dx, "dy": dy, "dz": dz}


# %% exercise="sigmoid_circuit"
from scipy.special import expit


def sigmoid_circuit(w, x):
    products = w[:2] * x
    total = products.sum() + w[2]
    f = expit(total)
    slope = f * (1 - f)
    return {
        **dict(zip(["w0x0", "w1x1"], products, strict=True)),
        "dot": products.sum(),
        "sum": total,
        "neg": -total,
        "exp": np.exp(-total),
        "inc": 1 / f,
        "f": f,
        "df": np.ones(()),
        "dinc": -(f**2),
        "dexp": -(f**2),
        "dneg": -slope,
        **dict.fromkeys(["dsum", "ddot", "dw0x0", "dw1x1"], slope),
        "dw": slope * np.append(x, 1),
        "dx": slope * w[:2],
    }


# %% exercise="topological_order"
class Node:
    def __init__(self, name, *inputs):
        self.name = name
        self.inputs = inputs


def chain(length):
    node = Node("first")
    for _ in range(length - 1):
        node = Node("next", node)
    return node


def topological_order(root):
    # Depth first, with a marker for "now all its inputs are done".
    order, seen, todo = [], {root}, [(root, iter(root.inputs))]
    while todo:
        _, parts = todo[-1]
        part = next((p for p in parts if p not in seen), None)
        if part is None:
            order.append(todo.pop()[0])
        else:
            seen.add(part)
            todo.append((part, iter(part.inputs)))
    return order


# %% exercise="Value"
class Value(Arithmetic):
    """The chain rule through one function: every operation is data, inputs and slopes."""

    def __init__(self, data, inputs=(), slopes=(), gate=""):
        self.data = data
        self.grad = 0.0
        self.inputs = inputs
        self.slopes = slopes
        self.gate = gate

    @staticmethod
    def of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        o = Value.of(other)
        return Value(np.float64(self.data + o.data), (self, o), np.ones(2))

    def __mul__(self, other):
        o = Value.of(other)
        return Value(np.float64(self.data * o.data), (self, o), np.array([o.data, self.data]))

    def __radd__(self, other):
        return Value.of(other) + self

    def __rmul__(self, other):
        return Value.of(other) * self

    def __pow__(self, exponent):
        base = np.float64(self.data)
        return Value(base**exponent, (self,), (exponent * base ** (exponent - 1),))

    def exp(self):
        return Value(np.exp(self.data), (self,), (np.exp(self.data),))

    def log(self):
        return Value(np.log(self.data), (self,), (np.reciprocal(float(self.data)),))

    def tanh(self):
        return Value(np.tanh(self.data), (self,), (np.cosh(self.data) ** -2.0,))

    def relu(self):
        return Value(np.maximum(self.data, 0), (self,), (np.heaviside(self.data, 0),))

    def sigmoid(self):
        return Value(expit(self.data), (self,), (expit(self.data) * expit(-self.data),))

    def backward(self):
        order = topological_order(self)
        self.grad += 1
        for node in order[::-1]:
            slopes = np.asarray(node.slopes) * node.grad
            for part, slope in zip(node.inputs, slopes, strict=True):
                part.grad = part.grad + slope

    def zero_grad(self):
        for node in topological_order(self):
            node.grad = 0


def staircase(start, steps):
    first = last = Value(start)
    for _ in range(steps):
        last = last + 1
    return first, last


# %% exercise="two_neuron_network"
def two_neuron_network(x, y, p):
    z = np.array([p["wA"], p["wB"]]) @ x + np.array([p["bA"], p["bB"]])
    a = expit(z)
    y_hat = a @ p["wC"] + p["bC"]
    up = 2 * (y_hat - y)
    da = up * np.asarray(p["wC"])
    dz = da * expit(z) * expit(-z)
    dW = np.outer(dz, x)
    out = {"y_hat": y_hat, "loss": np.square(y_hat - y), "dy_hat": up, "dbC": up, "dwC": up * a}
    for i, name in enumerate("AB"):
        out |= {f"z{name}": z[i], f"a{name}": a[i], f"da{name}": da[i], f"dz{name}": dz[i]}
        out |= {f"dw{name}": dW[i], f"db{name}": dz[i]}
    return out


# %% exercise="affine_forward"
def affine_forward(X, W, b):
    return np.einsum("nd,dk->nk", X, W) + b, [X.copy(), W.copy(), b.copy()]


# %% exercise="affine_backward"
affine_forward = affine_forward


def affine_backward(dZ, cache):
    X, W, _ = cache
    dX = np.einsum("nk,dk->nd", dZ, W)
    dW = np.einsum("nd,nk->dk", X, dZ)
    return [dX, dW, np.ones(len(dZ)) @ dZ]


# %% exercise="activation_backward"
def activation_backward(dH, H, kind):
    dZ = np.array(dH, dtype=float)
    if kind == "sigmoid":
        dZ *= H
        dZ *= 1 - H
    elif kind == "tanh":
        dZ -= dH * H**2
    elif kind == "relu":
        dZ[H <= 0] = 0
    return dZ


# %% exercise="slip_relu"
slip_relu_pair = (-2.0, -1.5)
