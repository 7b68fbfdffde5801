"""Gradients, optimisers and initial weights against PyTorch, an implementation that is not ours."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.activations import ACTIVATIONS, gelu_tanh, leaky_relu_with_slope
from shared.initializers import INITIALIZERS, calculate_gain
from shared.losses import LOSSES, cross_entropy, log_softmax, mean_squared_error, one_hot, softmax
from shared.mlp import MLP
from shared.training import SGD, Adam, fit

torch = pytest.importorskip("torch", reason="PyTorch, the oracle of these tests, is not installed")

F = torch.nn.functional
torch.set_num_threads(1)
unhurried = settings(deadline=None)

TORCH_ACTIVATIONS = {
    "identity": lambda z: z,
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "selu": F.selu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    # Above its default threshold of 20 PyTorch returns z itself, off by exp(-20).
    "softplus": lambda z: F.softplus(z, threshold=100),
    "softsign": F.softsign,
    "silu": F.silu,
    "gelu": F.gelu,
    "mish": F.mish,
}
TORCH_LOSSES = {"cross_entropy": F.cross_entropy, "mean_squared_error": F.mse_loss}


def tensor(array, **options):
    return torch.tensor(np.asarray(array), **options)


def relative_error(ours, theirs):
    """Return the largest difference in units of the largest entry."""
    theirs = theirs.detach().numpy()
    return np.abs(ours - theirs).max() / max(np.abs(theirs).max(), 1e-300)


def as_leaves(net):
    return [tuple(tensor(array, requires_grad=True) for array in (W, b)) for W, b in net.params]


def torch_objective(net, leaves, X, y, loss):
    H = tensor(X)
    for layer, (W, b) in enumerate(leaves):
        H = (TORCH_ACTIVATIONS[net.activation.name](H) if layer else H) @ W + b
    penalty = net.l2 / 2 * sum((W**2).sum() for W, _ in leaves)
    return TORCH_LOSSES[loss](H, tensor(y)) + penalty


@st.composite
def cases(draw):
    rng = np.random.default_rng(draw(st.integers(0, 100_000)))
    sizes = draw(st.lists(st.integers(1, 12), min_size=2, max_size=6))
    net = MLP(
        sizes,
        draw(st.sampled_from(sorted(TORCH_ACTIVATIONS))),
        draw(st.sampled_from(["glorot_normal", "he_uniform", "orthogonal", "pytorch_linear"])),
        rng=rng,
        l2=draw(st.sampled_from([0.0, 1e-3, 0.5])),
    )
    net.params = [(W, b + rng.normal(size=b.shape)) for W, b in net.params]
    n = draw(st.integers(1, 33))
    X = draw(st.sampled_from([0.1, 1.0, 10.0])) * rng.normal(size=(n, sizes[0]))
    targets = draw(st.sampled_from(["labels", "probabilities", "numbers"]))
    if targets == "labels":
        return net, X, rng.integers(sizes[-1], size=n), "cross_entropy"
    if targets == "probabilities":
        return net, X, rng.dirichlet(np.ones(sizes[-1]), size=n), "cross_entropy"
    return net, X, rng.normal(size=(n, sizes[-1])), "mean_squared_error"


@settings(unhurried, max_examples=300)
@given(cases())
def test_gradients_of_random_nets(case):
    net, X, y, loss = case
    objective, grads = net.gradients(X, y, loss)
    leaves = as_leaves(net)
    expected = torch_objective(net, leaves, X, y, loss)
    expected.backward()
    assert relative_error(objective, expected) <= 1e-12
    # One scale for all gradients: where a gradient is exactly zero, both leave rounding error times
    # the inputs.
    scale = max(float(p.grad.abs().max()) for pair in leaves for p in pair)
    least = 1e-3 * max(1, np.abs(X).max())
    for pair, gradient_pair in zip(leaves, grads, strict=True):
        for leaf, gradient in zip(pair, gradient_pair, strict=True):
            assert np.abs(gradient - leaf.grad.numpy()).max() <= 1e-12 * max(scale, least)


@pytest.mark.parametrize("name", sorted(TORCH_ACTIVATIONS))
def test_activations_and_their_slopes_also_at_the_kink(name):
    z = np.linspace(-12, 12, 193)
    assert 0 in z
    leaf = tensor(z, requires_grad=True)
    value = TORCH_ACTIVATIONS[name](leaf)
    value.sum().backward()
    np.testing.assert_allclose(
        ACTIVATIONS[name].f(z), value.detach().numpy(), rtol=1e-12, atol=2e-15
    )
    np.testing.assert_allclose(ACTIVATIONS[name].df(z), leaf.grad.numpy(), rtol=1e-12, atol=2e-15)


def test_the_activations_with_parameters():
    z = np.linspace(-12, 12, 193)
    approximate = F.gelu(tensor(z), approximate="tanh").numpy()
    np.testing.assert_allclose(gelu_tanh(z), approximate, rtol=1e-12, atol=2e-15)
    leaky = F.leaky_relu(tensor(z), 0.3).numpy()
    np.testing.assert_array_equal(leaky_relu_with_slope(0.3).f(z), leaky)


@pytest.mark.parametrize("scale", [1, 100, 1e4])
def test_losses_at_ordinary_and_extreme_logits(scale):
    rng = np.random.default_rng(0)
    Z, y = scale * rng.normal(size=(20, 5)), rng.integers(5, size=20)
    np.testing.assert_allclose(softmax(Z), F.softmax(tensor(Z), 1).numpy(), rtol=1e-12)
    np.testing.assert_allclose(log_softmax(Z), F.log_softmax(tensor(Z), 1).numpy(), rtol=1e-12)
    assert relative_error(cross_entropy(Z, y), F.cross_entropy(tensor(Z), tensor(y))) <= 1e-12
    T = one_hot(y, 5)
    assert relative_error(mean_squared_error(Z, T), F.mse_loss(tensor(Z), tensor(T))) <= 1e-12


def test_binary_cross_entropy_and_its_gradient():
    rng = np.random.default_rng(0)
    Z, T = 5 * rng.normal(size=(20, 1)), rng.uniform(size=(20, 1))
    leaf = tensor(Z, requires_grad=True)
    expected = F.binary_cross_entropy_with_logits(leaf, tensor(T))
    expected.backward()
    value, gradient = LOSSES["binary_cross_entropy"].with_gradient(Z, T)
    assert relative_error(value, expected) <= 1e-14
    assert relative_error(gradient, leaf.grad) <= 1e-14


OPTIMIZERS = {
    "sgd": (lambda: SGD(0.1), lambda ps: torch.optim.SGD(ps, lr=0.1)),
    "momentum": (lambda: SGD(0.1, 0.9), lambda ps: torch.optim.SGD(ps, lr=0.1, momentum=0.9)),
    "adam": (lambda: Adam(0.01), lambda ps: torch.optim.Adam(ps, lr=0.01)),
    "adam with its own numbers": (
        lambda: Adam(0.01, 0.8, 0.99, 1e-4),
        lambda ps: torch.optim.Adam(ps, lr=0.01, betas=(0.8, 0.99), eps=1e-4),
    ),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
@unhurried
@given(case=cases(), steps=st.integers(1, 4))
def test_steps_of_every_optimizer(name, case, steps):
    net, X, y, loss = case
    # The same gradients for both, so that only the step is compared.
    _, grads = net.gradients(X, y, loss)
    leaves = as_leaves(net)
    ours, theirs = OPTIMIZERS[name]
    optimizer = ours()
    torch_optimizer = theirs([leaf for pair in leaves for leaf in pair])
    params = net.params
    for step in range(steps):
        scaled = [((step + 1) * dW, (1 - step) * db) for dW, db in grads]
        for pair, gradient_pair in zip(leaves, scaled, strict=True):
            for leaf, gradient in zip(pair, gradient_pair, strict=True):
                leaf.grad = tensor(gradient)
        torch_optimizer.step()
        params = optimizer.step(params, scaled)
        for pair, new_pair in zip(leaves, params, strict=True):
            for leaf, new in zip(pair, new_pair, strict=True):
                assert relative_error(new, leaf) <= 1e-12


@pytest.mark.parametrize("name", ["sgd", "momentum", "adam"])
def test_a_whole_training_run(name):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(32, 3)), rng.integers(4, size=32)
    net = MLP([3, 8, 8, 4], "tanh", "glorot_normal", rng=rng, l2=0.01)
    leaves = as_leaves(net)
    torch_optimizer = OPTIMIZERS[name][1]([leaf for pair in leaves for leaf in pair])
    fit(
        net,
        X,
        y,
        optimizer="adam" if name == "adam" else "sgd",
        momentum=0.9 if name == "momentum" else 0,
        learning_rate=0.01 if name == "adam" else 0.1,
        batch_size=32,  # all of them: their order within the minibatch does not matter
        epochs=20,
        rng=rng,
    )
    for _ in range(20):
        torch_optimizer.zero_grad()
        torch_objective(net, leaves, X, y, "cross_entropy").backward()
        torch_optimizer.step()
    for pair, new_pair in zip(leaves, net.params, strict=True):
        for leaf, new in zip(pair, new_pair, strict=True):
            # Each step is equal to 1e-12; twenty of them, through Adam's quotients, add up.
            assert relative_error(new, leaf) <= 1e-10


@pytest.mark.parametrize(
    ("name", "slope"),
    [("linear", None), ("sigmoid", None), ("tanh", None), ("relu", None), ("selu", None)]
    + [("leaky_relu", slope) for slope in (0.01, 0.2, 1.0)],
)
def test_gains(name, slope):
    expected = torch.nn.init.calculate_gain(name, slope)
    assert calculate_gain(name, slope or 0.01) == pytest.approx(expected, rel=1e-15)


FAN_IN, FAN_OUT = 200, 80


def torch_weights(fill):
    """Return weights as PyTorch draws them; its layout is the transpose of ours."""
    torch.manual_seed(0)
    W = torch.empty(FAN_OUT, FAN_IN, dtype=torch.float64)
    fill(W)
    return W.numpy().T


TORCH_INITIALIZERS = {
    "glorot_normal": torch.nn.init.xavier_normal_,
    "glorot_uniform": torch.nn.init.xavier_uniform_,
    "he_normal": lambda W: torch.nn.init.kaiming_normal_(W, nonlinearity="relu"),
    "he_uniform": lambda W: torch.nn.init.kaiming_uniform_(W, nonlinearity="relu"),
    "lecun_normal": lambda W: torch.nn.init.kaiming_normal_(W, nonlinearity="linear"),
    "lecun_uniform": lambda W: torch.nn.init.kaiming_uniform_(W, nonlinearity="linear"),
    "normal": lambda W: torch.nn.init.normal_(W, std=0.01),
    "uniform": lambda W: torch.nn.init.uniform_(W, -0.05, 0.05),
    "truncated_normal": lambda W: torch.nn.init.trunc_normal_(W, std=0.05, a=-0.1, b=0.1),
    "pytorch_linear": lambda W: W.copy_(
        torch.nn.Linear(FAN_IN, FAN_OUT, dtype=torch.float64).weight.detach()
    ),
}


@pytest.mark.parametrize("name", TORCH_INITIALIZERS)
def test_initial_weights_have_the_same_distribution(name):
    from scipy.stats import ks_2samp

    theirs = torch_weights(TORCH_INITIALIZERS[name]).ravel()
    ours = INITIALIZERS[name](np.random.default_rng(0), (FAN_IN, FAN_OUT)).ravel()
    assert ks_2samp(ours, theirs).pvalue > 1e-4
    # The variance of a variance is at most 2 sigma^4 / n here, and there are two of them.
    assert abs(ours.var() / theirs.var() - 1) < 5 * math.sqrt(4 / ours.size)


@pytest.mark.parametrize("name", [name for name in TORCH_INITIALIZERS if "uniform" in name])
def test_uniform_weights_have_the_same_ends(name):
    theirs = torch_weights(TORCH_INITIALIZERS[name])
    ours = INITIALIZERS[name](np.random.default_rng(0), (FAN_IN, FAN_OUT))
    assert np.abs(ours).max() == pytest.approx(np.abs(theirs).max(), rel=1e-3)


def test_the_fixed_ones():
    shape = (FAN_IN, FAN_OUT)
    rng = np.random.default_rng(0)
    np.testing.assert_array_equal(
        INITIALIZERS["identity"](rng, shape), torch_weights(torch.nn.init.eye_)
    )
    theirs = torch_weights(torch.nn.init.orthogonal_)
    ours = INITIALIZERS["orthogonal"](rng, shape)
    np.testing.assert_allclose(ours.T @ ours, theirs.T @ theirs, atol=1e-12)


def test_the_seed_of_pytorch_is_not_the_only_way_to_get_its_factorisation():
    # Orthogonalising the same normal matrix must give the same matrix, signs included.
    class Fixed(np.random.Generator):
        def standard_normal(self, shape):
            return tall

    tall = np.random.default_rng(1).standard_normal((FAN_IN, FAN_OUT))
    ours = INITIALIZERS["orthogonal"](Fixed(np.random.PCG64(0)), (FAN_IN, FAN_OUT))
    Q, R = torch.linalg.qr(tensor(tall))
    expected = (Q * torch.sign(torch.diag(R))).numpy()
    np.testing.assert_allclose(ours, expected, atol=1e-12)


def test_float32_steps_agree_to_their_precision():
    rng = np.random.default_rng(0)
    net = MLP([4, 8, 3], "relu", rng=rng, dtype="float32")
    X, y = rng.normal(size=(16, 4)).astype(np.float32), rng.integers(3, size=16)
    _, grads = net.gradients(X, y)
    leaves = as_leaves(net)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        torch_objective(net, leaves, X, y, "cross_entropy").backward()
    for pair, gradient_pair in zip(leaves, grads, strict=True):
        for leaf, gradient in zip(pair, gradient_pair, strict=True):
            assert relative_error(gradient, leaf.grad) < 1e-5
