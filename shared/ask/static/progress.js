import { recall } from "./memory.js";

// Shows the reader's progress in each chapter on the landing page, once there is an answer.

function show() {
  const { answers } = recall();
  for (const element of document.querySelectorAll(".ask-progress")) {
    const { page, of } = element.dataset;
    const found = Object.entries(answers).filter(([key]) => key.startsWith(`${page}#`));
    const known = found.filter(([, { right, step }]) => right || step).length;
    const answered = Math.min(found.length, of);
    element.textContent = `${answered} of ${of} questions answered, ${Math.min(known, of)} correct.`;
    element.hidden = !found.length;
  }
}

show();
// A page that the browser kept for the way back knows nothing of answers given meanwhile.
addEventListener("pageshow", ({ persisted }) => persisted && show());
