// "The same run in NumPy": code of a cell that computes the parameters of a session with `shared`.

import { thousands } from "../engine/words.js";

const python = (number) => String(number).replace(/^(-?)Infinity$/, '$1float("inf")');

function optimizerOf({ optimizer, rate, momentum }) {
  if (optimizer === "adam") return `Adam(${python(rate)})`;
  return `SGD(${python(rate)}${optimizer === "momentum" ? `, momentum=${python(momentum)}` : ""})`;
}

function dataOf({ data, n, noise, dataSeed }) {
  const rng = `rng=np.random.default_rng(${dataSeed})`;
  if (data === "own") return [];
  const more = data === "spirals" ? ", classes=2" : "";
  return [`X, y = ${data}(${n}${more}, noise=${python(noise)}, ${rng})`];
}

function pointsOf(points, isAlone) {
  if (!points.length) return isAlone ? ["X, y = np.empty((0, 2)), np.empty(0, int)"] : [];
  const rows = points.map(([x, y]) => `[${python(x)}, ${python(y)}]`);
  const labels = wrapped(points.map(([, , label]) => python(label)));
  return isAlone
    ? ["X = np.array([", ...wrapped(rows), "])", "y = np.array([", ...labels, "])"]
    : ["X = np.vstack([X, [", ...wrapped(rows), "]])", "y = np.append(y, [", ...labels, "])"];
}

// Items separated by commas, in lines no wider than a cell.
function wrapped(items) {
  const lines = [""];
  for (const item of items) {
    if (lines.at(-1).length + item.length > 66) lines.push("");
    lines[lines.length - 1] += `${lines.at(-1) && " "}${item},`;
  }
  return lines.map((line) => `    ${line}`);
}

const EVENTS = {
  set: ([name, value], settings) =>
    ({
      activation: [`net.activation = ACTIVATIONS["${value}"]`],
      l2: [`net.l2 = ${python(value)}`],
      rate: [`optimizer.learning_rate = ${python(value)}`],
      batch: [`batches = epochs(${value})`],
    })[name] ?? [`optimizer = ${optimizerOf(settings)}`],
  weight: ([layer, from, to, value]) => {
    const place = from === "b" ? `[1][${to}]` : `[0][${from}, ${to}]`;
    return [`net.params[${layer}]${place} = ${python(value)}`];
  },
  cut: ([layer, unit]) => [`net.params[${layer + 1}][0][${unit}] = 0`],
  add: ([x, y, label]) => [
    `X, y = np.vstack([X, [${python(x)}, ${python(y)}]]), np.append(y, ${label})`,
  ],
  move: ([index, x, y], settings, drawn) => [
    `X[${drawn + index}] = [${python(x)}, ${python(y)}]`,
  ],
  remove: ([index], settings, drawn) => [
    `X, y = np.delete(X, ${drawn + index}, axis=0), np.delete(y, ${drawn + index})`,
  ],
  clear: (_, settings, drawn) => [`X, y = X[:${drawn}], y[:${drawn}]`],
};

const TRAIN = [
  "def epochs(batch_size):",
  '    """Yield minibatches, one epoch after the other."""',
  "    while True:",
  "        yield from minibatches(X, y, batch_size, rng)",
  "",
  "",
  "def train(steps):",
  '    """Take some more steps."""',
  "    for some_X, some_y in islice(batches, steps):",
  '        _, grads = net.gradients(some_X, some_y, "binary_cross_entropy")',
  "        net.params = optimizer.step(net.params, grads)",
];

export function numpyCode({ initial, events, step, drawn }) {
  const settings = { ...initial.settings };
  const { seed, hidden, activation, initializer, scale, l2 } = settings;
  const lines = [...dataOf(settings), ...pointsOf(initial.points, settings.data === "own")];
  const names = `"${activation}", "${initializer}"`;
  lines.push(
    `rng = np.random.default_rng(${seed})`,
    `sizes = [${[2, ...hidden, 1].join(", ")}]`,
    `net = MLP(sizes, ${names}, rng=rng, l2=${python(l2)})`,
  );
  if (scale !== 1) lines.push(`net.params = [(${python(scale)} * W, b) for W, b in net.params]`);
  lines.push(`optimizer = ${optimizerOf(settings)}`);
  const course = [`batches = epochs(${settings.batch})`];
  let at = 0;
  const trainTo = (next) => {
    if (next > at) course.push(`train(${next - at})${at ? `  # to step ${thousands(next)}` : ""}`);
    at = next;
  };
  for (const [when, kind, ...rest] of events) {
    trainTo(when);
    if (kind === "set") settings[rest[0]] = rest[1];
    course.push(...EVENTS[kind](rest, settings, drawn.length));
    if (/add|move|remove|clear/.test(kind)) course.push(`batches = epochs(${settings.batch})`);
  }
  trainTo(step);
  const blank = ["", ""];
  return [
    ...imports(lines, course), "", ...lines, ...blank, ...TRAIN, ...blank, ...course, "",
  ].join("\n");
}

function imports(...parts) {
  const text = parts.flat().join("\n");
  const data = /\b(xor|moons|circles|spirals)\(/.exec(text);
  const optimizers = ["SGD", "Adam"].filter((name) => text.includes(`${name}(`));
  return [
    "from itertools import islice",
    "",
    "import numpy as np",
    "",
    ...(text.includes("ACTIVATIONS") ? ["from shared.activations import ACTIVATIONS"] : []),
    ...(data ? [`from shared.datasets import ${data[1]}`] : []),
    "from shared.mlp import MLP",
    `from shared.training import ${[...optimizers, "minibatches"].join(", ")}`,
  ];
}
