"""Convert a network that was trained elsewhere into a state of the laboratory."""

import numpy as np

from shared.activations import ACTIVATIONS
from shared.laboratory.state import (
    INITIAL,
    LARGEST_WEIGHT,
    MOST_EVENTS,
    MOST_POINTS,
    State,
    checked,
)
from shared.mlp import MLP, require_net
from shared.validation import finite_array, shown


def state_of(net: MLP, X, y, settings: dict) -> State:
    """Return the state of the laboratory with a network's parameters, set before the first step.

    Parameters
    ----------
    net : MLP
    X : array_like, (n, 2)
    y : array_like of int, (n,)
    settings : dict of str to object
        Settings of further training.

    Returns
    -------
    State

    Raises
    ------
    TypeError, ValueError
        As described in `Laboratory.of`.
    """
    require_net(net)
    if net.sizes[0] != 2 or net.sizes[-1] > 2:
        raise ValueError(f"net must have 2 inputs and 1 or 2 outputs, not sizes {net.sizes}")
    if ACTIVATIONS.get(net.activation.name) != net.activation:  # an address has only its name
        raise ValueError(
            f"net must have an activation function of the laboratory, one of {list(ACTIVATIONS)}, "
            f"not {net.activation.title} with f(z) = {net.activation.formula}"
        )
    X = finite_array(X, "X", shape=("n", 2))
    y = finite_array(y, "y", shape=(len(X),))
    if len(X) > MOST_POINTS:
        raise ValueError(f"X must have at most {MOST_POINTS} points, not {len(X)}")
    if not np.isin(y, (0, 1)).all():
        found = shown(np.unique(y).tolist())
        raise ValueError(f"y must have the classes 0 and 1 only, not {found}")
    events = [(0, "weight", *place, value) for place, value in parameters(net)]
    if len(events) > MOST_EVENTS or any(abs(event[-1]) > LARGEST_WEIGHT for event in events):
        raise ValueError(
            f"net must have at most {MOST_EVENTS} parameters, each of absolute value at most "
            f"{LARGEST_WEIGHT:g}"
        )
    given = {
        "data": "own",
        "hidden": net.sizes[1:-1],
        "activation": net.activation.name,
        "initializer": "zeros",
        "l2": net.l2,
    } | settings
    given = {name: checked(name, value) for name, value in given.items()}
    points = [(*place, int(label)) for place, label in zip(X.round(2).tolist(), y, strict=True)]
    return State(INITIAL | given, points, events)


def parameters(net):
    """Yield ((layer, from, to), value) for each parameter; two outputs become their difference."""
    *hidden, (W, b) = net.params
    if net.sizes[-1] == 2:
        W, b = W[:, 1:] - W[:, :1], b[1:] - b[:1]
    for layer, (weights, biases) in enumerate([*hidden, (W, b)]):
        for (start, to), value in np.ndenumerate(weights):
            yield (layer, start, to), float(value)
        for to, value in enumerate(biases):
            yield (layer, "b", to), float(value)
