"""The laboratory in a notebook: the page's runs in NumPy, and nets that go there and come back."""

import numpy as np
import pytest

from shared.activations import leaky_relu_with_slope
from shared.datasets import moons
from shared.laboratory import Laboratory
from shared.laboratory.run import Run
from shared.laboratory.sphinx import HERE
from shared.laboratory.state import CHOICES, INITIAL, LIVE, NUMBERS, read_address, write_address
from shared.mlp import MLP
from shared.training import fit
from tests.javascript import JavaScript
from tests.test_laboratory_session import MODULES, difference, random_run, run
from tests.test_laboratory_state import random_state


@pytest.fixture(scope="module")
def laboratory(browser):
    page = browser.new_page()
    yield JavaScript(page, *MODULES)
    page.close()


def flat(net):
    return np.concatenate([array.ravel() for layer in net.params for array in layer])


# --- what can be set -----------------------------------------------------------------------------


def test_settings_are_those_of_the_page(laboratory):
    page = laboratory(
        """Object.entries(SETTINGS).map(([name, one]) => [name, {
          initial: one.initial, when: one.when, low: one.low ?? null, high: one.high ?? null,
          isWhole: !!one.isWhole, options: one.options ? Object.keys(one.options) : null }])"""
    )
    assert [name for name, _ in page] == list(INITIAL)
    for name, one in page:
        assert one["initial"] == INITIAL[name]
        assert (one["when"] == "live") == (name in LIVE)
        if one["options"]:
            assert set(one["options"]) == set(CHOICES[name][0])
        elif one["high"] is not None:
            low, high, initial = NUMBERS[name]
            assert (one["low"], one["high"]) == (0 if name == "rate" else low, high)
            assert one["isWhole"] == isinstance(initial, int)


@pytest.mark.parametrize("number", range(12))
def test_page_and_notebook_read_each_other_s_addresses(laboratory, number):
    state = random_state(number)
    found = read_address(laboratory("toAddress(argument)", state))
    assert found.settings == state["settings"]
    assert found.points == [tuple(point) for point in state["points"]]
    assert found.events == [tuple(event) for event in state["events"]]
    assert found.step == state["step"]
    again = laboratory("fromAddress(argument)", write_address(found))
    assert again == {"state": state, "sentence": ""}


# --- the same run --------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(40))
def test_a_run_reaches_the_parameters_of_the_page(laboratory, number):
    settings, steps, live, points = random_run(number)
    page = run(laboratory, settings, steps, live, points=points)
    mine = Run(read_address(page["address"]))
    assert len(mine.losses) == page["step"] == steps
    assert difference(page["values"], flat(mine.net)) < 1e-9


def test_training_on_in_two_parts_is_training_once():
    parts = Laboratory(data="xor", n=40, optimizer="adam", rate=0.03)
    parts.train(30).train(20)
    whole = Laboratory("#v=1&data=xor&n=40&optimizer=adam&rate=0.03&step=50")
    assert parts.address == whole.address
    assert (flat(parts.net) == flat(whole.net)).all()
    assert repr(parts).startswith("Step 50. Loss 0.")


def test_a_run_that_diverges_stops_where_the_page_does(laboratory):
    settings = {"activation": "identity", "rate": 1e9}
    page = run(laboratory, settings, 1000)
    mine = Run(read_address(page["address"].replace(f"step={page['step']}", "step=1000")))
    assert len(mine.losses) == page["step"] < 1000


def test_the_net_is_a_copy():
    lab = Laboratory(n=20)
    lab.net.params[0][0][:] = 7
    lab.X[:] = 7
    assert (lab.net.params[0][0] != 7).all()
    assert (lab.X != 7).all()


# --- a net trained elsewhere ---------------------------------------------------------------------


@pytest.mark.parametrize("outputs", [1, 2])
@pytest.mark.parametrize("hidden", [[], [3], [16, 16, 16, 16]])
def test_a_net_of_one_s_own_opens_as_it_is(laboratory, outputs, hidden):
    rng = np.random.default_rng(0)
    X, y = moons(60, rng=rng)
    net = MLP([2, *hidden, outputs], "tanh", "glorot_normal", rng=rng)
    loss = "binary_cross_entropy" if outputs == 1 else "cross_entropy"
    fit(net, X, y, loss=loss, learning_rate=0.1, epochs=3, rng=rng)
    lab = Laboratory.of(net, X, y, rate=0.05)
    there = lab.net.forward(X).output[:, 0]
    here = net.forward(X).output
    here = here[:, 0] if outputs == 1 else here[:, 1] - here[:, 0]
    np.testing.assert_allclose(there, here, rtol=0, atol=1e-12)
    np.testing.assert_allclose(lab.X, X, rtol=0, atol=0.0051)
    np.testing.assert_array_equal(lab.y, y)
    assert laboratory("fromAddress(argument).sentence", lab.address) == ""
    values = laboratory("new Session(fromAddress(argument).state).net.values", lab.address)
    np.testing.assert_array_equal(values, flat(lab.net))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Laboratory(7), "address must be a text"),
        (lambda: Laboratory("#v=2"), "version '2'; accepted is '1'"),
        (lambda: Laboratory("#v=1&rate=0"), "rate must be a number above 0"),
        (lambda: Laboratory("#v=1&colour=red"), "unknown setting 'colour'"),
        (lambda: Laboratory("#v=1&points=1_2"), "a point must be x, y and a class"),
        (lambda: Laboratory("#v=1&points=1_900_1"), "coordinates must be from -100 to 100"),
        (lambda: Laboratory("#v=1&events=0_jump"), "event of the address is '0_jump'"),
        (lambda: Laboratory("#v=1&step=2&events=1_set_data_xor"), "which is not an event"),
        (lambda: Laboratory("#v=1&events=0_cut_9_9"), "what does not exist, at step 0: cut"),
        (lambda: Laboratory("#v=1&step=1&events=3_clear"), "must be sorted by step"),
        (lambda: Laboratory("#v=1&data=own&step=3"), "no points to train on"),
        (lambda: Laboratory("#v=1&step=99999999"), "step must be at most"),
        (lambda: Laboratory(n=1.5), "n must be a whole number from 4 to 500"),
        (lambda: Laboratory(n=True), "n must be a whole number"),
        (lambda: Laboratory(hidden=[2.9]), "hidden must be up to 4 widths"),
        (lambda: Laboratory(hidden=True), "hidden must be up to 4 widths"),
        (lambda: Laboratory("#v=1&events=0_weight_0_0_0_nan"), "a weight must be from -1e+06"),
        (lambda: Laboratory("#v=1&events=0_weight_0_0_0_1e7"), "a weight must be from -1e+06"),
        (lambda: Laboratory(hidden=[0]), "hidden must be up to 4 widths from 1 to 16"),
        (lambda: Laboratory(hidden=[3] * 5), "hidden must be up to 4 widths"),
        (lambda: Laboratory(activation="swish"), "did you mean 'silu'"),
        (lambda: Laboratory().train(0), "steps must be"),
        (lambda: Laboratory.of(3, [[0, 0]], [0]), "net must be an MLP"),
        (lambda: Laboratory.of(net(3, 1), [[0, 0, 0]], [0]), "net must have 2 inputs"),
        (lambda: Laboratory.of(net(2, 3), [[0, 0]], [0]), "1 or 2 outputs"),
        (lambda: Laboratory.of(leaky(), [[0, 0]], [0]), "not Leaky ReLU with f(z) = \\max(z, 0.5"),
        (lambda: Laboratory.of(net(2, 1), [[0, 0]], [2]), "classes 0 and 1"),
        (lambda: Laboratory.of(net(2, 1), [[0, 0]], [0, 1]), "y must"),
        (lambda: Laboratory.of(net(2, 1), np.zeros((1001, 2)), np.zeros(1001)), "at most 1000"),
        (lambda: Laboratory.of(net(2, 17, 1), [[0, 0]], [0]), "hidden must be"),
    ],
)
def test_what_is_not_accepted_is_named(make, words):
    with pytest.raises((TypeError, ValueError)) as raised:
        make()
    assert words in str(raised.value)


def net(*sizes):
    return MLP(sizes, rng=np.random.default_rng(0))


def leaky():
    return MLP([2, 3, 1], leaky_relu_with_slope(0.5), rng=np.random.default_rng(0))


def test_widths_may_be_numbers_of_numpy():
    assert Laboratory(hidden=np.int64(3)).net.sizes == Laboratory(hidden=[3]).net.sizes


# --- what is shown -------------------------------------------------------------------------------


def test_without_a_front_end_it_is_a_picture_and_its_words():
    lab = Laboratory(n=20).train(5)
    bundle, metadata = lab._repr_mimebundle_()
    assert bundle["text/plain"] == repr(lab) == metadata["image/png"]["alt"]
    assert bundle["image/png"].startswith("iVBOR")
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"]


def test_without_anywidget_there_is_no_widget(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "anywidget", None)
    bundle, _ = Laboratory(n=20)._repr_mimebundle_()
    assert set(bundle) == {"image/png", "text/plain"}


@pytest.mark.parametrize("address", ["#v=1&data=own", "#v=1&hidden=", "#v=1&initializer=zeros"])
def test_every_state_has_a_picture(address):
    assert Laboratory(address).figure().subfigs


def test_the_sheet_of_the_page_serves_the_notebook_too():
    assert ".explore-scripted.laboratory" in (HERE / "laboratory.css").read_text(encoding="utf-8")
