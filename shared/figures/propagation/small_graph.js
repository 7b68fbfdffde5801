// The smallest graph that learns, with the reader's numbers: forward, then backward.

import { NO_BREAK, written } from "../../engine/words.js";

const LAST_VALUE = 3;
const NUDGE = 0.01;
const LEAST = 1e-12;

const number = (value, digits = 4) => written(Math.abs(value) > LEAST ? value : 0, digits);
const about = (gradient) => `${number(gradient)} × ${NUDGE} = ${number(gradient * NUDGE)}`;

function passes({ w, x, y }) {
  const z = w * x;
  const e = z - y;
  const slope = 2 * e;
  return {
    values: { w, x, y, z, e, J: e * e },
    gradients: { J: 1, e: slope, z: slope, y: -slope, w: slope * x, x: slope * w },
  };
}

// The formula of a step with its numbers, those in parentheses where they are negative.
function filled(formula, { values, gradients }) {
  return formula.replace(/\{(\(?)(d?)(\w)\)?\}/g, (_, open, isGradient, name) => {
    const text = isGradient ? number(gradients[name]) : number(values[name], 5);
    return open && text.startsWith("−") ? `(${text})` : text;
  });
}

export const twin = ({ places, flows, none, steps, where, formula }) => {
  // A gap between two lines is null in the data.
  const [hidden, ...lines] = [none, ...flows].map((points) =>
    [0, 1].map((axis) => points.map((point) => point[axis] ?? NaN)),
  );
  return ({ step, ...given }) => {
    const both = passes(given);
    const { values, gradients } = both;
    const isBackward = step > LAST_VALUE;
    const known = new Set(["w", "x", "y", ...steps.slice(1, Math.min(step, LAST_VALUE) + 1)]);
    const derived = new Set(steps.slice(LAST_VALUE + 1, step + 1));
    const text = filled(formula[step], both);
    const marks = {
      "value-flow": isBackward ? hidden : lines[step],
      "gradient-flow": isBackward ? lines[step] : hidden,
    };
    const write = (name, shown, isKnown = true) => {
      marks[name] = [...places[name], isKnown ? shown : NO_BREAK];
    };
    write("where", where[step]);
    write("value-formula", text, !isBackward);
    write("gradient-formula", text, isBackward);
    for (const name of Object.keys(values)) {
      write(`value-${name}`, number(values[name], 5), known.has(name));
      write(`gradient-${name}`, `∂J/∂${name}: ${number(gradients[name])}`, derived.has(name));
    }

    const { w, x, y } = given;
    let words = `w = ${number(w, 5)}, x = ${number(x, 5)}, y = ${number(y, 5)}. `;
    words += step ? `${where[step]}: ${text}.` : "Nothing is computed yet.";
    if (step > LAST_VALUE + 1 && Math.abs(values.e) <= LEAST) {
      words += " The error is 0, so all other gradients are 0 too: J has its minimum.";
    }
    const changes = [];
    for (const name of ["w", "x", "y"]) {
      const changed = passes({ ...given, [name]: given[name] + NUDGE });
      const exactly = number(changed.values.J - values.J);
      const predicted = about(gradients[name]);
      write(`about-${name}`, predicted, derived.has(name));
      write(`exactly-${name}`, exactly, derived.has(name));
      if (!derived.has(name)) continue;
      changes.push(`${name}, about ${number(gradients[name] * NUDGE)}, exactly ${exactly}`);
    }
    if (changes.length) words += ` Changes of J if one number grows by ${NUDGE}: ${changes.join("; ")}.`;
    return { marks, words };
  };
};
