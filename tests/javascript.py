"""JavaScript of the book, run in Chromium and called from Python."""

import base64
import json
import math
from contextlib import contextmanager

import numpy as np
import pytest
from playwright.sync_api import Error

from shared.explore.script import modules
from tests.figure_checks import BOOK

ENGINE = BOOK / "shared" / "engine"

# Numbers that JSON does not have travel as {"$number": "NaN"}, arrays as {"$array": base64}; whole
# numbers too large for a double become a BigInt.
_RUN = """([source, given]) => {
  const bytesOf = (text) => Uint8Array.from(atob(text), (byte) => byte.charCodeAt());
  const revive = (_, value) => {
    if (value?.$number) return Number(value.$number);
    if (value?.$integer) return BigInt(value.$integer);
    return value?.$array === undefined ? value : new Float64Array(bytesOf(value.$array).buffer);
  };
  const encode = (_, value) => {
    if (ArrayBuffer.isView(value)) {
      let text = "";
      for (const byte of new Uint8Array(Float64Array.from(value).buffer)) {
        text += String.fromCharCode(byte);
      }
      return { $array: btoa(text) };
    }
    const isOdd = typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0));
    return isOdd ? { $number: Object.is(value, -0) ? "-0" : String(value) } : value;
  };
  const loaded = globalThis.loaded ?? {};
  const run = new Function("loaded", "argument", `
    const { ${Object.keys(loaded)} } = loaded;
    return (${source});
  `);
  return JSON.stringify(run(loaded, JSON.parse(given, revive)), encode);
}"""


class JavaScript:
    """Modules in a page of a browser: `javascript("expression", argument)` is its value in Python.

    Parameters
    ----------
    page : playwright.sync_api.Page
        An empty page.
    paths : Path
        Modules, each of which is loaded with what it imports.
    replace : tuple of (str, str, str), optional
        A module's name, a piece of its text and what to put in its place, to test a test.
    """

    def __init__(self, page, *paths, replace=None):
        self.page = page
        self.load(*paths, replace=replace)

    def load(self, *paths, replace=None):
        """Load modules in the place of those loaded before; what they export can be named."""
        scripts, found = [modules(path) for path in paths], replace is None
        statements = {name: text for script in scripts for name, text in script.items()}
        for name, text in statements.items():
            if replace and name.rpartition("_")[0] == replace[0]:
                if text.count(replace[1]) != 1:  # no AssertionError, which would be a mutant caught
                    raise ValueError(f"{replace[1]!r} must stand once in {name}")
                statements[name], found = text.replace(*replace[1:]), True
        if not found:
            raise ValueError(f"no module {replace} was loaded")
        exports = ", ".join(f"...{list(script)[-1]}" for script in scripts)
        self.page.evaluate(
            f"() => {{ {''.join(statements.values())} globalThis.loaded = {{ {exports} }}; }}"
        )

    def __call__(self, expression, argument=None):
        """Return the value of an expression, in which `argument` is the given value.

        Numbers are kept, also NaN, infinities and -0; arrays become Float64Arrays, and back.
        """
        result = self.page.evaluate(_RUN, [expression, json.dumps(_encoded(argument))])
        return None if result is None else json.loads(result, object_hook=_decoded)


@contextmanager
def javascript(browser, *names):
    """Open a page with modules of the engine, named without their suffix."""
    page = browser.new_page()
    yield JavaScript(page, *(ENGINE / f"{name}.js" for name in names))
    page.close()


def assert_caught(engine, mutant, names, checks):
    """Assert that a check fails, or the engine does, where a piece of the engine is replaced."""
    paths = [ENGINE / f"{name}.js" for name in names]
    try:
        engine.load(*paths, replace=mutant)
        for check in checks:
            check(engine)
    except (AssertionError, Error):
        return
    finally:
        engine.load(*paths)
    pytest.fail(f"no check noticed {mutant}")


def _encoded(value):
    """Return what JSON can hold."""
    if isinstance(value, dict):
        return {key: _encoded(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encoded(each) for each in value]
    if isinstance(value, np.ndarray):
        assert value.ndim == 1, "a matrix is { rows, columns, data }"
        return {"$array": base64.b64encode(value.astype("<f8").tobytes()).decode()}
    if isinstance(value, int) and abs(value) > 2**53:
        return {"$integer": str(value)}
    if isinstance(value, float) and not math.isfinite(value):
        text = "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        return {"$number": text}
    return value


def _decoded(found):
    """Return the number or the array that an object stands for."""
    if "$number" in found:
        return float(found["$number"].replace("Infinity", "inf"))
    if "$array" in found:
        return np.frombuffer(base64.b64decode(found["$array"]), "<f8").copy()
    return found
