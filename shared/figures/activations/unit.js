// The twin of unit.py.

import { ACTIVATIONS } from "../../engine/activations.js";
import { linspace } from "../../engine/geometry.js";
import { general, written } from "../../engine/words.js";

const along = linspace(-6, 6, 241);

export const twin = () => ({ x, w, b, activation }) => {
  const { title, f, df } = ACTIVATIONS[activation];
  const z = Math.round((w * x + b) * 1e9) / 1e9 + 0, h = f(z), slope = df(z), isReLU = activation === "relu";
  const marks = {};
  for (const [meaning, of] of [["forward", f], ["gradient", df]]) {
    marks[`${meaning}-curve`] = [along, along.map((at) => (isReLU && of === df && !at ? NaN : of(at)))];
    marks[`${meaning}-drop`] = [[z, z, -6], [0, of(z), of(z)]];
    marks[`${meaning}-here`] = [[z], [of(z)]];
  }
  const equals = Math.abs(Number(general(h, 3)) - h) < 1e-12 ? "=" : "≈";
  let words = `${title}: z = wx + b = ${written(z)}, and h = f(z) ${equals} ${written(h)}. `;
  if (isReLU && z === 0) words += "There the graph has a kink, and the slope counts as 0.";
  else if (slope === 0) words += "The slope there is 0: a small change of z does not change h.";
  else {
    words +=
      `The slope there is ${written(slope)}: if z grows by 0.01, h grows by about ` +
      `${written(slope / 100)}.`;
  }
  if (Math.abs(z) > 6) words += " Both points are outside the picture.";
  else if (h > 3.3) words += " The point of h is outside the picture.";
  return { marks, words };
};
