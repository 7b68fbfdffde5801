"""Run the notebooks on every Python and on old and new libraries, and compare their outputs.

`python tools/matrix.py [--pythons PYTHON ...] [--versions locked oldest newest]`: each pair gets an
environment of its own under `_build/matrix`. The libraries that vary are those the book needs to
run: the locked versions, the oldest that `pyproject.toml` allows, the newest there are; of each the
first or last that has a wheel for that Python. Ends with 1 if an output differs anywhere.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

from packaging.requirements import Requirement
from packaging.version import Version

BOOK = Path(__file__).resolve().parent.parent
ENVIRONMENTS = BOOK / "_build" / "matrix"
PYTHONS = ["3.11", "3.12", "3.13", "3.14", "3.15"]
VERSIONS = ["locked", "oldest", "newest"]
WITHOUT_CONFIGURATION = ("--override-ini=addopts=", "--override-ini=filterwarnings=")


def main():
    """Print one row for each Python and choice of versions, and what differs below."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pythons", nargs="*", type=Path, default=interpreters())
    parser.add_argument("--versions", nargs="*", choices=VERSIONS, default=VERSIONS)
    options = parser.parse_args()
    libraries = run_time_libraries()
    names = [library.name for library in libraries]
    print(f"| Python | versions | {' | '.join(names)} | cells | differ | seconds |")
    print("|---|---|" + "---|" * len(names) + "---:|---:|---:|", flush=True)
    differing = []
    for python in options.pythons:
        for versions in options.versions:
            start = time.perf_counter()
            own = environment(python, versions, libraries)
            cells, differences = compare(own)
            row = [python_version(own), versions, *(installed(own, name) for name in names)]
            row += [cells, len(differences), f"{time.perf_counter() - start:.0f}"]
            print(f"| {' | '.join(map(str, row))} |", flush=True)
            differing += [f"{row[0]}, {versions}: {difference}" for difference in differences]
    sys.exit("\n\n".join(differing))


def interpreters():
    """Return a Python of each version that the book supports, where this machine has one."""
    found = []
    for version in PYTHONS:
        candidates = [shutil.which(f"python{version}")]
        candidates += sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
        found += [each for each in candidates if each and runs(each, version)][:1]
    return found


def runs(python, version):
    """Say whether an interpreter starts, is of that version and can make environments."""
    code = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])"
    result = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return result.stdout.strip() == version


def run_time_libraries():
    """Return the requirements that `import shared` has."""
    # `tomllib` is in the standard library only from Python 3.11.
    text = (BOOK / "pyproject.toml").read_text(encoding="utf-8")
    body = re.search(r"^dependencies = \[(.*?)\]$", text, re.MULTILINE | re.DOTALL)[1]
    return [Requirement(entry) for entry in re.findall(r'"([^"]+)"', body)]


def environment(python, versions, libraries):
    """Make an environment with the chosen versions; return its interpreter."""
    folder = ENVIRONMENTS / f"{python_version(python)}-{versions}"
    own = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([python, "-m", "venv", "--clear", folder], check=True)
    chosen = list(map(str, libraries))
    if versions == "oldest":
        chosen = [oldest(own, library) for library in libraries]
    needed = [*chosen, "ipykernel>=6.29,<7", "nbval==0.11.0", "pytest"]
    if versions == "locked":
        needed += ["--constraint", constraints()]
    pip(own, "install", "--only-binary=:all:", *needed)
    pip(own, "install", "--no-deps", "--editable", BOOK)
    return own


def oldest(own, library):
    """Install and return the oldest version that is allowed and has a wheel for this Python."""
    listed = pip(own, "index", "versions", library.name)
    versions = re.search(r"Available versions: (.*)", listed)[1].split(", ")
    for version in sorted(filter(library.specifier.contains, versions), key=Version):
        pinned = f"{library.name}=={version}"
        try:
            pip(own, "install", "--only-binary=:all:", "--no-deps", pinned)
        except subprocess.CalledProcessError:
            continue
        return pinned
    raise RuntimeError(f"no version of {library} has a wheel for {python_version(own)}")


def constraints():
    """Write the locked versions without their hashes, which not all that is chosen here has."""
    locks = [BOOK / "requirements.txt", BOOK / "requirements-test.txt"]
    pinned = [
        re.sub(r"\[.*?\]", "", line.removesuffix(" \\"))
        for lock in locks
        for line in lock.read_text(encoding="utf-8").splitlines()
        if re.match(r"[\w.-]+(\[.*?\])?==", line)
    ]
    path = ENVIRONMENTS / "constraints.txt"
    path.write_text("\n".join(pinned), encoding="utf-8")
    return path


def pip(own, *arguments):
    """Run an environment's pip and return what it prints."""
    command = [own, "-m", "pip", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def compare(own):
    """Run every chapter; return how many cells were compared, and what differs."""
    report = own.parent.parent / "report.xml"
    command = [own, "-m", "pytest", "--nbval", "--nbval-current-env", f"--junitxml={report}"]
    subprocess.run(
        [*command, *WITHOUT_CONFIGURATION, "-p", "no:cacheprovider", "chapters"],
        cwd=BOOK,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        check=False,  # what differs is in the report
    )
    cells = list(ElementTree.parse(report).iter("testcase"))
    differences = [
        f"{cell.get('classname')}, {cell.get('name')}\n{found.text}"
        for cell in cells
        for found in [*cell.findall("failure"), *cell.findall("error")]
    ]
    return len(cells), differences


def python_version(python):
    """Return the full version of an interpreter."""
    return printed(python, "import platform; print(platform.python_version())")


def installed(own, name):
    """Return the version of a library in an environment."""
    return printed(own, f"from importlib.metadata import version; print(version({name!r}))")


def printed(python, code):
    """Run a line of Python and return what it prints."""
    result = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True)
    return result.stdout.strip()


if __name__ == "__main__":
    main()
