"""One training step of ours beside PyTorch's and scikit-learn's. Run by `make bench`.

All in one run, on one thread, on data already in memory; a step is forward, backward and one step
of gradient descent. scikit-learn has no public single step, so its whole `fit` is divided by the
number of minibatches it takes.
"""

import warnings
from itertools import pairwise

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from shared.mlp import MLP
from shared.training import SGD

CASES = [
    ([2, 16, 16, 2], 64),
    ([2, 64, 64, 2], 256),
    ([64, 128, 128, 10], 128),
    ([784, 256, 10], 256),
]
DTYPES = ["float64", "float32"]
SKLEARN_BATCHES = 60


@pytest.fixture(autouse=True)
def one_thread():
    with threadpool_limits(1):
        yield


@pytest.fixture(params=CASES, ids=lambda case: "-".join(map(str, case[0])))
def case(request):
    return request.param


@pytest.fixture(params=DTYPES)
def dtype(request):
    return request.param


def data(sizes, batch_size, dtype):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(batch_size, sizes[0])).astype(dtype)
    return X, rng.integers(sizes[-1], size=batch_size)


def name(benchmark, library, sizes, batch_size, dtype):
    benchmark.extra_info.update(
        library=library, net="-".join(map(str, sizes)), batch_size=batch_size, dtype=dtype
    )


def test_ours(benchmark, case, dtype):
    sizes, batch_size = case
    name(benchmark, "ours", sizes, batch_size, dtype)
    net = MLP(sizes, "relu", "he_normal", rng=np.random.default_rng(0), dtype=dtype)
    X, y, loss = net.as_minibatch(*data(sizes, batch_size, dtype), "cross_entropy")
    optimizer = SGD(0.01)

    def step():
        _, grads = net.backpropagate(X, y, loss)
        net.params = optimizer.step(net.params, grads)

    benchmark(step)


def test_pytorch(benchmark, case, dtype):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: make oracle")
    sizes, batch_size = case
    name(benchmark, "pytorch", sizes, batch_size, dtype)
    torch.set_num_threads(1)
    kind = getattr(torch, dtype)
    layers = []
    for fan_in, fan_out in pairwise(sizes):
        layers += [torch.nn.Linear(fan_in, fan_out, dtype=kind), torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1])
    loss = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    X, y = map(torch.as_tensor, data(sizes, batch_size, dtype))

    def step():
        optimizer.zero_grad()
        loss(model(X), y).backward()
        optimizer.step()

    benchmark(step)


def test_scikit_learn(benchmark, case, dtype):
    from sklearn.neural_network import MLPClassifier

    sizes, batch_size = case
    name(benchmark, "scikit-learn", sizes, batch_size, dtype)
    benchmark.extra_info["steps"] = SKLEARN_BATCHES
    X, y = data(sizes, batch_size * 10, dtype)
    y[: sizes[-1]] = np.arange(sizes[-1])  # so that every class has an output
    epochs = SKLEARN_BATCHES // 10

    def fit():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that so few epochs did not converge is no news
            MLPClassifier(
                sizes[1:-1],
                solver="sgd",
                momentum=0,
                nesterovs_momentum=False,
                alpha=0,
                learning_rate_init=0.01,
                batch_size=batch_size,
                max_iter=epochs,
                n_iter_no_change=epochs + 1,
                random_state=0,
            ).fit(X, y)

    benchmark(fit)
