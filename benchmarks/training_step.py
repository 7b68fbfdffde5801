"""One training step of ours beside PyTorch's and scikit-learn's, as a table.

All in one process, on one thread, on data already in memory; a step is forward, backward and one
step of gradient descent. scikit-learn has no public single step, so its whole `fit` is divided by
the number of its minibatches, which are enough that setting up counts for little.

The libraries take turns, so that a busy minute of the machine slows all of them, and their time on
the processor counts, so that other programs do not. Everything is imported before the first turn:
glibc hands freed memory back to the system, to fetch it again page by page in the next step, until
a program has once freed something large. Whoever went first would pay for that (192 pages a step of
the second net), though no chapter does: importing Matplotlib is enough.
"""

import os
import statistics
import subprocess
import sys
import time
import timeit
import warnings
from functools import partial
from itertools import pairwise

import numpy as np
import torch
from sklearn.neural_network import MLPClassifier

from benchmarks.markdown import table
from shared.mlp import MLP
from shared.training import SGD

TURNS = 5
EPOCH = 10  # minibatches in one of scikit-learn's
LEARNING_RATE = 0.01
#: Layer sizes, samples in a minibatch, steps in a turn.
NETS = [
    ([2, 16, 16, 2], 64, 300),
    ([2, 64, 64, 2], 256, 300),
    ([64, 128, 128, 10], 128, 200),
    ([784, 256, 10], 256, 60),
]


def report() -> str:
    """Return Markdown: microseconds a step, and ratios.

    In a process of its own, so that nothing else has run in it.
    """
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.training_step"],
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout.rstrip()


def main():
    """Print the table."""
    rows = []
    for sizes, batch_size, steps in NETS:
        for dtype in ("float64", "float32"):
            rng = np.random.default_rng(0)
            X = rng.normal(size=(batch_size, sizes[0])).astype(dtype)
            y = np.arange(batch_size) % sizes[-1]  # every class occurs, so that each has an output
            ours, pytorch, sklearn = medians(sizes, X, y, steps)
            times = [f"{1e6 * seconds:.0f}" for seconds in (ours, pytorch, sklearn)]
            ratios = [f"{pytorch / ours:.2f}", f"{sklearn / ours:.2f}"]
            net = "\N{NON-BREAKING HYPHEN}".join(map(str, sizes))
            rows.append([net, f"{batch_size}", dtype, *times, *ratios])
    times = ["ours, µs", "PyTorch, µs", "scikit-learn, µs"]
    print(table(["net", "batch", "type", *times, "PyTorch / ours", "scikit-learn / ours"], rows))


def medians(sizes, X, y, steps):
    """Return the seconds that a step of each library takes, the median over turns."""
    libraries = [
        (our_step, steps),
        (pytorch_step, steps),
        (partial(scikit_learn_fit, steps=steps), 1),
    ]
    turns = [[seconds(make(sizes, X, y), calls) for make, calls in libraries] for _ in range(TURNS)]
    ours, pytorch, sklearn = map(statistics.median, zip(*turns, strict=True))
    return ours, pytorch, sklearn / steps


def seconds(function, calls):
    """Return the processor's seconds for a call, after as many that do not count."""
    timer = timeit.Timer(function, timer=time.process_time)
    timer.timeit(calls)
    return timer.timeit(calls) / calls


def our_step(sizes, X, y):
    """Return a step of this book's network."""
    net = MLP(sizes, "relu", "he_normal", rng=np.random.default_rng(0), dtype=X.dtype)
    X, y, loss = net.as_minibatch(X, y, "cross_entropy")
    optimizer = SGD(LEARNING_RATE)

    def step():
        _, grads = net.backpropagate(X, y, loss)
        net.params = optimizer.step(net.params, grads)

    return step


def pytorch_step(sizes, X, y):
    """Return a step of the same network in PyTorch."""
    X, y = torch.as_tensor(X), torch.as_tensor(y)
    layers = []
    for fan_in, fan_out in pairwise(sizes):
        layers += [torch.nn.Linear(fan_in, fan_out, dtype=X.dtype), torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1])
    loss = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)

    def step():
        optimizer.zero_grad()
        loss(model(X), y).backward()
        optimizer.step()

    return step


def scikit_learn_fit(sizes, X, y, steps):
    """Return so many steps of the same network in scikit-learn."""
    classifier = MLPClassifier(
        sizes[1:-1],
        solver="sgd",
        momentum=0,
        nesterovs_momentum=False,
        alpha=0,
        learning_rate_init=LEARNING_RATE,
        batch_size=len(X),
        max_iter=steps // EPOCH,
        n_iter_no_change=steps,
        random_state=0,
    )
    X, y = np.tile(X, (EPOCH, 1)), np.tile(y, EPOCH)

    def fit():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that so few epochs did not converge is no news
            classifier.fit(X, y)

    return fit


if __name__ == "__main__":
    main()
