"""The address of the laboratory holds its whole state, and anything else gives a sensible one."""

import numpy as np
import pytest

from shared.activations import ACTIVATIONS
from shared.initializers import INITIALIZERS
from shared.laboratory.sphinx import HERE
from tests.javascript import JavaScript


@pytest.fixture(scope="module")
def laboratory(browser):
    page = browser.new_page()
    yield JavaScript(page, HERE / "state.js", HERE / "session.js")
    page.close()


def read(laboratory, address):
    found = laboratory("fromAddress(argument)", address)
    return found["state"], found["sentence"]


def test_all_activations_and_initializers_can_be_chosen(laboratory):
    assert set(laboratory("Object.keys(SETTINGS.activation.options)")) == set(ACTIVATIONS)
    assert set(laboratory("Object.keys(SETTINGS.initializer.options)")) == set(INITIALIZERS)


def test_the_initial_state_needs_no_words(laboratory):
    assert laboratory("toAddress(initialState())") == "#v=1"
    assert read(laboratory, "#v=1") == (laboratory("initialState()"), "")


def random_state(number):
    rng = np.random.default_rng([3, number])
    hidden = rng.integers(1, 17, size=rng.integers(0, 5)).tolist()
    points = [
        [*np.round(rng.uniform(-3, 3, 2), 2).tolist(), int(rng.integers(2))] for _ in range(9)
    ]
    settings = {
        "data": str(rng.choice(["xor", "own", "spirals"])),
        "n": int(rng.integers(4, 501)),
        "noise": float(rng.uniform()),
        "dataSeed": int(rng.integers(10**6)),
        "hidden": hidden,
        "activation": str(rng.choice(list(ACTIVATIONS))),
        "initializer": str(rng.choice(list(INITIALIZERS))),
        "scale": float(rng.uniform(0, 1000)),
        "seed": int(rng.integers(10**6)),
        "optimizer": str(rng.choice(["sgd", "momentum", "adam"])),
        "momentum": float(rng.uniform(0, 0.99)),
        "rate": float(10 ** rng.uniform(-9, 9)),
        "batch": int(rng.integers(1, 1001)),
        "l2": float(10 ** rng.uniform(-20, 1)),
        "speed": "max",
        "edges": "weights",
        "space": [2, 5, 16],
    }
    events = [
        [0, "weight", len(hidden), "b", 0, float(rng.normal())],
        [3, "set", "rate", float(10 ** rng.uniform(-9, 9))],
        [3, "set", "activation", "leaky_relu"],
        [7, "add", 0.25, -1.5, 1],
        [7, "remove", 9],
        [8, "clear"],
        [9, "weight", 0, 1, 0, -1e-7],
    ]
    return {"settings": settings, "points": points, "events": events, "step": 10}


@pytest.mark.parametrize("number", range(40))
def test_a_state_survives_its_address(laboratory, number):
    state = random_state(number)
    address = laboratory("toAddress(argument)", state)
    assert read(laboratory, address) == (state, "")


def test_an_address_holds_a_thousand_points_and_no_more(laboratory):
    points = [[i / 100, -i / 100, i % 2] for i in range(1200)]
    state = laboratory("initialState()") | {"points": points[:1000]}
    address = laboratory("toAddress(argument)", state)
    assert read(laboratory, address) == (state, "")
    longer = address + "".join(f"~{x}_{y}_{label}" for x, y, label in points[1000:])
    found, sentence = read(laboratory, longer)
    assert found == state
    assert "points, at most 1000" in sentence


#: An address, what its sentence names, and the settings it still brings.
ODD = [
    ("#v=2&rate=0.5", "its version", {"rate": 0.5}),
    ("#v=", "its version", {}),
    ("#v=1&rate=0", "Learning rate, a number above 0 and at most 1e9", {}),
    ("#v=1&rate=1e10&n=50", "Learning rate", {"n": 50}),
    ("#v=1&rate=1e9", "", {"rate": 1e9}),
    ("#v=1&rate=-1", "Learning rate", {}),
    ("#v=1&rate=NaN", "Learning rate", {}),
    ("#v=1&rate=Infinity", "Learning rate", {}),
    ("#v=1&rate=", "Learning rate", {}),
    ("#v=1&rate", "Learning rate", {}),
    ("#v=1&n=3", "Points, a whole number from 4 to 500", {}),
    ("#v=1&n=10.5", "Points", {}),
    ("#v=1&n=1e99", "Points", {}),
    ("#v=1&hidden=0", "Hidden layers, up to 4 widths from 1 to 16", {}),
    ("#v=1&hidden=3--3", "Hidden layers", {}),
    ("#v=1&hidden=99999999999", "Hidden layers", {}),
    ("#v=1&hidden=1-1-1-1-1", "Hidden layers", {}),
    ("#v=1&hidden=", "", {"hidden": []}),
    ("#v=1&data=constructor", "Data, one of the names in the list", {}),
    ("#v=1&activation=__proto__", "Activation", {}),
    ("#v=1&__proto__=1&constructor=2", "a name that is not known here", {}),
    ("#v=1&points=1_2", "points, each of which is x, y and a class", {}),
    ("#v=1&points=1_2_3", "points", {}),
    ("#v=1&points=1e3_2_1", "points", {}),
    ("#v=1&points=999_2_1", "points", {}),
    ("#v=1&points=<script>_2_1", "points", {}),
    ("#v=1&step=-1", "the step", {}),
    ("#v=1&step=99999999", "the step", {}),
    ("#v=1&step=1.5", "the step", {}),
    ("#v=1&step=5&events=9_set_rate_1", "a change in the course of the run", {}),
    ("#v=1&step=5&events=3_set_data_own", "a change in the course of the run", {}),
    ("#v=1&step=5&events=3_set_rate_0", "a change in the course of the run", {}),
    ("#v=1&step=5&events=3_weight_0_0_0_1e99", "a change in the course of the run", {}),
    ("#v=1&step=5&events=3_weight_7_0_0_1", "a change in the course of the run", {}),
    ("#v=1&step=5&events=3_weight_0_2_0_1", "a change in the course of the run", {}),
    ("#v=1&step=5&events=3_weight_0_0_3_1", "a change in the course of the run", {}),
    ("#v=1&step=5&events=3_cut_1_0", "a change in the course of the run", {}),
    ("#v=1&step=5&events=3_remove_0", "a change in the course of the run", {}),
    ("#v=1&step=5&events=3_toString", "a change in the course of the run", {}),
    ("#v=1&step=5&events=~~~", "a change in the course of the run", {}),
    ("#v=1&step=5&events=4_clear~3_clear", "a change in the course of the run", {}),
    ("#v=1" + "&x" * 60_000, "a name that is not known here", {}),
    ("#v=1&&&===", "", {}),
    ("#v=1&%00%FF", "a name that is not known here", {}),
]


@pytest.mark.parametrize(("address", "named", "settings"), ODD, ids=lambda one: str(one)[:50])
def test_an_odd_address_gives_a_sensible_state_and_one_sentence(
    laboratory, address, named, settings
):
    state, sentence = read(laboratory, address)
    initial = laboratory("initialState()")
    assert state["settings"] == initial["settings"] | settings
    assert state["points"] == []
    assert named in sentence
    assert bool(sentence) == bool(named)
    assert len(sentence) < 400
    assert "<" not in sentence
    steps = laboratory(
        """(() => {
          const session = new Session(fromAddress(argument).state);
          for (let step = 0; step < 3; step++) session.advance();
          return session.step;
        })()""",
        address,
    )
    assert steps == 3


def test_what_the_page_writes_is_read_again_without_a_word(laboratory):
    """All events that a session can write, at the steps at which they happened."""
    address = laboratory(
        """(() => {
          const session = new Session({ ...initialState(), points: [[0.1, -0.2, 1]] });
          session.intervene("weight", 0, "b", 2, -0.5);
          for (let step = 0; step < 12; step++) session.advance();
          session.intervene("set", "batch", 3);
          session.intervene("cut", 0, 1);
          session.intervene("add", ...pointAt(0.123456, -1e-9, true));
          session.advance();
          session.intervene("remove", 0);
          return toAddress(session.state);
        })()"""
    )
    state, sentence = read(laboratory, address)
    assert sentence == ""
    assert state["events"] == [
        [0, "weight", 0, "b", 2, -0.5],
        [12, "set", "batch", 3],
        [12, "cut", 0, 1],
        [12, "add", 0.12, 0, 1],
        [13, "remove", 0],
    ]
    assert state["step"] == 13


def test_a_change_of_the_same_thing_at_the_same_step_replaces_the_one_before(laboratory):
    events = laboratory(
        """(() => {
          const session = new Session(initialState());
          session.advance();
          for (const rate of [0.1, 0.2, 0.4]) session.intervene("set", "rate", rate);
          session.intervene("set", "l2", 1);
          session.intervene("weight", 0, 0, 0, 1);
          session.intervene("weight", 0, 0, 1, 2);
          session.intervene("weight", 0, 0, 0, 3);
          return session.events;
        })()"""
    )
    assert events == [
        [1, "set", "rate", 0.4],
        [1, "set", "l2", 1],
        [1, "weight", 0, 0, 1, 2],
        [1, "weight", 0, 0, 0, 3],
    ]
