"""Invalidate cached outputs when shared/, the locked versions, Python or the processor changes.

Jupyter Book's cache looks at a notebook's own cells alone; the cells of this book call `shared/`.
"""

import hashlib
import platform
import shutil
from pathlib import Path

import numpy as np
from jupyter_client import KernelManager
from threadpoolctl import threadpool_info


def setup(app):
    """Register before MyST-NB reads its configuration."""
    app.connect("config-inited", use_cache_of_this_code, priority=1)
    # ipykernel 7 warns on the terminal for every kernel whose messages are not encrypted.
    KernelManager.transport_encryption.default_value = "auto"
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def use_cache_of_this_code(app, config):
    """Point MyST-NB to the cache of the present code; drop the caches of former code."""
    book = Path(app.srcdir)
    caches = book / "_build" / "execution"
    current = caches / code_key(book)
    for cache in caches.glob("*"):
        if cache != current:
            shutil.rmtree(cache)
    current.mkdir(parents=True, exist_ok=True)
    config.nb_execution_cache_path = str(current)


def code_key(book):
    """Return a hash of everything but the notebooks that decides what their cells print."""
    digest = hashlib.sha256(repr((platform.python_version(), processor())).encode())
    for path in [book / "requirements.txt", *sorted((book / "shared").rglob("*.py"))]:
        digest.update(path.relative_to(book).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def processor():
    """Return what decides how NumPy rounds: system, SIMD extensions, BLAS kernel and threads."""
    blas = [{**library, "filepath": None} for library in threadpool_info()]
    return platform.platform(), np.show_config("dicts")["SIMD Extensions"], blas
