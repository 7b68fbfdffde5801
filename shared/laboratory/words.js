// The status line, and the alternative texts of the pictures.

import { ACTIVATIONS } from "../engine/activations.js";
import { PERCENT, counted, thousands, written } from "../engine/words.js";

const NO_GRADIENTS = "There are no points, so there are no gradients.";

const listed = (items) =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;

// The status line: step, loss, accuracy, and anything that prevents or disturbs training.
export function statusWords(session, { loss, accuracy, right, dead }) {
  const { step, X, hasDiverged, obstacle } = session;
  const words = [`Step ${thousands(step)}.`];
  if (X.rows && Number.isFinite(loss)) {
    words.push(
      `Loss ${written(loss)}; ${thousands(right)} of ${counted(X.rows, "point")} correct ` +
        `(${written(100 * accuracy)}${PERCENT}).`,
    );
  }
  if (hasDiverged) words.push(`Training diverged after ${counted(step, "step")}.`);
  if (obstacle) words.push(obstacle);
  const classes = new Set(session.labels);
  if (classes.size === 1) {
    words.push(`All points are of class ${[...classes][0]}: the network needs no boundary.`);
  }
  if (session.hasContradiction) {
    words.push("Where points of both classes coincide, no network classifies all of them correctly.");
  }
  words.push(...deadWords(session, dead));
  return words.join(" ");
}

function deadWords({ settings }, dead) {
  const layers = dead.flatMap((units, i) => {
    if (!units.length) return [];
    const all = units.length === settings.hidden[i] ? "all " : "";
    return [`${all}${units.length} of layer ${i + 1}`];
  });
  if (!layers.length) return [];
  return [`Dead units, through which no gradient flows: ${listed(layers)}.`];
}

export function planeWords({ points, sizes, settings }, { right }) {
  const ones = points.filter(([, , label]) => label).length;
  const lines = sizes.length > 2 ? `, and the lines where ${counted(sizes[1], "unit")} of layer 1 ` +
    `${sizes[1] === 1 ? "has" : "have"} pre-activation 0` : "";
  return (
    `The plane of the inputs: ${counted(points.length - ones, "point")} of class 0 (discs) and ` +
    `${thousands(ones)} of class 1 (squares)` +
    `${settings.data !== "own" && points.length ? `; ${thousands(right)} are correct` : ""}. ` +
    `The background shows which class the network predicts${lines}.`
  );
}

export function networkWords({ net, sizes, settings }, { norms }) {
  const weights = net.params.flatMap(({ W }) => [...W.data]);
  const most = weights.reduce((size, w) => Math.max(size, Math.abs(w)), 0);
  const flow = norms.length && norms.every(Number.isFinite)
    ? ` Gradients are up to ${written(Math.max(...norms))} in norm.` : "";
  return (
    `A network of ${sizes.join(", ")} units, ${ACTIVATIONS[settings.activation].title}: ` +
    `${counted(weights.length, "weight")}, the largest of size ${written(most)}.${flow}`
  );
}

export function spaceWords({ sizes }, layer, [first, second]) {
  if (sizes.length < 3) return "No hidden space: the network has no hidden layer.";
  const axes = sizes[layer + 1] > 1
    ? `unit ${first + 1} across, unit ${second + 1} up` : "its one unit across";
  return `Each point at its activations in hidden layer ${layer + 1}: ${axes}.`;
}

export function lossWords({ losses }) {
  if (!losses.length) return "The loss over all points by step: no step has been taken yet.";
  const [first, last] = [losses[0], losses.at(-1)];
  return (
    `The loss over all points by step: from ${written(first[1])} at step ${thousands(first[0])} ` +
    `to ${written(last[1])} at step ${thousands(last[0])}.`
  );
}

export function normWords({ norms }) {
  const each = norms.map((norm, i) => `${written(norm)} in layer ${i + 1}`);
  return norms.length
    ? `The norm of the gradient of each layer's weights by step, now ${listed(each)}.`
    : NO_GRADIENTS;
}

export function activationWords({ record }) {
  if (!record) return "There are no points, so there are no activations.";
  if (record.zs.length < 2) return "There are no hidden activations.";
  const each = record.activations.slice(1).map(({ data }, i) => {
    const [low, high] = [Math.min(...data), Math.max(...data)];
    return `layer ${i + 1} from ${written(low)} to ${written(high)}`;
  });
  return `How often each activation occurs over all points: ${listed(each)}.`;
}

export function gradientWords({ dZs }) {
  if (!dZs) return NO_GRADIENTS;
  if (dZs.length < 2) return "There are no gradients at hidden units.";
  const each = dZs.slice(0, -1).map(({ data }, i) => {
    const zeros = data.reduce((count, slope) => count + (slope === 0), 0) / data.length;
    const most = data.reduce((size, slope) => Math.max(size, Math.abs(slope)), 0);
    return `layer ${i + 1} up to ${written(most * dZs[0].rows)}` +
      (zeros ? ` (${written(100 * zeros, 2)}${PERCENT} are exactly 0)` : "");
  });
  return `The size of each point's gradient at hidden units, by powers of ten: ${listed(each)}.`;
}
