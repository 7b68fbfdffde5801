"""Measure training steps per second of the book's JavaScript: `python -m benchmarks.engine`."""

import statistics

import numpy as np
from playwright.sync_api import sync_playwright

from benchmarks.markdown import table
from tests.javascript import javascript
from tools.browser import launch

NETS = [([2, 3, 1], 100), ([2, 16, 16, 1], 200)]
REPEATS = 9
MODULES = ["random", "activations", "initializers", "matrix", "network", "losses", "optimizers"]

# Full batches: the points are never shuffled.
PREPARE = """(() => {
  const { sizes, n } = argument;
  const rng = new Generator(0);
  const net = new Net(sizes, ACTIVATIONS.tanh, INITIALIZERS.glorot_normal.draw, rng);
  const X = matrix(n, 2, argument.X), y = matrix(n, 1, argument.y), update = sgd(0.03);
  globalThis.train = (seconds) => {
    const start = performance.now();
    let steps = 0;
    for (; performance.now() - start < 1000 * seconds; steps++) {
      net.gradients(X, y, meanSquaredError);
      update(net.values, net.slopes);
    }
    return (1000 * steps) / (performance.now() - start);
  };
})()"""


def report() -> str:
    """Return a Markdown table: full-batch gradient steps per second in Chromium."""
    rows = []
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        with javascript(chromium, *MODULES) as engine:
            for sizes, n in NETS:
                rng = np.random.default_rng(0)
                X = rng.normal(size=(n, 2))
                y = np.sign(X[:, 0] * X[:, 1])
                engine(PREPARE, {"sizes": sizes, "n": n, "X": X.ravel(), "y": y})
                engine("train(1)")  # warm-up: V8 compiles functions that run often
                rates = [engine("train(0.5)") for _ in range(REPEATS)]
                net = "\N{NON-BREAKING HYPHEN}".join(map(str, sizes))
                rows.append([net, f"{n}", f"{statistics.median(rates):,.0f}"])
        chromium.close()
    return table(["net", "points", "steps per second"], rows)


if __name__ == "__main__":
    print(report())
