"""Resolve the direct dependencies of `pyproject.toml`: `python tools/lock.py [--upgrade]`.

Versions that are locked stay as they are, unless `--upgrade` asks for the newest that fit. Needs
`uv`, and nothing else does: whoever reads, runs or tests the book installs with pip.
"""

import re
import subprocess
import sys
from pathlib import Path

BOOK = Path(__file__).resolve().parent.parent
# One version for every Python where there is one, so that all of them print the same numbers.
COMPILE = [
    *("uv", "pip", "compile", "pyproject.toml", "--quiet", "--generate-hashes"),
    "--no-strip-extras",  # pip wants the extras beside the hash
    *("--universal", "--python-version", "3.10", "--fork-strategy", "fewest"),
    *("--custom-compile-command", "make lock"),
]


def main():
    """Write `requirements.txt` for readers and, beside it, what only the tests add."""
    lock = BOOK / "requirements.txt"
    resolve(lock, ["book", "lab"])
    locked = re.findall(
        r"^([\w.-]+)(?:\[[\w,-]+\])?==", lock.read_text(encoding="utf-8"), re.MULTILINE
    )
    without = [argument for name in locked for argument in ("--no-emit-package", name)]
    tests = BOOK / "requirements-test.txt"
    resolve(tests, ["book", "lab", "test"], "--constraints", lock.name, *without)


def resolve(target, extras, *options):
    """Resolve the run-time dependencies and the named extras into one file."""
    chosen = [argument for extra in extras for argument in ("--extra", extra)]
    command = [*COMPILE, *sys.argv[1:], *chosen, *options, "--output-file", target.name]
    subprocess.run(command, cwd=BOOK, check=True)


if __name__ == "__main__":
    main()
