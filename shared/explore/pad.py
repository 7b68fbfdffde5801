"""The pad of a twin with a kernel: the pad of the page, for which Python draws the figure."""

import json
from pathlib import Path

from .script import joined
from .scripted import scripted_widget
from .twin import Twin

STATIC = Path(__file__).with_name("static")
_START = """
export default { render({ model, el }) {
  el.dataset.lmSuppressShortcuts = "true"; // keys are for the pad, not for JupyterLab
  const place = document.createElement("div");
  place.className = "explore-pad";
  el.append(place);
  const change = (value) => {
    model.set("value", value);
    model.save_changes();
  };
  const { pad, given } = globalThis.explorePad, told = pad(place, model.get("data"), change, given);
  model.on("change:value", () => told(model.get("value")));
  told(model.get("value"));
} };
"""


def pad_widget(twin: Twin, value):
    """Return the pad of a twin as a widget, or None if anywidget is not installed.

    Parameters
    ----------
    twin : Twin
    value : object
        Initial value; afterwards the widget's attribute `value` is the value that the reader draws.

    Returns
    -------
    anywidget.AnyWidget or None
    """
    scripts = [twin.modules(), twin.pad_modules()]
    given, pad = (list(script)[-1] for script in scripts)
    result = f"globalThis.explorePad = {{ pad: {pad}.pad, given: {given}.forPad }};\n"
    module = joined(scripts, result) + _START
    sheet = (STATIC / "explore.css").read_text(encoding="utf-8")
    size = ".explore-scripted { container-type: inline-size; max-width: 38rem; }\n"
    return scripted_widget(module, sheet + size, data=json.loads(twin.given()), value=value)
