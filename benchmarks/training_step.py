"""Compare the time of a training step with PyTorch and scikit-learn.

All libraries run in one process, on one thread, with data in memory. A step is a forward pass, a
backward pass and an update of gradient descent. scikit-learn has no public function for one step,
so the time of its `fit` is divided by the number of minibatches. There are so many minibatches that
the time for the setup is negligible.

The libraries take turns, so that other programs slow all of them equally, and processor time is
measured. Everything is imported before the first turn. Until a program has freed a large block,
glibc returns freed memory to the system and requests it again, page by page, in the next step. The
first library would pay for that (192 pages per step of the second net). No chapter does, since
importing Matplotlib frees such a block.
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
EPOCH = 10  # minibatches per epoch of scikit-learn
LEARNING_RATE = 0.01
#: Layer sizes, samples per minibatch, steps per turn.
NETS = [
    ([2, 16, 16, 2], 64, 300),
    ([2, 64, 64, 2], 256, 300),
    ([64, 128, 128, 10], 128, 200),
    ([784, 256, 10], 256, 60),
]


def report() -> str:
    """Return a Markdown table: microseconds per step, and ratios.

    Runs in a separate process, in which nothing else has run.
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
            y = np.arange(batch_size) % sizes[-1]  # every class occurs: scikit-learn counts them
            ours, pytorch, sklearn = medians(sizes, X, y, steps)
            times = [f"{1e6 * seconds:.0f}" for seconds in (ours, pytorch, sklearn)]
            ratios = [f"{pytorch / ours:.2f}", f"{sklearn / ours:.2f}"]
            net = "\N{NON-BREAKING HYPHEN}".join(map(str, sizes))
            rows.append([net, f"{batch_size}", dtype, *times, *ratios])
    times = ["ours, µs", "PyTorch, µs", "scikit-learn, µs"]
    print(table(["net", "batch", "type", *times, "PyTorch / ours", "scikit-learn / ours"], rows))


def medians(sizes, X, y, steps):
    """Return the seconds per step of each library, as medians over turns."""
    libraries = [
        (our_step, steps),
        (pytorch_step, steps),
        (partial(scikit_learn_fit, steps=steps), 1),
    ]
    turns = [[seconds(make(sizes, X, y), calls) for make, calls in libraries] for _ in range(TURNS)]
    ours, pytorch, sklearn = map(statistics.median, zip(*turns, strict=True))
    return ours, pytorch, sklearn / steps


def seconds(function, calls):
    """Return the processor time of a call in seconds, after as many calls to warm up."""
    timer = timeit.Timer(function, timer=time.process_time)
    timer.timeit(calls)
    return timer.timeit(calls) / calls


def our_step(sizes, X, y):
    """Return a function that takes a step with this book's network."""
    net = MLP(sizes, "relu", "he_normal", rng=np.random.default_rng(0), dtype=X.dtype)
    X, y, loss = net.as_minibatch(X, y, "cross_entropy")
    optimizer = SGD(LEARNING_RATE)

    def step():
        _, grads = net.backpropagate(X, y, loss)
        net.params = optimizer.step(net.params, grads)

    return step


def pytorch_step(sizes, X, y):
    """Return a function that takes a step with the same network in PyTorch."""
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
    """Return a function that takes the given number of steps in scikit-learn."""
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
            warnings.simplefilter("ignore")  # after so few epochs, it warns of no convergence
            classifier.fit(X, y)

    return fit


if __name__ == "__main__":
    main()
