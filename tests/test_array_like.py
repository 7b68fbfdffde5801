"""Functions of arrays take all that is array_like, or say in one sentence why not."""

import importlib
import inspect
import re

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from shared import activations, approximation, gradcheck, graph, losses, propagation, stability
from shared.activations import ACTIVATIONS
from shared.checkpointing import checkpointed_gradients
from shared.fit_many import fit_many
from shared.graph import Node
from shared.mlp import MLP
from shared.training import SGD, Adam, fit, minibatches, sgd_step
from tests.test_bad_input import MODULES


def rng():
    return np.random.default_rng(0)


def net(outputs=2):
    return MLP([2, 3, outputs], "tanh", "glorot_normal", rng=rng())


def own_initializer(W):
    return MLP([2, 2], initializer=lambda rng, shape: W, rng=rng()).params


def trained(X, y, **options):
    one = net()
    history = fit(one, X, y, learning_rate=0.1, batch_size=2, epochs=1, rng=rng(), **options)
    return [*one.params, history.loss, history.validation_loss]


def trained_together(X, y):
    one, source = net(), rng()
    fit_many([one], X, y, rows=[[0, 1]], learning_rate=0.1, epochs=1, rngs=[source])
    return one.params


def with_output_layer(X, y):
    one = net()
    approximation.fit_output_layer(one, X, y)
    return one.forward(X).output


def traced(a):
    node = Node(2.0)
    out = (node * a + np.maximum(node, a)).sum()
    out.backward()
    return [out.value, node.grad]


def square(x):
    return np.square(x).sum()


def two_steps(optimizer, params, grads):
    return [optimizer.step(params, grads), optimizer.step(params, grads)]


SHAPE, LABELS = (2, 2), np.array([0, 1])
M = np.array([[1.0, 0.0], [2.0, -1.0]])
ROWS = np.array([[0.0, 1.0], [1.0, 0.0]])

#: What takes an array -> the name of the argument, the call, and how to make good entries of any.
CALLS = {
    **{
        f"{name}.{part}": ("z", getattr(ACTIVATIONS[name], part), np.asarray)
        for name in ("relu", "selu", "gelu", "mish")
        for part in ("f", "df")
    },
    "activations.sigmoid": ("z", activations.sigmoid, np.asarray),
    "activations.gelu_tanh": ("z", activations.gelu_tanh, np.asarray),
    "activations.gelu_tanh_derivative": ("z", activations.gelu_tanh_derivative, np.asarray),
    "approximation.collapse": ("params", lambda W: approximation.collapse([(W, [0, 0])]), None),
    "approximation.fit_output_layer": ("X", lambda X: with_output_layer(X, M), None),
    "approximation.fit_output_layer y": ("y", lambda y: with_output_layer(M, y), None),
    "approximation.tent": ("x", approximation.tent, lambda a: a % 2),
    "approximation.with_parameters": (
        "params",
        lambda W: approximation.with_parameters([(W, [0, 0])], "relu").params,
        None,
    ),
    "checkpointing.checkpointed_gradients": (
        "X",
        lambda X: checkpointed_gradients(net(), X, LABELS, segment=1),
        None,
    ),
    "gradcheck.check_gradient": (
        "params|gradient",
        lambda x: gradcheck.check_gradient(square, x, 2 * M).errors["x"] < 10,
        None,
    ),
    "gradcheck.check_gradient gradients": (
        "gradient|gradients",
        lambda g: gradcheck.check_gradient(square, M, g)["x"].given,
        None,
    ),
    "gradcheck.complex_step_gradient": (
        "x",
        lambda x: gradcheck.complex_step_gradient(square, x),
        np.asarray,
    ),
    "gradcheck.numerical_gradient": (
        "x",
        lambda x: gradcheck.numerical_gradient(square, x),
        np.asarray,
    ),
    "gradcheck.relative_error": (
        "gradient|reference",
        lambda g: gradcheck.relative_error(g, M),
        None,
    ),
    "gradcheck.relative_error reference": (
        "gradient|reference",
        lambda r: gradcheck.relative_error(M, r),
        None,
    ),
    "graph.Node": ("array", lambda a: graph.Node(a).value, np.asarray),
    "graph, beside a node": ("operand", traced, np.asarray),
    "initializers.get_initializer": ("initializer", own_initializer, None),
    "losses.cross_entropy": ("logits", lambda z: losses.cross_entropy(z, LABELS), None),
    "losses.cross_entropy targets": (
        "targets",
        lambda t: losses.cross_entropy(M, t),
        lambda a: np.eye(2)[np.asarray(a[:, 0] % 2, int)],
    ),
    "losses.cross_entropy_gradient": (
        "logits",
        lambda z: losses.cross_entropy_gradient(z, LABELS),
        None,
    ),
    "losses.log_softmax": ("logits", losses.log_softmax, np.asarray),
    "losses.mean_squared_error": ("outputs", lambda z: losses.mean_squared_error(z, M), None),
    "losses.mean_squared_error targets": (
        "targets",
        lambda t: losses.mean_squared_error(M, t),
        None,
    ),
    "losses.mean_squared_error_gradient": (
        "outputs",
        lambda z: losses.mean_squared_error_gradient(z, M),
        None,
    ),
    "losses.softmax": ("logits", losses.softmax, np.asarray),
    "mlp.MLP.accuracy": ("X", lambda X: net().accuracy(X, LABELS), None),
    "mlp.MLP.forward": ("X", lambda X: net().forward(X).output, None),
    "mlp.MLP.gradients": ("X", lambda X: net().gradients(X, LABELS), None),
    "mlp.MLP.objective": ("X", lambda X: net().objective(X, LABELS), None),
    "mlp.MLP.objective y": ("y", lambda y: net().objective(M, y, "mean_squared_error"), None),
    "mlp.MLP.predict": ("X", lambda X: net().predict(X), None),
    "propagation.chi": ("q", lambda q: propagation.chi("tanh", q, 1.0), np.abs),
    "propagation.correlation_map": (
        "c",
        lambda c: propagation.correlation_map("relu", c, 1.0, 1.0, 1.0, 0.1),
        np.sign,
    ),
    "propagation.variance_map": (
        "q",
        lambda q: propagation.variance_map("tanh", q, 1.0, 0.1),
        np.abs,
    ),
    "stability.signal_scales": ("X", lambda X: stability.signal_scales(net(), X, M), None),
    "stability.signal_scales dZ": ("dZ", lambda dZ: stability.signal_scales(net(), M, dZ), None),
    "fit_many.fit_many": ("X", lambda X: trained_together(X, LABELS), None),
    "training.Adam": ("params", lambda W: two_steps(Adam(), [(W, [0, 0])], [(M, [1, 1])]), None),
    "training.SGD": ("grads", lambda dW: two_steps(SGD(1, 0.5), [(M, [0])], [(dW, [1])]), None),
    "training.fit": ("X", lambda X: trained(X, LABELS), None),
    "training.fit validation": ("X", lambda X: trained(M, LABELS, validation=(X, LABELS)), None),
    "training.minibatches": ("X", lambda X: list(minibatches(X, LABELS, 1, rng())), None),
    "training.sgd_step": ("params", lambda W: sgd_step([(W, [0])], [(M, [1])], 0.5), None),
}
#: The same for arguments that are class labels, which have to be whole numbers.
LABEL_CALLS = {
    "fit_many.fit_many": ("y", lambda y: trained_together(M, y)),
    "losses.cross_entropy": ("targets", lambda y: losses.cross_entropy(M, y)),
    "losses.cross_entropy_gradient": ("targets", lambda y: losses.cross_entropy_gradient(M, y)),
    "losses.one_hot": ("labels", lambda y: losses.one_hot(y, 2)),
    "mlp.MLP.accuracy": ("y", lambda y: net().accuracy(M, y)),
    "mlp.MLP.gradients": ("y", lambda y: net().gradients(M, y)),
    "mlp.MLP.gradients, one output": (
        "y",
        lambda y: net(1).gradients(M, y, "binary_cross_entropy"),
    ),
    "training.fit": ("y", lambda y: trained(M, y)),
    "training.fit validation": ("y", lambda y: trained(M, LABELS, validation=(M, y))),
    "training.minibatches": ("y", lambda y: list(minibatches(M, y, 1, rng()))),
}


def strided(a):
    return np.repeat(a, 2, axis=-1)[..., ::2]


def read_only(a):
    a = a.copy()
    a.flags.writeable = False
    return a


def frame(a):
    return (pd.Series if a.ndim == 1 else pd.DataFrame)(a, index=range(10, 10 + len(a)))


#: Other forms of the same numbers, in which they are welcome.
LAYOUTS = {
    "lists": lambda a: a.tolist(),
    "tuples": lambda a: tuple(map(tuple, a.tolist())) if a.ndim > 1 else tuple(a.tolist()),
    "pandas": frame,
    "nothing masked": np.ma.array,
    "Fortran order": np.asfortranarray,
    "not contiguous": strided,
    "reversed in memory": lambda a: a[..., ::-1].copy()[..., ::-1],
    "read-only": read_only,
}
TYPES = {dtype: lambda a, dtype=dtype: a.astype(dtype) for dtype in ("f2", "f4", "i1", "i8", "u8")}
TYPES |= {f"pandas {dtype}": lambda a, d=dtype: frame(a).astype(d) for dtype in ("f2", "i2")}
SPARSE = {
    kind: lambda a, kind=kind: getattr(scipy.sparse, kind)(a)
    for kind in ("csr_matrix", "csc_array", "coo_array")
}
#: Forms in which numbers are missing, or hidden.
REFUSED = {
    **SPARSE,
    "masked": lambda a: np.ma.array(a, mask=np.arange(a.size).reshape(a.shape) == 0),
    "text": lambda a: frame(a.astype(str)),
    "missing": lambda a: frame(a.astype(object)).replace({a.flat[0]: None}),
    "a node among numbers": lambda a: [Node(1.0), *a.tolist()],
}
#: Forms that only some functions have a use for.
EITHER = {
    "0-d": lambda a: np.array(a.flat[0]),
    "empty": lambda a: a[:0],
    "no columns": lambda a: a[..., :0],
    "nullable": lambda a: frame(a.astype(int)).astype("Int64"),
}


def assert_same(result, expected, rounding):
    if isinstance(expected, list | tuple):
        assert len(result) == len(expected)
        for one, other in zip(result, expected, strict=True):
            assert_same(one, other, rounding)
    else:
        assert isinstance(result, np.ndarray) == isinstance(expected, np.ndarray)
        assert np.shape(result) == np.shape(expected)
        np.testing.assert_allclose(result, expected, rtol=rounding, atol=rounding)


def assert_refused(call, name, value):
    with pytest.raises((TypeError, ValueError)) as info:
        call(value)
    message = str(info.value)
    assert re.search(rf"\b({name})\b", message), message
    assert "\n" not in message
    assert len(message) < 300


matrices = arrays.arrays(float, SHAPE, elements=st.integers(-3, 3).map(float))


@pytest.mark.parametrize("called", CALLS)
@given(entries=matrices)
@settings(max_examples=4, deadline=None)
def test_numbers_are_welcome_in_every_form(called, entries):
    name, call, make = CALLS[called]
    good = entries if make is None else make(entries)
    expected = call(good)
    for kind, form in LAYOUTS.items():
        if "check_gradient" in called and kind in ("lists", "tuples"):
            continue  # these are structures there, of parameters that are numbers
        assert_same(call(form(good)), expected, 1e-9)
    for kind, form in TYPES.items():
        if good.min() < 0 and kind == "u8":
            continue
        if called == "gradcheck.check_gradient gradients" and "f2" in kind:
            assert_refused(call, name, form(good))
            continue
        # Activations alone compute in float16.
        is_short = "f2" in kind and name == "z"
        assert_same(call(form(good)), expected, 0.02 if is_short else 1e-5)
    for form in REFUSED.values():
        assert_refused(call, name, form(good))


@pytest.mark.parametrize("called", LABEL_CALLS)
@given(labels=arrays.arrays(int, 2, elements=st.integers(0, 1)))
@settings(max_examples=4, deadline=None)
def test_labels_are_welcome_in_every_form(called, labels):
    name, call = LABEL_CALLS[called]
    expected = call(labels)
    for form in [*LAYOUTS.values(), *(form for kind, form in TYPES.items() if "f" not in kind)]:
        assert_same(call(form(labels)), expected, 1e-12)
    for form in REFUSED.values():
        if form not in SPARSE.values():  # some of which have no vectors
            assert_refused(call, name, form(labels))


@pytest.mark.parametrize("form", EITHER)
def test_what_has_no_entries_or_no_axes_has_a_result_or_is_refused(form):
    for table in (CALLS, LABEL_CALLS):
        for name, call, *_ in table.values():
            value = EITHER[form](np.array([[1.0, 1.0], [1.0, 1.0]]) if table is CALLS else LABELS)
            try:
                call(value)
            except (TypeError, ValueError):
                assert_refused(call, name, value)


def test_a_table_on_the_left_of_a_node_leaves_the_sum_to_the_node():
    node = Node(M, name="W")
    for total in (pd.DataFrame(M) + node, np.add(pd.DataFrame(M), node), node + pd.DataFrame(M)):
        assert isinstance(total, Node)
        np.testing.assert_array_equal(total.value, 2 * M)


def test_every_function_that_documents_an_array_is_asked():
    documented = set()
    for module in MODULES:
        contents = vars(importlib.import_module(f"shared.{module}"))
        for name in contents["__all__"] if module != "validation" else []:
            if "array_like" in (inspect.getdoc(contents[name]) or ""):
                documented.add(f"{module}.{name}")
    asked = {re.split(r"[ ,]", name)[0] for name in [*CALLS, *LABEL_CALLS]}
    assert documented - asked == {"activations.Activation"}  # its functions are asked instead


@pytest.mark.parametrize("kind", SPARSE)
def test_a_sparse_matrix_is_told_how_to_become_dense(kind):
    with pytest.raises(TypeError, match=rf"X must be dense, not a {kind}; pass its .toarray\(\)"):
        net().predict(SPARSE[kind](M))
