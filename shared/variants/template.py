"""Code with blanks: the blanks, their choices, and all variants that they make."""

import ast
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from inspect import cleandoc
from itertools import permutations, product

#: Maximum number of variants of a cell: the number of orders of five lines.
MOST_VARIANTS = 120
MOST_LINES = 5

_BLANK = re.compile(r"\$(\w+)")


class Order(tuple):
    r"""Lines that the reader brings into the right order.

    Parameters
    ----------
    lines : str
        The lines, in the right order.

    Examples
    --------
    >>> Order("a = 1\nb = a + 1")
    ('a = 1', 'b = a + 1')
    """

    def __new__(cls, lines: str):
        """Split the text into its lines."""
        if not isinstance(lines, str):
            raise TypeError(f"Order: 'lines' must be a text with several lines, not {lines!r}")
        return super().__new__(cls, cleandoc(lines).splitlines())


@dataclass(frozen=True)
class Slot:
    """One blank and its choices.

    Attributes
    ----------
    name : str
        Name of the blank; the code contains `$name`.
    title : str
        Name that readers see.
    options : tuple of str
        The choices, the worked one first; for lines to order, the lines in the right order.
    told : mapping of str to str
        Sentence for each choice: a format string of the variables after a run.
    is_order : bool
        Whether the options are lines to order.
    is_blank : bool
        Whether the blank is empty, or its lines are out of order, until the reader fills it.
    """

    name: str
    title: str
    options: tuple[str, ...]
    told: Mapping[str, str]
    is_order: bool
    is_blank: bool

    @property
    def size(self) -> int:
        """Number of ways to fill the blank."""
        return math.factorial(len(self.options)) if self.is_order else len(self.options)

    @property
    def ways(self) -> Sequence:
        """All ways to fill the blank, the worked one first: options, or lines in an order."""
        return list(permutations(self.options)) if self.is_order else self.options

    @property
    def shown(self) -> tuple[str, ...]:
        """The options in the order that the reader sees; a blank does not reveal the worked one."""
        if not self.is_blank:
            return self.options
        shown = tuple(sorted(self.options))
        return shown[::-1] if self.is_order and shown == self.options else shown


@dataclass(frozen=True)
class Template:
    """Code with blanks.

    Attributes
    ----------
    pieces : tuple of str or Slot
        The code, split at its blanks.
    slots : tuple of Slot
        The blanks, in the order of the code.
    """

    pieces: tuple[str | Slot, ...]
    slots: tuple[Slot, ...]

    def fill(self, way: Sequence) -> str:
        """Return the code with each blank filled in one of its `ways`."""
        chosen = dict(zip((slot.name for slot in self.slots), way, strict=True))
        code = ""
        for piece in self.pieces:
            if isinstance(piece, str):
                code += piece
            elif piece.is_order:
                indent = code[code.rfind("\n") + 1 :]
                code += f"\n{indent}".join(chosen[piece.name])
            else:
                code += chosen[piece.name]
        return code

    def ways(self) -> Iterator[tuple]:
        """Yield all ways to fill the blanks, the worked one first; the last varies fastest."""
        return product(*(slot.ways for slot in self.slots))

    @property
    def worked(self) -> str:
        """The worked code: each blank filled with its first choice."""
        return self.fill([slot.ways[0] for slot in self.slots])

    @property
    def open(self) -> str:
        """The code as the reader first sees it: blanks are "____", or lines out of order."""
        return self.fill(
            [
                slot.shown if slot.is_order else "____" if slot.is_blank else slot.options[0]
                for slot in self.slots
            ]
        )


def read_template(code: str, choices: Mapping, blank: bool | Sequence[str]) -> Template:
    """Return the template that the arguments of `variants` describe.

    Parameters
    ----------
    code : str
    choices : mapping
    blank : bool or sequence of str

    Returns
    -------
    Template

    Raises
    ------
    TypeError, ValueError
        As described in `variants`.
    """
    if not isinstance(code, str) or not code.strip():
        raise TypeError(f"'code' must be a text with Python code, not {code!r}")
    parts = _BLANK.split(cleandoc("\n" + code))
    named = parts[1::2]
    for name in named:
        if name not in choices:
            raise ValueError(f"the code has the blank ${name}, for which no choices are given")
        if named.count(name) > 1:
            raise ValueError(
                f"the blank ${name} occurs {named.count(name)} times; it must occur once"
            )
    for name in choices:
        if name not in named:
            raise ValueError(f"choices for {name!r} are given, but the code has no ${name}")
    if not choices:
        raise ValueError("the code has no blank; write $name and give choices for name")
    blanks = {True: named, False: []}.get(blank, blank) if isinstance(blank, bool) else blank
    if isinstance(blanks, str) or set(blanks) - set(named):
        raise ValueError(f"'blank' must be True, False or names among {named}, not {blank!r}")
    slots = {name: _slot(name, choices[name], name in blanks) for name in named}
    pieces = [slots[part] if place % 2 else part for place, part in enumerate(parts)]
    for before, piece, after in zip(pieces, pieces[1:], pieces[2:], strict=False):
        if isinstance(piece, Slot) and piece.is_order:
            is_alone = not before.rpartition("\n")[2].strip() and after.startswith(("\n", ""))
            if not is_alone or (after and not after.startswith("\n")):
                raise ValueError(f"${piece.name} is an Order, so it must be alone on its line")
    template = Template(tuple(pieces), tuple(slots.values()))
    _check_number(template)
    return template


def _slot(name, given, is_blank):
    if isinstance(given, str | bytes) or not isinstance(given, Mapping | Sequence):
        raise TypeError(
            f"the choices for {name!r} must be a list of code, a dict of code to sentences, or an "
            f"Order of lines, not {given!r}"
        )
    told = dict(given) if isinstance(given, Mapping) else {}
    options = tuple(given)
    for text in (*options, *told.values()):
        if not isinstance(text, str):
            raise TypeError(f"the choices for {name!r} must be texts, not {text!r}")
    if len(options) < 2:
        raise ValueError(f"{name!r} needs at least two choices, not {len(options)}")
    for option in options:
        if options.count(option) > 1:
            raise ValueError(f"{name!r} has the choice {option!r} twice; choices must differ")
    if isinstance(given, Order) and len(options) > MOST_LINES:
        raise ValueError(f"{name!r} has {len(options)} lines; at most {MOST_LINES} are accepted")
    title = name.replace("_", " ")
    return Slot(name, title, options, told, isinstance(given, Order), is_blank)


def _check_number(template):
    count = math.prod(slot.size for slot in template.slots)
    if count > MOST_VARIANTS:
        factors = " × ".join(f"{slot.name} {slot.size}" for slot in template.slots)
        raise ValueError(
            f"{factors} are {count:,} variants; at most {MOST_VARIANTS} are accepted, since each "
            "is executed when the book is built"
        )
    seen = {}
    for way in template.ways():
        code = template.fill(way)
        if code in seen:
            raise ValueError(f"the choices {way} and {seen[code]} make the same code")
        seen[code] = way
    try:
        ast.parse(template.worked)
    except SyntaxError as error:
        raise ValueError(
            f"the worked code has a syntax error in line {error.lineno}: {error.msg}"
        ) from None
