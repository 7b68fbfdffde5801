import { Asked } from "./asked.js";
import { answered, recall, remember } from "./memory.js";

// Brings the questions of a page to life, and shows what was answered before.

const REFUSED = "This browser stores nothing here: your answers are kept until you leave the page.";
const BROKEN = "What was stored of earlier answers cannot be read, and is ignored.";

const { answers, isBroken } = recall();
const questions = [...document.querySelectorAll(".ask")].map((element) => {
  const question = new Asked(element, (guess, right) => {
    const known = recall().answers[question.key];
    // When it comes back, the first answer has decided.
    const entry = known ? { ...known, guess, right } : answered(known, guess, right, Date.now());
    if (!remember({ [question.key]: entry })) question.add(REFUSED);
  });
  if (Object.hasOwn(answers, question.key)) question.restore(answers[question.key].guess);
  return question;
});
if (isBroken) questions[0].say(BROKEN);
