// Stores the reader's answers, only in the browser and only after the first answer.

const HOME = new URL(document.documentElement.dataset.content_root ?? "./", location).pathname;
const PLACE = `ask:${HOME}`;
const MOST_SIGNS = 200;
export const DAY = 86_400_000;
// Days until a question comes back, after each right answer. A wrong answer starts again with the first.
export const WAITS = [1, 3, 7, 21];

const isEntry = (entry) =>
  typeof entry?.guess === "string" &&
  entry.guess.length <= MOST_SIGNS &&
  typeof entry.right === "boolean" &&
  Number.isInteger(entry.step) &&
  entry.step >= 0 &&
  entry.step <= WAITS.length &&
  Number.isFinite(entry.at);

// The answers of this visit, if the browser does not store anything.
let kept = {};
let isRefused = false;

// All answers, by the keys of their questions. `isBroken` says that some stored data could not be read.
export function recall() {
  let isBroken = false;
  let stored = {};
  try {
    ({ stored, isBroken } = parsed(localStorage.getItem(PLACE)));
  } catch {
    isRefused = true;
  }
  return { answers: { ...stored, ...kept }, isBroken };
}

// Reads answers from a text that may come from anybody, so everything in it is checked.
export function parsed(text) {
  if (text === null) return { stored: {}, isBroken: false };
  let found;
  try {
    found = JSON.parse(text);
  } catch {}
  const entries = found?.version === 1 && found.answers instanceof Object ? Object.entries(found.answers) : null;
  const sound = (entries ?? []).filter(([key, entry]) => key.length <= MOST_SIGNS && isEntry(entry));
  const tidy = sound.map(([key, { guess, right, step, at }]) => [key, { guess, right, step, at }]);
  return { stored: Object.fromEntries(tidy), isBroken: sound.length !== entries?.length };
}

export function asText(answers) {
  return JSON.stringify({ version: 1, answers });
}

// Stores answers, in addition to those that another tab has stored. Returns false if the browser refuses.
export function remember(answers) {
  try {
    localStorage.setItem(PLACE, asText({ ...recall().answers, ...answers }));
  } catch {
    isRefused = true;
    Object.assign(kept, answers);
  }
  // A site that puts something of its own in the place of a blocked storage marks it so.
  return !isRefused && !localStorage.isBrief;
}

export function forget() {
  kept = {};
  try {
    localStorage.removeItem(PLACE);
  } catch {}
}

// The new entry of a question after its first answer, or after an answer in the review.
export function answered(entry, guess, right, at) {
  const step = right ? Math.min((entry?.step ?? 0) + 1, WAITS.length) : 0;
  return { guess, right, step, at };
}

// The time at which a question comes back: never, once the answer was right after the longest wait.
export function due({ step, at }) {
  return step < WAITS.length ? at + WAITS[step] * DAY : Infinity;
}
