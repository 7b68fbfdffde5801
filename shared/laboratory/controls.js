// The controls of the laboratory: settings, weights and points. Each has a label and works by keyboard.

import { button, element, field, labelled, select, setOptions } from "./elements.js";
import { nameOf } from "./network_view.js";
import { MOST_LAYERS, MOST_UNITS, SETTINGS, accepted, parsed, weightOf } from "./state.js";

const GROUPS = {
  "The data": ["data", "n", "noise", "dataSeed"],
  "The network": ["hidden", "activation", "initializer", "scale", "seed"],
  "The training": ["optimizer", "momentum", "rate", "batch", "l2"],
};

// The settings. Calls `change(name, value)` for a new value, and `refuse(sentence)` if it is not accepted.
export class Settings {
  element = element("div", { class: "laboratory-settings" });
  #fields = {};

  constructor(change, refuse) {
    const take = (name, text) => {
      const value = parsed(name, text);
      if (value !== undefined) return change(name, value);
      refuse(
        `${SETTINGS[name].title} has to be ${accepted(name)}, not “${text.slice(0, 40)}”. ` +
          `It stays at ${this.#shown[name]}.`,
      );
      this.#fields[name].value = this.#shown[name];
    };
    for (const [title, names] of Object.entries(GROUPS)) {
      const group = element("fieldset", {}, element("legend", {}, title));
      for (const name of names) group.append(...this.#controls(name, take));
      this.element.append(group);
    }
  }

  #shown;

  #controls(name, take) {
    const { title, options, isWhole, low, high } = SETTINGS[name];
    if (name === "hidden") return this.#layers(take);
    const control = options
      ? select(Object.entries(options), (value) => take(name, value))
      : field(
          (text) => take(name, text),
          isWhole
            ? { type: "number", min: low, max: high, step: 1 }
            : { type: "text", inputmode: "decimal", spellcheck: "false" },
        );
    control.dataset.setting = name;
    this.#fields[name] = control;
    return [labelled(title, control)];
  }

  // The number of hidden layers, and a width for each.
  #layers(take) {
    const counts = Array.from({ length: MOST_LAYERS + 1 }, (_, count) => [count, String(count)]);
    this.depth = select(counts, (count) => {
      const widths = this.#widths();
      while (widths.length < count) widths.push(widths.at(-1) ?? 3);
      take("hidden", widths.slice(0, count).join("-"));
    });
    this.depth.dataset.setting = "depth";
    this.widths = Array.from({ length: MOST_LAYERS }, (_, i) =>
      field(() => take("hidden", this.#widths().join("-")), {
        type: "number", min: 1, max: MOST_UNITS, step: 1, "data-setting": `width${i + 1}`,
      }),
    );
    const setAgain = () => this.show(this.#settings, true);
    this.#fields.hidden = Object.defineProperty({}, "value", { set: setAgain });
    return [
      labelled("Hidden layers", this.depth),
      ...this.widths.map((width, i) => labelled(`Units of layer ${i + 1}`, width)),
    ];
  }

  // An empty field is a width of 0, which is refused; without any text there would be no layer.
  #widths() {
    const shown = this.widths.filter((width) => !width.parentElement.hidden);
    return shown.map(({ value }) => value || 0);
  }

  #settings;
  // Shows settings. A field in which the reader is typing keeps its text, unless the text was refused.
  show(settings, isRefused) {
    const put = (control, text) => {
      if (isRefused || control !== document.activeElement) control.value = text;
    };
    this.#settings = settings;
    this.#shown = {};
    for (const [name, control] of Object.entries(this.#fields)) {
      if (name === "hidden") {
        this.#shown.hidden = settings.hidden.join("-") || "none";
        continue;
      }
      put(control, (this.#shown[name] = String(settings[name])));
    }
    this.depth.value = settings.hidden.length;
    this.widths.forEach((width, i) => {
      width.parentElement.hidden = i >= settings.hidden.length;
      put(width, settings.hidden[i] ?? "");
    });
    this.#fields.momentum.parentElement.hidden = settings.optimizer !== "momentum";
    for (const name of ["n", "noise", "dataSeed"]) {
      this.#fields[name].parentElement.hidden = settings.data === "own";
    }
  }
}

// Changes the weight of an edge, which the reader chooses in the drawing or in lists.
export class Weights {
  element = element("fieldset", { class: "laboratory-weights" });
  chosen = [0, 0, 0];
  #session;

  constructor(change, cut, refuse) {
    const choose = () => {
      this.chosen = [+this.layer.value, this.from.value === "b" ? "b" : +this.from.value, +this.to.value];
      this.show(this.#session);
      this.onchoose?.();
    };
    this.layer = select([], choose);
    this.from = select([], choose);
    this.to = select([], choose);
    this.value = field((text) => {
      const value = weightOf(text);
      if (value !== undefined) return change([...this.chosen, value]);
      refuse("A weight has to be a number between −1,000,000 and 1,000,000. It keeps its value.");
      this.show(this.#session);
    }, { type: "text", inputmode: "decimal", spellcheck: "false" });
    this.cut = button("", () => cut(this.chosen[0], this.chosen[2]));
    this.element.append(
      element("legend", {}, "One weight"),
      labelled("Layer of weights", this.layer),
      labelled("from", this.from),
      labelled("to", this.to),
      labelled("Weight", this.value),
      this.cut,
    );
  }

  choose(edge) {
    this.chosen = edge;
    this.show(this.#session);
    this.onchoose?.();
    this.value.focus();
    this.value.select();
  }

  show(session) {
    this.#session = session;
    const { sizes, net } = session;
    let [layer, from, to] = this.chosen;
    layer = Math.min(layer, sizes.length - 2);
    if (from !== "b") from = Math.min(from, sizes[layer] - 1);
    to = Math.min(to, sizes[layer + 1] - 1);
    this.chosen = [layer, from, to];
    const units = (of) => Array.from({ length: sizes[of] }, (_, i) => [i, nameOf(sizes, of, i)]);
    setOptions(this.layer, net.params.map((_, i) => [i, String(i + 1)]));
    setOptions(this.from, [...units(layer), ["b", "bias"]]);
    setOptions(this.to, units(layer + 1));
    this.layer.value = layer;
    this.from.value = from;
    this.to.value = to;
    const { W, b } = net.params[layer];
    const weight = from === "b" ? b[to] : W.data[from * W.columns + to];
    if (document.activeElement !== this.value || !this.value.value) this.write(weight);
    const isHidden = layer < sizes.length - 2;
    this.cut.hidden = !isHidden;
    this.cut.textContent = `Remove unit ${nameOf(sizes, layer + 1, to)} of layer ${layer + 1}`;
  }

  write(weight) {
    this.value.value = String(Number(weight.toPrecision(4)));
  }
}

// Adds points, and moves or removes the reader's own points, by keyboard.
export class Points {
  element = element("fieldset", { class: "laboratory-points" });

  constructor({ add, move, remove, clear, aim }) {
    this.kind = select([[0, "discs (class 0)"], [1, "squares (class 1)"]], () => {});
    [this.x, this.y] = [0, 0].map(() => field(() => {}, { type: "number", step: 0.1, value: 0 }));
    for (const event of ["focusin", "input"]) {
      this.element.addEventListener(event, () => aim(this.place));
    }
    this.element.addEventListener("focusout", () => aim());
    this.mine = select([], (index) => this.choose(index));
    const chosen = (act) => () => this.mine.value && act(+this.mine.value, ...this.place);
    this.all = button("Remove all my points", clear);
    this.element.append(
      element("legend", {}, "Points of your own"),
      labelled("A click adds", this.kind),
      labelled("x", this.x),
      labelled("y", this.y),
      button("Add at x, y", () => add(...this.place, this.label)),
      labelled("My point", this.mine),
      element(
        "div", { class: "laboratory-bar" },
        button("Move it to x, y", chosen(move)), button("Remove it", chosen(remove)),
      ),
      this.all,
    );
  }

  get label() {
    return +this.kind.value;
  }

  get place() {
    return [this.x, this.y].map(({ value }) => (value ? +value : NaN));
  }

  choose(index) {
    this.mine.value = index;
    [this.x.value, this.y.value] = this.own[index];
  }

  show(own) {
    if (String(own) === String(this.own)) return;
    this.own = own.slice();
    setOptions(
      this.mine,
      own.map(([x, y, label], i) => [i, `${i + 1}: ${label ? "square" : "disc"} at ${x}, ${y}`]),
    );
    this.mine.value = Math.min(this.mine.value || own.length - 1, own.length - 1);
    for (const one of [this.mine.parentElement, this.mine.parentElement.nextSibling, this.all]) {
      one.hidden = !own.length;
    }
  }
}
