// The twin of three_hinges.py.

import { counted, written } from "../../engine/words.js";
import { leastSquares } from "./least_squares.js";

const COUNT = 64, RATE = 0.03, CUTOFF = 1e-3, TOP = 3.2, BOTTOM = -2.2;
const X = Array.from({ length: COUNT }, (_, i) => (2 * i + 1) / COUNT - 1);
const GOAL = X.map((x) => 1 + Math.sin(1.5 * Math.PI * x));
const UNITS = [0, 1, 2];

const hinge = ({ w, b }, x) => Math.max(w * x + b, 0);
const sumAt = (units, x) => units.reduce((sum, unit) => sum + unit.v * hinge(unit, x), 0);
const errorOf = (units) => X.reduce((sum, x, i) => sum + (sumAt(units, x) - GOAL[i]) ** 2, 0) / COUNT;
const start = (values) => UNITS.map((i) => ({ w: values[`w${i + 1}`], b: values[`b${i + 1}`], v: values[`v${i + 1}`] }));
const kinkOf = ({ w, b }) => (w && Math.abs(b / w) <= 1 ? [-b / w + 0] : []);

function stepped(units) {
  const slopes = units.map(() => ({ w: 0, b: 0, v: 0 }));
  for (let i = 0; i < COUNT; i++) {
    const slope = (2 * (sumAt(units, X[i]) - GOAL[i])) / COUNT;
    for (let k = 0; k < units.length; k++) {
      const h = hinge(units[k], X[i]);
      if (!h) continue;
      slopes[k].w += slope * units[k].v * X[i];
      slopes[k].b += slope * units[k].v;
      slopes[k].v += slope * h;
    }
  }
  const next = (unit, k, name) => unit[name] - RATE * slopes[k][name];
  return units.map((unit, k) => ({ w: next(unit, k, "w"), b: next(unit, k, "b"), v: next(unit, k, "v") }));
}

// A point of a hinge in the picture, as far as can be from its kink, or nothing.
function handle({ w, b, v }) {
  let x = w < 0 ? -1 : 1, y = v * hinge({ w, b }, x);
  if (w && !(BOTTOM <= y && y <= TOP)) {
    y = y > 0 ? TOP : BOTTOM;
    x = (y / v - b) / w;
  }
  return w * x + b > 0 && Math.abs(x) <= 1 && BOTTOM <= y && y <= TOP ? [[x], [y]] : [[], []];
}

export const twin = () => {
  let key, way, errors; // the last descent
  const say = (values) => {
    const own = start(values), { step, best_output_weights } = values;
    if (JSON.stringify(own) !== key) [key, way, errors] = [JSON.stringify(own), [own], []];
    while (way.length <= step) way.push(stepped(way.at(-1)));
    for (let i = errors.length; 5 * i <= step; i++) errors.push(errorOf(way[5 * i]));

    const columns = way[step].map((unit) => X.map((x) => hinge(unit, x)));
    const { weights, rank } = leastSquares(columns, GOAL, CUTOFF);
    const best = way[step].map((unit, k) => ({ ...unit, v: weights[k] }));
    const isOwn = !best_output_weights, shown = isOwn ? way[step] : best;
    const at = [-1, ...shown.flatMap(kinkOf).sort((a, b) => a - b), 1];
    const count = Math.floor(step / 5) + 1, least = errorOf(best), error = errorOf(shown);
    const marks = {
      sum: [at, at.map((x) => sumAt(shown, x))],
      descent: [[0, ...errors.slice(0, count).map((_, i) => 5 * i)], [errors[0], ...errors.slice(0, count)]],
      "least squares": [[0, 2000], [least, least]],
      error: [[step], [error]],
    };
    for (const k of UNITS) {
      const x = [-1, ...kinkOf(shown[k]), 1], kink = kinkOf(own[k]);
      marks[`hinge ${k + 1}`] = [x, x.map((x) => shown[k].v * hinge(shown[k], x))];
      marks[`kink ${k + 1}`] = [kink, kink.map(() => 0)];
      marks[`end ${k + 1}`] = isOwn && !step ? handle(own[k]) : [[], []];
    }
    return { marks, words: words(step, isOwn, best, rank, columns, least, error) };
  };
  say.taken = {};
  for (const k of UNITS) {
    const unit = (values) => start(values)[k];
    say.taken[`kink ${k + 1}`] = (x, y, values) => ({ [`b${k + 1}`]: -unit(values).w * x });
    say.taken[`end ${k + 1}`] = (x, y, values) => {
      const [[at]] = handle(unit(values));
      return { [`v${k + 1}`]: y / hinge(unit(values), at) };
    };
  }
  return say;
};

const three = ([a, b, c]) => `${a}, ${b} and ${c}`;

function words(step, isOwn, best, rank, columns, least, error) {
  const kinks = three(best.map((unit) => kinkOf(unit).map((kink) => written(kink, 2))[0] ?? "none"));
  const when = step ? `After ${counted(step, "gradient step")}` : "Your hinges";
  const dead = UNITS.filter((k) => columns[k].every((h) => !h)).map((k) => k + 1);
  const subject = dead.length > 1 ? `Hinges ${dead.join(" and ")} are` : `Hinge ${dead[0]} is`;
  let remark = dead.length ? ` ${subject} 0 at all ${COUNT} places.` : "";
  if (isOwn) {
    return (
      `${when}: kinks on [−1, 1]: ${kinks}; mean squared error ${written(error)}, and ` +
      `${written(least)} with the best output weights.${remark}`
    );
  }
  if (rank < 3 - dead.length) {
    remark = ` Other output weights are as good: one hinge depends on the others.${remark}`;
  }
  return (
    `${when}, best output weights ${three(best.map(({ v }) => written(v)))}: kinks on [−1, 1]: ` +
    `${kinks}; mean squared error ${written(least)}.${remark}`
  );
}
