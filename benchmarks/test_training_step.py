"""One training step of ours beside PyTorch's and scikit-learn's. Run by `make bench`.

All in one process, on one thread, on data already in memory; a step is forward, backward and one
step of gradient descent. scikit-learn has no public single step, so its whole `fit` is divided by
the number of its minibatches, which are enough that setting up counts for little.

The libraries take turns, so that a busy minute of the machine slows all of them, and their time on
the processor counts, so that other programs do not. Everything is imported before the first turn:
glibc hands freed memory back to the system, to fetch it again page by page in the next step, until
a program has once freed something large. Whoever went first would pay for that (192 pages a step of
the second net), though no chapter does: importing Matplotlib is enough.
"""

import warnings
from itertools import pairwise

import numpy as np
import pytest
import torch
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from shared.mlp import MLP
from shared.training import SGD

TURNS = 5
EPOCH = 10  # minibatches in one of scikit-learn's
LEARNING_RATE = 0.01


def our_step(sizes, X, y):
    net = MLP(sizes, "relu", "he_normal", rng=np.random.default_rng(0), dtype=X.dtype)
    X, y, loss = net.as_minibatch(X, y, "cross_entropy")
    optimizer = SGD(LEARNING_RATE)

    def step():
        _, grads = net.backpropagate(X, y, loss)
        net.params = optimizer.step(net.params, grads)

    return step


def pytorch_step(sizes, X, y):
    torch.set_num_threads(1)
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


@pytest.mark.parametrize("library", ["ours", "pytorch", "scikit-learn"])  # varies fastest
@pytest.mark.parametrize("turn", range(TURNS))
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(
    ("sizes", "batch_size", "steps"),
    [
        ([2, 16, 16, 2], 64, 300),
        ([2, 64, 64, 2], 256, 300),
        ([64, 128, 128, 10], 128, 200),
        ([784, 256, 10], 256, 60),
    ],
)
def test_training_step(benchmark, library, turn, sizes, batch_size, steps, dtype):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(batch_size, sizes[0])).astype(dtype)
    y = np.arange(batch_size) % sizes[-1]  # every class occurs, so that each has an output
    net = "-".join(map(str, sizes))
    benchmark.extra_info.update(library=library, net=net, batch_size=batch_size, dtype=dtype)
    with threadpool_limits(1):
        if library == "scikit-learn":
            benchmark.extra_info["steps"] = steps
            benchmark.pedantic(scikit_learn_fit(sizes, X, y, steps), warmup_rounds=1)
        else:
            step = (our_step if library == "ours" else pytorch_step)(sizes, X, y)
            benchmark.pedantic(step, iterations=steps, warmup_rounds=1)
