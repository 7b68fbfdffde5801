"""The cover picture of a chapter: one panel of a figure, without text."""

from matplotlib.figure import Figure

#: Width and height in inches.
SIZE = 3.6, 2.4


def package_of(chapter: str) -> str:
    """Return the package of a chapter's figures.

    Parameters
    ----------
    chapter : str
        Name of the chapter's notebook.

    Returns
    -------
    str
        The part of the name before "and", as a name in Python.

    Examples
    --------
    >>> package_of("hidden-layers")
    'hidden_layers'
    >>> package_of("stability-and-initialization")
    'stability'
    """
    return chapter.partition("-and-")[0].replace("-", "_")


def without_words(figure: Figure, panel: int = 0) -> Figure:
    """Keep one panel of a figure, without titles, labels and frame.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Made by `shared.figures.style.panels`. It is changed in place.
    panel : int, default 0
        The number of the panel to keep.

    Returns
    -------
    matplotlib.figure.Figure
        The same figure with one panel, in the size of a cover.
    """
    kept = figure.subfigs[panel]
    figure.set_size_inches(SIZE[0] * len(figure.subfigs), SIZE[1])
    figure.subfigs = [kept]
    (axes,) = kept.axes
    axes.set_title("", loc="left")
    axes.set(xlabel="", ylabel="", aspect="auto", position=(0, 0, 1, 1))
    axes.tick_params(length=0, labelbottom=False, labelleft=False)
    axes.spines[:].set_visible(False)
    if axes.get_legend():
        axes.get_legend().remove()
    return figure
