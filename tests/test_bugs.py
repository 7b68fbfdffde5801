"""Each bug is wrong in exactly the way it says."""

import numpy as np
import pytest

from shared.bugs import BUGS, BuggyMLP
from shared.gradcheck import check_gradient
from shared.losses import LOSSES, one_hot
from shared.mlp import MLP, stacked

SIZES = [2, 6, 5, 4, 3]
X = np.random.default_rng(0).normal(size=(7, 2))
Y = np.array([0, 1, 2, 0, 1, 2, 0])


def gradients(bug, layer, activation="tanh", learning_rate=0.5):
    rng = np.random.default_rng(3)
    given = {"bug": bug, "layer": layer, "learning_rate": learning_rate}
    net = BuggyMLP(SIZES, activation, "glorot_normal", rng=rng, l2=0.01, **given)
    plain = MLP(SIZES, activation, "glorot_normal", rng=np.random.default_rng(3), l2=0.01)
    names = [f"{kind}{layer}" for layer in range(1, 5) for kind in "Wb"]
    wrong, right = (
        dict(zip(names, [g for pair in each.gradients(X, Y)[1] for g in pair], strict=True))
        for each in (net, plain)
    )
    return wrong, right


def differing(wrong, right):
    return [name for name in wrong if not np.array_equal(wrong[name], right[name])]


@pytest.mark.parametrize("layer", [1, 2, 3])
def test_no_bug_is_the_plain_backward_pass(layer):
    assert differing(*gradients(0, layer)) == []


@pytest.mark.parametrize("layer", [1, 2, 3])
def test_bugs_of_a_parameter_stay_with_it(layer):
    wrong, right = gradients(1, layer)
    assert differing(wrong, right) == [f"b{layer}"]
    np.testing.assert_allclose(7 * wrong[f"b{layer}"], right[f"b{layer}"])
    wrong, right = gradients(5, layer)
    assert differing(wrong, right) == [f"W{layer}"]
    np.testing.assert_array_equal(wrong[f"W{layer}"], -right[f"W{layer}"])


@pytest.mark.parametrize("bug", [2, 3, 4])
@pytest.mark.parametrize("layer", [1, 2, 3])
def test_bugs_of_a_variable_are_passed_on_towards_the_inputs(bug, layer):
    expected = [f"{kind}{below}" for below in range(1, layer + 1) for kind in "Wb"]
    assert differing(*gradients(bug, layer)) == expected


def test_an_early_update_is_as_wrong_as_the_step_is_long():
    def off(learning_rate):
        wrong, right = gradients(3, 2, learning_rate=learning_rate)
        return np.linalg.norm(wrong["W2"] - right["W2"])

    assert off(1e-4) / off(1e-3) == pytest.approx(0.1, rel=1e-6)


def test_relu_hides_a_slope_taken_at_its_output():
    assert differing(*gradients(2, 2, activation="relu")) == []
    assert differing(*gradients(4, 2, activation="relu")) != []


@pytest.mark.parametrize("bug", [bug for bug in BUGS if bug])
def test_the_gradient_check_finds_every_bug(bug):
    given = {"bug": bug, "layer": 2}
    net = BuggyMLP(SIZES, "tanh", "glorot_normal", rng=np.random.default_rng(3), **given)

    def objective(params):
        net.params = params
        return net.objective(X, Y)

    assert not check_gradient(objective, net.params, net.gradients(X, Y)[1]).passed


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"bug": 6, "layer": 1}, "bug"),
        ({"bug": 1, "layer": 4}, "layer"),
        ({"bug": 1, "layer": 0}, "layer"),
        ({"bug": 3, "layer": 1, "learning_rate": 0}, "learning_rate"),
    ],
)
def test_bad_arguments_are_named(given, match):
    with pytest.raises(ValueError, match=match):
        BuggyMLP(SIZES, rng=np.random.default_rng(0), **given)


@pytest.mark.parametrize("bug", BUGS)
def test_stacked_networks_have_the_bug_as_each_by_itself(bug):
    nets = [
        BuggyMLP(SIZES, "tanh", rng=np.random.default_rng(seed), l2=0.01, bug=bug, layer=2)
        for seed in range(4)
    ]
    together = stacked(nets)
    record = together.propagate(X)
    _, dZ = LOSSES["cross_entropy"].with_gradient(record.output, one_hot(Y, 3))
    grads = together.backward(record, dZ)
    for i, net in enumerate(nets):
        for (dW, db), (W, b) in zip(grads, net.gradients(X, Y)[1], strict=True):
            np.testing.assert_allclose(dW[i], W, rtol=1e-12, atol=1e-15)
            np.testing.assert_allclose(db[i, 0], b, rtol=1e-12, atol=1e-15)
