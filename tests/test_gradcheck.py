"""The two witnesses against mpmath and PyTorch, and what a check says about right and wrong."""

import copy

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from shared.activations import ACTIVATIONS
from shared.gradcheck import (
    GradientReport,
    check_gradient,
    complex_step_gradient,
    numerical_gradient,
    relative_error,
)
from shared.graph import Node
from shared.mlp import MLP

ANALYTIC = ["identity", "sigmoid", "tanh", "softplus", "silu", "mish"]

FUNCTIONS = {
    "exp": (np.exp, mpmath.exp),
    "tanh": (np.tanh, lambda x: mpmath.sech(x) ** 2),
    "sin": (np.sin, mpmath.cos),
    "cube": (lambda x: x**3, lambda x: 3 * x**2),
    # The example of Squire & Trapp, where a difference quotient loses half of its digits.
    "Squire and Trapp": (
        lambda x: np.exp(x) / (np.sin(x) ** 3 + np.cos(x) ** 3),
        lambda x: mpmath.diff(
            lambda t: mpmath.exp(t) / (mpmath.sin(t) ** 3 + mpmath.cos(t) ** 3), x
        ),
    ),
}


# --- witnesses --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FUNCTIONS)
@given(
    x=arrays.arrays(float, arrays.array_shapes(max_dims=2, max_side=3), elements=st.floats(0, 2))
)
@settings(max_examples=25, deadline=None)
def test_both_witnesses_agree_with_mpmath(name, x):
    function, derivative = FUNCTIONS[name]
    with mpmath.workdps(40):
        exact = np.array([float(derivative(mpmath.mpf(t))) for t in x.ravel()]).reshape(x.shape)
    central = numerical_gradient(lambda x: function(x).sum(), x)
    complex_step = complex_step_gradient(lambda x: function(x).sum(), x)
    assert central.shape == complex_step.shape == x.shape
    assert np.linalg.norm(central - exact) <= 1e-8 * max(np.linalg.norm(exact), 1)
    assert np.linalg.norm(complex_step - exact) <= 1e-14 * max(np.linalg.norm(exact), 1e-9)


def test_the_central_difference_is_exact_for_a_parabola():
    assert numerical_gradient(lambda x: (x**2).sum(), np.array([0.0, 1.0]), step=0.5).tolist() == [
        0,
        2,
    ]


def test_the_error_of_the_central_difference_falls_with_the_square_of_the_step():
    x = np.array(0.7)
    coarse, fine = (
        abs(numerical_gradient(np.exp, x, step=h) - np.exp(x)) for h in (2.0**-6, 2.0**-8)
    )
    assert coarse / fine == pytest.approx(16, rel=1e-3)


def test_the_default_step_grows_with_the_argument():
    x = np.array([1e6, 1e-6])
    assert numerical_gradient(lambda x: (x**3).sum(), x) == pytest.approx(
        3 * x**2, rel=1e-9, abs=1e-9
    )


def test_a_kink_gives_the_mean_of_both_sides():
    assert numerical_gradient(lambda x: np.maximum(x, 0).sum(), np.zeros(1)) == pytest.approx([0.5])


def test_the_complex_step_needs_no_moderate_step():
    x = np.array([0.3])
    for step in (1e-10, 1e-100, 1e-200):
        assert complex_step_gradient(lambda x: np.sin(x).sum(), x, step) == pytest.approx(
            np.cos(x), rel=1e-15, abs=0
        )


def test_the_argument_is_left_alone_and_whole_numbers_are_welcome():
    x = np.array([1, 2])
    assert numerical_gradient(lambda x: (x * x).sum(), x).round(6).tolist() == [2, 4]
    assert complex_step_gradient(lambda x: (x * x).sum(), x).tolist() == [2, 4]
    assert x.tolist() == [1, 2]
    assert numerical_gradient(lambda x: x * x, 3.0).shape == ()


# --- relative error ---------------------------------------------------------------------------


@given(
    a=arrays.arrays(float, (2, 3), elements=st.floats(-1e3, 1e3)),
    b=arrays.arrays(float, (2, 3), elements=st.floats(-1e3, 1e3)),
    scale=st.sampled_from([1e-300, 1e-200, 1.0, 1e200, 1e300]),
)
@settings(max_examples=100, deadline=None)
def test_relative_error_is_symmetric_bounded_and_free_of_scale(a, b, scale):
    error = relative_error(a, b)
    assert 0 <= error <= 2
    assert error == relative_error(b, a)
    assert relative_error(a, a) == 0
    # Far below 1, the entries themselves lose digits when they are scaled down.
    if min(np.abs(a).max(), np.abs(b).max()) > 1e-3 and np.abs(a - b).max() > 1e-3:
        assert relative_error(a * scale, b * scale) == pytest.approx(error, rel=1e-9)


@pytest.mark.parametrize(
    ("a", "b", "error"),
    [
        ([0.0, 0.0], [0.0, 0.0], 0),
        ([1.0, 0.0], [0.0, 0.0], 1),
        ([1.0, 0.0], [-1.0, 0.0], 2),
        ([3.0, 4.0], [3.0, 3.0], 0.2),
        ([np.nan, 0.0], [0.0, 0.0], np.inf),
        ([0.0, 0.0], [np.inf, 0.0], np.inf),
    ],
)
def test_relative_error_of_known_pairs(a, b, error):
    assert relative_error(a, b) == pytest.approx(error)


# --- checking a net ---------------------------------------------------------------------------


def a_net(activation="tanh", dtype="float64", seed=0, l2=0.0):
    """Return a net, its objective as a function of the parameters, and its gradients."""
    rng = np.random.default_rng(seed)
    net = MLP([3, 5, 4], activation, "glorot_normal", rng=rng, dtype=dtype, l2=l2)
    net.params = [(W, (b + rng.normal(size=b.shape)).astype(dtype)) for W, b in net.params]
    X, y = rng.normal(size=(6, 3)), rng.integers(4, size=6)

    def objective(params):
        trial = copy.copy(net)
        trial.params = params
        return trial.objective(X, y)

    return net, objective, net.gradients(X, y)[1]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("activation", sorted(ACTIVATIONS.keys() - {"step"}))
def test_the_central_difference_confirms_a_net(activation, seed):
    net, objective, gradients = a_net(activation, seed=seed, l2=0.1)
    report = check_gradient(objective, net.params, gradients)
    assert report.passed, report
    assert max(report.errors.values()) <= 1e-7


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("activation", ANALYTIC)
def test_the_complex_step_confirms_a_net_to_nearly_all_digits(activation, seed):
    net, objective, gradients = a_net(activation, seed=seed, l2=0.1)
    report = check_gradient(objective, net.params, gradients, method="complex_step")
    assert report.passed, report
    assert max(report.errors.values()) <= 1e-13


@pytest.mark.parametrize("method", ["central_difference", "complex_step"])
@pytest.mark.parametrize(
    ("layer", "which", "name"), [(0, 0, "W1"), (0, 1, "b1"), (1, 0, "W2"), (1, 1, "b2")]
)
def test_a_wrong_gradient_is_found_where_it_is(layer, which, name, method):
    net, objective, gradients = a_net()
    gradients[layer][which][..., 2] *= 1 + 1e-5
    report = check_gradient(objective, net.params, gradients, method=method)
    assert not report.passed
    assert [check.name for check in report.checks if not check.passed] == [name]
    assert report[name].worst[-1] == 2
    assert report[name].given == pytest.approx(report[name].witness * (1 + 1e-5), rel=1e-8)
    assert f"wrong: {name} (" in str(report)
    assert [line.split()[0] for line in str(report).splitlines()[1:5]].count("WRONG") == 1


def test_a_right_gradient_reads_as_a_table():
    net, objective, gradients = a_net()
    lines = repr(check_gradient(objective, net.params, gradients)).splitlines()
    assert lines[0].split()[:4] == ["parameter", "shape", "relative", "error"]
    assert [line.split()[:2] for line in lines[1:5]] == [
        ["ok", name] for name in ("W1", "b1", "W2", "b2")
    ]
    assert lines[5] == "every gradient is correct (central difference, relative error up to 1e-07)"


def test_a_single_precision_net_is_judged_by_its_own_digits():
    net, objective, gradients = a_net(dtype="float32")
    report = check_gradient(objective, net.params, gradients)
    assert report.passed, report
    assert report.tolerance == pytest.approx(450 * 2.0**-23)
    gradients[0][0][0, 0] += 0.01
    assert not check_gradient(objective, net.params, gradients).passed


def test_the_traced_graph_can_be_checked_too():
    a = Node(np.array([[0.5, -0.3]]), name="a")

    def function(a):
        return np.exp(np.tanh(a) @ a.T).sum()

    function(a).backward()
    assert check_gradient(function, a.value, a.grad, method="complex_step").passed


def test_a_gradient_of_zero_is_not_failed_for_the_rounding_of_its_witness():
    # Adding the same to every logit changes nothing, so the true gradient of b is 0.
    logits = np.array([[1.3, -0.2, 0.7]])

    def loss(b):
        z = logits + b
        return np.log(np.exp(z).sum()) - z[0, 1] + 3

    b = np.array(0.2)
    assert numerical_gradient(loss, b) != 0
    report = check_gradient(loss, b, np.array(0.0))
    assert report.passed, report
    assert not check_gradient(loss, b, np.array(1e-8)).passed


def test_a_function_that_keeps_its_parameters_ends_with_the_callers_own():
    net, _, gradients = a_net()
    params, X = net.params, np.random.default_rng(1).normal(size=(6, 3))

    def objective(params):
        net.params = params
        return net.objective(X, [0, 1, 2, 3, 0, 1])

    check_gradient(objective, params, gradients)
    assert net.params is params


@pytest.mark.parametrize(
    ("params", "names"),
    [
        (np.ones(2), ["x"]),
        ([np.ones(2), np.ones(3)], ["[0]", "[1]"]),
        ({"u": np.ones(2), "v": [np.ones(1)]}, ["u", "v[0]"]),
        ((np.ones(1), (np.ones(2),)), ["[0]", "[1][0]"]),
        ([(np.ones((1, 1)), np.ones(1))], ["W1", "b1"]),
    ],
)
def test_parameters_keep_their_structure_and_get_names(params, names):
    def total(part):
        if isinstance(part, dict):
            return sum(total(value) for value in part.values())
        if isinstance(part, (list, tuple)):
            return sum(total(value) for value in part)
        return (part**2).sum() / 2

    # The gradient of this function is the point itself.
    report = check_gradient(total, params, params, method="complex_step")
    assert list(report.errors) == names
    assert report.passed, report


def test_gradients_in_a_dict_may_come_in_another_order():
    params = {"u": np.ones(2), "v": np.ones(3)}
    gradients = {"v": np.full(3, 2.0), "u": np.full(2, 1.0)}
    report = check_gradient(lambda p: p["u"].sum() + 2 * p["v"].sum(), params, gradients)
    assert isinstance(report, GradientReport)
    assert report.passed, report


@pytest.mark.parametrize("given", [np.nan, np.inf])
def test_a_gradient_that_is_not_finite_fails(given):
    report = check_gradient(lambda x: x.sum(), np.ones(2), np.array([1.0, given]))
    assert not report.passed
    assert report.errors == {"x": np.inf}
    assert report["x"].worst == (1,)


# --- bad input --------------------------------------------------------------------------------

ONES = np.ones(2)


@pytest.mark.parametrize(
    ("attempt", "error", "message"),
    [
        (lambda: numerical_gradient(np.sum, "x"), TypeError, "x must hold numbers, not 'x'"),
        (lambda: numerical_gradient(np.sum, [1j]), TypeError, "x must hold real numbers"),
        (lambda: numerical_gradient(np.sum, [np.nan]), ValueError, "x must be finite"),
        (lambda: numerical_gradient(np.sum, Node(ONES)), TypeError, "cannot become an array"),
        (lambda: numerical_gradient(np.sum, ONES, step=0), ValueError, "step must be a positive"),
        (lambda: numerical_gradient(np.sum, ONES, step="s"), TypeError, "step must be a positive"),
        (
            lambda: numerical_gradient(np.sum, ONES, 1e-40),
            ValueError,
            "step must be large enough to change x",
        ),
        (lambda: numerical_gradient(np.exp, ONES), ValueError, r"single number, not shape \(2"),
        (lambda: numerical_gradient(lambda x: np.nan, ONES), ValueError, "finite number, not nan"),
        (lambda: numerical_gradient(lambda x: 1j, ONES), TypeError, "a real number, not 1j"),
        (lambda: numerical_gradient(lambda x: "a", ONES), TypeError, "the function's result"),
        (lambda: complex_step_gradient(lambda x: abs(x).sum(), ONES), TypeError, "imaginary part"),
        (lambda: complex_step_gradient(np.sum, ONES, step=-1), ValueError, "step must be a pos"),
        (lambda: relative_error([1, 2], [1]), ValueError, r"gradient must have the shape \(1,\)"),
        (lambda: relative_error("a", [1]), TypeError, "gradient must hold numbers"),
        (lambda: check_gradient(np.sum, ONES, np.ones(3)), ValueError, "the gradient of x must"),
        (lambda: check_gradient(np.sum, ONES, 1j * ONES), ValueError, "the gradient of x must be"),
        (lambda: check_gradient(np.sum, ONES, [ONES]), ValueError, "structure of params, x, not"),
        (lambda: check_gradient(np.sum, [], []), ValueError, "params must not be empty"),
        (lambda: check_gradient(np.sum, {"u": []}, {"u": []}), ValueError, "u must not be empty"),
        (
            lambda: check_gradient(np.sum, np.ones(0), np.ones(0)),
            ValueError,
            "x must be finite and",
        ),
        (lambda: check_gradient(np.sum, ONES, ONES, method="complex"), ValueError, "did you mean"),
        (lambda: check_gradient(np.sum, ONES, ONES, tolerance=0), ValueError, "tolerance must be"),
        (lambda: check_gradient(np.sum, ONES, ONES)["y"], ValueError, "unknown parameter 'y'"),
    ],
)
def test_bad_input_is_named(attempt, error, message):
    with pytest.raises(error, match=message):
        attempt()


def test_a_random_function_is_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=r"same number for the same params.* is it random"):
        check_gradient(lambda x: (x * (rng.random(2) < 0.5)).sum(), ONES, ONES)

    def seeded(x):
        return (x * (np.random.default_rng(0).random(2) < 0.5)).sum()

    assert check_gradient(seeded, ONES, (np.random.default_rng(0).random(2) < 0.5) + 0.0).passed


def test_a_function_that_changes_its_argument_is_refused():
    def careless(x):
        x += 1
        return (x * x).sum()

    with pytest.raises(ValueError, match="does it keep a state or change its argument"):
        check_gradient(careless, np.ones(2), np.full(2, 4.0))


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_a_function_in_short_types_is_refused_with_the_reason(dtype):
    with pytest.raises(TypeError, match="function must compute in float64, not float32"):
        check_gradient(lambda x: np.square(x.astype(dtype)).sum(), ONES, 2 * ONES)


def test_a_half_precision_gradient_is_refused_with_the_reason():
    with pytest.raises(TypeError, match="gradient of x must be float32 or float64, not float16"):
        check_gradient(lambda x: np.square(x).sum(), ONES, np.full(2, 2.8, np.float16))


def test_the_edge_of_a_domain_is_named_as_a_cause():
    with (
        np.errstate(invalid="ignore"),
        pytest.raises(ValueError, match="at the edge of its domain"),
    ):
        check_gradient(lambda x: np.sqrt(x).sum(), np.array([1e-7]), np.array([1581.0]))
