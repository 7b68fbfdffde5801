"""Round numbers beside an axis."""

import numpy as np


def ticks(low: float, high: float) -> np.ndarray:
    """Return a few round numbers from `low` to `high`, zero among them if it lies between."""
    step = 2.0 ** np.ceil(np.log2((high - low) / 5))
    return np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
