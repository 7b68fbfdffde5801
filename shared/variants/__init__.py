"""Code with blanks that the reader fills; every variant is executed when the book is built."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from shared.variants.namespace import copied, fingerprint, used
from shared.variants.page import MIME_TYPE, page_data, recorded
from shared.variants.run import Outcome, run
from shared.variants.template import Order, Template, read_template

#: Environment variable that `sphinx.py` sets: pages have no kernel, so all variants are executed.
STATIC_VARIABLE = "VARIANTS_STATIC"
#: Environment variable with the folder in which results of variants are cached, if any.
CACHE_VARIABLE = "VARIANTS_CACHE"

__all__ = ["CACHE_VARIABLE", "STATIC_VARIABLE", "Order", "Variants", "variants"]


class Variants:
    """Code with blanks, as `variants` returns it; a cell that ends with it shows it.

    Attributes
    ----------
    title : str
        What the reader can try.
    template : Template
        The code, its blanks and their choices.
    names : dict of str to object
        Variables, functions and modules of the notebook that the code uses.
    """

    def __init__(self, title: str, template: Template, check: str, alt: str, names: Mapping):
        self.title = title
        self.template = template
        self.names = names
        self._check = check
        self._alt = alt
        # Run the worked code now, so that mistakes raise here and not when the output is shown.
        self._worked = self._run_worked()
        self._page = self._page_data() if os.environ.get(STATIC_VARIABLE) else None

    def run(self, way: Sequence) -> Outcome:
        """Execute one variant.

        Parameters
        ----------
        way : sequence
            For each slot, one of its `ways`.

        Returns
        -------
        Outcome
            The result, with the verdict of the check and the sentences of the choices.
        """
        outcome = run(self.template.fill(way), copied(self.names))
        outcome.right = self._is_right(outcome) if self._check else None
        for slot, chosen in zip(self.template.slots, way, strict=True):
            if not slot.is_order and slot.told.get(chosen):
                outcome.said.append(self._formatted(slot.told[chosen], outcome))
        if outcome.figure and not self._alt:
            raise self._wrong("the code draws a figure; give its alternative text as alt='...'")
        outcome.alt = self._formatted(self._alt, outcome) if outcome.figure else ""
        return outcome

    def _run_worked(self):
        """Execute the worked code; raise if it fails or does not meet the check."""
        worked = self.run(next(self.template.ways()))
        if worked.error:
            raise self._wrong(f"the worked code fails: {worked.text}") from worked.error
        if worked.right is False:
            raise self._wrong(f"the worked code does not meet the check {self._check!r}")
        return worked

    def recorded(self) -> list[dict]:
        """Return the result of each variant, in JSON's types and the order of `template.ways()`."""
        folder = os.environ.get(CACHE_VARIABLE)
        content = folder and fingerprint(self.names)
        return [
            self._record(way, content and Path(folder), content) for way in self.template.ways()
        ]

    def _page_data(self):
        try:
            return page_data(self.title, self.template, self.recorded())
        except ValueError as error:
            raise self._wrong(error) if repr(self.title) not in str(error) else error from None

    def _record(self, way, folder, content):
        """Return the result of a variant, from the cache if it is there."""
        if folder:
            told = [slot.told.get(way[at]) for at, slot in enumerate(self.template.slots)]
            key = [own_code(), content, self.template.fill(way), self._check, self._alt, told]
            file = folder / f"{sha256(json.dumps(key).encode()).hexdigest()[:24]}.json"
            if file.is_file():
                return json.loads(file.read_text(encoding="utf-8"))
        record = recorded(self.run(way))
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            part = file.with_suffix(f".{os.getpid()}")
            part.write_text(json.dumps(record), encoding="utf-8")
            part.replace(file)  # atomic: other processes never read an incomplete file
        return record

    def _is_right(self, outcome):
        try:
            return not outcome.error and bool(eval(self._check, outcome.names))
        except Exception:  # such as a NameError, if this variant does not assign a name
            return False

    def _formatted(self, text, outcome):
        try:
            return text.format_map(outcome.names)
        except Exception as error:
            raise self._wrong(
                f"{text!r} cannot be formatted with the names of a variant that prints\n"
                f"{outcome.text}\n({type(error).__name__}: {error})"
            ) from None

    def _wrong(self, what):
        return ValueError(f"variants {self.title!r}: {what}")

    def __repr__(self):
        """Return the code as the reader first sees it, and the result of the worked code."""
        if any(slot.is_blank for slot in self.template.slots):
            return f"{self.template.open}\n\n(to be filled)"
        worked = self._worked
        verdict = {True: "\nCorrect.", False: "", None: ""}[worked.right]
        said = "".join(f"\n{one}" for one in (worked.alt, *worked.said) if one)
        return f"{self.template.worked}\n\nprints\n\n{worked.text}{verdict}{said}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        if self._page:
            return {MIME_TYPE: self._page, "text/plain": repr(self)}
        from shared.variants.live import LiveCode  # pages need no ipywidgets

        view = LiveCode(self).widget.get_view_spec()
        return {"application/vnd.jupyter.widget-view+json": view, "text/plain": repr(self)}


def variants(
    code: str,
    *,
    title: str,
    check: str = "",
    alt: str = "",
    blank: bool | Sequence[str] = False,
    **choices: Sequence[str] | Mapping[str, str],
) -> Variants:
    """Let the reader fill the blanks of some code, in a notebook and on the website.

    On a page made by Sphinx, every variant is executed when the site is built. The page then shows
    what the chosen variant printed, drew or raised. With a kernel, the choices are `ipywidgets`,
    and a variant is executed when it is chosen. Every run gets copies of the notebook's variables,
    so no variant changes the notebook or affects another variant.

    Parameters
    ----------
    code : str
        Code as in a cell after this one, with blanks such as `$rate`; each blank occurs once.
    title : str
        What the reader can try. Error messages identify the cell by it.
    check : str
        Expression of the variables after a run; its value says whether the variant is right.
    alt : str
        Alternative text of the figure with which the code ends, if any: a format string of the
        variables after a run.
    blank : bool or sequence of str
        Which blanks are empty until the reader fills them. By default, all show the worked code.
    **choices
        The choices for each blank, with the worked code first. They are a list of code, or a dict
        of code to a sentence that is shown when this code is chosen: a format string of the
        variables after a run. Or they are an `Order` of up to five lines, in the right order. The
        reader sees the lines in this order or, if they are a blank, in another order.

    Returns
    -------
    Variants
        A notebook shows it if it is the last expression of a cell.

    Raises
    ------
    TypeError
        If the code, the title or the choices are of no accepted type, or if a variable that the
        code uses cannot be copied.
    ValueError
        If a blank has no choices, or choices have no blank; if two variants make the same code; if
        there are too many variants; if the worked code fails or does not meet the check; if no
        variant fails the check; if a format string uses a name that does not exist after a run.

    Examples
    --------
    >>> variants("print($whole / 2)", whole=["1", "3"], title="Half of a number")
    print(1 / 2)
    <BLANKLINE>
    prints
    <BLANKLINE>
    0.5
    """
    if not isinstance(title, str) or not title.strip():
        raise TypeError(f"variants: 'title' must be a text that says what to try, not {title!r}")
    for name, value in (("check", check), ("alt", alt)):
        if not isinstance(value, str):
            raise TypeError(f"variants {title!r}: {name!r} must be a text, not {value!r}")
    try:
        template = read_template(code, choices, blank)
        codes = [template.fill(way) for way in template.ways()]
        names = used([*codes, check], sys._getframe(1).f_globals)
    except (TypeError, ValueError) as error:
        raise type(error)(f"variants {title!r}: {error}") from None
    return Variants(title, template, check, alt, names)


@cache
def own_code():
    """Return a hash of this package, so that a change of its code invalidates cached results."""
    digest = sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
