"""A run of the laboratory in NumPy, with the parameters that the page computes, up to rounding."""

import math
from functools import partial

import numpy as np

from shared.activations import ACTIVATIONS
from shared.datasets import circles, moons, spirals, xor
from shared.laboratory.state import State
from shared.mlp import MLP
from shared.training import SGD, Adam, minibatches

LOSS = "binary_cross_entropy"
DATA_SETS = {
    "circles": circles,
    "moons": moons,
    "spirals": partial(spirals, classes=2),
    "xor": xor,
}


class Run:
    """A network, its data and its training up to the step of a state.

    Parameters
    ----------
    state : State

    Attributes
    ----------
    net : MLP
        Network with two inputs and one output, which is positive where it predicts class 1.
    X : ndarray, (n, 2)
        All points at that step: first the points of the data set, then the reader's own points.
    y : ndarray of int, (n,)
        The classes of the points.
    losses : list of float
        The objective on the minibatch of each step.

    Raises
    ------
    ValueError
        If the state names a layer, a unit or a point that does not exist, or has steps but no
        points.

    Examples
    --------
    >>> from shared.laboratory.state import read_address
    >>> run = Run(read_address("#v=1&data=xor&n=40&rate=0.5&step=400"))
    >>> run.net.accuracy(run.X, run.y)
    1.0
    """

    def __init__(self, state: State):
        self.settings = settings = dict(state.settings)
        self.rng = np.random.default_rng(settings["seed"])
        self.X, self.y = self._drawn()
        self.drawn = len(self.X)
        if state.points:
            *places, labels = zip(*state.points, strict=True)
            self.X = np.vstack([self.X, np.transpose(places)])
            self.y = np.append(self.y, labels)
        self.net = MLP(
            [2, *settings["hidden"], 1],
            settings["activation"],
            settings["initializer"],
            rng=self.rng,
            l2=settings["l2"],
        )
        self.net.params = [(settings["scale"] * W, b) for W, b in self.net.params]
        self.losses = []
        self._set_optimizer()
        self._begin_epoch()
        for step, kind, *rest in state.events:
            self._train_to(step)
            try:
                getattr(self, f"_{kind}")(*rest)
            except IndexError:
                raise ValueError(
                    f"the address changes what does not exist, at step {step}: {kind} {rest}"
                ) from None
        self._train_to(state.step)

    def _drawn(self):
        name, n, noise = (self.settings[key] for key in ("data", "n", "noise"))
        if name == "own":
            return np.empty((0, 2)), np.empty(0, int)
        rng = np.random.default_rng(self.settings["dataSeed"])
        return DATA_SETS[name](n, noise=noise, rng=rng)

    def _train_to(self, step):
        if step > len(self.losses) and not len(self.X):
            raise ValueError(
                "the run has no points to train on; add points, or choose data other than 'own'"
            )
        with np.errstate(over="ignore", invalid="ignore"):
            while len(self.losses) < step:
                batch = next(self.batches, None)
                if batch is None:
                    self._begin_epoch()
                    batch = next(self.batches)
                objective, grads = self.net.gradients(*batch, LOSS)
                if not math.isfinite(objective):  # the page stops here, too
                    return
                self.net.params = self.optimizer.step(self.net.params, grads)
                self.losses.append(float(objective))

    def _begin_epoch(self):
        self.batches = iter(())
        if len(self.X):
            self.batches = minibatches(self.X, self.y, self.settings["batch"], self.rng)

    def _set_optimizer(self):
        name, rate = self.settings["optimizer"], self.settings["rate"]
        momentum = self.settings["momentum"] if name == "momentum" else 0
        self.optimizer = Adam(rate) if name == "adam" else SGD(rate, momentum)

    # --- changes during a run: a method for each kind of event ------------------------------------

    def _set(self, name, value):
        self.settings[name] = value
        if name == "activation":
            self.net.activation = ACTIVATIONS[value]
        elif name == "l2":
            self.net.l2 = value
        elif name == "rate":
            self.optimizer.learning_rate = value
        elif name == "batch":
            self._begin_epoch()
        else:
            self._set_optimizer()

    def _weight(self, layer, start, to, value):
        W, b = self.net.params[layer]
        if start == "b":
            b[to] = value
        else:
            W[start, to] = value

    def _cut(self, layer, unit):
        self.net.params[layer + 1][0][unit] = 0

    def _add(self, x, y, label):
        self.X, self.y = np.vstack([self.X, [x, y]]), np.append(self.y, label)
        self._begin_epoch()

    def _move(self, index, x, y):
        row, self.X = self._row(index), self.X.copy()
        self.X[row] = x, y
        self._begin_epoch()

    def _remove(self, index):
        row = self._row(index)
        self.X, self.y = np.delete(self.X, row, axis=0), np.delete(self.y, row)
        self._begin_epoch()

    def _clear(self):
        self.X, self.y = self.X[: self.drawn], self.y[: self.drawn]
        self._begin_epoch()

    def _row(self, index):
        if self.drawn + index >= len(self.X):
            raise IndexError(index)
        return self.drawn + index
