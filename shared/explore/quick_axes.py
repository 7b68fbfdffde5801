"""Fast axes for small pictures: the same picture as Matplotlib's own axes, with fewer artists.

Matplotlib makes five artists for each tick, of which a picture shows three, and draws them one by
one. In a small picture, ticks take more time than all other artists together. Here an axis draws
its grid as one line, its tick marks as another, and its labels as plain texts. It has only major
ticks, below or on the left, and they point outwards.
"""

from itertools import compress

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.axis import Axis, XAxis, YAxis
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox, IdentityTransform


class QuickAxis(Axis):
    """Base class of `QuickXAxis` and `QuickYAxis`."""

    majorTicks = minorTicks = ()  # noqa: N815 - else Matplotlib makes a tick when it reads them

    def get_major_ticks(self, numticks=None):
        """Return an empty list: no tick is an object of its own."""
        return []

    get_minor_ticks = get_major_ticks

    def get_ticklabels(self, minor=False, which=None):
        """Return the texts of the ticks in view."""
        return self.labels_at(*self.ticks_in_view())

    def labels_at(self, places, words):
        """Return one text for each place; texts of earlier calls are used again."""
        transform, va, ha = self.label_place(self.length + self.setting("major.pad"))
        colour = self.setting("labelcolor")
        colour = self.setting("color") if colour == "inherit" else colour
        look = {"fontsize": self.setting("labelsize"), "color": colour}
        labels = self.__dict__.setdefault("labels", [])
        for _ in places[len(labels) :]:
            labels.append(Text(va=va, ha=ha, **look))
            labels[-1].set_figure(self.get_figure())
        del labels[len(places) :]
        for label, place, text in zip(labels, places, words, strict=True):
            label.set(text=text, transform=transform, **{self.axis_name: place})
        return labels

    def ticks_in_view(self):
        """Return the positions of the ticks in view, and their labels."""
        places = np.asarray(self.get_majorticklocs(), dtype=float)
        words = self.get_major_formatter().format_ticks(places)
        low, high = sorted(self.get_view_interval())
        rounding = 1e-10 * (high - low)
        seen = (low - rounding <= places) & (places <= high + rounding)
        return places[seen], list(compress(words, seen))

    def setting(self, name):
        """Return a setting of the style for the ticks of this axis."""
        return rcParams[f"{self.axis_name}tick.{name}"]

    @property
    def length(self):
        """Length of the tick marks, in points."""
        return self.get_tick_params().get("length", self.setting("major.size"))

    @property
    def has_labels(self):
        """Whether the ticks have labels."""
        return self.get_tick_params().get(self.label_side, True)

    def draw(self, renderer):
        """Draw the grid, the tick marks, the tick labels and the label of the axis."""
        if not self.get_visible():
            return
        places, words = self.ticks_in_view()
        along, foot = self.feet(places)
        if self.get_tick_params()["gridOn"]:
            look = {"color": rcParams["grid.color"], "linewidth": rcParams["grid.linewidth"]}
            grid = self.strokes(along, *self.edges(), clip_box=self.axes.bbox, **look)
            grid.draw(renderer)
        if self.length:
            look = {"color": self.setting("color"), "linewidth": self.setting("major.width")}
            end = foot - renderer.points_to_pixels(self.length)
            self.strokes(along, foot, end, solid_capstyle="butt", **look).draw(renderer)
        if self.has_labels:
            for label in self.labels_at(places, words):
                label.draw(renderer)
        self.label.draw(renderer)
        self.stale = False

    def get_tightbbox(self, renderer=None, *, for_layout_only=False):
        """Return the box around all texts, or None if there are none."""
        labels = self.get_ticklabels() if self.has_labels else []
        texts = [text for text in [*labels, self.label] if text.get_text() and text.get_visible()]
        if not self.get_visible() or not texts:
            return None
        return Bbox.union([text.get_window_extent(renderer) for text in texts])

    def strokes(self, along, start, end, **look):
        """Return one line, in pixels, with a separate stroke across this axis at each place."""
        lift = np.full_like(along, np.nan)  # a NaN separates two strokes
        across = np.column_stack(np.broadcast_arrays(start, end, lift)).ravel()
        along = np.repeat(along, 3)
        return Line2D(*((along, across) if self.axis_name == "x" else (across, along)), **look)


class QuickXAxis(QuickAxis, XAxis):
    """The x axis, below."""

    label_side = "labelbottom"

    def get_ticks_position(self):
        """Say on which side the ticks are."""
        return "bottom"

    def label_place(self, distance):
        """Return the transform and the alignment of labels at a distance in points."""
        return self.axes.get_xaxis_text1_transform(distance)

    def feet(self, places):
        """Return where marks begin, in pixels: along this axis and across it."""
        points = np.column_stack([places, np.zeros_like(places)])
        return self.axes.get_xaxis_transform("tick1").transform(points).T

    def edges(self):
        """Return where the axes begin and end across this axis, in pixels."""
        return self.axes.bbox.intervaly


class QuickYAxis(QuickAxis, YAxis):
    """The y axis, on the left."""

    label_side = "labelleft"

    def get_ticks_position(self):
        """Say on which side the ticks are."""
        return "left"

    def label_place(self, distance):
        """Return the transform and the alignment of labels at a distance in points."""
        return self.axes.get_yaxis_text1_transform(distance)

    def feet(self, places):
        """Return where marks begin, in pixels: along this axis and across it."""
        points = np.column_stack([np.zeros_like(places), places])
        return self.axes.get_yaxis_transform("tick1").transform(points).T[::-1]

    def edges(self):
        """Return where the axes begin and end across this axis, in pixels."""
        return self.axes.bbox.intervalx


class UnitSquare(Rectangle):
    """The background of axes, with a constant transform: each artist asks for it, to be clipped."""

    def __init__(self):
        super().__init__((0, 0), 1, 1)

    def get_patch_transform(self):
        """Return the identity: the patch is the unit square itself."""
        return IdentityTransform()


class QuickAxes(Axes):
    """Matplotlib's axes with an x axis and a y axis that are drawn quickly."""

    def _gen_axes_patch(self):  # Matplotlib's own projections override this method, too
        return UnitSquare()

    def _init_axis(self):  # Matplotlib's own projections override this method, too
        self.xaxis = QuickXAxis(self, clear=False)
        self.yaxis = QuickYAxis(self, clear=False)
        for side, spine in self.spines.items():
            spine.register_axis(self.xaxis if side in ("bottom", "top") else self.yaxis)

    def clear(self):
        """Remove all artists and reset both axes."""
        super().clear()
        for spine in self.spines.values():
            spine.get_spine_transform()  # sets the spine's position, as the first tick would
