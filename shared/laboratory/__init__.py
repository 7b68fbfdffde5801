"""The laboratory: a page on which readers build and train a small network.

The page computes everything in the browser, with the JavaScript beside this file: `state.js` (the
settings, and the address that contains them), `datasets.js`, `session.js` (a run), `challenges.js`,
`numpy_code.js` (the same run in Python), and the views. `sphinx.py` puts the laboratory on a page.
The class `Laboratory` puts it into a notebook, where `run.py` computes the same run in NumPy.
"""

from shared.laboratory.notebook import Laboratory

__all__ = ["Laboratory"]
