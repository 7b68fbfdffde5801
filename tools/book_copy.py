"""Copy the book's work tree into another folder and build it there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

BOOK = Path(__file__).resolve().parent.parent


def copy_book(folder: Path) -> None:
    """Copy every file of the book, committed or not, except what git ignores."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(listed, cwd=BOOK, encoding="utf-8").splitlines():
        if (BOOK / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(BOOK / name, folder / name)


def build_copy(folder: Path) -> Path:
    """Build a copy with its own `tools` and `shared`; return the folder of its site."""
    path = [str(folder), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path)}
    subprocess.run([sys.executable, "tools/build.py"], cwd=folder, env=environment, check=True)
    return folder / "_build" / "html"
