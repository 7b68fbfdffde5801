"""Training: dealing, stepping, recording, diverging, and reading digits."""

import ast
import copy
import inspect
import math
import pickle
import re
import sys
import types
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.datasets import digits, moons, xor
from shared.losses import cross_entropy, mean_squared_error, one_hot
from shared.mlp import MLP
from shared.training import (
    SGD,
    Adam,
    DivergenceError,
    History,
    fit,
    make_optimizer,
    minibatches,
    sgd_step,
)

unhurried = settings(deadline=None)


def seeded(seed=0):
    return np.random.default_rng(seed)


def small_net(seed=0, **options):
    return MLP([2, 8, 2], "tanh", "glorot_normal", rng=seeded(seed), **options)


# --- minibatches ------------------------------------------------------------------------------


@unhurried
@given(n=st.integers(1, 40), batch_size=st.integers(1, 50), seed=st.integers(0, 99))
def test_each_sample_is_dealt_exactly_once_with_its_target(n, batch_size, seed):
    X = np.arange(n)[:, np.newaxis]
    batches = list(minibatches(X, 10 * np.arange(n), batch_size, seeded(seed)))
    dealt = np.concatenate([batch for batch, _ in batches])
    assert sorted(dealt.ravel()) == list(range(n))
    for batch, targets in batches:
        np.testing.assert_array_equal(10 * batch[:, 0], targets)
    assert all(len(batch) == batch_size for batch, _ in batches[:-1])
    assert 1 <= len(batches[-1][0]) <= batch_size


def test_the_order_is_new_each_epoch_and_follows_the_seed():
    def order(rng):
        return np.concatenate([batch for batch, _ in minibatches(range(50), range(50), 7, rng)])

    rng = seeded()
    first, second = order(rng), order(rng)
    assert (first != second).any()
    assert (first != np.arange(50)).any()
    np.testing.assert_array_equal(first, order(seeded()))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[1]], [1, 2], 1, seeded()), "X and y must have the same length"),
        (([], [], 1, seeded()), "X and y must have the same length n > 0"),
        ((3, 3, 1, seeded()), "X and y must have the same length"),
        (([1], [1], 0, seeded()), "batch_size must be a positive whole number, not 0"),
        (([1], [1], 1.0, seeded()), "batch_size must be a positive whole number, not 1.0"),
        (([1], [1], 1, 7), "rng must be a generator"),
    ],
)
def test_wrong_minibatches_are_named_at_the_call(arguments, message):
    with pytest.raises((TypeError, ValueError), match=message):
        minibatches(*arguments)  # not first when the minibatches are drawn


# --- optimisers -------------------------------------------------------------------------------


def pair(value, bias):
    return [(np.array([[value]]), np.array([bias]))]


def test_a_step_of_gradient_descent():
    params = pair(1.0, 2.0)
    ((W, b),) = sgd_step(params, pair(0.5, -1.0), 0.1)
    assert (W.item(), b.item()) == (0.95, 2.1)
    assert params == pair(1.0, 2.0)


def test_momentum_by_hand():
    optimizer, params = SGD(0.1, momentum=0.9), pair(1.0, 0.0)
    velocity, W = 0.0, 1.0
    for gradient in (1.0, 2.0, -1.0):
        params = optimizer.step(params, pair(gradient, 0.0))
        velocity = 0.9 * velocity + gradient
        W -= 0.1 * velocity
        assert params[0][0].item() == pytest.approx(W, rel=1e-15)


def test_a_step_keeps_no_gradient_of_its_caller():
    optimizer, params, grads = SGD(0.1, momentum=0.9), pair(1.0, 0.0), pair(1.0, 0.0)
    params = optimizer.step(params, grads)
    grads[0][0][:] = 2
    ((W, _),) = optimizer.step(params, grads)
    assert W.item() == pytest.approx(1 - 0.1 - 0.29)


@pytest.mark.parametrize("make", [partial(SGD, 0.1, momentum=0.9), partial(Adam, 0.1)])
@pytest.mark.parametrize("begins", [False, True])
def test_a_refused_step_changes_nothing(make, begins):
    optimizer, untouched, params, grads = make(), make(), pair(1.0, 0.0), pair(2.0, 1.0)
    if begins:
        params = optimizer.step(params, grads)
        untouched.step(pair(1.0, 0.0), grads)
    wide = [(np.ones((1, 2)), np.ones(2))]
    for refused in [
        (wide, grads),
        (params, wide),
        *[(wide, wide), (params * 2, grads * 2)] * begins,
    ]:
        with pytest.raises(ValueError, match=r"shape|argument"):
            optimizer.step(*refused)
    assert optimizer.step(params, grads) == untouched.step(params, grads)


def test_adam_by_hand():
    optimizer, params = Adam(0.1, beta1=0.5, beta2=0.75, epsilon=1e-3), pair(1.0, 0.0)
    m = v = 0.0
    W = 1.0
    for t, gradient in enumerate((1.0, 2.0, -1.0), start=1):
        params = optimizer.step(params, pair(gradient, 0.0))
        m, v = 0.5 * m + 0.5 * gradient, 0.75 * v + 0.25 * gradient**2
        W -= 0.1 * (m / (1 - 0.5**t)) / (math.sqrt(v / (1 - 0.75**t)) + 1e-3)
        assert params[0][0].item() == pytest.approx(W, rel=1e-14)
        assert params[0][1].item() == 0


@pytest.mark.parametrize("optimizer", [SGD(0.1), SGD(0.1, momentum=0.9), Adam(0.1)])
def test_steps_keep_the_type_and_the_old_parameters(optimizer):
    params = [(np.ones((2, 2), np.float32), np.ones(2, np.float32))]
    grads = [(np.full((2, 2), 0.5, np.float32), np.full(2, 0.5, np.float32))]
    for _ in range(2):
        ((W, b),) = optimizer.step(params, grads)
        assert W.dtype == b.dtype == np.float32
        assert (params[0][0] == 1).all()
        assert (grads[0][0] == 0.5).all()
        assert (W < 1).all()


@pytest.mark.parametrize("optimizer", [SGD(0.1), SGD(0.1, momentum=0.9), Adam(0.1)])
def test_steps_in_half_precision_are_those_of_single_precision(optimizer):
    # Squares of such gradients are 0 in float16, and so is Adam's epsilon: it divided 0 by 0.
    short = [(np.ones((2, 2), np.float16), np.ones(2, np.float16))]
    grads = [(np.full((2, 2), 1e-4, np.float16), np.zeros(2, np.float16))]
    long, long_grads = ([tuple(a.astype(np.float32) for a in p) for p in x] for x in (short, grads))
    other = copy.deepcopy(optimizer)
    for _ in range(3):
        short, long = optimizer.step(short, grads), other.step(long, long_grads)
    for one, expected in zip(short[0], long[0], strict=True):
        np.testing.assert_array_equal(one, expected, strict=True)
    assert (short[0][0] < 1).all()


@pytest.mark.parametrize("optimizer", [SGD(0.1), SGD(0.1, momentum=0.9), Adam(0.1)])
def test_gradients_of_another_shape_are_refused_and_not_broadcast(optimizer):
    with pytest.raises(ValueError, match=r"grads must have the shapes of params, here \(2, 2\)"):
        optimizer.step([(np.ones((2, 2)), np.ones(2))], [(np.ones(2), np.ones(2))])


@pytest.mark.parametrize("optimizer", [SGD(0.1), SGD(0.1, momentum=0.9), Adam(0.1)])
def test_another_number_of_layers_is_refused(optimizer):
    with pytest.raises(ValueError, match=r"shorter|longer"):
        optimizer.step(pair(1.0, 0.0) * 2, pair(1.0, 0.0))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SGD(0), "learning_rate must be a positive number, not 0"),
        (lambda: SGD(-0.1), "learning_rate must be a positive number, not -0.1"),
        (lambda: SGD(math.nan), "learning_rate must be a positive number, not nan"),
        (lambda: SGD("0.1"), "learning_rate must be a positive number, not '0.1'"),
        (lambda: SGD(True), "learning_rate must be a positive number, not True"),
        (lambda: SGD(0.1, 1), "momentum must be zero or a positive number below 1, not 1"),
        (lambda: SGD(0.1, -0.1), "momentum must be zero or a positive number below 1"),
        (lambda: Adam(0), "learning_rate must be a positive number"),
        (lambda: Adam(0.1, beta1=1), "beta1 must be zero or a positive number below 1"),
        (lambda: Adam(0.1, beta2=-1), "beta2 must be zero or a positive number below 1"),
        (lambda: Adam(0.1, epsilon=0), "epsilon must be a positive number"),
        (
            lambda: make_optimizer("adam", 0.1, 0.9),
            "momentum must be 0 for the optimizer 'adam', not 0.9",
        ),
        (lambda: make_optimizer("sdg", 0.1, 0), "unknown optimizer 'sdg'; did you mean 'sgd'"),
    ],
)
def test_wrong_numbers_are_named(make, message):
    with pytest.raises((TypeError, ValueError), match=message):
        make()


# --- fit --------------------------------------------------------------------------------------


def test_one_epoch_is_the_loop_written_out():
    X, y = moons(50, rng=seeded())
    net, by_hand = small_net(l2=0.01), small_net(l2=0.01)
    history = fit(net, X, y, learning_rate=0.3, batch_size=16, epochs=2, rng=seeded(3))
    rng = seeded(3)
    for _ in range(2):
        for X_batch, y_batch in minibatches(X, y, 16, rng):
            _, grads = by_hand.gradients(X_batch, y_batch)
            by_hand.params = sgd_step(by_hand.params, grads, 0.3)
    for (W, b), (W2, b2) in zip(net.params, by_hand.params, strict=True):
        np.testing.assert_allclose(W, W2, rtol=1e-13)
        np.testing.assert_allclose(b, b2, rtol=1e-13)
    assert history.loss[-1] == pytest.approx(cross_entropy(net.forward(X).output, y))
    assert history.accuracy[-1] == net.accuracy(X, y)
    for layer, ((dW, _), (W, _)) in enumerate(zip(grads, by_hand.params, strict=True)):
        assert history.gradient_scale[-1][layer] == pytest.approx(math.sqrt((dW**2).mean()))
        assert history.weight_scale[-1][layer] == pytest.approx(math.sqrt((W**2).mean()))


@pytest.mark.parametrize("options", [{}, {"momentum": 0.9}, {"optimizer": "adam"}])
def test_every_optimizer_learns_xor(options):
    rate = 0.05 if options else 0.5
    net = small_net()
    history = fit(
        net, *xor(), learning_rate=rate, batch_size=4, epochs=300, rng=seeded(), **options
    )
    assert history.accuracy[-1] == 1
    assert history.loss[-1] < 0.1 < history.loss[0]


def test_a_regression_has_no_accuracy():
    X = np.linspace(-1, 1, 64)[:, np.newaxis]
    T = np.sin(3 * X)
    net = MLP([1, 16, 1], "tanh", "glorot_normal", rng=seeded())
    history = fit(
        net,
        X,
        T,
        loss="mean_squared_error",
        optimizer="adam",
        learning_rate=0.01,
        batch_size=8,
        epochs=150,
        rng=seeded(),
        validation=(X[::2], T[::2]),
    )
    assert history.loss[-1] == mean_squared_error(net.forward(X).output, T)
    assert history.loss[-1] < 0.01 < history.loss[0]
    assert history.accuracy == history.validation_accuracy == []
    assert len(history.validation_loss) == 150


def test_a_single_output_learns_two_classes():
    X, y = moons(60, rng=seeded())
    net = MLP([2, 8, 1], "tanh", "glorot_normal", rng=seeded())
    options = {"loss": "binary_cross_entropy", "optimizer": "adam", "learning_rate": 0.05}
    history = fit(net, X, y, epochs=60, rng=seeded(), validation=(X, y), **options)
    assert history.accuracy[-1] == history.validation_accuracy[-1] == net.accuracy(X, y) > 0.9


def test_history_has_an_entry_an_epoch_and_a_scale_a_layer():
    X, y = moons(60, rng=seeded())
    held_out = moons(30, rng=seeded(1))
    net = small_net()
    history = fit(net, X, y, learning_rate=0.1, epochs=3, rng=seeded(), validation=held_out)
    for name, entries in vars(history).items():
        assert len(entries) == 3, name
    assert np.shape(history.gradient_scale) == np.shape(history.weight_scale) == (3, 2)
    assert history.validation_loss[-1] == cross_entropy(
        net.forward(held_out[0]).output, held_out[1]
    )
    assert history.validation_accuracy[-1] == net.accuracy(*held_out)


def test_the_defaults_of_fit_are_those_that_its_documentation_names():
    documented = dict(re.findall(r"^(\w+) : .*, default (\S+)$", inspect.getdoc(fit), re.MULTILINE))
    assert documented.keys() == {"loss", "batch_size", "momentum", "keep_history", "progress"}
    parameters = inspect.signature(fit).parameters
    for name, default in documented.items():
        assert parameters[name].default == ast.literal_eval(default), name


def test_validation_and_callbacks_do_not_change_the_training():
    X, y = moons(60, rng=seeded())
    watched, alone = small_net(), small_net()
    seen = []
    options = {"learning_rate": 0.1, "epochs": 3, "batch_size": 7}
    history = fit(
        watched,
        X,
        y,
        rng=seeded(),
        validation=(X, y),
        callback=lambda epoch, net, history: seen.append((epoch, net.params, len(history.loss))),
        **options,
    )
    assert fit(alone, X, y, rng=seeded(), **options).loss == history.loss
    assert [(epoch, length) for epoch, _, length in seen] == [(1, 1), (2, 2), (3, 3)]
    assert seen[-1][1] is watched.params
    assert (seen[0][1][0][0] != seen[1][1][0][0]).any()  # kept parameters stay as they were


def test_training_without_a_history_is_the_same_and_still_notices_divergence():
    X, y = moons(60, rng=seeded())
    measured, alone = small_net(), small_net()
    options = {"learning_rate": 0.1, "epochs": 3, "batch_size": 7}
    assert fit(measured, X, y, rng=seeded(), **options).loss
    assert fit(alone, X, y, rng=seeded(), keep_history=False, **options) == History()
    for one, other in zip(measured.params, alone.params, strict=True):
        np.testing.assert_array_equal(one[0], other[0])
    options = {"learning_rate": 1e308, "epochs": 1, "batch_size": 60}  # a single step
    with pytest.raises(DivergenceError, match="in epoch 1, no longer finite"):
        fit(alone, 1e9 * X, y, rng=seeded(), keep_history=False, **options)


def test_labels_and_one_hot_rows_train_the_same_net():
    X, y = moons(60, rng=seeded())
    histories = [
        fit(small_net(), X, targets, learning_rate=0.1, epochs=2, rng=seeded())
        for targets in (y, one_hot(y, 2))
    ]
    assert histories[0] == histories[1]


def test_data_and_generator_of_the_caller_are_not_changed():
    X, y = moons(20, rng=seeded())
    before = X.copy(), y.copy()
    fit(small_net(), X, y, learning_rate=0.1, epochs=1, rng=seeded())
    np.testing.assert_array_equal(X, before[0])
    np.testing.assert_array_equal(y, before[1])


@pytest.mark.parametrize(("rate", "loss"), [(1e200, "cross_entropy"), (50.0, "mean_squared_error")])
def test_divergence_is_an_error_that_keeps_the_history(rate, loss):
    X, y = moons(40, rng=seeded())
    net = MLP([2, 8, 8, 2], "relu", rng=seeded())
    targets = y if loss == "cross_entropy" else one_hot(y, 2)
    with pytest.raises(DivergenceError, match=r"the loss is (nan|inf) in epoch \d+") as info:
        fit(net, X, targets, loss=loss, learning_rate=rate, epochs=50, batch_size=8, rng=seeded())
    epoch = int(str(info.value).split("epoch ")[1].split(",")[0])
    assert len(info.value.history.loss) == epoch - 1
    assert all(math.isfinite(value) for value in info.value.history.loss)
    assert "lower the learning rate" in str(info.value)
    copied = pickle.loads(pickle.dumps(info.value))  # as another process sends it
    assert (str(copied), copied.history) == (str(info.value), info.value.history)
    assert isinstance(info.value, FloatingPointError)


def test_divergence_in_the_last_step_is_noticed_too():
    # With one step in the epoch, the loss of the minibatch is that before the step.
    X, y = moons(40, rng=seeded())
    net = MLP([2, 8, 8, 2], "relu", rng=seeded())
    with pytest.raises(DivergenceError) as info:
        fit(net, X, y, learning_rate=1e200, epochs=1, batch_size=40, rng=seeded())
    assert info.value.history == History()


def test_an_infinite_loss_stops_training_even_if_that_step_would_have_mended_it():
    # In float32 the square of 1e20 overflows, but its slope does not: after the step the fit is
    # exact, and a look at the end of the epoch finds nothing.
    net = MLP([1, 1], initializer="zeros", rng=seeded(), dtype="float32")
    options = {"loss": "mean_squared_error", "learning_rate": 0.25, "epochs": 1, "rng": seeded()}
    with pytest.raises(DivergenceError, match="the loss is inf in epoch 1"):
        fit(net, [[1.0]], [[1e20]], **options)
    assert not net.params[0][0].any()  # the step from there was not taken


def test_a_later_divergence_keeps_the_epochs_before():
    X, y = moons(40, rng=seeded())

    def spoil(epoch, net, history):
        if epoch == 3:
            net.params[0][0][:] = math.inf

    with pytest.raises(DivergenceError, match="in epoch 4") as info:
        fit(small_net(), X, y, learning_rate=0.1, epochs=9, rng=seeded(), callback=spoil)
    assert len(info.value.history.loss) == 3


def test_the_progress_bar_is_optional(monkeypatch):
    X, y = moons(20, rng=seeded())
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    options = {"learning_rate": 0.1, "epochs": 2, "rng": seeded()}
    with pytest.raises(ImportError, match="progress=True needs the package tqdm"):
        fit(small_net(), X, y, progress=True, **options)
    shown = []

    def tqdm(numbers, desc):
        for number in numbers:
            shown.append((desc, number))
            yield number

    monkeypatch.setitem(sys.modules, "tqdm", types.ModuleType("tqdm"))
    monkeypatch.setitem(sys.modules, "tqdm.auto", types.SimpleNamespace(tqdm=tqdm))
    history = fit(small_net(), X, y, progress=True, **options)
    assert shown == [("epoch", 1), ("epoch", 2)]
    assert len(history.loss) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"X": [[0.0, 1.0, 2.0]]}, r"X must have shape \(n, 2\), not \(1, 3\)"),
        ({"X": np.zeros((3, 2))}, r"y must have shape \(3,\), for labels, .* not \(4,\)"),
        ({"X": [[math.nan, 0]] * 4}, "X must be finite"),
        ({"y": [0, 1, 2, 0]}, "y must be class labels from 0 to 1, not 2"),
        ({"y": [0, 1]}, r"y must have shape \(4,\), for labels, .* not \(2,\)"),
        ({"loss": "mse"}, "unknown loss 'mse'; did you mean 'mean_squared_error'"),
        ({"optimizer": "adamw"}, "unknown optimizer 'adamw'; did you mean 'adam'"),
        ({"optimizer": None}, "optimizer must be a name"),
        ({"learning_rate": 0}, "learning_rate must be a positive number, not 0"),
        ({"learning_rate": None}, "learning_rate must be a positive number, not None"),
        ({"batch_size": 2.5}, "batch_size must be a positive whole number, not 2.5"),
        ({"batch_size": -1}, "batch_size must be a positive whole number, not -1"),
        ({"epochs": 0}, "epochs must be a positive whole number, not 0"),
        ({"epochs": "3"}, "epochs must be a positive whole number, not '3'"),
        ({"rng": None}, "rng must be a generator"),
        ({"momentum": 1.5}, "momentum must be zero or a positive number below 1, not 1.5"),
        ({"validation": 3}, r"validation must be a pair \(X, y\), not 3"),
        ({"validation": ([[1.0]], [0])}, r"validation X must have shape \(n, 2\)"),
        ({"validation": ([[1.0, 2.0]], [5])}, "validation y must be class labels"),
        ({"validation": ([[1.0, 2.0]], [0]), "keep_history": False}, "keep_history must be True"),
        ({"callback": 3}, "callback must be callable, not 3"),
    ],
)
def test_a_wrong_argument_is_named_before_anything_is_trained(arguments, message):
    net = small_net()
    before = net.params
    X, y = xor()
    accepted = {"X": X, "y": y, "learning_rate": 0.1, "epochs": 1, "rng": seeded()}
    with pytest.raises((TypeError, ValueError), match=message):
        fit(net, **{**accepted, **arguments})
    assert net.params is before


def test_digits_are_read():
    rng = seeded()
    split = digits(rng=rng)
    net = MLP([64, 64, 64, 10], "relu", "he_normal", rng=rng)
    given = {"learning_rate": 0.1, "momentum": 0.9, "batch_size": 32, "epochs": 20, "rng": rng}
    fit(net, split.X_train, split.y_train, keep_history=False, **given)
    # Measured on five splits: 98.2 % on average, 96.9 % at worst.
    assert net.accuracy(split.X_test, split.y_test) > 0.96
