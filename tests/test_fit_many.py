import numpy as np
import pytest

from shared.activations import leaky_relu_with_slope
from shared.datasets import moons
from shared.fit_many import fit_many
from shared.mlp import MLP
from shared.training import fit

X, y = moons(60, rng=np.random.default_rng(0))


def generators(count=3):
    return [np.random.default_rng(seed) for seed in range(count)]


def nets_of(rngs, sizes=(2, 5, 4, 2), **settings):
    return [MLP(sizes, rng=rng, **settings) for rng in rngs]


@pytest.mark.parametrize(
    ("sizes", "settings"),
    [((2, 2), {}), ((2, 5, 4, 2), {}), ((2, 5, 3), {"activation": "tanh", "l2": 0.01})],
    ids=["linear", "two hidden layers", "tanh with weight decay"],
)
@pytest.mark.parametrize("rates", [0.3, [0.1, 0.3, 0.5]])
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_each_net_ends_where_fit_brings_it(sizes, settings, rates, optimizer):
    rows = np.stack([np.random.default_rng(10 + i).permutation(60)[:50] for i in range(3)])
    rngs = generators()
    nets = nets_of(rngs, sizes, **settings)
    # 50 is no multiple of 16: the last minibatch is smaller.
    common = {"epochs": 4, "batch_size": 16, "optimizer": optimizer}
    fit_many(nets, X, y, rows=rows, rngs=rngs, learning_rate=rates, **common)
    for rng, net, own, rate in zip(generators(), nets, rows, np.full(3, rates), strict=True):
        (alone,) = nets_of([rng], sizes, **settings)
        fit(alone, X[own], y[own], learning_rate=rate, rng=rng, **common)
        for (W, b), (W_alone, b_alone) in zip(net.params, alone.params, strict=True):
            np.testing.assert_allclose(W, W_alone, rtol=1e-10, atol=1e-12)
            np.testing.assert_allclose(b, b_alone, rtol=1e-10, atol=1e-12)


def test_accuracies_are_those_on_each_nets_own_validation_rows():
    rows = np.stack([np.random.default_rng(i).permutation(60) for i in range(3)])
    rngs = generators()
    nets = nets_of(rngs)
    accuracy = fit_many(
        nets,
        X,
        y,
        rows=rows[:, :40],
        validation_rows=rows[:, 40:],
        learning_rate=0.3,
        epochs=5,
        rngs=rngs,
    )
    assert accuracy.shape == (5, 3)
    expected = [net.accuracy(X[own], y[own]) for net, own in zip(nets, rows[:, 40:], strict=True)]
    np.testing.assert_array_equal(accuracy[-1], expected)


def test_equal_activations_may_be_made_twice():
    nets = [MLP([2, 3, 2], leaky_relu_with_slope(0.1), rng=rng) for rng in generators(2)]
    fit_many(nets, X, y, **GOOD, rngs=generators(2))


def test_a_net_that_diverges_leaves_the_others_alone():
    rows, rngs = np.tile(np.arange(60), (2, 1)), generators(2)
    nets = nets_of(rngs, (2, 5, 5, 5, 2), initializer=lambda rng, shape: 9 * rng.normal(size=shape))
    fit_many(nets, X, y, rows=rows, learning_rate=[1e300, 1e-9], epochs=3, rngs=rngs)
    assert not all(np.isfinite(W).all() for W, _ in nets[0].params)
    assert all(np.isfinite(W).all() for W, _ in nets[1].params)


GOOD = {"rows": [[0, 1], [2, 3]], "learning_rate": 0.1, "epochs": 1}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"rows": [[0, 1]]}, r"rows must have shape \(2, n\), not \(1, 2\)"),
        ({"rows": [[0, 60], [0, 1]]}, "rows must be whole numbers from 0 to 59"),
        ({"rows": [[0, -1], [0, 1]]}, "rows must be whole numbers from 0 to 59"),
        ({"rows": [[0, 0.5], [0, 1]]}, "rows must be whole numbers"),
        ({"validation_rows": [[0]]}, r"validation_rows must have shape \(2, n\)"),
        (
            {"learning_rate": [0.1]},
            "learning_rate must be one number, or 2 numbers, one per net, not 1",
        ),
        ({"learning_rate": [0.1, -1]}, r"learning_rate\[1\] must be"),
        ({"epochs": 0}, "epochs must be"),
        ({"rngs": [0, 1]}, r"rngs\[0\] must be a numpy.random.Generator, not"),
        ({"rngs": generators(1)}, "rngs must be a list of 2 generators, one per net, not"),
    ],
)
def test_bad_arguments_are_named(changed, message):
    rngs = generators(2)
    with pytest.raises((TypeError, ValueError), match=message):
        fit_many(nets_of(rngs), X, y, **{"rngs": rngs} | GOOD | changed)


def test_nets_must_be_alike():
    one, two = generators(2)
    unlike = [MLP([2, 3, 2], rng=one), MLP([2, 4, 2], rng=two)]
    with pytest.raises(ValueError, match=r"sizes is \[2, 3, 2\] in nets\[0\] and \[2, 4, 2\] in"):
        fit_many(unlike, X, y, rngs=[one, two], **GOOD)
    with pytest.raises(TypeError, match=r"nets\[1\] must be an MLP"):
        fit_many([unlike[0], "net"], X, y, rngs=[one, two], **GOOD)
    with pytest.raises(TypeError, match="nets must be a list of at least one MLP"):
        fit_many([], X, y, rngs=[], **GOOD)
    single = [MLP([2, 3, 1], rng=rng) for rng in (one, two)]
    with pytest.raises(ValueError, match="at least two outputs"):
        fit_many(single, X, y, rngs=[one, two], **GOOD)


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_it_does_not_matter_how_many_nets_are_trained_side_by_side(monkeypatch, at_once):
    rows = np.stack([np.random.default_rng(i).permutation(60) for i in range(3)])
    common = {"rows": rows[:, :40], "validation_rows": rows[:, 40:], "epochs": 3}
    results = []
    for size in (3, at_once):
        monkeypatch.setattr("shared.fit_many.nets_at_once", lambda net, size=size: size)
        rngs = generators()
        nets = nets_of(rngs)
        accuracy = fit_many(nets, X, y, learning_rate=[0.1, 0.2, 0.3], rngs=rngs, **common)
        results.append((accuracy, [net.params for net in nets]))
    (accuracy, params), (other_accuracy, other_params) = results
    np.testing.assert_array_equal(accuracy, other_accuracy)
    for one, other in zip(params, other_params, strict=True):
        for (W, b), (W_other, b_other) in zip(one, other, strict=True):
            np.testing.assert_allclose(W, W_other, rtol=1e-12)
            np.testing.assert_allclose(b, b_other, rtol=1e-12)
