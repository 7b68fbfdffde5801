"""Cache the outputs of notebooks, and execute changed notebooks in parallel.

Jupyter Book's cache compares only the cells of a notebook, but cells of this book use `shared/`.
"""

import hashlib
import io
import logging
import platform
import shutil
from contextlib import redirect_stdout
from pathlib import Path

import numpy as np
from jupyter_cache.cache.main import JupyterCacheBase
from jupyter_cache.executors import load_executor
from jupyter_client import KernelManager
from myst_nb.core.read import is_myst_markdown_notebook


def use_cache_of_this_code(app):
    """Invalidate cached outputs when shared/, the lock, Python or the processor changes.

    Each builder has its own cache, since outputs for the website differ from all others.
    """
    # ipykernel 7 warns on the terminal for every kernel whose messages are not encrypted.
    KernelManager.transport_encryption.default_value = "auto"
    book = Path(app.srcdir)
    caches = book / "_build" / "execution"
    key = code_key(book)
    for cache in caches.glob("*"):
        if not cache.name.endswith(key):
            shutil.rmtree(cache)
    current = caches / f"{app.builder.name}-{key}"
    current.mkdir(parents=True, exist_ok=True)
    app.config.nb_execution_cache_path = str(current)


def code_key(book):
    """Return a hash of everything except the notebooks that affects the outputs of their cells."""
    with redirect_stdout(io.StringIO()) as said:  # Python, NumPy, SIMD extensions, BLAS, threads
        np.show_runtime()
    digest = hashlib.sha256(repr((platform.platform(), said.getvalue())).encode())
    code = [path for suffix in ("py", "js") for path in (book / "shared").rglob(f"*.{suffix}")]
    for path in [book / "requirements.txt", *sorted(code)]:
        digest.update(path.relative_to(book).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


class WholeCache(JupyterCacheBase):
    """Jupyter's cache without its limit: parallel processes would delete each other's entries."""

    def truncate_caches(self):
        """Keep all notebooks."""


def run_changed_notebooks(app, env, names):
    """Execute changed notebooks in parallel; MyST-NB reports those that fail."""
    cache = WholeCache(app.config.nb_execution_cache_path)
    paths = [Path(env.doc2path(name)) for name in names]
    for path in paths:
        if path.suffix == ".ipynb":
            cache.add_nb_to_project(str(path))
        elif is_myst_markdown_notebook(path.read_text(encoding="utf-8")):
            reader = {"type": "plugin", "name": "myst_nb_md"}
            cache.add_nb_to_project(str(path), read_data=reader)
    changed = [record.uri for record in cache.list_unexecuted() if Path(record.uri) in paths]
    if len(changed) > 1:
        logger = logging.getLogger("jupyter_cache")
        logger.setLevel(logging.WARNING)
        executor = load_executor("local-parallel", cache, logger)
        executor.run_and_cache(filter_uris=changed, timeout=app.config.nb_execution_timeout)
