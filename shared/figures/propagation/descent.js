// Gradient descent on the loss of two weights, the mean of (w2 tanh(w1 x) - y)².

import { counted, written } from "../../engine/words.js";

const SETTLED = 1e-9;
const LEAST = 1e-10;

export const twin = ({ X, Y, extent: [low, high], minimum, curvatures, directions }) => {
  // [slope along w1, slope along w2, loss]
  function slopes(w1, w2) {
    let slope1 = 0, slope2 = 0, sum = 0;
    X.forEach((x, i) => {
      const hidden = Math.tanh(x * w1);
      const error = hidden * w2 - Y[i];
      const back = (2 / X.length) * error;
      sum += error * error;
      slope1 += x * (back * w2 * (1 - hidden * hidden));
      slope2 += hidden * back;
    });
    return [slope1, slope2, sum / X.length];
  }

  // Until the loss is above that of the start: then also the mean curvature along the last step.
  function descend(rate, w1, w2, steps) {
    let [slope1, slope2, loss] = slopes(w1, w2);
    const path = [[w1, w2, loss]];
    while (path.length <= steps) {
      const before = loss;
      const square = slope1 * slope1 + slope2 * slope2;
      w1 -= rate * slope1;
      w2 -= rate * slope2;
      [slope1, slope2, loss] = slopes(w1, w2);
      path.push([w1, w2, loss]);
      if (loss > path[0][2]) {
        return { path, curvature: (2 * (loss - before + rate * square)) / (rate * rate * square) };
      }
    }
    return { path };
  }

  // What the parabola near the nearer minimum says of the loss along an eigenvector.
  function part([w1, w2], which) {
    const sign = w1 * minimum[0] + w2 * minimum[1] < 0 ? -1 : 1;
    const [d1, d2] = directions[which];
    const distance = (sign * w1 - minimum[0]) * d1 + (sign * w2 - minimum[1]) * d2;
    return (curvatures[which] / 2) * distance * distance;
  }

  const near = (w) => Math.min(Math.max(w, low - 9), high + 9);
  const isOutside = (w) => w < low || w > high;

  return ({ learning_rate: rate, step, start_w1: start1, start_w2: start2 }) => {
    const { path, curvature } = descend(rate, start1, start2, step);
    const steps = path.map((_, index) => index);
    const line = [0, 1].map((axis) => path.map((point) => near(point[axis])));
    const place = (index) => line.map((each) => [each.at(index)]);
    const heights = (f) => [steps, path.map((point) => Math.max(f(point), LEAST))];
    const marks = {
      "path-ink": line,
      "path-paper": line,
      "start-ink": place(0),
      "start-paper": place(0),
      "end-ink": place(-1),
      "end-paper": place(-1),
      end: place(-1),
      along: heights((point) => part(point, 0)),
      across: heights((point) => part(point, 1)),
      loss: heights(([, , loss]) => loss - minimum[2]),
    };

    const [w1, w2, loss] = path.at(-1);
    const excess = loss - minimum[2];
    const size = excess > SETTLED ? `${written(excess, 2)} above` : "less than 10⁻⁹ above";
    let words =
      `Learning rate ${written(rate)}, ${counted(path.length - 1, "step")} from ` +
      `(${written(start1)}, ${written(start2)}): the weights are ${written(w1)} and ` +
      `${written(w2)}, and the loss is ${size} its minimum.`;
    if (isOutside(w1) || isOutside(w2)) words += " The weights are outside the picture.";
    if (curvature !== undefined) {
      words +=
        " The run stops here, because the loss exceeds the initial loss. The last step raised " +
        `it from ${written(path.at(-2)[2])} to ${written(loss)}. The mean curvature along this ` +
        `step is ${written(curvature)}, more than 2/η = ${written(2 / rate)}, so the step ` +
        "went past the lowest point and ended higher on the other side.";
    } else if (start1 === 0 && start2 === 0) {
      words += " Both slopes are 0 there, so no step leaves this point, although it is no minimum.";
    }
    return { marks, words };
  };
};
