"""Each challenge of the laboratory can be met, and is recognised when it is, and not before."""

import re

import pytest

from shared.laboratory.sphinx import HERE
from tests.figure_checks import BOOK
from tests.javascript import JavaScript

# Plays what is given, from what the challenge's button sets up; the first step at which it is met.
PLAY = """(() => {
  const { name, settings, points, weights, steps } = argument;
  const challenge = CHALLENGES.find((one) => one.name === name);
  const start = { ...initialState().settings, ...challenge.start, ...settings };
  const events = weights.map(([step, ...weight]) => [step, "weight", ...weight]);
  const session = new Session({ ...initialState(), settings: start, points, events });
  const isMet = () => challenge.isMet(session, session.measure());
  if (isMet()) return 0;
  while (session.step < steps && session.advance()) {
    if (session.step % 10 === 0 && isMet()) return session.step;
  }
  return isMet() ? session.step : null;
})()"""
#: A word of each title.
WORDS = {
    "xor": "XOR",
    "circles": "circle",
    "spirals": "spirals",
    "linear": "depth",
    "vanish": "vanish",
    "diverge": "diverge",
    "oscillate": "oscillates",
    "symmetry": "symmetry",
    "dead": "Kill",
    "own": "your own",
}
CROSSED = [
    *[[-1, -1, 0], [1, 1, 0], [-0.9, -0.8, 0], [0.9, 0.8, 0]],
    *[[-1, 1, 1], [1, -1, 1], [-0.8, 0.9, 1], [0.8, -0.9, 1]],
]
#: Weights: the step at which they are typed, the layer, from and to which unit, and the value.
BY_HAND = [[0, 0, 0, 0, 1.0], [0, 0, 1, 1, -1.0], [0, 0, 0, 2, -1.0]]
NO_OUTPUT = [[0, 4, unit, 0, 0.0] for unit in range(8)]

#: For each challenge: settings, points, weights and steps that meet it.
MET = {
    "xor": ({"seed": 0}, [], [], 1500),
    "circles": ({"seed": 2}, [], [], 3000),
    "spirals": ({"optimizer": "adam", "rate": 0.03, "seed": 2}, [], [], 3000),
    "linear": ({"activation": "identity"}, [], [], 500),
    "vanish": ({"activation": "sigmoid", "scale": 0.1}, [], [], 200),
    "diverge": ({"activation": "identity", "rate": 10}, [], [], 500),
    "oscillate": ({"rate": 5}, [], [], 500),
    "symmetry": ({}, [], BY_HAND, 3000),
    "dead": ({"rate": 10}, [], [], 100),
    "own": ({}, CROSSED, [], 1000),
}
#: What also meets it, as its words do not exclude it.
ALSO_MET = {
    "xor": ({"seed": 0}, [], [], 530),  # at a loss above 0.4
    "circles": ({"seed": 2}, [[0, 0, 1]], [], 3000),
    "vanish": ({"activation": "sigmoid", "scale": 1e-3}, [], [], 0),  # also in the last layer
    "symmetry": ({}, [], [*BY_HAND, [10, 0, 0, 3, 0.5]], 3000),
}
#: What comes near, and does not meet it.
MISSED = {
    "xor": [
        ({"seed": 1}, [], [], 1500),
        ({"hidden": [4]}, [], [], 1500),
        ({"seed": 0}, [[0, 0, 0]], [], 1500),
    ],
    "circles": [
        ({"hidden": [4]}, [], [], 1000),
        ({"hidden": [2]}, [], [], 1000),
        ({"activation": "tanh"}, [], [], 3000),
    ],
    "spirals": [
        ({"optimizer": "adam", "rate": 0.03, "hidden": [8]}, [], [], 1000),
        ({"optimizer": "adam", "rate": 0.03, "seed": 2}, [[0, 1, 0]], [], 3000),
    ],
    "linear": [({}, [], [], 600), ({"activation": "identity", "hidden": [8]}, [], [], 600)],
    "vanish": [
        ({}, [], [], 100),
        ({"initializer": "zeros"}, [], [], 100),
        ({}, [], NO_OUTPUT, 0),
    ],
    "diverge": [({"rate": 1e9}, [], [], 300)],
    "oscillate": [({"rate": 0.3}, [], [], 500), ({"rate": 3, "batch": 10}, [], [], 500)],
    "symmetry": [
        ({}, [], [], 3000),
        ({"initializer": "glorot_normal"}, [], BY_HAND, 3000),
        ({"n": 48}, [], BY_HAND, 3000),
        ({}, [], [[10, *weight] for _, *weight in BY_HAND], 3000),
    ],
    "dead": [({}, [], [], 100), ({"scale": 0}, [], [], 100)],
    "own": [({}, [[x / 4, x / 4, int(x > 3)] for x in range(8)], [], 1000)],
}
#: What a condition says in JavaScript, and the challenge in words; other numbers are the same.
STATED = {
    "0.95": "95 %",
    "0.98": "98 %",
    "1e-6": "millionth",
    "101": "last 100 steps",
    "2": "two",
    "3": "three",
    "4": "four",
    "6": "six",
    "!own.length": "no points of your own",
    "hasWeights(": "must have a weight that is not 0",
}


@pytest.fixture(scope="module")
def laboratory(browser):
    page = browser.new_page()
    names = ("state", "session", "challenges")
    yield JavaScript(page, *(HERE / f"{name}.js" for name in names))
    page.close()


def play(laboratory, name, settings, points, weights, steps):
    given = {"name": name, "settings": settings, "points": points}
    return laboratory(PLAY, given | {"weights": weights, "steps": steps})


def test_the_page_lists_all_ten_each_with_a_section_that_explains_it(laboratory):
    names = laboratory("CHALLENGES.map(({ name }) => name)")
    assert names == list(MET) == list(MISSED)
    text = (BOOK / "laboratory.md").read_text(encoding="utf-8")
    listed = re.search(r":::\{container\} laboratory-challenges\n(.*?):::", text, re.DOTALL)[1]
    titles = re.findall(
        r"^\d+\. \*\*(.*?)\*\*(?:\n(?! ?\d)|.)*?\]\(chapters/", listed, re.MULTILINE
    )
    assert len(set(titles)) == 10
    # In the order of the buttons.
    for name, title in zip(names, titles, strict=True):
        assert WORDS[name] in title
    assert laboratory(
        """CHALLENGES.every(({ start }) =>
          Object.entries(start).every(([name, value]) =>
            parsed(name, SETTINGS[name].write?.(value) ?? String(value)) !== undefined))"""
    )


def test_a_challenge_states_its_conditions(laboratory):
    text = (BOOK / "laboratory.md").read_text(encoding="utf-8")
    listed = text.partition("laboratory-challenges\n")[2].partition(":::")[0]
    words = re.split(r"^\d+\. ", listed, flags=re.MULTILINE)
    conditions = laboratory("CHALLENGES.map(({ isMet }) => String(isMet))")
    for condition, challenge in zip(conditions, words[1:], strict=True):
        found = re.findall(r"(?<![\w.])\d[\de.-]*|!own\.length|hasWeights\(", condition)
        for what in set(found) - {"0", "1"}:
            assert STATED.get(what, what) in " ".join(challenge.split()), condition


@pytest.mark.parametrize("name", ALSO_MET)
def test_a_challenge_has_only_the_conditions_that_it_states(laboratory, name):
    assert play(laboratory, name, *ALSO_MET[name]) is not None


@pytest.mark.parametrize("name", MET)
def test_a_challenge_is_recognised_when_it_is_met(laboratory, name):
    assert play(laboratory, name, *MET[name]) is not None
    assert play(laboratory, name, {}, [], [], 0) is None, "its button sets up what meets it"


@pytest.mark.parametrize("name", MISSED)
def test_what_comes_near_does_not_meet_a_challenge(laboratory, name):
    for attempt in MISSED[name]:
        assert play(laboratory, name, *attempt) is None, attempt


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([[0, 0], [1, 0]], [[0, 1], [1, 1]], True),
        ([[0, 0], [1, 1]], [[0, 1], [1, 0]], False),
        ([[0, 0], [2, 0]], [[1, 0]], False),
        ([[0, 0], [2, 0]], [[1, 0.01]], True),
        ([[0, 0]], [[0, 0]], False),
        ([[0, 0], [0, 3], [3, 0]], [[1, 1]], False),
        ([[0, 0], [0, 3], [3, 0]], [[2, 2]], True),
    ],
)
def test_whether_a_line_separates_points(laboratory, first, second, expected):
    assert laboratory("isSeparable(...argument)", [first, second]) is expected
    assert laboratory("isSeparable(...argument)", [second, first]) is expected
