// The twin of unit.py.

import { ACTIVATIONS } from "../../engine/activations.js";
import { linspace } from "../../engine/geometry.js";
import { written } from "../../engine/words.js";

const along = linspace(-6, 6, 241);

export const twin = () => ({ x, w, b, activation }) => {
  const { f, df } = ACTIVATIONS[activation], z = w * x + b, slope = df(z);
  const marks = {};
  for (const [meaning, of] of [["forward", f], ["gradient", df]]) {
    marks[`${meaning}-curve`] = [along, along.map(of)];
    marks[`${meaning}-drop`] = [[z, z, -6], [0, of(z), of(z)]];
    marks[`${meaning}-here`] = [[z], [of(z)]];
  }
  return {
    marks,
    words:
      `${ACTIVATIONS[activation].title}: z = wx + b = ${written(z)}, and h = f(z) = ${written(f(z))}. ` +
      `The slope there is ${written(slope)}: if z grows by 0.01, h grows by about ` +
      `${written(slope / 100)}.`,
  };
};
