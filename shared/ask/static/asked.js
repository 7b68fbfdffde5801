import { judge } from "./judge.js";

// A question on a page or in the review: judges the answer, shows the verdict and uncovers the figure.

const SIGNS = { true: ["✓", " Correct."], false: ["✗", " Not correct."] };

export class Asked {
  #element;
  #record;
  #cover;

  // `whenAnswered(guess, right)` is called for each answer that can be read.
  constructor(element, whenAnswered) {
    this.#element = element;
    this.#record = JSON.parse(element.dataset.record);
    // Questions in the review have no id, and cover nothing.
    this.#cover = document.querySelector(`.ask-cover[data-for="${element.id}"]`);
    element.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#answer(whenAnswered);
    });
    // A reader who unfolds the answer has given up, so the figure is uncovered.
    element.querySelector("details").addEventListener("toggle", ({ target }) => {
      if (target.open) this.#uncover();
    });
    this.#cover?.querySelector("input").addEventListener("change", () => this.#uncover());
    element.dataset.lives = "";
  }

  get key() {
    return this.#element.dataset.key;
  }

  get #inputs() {
    return [...this.#element.querySelectorAll("form input")];
  }

  get #given() {
    const inputs = this.#inputs;
    if (inputs[0].type === "text") return inputs[0].value;
    return inputs.filter((input) => input.checked).map((input) => Number(input.value));
  }

  #answer(whenAnswered) {
    const right = this.#tell();
    if (right === null) return;
    if (right) this.#element.querySelector("details").open = true;
    whenAnswered(String(this.#given), right);
  }

  // Judges the answer in the form and shows the verdict. Returns null if the answer cannot be read.
  #tell() {
    const given = this.#given;
    const { right, at, said } = judge(this.#record, given);
    if (right === null) {
      this.say(said);
      return right;
    }
    const word = document.createElement("strong");
    word.className = right ? "ask-is-right" : "ask-is-wrong";
    const sign = document.createElement("span");
    sign.setAttribute("aria-hidden", "true"); // the word is read aloud
    sign.textContent = SIGNS[right][0];
    word.append(sign, SIGNS[right][1]);
    const known = this.#element.querySelectorAll(".ask-wrong > dd")[at];
    this.say(word, " ", ...(known ? known.cloneNode(true).childNodes : [said ?? ""]));
    this.#uncover();
    this.#mark(given);
    return right;
  }

  say(...parts) {
    this.#element.querySelector(".ask-verdict").replaceChildren(...parts);
  }

  add(text) {
    const line = document.createElement("p");
    line.className = "ask-note";
    line.textContent = text;
    this.#element.querySelector(".ask-verdict").append(line);
  }

  #uncover() {
    if (this.#cover) this.#cover.dataset.open = "";
  }

  // Shows the reader's answer below the figure.
  #mark(given) {
    if (!this.#cover) return;
    const words = [...this.#element.querySelectorAll("form li span")];
    const copy = (place, index) => [index ? ", " : "", ...words[place].cloneNode(true).childNodes];
    const unit = this.#record.unit ? `\u00a0${this.#record.unit}` : "";
    const guessed = Array.isArray(given) ? given.flatMap(copy) : [given.trim() + unit];
    this.#cover.querySelector(".ask-guess").replaceChildren("You guessed: ", ...guessed);
  }

  // Shows an answer of an earlier visit; the folded answer stays folded.
  restore(guess) {
    for (const input of this.#inputs) {
      if (input.type === "text") input.value = guess;
      else input.checked = guess.split(",").includes(input.value);
    }
    this.#tell();
  }
}
