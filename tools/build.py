"""Build the website from clean, with every warning an error. `python tools/build.py`."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

BOOK = Path(__file__).resolve().parent.parent
OUTPUT = BOOK / "_build"


def main():
    """Build into `_build/html`; outputs of unchanged notebooks come from the execution cache."""
    start = time.perf_counter()
    # Sphinx forgets the warnings of pages it does not read again: only clean builds can be judged.
    for remains in (OUTPUT / "html", OUTPUT / ".doctrees"):
        shutil.rmtree(remains, ignore_errors=True)
    # Windows calls it jupyter-book.exe.
    jupyter_book = shutil.which("jupyter-book", path=Path(sys.executable).parent)
    result = subprocess.run(
        [jupyter_book, "build", BOOK, "-W", "-n", "--keep-going", "--quiet"], cwd=BOOK, check=False
    )
    if result.returncode:
        sys.exit("The book was not built: see the warnings above, each of which is an error.")
    print(f"Built {OUTPUT / 'html'} in {time.perf_counter() - start:.0f} s.")


if __name__ == "__main__":
    main()
