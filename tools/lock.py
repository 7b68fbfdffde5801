"""Resolve the direct dependencies of `pyproject.toml`: `python tools/lock.py [--upgrade]`.

Versions that are locked stay as they are, unless `--upgrade` asks for the newest that fit.
"""

import re
import subprocess
import sys
from pathlib import Path

BOOK = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")
# The newest release for each Python: an older one is locked, by a marker, for 3.11 alone.
COMPILE = [
    *(UV, "pip", "compile", "--quiet", "--generate-hashes"),
    "--no-strip-extras",  # pip wants the extras beside the hash
    *("--universal", "--python-version", "3.11", "--fork-strategy", "requires-python"),
    *("--custom-compile-command", "make lock"),
]
# Binder installs for one Python, named in runtime.txt, and has no use for hashes or reasons.
BINDER = BOOK / ".binder"
COMPILE_FOR_BINDER = [
    *(UV, "pip", "compile", "--quiet", "--no-annotate"),
    *("--python-platform", "linux", "--custom-compile-command", "make lock"),
]


def main():
    """Write the locks of readers, of what only the tests add, of Binder and of the installer."""
    lock = BOOK / "requirements.txt"
    resolve(lock, ["book", "lab"])
    tests = BOOK / "requirements-test.txt"
    options = ["--constraints", lock.name]
    resolve(tests, ["book", "lab", "test"], *options)
    # What readers install anyway is left out; but not what they need on some systems alone, such as
    # greenlet, which Playwright needs on all.
    for name in sorted(requirements(lock) & requirements(tests)):
        options += ["--no-emit-package", re.match(r"[\w.-]+", name)[0]]
    resolve(tests, ["book", "lab", "test"], *options)

    python = (BINDER / "runtime.txt").read_text(encoding="utf-8").strip().removeprefix("python-")
    options = ["--python-version", python, "--constraints", lock.name]
    resolve(BINDER / "requirements.txt", ["lab"], *options, compile_with=COMPILE_FOR_BINDER)
    write(BOOK / "requirements-install.txt", COMPILE, "--group", "install")


def requirements(lock):
    """Return each requirement of a lock, with the systems it is for."""
    text = lock.read_text(encoding="utf-8")
    return set(re.findall(r"^([\w.-]+(?:\[[\w,-]+\])?==.*?) \\$", text, re.MULTILINE))


def resolve(target, extras, *options, compile_with=COMPILE):
    """Resolve the run-time dependencies and the named extras into one file."""
    chosen = [argument for extra in extras for argument in ("--extra", extra)]
    write(target, compile_with, "pyproject.toml", *chosen, *options)


def write(target, compile_with, *what):
    """Resolve something into one file."""
    output = ["--output-file", target.relative_to(BOOK)]
    subprocess.run([*compile_with, *sys.argv[1:], *what, *output], cwd=BOOK, check=True)


if __name__ == "__main__":
    main()
