import { Asked } from "./asked.js";
import { answered, recall, remember } from "./memory.js";

// Makes the questions of a page interactive, and shows answers of earlier visits.

const REFUSED = "This browser stores nothing here: your answers are kept until you leave the page.";
const BROKEN = "Your stored answers cannot be read and are ignored.";

// A lecture begins with all questions open, and what is answered there is the answer of a class.
const isLecture = new URLSearchParams(location.search).has("lecture");

const { answers, isBroken } = isLecture ? { answers: {} } : recall();
const questions = [...document.querySelectorAll(".ask")].map((element) => {
  const question = new Asked(element, (guess, right) => {
    if (isLecture) return;
    const known = recall().answers[question.key];
    // Only the first answer decides when the question comes back.
    const entry = known ? { ...known, guess, right } : answered(known, guess, right, Date.now());
    if (!remember({ [question.key]: entry })) question.add(REFUSED);
  });
  if (Object.hasOwn(answers, question.key)) question.restore(answers[question.key].guess);
  return question;
});
if (isBroken) questions[0].say(BROKEN);
