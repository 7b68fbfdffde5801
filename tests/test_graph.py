"""The traced graph against PyTorch's autograd, mpmath and the net's explicit backward pass."""

import itertools
import math

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from shared.activations import ACTIVATIONS
from shared.graph import OPERATIONS, Node, backward, layout, reused, topological_order
from shared.mlp import MLP

torch = pytest.importorskip("torch", reason="PyTorch is the oracle here")

UNIT = st.floats(-2, 2).map(lambda x: x if abs(x) > 1e-3 else 0.5)
POSITIVE = st.floats(0.1, 3)


def relative_difference(ours, theirs):
    return np.linalg.norm(ours - theirs) / max(np.linalg.norm(theirs), 1e-300)


def traced_gradients(function, *values):
    """Return our gradients of a weighted sum of the function's values."""
    leaves = [Node(value) for value in values]
    result = function(*leaves)
    (result * weights(result.shape)).sum().backward()
    return [leaf.grad for leaf in leaves]


def torch_gradients(function, *values):
    """Return PyTorch's gradients of the same sum."""
    leaves = [torch.tensor(value, requires_grad=True) for value in values]
    result = function(*leaves)
    total = (result * torch.tensor(weights(tuple(result.shape)))).sum()
    return [gradient.numpy() for gradient in torch.autograd.grad(total, leaves)]


def weights(shape):
    """Return an output gradient without symmetries, so that a lost transpose or sum shows."""
    return np.cos(np.arange(math.prod(shape)) + 1.0).reshape(shape)


def assert_agree(ours, theirs, *values, tolerance=1e-14):
    for mine, reference in zip(
        traced_gradients(ours, *values), torch_gradients(theirs, *values), strict=True
    ):
        assert mine.shape == reference.shape
        # Entries and weights are of size 1; what is left of a sum that cancels is rounding.
        assert np.linalg.norm(mine - reference) <= tolerance * max(np.linalg.norm(reference), 1)


# --- every operation --------------------------------------------------------------------------

ONE_OPERAND = {
    np.positive: (torch.positive, UNIT),
    np.negative: (torch.negative, UNIT),
    np.absolute: (torch.abs, UNIT),
    np.square: (torch.square, UNIT),
    np.sqrt: (torch.sqrt, POSITIVE),
    np.exp: (torch.exp, UNIT),
    np.expm1: (torch.expm1, UNIT),
    np.log: (torch.log, POSITIVE),
    np.log1p: (torch.log1p, POSITIVE),
    np.tanh: (torch.tanh, UNIT),
    np.sin: (torch.sin, UNIT),
    np.cos: (torch.cos, UNIT),
}
TWO_OPERANDS = {
    np.add: (torch.add, UNIT),
    np.subtract: (torch.subtract, UNIT),
    np.multiply: (torch.multiply, UNIT),
    np.divide: (torch.divide, POSITIVE),
    np.power: (torch.pow, POSITIVE),
    np.maximum: (torch.maximum, UNIT),
    np.minimum: (torch.minimum, UNIT),
    np.logaddexp: (torch.logaddexp, UNIT),
}


def test_every_traced_ufunc_is_compared_with_an_oracle():
    ufuncs = {function for function in OPERATIONS if isinstance(function, np.ufunc)}
    assert ufuncs == {*ONE_OPERAND, *TWO_OPERANDS, np.matmul}


@pytest.mark.parametrize("ufunc", ONE_OPERAND, ids=lambda ufunc: ufunc.__name__)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_one_operand(ufunc, data):
    theirs, entries = ONE_OPERAND[ufunc]
    a = data.draw(arrays.arrays(float, arrays.array_shapes(max_side=3), elements=entries))
    assert_agree(ufunc, theirs, a)


@pytest.mark.parametrize("ufunc", TWO_OPERANDS, ids=lambda ufunc: ufunc.__name__)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_two_operands_that_broadcast(ufunc, data):
    theirs, entries = TWO_OPERANDS[ufunc]
    shapes = data.draw(arrays.mutually_broadcastable_shapes(num_shapes=2, max_side=3)).input_shapes
    a, b = (data.draw(arrays.arrays(float, shape, elements=entries)) for shape in shapes)
    # Where the two are equal, the kink of max and min, every library has its own convention.
    assume(not np.any(a == b))
    assert_agree(ufunc, theirs, a, b)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((3,), (3,)),
        ((2, 3), (3,)),
        ((3,), (3, 4)),
        ((2, 3), (3, 4)),
        ((5, 2, 3), (3, 4)),
        ((2, 3), (5, 3, 4)),
        ((5, 2, 3), (3,)),
        ((3,), (5, 3, 4)),
        ((5, 1, 2, 3), (4, 3, 2)),
        ((1, 2, 3), (4, 3, 2)),
    ],
)
def test_matrix_products(left, right):
    rng = np.random.default_rng(0)
    assert_agree(np.matmul, torch.matmul, rng.normal(size=left), rng.normal(size=right))


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", [None, 0, 1, -1, (0, 2), (-1, 0)])
@pytest.mark.parametrize("name", ["sum", "mean", "max"])
def test_reductions(name, axis, keepdims):
    a = np.random.default_rng(1).normal(size=(2, 3, 4))
    every_axis = (0, 1, 2) if axis is None else axis
    theirs = torch.amax if name == "max" else getattr(torch, name)
    numpy_function = getattr(np, name)
    for ours in [
        lambda a: getattr(a, name)(axis=axis, keepdims=keepdims),
        lambda a: numpy_function(a, axis=axis, keepdims=keepdims),
    ]:
        assert_agree(ours, lambda t: theirs(t, dim=every_axis, keepdim=keepdims), a)


def test_equal_maxima_share_the_gradient():
    a = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]])
    assert_agree(lambda a: a.max(axis=1), lambda t: torch.amax(t, dim=1), a)


@pytest.mark.parametrize(
    "index",
    [
        0,
        (1, 2),
        slice(None, None, 2),
        (..., 1),
        (slice(1, 3), None, slice(None)),
        ([0, 0, 2],),
        (np.arange(3), np.array([2, 0, 2])),
        (np.array([0, 0, 0]), np.array([1, 1, 2])),
        np.array([[True, False, True], [False] * 3, [True] * 3, [False, False, True]]),
    ],
    ids=str,
)
def test_indexing(index):
    a = np.random.default_rng(2).normal(size=(4, 3))
    assert_agree(lambda a: a[index], lambda t: t[index], a)


@pytest.mark.parametrize(("left", "right"), [((2, 3), (2, 3)), ((3,), (2, 1)), ((), (2, 2))])
def test_where(left, right):
    rng = np.random.default_rng(7)
    condition = rng.normal(size=(2, 1)) > 0 if () not in (left, right) else np.eye(2) > 0
    mask = torch.tensor(condition)
    a, b = rng.normal(size=left), rng.normal(size=right)
    assert_agree(lambda a, b: np.where(condition, a, b), lambda a, b: torch.where(mask, a, b), a, b)
    assert_agree(lambda a: np.where(condition, a, 1.0), lambda a: torch.where(mask, a, 1.0), a)


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_concatenate(axis):
    rng = np.random.default_rng(8)
    shapes = [(2, n) if axis else (n, 2) for n in (3, 1, 0)]
    arrays = [rng.normal(size=shape) for shape in shapes]
    constant = np.ones((2, 2))
    assert_agree(
        lambda a, b, c: np.concatenate([a, b, constant, c, a], axis=axis) ** 2,
        lambda a, b, c: torch.cat([a, b, torch.tensor(constant), c, a], dim=axis) ** 2,
        *arrays,
    )


@pytest.mark.parametrize(("low", "high"), [(-1.0, 1.0), (None, 1.0), (-1.0, None)])
def test_clip(low, high):
    a = np.array([-3.0, -0.5, 0.25, 2.0])
    assert_agree(lambda a: np.clip(a, low, high), lambda t: torch.clip(t, low, high), a)


def test_transpose_and_reshape():
    a = np.random.default_rng(3).normal(size=(2, 3, 4))
    assert_agree(lambda a: a.T, lambda t: t.permute(2, 1, 0), a)
    assert_agree(np.transpose, lambda t: t.permute(2, 1, 0), a)
    assert_agree(lambda a: np.reshape(a, (6, 4)), lambda t: t.reshape(6, 4), a)
    assert_agree(lambda a: a.reshape(4, -1), lambda t: t.reshape(4, -1), a)
    assert_agree(lambda a: a.reshape((6, 4)), lambda t: t.reshape(6, 4), a)


@pytest.mark.parametrize("exponent", [2, 2.0, -1, 0.5, np.array([1.0, 2.0, 3.0])])
def test_a_constant_exponent(exponent):
    theirs = torch.tensor(exponent) if isinstance(exponent, np.ndarray) else exponent
    assert_agree(lambda a: a**exponent, lambda t: t**theirs, np.array([0.5, 1.5, 2.5]))


def test_powers_at_zero():
    assert_agree(lambda a: a**0, lambda t: t**0, np.array([0.0, -1.0]))
    assert_agree(lambda a: a**2, lambda t: t**2, np.array([0.0, -3.0]))
    assert_agree(np.power, torch.pow, np.array([0.0, 0.0, 2.0]), np.array([1.0, 2.0, 0.0]))


@pytest.mark.parametrize(
    "function",
    [
        lambda a, b: (2.0 + a) * (b - 1) / (3 - a) - 4 / b + -a,
        lambda a, b: abs(a) ** 2 + 2**b + (+b),
        lambda a, b: (a @ a.T) @ b + b[0] * a.mean(),
        lambda a, b: a * a + a - b,
    ],
)
def test_operators_with_python_numbers(function):
    rng = np.random.default_rng(4)
    assert_agree(function, function, rng.uniform(0.5, 2, (3, 3)), rng.uniform(0.5, 2, (3, 3)))


def test_arrays_on_the_left_of_a_node():
    array = np.random.default_rng(5).normal(size=(3, 3))
    tensor = torch.tensor(array)
    assert_agree(lambda a: array @ a - array / a, lambda t: tensor @ t - tensor / t, array + 5)


# A program is a list of steps; each combines two earlier values, so values are used repeatedly.
STEPS = {
    "add": lambda library, a, b: a + b,
    "multiply": lambda library, a, b: a * b,
    "difference of squares": lambda library, a, b: (a - b) * (a + b),
    "quotient": lambda library, a, b: a / (1 + b * b),
    "product": lambda library, a, b: a @ b,
    "tanh": lambda library, a, b: library.tanh(a),
    "sine": lambda library, a, b: library.sin(a + b),
    "kink": lambda library, a, b: library.maximum(a, b + 0.1),
    "row": lambda library, a, b: a + b[0],
    "column": lambda library, a, b: a * b[:, :1],
    "transpose": lambda library, a, b: a.T - b,
}


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 99), st.integers(0, 99)),
        min_size=1,
        max_size=8,
    ),
    seed=st.integers(0, 99),
)
@settings(max_examples=100, deadline=None)
def test_random_programs(steps, seed):
    def run(library, *values):
        values = list(values)
        for name, i, j in steps:
            result = STEPS[name](library, values[i % len(values)], values[j % len(values)])
            values.append(library.tanh(result))
        return sum(values[1:], values[0])

    a, b = np.random.default_rng(seed).normal(size=(2, 3, 3))
    assert_agree(lambda *v: run(np, *v), lambda *v: run(torch, *v), a, b, tolerance=1e-13)


# --- conventions and far tails ----------------------------------------------------------------


@pytest.mark.parametrize("name", ["maximum", "minimum", "logaddexp"])
def test_equal_arguments_share_the_gradient_in_either_order(name):
    def either_order(library):
        function = getattr(library, name)
        return lambda a, b: function(a, b) + 3 * function(b, a)

    a, b = np.array([0.0, 2.0, -1.0]), np.array([0.0, 2.0, 5.0])
    assert_agree(either_order(np), either_order(torch), a, b)
    z = Node([0.0])
    for kink in (np.maximum(z, 0), np.maximum(0, z), np.minimum(z, 0), np.minimum(0, z)):
        kink.sum().backward()
        assert z.grad == 0.5


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "elu", "selu"])
def test_traced_rectifiers_have_the_slope_of_pytorch_at_zero(name):
    assert_agree(ACTIVATIONS[name].f, getattr(torch.nn.functional, name), np.zeros(2))
    assert_agree(np.absolute, torch.abs, np.zeros(2))


def test_equal_infinities_share_the_gradient_of_logaddexp():
    # The limit of e^a / (e^a + e^b) along a = b; PyTorch has NaN here.
    for left, right, share in [
        *((-math.inf, -math.inf, 0.5), (math.inf, math.inf, 0.5), (1e300, 1e300, 0.5)),
        *((-math.inf, 0.0, 0), (math.inf, 0.0, 1)),
    ]:
        a, b = Node(left), Node(right)
        np.logaddexp(a, b).backward()
        assert (a.grad, b.grad) == (share, 1 - share)


def test_double_where_keeps_an_infinite_slope_out_of_the_gradient():
    x = np.array([0.0, 4.0])

    def once(library):
        return lambda x: library.where(x > 0, library.sqrt(x * x), 0.0)

    def twice(library):
        return lambda x: library.where(x > 0, library.sqrt(library.where(x > 0, x * x, 1.0)), 0.0)

    with np.errstate(invalid="ignore"):
        (naive,) = traced_gradients(once(np), x)
    np.testing.assert_array_equal(np.isnan(naive), np.isnan(torch_gradients(once(torch), x)[0]))
    assert np.isnan(naive[0])
    assert_agree(twice(np), twice(torch), x)


@pytest.mark.parametrize(
    ("function", "derivative"),
    [(np.tanh, lambda z: mpmath.sech(z) ** 2), (np.expm1, mpmath.exp)],
    ids=["tanh", "expm1"],
)
def test_tails_keep_their_relative_accuracy(function, derivative):
    z = Node(np.linspace(-300, 20, 97))
    function(z).sum().backward()
    with mpmath.workdps(50):
        exact = np.array([float(derivative(mpmath.mpf(x))) for x in z.value.tolist()])
    # Nearly all of this error is the exponential's own, of an argument of up to 600.
    np.testing.assert_allclose(z.grad, exact, rtol=1e-13)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_activations_trace_to_their_own_derivative(name):
    activation = ACTIVATIONS[name]
    z = Node(np.concatenate([np.linspace(-30, 30, 61), [-700.0, 700.0]]))
    activation.f(z).sum().backward()
    np.testing.assert_allclose(z.grad, activation.df(z.value), rtol=1e-14, atol=1e-15)


# --- the rules of the graph -------------------------------------------------------------------


def test_parents_are_ordered_and_repeat():
    a, b = Node(1.0, name="a"), Node(2.0, name="b")
    assert (a + a).parents == (a, a)
    assert [parent.name for parent in (b - a).parents] == ["b", "a"]
    assert [parent.name for parent in (3.0 - a).parents] == ["a"]
    assert a.parents == ()


def test_a_node_used_twice_sums_its_contributions():
    a = Node(3.0)
    (a + a).backward()
    assert a.grad == 2
    (a * a * a).backward()
    assert a.grad == 27


def test_a_gradient_is_passed_on_only_when_all_its_parts_have_come():
    def chain(a):
        b = a + a
        return b + b

    assert_agree(chain, chain, np.array([3.0]))

    def recursive(node, grads):
        for operand in node.parents:
            grads[operand] = grads.get(operand, 0) + grads[node]
            recursive(operand, grads)
        return grads

    a = Node(3.0)
    c = chain(a)
    c.backward()
    # What the docstring of `backward` says about a recursion that does not wait.
    assert (a.grad, recursive(c, {c: 1})[a]) == (4, 6)


def test_gradients_start_anew():
    a = Node(3.0)
    out = a * a
    out.backward()
    out.backward()
    assert a.grad == 6
    assert out.grad == 1
    (5 * a).backward()
    assert a.grad == 5
    assert out.grad == 1  # not part of that graph


def test_gradients_do_not_share_memory():
    a, b = Node([1.0, 2.0]), Node([3.0, 4.0])
    (a + b).sum().backward()
    a.grad[0] = 99
    assert b.grad.tolist() == [1, 1]


def test_a_chain_of_five_thousand_operations():
    x = Node(1.0, name="x")
    y = x
    for _ in range(5000):
        y = y * 1.001
    y.backward()
    assert float(x.grad) == pytest.approx(1.001**5000, rel=1e-12)
    assert len(topological_order(y)) == 5001
    assert layout(y)[y] == (5000, 0)


def test_a_graph_with_exponentially_many_paths():
    x = Node(1.0)
    y = x
    for _ in range(60):
        y = y + y
    y.backward()
    assert x.grad == 2.0**60


def test_topological_order_has_operands_first_and_nodes_once():
    a, b = Node(1.0, name="a"), Node(2.0, name="b")
    c = a * b
    out = np.tanh(c) + c * a
    order = topological_order(out)
    assert len(order) == len(set(order)) == 6
    assert order[-1] is out
    position = {node: i for i, node in enumerate(order)}
    assert all(position[p] < position[node] for node in order for p in node.parents)


def test_half_precision_is_widened_so_that_long_means_have_a_gradient():
    a = Node(np.ones(70_000, np.float16))
    mean = np.square(a).mean()
    mean.backward()
    assert mean.dtype == a.grad.dtype == np.float32
    np.testing.assert_allclose(a.grad, 2 / 70_000, rtol=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_floating_type_is_kept(dtype):
    W = Node(np.ones((2, 2), dtype), name="W")
    hidden = np.tanh(np.ones((3, 2), dtype) @ W * 0.5 + 1) ** 2
    out = np.log(np.exp(hidden).sum(axis=1, keepdims=True)).mean()
    out.backward()
    assert {node.dtype for node in topological_order(out)} == {np.dtype(dtype)}
    assert {node.grad.dtype for node in topological_order(out)} == {np.dtype(dtype)}


def test_a_gradient_has_the_type_of_its_node_even_beside_finer_constants():
    a = Node(np.ones(2, np.float32))
    (a * np.array([1.0, 2.0])).sum().backward()
    assert a.grad.dtype == np.float32


def test_whole_numbers_become_floats():
    assert Node([1, 2]).dtype == np.float64


def test_comparisons_return_plain_arrays():
    a = Node([1.0, -1.0])
    for decision in (a > 0, a >= 0, a < 0, a <= 0, a == 1, a != 1, np.isfinite(a), np.isnan(a)):
        assert type(decision) is np.ndarray
        assert decision.dtype == bool
    assert (a > 0).tolist() == [True, False]
    assert np.less(np.zeros(2), a).tolist() == [True, False]


def test_a_mask_is_a_constant():
    a = Node(np.array([1.0, -1.0], np.float32))
    out = (a * (a > 0)).sum()
    out.backward()
    assert a.grad.tolist() == [1, 0]
    assert out.dtype == np.float32


def test_what_a_node_tells_about_itself():
    W = Node(np.zeros((2, 3)), name="W")
    z = W.sum(axis=0)
    assert (W.shape, W.ndim, W.size, len(W), W.name, W.operation) == ((2, 3), 2, 6, 2, "W", None)
    assert repr(W) == "<Node W: shape (2, 3)>"
    assert repr(z) == "<Node sum: shape (3,)>"
    assert repr(Node(1.0)) == "<Node leaf: shape ()>"
    z.name = "z"
    assert repr(z) == "<Node z: shape (3,)>"
    assert z.operation is OPERATIONS[np.sum]
    assert z.grad is None


def test_what_was_recorded_cannot_change_afterwards():
    array, factor, index = np.array([1.0, 2.0]), np.array([3.0, 4.0]), np.array([0])
    a = Node(array)
    out = (a * factor)[index].sum()
    array[:], factor[:], index[:] = 0, 0, 1
    out.backward()
    assert out.value == 3
    assert a.grad.tolist() == [3, 0]


def test_reused_names_what_the_backward_step_reads():
    X, W, b = np.ones((4, 2)), Node(np.ones((2, 3)), name="W"), Node(np.zeros(3), name="b")
    data = Node(X)
    product = data @ W
    z = product + b
    h = np.tanh(z)
    e = np.exp(z)
    assert reused(product) == [W, data]
    assert reused(X @ W) == []
    assert reused(z) == []
    assert reused(h) == [z]
    assert reused(e) == [e]
    assert reused(W * W) == [W]
    assert reused(W * 2.0) == []
    assert reused(product, W) == [data]
    assert reused(product, h) == []
    assert reused(h.sum()) == reused(h.mean()) == reused(h[0]) == reused(h.T) == reused(W) == []


# --- the same forward pass, explicit and traced -----------------------------------------------


@given(
    sizes=st.lists(st.integers(1, 6), min_size=2, max_size=5),
    activation=st.sampled_from(sorted(ACTIVATIONS)),
    loss=st.sampled_from(["cross_entropy", "mean_squared_error"]),
    samples=st.integers(1, 7),
    l2=st.sampled_from([0.0, 0.01, 1.0]),
    dtype=st.sampled_from(["float64", "float64", "float32"]),
    seed=st.integers(0, 10_000),
)
@settings(max_examples=150, deadline=None)
def test_explicit_and_traced_gradients_agree(sizes, activation, loss, samples, l2, dtype, seed):
    rng = np.random.default_rng(seed)
    net = MLP(sizes, activation, "glorot_normal", rng=rng, l2=l2, dtype=dtype)
    net.params = [(W, (b + rng.normal(size=b.shape)).astype(dtype)) for W, b in net.params]
    X = rng.normal(size=(samples, sizes[0]))
    if loss == "cross_entropy":
        y = rng.integers(sizes[-1], size=samples)
    else:
        y = rng.normal(size=(samples, sizes[-1]))

    value, explicit = net.gradients(X, y, loss=loss)
    net.params = [(Node(W), Node(b)) for W, b in net.params]
    out = net.objective(X, y, loss=loss)
    out.backward()

    unit = np.finfo(dtype).eps
    assert out.dtype == dtype
    assert abs(out.value - value) <= 8 * unit * max(abs(value), 1)
    explicit = flat(explicit)
    # A confident net's p - t cancels: what is left is rounding, in either computation.
    assume(np.linalg.norm(explicit) > 0.05)
    assert relative_difference(flat(traced(net.params)), explicit) <= 45 * unit


def flat(pairs):
    return np.concatenate([gradient.ravel() for pair in pairs for gradient in pair])


def traced(params):
    return [(W.grad, b.grad) for W, b in params]


# --- layout -----------------------------------------------------------------------------------


def traced_net(activation="tanh"):
    rng = np.random.default_rng(0)
    net = MLP([2, 3, 3, 2], activation, "glorot_normal", rng=rng)
    net.params = [
        (Node(W, name=f"W{i}"), Node(b, name=f"b{i}")) for i, (W, b) in enumerate(net.params, 1)
    ]
    return net.objective(Node(rng.normal(size=(4, 2)), name="X"), np.eye(2)[[0, 1, 1, 0]])


@st.composite
def random_graphs(draw):
    nodes = [Node(1.0) for _ in range(draw(st.integers(1, 4)))]
    for _ in range(draw(st.integers(0, 12))):
        i, j = draw(st.tuples(st.integers(0, 99), st.integers(0, 99)))
        nodes.append(nodes[i % len(nodes)] + nodes[-1 - j % min(3, len(nodes))])
    return nodes[-1]


def places(coordinates, parent, child):
    """Return where an edge is in each column: on its parent's row until the last gap."""
    (first, row), (last, end) = coordinates[parent], coordinates[child]
    return {column: row for column in range(first, last)} | {last: end}


def edges(output):
    return {(parent, child) for child in topological_order(output) for parent in child.parents}


def crossings(output, coordinates):
    routes = [places(coordinates, *edge) for edge in edges(output)]
    return sum(
        (one[c] - other[c]) * (one[c + 1] - other[c + 1]) < 0
        for one, other in itertools.combinations(routes, 2)
        for c in one.keys() & other.keys()
        if c + 1 in one and c + 1 in other
    )


@given(output=random_graphs(), late=st.booleans())
@settings(max_examples=150, deadline=None)
def test_no_node_lies_on_another_or_on_an_edge(output, late):
    coordinates = layout(output, late_leaves=late)
    at = {place: node for node, place in coordinates.items()}
    assert len(at) == len(coordinates) == len(topological_order(output))
    for parent, child in edges(output):
        passed = set(places(coordinates, parent, child).items())
        assert {at[place] for place in passed if place in at} == {parent, child}


@given(output=random_graphs())
@settings(max_examples=100, deadline=None)
def test_the_column_is_the_longest_path_from_the_leaves(output):
    def longest(node):
        return max((1 + longest(parent) for parent in node.parents), default=0)

    coordinates = layout(output)
    assert all(coordinates[node][0] == longest(node) for node in coordinates)
    assert coordinates[output][1] == 0


def test_late_leaves_stand_just_before_their_first_use():
    output = traced_net()
    early, late = layout(output), layout(output, late_leaves=True)
    for node in topological_order(output):
        if node.operation is None:
            uses = [child for child in early if node in set(child.parents)]
            assert late[node][0] == min(late[child][0] for child in uses) - 1
        else:
            assert late[node][0] == early[node][0]


def test_equal_graphs_are_laid_out_equally():
    assert list(layout(traced_net()).values()) == list(layout(traced_net()).values())


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_the_graph_of_a_net_has_no_crossing_edges(activation, late):
    output = traced_net(activation)
    assert crossings(output, layout(output, late_leaves=late)) == 0


# --- bad input --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attempt", "error", "message"),
    [
        (lambda a: Node("x"), TypeError, "array must hold numbers, not 'x'"),
        (lambda a: Node(None), TypeError, "array must hold numbers, not None"),
        (lambda a: Node([[1], [1, 2]]), ValueError, "array must be a rectangular array"),
        (lambda a: Node(1j), TypeError, "array must hold real numbers"),
        (lambda a: Node(a), TypeError, "which is already a node"),
        (lambda a: Node([a, a]), TypeError, "cannot become an array"),
        (lambda a: Node(1.0, name=3), TypeError, "name must be a string, not 3"),
        (lambda a: a.backward(), ValueError, "output must be a single number.*<Node a: shape"),
        (lambda a: backward(3.0), TypeError, "output must be a Node, not 3.0"),
        (lambda a: topological_order([a]), TypeError, "node must be a Node"),
        (lambda a: layout(None), TypeError, "node must be a Node, not None"),
        (lambda a: reused("a"), TypeError, "node must be a Node, not 'a'"),
        (lambda a: np.arctan(a), TypeError, "numpy.arctan has no derivative.*supports add, sub"),
        (lambda a: a // 2, TypeError, "numpy.floor_divide has no derivative"),
        (lambda a: np.add.reduce(a), TypeError, "numpy.add.reduce cannot be traced with reduce"),
        (lambda a: np.add(a, 1, where=a > 0), TypeError, "numpy.add cannot be traced with where"),
        (lambda a: np.add(1, 1, out=a), TypeError, "numpy.add would change a value in place"),
        (lambda a: a.__iadd__(1), TypeError, "write z = z \\+ x, not z \\+= x"),
        (lambda a: np.zeros((2, 3)).__iadd__(a), TypeError, "would change a value in place"),
        (lambda a: np.add.at(np.zeros(3), 0, a), TypeError, "numpy.add.at would change"),
        (lambda a: a.__setitem__(0, 1.0), TypeError, "a: shape .* cannot be changed in place"),
        (lambda a: a.value.__setitem__(0, 1.0), ValueError, "read-only"),
        (lambda a: setattr(a, "value", 1.0), AttributeError, "value"),
        (lambda a: np.stack([a, a]), TypeError, "numpy.stack has no derivative here.* where, conc"),
        (lambda a: np.ravel(a), TypeError, "numpy.ravel has no derivative here.*reshape"),
        (lambda a: a.ravel(), AttributeError, "no attribute 'ravel'; a Node supports .* reshape"),
        (lambda a: a.sizes, AttributeError, "a Node has no attribute 'sizes'$"),
        (lambda a: np.zeros(6).__setitem__(slice(3), a[0]), TypeError, "cannot become an array"),
        (lambda a: np.where(a, a, 0), TypeError, "the condition must be an array of booleans"),
        (lambda a: np.concatenate([a, a], axis=2), ValueError, "concatenate of <Node a.*axis 2"),
        (lambda a: np.asarray(a), TypeError, "cannot become an array here"),
        (lambda a: list(a), TypeError, "not iterable"),
        (lambda a: a[Node(0)], TypeError, "an index must be plain numbers"),
        (lambda a: a[0, Node(0)], TypeError, "an index must be plain numbers"),
        (lambda a: a[5], IndexError, "getitem of <Node a: shape .*out of bounds"),
        (lambda a: a.sum(axis=2), ValueError, "sum of <Node a: shape .*axis 2"),
        (lambda a: a.sum(axis=2**31), ValueError, "sum of <Node a: shape .*C int"),
        (lambda a: np.sum(a, dtype=np.float32), TypeError, "sum.* unexpected keyword .*'dtype'"),
        (lambda a: a.reshape(4), ValueError, "reshape of <Node a: shape"),
        (lambda a: a + np.zeros(4), ValueError, r"add of <Node a: .* and an array of shape \(4,\)"),
        (lambda a: a @ a, ValueError, "matmul of <Node a: .* and <Node a"),
        (lambda a: a + "b", TypeError, "beside a Node must hold numbers, not 'b'"),
        (lambda a: a + None, TypeError, "beside a Node must hold numbers, not None"),
        (lambda a: a * 1j, TypeError, "beside a Node must hold real numbers, not 1j"),
        (lambda a: a * [[1], [1, 2]], ValueError, "beside a Node must be a rectangular array"),
        (lambda a: ((-a) ** Node(2.0)).sum().backward(), ValueError, "exponent of a negative base"),
    ],
)
def test_bad_input_is_named(attempt, error, message):
    a = Node(np.ones((2, 3)), name="a")
    with pytest.raises(error, match=message):
        attempt(a)


def test_putting_a_node_into_an_array_is_explained():
    # NumPy replaces the message, and keeps ours as the cause.
    with pytest.raises(ValueError, match="with a sequence") as info:
        np.zeros(3)[0] = Node(1.0)
    assert "cannot become an array" in str(info.value.__cause__)
    assert "concatenate" in str(info.value.__cause__)
