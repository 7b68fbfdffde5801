"""The laboratory's runs are those of Python: data, parameters, and the cell that repeats them."""

import numpy as np
import pytest
from playwright.sync_api import Error

from shared import datasets
from shared.activations import ACTIVATIONS
from shared.initializers import INITIALIZERS
from shared.laboratory.run import Run
from shared.laboratory.sphinx import HERE
from shared.laboratory.state import read_address
from tests.javascript import JavaScript

MODULES = [HERE / f"{name}.js" for name in ("state", "datasets", "session", "numpy_code")]
MODULES.append(HERE / "challenges.js")
RUN = """(() => {
  const session = new Session({ ...initialState(), ...argument.state,
    settings: { ...initialState().settings, ...argument.state.settings } });
  let next = 0;
  do {
    for (; argument.live[next]?.[0] === session.step; next++) {
      session.intervene(...argument.live[next].slice(1));
    }
  } while (session.step < argument.steps && session.advance());
  const { state, sentence } = fromAddress(toAddress(session.state));
  const again = new Session(state);
  while (again.step < state.step && again.advance());
  return { values: session.net.values, again: again.net.values, step: session.step,
           points: session.points, pointsAgain: again.points, sentence,
           address: toAddress(session.state), code: numpyCode(session),
           codeAgain: numpyCode(again) };
})()"""


@pytest.fixture(scope="module")
def laboratory(browser):
    page = browser.new_page()
    yield JavaScript(page, *MODULES)
    page.close()


def run(laboratory, settings, steps=0, live=(), **state):
    given = {"state": {"settings": settings, **state}, "steps": steps, "live": list(live)}
    return laboratory(RUN, given)


def executed(code):
    """Return the parameters that a cell reaches, in a row."""
    names = {}
    exec(compile(code, "the same run in NumPy", "exec"), names)
    return np.concatenate([array.ravel() for layer in names["net"].params for array in layer])


def difference(actual, expected):
    """Return by how much parameters differ at most, relative to the largest, or to 1."""
    assert actual.shape == expected.shape
    return np.abs(actual - expected).max() / max(np.abs(expected).max(), 1)


@pytest.mark.parametrize("noise", [0.0, 0.07])
@pytest.mark.parametrize("name", ["xor", "moons", "circles", "spirals"])
def test_data_sets_are_those_of_python(laboratory, name, noise):
    for n, seed in [(4, 0), (37, 5), (500, 999_999)]:
        more = {"classes": 2} if name == "spirals" else {}
        make = getattr(datasets, name)
        X, y = make(n, noise=noise, rng=np.random.default_rng(seed), **more)
        settings = {"data": name, "n": n, "noise": noise, "dataSeed": seed}
        points = np.array(laboratory("generated(argument)", settings))
        np.testing.assert_allclose(points[:, :2], X, rtol=0, atol=4e-16)
        assert points[:, 2].tolist() == y.tolist()


def random_run(number):
    """Return settings at random, changes in the course of the run, and how many steps it takes."""
    rng = np.random.default_rng([7, number])
    pick = lambda *options: options[rng.integers(len(options))]  # noqa: E731
    hidden = [int(width) for width in rng.integers(1, 17, size=rng.integers(0, 5))]
    optimizer = pick("sgd", "momentum", "adam")
    settings = {
        "data": pick("xor", "moons", "circles", "spirals", "own"),
        "n": int(rng.integers(4, 200)),
        "noise": round(float(rng.uniform(0, 0.3)), 3),
        "dataSeed": int(rng.integers(1000)),
        "hidden": hidden,
        "activation": list(ACTIVATIONS)[number % len(ACTIVATIONS)],
        "initializer": list(INITIALIZERS)[number % len(INITIALIZERS)],
        "scale": pick(1, 1, 0.5, 1.5),
        "seed": int(rng.integers(1000)),
        "optimizer": optimizer,
        "momentum": pick(0.5, 0.9),
        "rate": pick(0.003, 0.01, 0.03),
        "batch": int(rng.integers(1, 60)),
        "l2": pick(0, 0, 0.001, 0.03),
    }
    place = lambda: round(float(rng.uniform(-1, 1)), 2)  # noqa: E731
    points = [[place(), place(), int(rng.integers(2))] for _ in range(rng.integers(1, 9))]
    steps, sizes, live = int(rng.integers(0, 400)), [2, *hidden, 1], []
    count = len(points)
    for at in sorted(rng.integers(0, steps + 1, size=rng.integers(0, 7)).tolist()):
        layer = int(rng.integers(len(sizes) - 1))
        start = pick("b", int(rng.integers(sizes[layer])))
        changes = [
            ["set", "rate", pick(0.02, 0.005)],
            ["set", "batch", int(rng.integers(1, 30))],
            ["set", "l2", 0.01],
            ["set", "optimizer", pick("sgd", "adam", "momentum")],
            ["set", "activation", pick(*ACTIVATIONS)],
            ["weight", layer, start, int(rng.integers(sizes[layer + 1])), place()],
            ["add", place(), place(), int(rng.integers(2))],
            ["remove", int(rng.integers(count)) if count else 0],
            ["move", int(rng.integers(count)) if count else 0, place(), place()],
        ]
        if hidden:
            unit = int(rng.integers(len(hidden)))
            changes.append(["cut", unit, int(rng.integers(hidden[unit]))])
        change = changes[rng.integers(len(changes))]
        if change[0] in ("remove", "move") and count < 2:
            continue
        count += {"add": 1, "remove": -1}.get(change[0], 0)
        live.append([at, *change])
    return settings, steps, live, points


@pytest.mark.parametrize("number", range(60))
def test_the_cell_reaches_the_parameters_of_the_page(laboratory, number, record_property):
    settings, steps, live, points = random_run(number)
    found = run(laboratory, settings, steps, live, points=points)
    assert found["step"] == steps
    apart = difference(found["values"], executed(found["code"]))
    record_property("largest difference", float(apart))
    assert apart < 1e-9
    assert np.array_equal(found["values"], found["again"], equal_nan=True)
    assert found["points"] == found["pointsAgain"]
    assert found["code"] == found["codeAgain"]
    assert found["sentence"] == ""
    assert max(map(len, found["code"].splitlines())) <= 79


@pytest.mark.parametrize("step", [0, 5])
def test_changes_at_the_last_step_are_made_once_when_the_run_is_repeated(laboratory, step):
    live = [[step, "weight", 0, 0, 0, 5], [step, "add", 0.5, 0.5, 1]]
    found = run(laboratory, {}, step, live)
    assert f"&events={step}_weight_0_0_0_5~{step}_add_0.5_0.5_1" in found["address"]
    assert found["again"][0] == 5
    assert found["pointsAgain"][100:] == [[0.5, 0.5, 1]]
    repeated = Run(read_address(found["address"]))
    assert repeated.net.params[0][0][0, 0] == 5
    assert repeated.X[100:].tolist() == [[0.5, 0.5]]


def check(laboratory):
    for name in ("xor", "moons", "circles", "spirals"):
        test_data_sets_are_those_of_python(laboratory, name, 0.07)
    for number in range(19):  # the 19th changes the rate of Adam
        settings, steps, live, points = random_run(number)
        found = run(laboratory, settings, steps, live, points=points)
        assert found["step"] == steps
        assert difference(found["values"], executed(found["code"])) < 1e-9
        assert np.array_equal(found["values"], found["again"], equal_nan=True)


MUTANTS = [
    ("datasets", "2 * Math.PI);", "1.9 * Math.PI);"),
    ("datasets", "[1 - x, 0.5 - y, 1]", "[1 - x, 0.5 + y, 1]"),
    ("datasets", "i % 2 ? 0.5 : 1", "i % 2 ? 1 : 0.5"),
    ("datasets", "0.75 * radii[i]", "0.7 * radii[i]"),
    ("datasets", "x ^ y", "x & y"),
    ("datasets", "rng.permutation(points.length)", "[...points.keys()]"),
    ("session", "settings.scale * w", "w"),
    ("session", "this.net.l2 = settings.l2;", ""),
    ("session", "this.optimizer.learningRate = value", "this.#setOptimizer()"),
    ("session", 'else if (name === "batch") this.#beginEpoch();', ""),
    ("session", 'if (from === "b") b[to] = value;', 'if (from === "b") b[to] += value;'),
    ("session", "from * W.columns + to", "from + to * W.rows"),
    ("session", "params[layer + 1];", "params[layer];"),
    ("session", "this.own.splice(rest[0], 1)", "this.own.pop()"),
    ("session", 'optimizer === "momentum" ? momentum : 0', "momentum"),
    ("session", "(this.rng = new Generator(settings.seed))", "(this.rng = new Generator(0))"),
    ("session", "this.events[this.#next]?.[0] <= this.step", "false"),
    ("session", "batch.done", "false"),
    ("session", "[x, y, points[index][2]]", "[y, x, points[index][2]]"),
    ("numpy_code", "drawn + index}, axis=0", "index}, axis=0"),
    ("numpy_code", "trainTo(step);", ""),
    ("numpy_code", "if (scale !== 1)", "if (scale === 2)"),
    ("numpy_code", "settings[rest[0]] = rest[1]", ""),
    ("state", '? "b" : +second', "? 0 : +second"),
]


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_a_wrong_run_is_noticed(laboratory, mutant):
    laboratory.load(*MODULES, replace=mutant)
    try:
        with pytest.raises((AssertionError, Error, ValueError, NameError)):
            check(laboratory)
    finally:
        laboratory.load(*MODULES)
