import { readings } from "./numbers.js";

// Judges answers as question.py does: whether one is right, null if it cannot be understood, and what is
// said about it: the place of a known wrong answer, or words.

const near = (value, known, tolerance) =>
  Math.abs(value - known) <= tolerance + 1e-12 * Math.abs(known);

// Without what does not matter: case, accents, blanks and punctuation.
const plain = (text) => text.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

export function judge({ kind, answer, wrong, unit, tolerance }, given) {
  if (kind === "number") {
    const values = readings(given, unit);
    if (!values.length) {
      return { right: null, said: "This is not read as a number. Type one as 2.5 or 2,5, 1/2, −3, 1e-4 or 50 %." };
    }
    const met = (known) => values.some((value) => near(value, known, tolerance));
    const [value] = values;
    const turned = answer && Math.abs(value + answer) <= 0.01 * Math.max(Math.abs(value), Math.abs(answer));
    const hint = value > answer ? "It is less." : "It is more.";
    const off = (known) => Math.min(...values.map((one) => Math.abs(one - known)));
    const closest = Math.min(...wrong.filter(met).map(off));
    const place = wrong.findIndex((known) => met(known) && off(known) === closest);
    return verdict(met(answer), place, turned ? "The size is right, the sign is not." : hint);
  }
  if (kind === "text") {
    const text = plain(given);
    const met = (known) => text === plain(known);
    if (!text) return { right: null, said: "Type an answer first." };
    return verdict(answer.some(met), wrong.findIndex(met), "");
  }
  if (!given.length) return { right: null, said: "Choose an answer first." };
  const missing = answer.filter((place) => !given.includes(place)).length;
  const extra = given.filter((place) => !answer.includes(place)).length;
  const counted = kind === "several" ? [missing && `${missing} missing.`, extra && `${extra} too many.`] : [];
  const at = wrong.findIndex((place) => given.includes(place));
  return verdict(!missing && !extra, at, counted.filter(Boolean).join(" "));
}

const verdict = (right, at, said) => (right ? { right } : { right, at, said: at < 0 ? said : "" });
