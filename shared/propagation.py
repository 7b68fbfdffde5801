r"""Mean-field theory of wide random networks: variance and correlation from layer to layer.

With weights drawn from :math:`N(0, \sigma_w^2 / n_\mathrm{in})` and biases from
:math:`N(0, \sigma_b^2)`, the pre-activations of a very wide layer are Gaussian. They are determined
by their variance q, and by the correlation c between the pre-activations of two inputs. Each layer
maps q and c to the values in the next layer (Poole et al. 2016). At :math:`\chi = 1` a small
difference between two inputs neither grows nor shrinks, and a net can be trained to great depth
(Schoenholz et al. 2017).

A fixed point of the variance is stable if the slope of the variance map is below 1: the variance of
a deep net converges to this fixed point. If the slope is above 1, the variance moves away: to
another fixed point, to 0 or to infinity. If the slope is exactly 1, the fixed point may be
half-stable: it attracts from one side and repels on the other. GELU, SiLU and Mish each have one
half-stable critical point; their stable critical points need larger biases (Roberts, Yaida & Hanin
2022).

Expectations over the Gaussian are computed by Gauss-Legendre rules on panels that shrink towards
zero, where activations have their kinks and jumps. For large q the shape of an activation around
zero affects only a tiny part of the Gaussian, which the usual Gauss-Hermite rules miss.
"""

import math
from collections.abc import Callable

import numpy as np

from shared.activations import Activation, get_activation
from shared.validation import non_negative_number, number_array, positive_number, shown

__all__ = ["chi", "correlation_map", "critical_line", "fixed_point", "variance_map"]

# A variance below the first number counts as 0, a variance above the second as infinite.
SMALLEST, LARGEST = 1e-12, 1e100


# --- expectations over Gaussians --------------------------------------------------------------

# In standard deviations. The probability beyond, 1e-32, is smaller than rounding errors.
REACH = 12.0
NODES, WEIGHTS = np.polynomial.legendre.leggauss(14)

# An activation on the scale of 1 changes little over this distance, except for a kink at zero.
RESOLUTION = 0.25


def graded_rule(resolution: float) -> tuple[np.ndarray, np.ndarray]:
    """Return nodes and weights on [0, 1], on panels that halve until they resolve zero."""
    halvings = max(3, math.ceil(-math.log2(resolution)))
    ends = np.concatenate([[0.0], 2.0 ** np.arange(-halvings, 1)])
    half = np.diff(ends) / 2
    nodes = (ends[:-1] + half)[:, np.newaxis] + half[:, np.newaxis] * NODES
    return nodes.ravel(), (half[:, np.newaxis] * WEIGHTS).ravel()


def resolution(q: float) -> float:
    """Return the fraction of the reach over which an activation changes little at variance q."""
    return min(1.0, RESOLUTION / (REACH * math.sqrt(max(q, 1.0))))


def gaussian_mean(function: Callable[[np.ndarray], np.ndarray], q: np.ndarray) -> np.ndarray:
    r"""Return :math:`\mathrm{E}\,f(\sqrt q\, z)` for a standard normal z, for each q."""
    nodes, weights = graded_rule(resolution(float(q.max(initial=0))))
    z = REACH * np.concatenate([-nodes[::-1], nodes])
    density = np.exp(-np.square(z) / 2) / math.sqrt(2 * math.pi)
    weights = REACH * np.concatenate([weights[::-1], weights]) * density
    return function(np.sqrt(q)[..., np.newaxis] * z) @ weights


def gaussian_product_mean(
    function: Callable[[np.ndarray], np.ndarray], q1: float, q2: float, c: float
) -> float:
    r"""Return :math:`\mathrm{E}\,f(u_1) f(u_2)` for Gaussians with correlation c.

    The variances are q1 and q2. In polar coordinates, :math:`u_1 = \sqrt{q_1}\, r \cos\theta` and
    :math:`u_2 = \sqrt{q_2}\, r \cos(\theta - \arccos c)`. Each of the two is zero along two rays,
    for all r, so the panels can shrink towards all kinks together.
    """
    fine = resolution(max(q1, q2))
    nodes, weights = graded_rule(fine)
    radius = REACH * nodes
    radial_weights = REACH * weights * radius * np.exp(-np.square(radius) / 2)
    angle = math.acos(c)
    theta, angular_weights = graded_angles(angle, fine)
    u1 = math.sqrt(q1) * np.outer(radius, np.cos(theta))
    u2 = math.sqrt(q2) * np.outer(radius, np.cos(theta - angle))
    product = function(u1) * function(u2)
    return float(radial_weights @ product @ angular_weights) / (2 * math.pi)


def graded_angles(angle: float, fine: float) -> tuple[np.ndarray, np.ndarray]:
    """Return nodes and weights around the circle, dense at the rays where u1 or u2 is zero."""
    nodes, weights = graded_rule(fine)
    rays = np.array([-np.pi / 2, angle - np.pi / 2, np.pi / 2, angle + np.pi / 2])
    half = np.diff(np.append(rays, 3 * np.pi / 2))[:, np.newaxis] / 2
    outward, inward = rays[:, np.newaxis] + half * nodes, np.roll(rays, -1)
    inward[-1] += 2 * np.pi
    theta = np.concatenate([outward, inward[:, np.newaxis] - half * nodes])
    return theta.ravel(), np.concatenate([half * weights] * 2).ravel()


# --- the maps ---------------------------------------------------------------------------------


def variance_map(activation: str | Activation, q, sigma_w2: float, sigma_b2: float):
    r"""Return the variance of the pre-activations in the next layer.

    .. math::
        q' &= \sigma_w^2\, \mathrm{E}[f(\sqrt q\, z)^2] + \sigma_b^2, \\
        z &\sim N(0, 1)

    Parameters
    ----------
    activation : str or Activation
        The function f: a key of `shared.activations.ACTIVATIONS`, or one of your own. Kinks and
        jumps of f should be at zero; elsewhere f should change on the scale of 1.
    q : float or array_like, any shape
        Variance of the pre-activations, not negative.
    sigma_w2 : float
        Variance of a weight times fan_in, not negative.
    sigma_b2 : float
        Variance of a bias, not negative.

    Returns
    -------
    float, or ndarray of the shape of `q`
        Variance of the next layer's pre-activations, accurate to about 14 digits.

    References
    ----------
    Poole, B. et al. (2016). Exponential expressivity in deep neural networks through transient
    chaos. *NeurIPS* 29 (the length map).

    Examples
    --------
    >>> round(variance_map("relu", 3.0, sigma_w2=2.0, sigma_b2=0.5), 12)
    3.5
    """
    f = get_activation(activation).f
    sigma_w2 = non_negative_number(sigma_w2, "sigma_w2", below=LARGEST)
    sigma_b2 = non_negative_number(sigma_b2, "sigma_b2", below=LARGEST)
    q = variances(q, "q")
    return float_or_array(sigma_w2 * gaussian_mean(lambda u: np.square(f(u)), q) + sigma_b2)


def correlation_map(
    activation: str | Activation, c, q1: float, q2: float, sigma_w2: float, sigma_b2: float
):
    r"""Return the correlation between the pre-activations of two inputs in the next layer.

    .. math:: c' = \frac{\sigma_w^2\, \mathrm{E}[f(u_1) f(u_2)] + \sigma_b^2}{\sqrt{q_1' q_2'}}

    Here :math:`u_1, u_2` are Gaussian with variances :math:`q_1, q_2` and correlation c, and
    :math:`q_1', q_2'` are the variances in the next layer.

    Parameters
    ----------
    activation : str or Activation
        The function f, as in `variance_map`.
    c : float or array_like, any shape
        Correlation of the two pre-activations, in [-1, 1].
    q1, q2 : float
        Variances of the two pre-activations, not negative, below 1e12. In a deep net both soon
        reach the fixed point.
    sigma_w2, sigma_b2 : float
        Variances of a weight times fan_in, and of a bias; not negative.

    Returns
    -------
    float, or ndarray of the shape of `c`
        The correlation, in [-1, 1].

    Raises
    ------
    ValueError
        If a variance in the next layer is zero, so that the correlation is not defined.

    References
    ----------
    Poole, B. et al. (2016). Exponential expressivity in deep neural networks through transient
    chaos. *NeurIPS* 29 (the correlation map).

    Examples
    --------
    >>> round(correlation_map("relu", 0.0, 1.0, 1.0, sigma_w2=2.0, sigma_b2=0.0), 6)
    0.31831
    """
    f = get_activation(activation).f
    # The number of nodes in the plane grows with the variance; this limit keeps it at a million.
    q1, q2 = (non_negative_number(q, name, below=1e12) for q, name in [(q1, "q1"), (q2, "q2")])
    next_q1 = variance_map(activation, q1, sigma_w2, sigma_b2)
    next_q2 = variance_map(activation, q2, sigma_w2, sigma_b2)
    if next_q1 == 0 or next_q2 == 0:
        raise ValueError(
            "q1 and q2 must lead to variances above zero in the next layer, "
            f"not {next_q1:g} and {next_q2:g}"
        )
    c = correlations(c)
    covariance = [sigma_w2 * gaussian_product_mean(f, q1, q2, each) + sigma_b2 for each in c.flat]
    normalised = np.reshape(covariance, c.shape) / math.sqrt(next_q1) / math.sqrt(next_q2)
    return float_or_array(np.clip(normalised, -1, 1))


def chi(activation: str | Activation, q, sigma_w2: float):
    r"""Return :math:`\chi`, the factor by which a layer changes small squared differences.

    :math:`\chi = \sigma_w^2\, \mathrm{E}[f'(\sqrt q\, z)^2]` is the mean factor for squared
    differences between two inputs in the forward pass, and for squared gradients in the backward
    pass. Below 1, differences shrink and gradients vanish; above 1, differences grow and gradients
    explode.

    Parameters
    ----------
    activation : str or Activation
        The function f, as in `variance_map`, without a jump.
    q : float or array_like, any shape
        Variance of the pre-activations, not negative. At 0 the limit from above is taken.
    sigma_w2 : float
        Variance of a weight times fan_in, not negative.

    Returns
    -------
    float, or ndarray of the shape of `q`
        The factor.

    Raises
    ------
    ValueError
        If the activation has a jump.

    References
    ----------
    Schoenholz, S. S. et al. (2017). Deep information propagation. *ICLR*, eq. 5.

    Examples
    --------
    >>> round(chi("relu", 3.0, sigma_w2=2.0), 12)
    1.0
    """
    sigma_w2 = non_negative_number(sigma_w2, "sigma_w2", below=LARGEST)
    return float_or_array(
        sigma_w2 * mean_squared_slope(get_activation(activation), variances(q, "q"))
    )


def mean_squared_slope(activation: Activation, q: np.ndarray) -> np.ndarray:
    """Return E[f'^2], or say that a jump has no finite slope."""
    left, right = activation.f(np.array([-1e-300, 1e-300]))
    if abs(right - left) > 1e-9:
        raise ValueError(f"activation must not jump at zero, as {activation.name} does")
    # Not exactly zero, so that both slopes of a kink at zero contribute.
    return gaussian_mean(lambda u: np.square(activation.df(u)), np.maximum(q, 1e-200))


# --- where the maps lead ----------------------------------------------------------------------


def variance_slope(activation: Activation, q: float, sigma_w2: float) -> float:
    r"""Return the slope of the variance map, :math:`\sigma_w^2\, \mathrm{E}[u f(u) f'(u)] / q`."""
    # At a fixed point the slope is at least -1/2, so there are no growing oscillations around it.
    product = gaussian_mean(lambda u: u * activation.f(u) * activation.df(u), np.asarray(q))
    return sigma_w2 * float(product) / q


def fixed_point(
    activation: str | Activation, sigma_w2: float, sigma_b2: float, start: float = 1.0
) -> float:
    """Return the fixed point to which the variance converges in a deep net.

    Parameters
    ----------
    activation : str or Activation
        The function, as in `variance_map`.
    sigma_w2, sigma_b2 : float
        Variances of a weight times fan_in, and of a bias; not negative.
    start : float, default 1
        The variance in the first layer, positive. The result depends on `start` if there are
        several fixed points: for a ReLU at (2, 0) every variance is a fixed point.

    Returns
    -------
    float
        The nearest fixed point in the direction in which one layer changes the variance. It is
        stable, or half-stable and approached from its stable side. The result is 0 if the variance
        decays to 0, and infinity if the variance grows without bound.

    Raises
    ------
    ValueError
        If `start` is an unstable fixed point: rounding decides where the variance goes from there.

    References
    ----------
    Poole, B. et al. (2016). Exponential expressivity in deep neural networks through transient
    chaos. *NeurIPS* 29.

    Roberts, D. A., Yaida, S. & Hanin, B. (2022). *The Principles of Deep Learning Theory*.
    Cambridge, chapter 5. doi:10.1017/9781009023405.

    Examples
    --------
    >>> round(fixed_point("tanh", sigma_w2=1.760955, sigma_b2=0.05), 5)
    0.57005

    A SiLU net has a stable fixed point and a larger, unstable one. Below the unstable fixed point
    the variance returns to the stable one; above, the variance grows without bound:

    >>> [round(fixed_point("silu", 2.0, 0.5, start), 3) for start in (0.01, 8.0, 12.0)]
    [5.197, 5.197, inf]
    """
    activation = get_activation(activation)

    def growth(q: float) -> float:
        return variance_map(activation, q, sigma_w2, sigma_b2) - q

    def steepness(q: float) -> float:
        return variance_slope(activation, q, sigma_w2) - 1

    q = positive_number(start, "start")
    if q > LARGEST:
        raise ValueError(f"start must be at most {LARGEST:.0e}, not {start}")
    first = growth(q)
    # A change smaller than rounding counts as none: a ReLU at (2, 0) keeps any variance.
    if abs(first) <= 1e-14 * q:
        if steepness(q) > 1e-6:
            raise ValueError(
                f"start must not be an unstable fixed point, as {start} is: choose a larger or a "
                "smaller start"
            )
        return q
    direction = math.copysign(1, first)
    dies_out = variance_map(activation, 0.0, sigma_w2, sigma_b2) == 0
    while q <= LARGEST:
        # An activation changes on the scale of 1. Far from there, its maps are nearly linear.
        is_far = not 1e-6 < q < 1e6
        further = q * 2 ** (direction if is_far else direction / 8)
        if dies_out and further < SMALLEST:
            return 0.0
        # Between two points the growth may touch or cross zero twice: then it has an extremum.
        if not is_far and steepness(q) * steepness(further) < -1e-24:
            turn = zero_between(steepness, q, further)
            if abs(growth(turn)) <= 1e-14 * turn:
                return turn
            if growth(turn) * direction < 0:
                return zero_between(growth, q, turn)
        # The sign must change by more than rounding: where q is huge, the bias is lost in rounding.
        if growth(further) * direction < -1e-14 * further:
            return zero_between(growth, q, further)
        q = further
    return math.inf


def critical_line(activation: str | Activation, sigma_b2: float) -> tuple[float, float]:
    r"""Return the critical point, on the edge of chaos: :math:`\chi = 1` at a stable fixed point.

    Parameters
    ----------
    activation : str or Activation
        The function, as in `chi`.
    sigma_b2 : float
        Variance of a bias, not negative.

    Returns
    -------
    sigma_w2 : float
        The critical variance of a weight times fan_in.
    q : float
        The fixed point of the variance there. For a ReLU, with the critical point (2, 0), every
        variance is a fixed point, and `q` is 0.

    Raises
    ------
    ValueError
        If the activation has a jump, or if no weight variance is critical with `sigma_b2` (a ReLU
        needs 0). Also if the fixed point is not stable, so that the variance of a deep net does not
        converge to it: GELU needs `sigma_b2` above 0.1729, SiLU above 0.5551, Mish above 0.0945. At
        these limits the fixed point is half-stable.

    References
    ----------
    Schoenholz, S. S. et al. (2017). Deep information propagation. *ICLR*, eq. 5.

    Roberts, D. A., Yaida, S. & Hanin, B. (2022). *The Principles of Deep Learning Theory*.
    Cambridge, chapter 5. doi:10.1017/9781009023405.

    Examples
    --------
    >>> sigma_w2, q = critical_line("tanh", sigma_b2=0.05)
    >>> round(sigma_w2, 6), round(q, 6)
    (1.760955, 0.570048)
    """
    activation = get_activation(activation)
    sigma_b2 = non_negative_number(sigma_b2, "sigma_b2", below=1e50)

    def critical_weight(q: float) -> float:
        return 1 / float(mean_squared_slope(activation, np.asarray(q)))

    def growth(q: float) -> float:
        """Return the change of q in a layer whose weight variance makes chi 1."""
        return variance_map(activation, q, critical_weight(q), sigma_b2) - q

    if growth(0.0) == 0:
        return stable_point(activation, critical_weight(0.0), 0.0, sigma_b2)
    above = growth(0.0)
    # Below zero by more than rounding: a growth that is equal for all q would seem to have a zero.
    while growth(above) >= -1e-12 * above:
        above *= 2
        if above > 1e8 * (1 + sigma_b2):
            raise ValueError(
                "sigma_b2 must be a value with a critical sigma_w2, where chi is 1; for "
                f"{activation.name}, {sigma_b2} has none"
            )
    q = zero_between(growth, 0.0, above)
    return stable_point(activation, critical_weight(q), q, sigma_b2)


def stable_point(activation, sigma_w2: float, q: float, sigma_b2: float) -> tuple[float, float]:
    """Return a critical point unchanged, or raise an error if it is not stable."""
    # At 0 the slope is 1, like chi. The slope at a small q shows whether the variance leaves 0.
    slope = variance_slope(activation, q or 1e-3, sigma_w2)
    if slope > 1 + 1e-12:
        raise ValueError(
            f"sigma_b2 must be a value with a stable critical point; for {activation.name}, "
            f"{sigma_b2} has none: at sigma_w2 = {sigma_w2:.6g}, where chi is 1, the variance "
            f"moves away from its fixed point {q:.6g}"
        )
    return sigma_w2, q


def zero_between(function: Callable[[float], float], one: float, other: float) -> float:
    """Find a zero by bisection, down to neighbouring floats."""
    # The sign at the end where the function is clearly not zero; at the first end it may be zero.
    sign = math.copysign(1, function(other))
    while (middle := (one + other) / 2) not in (one, other):
        if function(middle) * sign > 0:
            other = middle
        else:
            one = middle
    return middle


# --- arguments and results --------------------------------------------------------------------


def real_array(value, argument: str, accepted: str, low: float, high: float) -> np.ndarray:
    """Return real numbers within bounds as float64, or say what is accepted."""
    array = number_array(value, argument)
    if array.dtype.kind == "c":
        raise TypeError(f"{argument} must be {accepted}, not {shown(value)}")
    array = array.astype(np.float64)
    if not np.all((array >= low) & (array <= high)):
        raise ValueError(f"{argument} must be {accepted}, not {shown(value)}")
    return array


def variances(value, argument: str) -> np.ndarray:
    """Return variances as float64."""
    return real_array(value, argument, "from 0 to 1e150", 0, 1e150)


def correlations(value) -> np.ndarray:
    """Return correlations as float64."""
    return real_array(value, "c", "a correlation in [-1, 1]", -1, 1)


def float_or_array(array: np.ndarray):
    """Return a float for a scalar, and an array for an array."""
    return float(array) if array.ndim == 0 else array
