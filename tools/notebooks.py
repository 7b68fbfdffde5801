"""Execute notebooks in place, and remove everything that should not be committed.

`python tools/notebooks.py [NOTEBOOK ...]`: without arguments, all chapters are executed.
With `--normalise`, nothing is executed: outputs stay, and only the second step is done.
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
#: All that nbconvert needs to write a `.py`; the kernel's own entry also names its Python version.
LANGUAGE = {"file_extension": ".py", "name": "python", "nbconvert_exporter": "python"}
#: Metadata that front ends write by themselves, such as times and the state of the page.
VOLATILE = {
    *("ExecuteTime", "collapsed", "colab", "execution", "executionInfo", "heading_collapsed"),
    *("id", "outputId", "papermill", "scrolled", "signature", "trusted", "vscode", "widgets"),
}


def main():
    """Execute and normalise notebooks; a notebook that fails is not changed."""
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
    """Write a notebook in the form that is committed."""
    text = nbformat.writes(normalised(notebook)) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def execute(notebook, path):
    """Run a notebook in its own folder; exit with the error of the cell if one fails."""
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    )
    try:
        client.execute()
    except CellExecutionError as error:
        sys.exit(f"failed; the notebook was not changed.\n{error}")


def normalised(notebook):
    """Return the notebook in the form that is committed.

    The name of the kernel and the language stay. The versions of the machine and the metadata of
    front ends are removed. Code cells are counted from 1. A widget keeps its picture and its text,
    but not its view, which does not work without the kernel.
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
    """Return whether an output is the picture that `explore` stores for reopened notebooks."""
    return "explore-stored" in output.get("data", {}).get("text/html", "")


def joined(outputs):
    """Return the outputs with each stream in one piece; how it is split depends on timing."""
    whole = []
    for output in outputs:
        if whole and output.get("name") and output.get("name") == whole[-1].get("name"):
            whole[-1].text += output.text
        else:
            whole.append(output)
    return whole


if __name__ == "__main__":
    main()
