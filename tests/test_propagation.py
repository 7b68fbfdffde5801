"""The mean-field maps against closed forms, SciPy and mpmath, and against a wide random net."""

import itertools
import math

import mpmath
import numpy as np
import pytest
import scipy.integrate
import scipy.optimize
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.activations import ACTIVATIONS, Activation, leaky_relu_with_slope
from shared.mlp import MLP
from shared.propagation import chi, correlation_map, critical_line, fixed_point, variance_map

# Its kernel is known in closed form for every variance (Williams 1997).
ERF = Activation(
    name="erf",
    title="Error function",
    f=scipy.special.erf,
    df=lambda z: 2 / math.sqrt(math.pi) * np.exp(-np.minimum(np.square(z), 700)),
    formula="",
    derivative_formula="",
    range="",
    bounds=(-1.0, 1.0),
)

VARIANCES = [0.0, 1e-8, 0.01, 0.5, 1.0, 7.0, 100.0, 1e4, 1e8]


def quad_mean(function, q):
    """Return E f(sqrt(q) z) by SciPy, which is told where the function bends and how finely."""
    width = math.sqrt(q)
    breaks = sorted({0.0, *np.outer([-1, 1], np.geomspace(1e-3, 12, 14)).ravel()})
    # In units of the pre-activation below one, of the Gaussian above.
    edges = sorted({b / max(width, 1) for b in breaks} | set(breaks))
    pieces = (
        scipy.integrate.quad(
            lambda z: function(np.array([width * z]))[0] * math.exp(-z * z / 2), a, b, epsabs=0
        )[0]
        for a, b in itertools.pairwise(edges)
    )
    return math.fsum(pieces) / math.sqrt(2 * math.pi)


# --- the variance map -------------------------------------------------------------------------


@pytest.mark.parametrize("q", [1e-4, 0.3, 2.0, 60.0, 1e6])
@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_variance_and_chi_agree_with_adaptive_integration(name, q):
    activation = ACTIVATIONS[name]
    second_moment = quad_mean(lambda u: activation.f(u) ** 2, q)
    assert variance_map(name, q, 1.7, 0.3) == pytest.approx(
        1.7 * second_moment + 0.3, rel=1e-12, abs=0
    )
    if name != "step":
        squared_slope = quad_mean(lambda u: activation.df(u) ** 2, q)
        assert chi(name, q, 1.7) == pytest.approx(1.7 * squared_slope, rel=1e-12, abs=0)


@pytest.mark.parametrize("q", [0.5, 30.0, 1e4])
def test_tanh_agrees_with_mpmath_to_fourteen_digits(q):
    with mpmath.workdps(25):
        edges = [0, *(mpmath.mpf(12) / 2**k for k in range(12, -1, -1)), 20]

        def mean(function):
            return 2 * mpmath.quad(lambda z: function(mpmath.sqrt(q) * z) * mpmath.npdf(z), edges)

        moment = float(mean(lambda u: mpmath.tanh(u) ** 2))
        slope = float(mean(lambda u: mpmath.sech(u) ** 4))
    assert variance_map("tanh", q, 1.0, 0.0) == pytest.approx(moment, rel=1e-14, abs=0)
    assert chi("tanh", q, 1.0) == pytest.approx(slope, rel=1e-14, abs=0)


@pytest.mark.parametrize("q", VARIANCES)
def test_variances_in_closed_form(q):
    for name, factor in [("identity", 1), ("relu", 1 / 2), ("leaky_relu", (1 + 0.01**2) / 2)]:
        assert variance_map(name, q, 1.3, 0.2) == pytest.approx(
            1.3 * factor * q + 0.2, rel=1e-14, abs=0
        )
        assert chi(name, q, 1.3) == pytest.approx(1.3 * factor, rel=1e-14, abs=0)
    erf = 2 / math.pi * math.asin(2 * q / (1 + 2 * q))
    assert variance_map(ERF, q, 1.0, 0.0) == pytest.approx(erf, rel=1e-13, abs=1e-300)
    slope = 4 / math.pi / math.sqrt(1 + 4 * q)
    assert chi(ERF, q, 1.0) == pytest.approx(slope, rel=1e-13, abs=0)


def test_many_variances_at_once():
    q = np.array([[0.0, 0.1], [1.0, 1e6]])
    together = variance_map("tanh", q, 1.5, 0.1)
    assert together.shape == chi("tanh", q, 1.5).shape == (2, 2)
    for index in np.ndindex(q.shape):
        alone = variance_map("tanh", q[index], 1.5, 0.1)
        assert type(alone) is float
        assert together[index] == pytest.approx(alone, rel=1e-13, abs=0)
        assert chi("tanh", q, 1.5)[index] == pytest.approx(
            chi("tanh", q[index], 1.5), rel=1e-13, abs=0
        )


def test_at_zero_variance_chi_is_its_limit():
    assert chi("tanh", 0.0, 1.0) == pytest.approx(1, rel=1e-14, abs=0)
    assert chi("relu", 0.0, 1.0) == pytest.approx(1 / 2, rel=1e-14, abs=0)
    assert chi("sigmoid", 0, 1.0) == pytest.approx(1 / 16, rel=1e-14, abs=0)


# --- the correlation map ----------------------------------------------------------------------

CORRELATIONS = [-1.0, -0.999999, -0.6, 0.0, 0.3, 0.9, 0.999, 1 - 1e-9, 1.0]


@pytest.mark.parametrize("c", CORRELATIONS)
@pytest.mark.parametrize(("q1", "q2"), [(1.0, 1.0), (0.01, 3.0), (1e4, 0.5), (1e6, 1e6)])
def test_correlations_in_closed_form(c, q1, q2):
    angle = math.acos(c)
    # The arc-cosine kernels of degree 1 and 0 (Cho & Saul 2009).
    relu = (math.sin(angle) + (math.pi - angle) * c) / math.pi
    assert correlation_map("relu", c, q1, q2, 1.4, 0.0) == pytest.approx(relu, abs=1e-13)
    assert correlation_map("step", c, q1, q2, 1.4, 0.0) == pytest.approx(
        1 - angle / math.pi, abs=1e-13
    )
    assert correlation_map("identity", c, q1, q2, 1.4, 0.0) == pytest.approx(c, abs=1e-13)

    def kernel(q12, q1, q2):
        return 2 / math.pi * math.asin(2 * q12 / math.sqrt((1 + 2 * q1) * (1 + 2 * q2)))

    covariance = 1.4 * kernel(c * math.sqrt(q1 * q2), q1, q2) + 0.2
    norm = math.sqrt((1.4 * kernel(q1, q1, q1) + 0.2) * (1.4 * kernel(q2, q2, q2) + 0.2))
    assert correlation_map(ERF, c, q1, q2, 1.4, 0.2) == pytest.approx(covariance / norm, abs=1e-13)


def test_a_leaky_relu_is_a_mixture_of_two_relus():
    # f(u) = relu(u) - a relu(-u), and the two halves of a pair have correlations c and -c.
    a, c = 0.3, 0.4

    def relu(c):
        return (math.sin(math.acos(c)) + (math.pi - math.acos(c)) * c) / math.pi / 2

    expected = ((1 + a**2) * relu(c) - 2 * a * relu(-c)) / ((1 + a**2) / 2)
    ours = correlation_map(leaky_relu_with_slope(a), c, 2.0, 2.0, 1.0, 0.0)
    assert ours == pytest.approx(expected, rel=1e-13, abs=0)


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "gelu", "elu"])
def test_correlations_agree_with_two_dimensional_integration(name):
    f, c, q = ACTIVATIONS[name].f, 0.6, 1.5

    # Fixed rules, because dblquad takes minutes; split at zero, where u1 bends.
    nodes, weights = np.polynomial.legendre.leggauss(90)
    total = 0.0
    for low, high in [(-9, 0), (0, 9)]:
        z1 = (low + high) / 2 + (high - low) / 2 * nodes
        for x, w in zip(z1, weights * (high - low) / 2, strict=True):
            bend = -c * x / math.sqrt(1 - c**2)
            for a, b in [(-12, bend), (bend, 12)]:
                z2 = (a + b) / 2 + (b - a) / 2 * nodes
                u = math.sqrt(q) * np.stack([np.full(90, x), c * x + math.sqrt(1 - c**2) * z2])
                values = f(u) * np.exp(-np.square([np.full(90, x), z2]) / 2)
                total += w * (weights * (b - a) / 2) @ (values[0] * values[1]) / (2 * math.pi)
    variance = quad_mean(lambda u: f(u) ** 2, q)
    expected = (1.2 * total + 0.1) / (1.2 * variance + 0.1)
    assert correlation_map(name, c, q, q, 1.2, 0.1) == pytest.approx(expected, rel=1e-12, abs=0)


@given(
    name=st.sampled_from(sorted(ACTIVATIONS.keys() - {"gelu"})),
    c=st.floats(-1, 1),
    q1=st.floats(1e-3, 1e3),
    q2=st.floats(1e-3, 1e3),
    sigma_b2=st.floats(0, 2),
)
@settings(max_examples=20, deadline=None)
def test_a_correlation_stays_one_and_the_order_of_inputs_does_not_matter(name, c, q1, q2, sigma_b2):
    there = correlation_map(name, c, q1, q2, 1.5, sigma_b2)
    assert -1 <= there <= 1
    assert there == pytest.approx(correlation_map(name, c, q2, q1, 1.5, sigma_b2), abs=1e-12)
    assert correlation_map(name, 1.0, q1, q1, 1.5, sigma_b2) == pytest.approx(1, abs=1e-13)


def test_no_correlation_is_above_one_by_rounding():
    for name in ("tanh", "relu", "elu", "softplus"):
        for q in np.linspace(0.1, 5, 20).tolist():
            assert correlation_map(name, 1.0, q, q, 1.5, 0.1) <= 1
    assert correlation_map("identity", -1.0, 2.0, 3.0, 1.5, 0.0) >= -1


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "softplus", "silu"])
def test_chi_is_the_slope_of_the_correlation_map_at_one(name):
    q = fixed_point(name, 1.2, 0.3)
    h = 1e-5
    slope = (1 - correlation_map(name, 1 - h, q, q, 1.2, 0.3)) / h
    assert slope == pytest.approx(chi(name, q, 1.2), rel=1e-4)


def test_many_correlations_at_once():
    c = np.linspace(-1, 1, 6).reshape(2, 3)
    together = correlation_map("tanh", c, 1.0, 2.0, 1.5, 0.1)
    assert together.shape == (2, 3)
    assert together[1, 0] == correlation_map("tanh", float(c[1, 0]), 1.0, 2.0, 1.5, 0.1)


# --- fixed points and the critical line -------------------------------------------------------


def test_the_fixed_point_of_a_relu_in_closed_form():
    for sigma_w2, sigma_b2 in [(1.0, 0.1), (1.9, 2.0), (0.0, 0.3)]:
        q = sigma_b2 / (1 - sigma_w2 / 2)
        assert fixed_point("relu", sigma_w2, sigma_b2) == pytest.approx(q, rel=1e-13, abs=0)
    assert fixed_point("relu", 2.1, 0.0) == math.inf
    assert fixed_point("relu", 2.0, 0.1) == math.inf
    assert fixed_point("relu", 1.9, 0.0) == 0
    assert fixed_point("relu", 2.0, 0.0) == 1
    assert fixed_point("relu", 2.0, 0.0, start=0.3) == 0.3


def test_tanh_dies_out_up_to_one_and_not_above():
    assert fixed_point("tanh", 0.9, 0.0) == 0
    assert fixed_point("tanh", 1.0, 0.0) == 0
    # Just above, q = (sigma_w2 - 1) / 2 to first order.
    assert fixed_point("tanh", 1.0001, 0.0) == pytest.approx(0.5e-4, rel=1e-3)
    # A bias keeps even a weak signal alive.
    assert fixed_point("tanh", 0.5, 1e-20) == pytest.approx(2e-20, rel=1e-12, abs=0)


@pytest.mark.parametrize("start", [1e-6, 1.0, 50.0])
@pytest.mark.parametrize("name", ["tanh", "sigmoid", "softsign", "elu", "gelu", "step"])
def test_layer_after_layer_leads_to_the_fixed_point(name, start):
    q = start
    for _ in range(200):
        q = variance_map(name, q, 1.3, 0.2)
    assert fixed_point(name, 1.3, 0.2, start=start) == pytest.approx(q, rel=1e-12, abs=0)


def test_the_critical_point_of_tanh_to_six_digits_and_beyond():
    sigma_w2, q = critical_line("tanh", 0.05)
    assert (round(sigma_w2, 6), round(q, 6)) == (1.760955, 0.570048)
    with mpmath.workdps(20):

        def mean(function, q):
            return 2 * mpmath.quad(
                lambda z: function(mpmath.sqrt(q) * z) * mpmath.npdf(z), [0, 1, 3, 6, 12]
            )

        def growth(q):
            moment = mean(lambda u: mpmath.tanh(u) ** 2, q)
            return moment / mean(lambda u: mpmath.sech(u) ** 4, q) + mpmath.mpf("0.05") - q

        exact = mpmath.findroot(growth, (0.5, 0.6), tol=1e-15)
        weight = 1 / mean(lambda u: mpmath.sech(u) ** 4, exact)
    assert q == pytest.approx(float(exact), rel=1e-11, abs=0)
    assert sigma_w2 == pytest.approx(float(weight), rel=1e-11, abs=0)


def test_critical_points_in_closed_form():
    assert critical_line("relu", 0.0) == pytest.approx((2.0, 0.0), rel=1e-14, abs=0)
    assert critical_line("identity", 0.0) == pytest.approx((1.0, 0.0), rel=1e-14, abs=0)
    assert critical_line("tanh", 0.0) == pytest.approx((1.0, 0.0), rel=1e-14, abs=0)
    slope = leaky_relu_with_slope(0.5)
    assert critical_line(slope, 0.0) == pytest.approx((2 / 1.25, 0.0), rel=1e-14, abs=0)
    # For erf, chi = 1 gives the weight for any q, and the fixed point then gives the bias.
    q = 0.8
    weight = math.pi / 4 * math.sqrt(1 + 4 * q)
    bias = q - weight * 2 / math.pi * math.asin(2 * q / (1 + 2 * q))
    assert critical_line(ERF, bias) == pytest.approx((weight, q), rel=1e-12, abs=0)


@pytest.mark.parametrize("sigma_b2", [1e-4, 0.05, 1.0])
@pytest.mark.parametrize("name", ["tanh", "sigmoid", "softsign", "elu", "selu", "silu", "gelu"])
def test_on_the_critical_line_chi_is_one_at_a_stable_fixed_point(name, sigma_b2):
    if name in HALF_STABLE and sigma_b2 < HALF_STABLE[name][0]:
        with pytest.raises(
            ValueError, match=f"stable .* for {name}, {sigma_b2} has none: at sigma"
        ):
            critical_line(name, sigma_b2)
        return
    sigma_w2, q = critical_line(name, sigma_b2)
    assert chi(name, q, sigma_w2) == pytest.approx(1, rel=1e-12, abs=0)
    assert variance_map(name, q, sigma_w2, sigma_b2) == pytest.approx(q, rel=1e-10, abs=0)
    # A layer brings what is a little beside a stable point closer to it.
    for beside in (0.99 * q, 1.01 * q):
        assert abs(variance_map(name, beside, sigma_w2, sigma_b2) - q) < abs(beside - q)


# sigma_b2, sigma_w2 and q of the half-stable critical points.
HALF_STABLE = {
    "silu": (0.55514317, 1.98800468, 14.32017362),
    "gelu": (0.17292239, 1.98305826, 3.56155281),
    "mish": (0.09452179, 2.01352407, 1.67016913),
}


@pytest.mark.parametrize("name", HALF_STABLE)
def test_the_half_stable_point_divides_the_critical_line(name):
    f, df = ACTIVATIONS[name].f, ACTIVATIONS[name].df
    sigma_b2, sigma_w2, q = HALF_STABLE[name]
    # Its three conditions, integrated by SciPy: a fixed point, chi 1, and the slope of the map 1.
    assert sigma_w2 * quad_mean(lambda u: f(u) ** 2, q) + sigma_b2 == pytest.approx(q, rel=1e-7)
    assert sigma_w2 * quad_mean(lambda u: df(u) ** 2, q) == pytest.approx(1, rel=1e-7)
    slope = sigma_w2 * quad_mean(lambda u: u * f(u) * df(u), q) / q
    assert slope == pytest.approx(1, rel=1e-7)
    with pytest.raises(ValueError, match="moves away from its fixed point"):
        critical_line(name, 0.99 * sigma_b2)
    assert critical_line(name, sigma_b2 + 1e-6)[1] == pytest.approx(q, rel=1e-4)
    with pytest.raises(ValueError, match=f"for {name}, 0.0 has none: at sigma_w2 = "):
        critical_line(name, 0.0)


@pytest.mark.parametrize("start", [0.01, 8.0, 50.0])
@pytest.mark.parametrize(
    ("name", "sigma_w2", "sigma_b2"),
    [("silu", 2.0, 0.5), ("silu", 2.02, 0.5), ("silu", 2.2, 0.1), ("mish", 2.05, 0.08)],
)
def test_beside_unstable_fixed_points_the_variance_goes_where_layers_lead(
    name, sigma_w2, sigma_b2, start
):
    found, q = fixed_point(name, sigma_w2, sigma_b2, start=start), start
    for _ in range(1500):
        q = variance_map(name, q, sigma_w2, sigma_b2)
        if q > 1e3 or abs(q - found) < 1e-7:
            break
    if math.isfinite(found):
        assert q == pytest.approx(found, rel=1e-3)
    else:
        assert q > 3 * start


@pytest.mark.parametrize("start", [0.0101, 0.0104, 0.0107, 6.0, 7.5])
def test_two_fixed_points_close_to_each_other_are_not_stepped_over(start):
    # A stable one and an unstable one, at 6.5 and 6.8: they meet at sigma_w2 = 2.0019.
    q = np.linspace(6, 7.5, 1501)
    changes = np.sign(variance_map("silu", q, 2.00189, 0.5) - q)
    stable, unstable = q[:-1][changes[:-1] != changes[1:]]
    found = fixed_point("silu", 2.00189, 0.5, start=start)
    assert found == (math.inf if start > unstable else pytest.approx(stable, abs=2e-3))


def test_where_two_fixed_points_meet_the_half_stable_one_is_reached_from_below_alone():
    f, df = ACTIVATIONS["silu"].f, ACTIVATIONS["silu"].df
    sigma_w2 = 2.0019

    def slope(q):
        return sigma_w2 * quad_mean(lambda u: u * f(u) * df(u), q) / q

    q = scipy.optimize.brentq(lambda q: slope(q) - 1, 6.0, 7.5, xtol=1e-5)
    sigma_b2 = q - sigma_w2 * quad_mean(lambda u: f(u) ** 2, q)
    # A little less bias makes two of the point, a little more none.
    less, more = sigma_b2 - 1e-12, sigma_b2 + 1e-12
    assert fixed_point("silu", sigma_w2, less, start=0.0104) == pytest.approx(q, rel=1e-3)
    assert fixed_point("silu", sigma_w2, less, start=1.05 * q) == math.inf
    assert fixed_point("silu", sigma_w2, more, start=0.0104) == math.inf


def test_a_wide_silu_net_settles_below_an_unstable_fixed_point_and_explodes_above():
    width, layers, variances = 1000, 25, (2.2, 0.1)
    starts = [0.01, 20.0]
    stable, unbounded = (fixed_point("silu", *variances, start=q) for q in starts)
    assert unbounded == math.inf
    rng = np.random.default_rng(0)
    z = rng.normal(size=(2, width)) * np.sqrt(starts)[:, np.newaxis]
    for _ in range(layers):
        W = rng.normal(scale=math.sqrt(variances[0] / width), size=(width, width))
        z = ACTIVATIONS["silu"].f(z) @ W + rng.normal(scale=math.sqrt(variances[1]), size=width)
    low, high = np.mean(z**2, axis=1)
    assert low == pytest.approx(stable, rel=0.3)
    assert high > 3 * starts[1]


def test_an_unstable_fixed_point_is_no_start():
    cube = Activation("cube", "", lambda z: z**3, lambda z: 3 * z**2, "", "", "", (-1.0, 1.0))
    # E z^6 = 15: with sigma_w2 = 1/15 the map is q^3, whose fixed point 1 repels.
    with pytest.raises(ValueError, match=r"start must not be an unstable fixed point, as 1.0 is"):
        fixed_point(cube, 1 / 15, 0.0, start=1.0)
    assert fixed_point(cube, 1 / 15, 0.0, start=0.99) == 0
    assert fixed_point(cube, 1 / 15, 0.0, start=1.01) == math.inf


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "identity", "softplus"])
def test_activations_without_a_critical_line_say_so(name):
    with pytest.raises(ValueError, match=f"sigma_b2 must be a value .* for {name}, 0.1 has none"):
        critical_line(name, 0.1)


def test_rounding_does_not_pass_for_a_critical_point():
    # So weak a bias is lost in the rounding of a large variance, which may have either sign.
    for activation in ("relu", "leaky_relu", "identity", leaky_relu_with_slope(0.1)):
        for sigma_b2 in (1e-9, 1e-12):
            with pytest.raises(ValueError, match="sigma_b2 must be a value"):
                critical_line(activation, sigma_b2)


def test_a_wide_random_net_follows_the_maps():
    rng = np.random.default_rng(0)
    width, sigma_w2, sigma_b2 = 1500, 1.8, 0.1
    net = MLP(
        [width] * 5,
        "tanh",
        lambda rng, shape: rng.normal(0, math.sqrt(sigma_w2 / shape[0]), shape),
        rng=rng,
    )
    net.params = [(W, rng.normal(0, math.sqrt(sigma_b2), b.shape)) for W, b in net.params]
    x = rng.normal(size=width)
    X = np.stack([x, 0.8 * x + 0.6 * rng.normal(size=width)])
    first, *rest = net.forward(X).zs
    q, c = np.mean(first**2, axis=1), np.corrcoef(first)[0, 1]
    for z in rest:
        c = correlation_map("tanh", c, *map(float, q), sigma_w2, sigma_b2)
        q = variance_map("tanh", q, sigma_w2, sigma_b2)
        # Five standard errors of a variance from so many units, and of a correlation.
        assert np.mean(z**2, axis=1) == pytest.approx(q, rel=5 * math.sqrt(2 / width))
        assert np.corrcoef(z)[0, 1] == pytest.approx(c, abs=5 / math.sqrt(width))


# --- bad input --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attempt", "error", "message"),
    [
        (lambda: variance_map("tahn", 1, 1, 1), ValueError, "did you mean 'tanh'"),
        (lambda: variance_map(3, 1, 1, 1), TypeError, "activation must be"),
        (lambda: variance_map("tanh", -1, 1, 1), ValueError, "q must be from 0 to 1e150"),
        (lambda: variance_map("tanh", [1, np.nan], 1, 1), ValueError, "q must be from 0 to 1e150"),
        (lambda: variance_map("tanh", np.inf, 1, 1), ValueError, "q must be .* not inf"),
        (lambda: variance_map("tanh", 1j, 1, 1), TypeError, "q must be from 0 to 1e150"),
        (lambda: variance_map("tanh", "1", 1, 1), TypeError, "q must hold numbers"),
        (lambda: variance_map("tanh", 1, -1, 1), ValueError, "sigma_w2 must be zero or a positive"),
        (lambda: variance_map("tanh", 1, 1, None), TypeError, "sigma_b2 must be zero or a posit"),
        (lambda: chi("step", 1, 1), ValueError, "activation must not jump at zero, as step does"),
        (lambda: chi("tanh", 1, "2"), TypeError, "sigma_w2 must be"),
        (
            lambda: correlation_map("tanh", 1.1, 1, 1, 1, 0),
            ValueError,
            r"c must be a correlation in",
        ),
        (lambda: correlation_map("tanh", 0, -1, 1, 1, 0), ValueError, "q1 must be"),
        (lambda: correlation_map("tanh", 0, 1, [1], 1, 0), TypeError, "q2 must be"),
        (
            lambda: correlation_map("tanh", 0, 0, 1, 1, 0),
            ValueError,
            "q1 and q2 must lead to variances above zero in the next layer, not 0 and",
        ),
        (lambda: fixed_point("tanh", 1, 1, start=1e200), ValueError, "start must be at most 1e"),
        (lambda: fixed_point("tanh", 1, 1, start=0), ValueError, "start must be a positive number"),
        (lambda: critical_line("tanh", -0.1), ValueError, "sigma_b2 must be zero or a positive"),
        (lambda: critical_line("step", 0.1), ValueError, "activation must not jump"),
    ],
)
def test_bad_input_is_named(attempt, error, message):
    with pytest.raises(error, match=message):
        attempt()
