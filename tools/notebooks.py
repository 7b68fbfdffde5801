"""Execute notebooks in place and keep of each only what should be committed.

`python tools/notebooks.py [NOTEBOOK ...]`: all chapters, unless some are named.
With `--normalise` nothing is executed: outputs stay, and only what should not be committed goes.
"""

import argparse
import sys
import time
from pathlib import Path

import nbformat
from jupyter_client import KernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

BOOK = Path(__file__).resolve().parent.parent
CHAPTERS = BOOK / "chapters"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
# ipykernel 7 warns on the terminal for every kernel whose messages are not encrypted.
KernelManager.transport_encryption.default_value = "auto"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
#: What nbconvert needs to write a `.py`; the version that a kernel adds depends on the machine.
LANGUAGE = {"file_extension": ".py", "name": "python", "nbconvert_exporter": "python"}
#: What front ends write by themselves: when a cell ran, and how the page was left.
VOLATILE = {
    *("ExecuteTime", "collapsed", "colab", "execution", "executionInfo", "heading_collapsed"),
    *("id", "outputId", "papermill", "scrolled", "signature", "trusted", "vscode", "widgets"),
}


def main():
    """Execute and normalise; a notebook that fails stays as it was."""
    parser = argparse.ArgumentParser(description="Execute notebooks and store their outputs.")
    parser.add_argument("notebooks", nargs="*", type=Path, default=sorted(CHAPTERS.glob("*.ipynb")))
    parser.add_argument("--normalise", action="store_true", help="execute nothing")
    options = parser.parse_args()
    for path in options.notebooks:
        notebook = nbformat.read(path, as_version=4)
        if not options.normalise:
            start = time.perf_counter()
            print(f"{path.name}: running ...", end=" ", flush=True)
            execute(notebook, path)
            print(f"{time.perf_counter() - start:.1f} s")
        write(notebook, path)


def write(notebook, path):
    """Write a notebook as it is committed."""
    text = nbformat.writes(normalised(notebook)) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def execute(notebook, path):
    """Run a notebook in its own folder; end with the failing cell's error if one fails."""
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    )
    try:
        client.execute()
    except CellExecutionError as error:
        sys.exit(f"failed, and was left as it was.\n{error}")


def normalised(notebook):
    """Return the notebook as it is committed.

    The kernel's name and the language stay, the machine's versions go, and so does what front ends
    write by themselves; cells are counted from 1; a widget keeps its picture and its text but not
    its view, whose model died with the kernel.
    """
    notebook = nbformat.from_dict(notebook)
    notebook.metadata |= {"kernelspec": KERNEL, "language_info": LANGUAGE}
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for count, cell in enumerate(code, start=1):
        cell.execution_count = count
        cell.outputs = [output for output in joined(cell.outputs) if not is_for_reopening(output)]
        for output in cell.outputs:
            output.get("data", {}).pop(WIDGET_VIEW, None)
            if "execution_count" in output:
                output.execution_count = count
    for part in (notebook, *notebook.cells):
        for key in VOLATILE & part.metadata.keys():
            del part.metadata[key]
    return nbformat.from_dict(notebook)


def is_for_reopening(output):
    """Say whether an output is the second picture that `explore` has JupyterLab store."""
    return "explore-stored" in output.get("data", {}).get("text/html", "")


def joined(outputs):
    """Return the outputs with each stream in one piece: how it was cut is an accident of time."""
    whole = []
    for output in outputs:
        if whole and output.get("name") and output.get("name") == whole[-1].get("name"):
            whole[-1].text += output.text
        else:
            whole.append(output)
    return whole


if __name__ == "__main__":
    main()
