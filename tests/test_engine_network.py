"""The engine's networks are initialised and trained as shared/ does it."""

from functools import cache

import numpy as np
import pytest

from shared.activations import ACTIVATIONS
from shared.initializers import INITIALIZERS, variance_scaling
from shared.losses import LOSSES, cross_entropy, mean_squared_error, softmax
from shared.mlp import MLP, classes
from shared.training import SGD, Adam, fit
from tests.javascript import assert_caught, javascript

NAMES = ["random", "activations", "initializers", "matrix", "network", "losses", "optimizers"]
NAMES += ["binary_cross_entropy", "training"]
SHAPES = [(1, 1), (2, 16), (16, 16), (40, 7), (7, 40), (15, 3), (100, 100)]
STEPS = 1000
TRAIN = """(() => {
  const { seed, sizes, activation, initializer, n, isRegression, adaptive, rate } = argument;
  const rng = new Generator(seed);
  const net = new Net(sizes, ACTIVATIONS[activation], INITIALIZERS[initializer].draw, rng);
  const y = isRegression ? matrix(n, sizes.at(-1), argument.y) : argument.y;
  const steps = training(net, matrix(n, sizes[0], argument.X), y, {
    loss: isRegression ? meanSquaredError : crossEntropy,
    optimizer: adaptive ? adam(rate) : sgd(rate, argument.momentum),
    batchSize: argument.batchSize,
    rng,
  });
  for (let step = 0; step < argument.steps; step++) steps.next();
  return net.values;
})()"""


@pytest.fixture(scope="module")
def engine(browser):
    with javascript(browser, *NAMES) as opened:
        yield opened


def flat(params):
    return np.concatenate([array.ravel() for layer in params for array in layer])


@cache
def drawn(name, shape):
    return INITIALIZERS[name](np.random.default_rng(3), shape)


def check_initializers(engine):
    cases = [(name, shape) for name in INITIALIZERS for shape in SHAPES]
    drawn_there = engine(
        "argument.map(([name, shape]) => INITIALIZERS[name].draw(new Generator(3), ...shape))",
        cases,
    )
    for (name, shape), actual in zip(cases, drawn_there, strict=True):
        assert (actual["rows"], actual["columns"]) == shape
        expected = drawn(name, shape).ravel()
        if name == "orthogonal":  # LAPACK sums in an order of its own
            np.testing.assert_allclose(actual["data"], expected, rtol=0, atol=1e-13)
        else:
            assert np.array_equal(actual["data"], expected), (name, shape)


def check_losses(engine):
    rng = np.random.default_rng(0)
    for scale in (1, 1000):
        outputs, labels = scale * rng.normal(size=(7, 3)), rng.integers(0, 3, 7)
        targets = rng.normal(size=(7, 3))
        actual = engine(
            """(() => {
              const output = matrix(7, 3, argument.outputs);
              const targets = matrix(7, 3, argument.targets);
              return [crossEntropy(output, argument.labels), meanSquaredError(output, targets),
                      softmax(output.data.subarray(0, 3)), classes(output)];
            })()""",
            {"outputs": outputs.ravel(), "labels": labels.tolist(), "targets": targets.ravel()},
        )
        assert actual[0] == pytest.approx(cross_entropy(outputs, labels), rel=1e-14)
        assert actual[1] == pytest.approx(mean_squared_error(outputs, targets), rel=1e-14)
        np.testing.assert_allclose(actual[2], softmax(outputs[0]), rtol=1e-13)
        assert actual[3] == classes(outputs).tolist()
    single = engine("classes(matrix(3, 1, argument))", np.array([0.1, 0.0, -1.0]))
    assert single == [1, 0, 0]


def case(number, activation=None, initializer=None):
    """Return a random net, its data and how it is trained."""
    rng = np.random.default_rng([99, number])
    names = [name for name in INITIALIZERS if name not in ("sparse", "constant", "zeros")]
    hidden = rng.integers(1, 18, size=rng.integers(1, 4)).tolist()
    n, batch_size = int(rng.integers(5, 60)), int(rng.choice([1, 7, 16, 100]))
    given = {
        "seed": number,
        "sizes": [int(rng.integers(1, 6)), *hidden, int(rng.integers(2, 5))],
        "activation": activation or str(rng.choice(list(ACTIVATIONS))),
        "initializer": initializer or str(rng.choice(names)),
        "n": n,
        "batchSize": batch_size,
        "isRegression": bool(number % 2),
        "adaptive": bool(number // 2 % 2),
        "rate": 0.01,
        "momentum": [0.0, 0.9][number // 4 % 2],
        "steps": STEPS,
    }
    given["X"] = rng.normal(size=n * given["sizes"][0])
    labels = rng.integers(0, given["sizes"][-1], n)
    given["y"] = rng.normal(size=n * given["sizes"][-1]) if given["isRegression"] else labels
    return given


def trained(given, off=None):
    """Return the parameters that Python reaches after some steps; `off` shifts the start's bits."""
    rng = np.random.default_rng(given["seed"])
    net = MLP(given["sizes"], given["activation"], given["initializer"], rng=rng)
    if off is not None:
        net.params = [(W * (1 + 1e-15 * off.choice([-1, 1], W.shape)), b) for W, b in net.params]
    n, after = given["n"], []
    y = given["y"].reshape(n, -1) if given["isRegression"] else given["y"]
    step = MLP.backpropagate

    def counted(X, y, loss):
        after.append(flat(net.params))
        return step(net, X, y, loss)

    net.backpropagate = counted
    batches = -(-n // given["batchSize"])
    fit(
        net,
        given["X"].reshape(n, -1),
        y,
        loss="mean_squared_error" if given["isRegression"] else "cross_entropy",
        optimizer="adam" if given["adaptive"] else "sgd",
        learning_rate=given["rate"],
        batch_size=given["batchSize"],
        momentum=0 if given["adaptive"] else given["momentum"],
        epochs=-(-given["steps"] // batches) + 1,
        rng=rng,
        keep_history=False,
    )
    return after[given["steps"]]


def difference(actual, expected):
    """Return by how much parameters differ at most, relative to the largest."""
    return np.abs(actual - expected).max() / np.abs(expected).max()


def trained_by_engine(engine, given):
    y = given["y"] if given["isRegression"] else given["y"].tolist()
    return engine(TRAIN, given | {"y": y})


@cache
def short_training(number):
    given = case(number) | {"steps": 40}
    return given, trained(given)


def check_training(engine, cases=8):
    for number in range(cases):
        given, expected = short_training(number)
        assert difference(trained_by_engine(engine, given), expected) < 1e-12, given


def check_forward(engine):
    """A net with given parameters, and a clone that has parameters of its own."""
    rng = np.random.default_rng(1)
    net = MLP([3, 5, 4, 2], "gelu", rng=rng)
    for _, b in net.params:
        b[:] = rng.normal(size=b.shape)
    X = np.random.default_rng(2).normal(size=(7, 3))
    record = net.forward(X)
    zs, activations, apart = engine(
        """(() => {
          const net = netOf(argument.params, ACTIVATIONS.gelu), X = matrix(7, 3, argument.X);
          const clone = net.clone(), { zs, activations, output } = clone.forward(X);
          clone.values.fill(0);
          const again = net.forward(X).output.data.every((value, i) => value === output.data[i]);
          return [zs.map(toRows), activations.map(toRows), again && output === zs.at(-1)];
        })()""",
        {"params": [[W.tolist(), b.tolist()] for W, b in net.params], "X": X.ravel()},
    )
    assert apart
    for actual, expected in zip(zs + activations, record.zs + record.activations, strict=True):
        np.testing.assert_allclose(actual, expected, rtol=1e-13, atol=1e-15)


def check_binary_loss(engine):
    """Value and gradient, also where a probability rounds to 0 or to 1."""
    z = np.array([0.3, -0.7, 40.0, -40.0, 800.0, -800.0, 0.0])
    for labels in ([0, 1, 0, 1, 1, 0, 1], [1, 0, 1, 0, 0, 1, 0]):
        value, slopes = engine(
            """(() => {
              const gradient = matrix(7, 1);
              const value = binaryCrossEntropy(matrix(7, 1, argument.z), argument.labels, gradient);
              return [value, gradient.data];
            })()""",
            {"z": z, "labels": labels},
        )
        loss = LOSSES["binary_cross_entropy"]
        expected = loss.with_gradient(z[:, np.newaxis], np.array(labels)[:, np.newaxis])
        assert value == pytest.approx(expected[0], rel=1e-14)
        np.testing.assert_allclose(slopes, expected[1].ravel(), rtol=1e-13, atol=0)


def check_decay(engine):
    """Objective, gradients and training with a penalty on the weights, also of a clone."""
    rng = np.random.default_rng(5)
    X, labels = rng.normal(size=(20, 2)), rng.integers(0, 2, 20)
    net = MLP([2, 5, 3, 1], "tanh", "glorot_normal", rng=np.random.default_rng(1), l2=0.07)
    objective, grads = net.gradients(X, labels, "binary_cross_entropy")
    fit(
        net,
        X,
        labels,
        loss="binary_cross_entropy",
        learning_rate=0.3,
        batch_size=6,
        epochs=25,
        rng=np.random.default_rng(2),
    )
    value, slopes, values = engine(
        """(() => {
          const { draw } = INITIALIZERS.glorot_normal, X = matrix(20, 2, argument.X);
          const first = new Net([2, 5, 3, 1], ACTIVATIONS.tanh, draw, new Generator(1));
          first.l2 = 0.07;
          const net = first.clone(), value = net.gradients(X, argument.labels, binaryCrossEntropy);
          const slopes = net.slopes.slice();
          const steps = training(net, X, argument.labels, {
            loss: binaryCrossEntropy, optimizer: sgd(0.3), batchSize: 6, rng: new Generator(2),
          });
          for (let step = 0; step < 100; step++) steps.next();
          return [value, slopes, net.values];
        })()""",
        {"X": X.ravel(), "labels": labels.tolist()},
    )
    assert value == pytest.approx(objective, rel=1e-14)
    np.testing.assert_allclose(slopes, flat(grads), rtol=1e-12, atol=1e-16)
    assert difference(values, flat(net.params)) < 1e-12


def check_rate(engine):
    """A rate that changes between steps, of optimizers that remember."""
    start, slopes = np.linspace(-1, 1, 4), np.array([0.1, -0.2, 0.3, -0.4])
    for make, optimizer in (("sgd(0.1, 0.9)", SGD(0.1, 0.9)), ("adam(0.1)", Adam(0.1))):
        actual = engine(
            f"""(() => {{
              const values = argument.start.slice(), step = {make};
              step(values, argument.slopes);
              step.learningRate = 0.02;
              step(values, argument.slopes);
              return values;
            }})()""",
            {"start": start, "slopes": slopes},
        )
        params, grads = (
            [(start[:, np.newaxis], np.zeros(1))],
            [(slopes[:, np.newaxis], np.zeros(1))],
        )
        params = optimizer.step(params, grads)
        optimizer.learning_rate = 0.02
        ((W, _),) = optimizer.step(params, grads)
        np.testing.assert_allclose(actual, W.ravel(), rtol=1e-14)


def check_scaling(engine):
    for mode, fan in (("fan_in", "in"), ("fan_out", "out"), ("fan_avg", "average")):
        for distribution in ("normal", "uniform", "truncated_normal"):
            expected = variance_scaling(np.random.default_rng(0), (9, 4), 1.7, mode, distribution)
            actual = engine(
                "varianceScaling(1.7, ...argument)(new Generator(0), 9, 4).data",
                [fan, distribution],
            )
            assert np.array_equal(actual, expected.ravel()), (mode, distribution)


def check_divergence(engine):
    """The loop ends before a step that a loss without a value would lead to, as `fit` does."""
    taken, is_done, is_finite = engine(
        """(() => {
          const rng = new Generator(0);
          const net = new Net([1, 4, 1], ACTIVATIONS.relu, INITIALIZERS.he_normal.draw, rng);
          const X = matrix(8, 1, rng.normals(8)), y = matrix(8, 1, rng.normals(8));
          const given = { loss: meanSquaredError, optimizer: sgd(1e9), batchSize: 4, rng };
          const losses = [];
          for (const loss of training(net, X, y, given)) if (losses.push(loss) === 100) break;
          return [losses.length, losses.every(Number.isFinite), net.values.every(Number.isFinite)];
        })()"""
    )
    assert 1 < taken < 100
    assert is_done
    assert is_finite


CHECKS = [check_initializers, check_scaling, check_losses, check_forward, check_training]
CHECKS += [check_divergence, check_binary_loss, check_decay, check_rate]


@pytest.mark.parametrize("check", CHECKS)
def test_networks_are_those_of_python(engine, check):
    check(engine)


@pytest.mark.parametrize("number", range(26))
def test_a_thousand_steps_reach_the_same_parameters(engine, number):
    given = case(number, activation=list(ACTIVATIONS)[number % len(ACTIVATIONS)])
    expected = trained(given)
    apart = difference(trained_by_engine(engine, given), expected)
    if apart >= 1e-10:
        # Adam divides by gradients as small as rounding errors: some starts are chaotic, in Python
        # too, where the last bits of twelve starts are another draw each.
        runs = (trained(given, np.random.default_rng(lot)) for lot in range(12))
        assert apart < max(difference(run, expected) for run in runs)


MUTANTS = [
    ("network", "net.values.set(this.values)", "net.values = this.values"),
    ("network", "params.flat(3)", "params.flat(3).reverse()"),
    ("training", "Number.isFinite(value)", "true"),
    ("network", "net.l2 = this.l2", ""),
    ("network", "(this.l2 / 2)", "this.l2"),
    ("network", "slopes[k] += this.l2", "slopes[k] -= this.l2"),
    ("binary_cross_entropy", "labels[i] ? -z : z", "labels[i] ? z : -z"),
    ("binary_cross_entropy", "z < 0 ? decay : 1", "z > 0 ? decay : 1"),
    ("binary_cross_entropy", "(1 + decay) - labels[i]", "(1 + decay) + labels[i]"),
    (
        "optimizers",
        "const step = (values, slopes) => {\n    const { learningRate } = step;\n    velocity",
        "const step = (values, slopes) => {\n    velocity",
    ),
    (
        "optimizers",
        "const step = (values, slopes) => {\n    const { learningRate } = step;\n    means",
        "const step = (values, slopes) => {\n    means",
    ),
    ("initializers", "0.8796256610342398", "0.87962566103"),
    ("initializers", "out: (fanIn, fanOut) => fanOut", "out: (fanIn) => fanIn"),
    ("matrix", "r += upper * y", "r += upper * z"),
    ("matrix", "s2 += lower * z", "s2 -= lower * z"),
    ("matrix", "z = b[v + on3]", "z = b[v + on2]"),
    ("matrix", "lower = a[u + step]", "lower = a[u]"),
    ("matrix", "bias[i + next] : 0", "bias[i] : 0"),
    ("matrix", "left > 2 ? 2 : to1", "2"),
    ("matrix", "r *= factors[m + to2]", "r *= factors[m]"),
    ("matrix", "q2 *= factors[n + to1]", "q2 *= factors[m + to1]"),
    ("matrix", "c[n + to3] = s2", "c[n + to3] = s"),
    ("matrix", "B.rows === 1 ? [B, A]", "B.rows === 1 ? [A, A]"),
    ("matrix", "c[at++] += bias[j]", "c[at++] -= bias[j]"),
    ("network", "data.fill(1, -samples)", "data.fill(2, -samples)"),
    ("network", "outputs > 1 ? undefined : data", "data"),
    ("network", "slopes[i] = df(z[i])", "slopes[i] = df(h[i])"),
    ("network", "transposed(dOutput, dZs[last]);", ";"),
    ("network", "slopes[i - 1]", "slopes[0]"),
    ("network", "data[i] > 0", "data[i] >= 0"),
    ("losses", "(k === target ? 1 : 0)", "(k === target ? 0 : 1)"),
    ("losses", "total -= data[target]", "total += data[target]"),
    ("losses", "(2 * difference)", "(2.0000000001 * difference)"),
    ("losses", "Math.exp(z - greatest)", "Math.exp(z)"),
    ("optimizers", "momentum * velocity[i] +", "momentum * velocity[i] -"),
    ("optimizers", "beta1 = 0.9", "beta1 = 0.90000001"),
    ("optimizers", "beta2 = 0.999", "beta2 = 0.99900001"),
    ("optimizers", "epsilon = 1e-8", "epsilon = 1.0001e-8"),
    ("optimizers", "1 - beta1 ** steps", "1 - beta1"),
    ("optimizers", "1 - beta2 ** steps", "1 - beta2"),
    ("optimizers", "(1 - beta2) * slope * slope", "(1 - beta2) * slope"),
    ("training", "start += batchSize", "start += batchSize + 1"),
    ("training", "rng.permutation(X.rows)", "[...Array(X.rows).keys()]"),
    ("initializers", "constant(0.1)", "constant(0.11)"),
    ("initializers", "normals(0.01)", "normals(0.010000001)"),
    ("initializers", "-0.05, 0.05", "-0.05, 0.05000001"),
    ("initializers", "0.05 * value", "0.0500001 * value"),
    ("initializers", "Math.abs(values[i]) > 2", "Math.abs(values[i]) > 2.01"),
    ("initializers", "(fanIn + fanOut) / 2", "fanIn + fanOut"),
    ("initializers", "-Math.sqrt(3), Math.sqrt(3)", "-Math.sqrt(3), Math.sqrt(2)"),
    ("initializers", "fanIn >= fanOut ?", "fanIn > fanOut ?"),
    ("initializers", "Math.min(15, fanIn)", "Math.min(14, fanIn)"),
    ("initializers", "varianceScaling(1 / 3,", "varianceScaling(1 / 4,"),
]


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_a_wrong_network_is_noticed(engine, mutant):
    assert_caught(engine, mutant, NAMES, CHECKS)
