"""A chapter's cover: one panel of its own figures, without words."""

from matplotlib.figure import Figure

#: Width and height in inches.
SIZE = 3.6, 2.4


def without_words(figure: Figure, panel: int = 0) -> Figure:
    """Keep one panel of a figure, without titles, labels and frame.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Made by `panels`; it is changed.
    panel : int, default 0
        Which of its panels to keep.

    Returns
    -------
    matplotlib.figure.Figure
        The figure, whose one panel has the shape of a cover.
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
