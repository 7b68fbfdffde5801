"""Read numbers as people type them; `static/numbers.js` does the same in the page."""

import math
import re
import unicodedata

#: Maximum number of characters; longer texts are not read as numbers.
LONGEST = 60

_SUPERSCRIPT = re.compile("([⁺⁻]?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
#: Fractions such as ½: NFKC would join them with what is before them.
_FRACTION = re.compile("([¼-¾⅐-⅞])")
_MINUS = re.compile("[−‒–—﹣]")
_TIMES = re.compile("[×·⋅∙•]")
_SLASH = re.compile("[⁄∕÷]")
#: What may stand before a number: its name, "about", a multiplication sign.
_BEFORE = re.compile(r"^(?:[a-zα-ω][0-9]?\s*(?==))?(?:[≈~=*]|about|around|ca\.?|circa|roughly)\s*")
#: What may stand after a number: a multiplication sign, a full stop, a comma.
_AFTER = re.compile(r"([\d)])\s*[*x.,]$", re.ASCII)
_INFINITE = re.compile(r"^([+-]?)\s*(?:∞|inf(?:inity)?)$")
_LETTER_TIMES = re.compile(r"([\d)])\s*x\s*(?=10)")
#: (1,2) may be a pair or an interval; in √(1,2) and 2^(1,2) the comma is a decimal one.
_PAIR = re.compile(r"(?:^|[^√^\s])\s*\([^()]*,")
_TOKEN = re.compile(
    r"\s*(?:((?:\d{1,3}(?:[ '’]\d{3})+(?!\d)|\d+)(?:[.,]\d+)*[.,]?|[.,]\d+)"
    r"(?:\s?e\s?([+-]?\d{1,3})(?!\d))?|([√π*/^()+-]|e(?=\s*\^)))\s*",
    re.ASCII,
)
_DOT_GROUPS = re.compile(r"^[1-9]\d{0,2}(?:\.\d{3}){2,}$", re.ASCII)
_COMMA_GROUPS = re.compile(r"^[1-9]\d{0,2}(?:,\d{3})+$", re.ASCII)
_BOTH = re.compile(r"^(?:\d+(?:,\d{3})*\.\d+|\d+(?:\.\d{3})*,\d+)$", re.ASCII)


def readings(text: str, unit: str = "") -> list[float]:
    """Return the numbers that a text may mean.

    Parameters
    ----------
    text : str
        The typed text, such as 2.5, 2,5, 1/2, −3, 1e-4, 3 · 10⁻⁴, 50 %, √(1/2), 2^10, k = 2 or −∞.
    unit : str
        A unit that may follow the number.

    Returns
    -------
    list of float
        No number if the text is not a number, and two for 1,306, which may mean 1306 or 1.306.
        Percentages are divided by 100, unless the unit is "%".

    Examples
    --------
    >>> readings("50 %"), readings("50 %", "%"), readings("1,306"), readings("a few")
    ([0.5], [50.0], [1306.0, 1.306], [])
    """
    if not isinstance(text, str) or len(text) > LONGEST:
        return []
    plain, is_percentage = _plain(text, unit)
    if _PAIR.search(plain):
        return []
    if infinite := _INFINITE.match(plain):
        return [float(f"{infinite[1]}inf")]
    found = []
    for comma_groups in (True, False):
        try:
            value = _Expression(plain, comma_groups).value()
        except (ValueError, OverflowError, ZeroDivisionError):
            continue
        value = value / 100 if is_percentage else value
        if math.isfinite(value) and value not in found:
            found.append(value)
    return found


def _plain(text, unit):
    """Return a text with only the signs of `_TOKEN`, and whether it is a percentage."""
    text = _SUPERSCRIPT.sub(lambda found: "^" + found[0].translate(_PLAIN), text)
    text = unicodedata.normalize("NFKC", _FRACTION.sub(r"(\1)", text)).lower().strip()
    text = _SLASH.sub("/", _TIMES.sub("*", _MINUS.sub("-", text)))
    text = _BEFORE.sub("", text.replace("**", "^")).replace("sqrt", "√").replace("pi", "π")
    text = re.sub(r"\s?per\s?cent$", "%", text).replace("{", "(").replace("}", ")")
    unit = unicodedata.normalize("NFKC", unit).lower()
    if unit and text.endswith(unit):
        text = text[: -len(unit)]
        unit = "%"  # so that the number is not read as a percentage
    is_percentage = text.rstrip().endswith("%") and unit != "%"
    text = _AFTER.sub(r"\1", text.rstrip().removesuffix("%").rstrip())
    return _LETTER_TIMES.sub(r"\1*", text), is_percentage


class _Expression:
    """Parser for a product or quotient of numbers, roots, powers and such products in brackets."""

    def __init__(self, text, comma_groups):
        self._comma_groups = comma_groups
        self._tokens, place = [], 0
        while place < len(text):
            found = _TOKEN.match(text, place)
            if not found:
                raise ValueError(text)
            self._tokens.append(found.groups())
            place = found.end()

    def value(self):
        value = self._product()
        if self._tokens:
            raise ValueError("this follows no number")
        return value

    def _sign(self):
        return self._tokens[0][2] if self._tokens else None

    def _take(self, *signs):
        """Return the next sign and go past it if it is one of these."""
        return self._tokens.pop(0)[2] if self._sign() in signs else None

    def _product(self):
        value = self._factor()
        while (sign := self._take("*", "/")) or self._sign() in ("√", "π"):
            factor = self._factor()
            value = value / factor if sign == "/" else value * factor
        return value

    def _factor(self):
        is_negative = self._take("+", "-") == "-"
        value = self._atom()
        if not math.isfinite(value):
            raise OverflowError(value)
        if self._take("^"):
            value = math.pow(value, self._factor())
        return -value if is_negative else value

    def _atom(self):
        if self._take("√"):
            return math.sqrt(self._atom())
        if self._take("("):
            value = self._product()
            if not self._take(")"):
                raise ValueError("a bracket is missing")
            return value
        constant = self._take("π", "e")
        return {"π": math.pi, "e": math.e}[constant] if constant else self._number()

    def _number(self):
        if not self._tokens or self._tokens[0][0] is None:
            raise ValueError("a number is missing")
        digits, exponent, _ = self._tokens.pop(0)
        digits = re.sub("[ '’]", "", digits)
        return float(f"{self._with_point(digits)}e{exponent or 0}")

    def _with_point(self, digits):
        if "." in digits and "," in digits:
            if not _BOTH.match(digits):
                raise ValueError(digits)
            mark = max(".,", key=digits.rfind)
            other = ".,".replace(mark, "")
            return digits.replace(other, "").replace(mark, ".")
        if _DOT_GROUPS.match(digits):
            return digits.replace(".", "")
        if _COMMA_GROUPS.match(digits) and (self._comma_groups or digits.count(",") > 1):
            return digits.replace(",", "")
        if digits.count(".") + digits.count(",") > 1:
            raise ValueError(digits)
        return digits.replace(",", ".")
