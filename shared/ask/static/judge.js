import { readings } from "./numbers.js";

// Judges answers in the same way as question.py. Returns whether an answer is right (null if it cannot be
// read), and its explanation: the index of a known wrong answer, or a text.

const near = (value, known, tolerance) =>
  value === known || Math.abs(value - known) <= tolerance + 1e-12 * Math.min(Math.abs(known), 1e300);

// Which last step went wrong on the way to a number: sign, inverse, power of ten or rounding.
function slip(value, answer) {
  if (!answer || !value || !Number.isFinite(value)) return "";
  if (near(value, -answer, 0.01 * Math.abs(answer))) return "The magnitude is correct, the sign is not.";
  if (Math.abs(answer) !== 1 && near(value * answer, 1, 0.01)) return "That is its inverse: divide the other way round.";
  const powers = value / answer > 0 ? Math.log10(value / answer) : 0;
  const [leading, exponent] = Math.abs(answer).toExponential(6).split("e").map(Number);
  const isShifted = Math.abs(powers) > 0.5 && Math.abs(powers) < 300;
  if (isShifted && near(powers, Math.round(powers), 0.004) && leading !== 1) {
    return "The digits are correct, the power of ten is not.";
  }
  const isRounded = [1, 2].some((digits) => {
    const unit = 10 ** (exponent - digits);
    return near(value, answer, unit / 2) && near(value / unit, Math.round(value / unit), 1e-9);
  });
  return isRounded ? "Rounded, it is correct: one digit more is needed." : "";
}

// The index of the known wrong answer, or else of the hint for all other wrong answers.
const otherwise = (wrong, at) => (at < 0 ? wrong.indexOf(null) : at);

// A text without case, accents, blanks and punctuation.
const plain = (text) => text.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

export function judge({ kind, answer, wrong, unit, tolerance }, given) {
  if (kind === "number") {
    const values = readings(given, unit);
    if (!values.length) {
      const said = "This is not read as a number. Type one as 2.5 or 2,5, 1/2, −3, 1e-4 or 50 %.";
      return { right: null, said: given.trim() ? said : "Type an answer first." };
    }
    const met = (known, within) => values.some((value) => near(value, known, within));
    // The tolerance of a known wrong number is reduced if it is smaller than the answer.
    const within = (known) => tolerance * (answer ? Math.min(1, Math.abs(known / answer)) : 1);
    const at = wrong.findIndex((known) => known !== null && met(Number(known), within(known)));
    const said = slip(values[0], answer);
    return verdict(met(answer, tolerance), at < 0 && said ? at : otherwise(wrong, at), said || "Work it through once more.");
  }
  if (kind === "text") {
    const text = plain(given);
    const met = (known) => text === plain(known);
    if (!text) return { right: null, said: "Type an answer first." };
    const at = wrong.findIndex((known) => known !== null && met(known));
    return verdict(answer.some(met), otherwise(wrong, at), "");
  }
  if (!given.length) return { right: null, said: "Choose an answer first." };
  const missing = answer.filter((place) => !given.includes(place)).length;
  const extra = given.filter((place) => !answer.includes(place)).length;
  const counted = kind === "several" ? [missing && `${missing} missing.`, extra && `${extra} too many.`] : [];
  const at = wrong.findIndex((place) => given.includes(place));
  return verdict(!missing && !extra, otherwise(wrong, at), counted.filter(Boolean).join(" "));
}

const verdict = (right, at, said) => (right ? { right } : { right, at, said: at < 0 ? said : "" });
