# Lesson 4 with plain loops and recursion-free walks, and as little state as possible.
# ruff: noqa: F821

# %% exercise="numerical_gradient"
def numerical_gradient(f, x, h=1e-5):
    flat = [float(value) for value in np.asarray(x).ravel()]
    shape = np.shape(x)
    slopes = []
    for i in range(len(flat)):
        kept = flat[i]
        flat[i] = kept + h
        above = f(np.array(flat).reshape(shape))
        flat[i] = kept - h
        below = f(np.array(flat).reshape(shape))
        flat[i] = kept
        slopes.append((above - below) / (2 * h))
    return np.array(slopes, dtype=float).reshape(shape)


# %% exercise="relative_error"
def relative_error(a, b):
    a, b = [float(v) for v in np.ravel(a)], [float(v) for v in np.ravel(b)]
    difference = math.hypot(*(v - u for v, u in zip(a, b, strict=True)))
    size = math.hypot(*a) + math.hypot(*b)
    return difference / size if size > 0 else 0


# %% exercise="Add"
class Add:
    def forward(self, x, y):
        return y + x

    def backward(self, upstream):
        return (1 * upstream, 1 * upstream)


# %% exercise="Multiply"
class Multiply:
    def forward(self, x, y):
        self.inputs = [x, y]
        return x * y

    def backward(self, upstream):
        x, y = self.inputs
        return (y * upstream, x * upstream)


# %% exercise="Maximum"
class Maximum:
    def forward(self, x, y):
        self.winner = int(y > x)
        return [x, y][self.winner]

    def backward(self, upstream):
        gradients = [0, 0]
        gradients[self.winner] = upstream
        return tuple(gradients)


# %% exercise="Copy"
class Copy:
    def forward(self, x):
        return (x,) * 2

    def backward(self, up1, up2):
        return sum([up1, up2])


# %% exercise="product_circuit"
def product_circuit(x, y, z):
    wires = {}
    wires["q"] = x + y
    wires["f"] = wires["q"] * z
    wires["df"] = 1
    wires["dz"] = wires["q"]
    for name in ("dq", "dx", "dy"):
        wires[name] = z
    return wires


# %% exercise="sigmoid_circuit"
def sigmoid_circuit(w, x):
    w0, w1, w2 = (float(v) for v in w)
    x0, x1 = (float(v) for v in x)
    total = w0 * x0 + w1 * x1 + w2
    wires = {"w0x0": w0 * x0, "w1x1": w1 * x1, "dot": total - w2, "sum": total, "neg": -total}
    wires["exp"] = math.exp(-total)
    wires["inc"] = 1 + wires["exp"]
    wires["f"] = 1 / wires["inc"]
    wires["df"] = 1
    wires["dinc"] = wires["dexp"] = -(wires["f"] ** 2)
    wires["dneg"] = wires["dexp"] * wires["exp"]
    for name in ("dsum", "ddot", "dw0x0", "dw1x1"):
        wires[name] = -wires["dneg"]
    wires["dw"] = np.array([wires["dsum"] * v for v in (x0, x1, 1)])
    wires["dx"] = np.array([wires["dsum"] * v for v in (w0, w1)])
    return wires


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
    # Kahn's way: count the users of every node, and peel the graph off from the root.
    users, found, todo = {id(root): 0}, [root], [root]
    while todo:
        node = todo.pop()
        for part in node.inputs:
            if id(part) not in users:
                users[id(part)] = 0
                found.append(part)
                todo.append(part)
            users[id(part)] += 1
    peeled, free = [], [root]
    while free:
        node = free.pop()
        peeled.append(node)
        for part in node.inputs:
            users[id(part)] -= 1
            if users[id(part)] == 0:
                free.append(part)
    peeled.reverse()
    return peeled


# %% exercise="Value"
class Value(Arithmetic):
    """As in micrograd: every node carries a function that hands its gradient on."""

    def __init__(self, data, inputs=(), slopes=(), gate=""):
        self.data = data
        self.grad = 0.0
        self.inputs = tuple(inputs)
        self.slopes = slopes
        self.gate = gate
        self.pass_on = lambda: None

    @staticmethod
    def of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.of(other)
        result = Value(self.data + other.data, (self, other), gate="+")

        def pass_on():
            self.grad += result.grad
            other.grad += result.grad

        result.pass_on = pass_on
        return result

    def __mul__(self, other):
        other = Value.of(other)
        result = Value(self.data * other.data, (self, other), gate="*")

        def pass_on():
            self.grad += other.data * result.grad
            other.grad += self.data * result.grad

        result.pass_on = pass_on
        return result

    def __pow__(self, exponent):
        result = Value(self.data**exponent, (self,), gate="power")

        def pass_on():
            self.grad += exponent * self.data ** (exponent - 1) * result.grad

        result.pass_on = pass_on
        return result

    def _unary(self, data, slope):
        result = Value(data, (self,))

        def pass_on():
            self.grad += slope * result.grad

        result.pass_on = pass_on
        return result

    def exp(self):
        return self._unary(np.exp(self.data), np.exp(self.data))

    def log(self):
        return self._unary(np.log(self.data), 1 / self.data)

    def tanh(self):
        return self._unary(np.tanh(self.data), 1 - np.tanh(self.data) ** 2)

    def relu(self):
        return self._unary(self.data * (self.data > 0), float(self.data > 0))

    def sigmoid(self):
        return self._unary(sigmoid(self.data), sigmoid(self.data) * sigmoid(-self.data))

    def backward(self):
        self.grad = 1
        for node in topological_order(self)[::-1]:
            node.pass_on()

    def zero_grad(self):
        todo, seen = [self], set()
        while todo:
            node = todo.pop()
            if id(node) not in seen:
                seen.add(id(node))
                node.grad = 0
                todo += node.inputs


def staircase(start, steps):
    first = last = Value(start)
    for _ in range(steps):
        last = last + 1
    return first, last


# %% exercise="two_neuron_network"
def two_neuron_network(x, y, p):
    out = {}
    for name in "AB":
        out["z" + name] = sum(w * v for w, v in zip(p["w" + name], x, strict=True)) + p["b" + name]
        out["a" + name] = 1 / (1 + math.exp(-out["z" + name]))
    out["y_hat"] = p["wC"][0] * out["aA"] + p["wC"][1] * out["aB"] + p["bC"]
    out["loss"] = (out["y_hat"] - y) ** 2
    out["dy_hat"] = out["dbC"] = 2 * (out["y_hat"] - y)
    out["dwC"] = np.array([out["dy_hat"] * out["aA"], out["dy_hat"] * out["aB"]])
    for name, weight in zip("AB", p["wC"], strict=True):
        out["da" + name] = out["dy_hat"] * weight
        out["dz" + name] = out["da" + name] * (out["a" + name] - out["a" + name] ** 2)
        out["db" + name] = out["dz" + name]
        out["dw" + name] = np.array([out["dz" + name] * v for v in x])
    return out


# %% exercise="affine_forward"
def affine_forward(X, W, b):
    Z = np.zeros((X.shape[0], W.shape[1]))
    for n in range(Z.shape[0]):
        for k in range(Z.shape[1]):
            Z[n, k] = b[k] + sum(X[n, d] * W[d, k] for d in range(X.shape[1]))
    return Z, {"X": X, "W": W}


# %% exercise="affine_backward"
affine_forward = affine_forward


def affine_backward(dZ, cache):
    X, W = cache["X"], cache["W"]
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    for n in range(X.shape[0]):
        for k in range(W.shape[1]):
            db[k] += dZ[n, k]
            for d in range(X.shape[1]):
                dX[n, d] += dZ[n, k] * W[d, k]
                dW[d, k] += dZ[n, k] * X[n, d]
    return dX, dW, db


# %% exercise="activation_backward"
def activation_backward(dH, H, kind):
    result = np.zeros(np.shape(H))
    for place, h in np.ndenumerate(H):
        if kind == "sigmoid":
            slope = h - h * h
        elif kind == "tanh":
            slope = (1 - h) * (1 + h)
        else:
            slope = 1 if h > 0 else 0
        result[place] = dH[place] * slope
    return result


# %% exercise="slip_relu"
slip_relu_pair = [-7, -0.5]


# %% exercise="slip_chain_rule"
slip_chain_right = math.cos(0.49) * 1.4
slip_chain_printed = math.cos(0.49) * 1.4 * 1.4


# %% exercise="slip_sigmoid_gate"
slip_gate_input = -1


# %% exercise="slip_which_knob"
slip_knob_printed, slip_knob_x1 = np.float64(0.5), np.float64(-0.8)
