import { recall } from "./memory.js";

// Says on the landing page how far the reader has come, once there is an answer.

const { answers } = recall();
for (const element of document.querySelectorAll(".ask-progress")) {
  const { page, of } = element.dataset;
  const found = Object.entries(answers).filter(([key]) => key.startsWith(`${page}#`));
  const known = found.filter(([, { right, step }]) => right || step).length;
  const answered = Math.min(found.length, of);
  element.textContent = `${answered} of ${of} questions answered, ${Math.min(known, of)} correct.`;
  element.hidden = !found.length;
}
