"""Run the notebooks that have changed side by side, one on each processor, before MyST-NB asks.

MyST-NB runs one after the other, and then finds here what it would have waited for. A notebook that
fails is left to it: it runs that one again, and reports.
"""

import asyncio
import os
import time
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError


def setup(app):
    """Register for the moment at which it is known which pages are read."""
    app.connect("env-before-read-docs", run_changed)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def run_changed(app, env, names):
    """Run the notebooks among the pages whose outputs the cache does not hold."""
    cache = get_cache(app.config.nb_execution_cache_path)
    paths = [Path(env.doc2path(name)) for name in names]
    notebooks = {path: notebook for path in paths if (notebook := read(path))}
    changed = {path: one for path, one in notebooks.items() if not holds(cache, one)}
    if len(changed) > 1:
        asyncio.run(run_all(changed, cache, app.config.nb_execution_timeout))


def read(path):
    """Return the notebook in a file, or None if the file holds prose alone."""
    if path.suffix == ".ipynb":
        return nbformat.read(path, 4)
    text = path.read_text(encoding="utf-8")
    return read_myst_markdown_notebook(text) if is_myst_markdown_notebook(text) else None


def holds(cache, notebook):
    """Say whether a cache has the outputs of a notebook."""
    try:
        cache.match_cache_notebook(notebook)
    except KeyError:
        return False
    return True


async def run_all(notebooks, cache, timeout):
    """Run notebooks, as many at once as there are processors, and keep what they show."""
    free = asyncio.Semaphore(os.cpu_count())

    async def run(path, notebook):
        resources = {"metadata": {"path": str(path.parent)}}
        options = {"timeout": timeout, "record_timing": False, "resources": resources}
        async with free:
            start = time.perf_counter()
            try:
                await NotebookClient(notebook, **options).async_execute()
            except (CellExecutionError, CellTimeoutError):
                return
            data = {"execution_seconds": time.perf_counter() - start}
        bundle = CacheBundleIn(notebook, str(path), data=data)
        cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)

    await asyncio.gather(*(run(path, notebook) for path, notebook in notebooks.items()))
