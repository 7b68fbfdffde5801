"""Read numbers as people type them; `static/numbers.js` does the same in the page."""

import math
import re
import unicodedata

#: Maximum number of characters; longer texts are not read as numbers.
LONGEST = 60

_SUPERSCRIPT = re.compile("([⁺⁻]?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
#: Fractions such as ½: NFKC would join them with a digit before them.
_FRACTION = re.compile("([¼-¾⅐-⅞])")
_MINUS = re.compile("[−‒–—﹣]")
_TIMES = re.compile("[×·⋅∙•]")
_SLASH = re.compile("[⁄∕÷]")
#: What may stand before a number: its name, "about", a multiplication sign.
_BEFORE = re.compile(r"^(?:[a-zα-ω][0-9]?\s*(?==))?(?:[≈~=*]|about|around|ca\.?|circa|roughly)\s*")
#: What may stand after a number: a multiplication sign, a full stop.
_AFTER = re.compile(r"(\d)\s*[*x.]$", re.ASCII)
_INFINITE = re.compile(r"^([+-]?)\s*(?:∞|inf(?:inity)?)$")
_LETTER_TIMES = re.compile(r"(\d)\s*x\s*(?=10)")
_BRACKETS = re.compile(r"(\^|√)\s*(?:\(\s*([^(){}]*?)\s*\)|\{\s*([^(){}]*?)\s*\})")
_TOKEN = re.compile(
    r"\s*(?:((?:\d{1,3}(?:[ '’]\d{3})+(?!\d)|\d+)(?:[.,]\d+)*[.,]?|[.,]\d+)"
    r"(?:\s?e\s?([+-]?\d{1,3})(?!\d))?|([√π*/^+-]))\s*",
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
        The typed text, such as 2.5, 2,5, 1/2, −3, 1e-4, 3 · 10⁻⁴, 50 %, √2, 2^10, k = 2 or −∞.
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
    text = unicodedata.normalize("NFKC", _FRACTION.sub(r" \1", text)).lower().strip()
    text = _SLASH.sub("/", _TIMES.sub("*", _MINUS.sub("-", text)))
    text = _BEFORE.sub("", text.replace("**", "^")).replace("sqrt", "√").replace("pi", "π")
    text = re.sub(r"\s?per\s?cent$", "%", text)
    unit = unicodedata.normalize("NFKC", unit).lower()
    if unit and text.endswith(unit):
        text = text[: -len(unit)]
        unit = "%"  # so that the number is not read as a percentage
    is_percentage = text.rstrip().endswith("%") and unit != "%"
    text = _AFTER.sub(r"\1", text.rstrip().removesuffix("%").rstrip())
    text = _LETTER_TIMES.sub(r"\1*", text)
    return _BRACKETS.sub(lambda found: found[1] + (found[2] or found[3] or ""), text), is_percentage


class _Expression:
    """Parser for a product or quotient of numbers, roots and powers."""

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
        value = self._factor()
        while self._tokens:
            sign = self._sign()
            if sign in ("*", "/"):
                self._tokens.pop(0)
            elif sign not in ("√", "π"):
                raise ValueError(sign)
            factor = self._factor()
            value = value / factor if sign == "/" else value * factor
        return value

    def _sign(self):
        return self._tokens[0][2] if self._tokens else None

    def _negative(self):
        is_signed = self._sign() in ("+", "-")
        return is_signed and self._tokens.pop(0)[2] == "-"

    def _factor(self):
        is_negative = self._negative()
        value = self._atom()
        if self._sign() == "^":
            self._tokens.pop(0)
            direction = -1 if self._negative() else 1
            exponent = self._number()
            if exponent != int(exponent) or exponent > 400:
                raise ValueError(exponent)
            value = value ** int(direction * exponent)
        return -value if is_negative else value

    def _atom(self):
        if self._sign() == "π":
            self._tokens.pop(0)
            return math.pi
        if self._sign() == "√":
            self._tokens.pop(0)
            return math.sqrt(self._atom())
        return self._number()

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
