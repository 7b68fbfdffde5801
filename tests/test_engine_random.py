"""The engine's Generator draws what NumPy's draws, bit for bit."""

import numpy as np
import pytest

from tests.javascript import assert_caught, javascript

NAMES = ["random"]
LARGE = 2**89 + 3
SEEDS = [0, 1, 2, 423, 2**32 - 1, 2**32, 2**53 - 1, LARGE]
SEEDS += [[0], [1, 2], [7, 0, 3], [2**40, 5], [1, 2, 3, 4, 5, 6, 7]]
TAIL = 3.6541528853610088


@pytest.fixture(scope="module")
def engine(browser):
    with javascript(browser, *NAMES) as opened:
        yield opened


def assert_same_normals(actual, expected):
    """Bit for bit; beyond the ziggurat's layers NumPy takes the logarithm of the C library."""
    is_tail = np.abs(expected) > TAIL
    assert np.array_equal(actual[~is_tail], expected[~is_tail])
    np.testing.assert_array_max_ulp(actual[is_tail], expected[is_tail], maxulp=1)


def check_uniform_numbers(engine):
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        expected = [rng.random(300), rng.uniform(-3, 0.1, 300), rng.uniform(size=2)]
        actual = engine(
            """(() => {
              const rng = new Generator(argument);
              return [Float64Array.from({ length: 300 }, () => rng.random()),
                      rng.uniforms(300, -3, 0.1), rng.uniforms(2)];
            })()""",
            seed,
        )
        assert all(map(np.array_equal, actual, expected)), seed


def check_normals(engine, count=40_000):
    for seed in SEEDS[:8]:
        rng = np.random.default_rng(seed)
        expected = [rng.normal(size=count), rng.normal(0.3, 2.5, size=500)]
        actual = engine(
            """(() => {
              const rng = new Generator(argument.seed);
              return [rng.normals(argument.count), rng.normals(500, 0.3, 2.5)];
            })()""",
            {"seed": seed, "count": count},
        )
        assert_same_normals(actual[0], expected[0])
        np.testing.assert_array_equal(actual[1], expected[1])


def check_permutations(engine):
    """Between two of them a number of 64 bits is drawn: half a draw is kept across it."""
    sizes = [1, 2, 3, 4, 5, 8, 100, 257, 1000, 70_000]
    rng = np.random.default_rng(5)
    expected = [[rng.permutation(size).tolist(), rng.random()] for size in sizes]
    actual = engine(
        """(() => {
          const rng = new Generator(5);
          return argument.map((size) => [rng.permutation(size), rng.random()]);
        })()""",
        sizes,
    )
    assert actual == expected


def check_integers(engine):
    """Of 2**31 + 7 numbers each second draw is rejected."""
    bounds = [(0, 1), (5, 6), (0, 2), (-3, 1000), (0, 2**31 + 7), (0, 2**32), (-(2**31), 2**31)]
    rng = np.random.default_rng(6)
    expected = [rng.integers(low, high, size=500).tolist() for low, high in bounds]
    expected.append(rng.integers(9, size=50).tolist())
    actual = engine(
        """(() => {
          const rng = new Generator(6), draw = (count, ...bounds) =>
            Array.from({ length: count }, () => rng.integers(...bounds));
          return [...argument.map((bounds) => draw(500, ...bounds)), draw(50, 9)];
        })()""",
        bounds,
    )
    assert actual == expected


def check_children(engine):
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        children = [*rng.spawn(2), *rng.spawn(1)]
        children += children[1].spawn(2)
        actual = engine(
            """(() => {
              const rng = new Generator(argument), children = [...rng.spawn(2), ...rng.spawn(1)];
              return [...children, ...children[1].spawn(2)].map((child) => child.random());
            })()""",
            seed,
        )
        assert actual == [child.random() for child in children], seed


CHECKS = [
    check_uniform_numbers,
    check_permutations,
    check_integers,
    check_children,
    check_normals,
]


@pytest.mark.parametrize("check", CHECKS)
def test_generator_draws_what_numpy_draws(engine, check):
    check(engine)


def test_a_million_normals_are_those_of_numpy(engine):
    check_normals(engine, count=125_000)


MUTANTS = [
    ("seeds", "0x43b0d7e5", "0x43b0d7e4"),
    ("seeds", "0x931e8875", "0x931e8877"),
    ("seeds", "0xca01f9dd", "0xca01f9df"),
    ("seeds", "0x4973f715", "0x4973f717"),
    ("seeds", "0x8b51f9dd", "0x8b51f9dc"),
    ("seeds", "0x58f38ded", "0x58f38def"),
    ("seeds", "entropy.length < 4", "entropy.length < 3"),
    ("seeds", "from !== to", "from < to"),
    ("seeds", "entropy.slice(4)", "entropy.slice(5)"),
    ("pcg64", "0xf645", "0xf647"),
    ("pcg64", "0x2360", "0x2361"),
    ("pcg64", "s[3] >>> 26", "s[3] >>> 25"),
    ("pcg64", "turn >>> 5", "turn >>> 4"),
    ("pcg64", "stream[i - 1] >>> 31 : 1", "stream[i - 1] >>> 31 : 0"),
    ("pcg64", "floor(w / WORD)", "0"),
    ("pcg64", "floor(y / WORD)", "0"),
    ("pcg64", "q * A + over1", "q * A"),
    ("pcg64", "z + over3", "z"),
    ("pcg64", "q * D + r * B", "q * D"),
    ("ziggurat", "3.6541528853610088", "3.65415288536100"),
    ("ziggurat", "0.27366123732975828", "0.273661237329"),
    ("ziggurat", "0.0049286732339746519", "0.0049286732339746"),
    ("ziggurat", "i === 38", "i === 37"),
    ("ziggurat", "above + above * unscaled", "above + 0 * unscaled"),
    ("random", "low & 2 ** 17", "low & 2 ** 18"),
    ("random", "(low & 256) >>> 7", "(low & 512) >>> 8"),
    ("random", "low & 255", "high & 255"),
    ("random", "drawn[0] >>> 11", "drawn[0] >>> 10"),
    ("random", "height[layer - 1]", "height[layer]"),
    ("random", "(drawn <= last)", "(drawn < last)"),
    ("random", "this.#kept = high", "this.#kept = undefined"),
    ("random", "2 ** 32 % count", "0 % count"),
    ("random", "this.#children++", "this.#children"),
]


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_a_wrong_generator_is_noticed(engine, mutant):
    assert_caught(engine, mutant, NAMES, CHECKS)
