// Numbers as Python writes them, and as shared/figures/style.py does.

export const NO_BREAK = "\u00a0";
export const PERCENT = `${NO_BREAK}%`;

// Python rounds ties to the even digit, JavaScript up. Both are exact: 40 more digits show a tie.
const MORE = 40;

function toEven(exact, rounded) {
  const kept = exact.slice(0, -MORE).replace(/\.$/, "");
  return /[02468]$/.test(kept) && /^50*$/.test(exact.slice(-MORE)) ? kept : rounded;
}

// Infinity and NaN, which have no digits; the sign, also of zero, before the digits of the others.
function signed(number, digitsOf) {
  if (Number.isNaN(number)) return "nan";
  const size = Math.abs(number), sign = number < 0 || Object.is(number, -0) ? "-" : "";
  return sign + (size === Infinity ? "inf" : digitsOf(size));
}

function power(exponent) {
  return `e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

const withoutZeros = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

// [mantissa, exponent] of a number above or equal to 0.
function parts(number, digits) {
  const [exact, exponent] = number.toExponential(digits + MORE).split("e");
  const [mantissa, rounded] = number.toExponential(digits).split("e");
  const even = toEven(exact, mantissa);
  return [even, Number(even === mantissa ? rounded : exponent)];
}

// f"{number:.{digits}e}"
export function exponential(number, digits = 6) {
  return signed(number, (size) => {
    const [mantissa, exponent] = parts(size, digits);
    return mantissa + power(exponent);
  });
}

// f"{number:.{digits}f}"
export function fixed(number, digits = 6) {
  return signed(number, (size) => {
    if (size < 1e21) return toEven(size.toFixed(digits + MORE), size.toFixed(digits));
    return String(BigInt(size)) + (digits ? `.${"0".repeat(digits)}` : "");
  });
}

// f"{number:.{digits}g}"
export function general(number, digits = 6) {
  return signed(number, (size) => {
    const [mantissa, exponent] = parts(size, digits - 1);
    if (exponent < -4 || exponent >= digits) return withoutZeros(mantissa) + power(exponent);
    return withoutZeros(fixed(size, digits - 1 - exponent));
  });
}

// repr(number) of a float: as few digits as tell it from all others.
export function shortest(number) {
  return signed(number, (size) => {
    const [mantissa, exponent] = size.toExponential().split("e");
    if (size && (exponent < -4 || exponent >= 16)) return mantissa + power(exponent);
    return Number.isInteger(size) ? `${size}.0` : String(size);
  });
}

// Commas between thousands: grouped(fixed(number, 1)) is f"{number:,.1f}".
export function grouped(text) {
  return text.replace(/\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));
}

// f"{number:,}" of a whole number
export const thousands = (number) => grouped(String(number));

// --- those of shared/figures/style.py ------------------------------------------------------------

const withMinus = (text) => text.replace("-", "−");

export function written(number, digits = 3) {
  if (!Number.isFinite(number)) return "no finite number";
  const [mantissa, exponent] = exponential(number, digits - 1).split("e");
  if (number === 0 || (exponent >= -3 && exponent < 5)) {
    const text = grouped(shortest(Number(general(number, digits))));
    return withMinus(text.replace(/\.0$/, ""));
  }
  return `${withMinus(general(Number(mantissa)))}${NO_BREAK}×${NO_BREAK}${powerOfTen(exponent)}`;
}

export function powerOfTen(exponent) {
  const raised = (sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)];
  return `10${String(Number(exponent)).replace(/./g, raised)}`;
}

export const counted = (number, noun) => `${thousands(number)} ${noun}${number === 1 ? "" : "s"}`;
