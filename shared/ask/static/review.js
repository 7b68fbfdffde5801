import { Asked } from "./asked.js";
import { answered, asText, DAY, due, forget, parsed, recall, remember, WAITS } from "./memory.js";

// The review: asks the questions that are due, one after the other, with new numbers if there are any.

const NOTHING = "You have not answered any question yet. Questions that you answer come back here.";
const MISSING = "The questions did not arrive. Reload the page.";
const BROKEN = "Your stored answers cannot be read and are ignored.";
const REFUSED = "This browser stores nothing here: what you answer counts until you leave the page.";
const FOREIGN = "This file has no answers for this book. Nothing has changed.";
const LARGEST = 1_000_000; // maximum bytes of a file; all answers of the book take a few thousand

class Review {
  #root;
  #questions; // by their keys
  #said;
  #place;

  constructor(root, questions) {
    this.#root = root;
    this.#questions = new Map(questions.map((question) => [question.key, question]));
    this.#said = root.querySelector(".ask-due");
    this.#place = root.querySelector(".ask-now");
    const on = (name, act) => root.querySelector(`[name=${name}]`).addEventListener("click", act);
    on("export", () => this.#export());
    on("erase", () => this.#erase());
    const file = root.querySelector("[type=file]");
    file.addEventListener("change", () => this.#import(file));
    root.dataset.lives = "";
    addEventListener("storage", () => this.#count());
    // A page that the browser kept for the way back has heard of no storage meanwhile.
    addEventListener("pageshow", ({ persisted }) => persisted && this.#count());
    this.next();
  }

  // Answers to questions that are still in the book; those that have waited longest come first.
  #waiting() {
    const { answers } = recall();
    return Object.entries(answers)
      .filter(([key]) => this.#questions.has(key))
      .map(([key, entry]) => ({ key, entry, due: due(entry) }))
      .sort((one, other) => one.due - other.due);
  }

  #count() {
    const waiting = this.#waiting();
    const now = Date.now();
    const ready = waiting.filter((one) => one.due <= now);
    const later = waiting.filter((one) => one.due > now && one.due < Infinity);
    const done = waiting.length - ready.length - later.length;
    const parts = [counted(ready.length, "question is due.", "questions are due.")];
    if (later.length) {
      const day = new Date(later[0].due).toLocaleDateString("en-GB", { day: "numeric", month: "long" });
      parts.push(counted(later.length, "comes back later,", "come back later,"), `the next on ${day}.`);
    }
    if (done) parts.push(counted(done, "has", "have"), "come back often enough.");
    this.#said.textContent = waiting.length ? parts.join(" ") : NOTHING;
    if (recall().isBroken) this.#say(BROKEN);
    return ready;
  }

  #say(text) {
    this.#root.querySelector(".ask-kept").textContent = text;
  }

  next() {
    const [first] = this.#count();
    this.#place.replaceChildren();
    if (first) this.#ask(this.#questions.get(first.key), first.entry);
  }

  #ask({ key, page, title, instances }, entry) {
    // The chapter has shown the first set of numbers. The review shows the others, a different set each day.
    const others = instances.length - 1;
    const turn = others ? 1 + (Math.floor(Date.now() / DAY) % others) : 0;
    this.#place.innerHTML = instances[turn]; // safe: it was written when the book was built
    const from = document.createElement("p");
    const link = document.createElement("a");
    link.href = `${page}#ask-${key.split("#")[1]}`;
    link.textContent = title;
    from.append("From ", link, ".");
    this.#place.prepend(from);
    let isFirst = true;
    const question = new Asked(this.#place.querySelector(".ask"), (_, right) => {
      if (!isFirst) return;
      isFirst = false;
      const after = { ...entry, ...answered(entry, entry.guess, right, Date.now()), right: entry.right };
      const isKept = remember({ [key]: after });
      question.add(back(WAITS[after.step]));
      if (!isKept) this.#say(REFUSED);
      this.#count();
      this.#offerNext();
    });
  }

  #offerNext() {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = this.#count().length ? "Next question" : "Done";
    button.addEventListener("click", () => {
      this.next();
      (this.#place.querySelector("input") ?? this.#said).focus();
    });
    this.#place.append(button);
  }

  #export() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([asText(recall().answers)], { type: "application/json" }));
    link.download = "answers.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    this.#say("Your answers were written to answers.json.");
  }

  async #import(file) {
    const [chosen] = file.files;
    if (!chosen) return;
    const text = chosen.size > LARGEST ? "" : await chosen.text();
    file.value = "";
    const { stored, isBroken } = parsed(text);
    const { answers } = recall();
    const newer = Object.entries(stored).filter(([key, { at }]) => !(at <= answers[key]?.at));
    if (isBroken) this.#say(FOREIGN);
    else if (remember(Object.fromEntries(newer))) {
      this.#say(counted(newer.length, "answer was taken over.", "answers were taken over."));
    } else this.#say(REFUSED);
    this.next();
  }

  #erase() {
    if (!confirm("Erase all your answers from this browser?")) return;
    forget();
    this.#say("All answers are erased.");
    this.next();
  }
}

function back(days) {
  if (!days) return "It does not come back.";
  return days === 1 ? "It comes back tomorrow." : `It comes back in ${days} days.`;
}

const counted = (count, one, many) => `${count} ${count === 1 ? one : many}`;

addEventListener("DOMContentLoaded", () => {
  const { questions } = document.querySelector("script[data-questions]"); // below this script
  const root = document.querySelector(".ask-review");
  if (questions) new Review(root, questions);
  else root.querySelector(".ask-due").textContent = MISSING;
});
