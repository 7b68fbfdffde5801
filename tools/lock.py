"""Lock the dependencies of `pyproject.toml`: `python tools/lock.py [--upgrade]`.

Locked versions stay the same. With `--upgrade`, the newest compatible versions are locked.
"""

import re
import subprocess
import sys
from pathlib import Path

BOOK = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")
# The newest release for each Python: a marker may lock an older release for Python 3.11 only.
COMPILE = [
    *(UV, "pip", "compile", "--quiet", "--generate-hashes"),
    "--no-strip-extras",  # pip needs the extras beside the hash
    *("--universal", "--python-version", "3.11", "--fork-strategy", "requires-python"),
    *("--custom-compile-command", "make lock"),
]
# Binder installs for one Python, named in runtime.txt, and needs no hashes or annotations.
BINDER = BOOK / ".binder"
COMPILE_FOR_BINDER = [
    *(UV, "pip", "compile", "--quiet", "--no-annotate"),
    *("--python-platform", "linux", "--custom-compile-command", "make lock"),
]


def main():
    """Write the locks for readers, for tests (only additions), for Binder and for installing."""
    lock = BOOK / "requirements.txt"
    resolve(lock, ["book", "lab"])
    tests = BOOK / "requirements-test.txt"
    options = ["--constraints", lock.name]
    resolve(tests, ["book", "lab", "test"], *options)
    # Packages of the readers' lock are left out, unless readers need them on some systems only. An
    # example is greenlet, which Playwright needs on all systems.
    for name in sorted(requirements(lock) & requirements(tests)):
        options += ["--no-emit-package", re.match(r"[\w.-]+", name)[0]]
    resolve(tests, ["book", "lab", "test"], *options)

    python = (BINDER / "runtime.txt").read_text(encoding="utf-8").strip().removeprefix("python-")
    options = ["--python-version", python, "--constraints", lock.name]
    resolve(BINDER / "requirements.txt", ["lab"], *options, compile_with=COMPILE_FOR_BINDER)
    write(BOOK / "requirements-install.txt", COMPILE, "--group", "install")


def requirements(lock):
    """Return the requirements of a lock, each with its marker for systems."""
    text = lock.read_text(encoding="utf-8")
    return set(re.findall(r"^([\w.-]+(?:\[[\w,-]+\])?==.*?) \\$", text, re.MULTILINE))


def resolve(target, extras, *options, compile_with=COMPILE):
    """Lock the run-time dependencies and the named extras in one file."""
    chosen = [argument for extra in extras for argument in ("--extra", extra)]
    write(target, compile_with, "pyproject.toml", *chosen, *options)


def write(target, compile_with, *what):
    """Run uv with the given arguments and write the lock to one file."""
    output = ["--output-file", target.relative_to(BOOK)]
    subprocess.run([*compile_with, *sys.argv[1:], *what, *output], cwd=BOOK, check=True)


if __name__ == "__main__":
    main()
