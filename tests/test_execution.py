"""Which outputs of notebooks count, and that what is run beforehand is not run again."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from book.execution import (
    WholeCache,
    code_key,
    run_changed_notebooks,
    use_cache_of_this_code,
)
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from myst_nb.core.read import read_myst_markdown_notebook

PAGE = """---
file_format: mystnb
kernelspec:
  name: python3
---

# A page

```{{code-cell}}
{}
2 + 1
```
"""


@pytest.fixture
def book(tmp_path):
    (tmp_path / "shared" / "figures").mkdir(parents=True)
    (tmp_path / "shared" / "engine").mkdir()
    (tmp_path / "shared" / "figures" / "one.py").write_text("ONE = 1", encoding="utf-8")
    (tmp_path / "requirements.txt").write_text("numpy==2.2.6", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "name", ["shared/figures/one.py", "shared/new.py", "shared/engine/new.js", "requirements.txt"]
)
def test_outputs_count_only_for_the_code_that_made_them(book, name):
    before = code_key(book)
    assert before == code_key(book)
    (book / name).write_text("ONE = 2", encoding="utf-8")
    assert code_key(book) != before


@pytest.mark.parametrize(
    ("reporter", "other"),
    [
        ("np.show_runtime", lambda: print("Another")),
        ("platform.platform", lambda: "Another"),
    ],
)
def test_outputs_count_only_for_the_processor_that_made_them(book, monkeypatch, reporter, other):
    before = code_key(book)
    monkeypatch.setattr(f"book.execution.{reporter}", other)
    assert code_key(book) != before


def test_edited_cells_are_left_to_jupyter_cache(book):
    before = code_key(book)
    (book / "a.ipynb").write_text("{}", encoding="utf-8")
    assert code_key(book) == before


def test_each_builder_keeps_its_own_outputs_until_the_code_changes(book):
    def cache(builder):
        app = SimpleNamespace(
            srcdir=book, builder=SimpleNamespace(name=builder), config=SimpleNamespace()
        )
        use_cache_of_this_code(app)
        return Path(app.config.nb_execution_cache_path)

    html, links = cache("html"), cache("linkcheck")
    assert html != links
    assert cache("html") == html
    assert links.is_dir()
    (book / "shared" / "new.py").write_text("NEW = 1", encoding="utf-8")
    assert cache("html") not in (html, links)
    assert not html.exists()
    assert not links.exists()


def keep_notebook(cache, source):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    bundle = CacheBundleIn(nb=notebook, uri=source)
    cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)


def test_notebooks_that_end_at_the_same_moment_are_all_kept(tmp_path):
    cache, count = WholeCache(tmp_path), 40
    assert not cache.list_cache_records()
    with multiprocessing.get_context("fork").Pool(4) as pool:
        work = [(cache, str(number)) for number in range(count)]
        pool.starmap(keep_notebook, work, chunksize=1)
    assert len(cache.list_cache_records()) == count


@pytest.mark.slow
def test_changed_notebooks_run_once_and_failures_are_left_to_myst_nb(tmp_path):
    count = "from pathlib import Path\nwith Path('{}').open('a') as file: print(1, file=file)"
    sources = {"sound": "print(6 * 7)", "other": "1 + 1", "failing": "1 / 0"}
    for name, source in sources.items():
        cells = [nbformat.v4.new_code_cell(text) for text in (count.format(name), source)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / f"{name}.ipynb")
    (tmp_path / "words.md").write_text("# Words", encoding="utf-8")
    (tmp_path / "page.md").write_text(PAGE.format(count.format("page")), encoding="utf-8")
    config = SimpleNamespace(
        nb_execution_cache_path=str(tmp_path / "cache"), nb_execution_timeout=60
    )
    kinds = {name: ".ipynb" for name in sources} | {"words": ".md", "page": ".md"}
    env = SimpleNamespace(doc2path=lambda name: tmp_path / f"{name}{kinds[name]}")

    for _ in range(2):
        # In a thread of its own: the browser tests leave this one with a loop that runs.
        with ThreadPoolExecutor() as thread:
            thread.submit(
                run_changed_notebooks, SimpleNamespace(config=config), env, list(kinds)
            ).result()

    cache = get_cache(config.nb_execution_cache_path)
    page = read_myst_markdown_notebook((tmp_path / "page.md").read_text(encoding="utf-8"))
    kept = {"page": cache.merge_match_into_notebook(page)[1]}
    for name in sources:
        notebook = nbformat.read(tmp_path / f"{name}.ipynb", as_version=4)
        if name != "failing":
            _, kept[name] = cache.merge_match_into_notebook(notebook)
        else:
            with pytest.raises(KeyError):
                cache.match_cache_notebook(notebook)
    assert kept["sound"].cells[1].outputs[0].text == "42\n"
    assert kept["page"].cells[1].outputs[0].data["text/plain"] == "3"
    assert kept["other"].cells[1].outputs[0].data["text/plain"] == "2"
    assert all((tmp_path / name).read_text(encoding="utf-8") == "1\n" for name in kept)
