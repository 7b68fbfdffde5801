"""Code whose blanks the reader fills: each variant is executed when the book is built."""

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

#: Set by `sphinx.py`: pages have no kernel, so every variant is executed beforehand.
STATIC_VARIABLE = "VARIANTS_STATIC"
#: The folder in which what variants did is kept, if there is one.
CACHE_VARIABLE = "VARIANTS_CACHE"

__all__ = ["CACHE_VARIABLE", "STATIC_VARIABLE", "Order", "Variants", "variants"]


class Variants:
    """What `variants` returns; it shows itself by a MIME bundle when a cell ends with it.

    Attributes
    ----------
    title : str
    template : Template
        The code, its blanks and what may fill them.
    names : dict of str to object
        What the code uses of the notebook.
    """

    def __init__(self, title: str, template: Template, check: str, alt: str, names: Mapping):
        self.title = title
        self.template = template
        self.names = names
        self._check = check
        self._alt = alt
        # What is wrong raises here, and not when the cell's output is shown.
        self._worked = self._run_worked()
        self._page = self._page_data() if os.environ.get(STATIC_VARIABLE) else None

    def run(self, way: Sequence) -> Outcome:
        """Execute one variant.

        Parameters
        ----------
        way : sequence
            For each slot one of its `ways`.

        Returns
        -------
        Outcome
            With what the check and the choices say about it.
        """
        outcome = run(self.template.fill(way), copied(self.names))
        outcome.right = self._is_right(outcome) if self._check else None
        for slot, chosen in zip(self.template.slots, way, strict=True):
            if not slot.is_order and slot.told.get(chosen):
                outcome.said.append(self._formatted(slot.told[chosen], outcome))
        if outcome.figure and not self._alt:
            raise self._wrong("the code draws a figure; say in words what it shows: alt='...'")
        outcome.alt = self._formatted(self._alt, outcome) if outcome.figure else ""
        return outcome

    def _run_worked(self):
        """Execute the worked code, which neither fails nor is wrong."""
        worked = self.run(next(self.template.ways()))
        if worked.error:
            raise self._wrong(f"the worked code fails: {worked.text}") from worked.error
        if worked.right is False:
            raise self._wrong(f"the worked code does not meet the check {self._check!r}")
        return worked

    def recorded(self) -> list[dict]:
        """Return what each variant did, of JSON's types, in the order of `template.ways()`."""
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
        """Return what a variant did, from the cache if its content is known there."""
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
            part.replace(file)  # another process sees the whole file or none
        return record

    def _is_right(self, outcome):
        try:
            return not outcome.error and bool(eval(self._check, outcome.names))
        except Exception:  # such as a name that this variant does not make
            return False

    def _formatted(self, text, outcome):
        try:
            return text.format_map(outcome.names)
        except Exception as error:
            raise self._wrong(
                f"{text!r} cannot be said of\n{outcome.text}\n({type(error).__name__}: {error})"
            ) from None

    def _wrong(self, what):
        return ValueError(f"variants {self.title!r}: {what}")

    def __repr__(self):
        """Return the code as the reader finds it, and what the worked code does."""
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
    """Let the reader fill the blanks of some code, in a notebook and on the website alike.

    On Sphinx's pages every variant is executed when the site is built, and the page shows what the
    chosen one printed, drew or raised. With a kernel the same choices are `ipywidgets`, and each
    variant is executed when it is chosen. Every run gets copies of the notebook's names: no variant
    changes the notebook, or the next variant.

    Parameters
    ----------
    code : str
        As in a cell after this one, with blanks such as `$rate`, each of which stands once.
    title : str
        Says what can be tried. Errors name the cell by it.
    check : str
        An expression of the names after a run that says whether a variant is right.
    alt : str
        What is said of a figure that the code ends with: a format string of the names after a run.
    blank : bool or sequence of str
        Which blanks are empty until the reader fills them. By default all are filled at first.
    **choices
        For each blank a list of what may fill it, the worked code first; a dict of code to what is
        said when it is chosen, a format string of the names after a run; or an `Order` of up to
        five lines, as they should stand, which the reader finds in the same or, as a blank, in
        another order.

    Returns
    -------
    Variants
        Shows itself as the last expression of a cell.

    Raises
    ------
    TypeError
        If the code, the title or choices are of no accepted kind, or a name cannot be copied.
    ValueError
        If a blank has no choices, choices no blank; if a variant cannot be reached, since another
        makes the same code; if there are too many; if the worked code fails or is not right; if no
        variant fails a check, or a sentence has a name that the code has not made.

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
    """Return a hash of this package: what it has kept holds for as long as it stays the same."""
    digest = sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
