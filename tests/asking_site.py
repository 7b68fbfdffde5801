"""A small Sphinx project that asks a question of each kind, built once for the tests of `ask`."""

import json
import os
import subprocess
import sys

CONF = """\
project = "Another book"
extensions = ["myst_nb", "shared.ask.sphinx"]
html_theme = "alabaster"
myst_enable_extensions = ["dollarmath"]
nb_execution_raise_on_error = True
nb_render_markdown_format = "myst"
html_math_renderer = "mathjax"
html_static_path = ["_static"]
mathjax_path = "none.js"  # formulas stay as they are written
"""
INDEX = (
    "# Another book\n\n```{toctree}\npart/questions\nreview\n```\n\n"
    "```{ask-progress} part/questions\n```\n"
)
FIGURE = "from IPython.display import HTML\nHTML('<p class=figure>a secret<br>of two lines</p>')"
CELLS = [
    ("markdown", "# Questions\n\nSome text."),
    ("code", "from shared.ask import ask\nbest, ranks = 3, [2, 6, 6]"),
    ("markdown", "**Predict.** How many at best?"),
    (
        "code",
        "ask('best', number=best, covers=True, wrong={4: 'Four is `too` much: $4 > 3$.'},\n"
        "    right='Of *four*.')",
    ),
    ("code", FIGURE),
    (
        "markdown",
        "**Question 1.** Which ranks are largest?\n\n1. the first, $r_1$\n2. the second\n3. both",
    ),
    (
        "code",
        "ask('rank', choice=[False, False, ranks[1] == ranks[2]], wrong={1: 'It is the least.'},\n"
        "    hint='Compare.')",
    ),
    ("markdown", "<details><summary>Answer</summary>\n\nBecause of **two** numbers.\n\n</details>"),
    ("markdown", "**Question 2.** Which are larger than 2?\n\n1. first\n2. second\n3. third"),
    ("code", "ask('larger', several=[rank > 2 for rank in ranks])"),
    ("markdown", "**Question 3.** What is it called?"),
    (
        "code",
        "ask('word', text=['ReLU', 'rectified linear unit'], wrong={'tanh': 'It is bounded.'})",
    ),
    ("markdown", "**Question 4.** How much is it?"),
    (
        "code",
        "def share(rng):\n"
        "    part = int(rng.integers(1, 100))\n"
        "    return {'given': f'There are ${part}$ of a hundred.', 'number': part, 'unit': '%',\n"
        "            'wrong': {100 - part: 'That is the rest.'}}\n"
        "ask('share', share)",
    ),
    ("markdown", "The end."),
]


def notebook(cells):
    """Return the text of a notebook."""
    made = []
    for number, (kind, source) in enumerate(cells):
        cell = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": source}
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        made.append(cell)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return json.dumps({"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def build(project, cells=CELLS, **files):
    """Build a project; return the folder of its site and what Sphinx said."""
    (project / "part").mkdir()
    (project / "_static").mkdir()
    (project / "_static" / "none.js").touch()
    files = {
        "conf.py": CONF,
        "index.md": INDEX,
        "review.md": "# Review\n\n```{ask-review}\n```\n",
        "part/questions.ipynb": notebook(cells),
    } | files
    for name, content in files.items():
        (project / name).write_text(content, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-q"]
    done = subprocess.run(
        [*command, "-b", "html", ".", "_build/html"],
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        cwd=project,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return project / "_build" / "html", done.returncode, done.stdout + done.stderr
