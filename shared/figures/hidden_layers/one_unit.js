// The twin of one_unit.py.

import { written } from "../../engine/words.js";

export const twin = () => {
  const say = ({ weight, bias }) => {
    const kink = weight ? -bias / weight : Infinity;
    const isSeen = Math.abs(kink) <= 4;
    const x = Math.abs(kink) < 4 ? [-4, kink, 4] : [-4, 4];
    const bend = isSeen ? [[kink], [0]] : [[], []];
    const across = isSeen ? [[kink, kink], [-5, 9]] : [[], []];
    return {
      marks: {
        z: [[-4, 4], [-4 * weight + bias, 4 * weight + bias]],
        h: [x, x.map((x) => Math.max(weight * x + bias, 0))],
        bias: [[0], [bias]],
        "zero of z": bend,
        "place of the zero": across,
        kink: bend,
        "place of the kink": across,
      },
      words: words(weight, bias),
    };
  };
  const toKink = (x, y, { weight }) => ({ bias: -weight * x });
  say.taken = { "zero of z": toKink, kink: toKink };
  return say;
};

function words(weight, bias) {
  const at = `w = ${written(weight)}, b = ${written(bias)}: `;
  if (weight === 0) {
    const everywhere = written(Math.max(bias, 0));
    return `${at}the input does not matter; h is ${everywhere} everywhere, without a kink.`;
  }
  const kink = -bias / weight + 0;
  const outside = Math.abs(kink) > 4 ? ", outside the picture" : "";
  const [flat, steep] = weight > 0 ? ["left", "right"] : ["right", "left"];
  return (
    `${at}the kink is at x = −b/w = ${written(kink)}${outside}; h is 0 to its ${flat}, and has ` +
    `slope ${written(weight)} to its ${steep}.`
  );
}
