"""A chapter in a real front end: JupyterLab in a browser, run and moved as a reader does.

The chapter has every kind of control. It stands alone in a folder, and `shared` is installed as a
package; that all chapters run in the book's own folder is seen by nbval, without a browser.
"""

import ast
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from types import SimpleNamespace
from urllib.request import urlopen

import nbformat
import pytest

from shared.explore.controls import title_of
from tests.conftest import Visit
from tests.figure_checks import BOOK, code_cells, explores
from tools.notebooks import CHAPTERS, KERNEL, normalised

CHAPTER = CHAPTERS / "activations.ipynb"
#: JupyterLab as it comes, but silent: it asks nobody for news, and writes no notebook by itself.
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
}
ARGUMENTS = [
    "--no-browser",
    "--allow-root",
    "--IdentityProvider.token=",
    "--LabApp.expose_app_in_browser=True",
    "--LabApp.extension_manager=readonly",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--ServerApp.port_retries=0",
]
#: A picture may stay while its words change, but not for long.
MOST_MOVES = 5
PATIENCE = 120_000  # milliseconds; a chapter takes 5 to 15 s on an idle machine


@contextmanager
def jupyterlab(folder, home, **environment):
    """Serve a folder with JupyterLab, its settings kept in `home`; yield the address."""
    overrides = home / "config" / "labconfig" / "default_setting_overrides.json"
    overrides.parent.mkdir(parents=True)
    overrides.write_text(json.dumps(SETTINGS), encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    places = {
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "IPYTHONDIR": home / "ipython",
    }
    with (home / "log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyterlab", *ARGUMENTS),
                *(f"--ServerApp.port={port}", f"--ServerApp.root_dir={folder}"),
            ],
            env=os.environ | {name: str(path) for name, path in places.items()} | environment,
            stdout=log,
            stderr=log,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/api", server, home / "log")
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()  # which also ends its kernels
            server.wait(timeout=30)


def wait_for(address, server, log):
    """Wait until the server answers; fail with what it said if it ends before."""
    while server.poll() is None:
        try:
            urlopen(address).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"JupyterLab did not start: {log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="module")
def copied_alone(tmp_path_factory):
    """Serve a copy of the chapter, nothing beside it, with `shared` as a package of its own."""
    home = tmp_path_factory.mktemp("copied")
    packages, folder = home / "packages", home / "elsewhere"
    source, folder_of_source = home / "source", ("shared", "pyproject.toml", "README.md", "LICENSE")
    source.mkdir()
    folder.mkdir()
    for name in folder_of_source:
        copy = shutil.copytree if (BOOK / name).is_dir() else shutil.copy
        copy(BOOK / name, source / name)
    shutil.copy(CHAPTER, folder)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    offline = ["--no-index", "--no-deps", "--no-build-isolation", "--target", packages]
    subprocess.run([*pip, *offline, source], check=True)
    with jupyterlab(folder, home, PYTHONPATH=str(packages)) as address:
        yield SimpleNamespace(address=address, packages=packages, folder=folder)


class Notebook:
    """A chapter open in JupyterLab."""

    def __init__(self, page, name):
        self.page = page
        page.evaluate(
            """async path => {
                const notebook = await window.jupyterapp.commands.execute(
                    "docmanager:open", { path });
                await notebook.context.ready;
                await notebook.sessionContext.ready;
            }""",
            name,
        )

    def close(self):
        """Close the notebook without saving it, and end its kernel."""
        self.page.evaluate(
            """async () => {
                const notebook = window.jupyterapp.shell.currentWidget;
                await notebook.sessionContext.shutdown();
                notebook.dispose();
            }"""
        )

    def tell_of_restart(self):
        """Tell widgets that the kernel restarts; a real restart fills the console with remarks."""
        session = "window.jupyterapp.shell.currentWidget.sessionContext"
        self.page.evaluate(f"{session}.statusChanged.emit('restarting')")

    def command(self, name):
        """Execute a command of JupyterLab's menus to its end."""
        self.page.evaluate(f"window.jupyterapp.commands.execute('{name}')")

    def evaluate(self, expression):
        """Return the text of an expression's value in the notebook's kernel."""
        return self.page.evaluate(
            """async code => {
                const session = window.jupyterapp.shell.currentWidget.sessionContext.session;
                const request = session.kernel.requestExecute({ code: `print(${code})` });
                let printed = "";
                request.onIOPub = message => (printed += message.content.text ?? "");
                await request.done;
                return printed.trim();
            }""",
            expression,
        )

    def wait_until_stored(self, words):
        """Wait until a picture with these words would be saved with the notebook."""
        self.page.wait_for_function(
            """words => JSON.stringify(window.jupyterapp.shell.currentWidget.model.toJSON())
                .includes(`alt='${words}'`)""",
            arg=words,
        )

    def failures(self):
        """Return what cells showed that should not be there."""
        kinds = ("application/vnd.jupyter.error", "application/vnd.jupyter.stderr")
        selector = ", ".join(f"[data-mime-type='{kind}']" for kind in kinds)
        return self.page.locator(f"{selector}, [role=alert]").all_inner_texts()

    def uncover(self):
        """Have each picture shown that a question covers; return how many questions did."""
        covering = self.page.locator(".ask-covering")
        count = covering.count()
        for left in range(count, 0, -1):
            covering.first.get_by_role("button", name="Just show me").click()
            self.page.wait_for_function(
                "most => document.querySelectorAll('.ask-covering').length < most", arg=left
            )
        return count

    def explorables(self):
        """Return what `explore` made, in the order of the page; questions have controls, too."""
        return [Explored(box) for box in self.page.query_selector_all(".explore-live:has(img)")]


class Explored:
    """One explorable of an open notebook, moved by keyboard and mouse.

    Its parts are looked for in its own box: in a page as large as JupyterLab's a search takes time.
    """

    def __init__(self, box):
        self.box = box
        self.controls = box.query_selector_all(":scope > *:not(:has(img), .explore-ended)")
        self.titles = [control.query_selector("label").inner_text() for control in self.controls]

    def words(self):
        """Return what the picture's alternative text says."""
        return self.box.query_selector("img").get_attribute("alt")

    def drawing(self):
        """Return the source of the picture."""
        return self.box.query_selector("img").get_attribute("src")

    def move(self, control):
        """Move a control until the picture changes; each move changes at least the words."""
        before = self.drawing()
        for _ in range(MOST_MOVES):
            words = self.words()
            step(control)
            self.box.evaluate(OTHER_WORDS, [words, PATIENCE])
            if self.drawing() != before:
                return
        pytest.fail(f"no other picture after {MOST_MOVES} moves")


# Waits until the picture of an explorable has other words.
OTHER_WORDS = """(box, [words, patience]) => new Promise((resolve, reject) => {
    const look = () => {
        const image = box.querySelector("img");
        if (image && image.alt !== words) resolve();
    };
    new MutationObserver(look).observe(box, { childList: true, subtree: true });
    setTimeout(() => reject(new Error(`no other words than: ${words}`)), patience);
    look();
})"""


def step(control):
    """Move a slider one step, choose from a menu or among buttons, or tick a box."""
    if handle := control.query_selector("[role=slider]"):
        now, largest = (float(handle.get_attribute(f"aria-value{end}")) for end in ("now", "max"))
        handle.press("ArrowLeft" if now >= largest else "ArrowRight")
    elif menu := control.query_selector("select"):
        menu.select_option(index=0 if menu.evaluate("menu => menu.selectedIndex") else 1)
    elif button := control.query_selector("button:not(.mod-active)"):
        button.click()
    else:
        control.query_selector("input").click()


def controls_of(cell):
    """Return the names of the controls that a cell's call of `explore` gives."""
    [call] = [
        node
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "explore"
    ]
    return [keyword.arg for keyword in call.keywords if keyword.arg not in ("alt", "twin")]


def expected_covers(path):
    """Return how many questions of a notebook cover the picture after them."""
    cells = nbformat.read(path, as_version=4).cells
    return sum("covers=True" in cell.source for cell in cells if cell.cell_type == "code")


def expected_controls(path):
    """Return the titles of the controls, for each cell of a notebook that has some."""
    cells = nbformat.read(path, as_version=4).cells
    exploring = [controls_of(cell) for cell in cells if explores(cell)]
    return [list(map(title_of, names)) for names in exploring if names]


@pytest.fixture(scope="module")
def visits(browser):
    """Return address -> visit, each with a JupyterLab that tests open their notebooks in."""
    visits = {}
    yield visits
    for visit in visits.values():
        visit.context.close()


@pytest.fixture
def opened(browser, visits):
    """Return a function that opens a notebook and closes the one before it, and its kernel.

    At the end nothing was wrong, and no other host was asked.
    """
    notebooks = []

    def start(address, name):
        while notebooks:
            notebooks.pop().close()
        if address not in visits:
            visits[address] = Visit(browser, address, viewport={"width": 1280, "height": 1000})
            page = visits[address].open_plain("doc?reset")
            page.set_default_timeout(PATIENCE)
            page.wait_for_function("window.jupyterapp?.restored")
            page.evaluate("async () => { await window.jupyterapp.restored; }")
        notebooks.append(Notebook(visits[address].page, name))
        return notebooks[-1]

    # On a busy machine JupyterLab remarks that its parts are slow to start or not yet answered.
    start.expected = ["Plugin @", "Could not restore the debugger state: Canceled future"]
    yield start
    while notebooks:
        notebooks.pop().close()
    for visit in visits.values():
        assert visit.foreign == []
        wrong = [text for text in visit.complaints if not text.startswith(tuple(start.expected))]
        visit.complaints.clear()
        assert not wrong, "\n".join(wrong)


def test_a_chapter_copied_alone_runs_and_every_control_moves_its_picture(opened, copied_alone):
    notebook = opened(copied_alone.address, CHAPTER.name)
    notebook.command("notebook:run-all-cells")
    assert notebook.failures() == []
    assert notebook.uncover() == expected_covers(CHAPTER) > 0
    explorables = notebook.explorables()
    assert [one.titles for one in explorables] == expected_controls(CHAPTER)
    for explorable in explorables:
        for control in explorable.controls:
            explorable.move(control)
    assert notebook.failures() == []
    assert notebook.evaluate("__import__('shared').__file__").startswith(str(copied_alone.packages))


HOSTILE = "<img src='x' onerror='document.title = 1'><script>document.title = 1</script>"
HOSTILE_CELL = f"""from shared.explore import explore
from shared.figures.style import panels

def draw(name):
    return panels(height=1 + len(name) / 1000)[0]

explore(draw, alt=lambda name: name, name=["harmless", {HOSTILE!r}])"""


def write(folder, name, source):
    """Write a notebook of one cell; return its file's name."""
    metadata = {"kernelspec": KERNEL}  # without it JupyterLab would ask for a kernel
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source)], metadata=metadata
    )
    nbformat.write(notebook, folder / f"{name}.ipynb")
    return f"{name}.ipynb"


def test_text_of_a_value_is_shown_and_never_becomes_markup(opened, copied_alone):
    notebook = opened(copied_alone.address, write(copied_alone.folder, "hostile", HOSTILE_CELL))
    notebook.command("notebook:run-all-cells")
    [explorable] = notebook.explorables()
    title = notebook.page.title()
    explorable.move(explorable.controls[0])
    assert explorable.words() == HOSTILE
    assert notebook.page.get_by_role("status").get_by_text(HOSTILE, exact=True).count() == 1
    assert HOSTILE in explorable.controls[0].inner_text()
    assert notebook.page.locator("img[src=x]").count() == 0
    assert notebook.page.title() == title


MOVED_CELL = """from shared.explore import explore
from shared.figures.style import panels

def draw(n):
    figure, (axes,) = panels()
    axes.plot([0, n])
    return figure

explore(draw, alt=lambda n: f"a line up to {n}", n=(1, 3))"""


def test_a_notebook_saved_and_reopened_without_its_kernel_shows_its_newest_picture(
    opened, copied_alone
):
    name = write(copied_alone.folder, "moved", MOVED_CELL)
    notebook = opened(copied_alone.address, name)
    notebook.command("notebook:run-all-cells")
    [explorable] = notebook.explorables()
    explorable.move(explorable.controls[0])
    notebook.wait_until_stored("a line up to 3")
    notebook.command("docmanager:save")
    shown = notebook.page.locator(".jp-OutputArea-output:visible")
    ended = shown.get_by_text("The kernel of this picture has ended")
    assert not ended.is_visible()
    assert shown.get_by_role("img").count() == 1
    notebook.tell_of_restart()
    ended.wait_for(state="visible")

    # JupyterLab looks for the widget, too, and says so late, but before the next test begins.
    gone = "Error: widget model not found"
    opened.expected.append(gone)
    page = notebook.page
    with page.expect_console_message(lambda said: said.text.startswith(gone), timeout=PATIENCE):
        notebook = opened(copied_alone.address, name)
    assert notebook.evaluate("'draw' in globals()") == "False"  # the kernel is a new one
    assert shown.count() == 1
    assert shown.get_by_role("img", name="a line up to 3").count() == 1
    assert shown.get_by_text("Run this cell").count() == 1

    # What is committed has the picture once.
    stored = nbformat.read(copied_alone.folder / name, as_version=4)
    assert len(stored.cells[0].outputs) == 2
    assert [list(one.data) for one in normalised(stored).cells[0].outputs] == [
        ["image/png", "text/plain"]
    ]


LABORATORY_CELL = """import numpy as np
from shared.laboratory import Laboratory

lab = Laboratory(data="xor", n=40, rate=0.5)
lab"""
VALUES = "[...document.querySelector('.laboratory').laboratory.session.net.values]"
# As when the notebook is closed, or hidden, just before it draws.
DRAWN_WITHOUT_A_SIZE = """async root => {
    const frame = () => new Promise(requestAnimationFrame);
    root.style.display = "none";
    root.laboratory.draw();
    await frame();
    await frame();
    root.style.display = "";
}"""


def test_the_laboratory_trains_in_a_cell_and_its_net_comes_back(opened, copied_alone):
    name = write(copied_alone.folder, "laboratory", LABORATORY_CELL)
    notebook = opened(copied_alone.address, name)
    notebook.command("notebook:run-all-cells")
    assert notebook.failures() == []
    shown, page = notebook.page.locator(".laboratory"), notebook.page
    play = shown.get_by_role("button", name="Play", exact=True)
    play.wait_for()
    shown.evaluate(DRAWN_WITHOUT_A_SIZE)
    play.click()
    page.wait_for_function(
        "document.querySelector('.laboratory').laboratory.session.step >= 200", timeout=PATIENCE
    )
    shown.get_by_role("button", name="Pause", exact=True).click()
    step = page.evaluate("document.querySelector('.laboratory').laboratory.session.step")
    page.wait_for_function(f"{STATUS}.startsWith('Step {step:,}. ')")
    assert notebook.evaluate("lab.address.rpartition('=')[2]") == str(step)
    values = json.dumps(page.evaluate(VALUES))
    flat = "np.concatenate([a.ravel() for layer in lab.net.params for a in layer])"
    assert float(notebook.evaluate(f"abs({flat} - {values}).max()")) < 1e-9
    # And in the other direction.
    assert notebook.evaluate("lab.train(50)").startswith(f"Step {step + 50:,}. Loss")
    page.wait_for_function(f"{STATUS}.startsWith('Step {step + 50:,}. ')", timeout=PATIENCE)
    # Keys are the laboratory's own: "d" twice would delete the cell.
    shown.locator("[data-setting=data]").focus()
    page.keyboard.press("d")
    page.keyboard.press("d")
    assert page.locator(".jp-CodeCell").count() == 1


STATUS = "document.querySelector('.laboratory-status').textContent"
PAD_CELLS = ("imports", "train-reader", "explore-draw")
THREE = [(5, 5), (16, 3), (25, 8), (20, 14), (14, 15), (20, 16), (26, 22), (20, 29), (6, 27)]


def test_the_kernel_answers_what_is_drawn_and_what_a_dragged_slider_comes_to(opened, copied_alone):
    cells = code_cells("digits")
    source = "\n".join(cells[name].source for name in PAD_CELLS)
    notebook = opened(copied_alone.address, write(copied_alone.folder, "pad", source))
    notebook.command("notebook:run-all-cells")
    assert notebook.failures() == []
    page = notebook.page
    pad = page.locator(".explore-pad-surface")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    for number, (x, y) in enumerate(THREE):
        page.mouse.move(
            box["x"] + box["width"] * x / 32, box["y"] + box["height"] * y / 32, steps=5
        )
        if not number:
            page.mouse.down()
    page.mouse.up()
    words = "document.querySelector('.explore-live img').alt"
    page.wait_for_function(f"/Your drawing: prediction 3 /.test({words})", timeout=PATIENCE)
    # Moves that come while a picture is drawn are not lost.
    slider = page.locator(".explore-live [role=slider]")
    slider.focus()
    for _ in range(25):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(f"{words}.startsWith('Image 25 of')", timeout=PATIENCE)
    pad.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.wait_for_function(f"{words}.startsWith('Your drawing')", timeout=PATIENCE)
    assert page.locator(".jp-CodeCell").count() == 1


ASKING_CELLS = [
    "from shared.ask import ask",
    "ask('kink', number=-2.0, wrong={2: 'Mind the sign of $w$.'}, right='It is $-b/w$.',\n"
    "    covers=True)",
    "from IPython.display import HTML\nHTML('<p id=secret>a secret</p>')",
]


def test_a_question_covers_the_next_picture_until_it_is_answered(opened, copied_alone):
    cells = [nbformat.v4.new_code_cell(source) for source in ASKING_CELLS]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    nbformat.write(notebook, copied_alone.folder / "asking.ipynb")
    notebook = opened(copied_alone.address, "asking.ipynb")
    page = notebook.page
    notebook.command("notebook:run-all-cells")
    secret, field = page.locator("#secret"), page.locator(".ask-live input[type=text]")
    field.wait_for()
    secret.wait_for(state="attached")
    assert not secret.is_visible()
    said = page.locator(".ask-live").get_by_role("status")
    for answer, verdict in [
        ("two", "not read as a number"),
        ("2", "✗ Not correct."),
        ("-2", "✓ Correct."),
    ]:
        field.fill(answer)
        field.press("Tab")  # the kernel hears of it
        page.locator(".ask-live").get_by_role("button", name="Check", exact=True).click()
        said.get_by_text(verdict).wait_for()
        assert secret.is_visible() == (answer != "two")
    assert notebook.failures() == []


VARIANTS_CELL = '''from shared.variants import Order, variants

variants(
    """
    x = $start
    $lines
    print("x is", x)
    """,
    title="Change it",
    check="x == 4",
    start=["1", "'1'"],
    lines=Order("x = x + 1\\nx = x * 2"),
)'''


def test_code_is_changed_by_menu_and_by_key_and_lands_in_a_cell(opened, copied_alone):
    notebook = opened(copied_alone.address, write(copied_alone.folder, "changed", VARIANTS_CELL))
    notebook.command("notebook:run-all-cells")
    outcome = notebook.page.locator(".variants-live [role=status]")
    assert outcome.inner_text().split("\n")[0] == "✓ Correct."
    up, down = (
        notebook.page.locator(f".variants-live button[title^='Move {way}']")
        for way in ("up", "down")
    )
    down.first.press("Enter")
    outcome.get_by_text("x is 3").wait_for()
    # The focus of the keyboard stays at the place; another line stands there.
    notebook.page.locator("button:focus[title='Move down: x = x * 2']").wait_for()
    up.last.press("Enter")
    outcome.get_by_text("x is 4").wait_for()
    notebook.page.locator(".variants-live select").select_option(index=1)
    outcome.get_by_text("line 2: x = x + 1").wait_for()
    assert notebook.failures() == []
    notebook.command("notebook:insert-cell-below")
    notebook.command("notebook:enter-edit-mode")
    notebook.page.keyboard.type("%chosen")
    notebook.command("notebook:run-cell")
    own = notebook.page.locator(".jp-CodeCell").nth(1).locator(".cm-content")
    own.get_by_text("x = '1'").wait_for()
    assert own.inner_text().split("\n") == ["x = '1'", "x = x + 1", "x = x * 2", 'print("x is", x)']
