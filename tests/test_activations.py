"""The activations against mpmath, and their promises about types, shapes and far tails."""

import math
import warnings

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from matplotlib.mathtext import MathTextParser

from shared.activations import (
    ACTIVATIONS,
    SELU_ALPHA,
    SELU_SCALE,
    Activation,
    gelu_tanh,
    gelu_tanh_derivative,
    get_activation,
    leaky_relu_with_slope,
    maximum_slope,
    sigmoid,
)
from shared.graph import Node

mp = mpmath.mp.clone()
mp.dps = 60


def mp_sigmoid(z):
    return 1 / (1 + mp.exp(-z))


def mp_elu(z):
    return z if z > 0 else mp.expm1(z)


# The textbook definitions, at 60 digits: none of the rearrangements of the module under test.
TEXTBOOK = {
    "identity": lambda z: z,
    "relu": lambda z: z if z > 0 else mp.mpf(0),
    "leaky_relu": lambda z: z if z > 0 else mp.mpf(0.01) * z,
    "elu": mp_elu,
    "selu": lambda z: mp.mpf(SELU_SCALE) * (z if z > 0 else mp.mpf(SELU_ALPHA) * mp.expm1(z)),
    "sigmoid": mp_sigmoid,
    "tanh": mp.tanh,
    "softplus": lambda z: mp.log1p(mp.exp(z)),
    "softsign": lambda z: z / (1 + abs(z)),
    "silu": lambda z: z * mp_sigmoid(z),
    "gelu": lambda z: z * mp.erfc(-z / mp.sqrt(2)) / 2,
    "mish": lambda z: z * mp.tanh(mp.log1p(mp.exp(z))),
    "step": lambda z: mp.mpf(z > 0),
    "gelu_tanh": lambda z: z * mp_sigmoid(2 * mp.sqrt(2 / mp.pi) * (z + mp.mpf("0.044715") * z**3)),
}
TANH_GELU = Activation(
    "gelu_tanh", "", gelu_tanh, gelu_tanh_derivative, "", "", "", (-0.1701, math.inf)
)
ALL = [*ACTIVATIONS.values(), TANH_GELU]
KINKED = {"relu", "leaky_relu", "selu", "step"}

FAR = [35, 36.7, 37.5, 40, 100, 372, 600, 700, 744, 750, 1e3, 1e4, 1e100, 1e308]
GRID = np.array([*np.linspace(-30, 30, 97), *(10.0 ** np.arange(-12, 0, 2)), *FAR])
GRID = np.unique([*GRID, *-GRID])

every_activation = pytest.mark.parametrize("activation", ALL, ids=lambda a: a.name)
floats = st.sampled_from([np.float16, np.float32, np.float64])


# A busy machine may take long over one example; only a wrong answer is a failure.
unhurried = settings(deadline=None)


def relative_error(computed, exact):
    # Below 1e-300 float64 itself loses digits.
    return max(
        float(abs(mp.mpf(float(c)) - e) / max(abs(e), mp.mpf("1e-300")))
        for c, e in zip(computed, exact, strict=True)
    )


def test_there_are_twelve_activations_and_the_step():
    assert len(ACTIVATIONS) == 13
    assert "step" in ACTIVATIONS
    assert all(name == activation.name for name, activation in ACTIVATIONS.items())


@every_activation
def test_value_agrees_with_mpmath_into_the_far_tails(activation):
    z = GRID[np.abs(GRID) <= 1e4]
    exact = [TEXTBOOK[activation.name](mp.mpf(v)) for v in z]
    # A normal tail multiplies the relative rounding error of its argument by the argument squared.
    tolerance = 2e-13 if "gelu" in activation.name else 4e-15
    assert relative_error(activation.f(z), exact) < tolerance


@every_activation
def test_derivative_agrees_with_mpmath_into_the_far_tails(activation):
    z = GRID[np.abs(GRID) <= 1e4][::3]  # each takes hundreds of digits
    if activation.name in KINKED:
        z = z[z != 0]
    with mp.workdps(400):  # a difference sees the tail of exp(-700) beside 1 only with many digits
        exact = [mp.diff(TEXTBOOK[activation.name], mp.mpf(v)) for v in z]
    tolerance = 3e-13 if "gelu" in activation.name else 3e-14
    assert relative_error(activation.df(z), exact) < tolerance


@pytest.mark.parametrize(
    ("name", "slope"),
    [("relu", 0), ("leaky_relu", 0.01), ("selu", SELU_SCALE * SELU_ALPHA), ("step", 0)],
)
def test_a_kink_takes_the_slope_on_its_left(name, slope):
    for zero in (0.0, -0.0, 0):
        assert ACTIVATIONS[name].df(zero) == slope


def test_relu_slope_does_not_depend_on_the_output():
    # The trap of derivatives written in terms of the output: at z < 0 the output is 0 as well.
    assert ACTIVATIONS["relu"].df([-1.0, 0.0, 1.0]).tolist() == [0, 0, 1]


@pytest.mark.parametrize("name", sorted(set(TEXTBOOK) - {"gelu", "step"}))
def test_complex_step_finds_the_derivative(name):
    activation = ACTIVATIONS.get(name, TANH_GELU)
    z = np.linspace(-8, 8, 65) + 0.01
    slope = activation.f(z + 1e-30j).imag / 1e-30
    np.testing.assert_allclose(slope, activation.df(z), rtol=2e-13, atol=1e-15)


def test_gelu_refuses_what_it_cannot_compute_and_names_the_alternative():
    with pytest.raises(TypeError, match="use gelu_tanh"):
        ACTIVATIONS["gelu"].f(np.array([1j]))


@every_activation
@settings(unhurried, max_examples=30)
@given(
    z=floats.flatmap(
        lambda dtype: arrays.arrays(
            dtype,
            arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
            elements=arrays.from_dtype(np.dtype(dtype), allow_nan=False, allow_infinity=False),
        )
    )
)
def test_any_finite_float_keeps_its_type_and_shape_without_a_warning(activation, z):
    if activation.name == "selu":  # its scale lifts the largest floats out of their type
        z = np.clip(z, -np.finfo(z.dtype).max / 2, np.finfo(z.dtype).max / 2)
    before = z.copy()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        value, slope = activation.f(z), activation.df(z)
    np.testing.assert_array_equal(z, before, strict=True)
    for result in (value, slope):
        assert result.shape == z.shape
        assert result.dtype == z.dtype
        assert np.isfinite(result).all()
        assert not np.shares_memory(result, z)
    lowest, highest = activation.bounds
    slack = 1e-3 if z.dtype == np.float16 else 1e-6  # a bound itself rounds in a short type
    assert (value >= lowest - slack).all()
    assert (value <= highest).all()


@every_activation
@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_short_types_agree_with_float64(activation, dtype):
    z = np.linspace(-10, 10, 81).astype(dtype)
    eps = np.finfo(dtype).eps
    for function in (activation.f, activation.df):
        expected = function(z.astype(np.float64))
        np.testing.assert_allclose(function(z), expected, rtol=20 * eps, atol=10 * eps)


@every_activation
def test_lists_whole_numbers_and_scalars_become_float64(activation):
    for z in ([[-2, 0, 3]], np.array([-2, 3], dtype=np.int8), True, 5, np.float64(0.5)):
        for result in (activation.f(z), activation.df(z)):
            assert result.dtype == np.float64
            assert result.shape == np.shape(z)
    assert activation.f(3) == activation.f(3.0)


@every_activation
@pytest.mark.parametrize("z", ["relu", [None], [[1], [1, 2]], {}, object()])
def test_what_is_not_numbers_is_refused(activation, z):
    with pytest.raises((TypeError, ValueError), match="z must "):
        activation.f(z)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_range_is_met_and_not_left(name):
    activation = ACTIVATIONS[name]
    z = np.union1d(np.linspace(-60, 60, 240_001), [-1e4, 1e4])
    value = activation.f(z)
    lowest, highest = activation.bounds
    assert value.min() >= lowest - 1e-15
    assert value.max() <= highest
    near = 1e-3  # softsign comes within 1e-4 of its bounds here, all others far closer
    assert (value.min() <= lowest + near) if lowest > -math.inf else (value.min() < -99)
    assert (value.max() >= highest - near) if highest < math.inf else (value.max() > 99)


@pytest.mark.parametrize("name", ["silu", "gelu", "mish"])
def test_the_least_value_agrees_with_mpmath(name):
    textbook = TEXTBOOK[name]
    where = mp.findroot(lambda z: mp.diff(textbook, z), -1.0)
    least = textbook(where)
    assert ACTIVATIONS[name].bounds[0] == float(least)
    assert f"[{float(least):.4f}, " in ACTIVATIONS[name].range


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softsign", "silu", "gelu", "mish"])
def test_maximum_slope_agrees_with_mpmath(name):
    textbook = TEXTBOOK[name]
    slope, where = maximum_slope(name)
    if where == 0:
        exact_slope, exact_where = mp.diff(textbook, 0), 0
    else:
        exact_where = mp.findroot(lambda z: mp.diff(textbook, z, 2), round(where, 1))
        exact_slope = mp.diff(textbook, exact_where)
    assert abs(slope - exact_slope) < 1e-10
    assert abs(where - exact_where) < 2e-7


@pytest.mark.parametrize(
    ("activation", "slope", "where"),
    [
        ("identity", 1, 0),
        ("relu", 1, 0),
        ("leaky_relu", 1, 0),
        ("elu", 1, 0),
        ("selu", 1.758099, 0),
        ("sigmoid", 0.25, 0),
        ("tanh", 1, 0),
        ("softsign", 1, 0),
        ("silu", 1.099839, 2.39936),
        ("gelu", 1.128904, math.sqrt(2)),
        (TANH_GELU, 1.128993, 1.418504),
        ("mish", 1.088498, 1.4906),
        ("step", 0, 0),
    ],
)
def test_maximum_slopes_as_the_book_prints_them(activation, slope, where):
    found, place = maximum_slope(activation)
    assert found == pytest.approx(slope, abs=5e-7)
    assert place == pytest.approx(where, abs=6e-4)


def test_the_slope_of_softplus_is_met_where_it_rounds_to_one():
    slope, where = maximum_slope("softplus")
    assert slope == pytest.approx(1, abs=2e-15)
    assert 34 < where < 37


@unhurried
@given(slope=st.floats(0, 1), z=st.floats(-1e300, 1e300))
def test_a_chosen_slope_reaches_the_leaky_relu(slope, z):
    activation = leaky_relu_with_slope(slope)
    assert activation.f(z) == (z if z > 0 else slope * z)
    assert activation.df(z) == (1 if z > 0 else slope)
    assert activation.df(np.float32([z / 1e300])).dtype == np.float32


@pytest.mark.parametrize(
    ("slope", "error"),
    [(-0.1, ValueError), (1.1, ValueError), (math.nan, ValueError), ("0.1", TypeError)],
)
def test_a_slope_outside_the_unit_interval_is_refused(slope, error):
    with pytest.raises(error, match=r"slope must be a number in \[0, 1\]"):
        leaky_relu_with_slope(slope)


@every_activation
def test_formulas_are_valid_for_matplotlib_too(activation):
    for formula in (activation.formula, activation.derivative_formula, activation.range):
        if activation is not TANH_GELU:
            assert formula
            MathTextParser("path").parse(f"${formula}$")


def test_an_unknown_name_suggests_the_nearest():
    with pytest.raises(ValueError, match="did you mean 'relu'") as info:
        get_activation("rleu")
    for name in ACTIVATIONS:
        assert name in str(info.value)


@pytest.mark.parametrize("name", [None, 3, b"relu", ["relu"], np.array(["relu"])])
def test_a_name_must_be_a_string(name):
    with pytest.raises(TypeError, match="activation must be a name"):
        get_activation(name)


def test_an_activation_passes_through():
    assert get_activation(TANH_GELU) is TANH_GELU


def at_infinity(function, sign):
    """Return the limit as mpmath finds it: far out the function settles, or grows for ever."""
    far, farther = (function(sign * mp.mpf(10) ** power) for power in (6, 12))
    if abs(farther) > 1e6:  # some multiple of z
        return math.inf * mp.sign(farther)
    assert abs(far - farther) < 1e-5
    return float(round(farther, 6)) if abs(farther) < 1e-5 else float(farther)


@every_activation
@pytest.mark.parametrize("sign", [-1, 1])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_value_and_slope_at_infinity_are_the_limits(activation, sign, dtype):
    textbook = TEXTBOOK[activation.name]
    z = np.array([sign * math.inf, sign], dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        value, slope = activation.f(z)[0], activation.df(z)[0]
    rounding = 4 * float(np.finfo(dtype).eps)
    assert value == pytest.approx(at_infinity(textbook, sign), rel=rounding, abs=1e-11)
    with mp.workdps(60):
        limit = at_infinity(lambda z: textbook(z + 1) - textbook(z), sign)
    assert slope == pytest.approx(limit, rel=rounding, abs=1e-5)


def test_a_leaky_relu_without_a_slope_has_its_limits_too():
    assert leaky_relu_with_slope(0).f([-math.inf, math.inf]).tolist() == [0, math.inf]


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_a_traced_node_passes_through_the_formula(name):
    z = np.linspace(-3, 3, 7)
    traced = ACTIVATIONS[name].f(Node(z))
    assert isinstance(traced, Node)
    np.testing.assert_array_equal(traced.value, ACTIVATIONS[name].f(z))


def test_the_sigmoid_has_no_hole_at_zero():
    # Its formula contains a maximum with a tie at 0; the slope must not depend on how ties break.
    assert sigmoid(1e-30j).imag / 1e-30 == pytest.approx(0.25)
    assert sigmoid(-1e-30j).imag / -1e-30 == pytest.approx(0.25)
