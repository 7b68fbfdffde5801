"""The multilayer perceptron against differences, a complex step, and arithmetic by hand."""

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.activations import ACTIVATIONS, leaky_relu_with_slope
from shared.graph import Node
from shared.initializers import INITIALIZERS
from shared.losses import (
    cross_entropy,
    get_loss,
    log_softmax,
    mean_squared_error,
    one_hot,
    softmax,
)
from shared.mlp import MLP, stacked
from shared.training import sgd_step

unhurried = settings(deadline=None, max_examples=40)
ANALYTIC = ["identity", "sigmoid", "tanh", "softplus", "silu", "mish"]


def seeded(seed=0):
    return np.random.default_rng(seed)


@st.composite
def nets_with_data(draw, activations=tuple(ACTIVATIONS)):
    rng = seeded(draw(st.integers(0, 10_000)))
    sizes = draw(st.lists(st.integers(1, 6), min_size=2, max_size=5))
    loss = draw(st.sampled_from(["cross_entropy", "mean_squared_error"]))
    l2 = draw(st.sampled_from([0.0, 0.01, 1.0]))
    net = MLP(sizes, draw(st.sampled_from(activations)), "lecun_normal", rng=rng, l2=l2)
    for _, b in net.params:
        b += rng.normal(size=b.shape)  # zero biases would leave ReLUs at their kink
    n = draw(st.integers(1, 7))
    X = rng.normal(size=(n, sizes[0]))
    y = rng.integers(sizes[-1], size=n)
    return net, X, y if loss == "cross_entropy" else rng.normal(size=(n, sizes[-1])), loss


def with_entry_moved(net, layer, part, index, change):
    moved = copy.copy(net)
    moved.params = [list(pair) for pair in net.params]
    array = moved.params[layer][part].astype(np.result_type(type(change), np.float64))
    array[index] += change
    moved.params[layer][part] = array
    return moved


def some_entries(net, seed=0):
    rng = seeded(seed)
    for layer, pair in enumerate(net.params):
        for part, array in enumerate(pair):
            yield layer, part, tuple(rng.integers(array.shape))


def test_forward_by_hand():
    net = MLP([2, 2, 1], "relu", "zeros", rng=seeded())
    net.params = [
        (np.array([[1.0, -1.0], [2.0, 1.0]]), np.array([0.5, 0.0])),
        (np.array([[3.0], [10.0]]), np.array([-1.0])),
    ]
    record = net.forward([[1.0, 1.0], [2.0, 1.0]])
    np.testing.assert_array_equal(record.zs[0], [[3.5, 0.0], [4.5, -1.0]])
    np.testing.assert_array_equal(record.activations[0], [[1.0, 1.0], [2.0, 1.0]])
    np.testing.assert_array_equal(record.activations[1], [[3.5, 0.0], [4.5, 0.0]])
    np.testing.assert_array_equal(record.output, [[9.5], [12.5]])
    assert record.output is record.zs[-1]


def test_gradients_by_hand():
    net = MLP([1, 1, 1], "tanh", "constant", rng=seeded(), l2=0.5)
    net.params = [(np.array([[2.0]]), np.array([0.0])), (np.array([[3.0]]), np.array([1.0]))]
    h = np.tanh(1.0)
    z = 3 * h + 1
    objective, [(dW1, db1), (dW2, db2)] = net.gradients([[0.5]], [[0.0]], "mean_squared_error")
    assert objective == pytest.approx(z**2 + 0.25 * (2**2 + 3**2))
    assert dW2.item() == pytest.approx(2 * z * h + 0.5 * 3)
    assert db2.item() == pytest.approx(2 * z)
    assert db1.item() == pytest.approx(2 * z * 3 * (1 - h**2))
    assert dW1.item() == pytest.approx(db1.item() * 0.5 + 0.5 * 2)


@unhurried
@given(nets_with_data(activations=tuple(set(ACTIVATIONS) - {"step", "relu", "leaky_relu", "selu"})))
def test_gradients_agree_with_central_differences(case):
    net, X, y, loss = case
    _, grads = net.gradients(X, y, loss)
    h = 1e-5
    for layer, part, index in some_entries(net):
        above, below = (
            with_entry_moved(net, layer, part, index, step).objective(X, y, loss)
            for step in (h, -h)
        )
        slope = (above - below) / (2 * h)
        exact = grads[layer][part][index]
        assert abs(slope - exact) <= 1e-7 * max(1, np.abs(grads[layer][part]).max())


@unhurried
@given(nets_with_data(activations=tuple(ANALYTIC)))
def test_gradients_agree_with_the_complex_step(case):
    net, X, y, loss = case
    _, grads = net.gradients(X, y, loss)
    for layer, part, index in some_entries(net):
        moved = with_entry_moved(net, layer, part, index, 1e-100j)
        slope = moved.objective(X, y, loss).imag / 1e-100
        exact = grads[layer][part][index]
        assert abs(slope - exact) <= 1e-13 * max(1, np.abs(grads[layer][part]).max())


@unhurried
@given(nets_with_data())
def test_gradients_have_the_shapes_and_types_of_the_parameters(case):
    net, X, y, loss = case
    before = copy.deepcopy((net.params, X, y))
    objective, grads = net.gradients(X, y, loss)
    assert objective == net.objective(X, y, loss)
    for pair, gradient_pair in zip(net.params, grads, strict=True):
        for p, g in zip(pair, gradient_pair, strict=True):
            assert g.shape == p.shape
            assert g.dtype == p.dtype
    for old, new in zip(before[0], net.params, strict=True):
        np.testing.assert_array_equal(old[0], new[0])
        np.testing.assert_array_equal(old[1], new[1])
    np.testing.assert_array_equal(before[1], X)
    np.testing.assert_array_equal(before[2], y)


@unhurried
@given(nets_with_data(activations=("relu", "tanh")))
def test_the_mean_over_samples_is_the_mean_of_single_gradients(case):
    net, X, y, loss = case
    net.l2 = 0.0
    _, grads = net.gradients(X, y, loss)
    singles = [net.gradients(X[i : i + 1], y[i : i + 1], loss)[1] for i in range(len(X))]
    for layer, (dW, db) in enumerate(grads):
        dWs, dbs = zip(*(single[layer] for single in singles), strict=True)
        np.testing.assert_allclose(dW, np.mean(dWs, axis=0), rtol=1e-10, atol=1e-13)
        np.testing.assert_allclose(db, np.mean(dbs, axis=0), rtol=1e-10, atol=1e-13)


def test_the_penalty_is_half_of_l2_times_squared_weights_and_spares_biases():
    plain, penalised = (
        MLP([2, 3, 2], "tanh", "glorot_normal", rng=seeded(), l2=l2) for l2 in (0, 0.1)
    )
    X, y = seeded(1).normal(size=(4, 2)), [0, 1, 1, 0]
    (value, grads), (objective, penalised_grads) = (
        net.gradients(X, y) for net in (plain, penalised)
    )
    squares = sum((W**2).sum() for W, _ in plain.params)
    assert objective - value == pytest.approx(0.05 * squares)
    for (W, _), (dW, db), (dW2, db2) in zip(plain.params, grads, penalised_grads, strict=True):
        np.testing.assert_allclose(dW2 - dW, 0.1 * W, atol=1e-15)
        np.testing.assert_array_equal(db2, db)


@pytest.mark.parametrize("dtype", [np.float32, "float64"])
@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
@pytest.mark.parametrize("loss", ["cross_entropy", "mean_squared_error"])
def test_one_floating_type_throughout(dtype, activation, loss):
    net = MLP([3, 4, 2], activation, "glorot_normal", rng=seeded(), dtype=dtype, l2=0.1)
    X = seeded(1).normal(size=(5, 3))
    y = np.array([0, 1, 1, 0, 1])
    record = net.forward(X)
    value, grads = net.gradients(X, y if loss == "cross_entropy" else one_hot(y, 2), loss)
    pairs = [array for pair in [*net.params, *grads] for array in pair]
    arrays = [*record.zs, *record.activations, *pairs]
    assert {array.dtype for array in arrays} == {np.dtype(dtype)}
    assert value.dtype == dtype


def test_float32_agrees_with_float64():
    nets = [MLP([3, 8, 2], "gelu", rng=seeded(), dtype=dtype) for dtype in ("float32", "float64")]
    X, y = seeded(1).normal(size=(5, 3)), [0, 1, 1, 0, 1]
    (short, short_grads), (long, long_grads) = (net.gradients(X, y) for net in nets)
    assert short == pytest.approx(long, rel=1e-5)
    for (dW, _), (dW64, _) in zip(short_grads, long_grads, strict=True):
        np.testing.assert_allclose(dW, dW64, rtol=1e-4, atol=1e-6)


def test_the_objective_is_the_loss_of_the_output():
    net = MLP([2, 3, 3], rng=seeded())
    X, y = seeded(1).normal(size=(4, 2)), [0, 1, 2, 0]
    output = net.forward(X).output
    assert net.objective(X, y) == cross_entropy(output, y)
    T = one_hot(y, 3)
    assert net.objective(X, T, "mean_squared_error") == mean_squared_error(output, T)
    assert net.objective(X, T, get_loss("cross_entropy")) == cross_entropy(output, y)


def test_inputs_and_parameters_may_be_nodes_of_a_graph():
    net = MLP([2, 3, 2], "tanh", "glorot_normal", rng=seeded(), l2=0.1)
    X, y = seeded(1).normal(size=(4, 2)), [0, 1, 1, 0]
    objective, grads = net.gradients(X, y)
    net.params = [(Node(W), Node(b)) for W, b in net.params]
    inputs = Node(X)
    traced = net.objective(inputs, y)
    traced.backward()
    assert traced.value == pytest.approx(objective, rel=1e-15)
    assert cross_entropy(net.forward(inputs).output, y).value == pytest.approx(
        (traced - net.penalty()).value, rel=1e-14
    )
    T = one_hot(y, 2)
    assert mean_squared_error(net.forward(inputs).output, T).value == pytest.approx(
        (net.objective(inputs, T, "mean_squared_error") - net.penalty()).value, rel=1e-14
    )
    np.testing.assert_array_equal(softmax(inputs).value, softmax(X))
    np.testing.assert_array_equal(log_softmax(inputs).value, log_softmax(X))
    for (W, b), (dW, db) in zip(net.params, grads, strict=True):
        np.testing.assert_allclose(W.grad, dW, rtol=1e-13)
        np.testing.assert_allclose(b.grad, db, rtol=1e-13)
    assert inputs.grad.shape == X.shape
    assert np.isfinite(inputs.grad).all()


def test_predictions_and_accuracy():
    net = MLP([2, 2], initializer="identity", rng=seeded())
    X = [[3.0, 1.0], [0.0, 1.0], [2.0, 1.0], [0.0, 5.0]]
    assert net.predict(X).tolist() == [0, 1, 0, 1]
    assert net.accuracy(X, [0, 1, 0, 0]) == 0.75
    assert net.accuracy(X, one_hot([0, 1, 1, 0], 2)) == 0.5


def test_the_sign_of_a_single_output_is_the_class():
    net = MLP([2, 1], initializer="identity", rng=seeded())
    X = [[3.0, 1.0], [0.0, 1.0], [-2.0, 1.0], [0.1, 5.0]]
    assert net.predict(X).tolist() == [1, 0, 0, 1]
    assert net.accuracy(X, [1, 0, 1, 1]) == 0.75
    assert net.accuracy(X, [[0.9], [0.4], [0.6], [1.0]]) == 0.75


@pytest.mark.parametrize("name", sorted(INITIALIZERS))
def test_every_initializer_by_name_and_the_same_seed_the_same_net(name):
    first, second = (MLP([4, 3, 2], initializer=name, rng=seeded(5)) for _ in range(2))
    rng = seeded(5)
    for (W, b), (W2, _), shape in zip(first.params, second.params, [(4, 3), (3, 2)], strict=True):
        np.testing.assert_array_equal(W, W2)
        np.testing.assert_array_equal(W, INITIALIZERS[name](rng, shape))
        assert not b.any()


def test_activations_and_initializers_of_your_own():
    net = MLP(
        [1, 1, 1], leaky_relu_with_slope(0.5), lambda rng, shape: -np.ones(shape), rng=seeded()
    )
    assert net.forward([[2.0]]).output.item() == 1.0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"sizes": [2]}, "sizes must name at least inputs and outputs"),
        ({"sizes": []}, "sizes must name at least inputs and outputs"),
        ({"sizes": 3}, "sizes must be a list of whole numbers, not 3"),
        ({"sizes": "23"}, "sizes must be a list of whole numbers, not '23'"),
        ({"sizes": [2, 0, 1]}, r"sizes\[1\] must be a positive whole number, not 0"),
        ({"sizes": [2, -1]}, r"sizes\[1\] must be a positive whole number, not -1"),
        ({"sizes": [2.0, 1]}, r"sizes\[0\] must be a positive whole number, not 2.0"),
        ({"activation": "rleu"}, "unknown activation 'rleu'; did you mean 'relu'"),
        ({"initializer": "he"}, "unknown initializer 'he'"),
        ({"initializer": None}, "initializer must be a name"),
        ({"rng": 0}, "rng must be a generator"),
        ({"dtype": "int64"}, "dtype must be float64 or float32, not 'int64'"),
        ({"dtype": "flaot"}, "dtype must be float64 or float32, not 'flaot'"),
        ({"dtype": None}, "dtype must be float64"),
        ({"dtype": "float16"}, "not 'float16', whose sums overflow above 65504 and whose small"),
        ({"activation": "swish"}, "unknown activation 'swish'; did you mean 'silu'"),
        ({"initializer": "kaiming_normal_"}, "did you mean 'he_normal'"),
        ({"initializer": "Xavier-Uniform"}, "did you mean 'glorot_uniform'"),
        ({"l2": -1}, "l2 must be zero or a positive number, not -1"),
        ({"l2": "a"}, "l2 must be zero or a positive number, not 'a'"),
    ],
)
def test_a_wrong_argument_is_named(arguments, message):
    with pytest.raises((TypeError, ValueError), match=message):
        MLP(**{"sizes": [2, 3, 1], "rng": seeded(), **arguments})


@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        (np.zeros((4, 3)), [0] * 4, r"X must have shape \(n, 2\), not \(4, 3\)"),
        (np.zeros(2), [0], r"X must have shape \(n, 2\), not \(2,\)"),
        (np.zeros((0, 2)), [], "X must not be empty"),
        ([[np.nan, 0.0]], [0], "X must be finite"),
        ([[0.0, np.inf]], [0], r"X must be finite in float64; entry \(0, 1\) is inf"),
        ([[1j, 0.0]], [0], "X must hold real numbers"),
        ([["a", "b"]], [0], "X must hold numbers"),
        (np.zeros((2, 2)), [0], r"y must have shape \(2,\), for labels, .* not \(1,\)"),
        (np.zeros((2, 2)), [0, 3], "y must be class labels from 0 to 2, not 3"),
        (np.zeros((2, 2)), [0.0, 1.0], "y must be whole numbers"),
        (np.zeros((2, 2)), np.zeros((2, 3)), "each row of y must be probabilities"),
    ],
)
def test_wrong_data_is_named(X, y, message):
    net = MLP([2, 4, 3], rng=seeded())
    for method in (net.gradients, net.objective, net.accuracy):
        with pytest.raises((TypeError, ValueError), match=message):
            method(X, y)


def test_numbers_too_large_for_the_type_are_named():
    net = MLP([1, 2], rng=seeded(), dtype="float32")
    with pytest.raises(ValueError, match=r"X must be finite in float32; entry \(0, 0\) is 1e\+39"):
        net.forward([[1e39]])


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_stacked_networks_compute_and_learn_as_each_does_alone(activation):
    rng = seeded()
    X, targets = rng.normal(size=(7, 3)), rng.normal(size=(7, 2))
    nets = [MLP([3, 5, 4, 2], activation, rng=seeded(seed), l2=0.1) for seed in range(3)]
    together = stacked(nets)
    for _ in range(3):
        record = together.propagate(X)
        grads = together.backward(record, 2 * (record.output - targets) / targets.size)
        for i, net in enumerate(nets):
            np.testing.assert_allclose(record.output[i], net.forward(X).output)
            _, alone = net.gradients(X, targets, "mean_squared_error")
            for (dW, db), (dW_alone, db_alone) in zip(grads, alone, strict=True):
                np.testing.assert_allclose(dW[i], dW_alone)
                np.testing.assert_allclose(db[i, 0], db_alone)
            net.params = sgd_step(net.params, alone, 0.5)
        together.params = sgd_step(together.params, grads, 0.5)


def test_stacked_wants_networks_of_the_same_sizes():
    with pytest.raises(ValueError, match=r"same sizes, not \[\[2, 3\], \[2, 4\]\]"):
        stacked([MLP([2, 3], rng=seeded()), MLP([2, 4], rng=seeded())])
    with pytest.raises(ValueError, match="at least one"):
        stacked([])
    with pytest.raises(TypeError, match="each of nets must be an MLP, not 3"):
        stacked([3])
    with pytest.raises(TypeError, match="nets must be a list of MLP, not 3"):
        stacked(3)
