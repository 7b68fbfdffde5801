"""Build a stock Jupyter Book page with one `ipywidgets` slider, linked in the browser.

The page is compared with the pages of the book. Normally it loads its front end from two other
hosts. Here the same files come from the npm registry, and the local server sends them, so that the
network does not affect the comparison.
"""

import subprocess
import sys
import tarfile
from pathlib import Path

from bs4 import BeautifulSoup

PAGE = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3}
---
# Stock

```{code-cell}
import ipywidgets

slider = ipywidgets.IntSlider(3, min=0, max=10, description="gain")
shown = ipywidgets.IntText(3)
link = ipywidgets.jslink((slider, "value"), (shown, "value"))
ipywidgets.VBox([slider, shown])
```
"""
FRONT_END = {
    "https://cdnjs.cloudflare.com/ajax/libs/require.js/2.3.4/require.min.js": (
        "requirejs@2.3.4",
        "package/require.js",
    ),
    "https://cdn.jsdelivr.net/npm/@jupyter-widgets/html-manager@1.0.6/dist/embed-amd.js": (
        "@jupyter-widgets/html-manager@1.0.6",
        "package/dist/embed-amd.js",
    ),
}


def build(folder: Path) -> Path:
    """Build the stock site in a folder and return the folder of its HTML."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "_config.yml").write_text(
        "title: Stock\nexecute: {execute_notebooks: force}\n", encoding="utf-8"
    )
    (folder / "_toc.yml").write_text("format: jb-book\nroot: page\n", encoding="utf-8")
    (folder / "page.md").write_text(PAGE, encoding="utf-8")
    jupyter_book = Path(sys.executable).with_name("jupyter-book")
    subprocess.run([jupyter_book, "build", folder, "--quiet"], check=True, capture_output=True)
    html = folder / "_build" / "html"
    page = (html / "page.html").read_text(encoding="utf-8")
    for address, (package, inside) in FRONT_END.items():
        if address not in page:
            raise RuntimeError(f"the stock page no longer loads {address}")
        local = html / "_static" / Path(inside).name
        local.write_bytes(file_of_package(folder, package, inside))
        page = page.replace(address, f"_static/{local.name}")
    # The registry has require.js unminified: the same script with another checksum.
    soup = BeautifulSoup(page, "html.parser")
    for script in soup("script", integrity=True):
        del script["integrity"]
    (html / "page.html").write_text(str(soup), encoding="utf-8")
    return html


def front_end(folder: Path) -> list[Path]:
    """Return the paths of the scripts that make the slider of a built stock page work."""
    static = folder / "_build" / "html" / "_static"
    return [static / Path(inside).name for _, inside in FRONT_END.values()]


def file_of_package(folder, package, inside):
    """Return the bytes of a file in a package of the npm registry."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True
    )
    with tarfile.open(folder / packed.stdout.strip().splitlines()[-1]) as archive:
        return archive.extractfile(inside).read()
