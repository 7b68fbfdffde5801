"""The laboratory in a notebook: the same controls and pictures, and a net that comes back."""

import base64
from functools import lru_cache

import numpy as np
from matplotlib.figure import Figure

from shared.explore.picture import size_of, to_png
from shared.explore.scripted import scripted_widget
from shared.laboratory.elsewhere import state_of
from shared.laboratory.picture import describe_run, draw_run
from shared.laboratory.run import Run
from shared.laboratory.script import HERE, notebook_module
from shared.laboratory.state import MOST_STEPS, State, checked, read_address, write_address
from shared.mlp import MLP
from shared.validation import positive_integer


class Laboratory:
    r"""A network in training, shown as the book's laboratory when a cell ends with it.

    Parameters
    ----------
    address : str
        An address of the laboratory, or what stands behind its #.
    **settings
        Settings by the names they have in addresses: data, n, noise, dataSeed, hidden, activation,
        initializer, scale, seed, optimizer, momentum, rate, batch, l2. The run then starts anew.

    Attributes
    ----------
    net : MLP
        The network as it is now, also after what was done in the output of the cell.
    X, y : ndarray, (n, 2) and (n,)
        The points and their classes.
    losses : list of float
        The objective on the minibatch of each step.
    address : str
        What holds all of this: put it behind the address of the laboratory's page.

    Raises
    ------
    TypeError, ValueError
        If the address or a setting is not understood.

    Examples
    --------
    >>> lab = Laboratory(data="moons", hidden=[8], rate=0.5)
    >>> lab.train(500)
    Step 500. Loss 0.253; 89 of 100 points correct (89\xa0%).
    >>> lab.address
    '#v=1&data=moons&hidden=8&rate=0.5&step=500'
    >>> lab.net.predict([[0.0, 1.0], [1.0, -0.5]])
    array([0, 1])
    """

    def __init__(self, address: str = "", **settings):
        state = read_address(address)
        if settings:
            given = {name: checked(name, value) for name, value in settings.items()}
            state = State(state.settings | given, state.points)
        self._address = write_address(state)
        self._widget = None
        _run(self._address)  # what is wrong raises here

    @classmethod
    def of(cls, net: MLP, X, y, **settings) -> "Laboratory":
        """Open a network of your own in the laboratory, with its parameters as they are.

        Parameters
        ----------
        net : MLP
            With two inputs, and one output or two; of two outputs the laboratory has the
            difference, which predicts the same.
        X : array_like, (n, 2)
            Points, at most 1,000; the laboratory keeps two decimals.
        y : array_like of int, (n,)
            Their classes, 0 or 1.
        **settings
            How to train on, such as optimizer, rate and batch.

        Returns
        -------
        Laboratory

        Raises
        ------
        TypeError, ValueError
            If net is no MLP, or larger than the laboratory's, or the points are not of that kind.

        Examples
        --------
        >>> from shared.datasets import moons
        >>> net = MLP([2, 4, 2], "tanh", rng=np.random.default_rng(0))
        >>> X, y = moons(50, rng=np.random.default_rng(1))
        >>> lab = Laboratory.of(net, X, y)
        >>> bool((lab.net.predict(X) == net.predict(X)).all())
        True
        """
        return cls(write_address(state_of(net, X, y, settings)))

    @property
    def address(self) -> str:
        """The address of the state, as it is in the output of the cell."""
        return self._widget.address if self._widget else self._address

    @property
    def net(self) -> MLP:
        """A copy of the network, which is yours to change."""
        run = _run(self.address)
        net = MLP(run.net.sizes, run.net.activation, rng=np.random.default_rng(0), l2=run.net.l2)
        net.params = [(W.copy(), b.copy()) for W, b in run.net.params]
        return net

    @property
    def X(self) -> np.ndarray:
        """The points."""
        return _run(self.address).X.copy()

    @property
    def y(self) -> np.ndarray:
        """Their classes."""
        return _run(self.address).y.copy()

    @property
    def losses(self) -> list[float]:
        """The objective on the minibatch of each step."""
        return list(_run(self.address).losses)

    def train(self, steps: int) -> "Laboratory":
        """Take some more steps, in the output of the cell, too.

        Parameters
        ----------
        steps : int

        Returns
        -------
        Laboratory
            Itself.
        """
        state = read_address(self.address)
        step = min(state.step + positive_integer(steps, "steps"), MOST_STEPS)
        self._address = write_address(State(state.settings, state.points, state.events, step))
        if self._widget:
            self._widget.address = self._address
        return self

    def figure(self) -> Figure:
        """Draw the regions of the classes, the units' lines, and the losses."""
        return draw_run(_run(self.address))

    def __repr__(self):
        return describe_run(_run(self.address))

    def _repr_mimebundle_(self, include=None, exclude=None):
        png, words = to_png(self.figure()), repr(self)
        width, height = size_of(png)
        bundle = {"image/png": base64.b64encode(png).decode(), "text/plain": words}
        if self._widget is None:
            sheet = (HERE / "laboratory.css").read_text(encoding="utf-8")
            self._widget = scripted_widget(notebook_module(), sheet, address=self._address)
        if self._widget:
            bundle["application/vnd.jupyter.widget-view+json"] = self._widget.get_view_spec()
        return bundle, {"image/png": {"alt": words, "width": width, "height": height}}


@lru_cache(maxsize=8)
def _run(address):
    return Run(read_address(address))
