"""The laboratory in a notebook, with the same controls and pictures; Python can read its net."""

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
    r"""A network in training; a cell that ends with it shows the book's laboratory.

    Parameters
    ----------
    address : str
        An address of the laboratory, or only the part after #.
    **settings
        Settings, by their names in addresses: data, n, noise, dataSeed, hidden, activation,
        initializer, scale, seed, optimizer, momentum, rate, batch, l2. If settings are given, the
        run of the address starts again from step 0.

    Attributes
    ----------
    net : MLP
        The current network, with all changes made in the output of the cell.
    X, y : ndarray, (n, 2) and (n,)
        The points and their classes.
    losses : list of float
        The objective on the minibatch of each step.
    address : str
        The state of all of this: append it to the address of the laboratory's page.

    Raises
    ------
    TypeError, ValueError
        If the address or a setting is not valid.

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
        _run(self._address)  # raises here if the state is not valid

    @classmethod
    def of(cls, net: MLP, X, y, **settings) -> "Laboratory":
        """Open your own network in the laboratory, with its current parameters.

        Parameters
        ----------
        net : MLP
            Network with two inputs and one or two outputs. The laboratory replaces two outputs by
            their difference, which predicts the same classes.
        X : array_like, (n, 2)
            At most 1,000 points; coordinates are rounded to two decimals.
        y : array_like of int, (n,)
            The classes of the points, 0 or 1.
        **settings
            Settings of further training, such as optimizer, rate and batch.

        Returns
        -------
        Laboratory

        Raises
        ------
        TypeError, ValueError
            If net is not an MLP or too large, or if the points or classes are not as described.

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
        """The address of the current state, with all changes made in the output of the cell."""
        return self._widget.address if self._widget else self._address

    @property
    def net(self) -> MLP:
        """A copy of the current network."""
        run = _run(self.address)
        net = MLP(run.net.sizes, run.net.activation, rng=np.random.default_rng(0), l2=run.net.l2)
        net.params = [(W.copy(), b.copy()) for W, b in run.net.params]
        return net

    @property
    def X(self) -> np.ndarray:
        """A copy of the points."""
        return _run(self.address).X.copy()

    @property
    def y(self) -> np.ndarray:
        """A copy of the classes of the points."""
        return _run(self.address).y.copy()

    @property
    def losses(self) -> list[float]:
        """The objective on the minibatch of each step."""
        return list(_run(self.address).losses)

    def train(self, steps: int) -> "Laboratory":
        """Train for some more steps; the output of the cell shows the new state, too.

        Parameters
        ----------
        steps : int

        Returns
        -------
        Laboratory
            The laboratory itself.
        """
        state = read_address(self.address)
        step = min(state.step + positive_integer(steps, "steps"), MOST_STEPS)
        self._address = write_address(State(state.settings, state.points, state.events, step))
        if self._widget:
            self._widget.address = self._address
        return self

    def figure(self) -> Figure:
        """Draw the decision regions, the lines of the first layer's units, and the losses."""
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
