"""Compare `explore` with `interact` in a live kernel: `python -m benchmarks.live_kernel`.

A front end without a browser runs each chapter in a real kernel and moves the sliders. `interact`
draws the same figures in the same kernel, in turn with `explore`. It uses the same functions, but
the inline backend, as notebooks usually do. The time is measured from the move to the message with
the new picture.
"""

import ast
import statistics
import sys
import time

import nbformat

from benchmarks.markdown import table
from tests.front_end import FrontEnd
from tools.notebooks import CHAPTERS

PLACES = 8  # maximum number of positions of a slider that are measured

IN_KERNEL = """
import ipywidgets as _ipywidgets
import resource as _resource
from IPython.display import display as _display
from matplotlib import pyplot  # which lets the inline backend display figures
from shared.explore import Explorable as _Explorable

class _Benchmark:
    explorables = []

    def keep_last(self, outputs):
        output = outputs[max(outputs)] if outputs else None
        is_explorable = isinstance(output, _Explorable) and output.grid.controls
        if is_explorable and output not in self.explorables:
            self.explorables.append(output)

    def interact(self, explorable):
        def draw_and_display(**values):
            _display(explorable._draw(**values))
        first = {control.name: control for control in explorable.grid.controls}
        _ipywidgets.interact(draw_and_display, **{
            name: (control.values[0], control.values[-1], control.values[1] - control.values[0])
            if control.kind == "range"
            else list(zip(control.labels, control.values))
            for name, control in first.items()
        })

    def describe(self, explorable):
        function = getattr(explorable._draw, "func", explorable._draw)
        controls = explorable.grid.controls
        widest = max(range(len(controls)), key=lambda place: len(controls[place].values))
        values = controls[widest].values
        is_range = controls[widest].kind == "range"
        states = [{"value": value} if is_range else {"index": i} for i, value in enumerate(values)]
        return function.__name__, widest, states, controls[widest].default

_benchmark = _Benchmark()
"""


def report() -> str:
    """Return Markdown: time and memory of each chapter, and each figure beside `interact`."""
    chapters, explorables = [], []
    for path in sorted(CHAPTERS.glob("*.ipynb")):
        print(f"{path.stem}: in a live kernel ...", file=sys.stderr, flush=True)
        with FrontEnd(folder=CHAPTERS) as front_end:
            seconds, megabytes = run(front_end, path)
            chapters.append([path.stem, f"{seconds:.1f}", f"{megabytes:.0f}"])
            for number in range(int(shown(front_end, "len(_benchmark.explorables)"))):
                explorables.append(row(path.stem, *measure(front_end, number)))
    headings = [
        *("explorable", "first visit, ms", "`interact`", "ratio"),
        *("visited before, ms", "`interact`", "ratio"),
        *("pictures in a burst", "last picture after, ms", "last picture / first visit"),
        *("`interact`: pictures in a burst", "last picture after, ms"),
    ]
    return "\n\n".join(
        [
            table(["chapter", "all cells, s", "maximum memory, MB"], chapters),
            table(headings, explorables),
        ]
    )


def run(front_end, path):
    """Run a chapter to its end; return the time in seconds and the peak memory in megabytes."""
    front_end.run(IN_KERNEL)
    start = time.perf_counter()
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            front_end.run(cell.source)
            front_end.run("_benchmark.keep_last(Out)")
    seconds = time.perf_counter() - start
    kilobytes = shown(front_end, "_resource.getrusage(_resource.RUSAGE_SELF).ru_maxrss")
    return seconds, int(kilobytes) / 1024


def shown(front_end, code):
    """Return the text output of an expression in the kernel."""
    return front_end.run(code)["text/plain"]


def measure(front_end, number):
    """Return the name of an explorable and the times of its moves, in seconds."""
    explorable = f"_benchmark.explorables[{number}]"
    name, place, states, default = ast.literal_eval(
        shown(front_end, f"_benchmark.describe({explorable})")
    )
    ours, picture = controls_and_picture(front_end, explorable)
    interact, _ = controls_and_picture(front_end, f"_benchmark.interact({explorable})")
    visits = []
    for order in moves(len(states), default):
        visits += [[], []]
        for index in order:
            for times, model, answers in zip(
                visits[-2:],
                (ours[place], interact[place]),
                (lambda message: is_update(message, picture), is_displayed),
                strict=True,
            ):
                elapsed = front_end.answer(answers, model, **states[index])
                if elapsed is not None:
                    times.append(elapsed)
    if not all(visits):
        raise RuntimeError(f"{name} showed no new picture in this kernel, or `interact` did not")
    drags = []
    there_and_back = [*states, *states[-2:0:-1]]
    drag = [there_and_back[i % len(there_and_back)] for i in range(default + 1, default + 101)]
    ours, picture = controls_and_picture(front_end, explorable)  # a new view, with an empty cache
    drags = [
        front_end.drag(lambda message: is_update(message, picture), ours[place], drag),
        front_end.drag(is_displayed, interact[place], drag),
    ]
    return name, *map(statistics.median, visits), *drags


def moves(count, default):
    """Return positions to visit: first new ones, then visited ones on the way back.

    Examples
    --------
    >>> moves(4, default=1)
    ([0, 2, 3], [2, 0, 1])
    >>> moves(2, default=0)
    ([1], [0])
    """
    new = [place for place in range(count) if place != default][:PLACES]
    return new, [*new[-2::-1], default]


def controls_and_picture(front_end, code):
    """Run code that shows controls; return the models of the controls and of the picture."""
    before = set(front_end.widgets)
    front_end.run(code)
    made = {
        model: state["_model_name"]
        for model, state in front_end.widgets.items()
        if model not in before
    }
    controls = [model for model, kind in made.items() if "description" in front_end.widgets[model]]
    pictures = [model for model, kind in made.items() if kind == "HTMLModel"]
    controls = [model for model in controls if model not in pictures]
    return controls, pictures[-1] if pictures else None


def is_update(message, model):
    """Return whether a message has a new picture for a widget of `explore`."""
    content = message["content"]
    return (
        message["msg_type"] == "comm_msg"
        and content["comm_id"] == model
        and "<img" in content["data"].get("state", {}).get("value", "")
    )


def is_displayed(message):
    """Return whether a message has a new picture for the output of `interact`."""
    return message["msg_type"] == "display_data" and "image/png" in message["content"]["data"]


def row(chapter, name, first, stock_first, again, stock_again, drag, stock_drag):
    """Return the row of one explorable in the table."""
    title = f"{chapter}: {name.removeprefix('draw_').replace('_', ' ')}"
    (last, pictures), (stock_last, stock_pictures) = drag, stock_drag
    last, stock_last = max(0, last), max(0, stock_last)  # the last move may change no picture
    return [
        title,
        *(f"{1000 * first:.0f}", f"{1000 * stock_first:.0f}", f"{stock_first / first:.2f}"),
        *(f"{1000 * again:.1f}", f"{1000 * stock_again:.0f}", f"{stock_again / again:.1f}"),
        *(f"{pictures}", f"{1000 * last:.0f}", f"{last / first:.1f}"),
        *(f"{stock_pictures}", f"{1000 * stock_last:.0f}"),
    ]


if __name__ == "__main__":
    print(report())
