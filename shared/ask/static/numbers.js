// Reads numbers as people type them, in the same way as numbers.py.

const LONGEST = 60;
const TOKEN =
  /\s*(?:((?:\d{1,3}(?:[ '’]\d{3})+(?!\d)|\d+)(?:[.,]\d+)*[.,]?|[.,]\d+)(?:\s?e\s?([+-]?\d{1,3})(?!\d))?|([√π*/^()+-]|e(?=\s*\^)))\s*/y;

// The numbers that a text may mean: none if it is not a number, and two for 1,306, which may mean 1306 or
// 1.306.
export function readings(text, unit = "") {
  if (typeof text !== "string" || [...text].length > LONGEST) return [];
  const [plain, isPercentage] = simplified(text, unit);
  const infinite = plain.match(/^([+-]?)\s*(?:∞|inf(?:inity)?)$/);
  if (infinite) return [infinite[1] === "-" ? -Infinity : Infinity];
  // (1,2) may be a pair or an interval; in √(1,2) and 2^(1,2) the comma is a decimal one.
  if (/(?:^|[^√^\s])\s*\([^()]*,/.test(plain)) return [];
  const found = [true, false].map((commaGroups) => {
    const value = valueOf(plain, commaGroups);
    return isPercentage ? value / 100 : value;
  });
  return [...new Set(found)].filter(Number.isFinite);
}

function simplified(text, unit) {
  const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  const lowered = (power) =>
    "^" + [...power].map((one) => ({ "⁺": "+", "⁻": "-" })[one] ?? digits.indexOf(one)).join("");
  text = text
    .replace(/[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, lowered)
    .replace(/[¼-¾⅐-⅞]/g, "($&)")
    .normalize("NFKC")
    .toLowerCase()
    .trim()
    .replace(/[−‒–—﹣]/g, "-")
    .replace(/[×·⋅∙•]/g, "*")
    .replace(/[⁄∕÷]/g, "/")
    .replaceAll("**", "^")
    .replace(/^(?:[a-zα-ω][0-9]?\s*(?==))?(?:[≈~=*]|about|around|ca\.?|circa|roughly)\s*/, "")
    .replaceAll("sqrt", "√")
    .replaceAll("pi", "π")
    .replace(/\s?per\s?cent$/, "%")
    .replaceAll("{", "(")
    .replaceAll("}", ")");
  unit = unit.normalize("NFKC").toLowerCase();
  if (unit && text.endsWith(unit)) {
    text = text.slice(0, -unit.length);
    unit = "%"; // so that the number is not read as a percentage
  }
  text = text.trimEnd();
  const isPercentage = text.endsWith("%") && unit !== "%";
  text = text
    .replace(/%$/, "")
    .trimEnd()
    .replace(/([\d)])\s*[*x.,]$/, "$1")
    .replace(/([\d)])\s*x\s*(?=10)/g, "$1*");
  return [text, isPercentage];
}

// The value of a product or quotient of numbers, roots, powers and such products in brackets; NaN for
// anything else.
function valueOf(text, commaGroups) {
  const tokens = [];
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < text.length; ) {
    const found = TOKEN.exec(text);
    if (!found) return NaN;
    tokens.push(found.slice(1));
  }
  const sign = () => tokens[0]?.[2];
  // The next sign, which is gone past, if it is one of these.
  const take = (signs) => signs.includes(sign()) && tokens.shift()[2];
  const number = () => {
    const [digits, exponent] = tokens.shift() ?? [];
    return digits ? Number(`${withPoint(digits.replace(/[ '’]/g, ""))}e${exponent ?? 0}`) : NaN;
  };
  const withPoint = (digits) => {
    if (/^\d+(?:,\d{3})*\.\d+$/.test(digits) || /^[1-9]\d{0,2}(?:,\d{3}){2,}$/.test(digits)) {
      return digits.replaceAll(",", "");
    }
    if (/^\d+(?:\.\d{3})+,\d+$/.test(digits) || /^[1-9]\d{0,2}(?:\.\d{3}){2,}$/.test(digits)) {
      return digits.replaceAll(".", "").replace(",", ".");
    }
    if (commaGroups && /^[1-9]\d{0,2},\d{3}$/.test(digits)) return digits.replace(",", "");
    return digits.replace(",", ".");
  };
  const atom = () => {
    if (take("√")) return Math.sqrt(atom());
    if (take("π")) return Math.PI;
    if (take("e")) return Math.E;
    if (!take("(")) return number();
    const value = product();
    return take(")") ? value : NaN;
  };
  const factor = () => {
    const direction = take("+-") === "-" ? -1 : 1;
    const value = atom();
    const power = take("^") ? value ** factor() : value;
    // NaN ** 0 is 1, and Infinity ** -1 is 0.
    return [value, power].every(Number.isFinite) ? direction * power : NaN;
  };
  const product = () => {
    let value = factor();
    for (let by = take("*/"); by || "√π".includes(sign()); by = take("*/")) {
      const next = factor();
      value = by === "/" ? value / next : value * next;
    }
    return value;
  };
  const value = product();
  return tokens.length ? NaN : value;
}
