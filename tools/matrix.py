"""Run notebooks, quick tests and build on every Python, with locked, oldest and newest libraries.

`python -m tools.matrix [--pythons PYTHON ...] [--versions locked oldest newest]`: each pair has its
own environment under `_build/matrix`. The libraries that vary are the dependencies of `shared`.
"oldest" and "newest" are the versions that `pyproject.toml` allows and that have wheels for this
Python. The quick tests (`make check`) and the build of a copy run with the locked versions only.
The exit code is 1 if something fails or the output of a notebook differs.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from itertools import product
from pathlib import Path

import yaml

from tools.book_copy import BOOK, copy_book

ENVIRONMENTS = BOOK / "_build" / "matrix"
WORKFLOW = BOOK / ".github" / "workflows" / "tests.yml"
UV = Path(sys.executable).with_name("uv")
#: Arguments of `uv pip install` for each choice of versions.
INSTALL = {
    "locked": ["--require-hashes", "-r", "requirements.txt", "-r", "requirements-test.txt"],
    "oldest": ["--only-binary=:all:", "--resolution=lowest-direct", "-r", "pyproject.toml"],
    "newest": ["--only-binary=:all:", "-r", "pyproject.toml"],
}
RUNNERS = ["ipykernel", "nbval", "pytest"]
# The pytest options in pyproject.toml are removed: they name plugins that are not installed here.
NOTEBOOKS = ["--nbval", "--nbval-current-env", "--override-ini=addopts=", "chapters"]
SHOWN = """
import platform
from importlib.metadata import version
libraries = "numpy", "matplotlib", "scikit-learn", "ipywidgets"
print(platform.python_version(), *(f"{name} {version(name)}" for name in libraries), sep=", ")
"""


def main():
    """Print a row for each Python and choice of versions, then the output of failed runs."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pythons", nargs="*", type=Path, default=interpreters())
    parser.add_argument("--versions", nargs="*", choices=INSTALL, default=list(INSTALL))
    options = parser.parse_args()
    print("| Python and libraries | versions | what ran | how it ended | seconds |")
    print("|---|---|---|---|---:|", flush=True)
    failed = []
    for python, versions in product(options.pythons, options.versions):
        own = environment(python, versions)
        shown = run(own, "-c", SHOWN)[1]
        for what, command in commands(own, versions).items():
            start = time.perf_counter()
            code, said = run(own, *command)
            end = said.rpartition("\n")[2]
            seconds = f"{time.perf_counter() - start:.0f}"
            print("| " + " | ".join((shown, versions, what, end, seconds)) + " |", flush=True)
            failed += [f"{shown}, {versions}, {what}\n{said}"] if code else []
    sys.exit("\n\n".join(failed))


def interpreters():
    """Return an interpreter for each Python version in the workflow, if this machine has one."""
    jobs = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]
    found = []
    for version in jobs["test"]["strategy"]["matrix"]["python"]:
        pyenv = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
        found += [each for each in [*pyenv, shutil.which(f"python{version}")] if each][:1]
    return found


def environment(python, versions):
    """Create an environment with the chosen versions; return its interpreter."""
    name = run(python, "-c", "import platform; print(platform.python_version())")[1]
    folder = ENVIRONMENTS / f"{name}-{versions}"
    own = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    uv = [UV, "pip", "install", "--quiet", "--python", own]
    for command in (
        [UV, "venv", "--quiet", "--clear", "--python", python, folder],
        [*uv, *INSTALL[versions]],
        [*uv, *RUNNERS],  # no effect with the locked versions, which include these
        [*uv, "--no-deps", "--editable", "."],
    ):
        subprocess.run(command, cwd=BOOK, check=True)
    return own


def commands(own, versions):
    """Return the runs in an environment: names, each with the arguments of Python."""
    pytest = ["-m", "pytest", "-q", "-p", "no:cacheprovider"]
    found = {"notebooks": [*pytest, "--override-ini=filterwarnings=", *NOTEBOOKS]}
    if versions == "locked":
        parallel = ["--numprocesses", "auto", "--dist", "loadfile"]
        found["quick tests"] = [*pytest, *parallel, "-m", "not slow"]
        copy = own.parent.parent / "book"
        copy_book(copy)
        found["build"] = ["tools/build.py", "--book", copy]
    return found


def run(python, *arguments):
    """Run Python in the book's folder; return its exit code and its output."""
    done = subprocess.run(
        [python, *arguments],
        cwd=BOOK,
        env=os.environ | {"OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout.strip()


if __name__ == "__main__":
    main()
