"""The losses against mpmath and scipy, at ordinary and at extreme logits."""

import math

import mpmath
import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from shared.losses import (
    LOSSES,
    cross_entropy,
    cross_entropy_gradient,
    get_loss,
    log_softmax,
    mean_squared_error,
    mean_squared_error_gradient,
    one_hot,
    softmax,
)

unhurried = settings(deadline=None)


def matrices(dtype=np.float64, largest=1e4, min_columns=1):
    return arrays.arrays(
        dtype,
        st.tuples(st.integers(1, 5), st.integers(min_columns, 5)),
        elements=st.floats(-largest, largest, width=np.dtype(dtype).itemsize * 8),
    )


def central_difference(function, Z, h=1e-6):
    gradient = np.zeros_like(Z)
    for i in np.ndindex(Z.shape):
        step = np.zeros_like(Z)
        step[i] = h
        gradient[i] = (function(Z + step) - function(Z - step)) / (2 * h)
    return gradient


@unhurried
@given(matrices())
def test_softmax_and_its_logarithm_agree_with_scipy(Z):
    np.testing.assert_allclose(softmax(Z), scipy.special.softmax(Z, axis=-1), rtol=1e-13)
    expected = scipy.special.log_softmax(Z, axis=-1)
    np.testing.assert_allclose(log_softmax(Z), expected, rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(softmax(Z, axis=0), scipy.special.softmax(Z, axis=0), rtol=1e-13)


@pytest.mark.parametrize(
    "row", [[1e4, -1e4, 0.0], [-1e4, -1e4 + 1, -1e4], [1e4, 1e4, 1e4 - 2], [0.0, -745.0, 36.9]]
)
def test_log_softmax_agrees_with_mpmath_at_extreme_logits(row):
    with mpmath.workdps(60):
        # Probabilities down to exp(-20000) are ordinary numbers there.
        total = mpmath.fsum(mpmath.exp(mpmath.mpf(z)) for z in row)
        exact = [float(mpmath.mpf(z) - mpmath.log(total)) for z in row]
    np.testing.assert_allclose(log_softmax(row), exact, rtol=4e-16, atol=2e-16)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("scale", [1, 100, 1e4])
def test_extreme_logits_give_finite_results_of_the_same_type(dtype, scale):
    Z = (scale * np.array([[1.0, -1.0, 0.0], [1.0, 1.0, 1.0]])).astype(dtype)
    for result in (softmax(Z), log_softmax(Z), cross_entropy_gradient(Z, [1, 2])):
        assert result.dtype == dtype
        assert np.isfinite(result).all()
    assert np.isfinite(cross_entropy(Z, [1, 2]))
    np.testing.assert_allclose(softmax(Z).sum(axis=1), 1, rtol=1e-6)


def test_losses_of_half_precision_outputs_are_computed_in_single_precision():
    # 30,000 samples with a loss of log 10 each: the sum, 69,078, is beyond float16.
    Z, y = np.zeros((30_000, 10), np.float16), np.zeros(30_000, int)
    assert cross_entropy(Z, y) == pytest.approx(math.log(10), rel=1e-6)
    # 70,000 entries: as a float16, their number is infinite, and the gradient would be 0.
    outputs, targets = np.ones((70_000, 1), np.float16), np.zeros((70_000, 1))
    gradient = mean_squared_error_gradient(outputs, targets)
    assert gradient.dtype == np.float32
    np.testing.assert_allclose(gradient, 2 / 70_000, rtol=1e-6)


def test_cross_entropy_keeps_the_loss_that_a_probability_of_zero_would_make_infinite():
    assert cross_entropy([[1e4, -1e4]], [1]) == 2e4
    assert cross_entropy([[1e4, -1e4]], [0]) == 0


def test_cross_entropy_by_hand():
    # p = (1/4, 3/4) and (1/2, 1/2)
    Z = np.log([[1.0, 3.0], [5.0, 5.0]])
    assert cross_entropy(Z, [1, 0]) == pytest.approx((math.log(4 / 3) + math.log(2)) / 2)
    expected = [[1 / 8, -1 / 8], [-1 / 4, 1 / 4]]
    np.testing.assert_allclose(cross_entropy_gradient(Z, [1, 0]), expected)


def test_mean_squared_error_is_a_mean_over_samples_and_outputs():
    Z, T = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]]), np.zeros((2, 3))
    assert mean_squared_error(Z, T) == 14 / 6
    np.testing.assert_allclose(mean_squared_error_gradient(Z, T), Z / 3)


@unhurried
@given(st.data())
def test_labels_and_one_hot_rows_mean_the_same(data):
    Z = data.draw(matrices())
    y = data.draw(arrays.arrays(np.int64, len(Z), elements=st.integers(0, Z.shape[1] - 1)))
    T = one_hot(y, Z.shape[1])
    assert (T.sum(axis=1) == 1).all()
    assert (T.argmax(axis=1) == y).all()
    assert cross_entropy(Z, y) == cross_entropy(Z, T)
    np.testing.assert_array_equal(cross_entropy_gradient(Z, y), cross_entropy_gradient(Z, T))


@unhurried
@given(Z=matrices(largest=5, min_columns=2), seed=st.integers(0, 99))
def test_gradients_agree_with_central_differences(Z, seed):
    rng = np.random.default_rng(seed)
    T = rng.dirichlet(np.ones(Z.shape[1]), len(Z))
    np.testing.assert_allclose(
        cross_entropy_gradient(Z, T),
        central_difference(lambda z: cross_entropy(z, T), Z),
        atol=1e-8,
    )
    np.testing.assert_allclose(
        mean_squared_error_gradient(Z, T),
        central_difference(lambda z: mean_squared_error(z, T), Z),
        atol=1e-7,
    )


@unhurried
@given(matrices(min_columns=2))
def test_the_gradient_of_the_cross_entropy_sums_to_zero_over_classes(Z):
    y = np.zeros(len(Z), dtype=int)
    np.testing.assert_allclose(cross_entropy_gradient(Z, y).sum(axis=1), 0, atol=1e-15)


def test_the_complex_step_passes_through_both_losses():
    Z = np.array([[0.3, -0.2, 1.0], [2.0, 0.1, 0.4]])
    T = np.array([[0.0, 1.0, 0.0], [0.5, 0.0, 0.5]])
    step = np.zeros_like(Z, dtype=complex)
    step[1, 2] = 1e-30j
    for value, gradient in [
        (cross_entropy, cross_entropy_gradient),
        (mean_squared_error, mean_squared_error_gradient),
    ]:
        slope = value(Z + step, T).imag / 1e-30
        assert slope == pytest.approx(gradient(Z, T)[1, 2], rel=1e-14)


PUBLIC = {
    "cross_entropy": (cross_entropy, cross_entropy_gradient),
    "mean_squared_error": (mean_squared_error, mean_squared_error_gradient),
}


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_the_registry_fuses_what_the_functions_compute_apart(name):
    value, gradient = PUBLIC[name]
    loss = get_loss(name)
    Z = np.array([[0.3, -0.2, 1.0], [2.0, 0.1, 0.4]])
    T = np.array([[0.0, 1.0, 0.0], [0.5, 0.0, 0.5]])
    fused_value, fused_gradient = loss.with_gradient(Z, T)
    assert fused_value == loss.value(Z, T) == value(Z, T)
    np.testing.assert_array_equal(fused_gradient, gradient(Z, T))
    assert get_loss(loss) is loss


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        ([0, 3], "targets must be class labels from 0 to 2, not 3"),
        ([-1, 0], "targets must be class labels from 0 to 2, not -1"),
        ([0], r"targets must have shape \(2,\), for labels, or \(2, 3\), .* not \(1,\)"),
        ([0, 1, 2], r"targets must have shape \(2,\), .* not \(3,\)"),
        ([0.0, 1.0], "targets must be whole numbers"),
        ([True, False], "targets must be whole numbers"),
        ([], r"targets must have shape \(2,\), .* not \(0,\)"),
        (1, r"targets must have shape \(2,\), .* not \(\)"),
        ([[1, 0], [0, 1]], r"targets must have shape .* \(2, 3\), for probabilities, not \(2, 2\)"),
        ([[0.5, 0.5, 0.5], [1, 0, 0]], "each row of targets must be probabilities"),
        ([[1.5, -0.5, 0], [1, 0, 0]], "each row of targets must be probabilities"),
        ([[np.nan, 0.5, 0.5], [1, 0, 0]], "targets must be finite"),
        (["cat", "dog"], "targets must hold numbers"),
        ([[0], [1, 2]], "targets must be a rectangular array"),
        (None, "targets must hold numbers"),
    ],
)
def test_wrong_targets_are_named(targets, message):
    for function in (cross_entropy, cross_entropy_gradient):
        with pytest.raises((TypeError, ValueError), match=message):
            function(np.zeros((2, 3)), targets)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_probabilities_may_miss_their_sum_by_rounding(dtype):
    for classes in range(2, 1500, 7):
        T = np.full((1, classes), 1 / classes, dtype)
        assert np.isfinite(cross_entropy(np.zeros((1, classes), dtype), T))
    with pytest.raises(ValueError, match="each row of targets must be probabilities"):
        cross_entropy(np.zeros((1, 2), dtype), np.array([[0.5, 0.51]], dtype))


def test_how_far_probabilities_may_miss_their_sum():
    assert cross_entropy([[0.0, 0.0]], [[0.5, 0.5 + 9e-7]]) > 0
    with pytest.raises(ValueError, match="each row of targets must be probabilities"):
        cross_entropy([[0.0, 0.0]], [[0.5, 0.5 + 1.1e-6]])


@pytest.mark.parametrize("targets", [[1.0, 2.0], [[1.0, 2.0]], 1.0, np.zeros((2, 2))])
def test_squared_errors_never_broadcast(targets):
    for function in (mean_squared_error, mean_squared_error_gradient):
        with pytest.raises(ValueError, match=r"targets must have shape \(2, 1\)"):
            function([[1.0], [2.0]], targets)


@pytest.mark.parametrize(
    ("logits", "message"),
    [
        ([[np.nan, 1.0]], "logits must be finite"),
        ([[np.inf, 1.0]], "logits must be finite"),
        ([], "logits must not be empty"),
        ("text", "logits must hold numbers"),
        ([[1.0], [1.0, 2.0]], "logits must be a rectangular array"),
    ],
)
def test_wrong_logits_are_named(logits, message):
    for function in (softmax, log_softmax):
        with pytest.raises((TypeError, ValueError), match=message):
            function(logits)


def test_the_axis_must_be_one_of_the_logits():
    with pytest.raises(ValueError, match="axis must be one of the 2 axes"):
        softmax([[1.0]], axis=2)
    with pytest.raises(TypeError, match="axis must be a whole number"):
        log_softmax([[1.0]], axis=None)
    with pytest.raises(ValueError, match=r"logits must have shape \(n, d\), one row per sample"):
        cross_entropy([1.0, 2.0], [0, 1])


# --- one output, two classes --------------------------------------------------------------------

binary = LOSSES["binary_cross_entropy"]


@pytest.mark.parametrize("t", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("z", [-800.0, -40.0, -1.0, 0.0, 0.3, 40.0, 800.0])
def test_binary_cross_entropy_agrees_with_mpmath(z, t):
    with mpmath.workdps(400):
        p = 1 / (1 + mpmath.exp(-mpmath.mpf(z)))
        exact = -(t * mpmath.log(p) + (1 - t) * mpmath.log(1 - p))
        slope = p - t
    value, gradient = binary.with_gradient(np.array([[z]]), np.array([[t]]))
    assert value == binary.value(np.array([[z]]), np.array([[t]]))
    assert value == pytest.approx(float(exact), rel=1e-14, abs=0)
    assert gradient.item() == pytest.approx(float(slope), abs=1e-16)


def test_binary_cross_entropy_is_cross_entropy_with_a_second_score_of_zero():
    rng = np.random.default_rng(0)
    z, y = rng.normal(size=(9, 1)), rng.integers(2, size=9)
    value, gradient = binary.with_gradient(z, binary.as_targets(y, z.shape, "y"))
    both = np.concatenate([np.zeros_like(z), z], axis=1)
    assert value == pytest.approx(cross_entropy(both, y), rel=1e-14)
    np.testing.assert_allclose(gradient, cross_entropy_gradient(both, y)[:, 1:], rtol=1e-13)


@pytest.mark.parametrize(
    ("targets", "shape", "message"),
    [
        ([0, 2], (2, 1), "y must be class labels from 0 to 1, not 2"),
        ([[0.5], [1.5]], (2, 1), "y must be probabilities of class 1, from 0 to 1"),
        ([0, 1], (2, 3), "'binary_cross_entropy' of y needs a net with a single output, not 3"),
        ([0.0, 1.0], (2, 1), "y must be whole numbers"),
    ],
)
def test_wrong_binary_targets_are_named(targets, shape, message):
    with pytest.raises((TypeError, ValueError), match=message):
        binary.as_targets(targets, shape, "y")


def test_labels_that_one_output_cannot_have_lead_to_the_binary_loss():
    with pytest.raises(ValueError, match="use two outputs, or the loss 'binary_cross_entropy'"):
        cross_entropy([[0.3], [0.1]], [0, 1])


def test_an_unknown_loss_suggests_the_nearest():
    with pytest.raises(ValueError, match="unknown loss 'cross_entrpy'; did you mean 'cross_entro"):
        get_loss("cross_entrpy")
