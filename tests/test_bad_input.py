"""Whatever comes in: a result, or a TypeError or ValueError that names the argument."""

import importlib
import inspect
import math
import re
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.graph import Node
from shared.mlp import MLP
from tests.test_architecture import BOOK

MODULES = ["graph", *sorted(path.stem for path in (BOOK / "shared").glob("[a-z]*.py"))]


def rng():
    return np.random.default_rng(0)


def net():
    return MLP([2, 3, 2], "tanh", "glorot_normal", rng=rng())


def small_graph():
    a = Node([[1.0, 2.0]], name="a")
    return np.square(a * 3.0).sum()


X, Y = [[0.0, 1.0], [1.0, 0.0]], [0, 1]
ARRAYS = [(np.ones((1, 2)), np.ones(2))]
PARAMS = [([[1.0, 2.0]], [0.0, 0.0]), ([[1.0], [1.0]], [0.5])]

#: A call of every public function that works; each time, one of its arguments is replaced.
CALLS = {
    "activations.gelu_tanh": {"z": X},
    "activations.gelu_tanh_derivative": {"z": X},
    "activations.get_activation": {"activation": "relu"},
    "activations.maximum_slope": {"activation": "relu"},
    "activations.leaky_relu_with_slope": {"slope": 0.1},
    "activations.sigmoid": {"z": X},
    "approximation.collapse": {"params": PARAMS},
    "approximation.fit_output_layer": {"net": net, "X": X, "y": X},
    "approximation.kinks": {
        "net": lambda: MLP([1, 3, 1], rng=rng()),
        "low": -1.0,
        "high": 1.0,
    },
    "approximation.power": {"exponent": 2},
    "approximation.relu_interpolant": {"target": np.sin, "low": 0.0, "high": 1.0, "pieces": 3},
    "approximation.tent": {"x": [0.5], "depth": 2},
    "approximation.tent_network": {"depth": 2},
    "approximation.with_parameters": {"params": PARAMS, "activation": "relu"},
    "bugs.BuggyMLP": {"sizes": [2, 3, 2], "rng": rng, "bug": 1, "layer": 1, "learning_rate": 1.0},
    "checkpointing.checkpointed_gradients": {
        "net": net,
        "X": X,
        "y": Y,
        "loss": "cross_entropy",
        "segment": 1,
    },
    "cost.jacobian_multiplications": {"sizes": [2, 3, 1], "mode": "reverse"},
    "cost.memory_timeline": {"sizes": [2, 3, 1], "batch": 2, "mode": "training", "segment": None},
    "cost.parameter_count": {"sizes": [2, 3, 1]},
    "cost.stored_values": {"sizes": [2, 3, 1], "batch": 2},
    "cost.work": {"sizes": [2, 3, 1], "batch": 2},
    "datasets.circles": {"n": 6, "noise": 0.1, "radius": 0.5, "rng": rng},
    "datasets.digits": {"test_fraction": 0.2, "rng": rng},
    "datasets.held_out_digits": {},
    "datasets.moons": {"n": 6, "noise": 0.1, "rng": rng},
    "datasets.open_digits": {},
    "datasets.spirals": {"n": 6, "classes": 3, "noise": 0.1, "turns": 1.0, "rng": rng},
    "datasets.xor": {"n": 4, "noise": 0.1, "rng": rng},
    "fit_many.fit_many": {
        "optimizer": "sgd",
        "nets": lambda: [net()],
        "X": X,
        "y": Y,
        "rows": [[0, 1]],
        "learning_rate": 0.1,
        "epochs": 1,
        "rngs": lambda: [rng()],
        "batch_size": 2,
        "validation_rows": None,
    },
    "gradcheck.check_gradient": {
        "function": lambda: lambda params: 1.0,
        "params": X,
        "gradients": X,
        "method": "central_difference",
        "tolerance": 1e-6,
    },
    "gradcheck.complex_step_gradient": {
        "function": lambda: lambda x: (x / 3).sum(),
        "x": [1.0],
        "step": 1e-30,
    },
    "gradcheck.numerical_gradient": {
        "function": lambda: lambda x: (x / 3).sum(),
        "x": [1.0],
        "step": 1e-5,
    },
    "gradcheck.relative_error": {"gradient": [1.0], "reference": [1.0]},
    "graph.Node": {"array": X, "name": "a"},
    "graph.backward": {"output": small_graph},
    "graph.layout": {"node": small_graph},
    "graph.reused": {"node": small_graph, "operand": None},
    "graph.topological_order": {"node": small_graph},
    "initializers.calculate_gain": {"activation": "relu", "slope": 0.1},
    "initializers.fans": {"shape": (2, 3)},
    "initializers.get_initializer": {"initializer": "zeros"},
    "initializers.variance_scaling": {
        "rng": rng,
        "shape": (2, 3),
        "scale": 1.0,
        "mode": "fan_in",
        "distribution": "normal",
    },
    "losses.cross_entropy": {"logits": X, "targets": Y},
    "losses.cross_entropy_gradient": {"logits": X, "targets": Y},
    "losses.get_loss": {"loss": "cross_entropy"},
    "losses.log_softmax": {"logits": X, "axis": -1},
    "losses.mean_squared_error": {"outputs": X, "targets": X},
    "losses.mean_squared_error_gradient": {"outputs": X, "targets": X},
    "losses.one_hot": {"labels": Y, "classes": 2},
    "losses.softmax": {"logits": X, "axis": -1},
    "mlp.MLP": {
        "sizes": [2, 3, 2],
        "activation": "relu",
        "initializer": "zeros",
        "rng": rng,
        "dtype": "float64",
        "l2": 0.1,
    },
    "mlp.stacked": {"nets": lambda: [net(), net()]},
    "propagation.chi": {"activation": "tanh", "q": 1.0, "sigma_w2": 1.0},
    "propagation.correlation_map": {
        "activation": "tanh",
        "c": 0.5,
        "q1": 1.0,
        "q2": 1.0,
        "sigma_w2": 1.0,
        "sigma_b2": 0.1,
    },
    "propagation.critical_line": {"activation": "tanh", "sigma_b2": 0.05},
    "propagation.fixed_point": {
        "activation": "tanh",
        "sigma_w2": 1.0,
        "sigma_b2": 0.1,
        "start": 1.0,
    },
    "propagation.variance_map": {"activation": "tanh", "q": 1.0, "sigma_w2": 1.0, "sigma_b2": 0.1},
    "stability.signal_scales": {"net": net, "X": X, "dZ": X},
    "stability.typical_log_growth": {"width": 2, "gain": 1.0},
    "training.Adam": {"learning_rate": 0.1, "beta1": 0.9, "beta2": 0.9, "epsilon": 1e-8},
    "training.SGD": {"learning_rate": 0.1, "momentum": 0.5},
    "training.fit": {
        "net": net,
        "X": X,
        "y": Y,
        "loss": "cross_entropy",
        "optimizer": "sgd",
        "learning_rate": 0.1,
        "batch_size": 2,
        "epochs": 1,
        "rng": rng,
        "momentum": 0.0,
        "validation": None,
        "callback": None,
    },
    "training.minibatches": {"X": X, "y": Y, "batch_size": 1, "rng": rng},
    "training.sgd_step": {"params": ARRAYS, "grads": ARRAYS, "learning_rate": 0.1},
}
#: Plain records of what others checked, and the checks themselves.
RECORDS = {
    *("activations.Activation", "cost.Work", "datasets.Split", "graph.Operation", "mlp.Record"),
    *("gradcheck.GradientReport", "gradcheck.ParameterCheck", "initializers.Initializer"),
    *("losses.Loss", "training.DivergenceError", "training.History"),
}

#: What an error calls a part of an argument.
PARTS = {"shape": ("fan_in", "fan_out")}

# Beyond, and below, sums and quotients of good numbers overflow: NumPy warns, and says where.
numbers = st.one_of(
    st.integers(-3, 6),
    st.floats(1e-100, 1e100),
    st.floats(-1e100, -1e-100),
    st.sampled_from([10**400, math.nan, math.inf, -math.inf, 2 + 1j, True]),
)
junk = st.one_of(
    st.none(),
    numbers,
    st.text(max_size=4),
    st.lists(numbers, max_size=3),
    st.lists(st.lists(numbers, max_size=3), max_size=3),
    st.sampled_from([b"relu", object(), {}, {"a": 1}, (), range(2), [None], ["a"], [[[0.5]]]]),
    st.sampled_from([(2, 2), (0, 2), (2,), (), (2, 3), (2, 2, 2)]).flatmap(
        lambda shape: st.sampled_from([float, int, bool, complex, "float16", "U1", object]).map(
            lambda dtype: np.zeros(shape, dtype)
        )
    ),
    st.builds(Node, st.sampled_from([1.0, [1.0, 2.0], X])),
)


def public(name):
    module, _, function = name.partition(".")
    return getattr(importlib.import_module(f"shared.{module}"), function)


def test_every_public_function_is_asked():
    found = {
        f"{module}.{name}"
        for module in MODULES
        if module != "validation"
        for name in importlib.import_module(f"shared.{module}").__all__
        if callable(public(f"{module}.{name}"))
    }
    assert found == set(CALLS) | RECORDS
    for name, arguments in CALLS.items():
        parameters = inspect.signature(public(name)).parameters
        anything_goes = {"args", "kwargs", "progress", "keep_history", "late_leaves"}
        assert set(arguments) >= set(parameters) - anything_goes


def made(argument):
    """Return an argument of a table; what training changes is made anew for each call."""
    own = argument in (rng, net, small_graph) or getattr(argument, "__name__", "") == "<lambda>"
    return argument() if own else argument


def assert_answers(call, accepted, name, value):
    """Call with one argument replaced: it works, or says which argument is wrong."""
    arguments = {key: made(each) for key, each in accepted.items()}
    message = name
    # The activations take any number: what infinity minus infinity is, NumPy says.
    quietly = {"invalid": "ignore"} if "z" in accepted else {}
    with warnings.catch_warnings(), np.errstate(**quietly):
        warnings.simplefilter("error")
        try:
            call(**{**arguments, name: value})
        except (TypeError, ValueError) as error:
            message = str(error)
    # Of two arguments that do not fit each other, either may be the one that is named.
    named = {*accepted, *PARTS.get(name, ())}
    assert any(re.search(rf"\b{each}\b", message) for each in named), message


@pytest.mark.parametrize("name", [name for name, arguments in CALLS.items() if arguments])
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_a_wrong_argument_is_named_and_nothing_else_escapes(name, data):
    argument = data.draw(st.sampled_from(sorted(CALLS[name])))
    assert_answers(public(name), CALLS[name], argument, data.draw(junk))
