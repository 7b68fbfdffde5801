"""Broken on purpose: what goes wrong stops the build or the tests, and one message says where."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

import tools.build
import tools.serve
from tests.figure_checks import BOOK
from tools.serve import server

pytestmark = pytest.mark.slow
BUILD = [sys.executable, tools.build.__file__, "--book"]
OLD = "the website of before"
POSIX = pytest.mark.skipif(os.name != "posix", reason="says it in the words of POSIX systems")


class Book:
    """A book of a few lines in a folder of its own, built as this one is."""

    def __init__(self, folder, **pages):
        self.folder = folder
        self.html = folder / "_build" / "html"
        for name in ("_ext", "_static", "_templates"):
            shutil.copytree(BOOK / name, folder / name)
        for file in ("_config.yml", "requirements.txt", "references.bib"):
            shutil.copy(BOOK / file, folder)
        dot = "<svg xmlns='http://www.w3.org/2000/svg'/>"
        (folder / "dot.svg").write_text(dot, encoding="utf-8")
        contents = "".join(f"\n  - file: {name}" for name in pages)
        toc = "format: jb-book\nroot: index" + (f"\nchapters:{contents}" if pages else "")
        (folder / "_toc.yml").write_text(toc, encoding="utf-8")
        self.write(index="# A book\n\nThat is built.", **pages)

    def write(self, **pages):
        """Write pages: a text is Markdown, a list of cells a notebook."""
        for name, content in pages.items():
            if isinstance(content, str):
                (self.folder / f"{name}.md").write_text(content, encoding="utf-8")
            else:
                (self.folder / f"{name}.ipynb").write_text(notebook(*content), encoding="utf-8")

    def build(self, *command, **options):
        """Build; return the exit code and all that was said."""
        done = subprocess.run(
            [*command, *BUILD, self.folder], capture_output=True, text=True, **options
        )
        return done.returncode, done.stdout + done.stderr


def notebook(*sources, outputs=()):
    """Return the text of a notebook of the given code cells, the last of which has outputs."""
    cells = [
        {"cell_type": "code", "id": f"cell-{i}", "metadata": {}, "source": source}
        | {"execution_count": i + 1, "outputs": list(outputs) if i == len(sources) - 1 else []}
        for i, source in enumerate(sources)
    ]
    title = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# A title"}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    whole = {"cells": [title, *cells], "metadata": metadata}
    return json.dumps(whole | {"nbformat": 4, "nbformat_minor": 5})


SILENT_OUTPUT = """from matplotlib import get_data_path
from IPython.display import Image
Image(f"{get_data_path()}/images/help.png")"""
SILENT_EXPLORABLE = """from shared.explore import explore
explore(lambda x: None, x=(0, 1))"""
VARIANTS = """from shared.variants import variants
variants({!r}, x={!r}, title="A cell")"""
WIDGET = "from ipywidgets import IntSlider\nIntSlider()"
INTERACT = """from ipywidgets import interact
interact(lambda x: x, x=3);"""
ANIMATION = """from IPython.display import HTML
from matplotlib.animation import FuncAnimation
from matplotlib.figure import Figure
moving = FuncAnimation(Figure(), lambda frame: [], frames=1)
HTML(moving.to_jshtml())"""
NO_WORDS = "WARNING: this image has no alternative text"
#: page -> what stands on it, and what the build says of it
FAULTS = {
    "sound": (
        "# Sound\n\n[Back](index.md) and <a href='https://example.org'>away</a>.\n\n"
        ":::{dropdown} More $x$\nWords.\n:::\n\n"
        "<details><summary>More</summary>\n\n$x$\n\n</details>",
        None,
    ),
    "failing": (["1 / 0"], "failing: ZeroDivisionError: division by zero"),
    "warning": (["import warnings\nwarnings.warn('mind the gap')"], "warning.ipynb"),
    "link": ("# Link\n\n[To](nowhere.md).", "link.md:3: WARNING: 'myst' cross-reference target"),
    "first": ("(twice)=\n# One", None),
    "label": ("(twice)=\n# Two", "label.md:2: WARNING: duplicate label twice"),
    "prose": ("# Image\n\n![](dot.svg)", f"prose.md: {NO_WORDS}"),
    "markup": ("# Image\n\n<img src='dot.svg'>", f"markup.md:3: {NO_WORDS}"),
    "formula": (
        "# Formula\n\n<details><summary>Is $x$ even?</summary>\n\nNo.\n\n</details>",
        "formula.md:3: WARNING: Markdown does not render a formula in HTML: <summary>Is $x$",
    ),
    "output": ([SILENT_OUTPUT], "output.ipynb: WARNING: cell 2 (Image(f"),
    "slider": (["1", WIDGET], "slider.ipynb: WARNING: cell 3 (IntSlider()): a widget needs"),
    "interact": ([INTERACT], "interact.ipynb: WARNING: cell 2 ("),
    "animation": (
        [ANIMATION],
        "animation.ipynb: WARNING: cell 2 (HTML(moving.to_jshtml())): pages must not load files "
        "from other hosts, but this loads https://",
    ),
    "host": ("# Host\n\n<script src='//cdn.test/x.js'></script>", "host.md:3: WARNING: pages must"),
    "fold": (
        "# Fold\n\n:::{admonition} More\n:class: dropdown\nWords.\n:::",
        "fold.md:3: WARNING: an admonition cannot fold",
    ),
    "unreachable": (
        [VARIANTS.format("x = $x", ["1", "1"])],
        "unreachable: ValueError: variants 'A cell': 'x' has the choice '1' twice",
    ),
    "slot": ([VARIANTS.format("x = $y", ["1", "2"])], "slot: ValueError: variants 'A cell': the"),
    "changing": (
        [VARIANTS.format("print($x)", ["1", "object()"])],
        "changing: ValueError: variants 'A cell': a variant prints",
    ),
    "silent": ([SILENT_EXPLORABLE], "silent: TypeError: explore: 'alt' is missing"),
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """Build a book with one fault a page, where a website had been built before.

    Its folder has an umlaut, and what is said is written as on Windows in the west of Europe.
    """
    pages = {name: content for name, (content, _) in FAULTS.items()}
    book = Book(tmp_path_factory.mktemp("Mein Büch"), **pages)
    book.html.mkdir(parents=True)
    (book.html / "index.html").write_text(OLD, encoding="utf-8")
    windows = os.environ | {"PYTHONIOENCODING": "cp1252"}
    return book, *book.build(env=windows, encoding="cp1252")


def test_a_faulty_book_is_not_built_and_the_previous_website_stays(faulty):
    book, code, said = faulty
    assert code == 1
    assert said.rstrip().endswith("see the warnings above, each of which is an error.")
    assert (book.html / "index.html").read_text(encoding="utf-8") == OLD
    assert not (book.folder / "_build" / "unfinished").exists()


@pytest.mark.parametrize("page", [name for name, (_, message) in FAULTS.items() if message])
def test_each_fault_is_named_with_its_file(faulty, page):
    assert FAULTS[page][1] in faulty[2]


def test_a_sound_page_gets_no_warning(faulty):
    assert "sound" not in faulty[2]


def test_a_second_build_executes_what_changed_alone(tmp_path):
    """However it is started: with `make`, or from a shell that has threads of its own."""
    diary = tmp_path / "diary"
    cell = f"with open({str(diary)!r}, 'a') as file: print({{!r}}, file=file)"
    pages = {name: [cell.format(name)] for name in ("one", "other")}
    folder = tmp_path / "book"
    folder.mkdir()
    book = Book(folder, **pages)
    (folder / "shared").mkdir()

    def executed(threads):
        diary.write_text("", encoding="utf-8")
        code, said = book.build(env=os.environ | {"OMP_NUM_THREADS": threads})
        assert code == 0, said
        return sorted(diary.read_text(encoding="utf-8").split())

    assert executed("1") == ["one", "other"]
    assert executed("2") == []
    book.write(one=[cell.format("edited")])
    assert executed("1") == ["edited"]
    (folder / "shared" / "new.py").write_text("", encoding="utf-8")
    assert executed("1") == ["edited", "other"]


@pytest.fixture
def waiting(tmp_path):
    """A book of two notebooks that say that they run, and wait until they are let go."""
    running, go = tmp_path / "running", tmp_path / "go"
    folder = tmp_path / "book"
    folder.mkdir()
    running.mkdir()
    cell = (
        "import pathlib, time\n"
        f"pathlib.Path({str(running)!r}, {{!r}}).touch()\n"
        f"while not pathlib.Path({str(go)!r}).exists(): time.sleep(0.05)"
    )
    pages = {name: [cell.format(name)] for name in ("one", "other")}
    return Book(folder, **pages), running, go


@pytest.mark.weekly
@POSIX
@pytest.mark.parametrize("how", ["SIGINT", "SIGKILL"])
def test_an_interrupted_build_leaves_no_partial_site_and_the_next_succeeds(waiting, how):
    book, running, go = waiting
    # Tests that a shell runs in the background would hand on that Ctrl+C is ignored.
    with subprocess.Popen(
        [*BUILD, book.folder],
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        stderr=subprocess.PIPE,
        text=True,
    ) as building:
        while len(list(running.iterdir())) < min(2, os.cpu_count()):  # they run side by side
            assert building.poll() is None, building.stderr.read()
            time.sleep(0.05)
        os.killpg(building.pid, getattr(signal, how))
        said = building.communicate()[1]
    assert building.returncode != 0
    assert how == "SIGKILL" or said == "The book was not built: interrupted.\n"
    assert not book.html.exists()
    go.touch()
    code, said = book.build()
    assert code == 0, said
    assert "That is built." in (book.html / "index.html").read_text(encoding="utf-8")
    assert (book.html / "other.html").is_file()
    left = {path.name for path in book.html.parent.iterdir()}
    assert left == {*tools.build.RESULTS, "execution"}


@pytest.mark.weekly
@POSIX
def test_a_full_disk_is_named_and_the_previous_website_stays(tmp_path):
    import resource  # POSIX only

    def let_no_file_grow():
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

    book = Book(tmp_path)
    book.html.mkdir(parents=True)
    (book.html / "index.html").write_text(OLD, encoding="utf-8")
    code, said = book.build(preexec_fn=let_no_file_grow)
    unfinished = book.html.with_name("unfinished")
    assert code == 1
    assert said == f"The book was not built: {unfinished} cannot be written, File too large.\n"
    assert (book.html / "index.html").read_text(encoding="utf-8") == OLD


@pytest.mark.weekly
@POSIX
def test_an_output_folder_that_may_not_be_written_is_named(tmp_path):
    book = Book(tmp_path)
    output = book.html.parent
    output.mkdir()
    output.chmod(0o555)
    # Root may write anywhere, unless it gives up the right to.
    as_anybody = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    code, said = book.build(*as_anybody)
    assert code == 1
    assert said == (
        f"The book was not built: {output / 'unfinished'} cannot be written, Permission denied.\n"
    )


def test_a_python_without_jupyter_book_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(SystemExit, match=r"python has no Jupyter Book\. Run make setup"):
        tools.build.jupyter_book(tmp_path, "--path-output", tmp_path)


def test_serve_names_a_port_in_use_and_takes_the_next_one_by_default():
    with server(port=0) as first:
        taken = first.server_port
        with pytest.raises(SystemExit, match=f"Port {taken} cannot be used .*: name another one"):
            server(taken)
    with server() as first, server() as second:
        assert second.server_port > first.server_port


@pytest.mark.parametrize("port", ["eight", "-1", "80.0", "65536", "٨٠", "9" * 5000])
def test_serve_says_which_ports_there_are(tmp_path, monkeypatch, port):
    (tmp_path / "index.html").write_text(OLD, encoding="utf-8")
    monkeypatch.setattr(tools.serve, "SITE", tmp_path)
    monkeypatch.setattr(tools.serve, "server", pytest.fail)
    monkeypatch.setattr(sys, "argv", ["serve.py", port])
    with pytest.raises(SystemExit, match=f"'{port}'; expected a number from 0 to 65535"):
        tools.serve.main()
