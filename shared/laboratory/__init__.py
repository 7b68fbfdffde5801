"""The laboratory: a page on which readers build, train, break and mend a small network.

The page computes everything itself, in JavaScript beside this file: `state.js` (what can be set,
and the address that holds it), `datasets.js`, `session.js` (a run), `challenges.js`,
`numpy_code.js` (the same run in Python), and the views. `sphinx.py` puts it on a page, and
`Laboratory` into a notebook, where `run.py` computes the same in NumPy.
"""

from shared.laboratory.notebook import Laboratory

__all__ = ["Laboratory"]
