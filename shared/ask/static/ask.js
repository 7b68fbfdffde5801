import { judge } from "./judge.js";
import { answered, recall, remember } from "./memory.js";

// Brings the questions of a page to life.

const SIGNS = { true: ["✓", "Right."], false: ["✗", "Not quite."] };
const REFUSED = "This browser stores nothing here: your answers are kept until you leave the page.";
const BROKEN = "What was stored of earlier answers cannot be read, and is ignored.";

export class Asked {
  #element;
  #record;
  #cover;

  constructor(element, whenAnswered) {
    this.#element = element;
    this.#record = JSON.parse(element.dataset.record);
    this.key = element.dataset.key;
    this.#cover = element.id ? document.querySelector(`.ask-cover[data-for="${element.id}"]`) : null;
    const form = element.querySelector("form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#answer(whenAnswered);
    });
    // Who unfolds the answer before giving one has given up, and sees the figure.
    element.querySelector("details").addEventListener("toggle", ({ target }) => {
      if (target.open) this.#uncover();
    });
    this.#cover?.querySelector(".ask-curtain input").addEventListener("change", () => this.#uncover());
    element.dataset.lives = "";
  }

  #inputs() {
    return [...this.#element.querySelectorAll("form input")];
  }

  #given() {
    const inputs = this.#inputs();
    if (inputs[0].type === "text") return inputs[0].value;
    return inputs.filter((input) => input.checked).map((input) => Number(input.value));
  }

  #answer(whenAnswered) {
    const given = this.#given();
    const { right, at, said } = judge(this.#record, given);
    if (right === null) {
      this.say(said);
      return;
    }
    this.#tell(right, at, said);
    this.#mark(given);
    if (right) this.#element.querySelector("details").open = true;
    whenAnswered(this, Array.isArray(given) ? given.join() : given, right);
  }

  say(...parts) {
    this.#element.querySelector(".ask-verdict").replaceChildren(...parts);
  }

  #tell(right, at, said) {
    const word = document.createElement("strong");
    word.className = right ? "ask-is-right" : "ask-is-wrong";
    word.textContent = SIGNS[right].join(" ");
    const known = this.#element.querySelectorAll(".ask-wrong > dd")[at];
    const sentences = known ? [...known.cloneNode(true).childNodes] : [said ?? ""];
    this.say(word, " ", ...sentences);
    this.#uncover();
  }

  #uncover() {
    if (this.#cover) this.#cover.dataset.open = "";
  }

  // Says below the figure what the reader guessed.
  #mark(given) {
    if (!this.#cover) return;
    const words = [...this.#element.querySelectorAll("form li span")];
    const guessed = Array.isArray(given)
      ? given.flatMap((place, index) => [index ? ", " : "", ...words[place].cloneNode(true).childNodes])
      : [given.trim(), this.#record.unit ? `\u00a0${this.#record.unit}` : ""];
    this.#cover.querySelector(".ask-guess").replaceChildren("You guessed: ", ...guessed);
  }

  // Shows an answer of an earlier visit, and leaves what is folded folded.
  restore({ guess }) {
    const inputs = this.#inputs();
    if (inputs[0].type === "text") inputs[0].value = guess;
    else for (const input of inputs) input.checked = guess.split(",").includes(input.value);
    const given = this.#given();
    const { right, at, said } = judge(this.#record, given);
    if (right === null) return;
    this.#tell(right, at, said);
    this.#mark(given);
  }
}

function start() {
  const { answers, isBroken } = recall();
  const asked = [...document.querySelectorAll(".ask:not([data-lives])")].map(
    (element) =>
      new Asked(element, (question, guess, right) => {
        const entry = recall().answers[question.key];
        const isKept = remember({ [question.key]: answered(entry, guess, right, Date.now()) });
        if (!isKept) note(element, REFUSED);
      }),
  );
  for (const question of asked) {
    if (Object.hasOwn(answers, question.key)) question.restore(answers[question.key]);
  }
  if (isBroken) asked[0]?.say(BROKEN);
}

function note(element, text) {
  const line = document.createElement("p");
  line.className = "ask-note";
  line.textContent = text;
  element.querySelector(".ask-verdict").append(line);
}

start();
