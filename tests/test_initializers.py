"""The initial weights: distributions, variances, seeds, and what bad arguments are told."""

import math

import numpy as np
import pytest
import scipy.integrate
import scipy.special
import scipy.stats
from hypothesis import settings

from shared.activations import ACTIVATIONS
from shared.initializers import (
    GAINS,
    INITIALIZERS,
    TRUNCATED_STANDARD_DEVIATION,
    Initializer,
    calculate_gain,
    fans,
    get_initializer,
    variance_scaling,
)

# Not square, so that an exchange of fan_in and fan_out cannot pass.
FAN_IN, FAN_OUT = SHAPE = (300, 120)

unhurried = settings(deadline=None)
every_initializer = pytest.mark.parametrize("name", list(INITIALIZERS))


def uniform(end):
    return scipy.stats.uniform(-end, 2 * end)


# What the sources say, written out; nothing here is taken from the module under test.
EXPECTED = {
    "normal": scipy.stats.norm(0, 0.01),
    "uniform": uniform(0.05),
    "truncated_normal": scipy.stats.truncnorm(-2, 2, 0, 0.05),
    "lecun_normal": scipy.stats.norm(0, 1 / math.sqrt(FAN_IN)),
    "lecun_uniform": uniform(math.sqrt(3 / FAN_IN)),
    "glorot_normal": scipy.stats.norm(0, math.sqrt(2 / (FAN_IN + FAN_OUT))),
    "glorot_uniform": uniform(math.sqrt(6 / (FAN_IN + FAN_OUT))),
    "he_normal": scipy.stats.norm(0, math.sqrt(2 / FAN_IN)),
    "he_uniform": uniform(math.sqrt(6 / FAN_IN)),
    "pytorch_linear": uniform(1 / math.sqrt(FAN_IN)),
    "sparse": scipy.stats.norm(0, 1),
}


def draw(name, shape=SHAPE, seed=0):
    return INITIALIZERS[name](np.random.default_rng(seed), shape)


def assert_distributed(values, expected):
    """Compare the distribution, its mean and its variance, each within five standard errors."""
    assert scipy.stats.kstest(values, expected.cdf).pvalue > 1e-4
    n, variance = values.size, expected.var()
    assert abs(values.mean()) < 5 * math.sqrt(variance / n)
    fourth = expected.stats(moments="k") + 3
    assert abs(values.var() - variance) < 5 * variance * math.sqrt((fourth - 1) / n)


def test_there_are_fifteen():
    assert len(INITIALIZERS) == 15
    assert all(initializer.name == name for name, initializer in INITIALIZERS.items())


@pytest.mark.parametrize("name", EXPECTED)
def test_weights_have_the_distribution_of_the_source(name):
    W = draw(name)
    assert_distributed(W[W != 0] if name == "sparse" else W.ravel(), EXPECTED[name])


def test_fixed_scales_to_the_last_digit():
    # Statistics cannot tell 0.01 from 0.0101; the same stream of random numbers can.
    normal = np.random.default_rng(0).standard_normal(SHAPE)
    np.testing.assert_array_equal(draw("normal"), 0.01 * normal)
    kept = np.abs(normal) <= 2
    assert 0.9 < kept.mean() < 1
    np.testing.assert_array_equal(draw("truncated_normal")[kept], 0.05 * normal[kept])
    assert np.abs(draw("truncated_normal")).max() <= 0.1
    uniform = np.random.default_rng(0).uniform(-0.05, 0.05, SHAPE)
    np.testing.assert_array_equal(draw("uniform"), uniform)


@pytest.mark.parametrize("shape", [(7, 3), (3, 7), (20, 20), (10, 4)])
def test_sparse_units_have_fifteen_inputs_or_all(shape):
    W = draw("sparse", shape)
    assert ((W != 0).sum(axis=0) == min(15, shape[0])).all()


def test_sparse_inputs_are_chosen_at_random():
    W = draw("sparse", (30, 4000))
    share = (W != 0).mean(axis=1)
    assert np.abs(share - 0.5).max() < 5 * math.sqrt(0.25 / 4000)


@pytest.mark.parametrize("shape", [(64, 64), (64, 10), (10, 64), (1, 5), (5, 1)])
def test_orthogonal_is_orthogonal(shape):
    W = draw("orthogonal", shape)
    gram = W.T @ W if shape[0] >= shape[1] else W @ W.T
    np.testing.assert_allclose(gram, np.eye(min(shape)), atol=1e-12)


def test_orthogonal_is_uniform_over_the_group():
    # Over the Haar measure the trace has variance 1; LAPACK's bare Q gives another one.
    rng = np.random.default_rng(0)
    traces = np.array([np.trace(INITIALIZERS["orthogonal"](rng, (4, 4))) for _ in range(2000)])
    assert abs(traces.mean()) < 5 / math.sqrt(2000)
    assert traces.var() == pytest.approx(1, abs=0.2)
    signs = [INITIALIZERS["orthogonal"](rng, (1, 1)).item() for _ in range(100)]
    assert -0.6 < np.mean(signs) < 0.6


def test_the_constant_ones():
    np.testing.assert_array_equal(draw("zeros", (2, 3)), np.zeros((2, 3)))
    np.testing.assert_array_equal(draw("constant", (2, 3)), np.full((2, 3), 0.1))
    np.testing.assert_array_equal(draw("identity", (2, 3)), [[1, 0, 0], [0, 1, 0]])


@every_initializer
def test_shape_type_and_seed(name):
    for shape in [(1, 1), (3, 5), [5, 3]]:
        W = draw(name, shape)
        assert W.shape == tuple(shape)
        assert W.dtype == np.float64
        np.testing.assert_array_equal(W, draw(name, shape))
    if name not in {"zeros", "constant", "identity"}:
        assert (draw(name, seed=1) != draw(name)).any()


@pytest.mark.parametrize("distribution", ["normal", "uniform", "truncated_normal"])
@pytest.mark.parametrize(
    ("mode", "fan"), [("fan_in", FAN_IN), ("fan_out", FAN_OUT), ("fan_avg", 210)]
)
def test_variance_scaling_keeps_the_variance_for_every_mode(distribution, mode, fan):
    W = variance_scaling(np.random.default_rng(1), SHAPE, 1.7, mode, distribution)
    variance = 1.7 / fan
    cut = 2 * math.sqrt(variance) / TRUNCATED_STANDARD_DEVIATION
    expected = {
        "normal": scipy.stats.norm(0, math.sqrt(variance)),
        "uniform": uniform(math.sqrt(3 * variance)),
        "truncated_normal": scipy.stats.truncnorm(-2, 2, 0, cut / 2),
    }[distribution]
    assert_distributed(W.ravel(), expected)
    if distribution == "truncated_normal":
        assert np.abs(W).max() <= cut
        assert np.abs(W).max() > 0.98 * cut


def test_the_constant_of_the_truncated_normal():
    assert scipy.stats.truncnorm(-2, 2).std() == pytest.approx(TRUNCATED_STANDARD_DEVIATION)


@pytest.mark.parametrize(("name", "slope"), [("relu", 0.01), ("leaky_relu", 0.2)])
def test_the_gain_of_rectifiers_preserves_the_second_moment(name, slope):
    def rectified(z):
        return z if z > 0 else (slope if name == "leaky_relu" else 0) * z

    moment, _ = scipy.integrate.quad(
        lambda z: rectified(z) ** 2 * scipy.stats.norm.pdf(z), -12, 12, points=[0]
    )
    assert calculate_gain(name, slope) == pytest.approx(1 / math.sqrt(moment), rel=1e-7)


SMOOTH = {
    "elu": lambda z: z if z > 0 else math.expm1(z),
    "silu": lambda z: z * scipy.special.expit(z),
    "gelu": lambda z: z * scipy.special.ndtr(z),
    "mish": lambda z: z * math.tanh(math.log1p(math.exp(z))),
}


@pytest.mark.parametrize("name", SMOOTH)
def test_the_gain_of_smooth_rectifiers_preserves_the_second_moment(name):
    moment, _ = scipy.integrate.quad(
        lambda z: SMOOTH[name](z) ** 2 * scipy.stats.norm.pdf(z), -12, 12, points=[0], epsabs=1e-14
    )
    assert calculate_gain(name) == pytest.approx(1 / math.sqrt(moment), rel=1e-12)


@pytest.mark.parametrize(
    ("name", "gain"),
    [("identity", 1), ("linear", 1), ("sigmoid", 1), ("tanh", 5 / 3), ("selu", 0.75)],
)
def test_the_conventional_gains(name, gain):
    assert calculate_gain(name) == gain


def test_gains_are_named_like_activations():
    assert set(GAINS) - set(ACTIVATIONS) == {"linear"}


def test_fans():
    assert fans((784, 256)) == (784, 256)
    assert fans([np.int64(2), 3]) == (2, 3)


def test_a_function_of_your_own_is_watched():
    rng = np.random.default_rng(0)
    own = get_initializer(lambda rng, shape: np.ones(shape))
    np.testing.assert_array_equal(own(rng, (2, 3)), np.ones((2, 3)))
    assert isinstance(get_initializer("sparse"), Initializer)
    assert get_initializer(INITIALIZERS["sparse"]) is INITIALIZERS["sparse"]
    transposed = get_initializer(lambda rng, shape: np.ones(shape[::-1]))
    with pytest.raises(ValueError, match=r"the initializer returns must have shape \(2, 3\)"):
        transposed(rng, (2, 3))
    with pytest.raises(ValueError, match="the initializer returns must be finite"):
        get_initializer(lambda rng, shape: np.full(shape, np.nan))(rng, (2, 3))


def test_unknown_names_suggest_the_nearest():
    with pytest.raises(ValueError, match="unknown initializer 'glorot_norml'; did you mean 'glo"):
        get_initializer("glorot_norml")
    with pytest.raises(ValueError, match="unknown activation 'softplus'"):
        calculate_gain("softplus")
    with pytest.raises(
        ValueError, match="unknown initializer 'kaiming_uniform'; did you mean 'he_u"
    ):
        get_initializer("kaiming_uniform")
    with pytest.raises(ValueError, match="unknown mode 'fan_inn'; did you mean 'fan_in'"):
        variance_scaling(np.random.default_rng(0), SHAPE, mode="fan_inn")
    with pytest.raises(ValueError, match="unknown distribution 'gauss'"):
        variance_scaling(np.random.default_rng(0), SHAPE, distribution="gauss")
    with pytest.raises(TypeError, match="initializer must be a name"):
        get_initializer(3)


@pytest.mark.parametrize("rng", [None, 0, np.random.RandomState(0), "seed"])
def test_the_generator_is_explicit(rng):
    for call in (INITIALIZERS["zeros"], variance_scaling):
        with pytest.raises(TypeError, match="rng must be a generator"):
            call(rng, SHAPE)


@pytest.mark.parametrize("scale", [0, -1, math.nan, math.inf, "2", None, 10**400])
def test_the_scale_must_be_positive(scale):
    with pytest.raises((TypeError, ValueError), match="scale must be a positive number"):
        variance_scaling(np.random.default_rng(0), SHAPE, scale)
    if scale not in (0, -1):
        with pytest.raises((TypeError, ValueError), match="slope must be a number"):
            calculate_gain("leaky_relu", scale)
