"""What two chapters say of PyTorch, held against PyTorch; the program they print is run."""

import inspect
import math
import re

import nbformat
import numpy as np
import pytest

from shared.datasets import digits
from tools.notebooks import CHAPTERS

torch = pytest.importorskip("torch", reason="PyTorch, the oracle of these tests, is not installed")

torch.set_num_threads(1)
STABILITY = "stability-and-initialization"


def cell(chapter: str, name: str) -> str:
    """Return the source of a cell by its id."""
    notebook = nbformat.read(CHAPTERS / f"{chapter}.ipynb", as_version=4)
    (source,) = (each.source for each in notebook.cells if each.id == name)
    return source


def test_the_number_of_ways_to_fill_a_tensor():
    fill = [
        name
        for name, function in vars(torch.nn.init).items()
        if inspect.isfunction(function) and name.endswith("_") and not name.startswith("_")
    ]
    said = re.search(r"has (\d+) functions in `torch\.nn\.init`", cell(STABILITY, "fifteen"))
    assert len(fill) == int(said[1])


@pytest.mark.parametrize("fan_in", [3, 300])
def test_the_default_of_linear(fan_in):
    torch.manual_seed(0)
    layer = torch.nn.Linear(fan_in, 2000)
    assert layer.weight.shape == (2000, fan_in)
    for parameter in (layer.weight, layer.bias):
        largest = parameter.detach().abs().max().item()
        assert largest == pytest.approx(1 / math.sqrt(fan_in), rel=0.01)
        assert largest <= 1 / math.sqrt(fan_in) * (1 + 1e-6)
    assert layer.weight.var().item() * 3 * fan_in == pytest.approx(1, rel=0.05)


def test_bounds_of_its_truncated_normal_do_not_follow_the_standard_deviation():
    torch.manual_seed(0)
    narrow = torch.nn.init.trunc_normal_(torch.empty(100_000), std=0.02)
    assert narrow.abs().max() > 4 * 0.02
    wide = torch.nn.init.trunc_normal_(torch.empty(100_000), std=1.0)
    assert 1.99 < wide.abs().max() <= 2
    assert wide.std().item() == pytest.approx(0.8796, abs=0.01)


def test_its_sparse_rule_empties_the_weights_that_leave_an_input():
    torch.manual_seed(0)
    weight = torch.nn.init.sparse_(torch.empty(40, 30), sparsity=0.75)  # (outputs, inputs)
    assert ((weight == 0).sum(dim=0) == 30).all()
    assert weight[weight != 0].std().item() == pytest.approx(0.01, rel=0.2)


def test_the_printed_program_learns_to_read_digits():
    program = re.search(r"```python\n(.*?)```", cell("digits", "pytorch"), flags=re.DOTALL)[1]
    assert "range(20)" in program
    program = program.replace("range(20)", "range(6)")  # long enough to see that it learns
    split = digits(rng=np.random.default_rng(0))
    names = {"X_train": split.X_train, "y_train": split.y_train}
    torch.manual_seed(0)
    exec(compile(program, "the program in the chapter on digits", "exec"), names)
    with torch.no_grad():
        logits = names["net"](torch.tensor(split.X_test, dtype=torch.float32))
    assert (logits.argmax(dim=1).numpy() == split.y_test).mean() > 0.9
