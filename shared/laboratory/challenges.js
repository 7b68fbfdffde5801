// Ten small challenges, in the order of the list in laboratory.md, which describes them. `isMet` returns
// whether a challenge is met, from a session and the result of its `measure`. `start` has the settings that
// its button sets.

const sum = (values) => values.reduce((a, b) => a + b, 0);
const hasWeights = ({ params }) => params.every(({ W }) => W.data.some((w) => w !== 0));

export const CHALLENGES = [
  {
    name: "xor",
    start: { data: "xor", noise: 0.1, hidden: [2] },
    isMet: ({ settings, drawn, own }, { accuracy }) =>
      settings.data === "xor" && drawn.length >= 20 && settings.noise >= 0.05 && !own.length &&
      `${settings.hidden}` === "2" && accuracy >= 0.95,
  },
  {
    name: "circles",
    start: { data: "circles", noise: 0.08, hidden: [3], activation: "relu" },
    isMet: ({ settings, drawn }, { accuracy }) =>
      settings.data === "circles" && drawn.length >= 50 && `${settings.hidden}` === "3" &&
      settings.activation === "relu" && accuracy === 1,
  },
  {
    name: "spirals",
    start: { data: "spirals", noise: 0.02, hidden: [6] },
    isMet: ({ settings, drawn, own }, { accuracy }) =>
      settings.data === "spirals" && drawn.length >= 100 && !own.length &&
      sum(settings.hidden) <= 6 && accuracy >= 0.98,
  },
  {
    name: "linear",
    start: { data: "circles", hidden: [8, 8], activation: "relu" },
    isMet: (session, { loss }) =>
      session.settings.data === "circles" && session.settings.hidden.length >= 2 &&
      session.initial.settings.activation === "identity" &&
      session.settings.activation === "identity" && session.step >= 500 && loss > 0.6,
  },
  {
    name: "vanish",
    start: { hidden: [8, 8, 8, 8], activation: "tanh" },
    isMet: ({ net, settings }, { norms }) =>
      settings.hidden.length >= 3 && norms[0] < 1e-6 * norms.at(-1) && hasWeights(net),
  },
  {
    name: "diverge",
    start: { activation: "relu" },
    isMet: ({ hasDiverged }) => hasDiverged,
  },
  {
    name: "oscillate",
    // With this noise the loss has a minimum. At learning rates from 3 to 15, steps jump over it.
    start: { data: "moons", noise: 0.3, n: 100, batch: 100, hidden: [2] },
    isMet: ({ latest, settings, points, hasDiverged }) =>
      !hasDiverged && settings.optimizer === "sgd" && settings.batch >= points.length &&
      isAlternating(latest.slice(-101)),
  },
  {
    name: "symmetry",
    start: { data: "moons", initializer: "constant", hidden: [4] },
    isMet: ({ initial, settings, events, drawn }, { accuracy }) =>
      initial.settings.initializer === "constant" && settings.data === "moons" &&
      drawn.length >= 50 && settings.hidden[0] >= 2 && accuracy >= 0.95 &&
      events.some(([step, kind]) => kind === "weight" && step === 0),
  },
  {
    name: "dead",
    start: { activation: "relu", hidden: [4] },
    isMet: ({ settings, net }, { dead }) =>
      settings.activation === "relu" && hasWeights(net) &&
      dead.some((units, layer) => units.length >= 4 && units.length === settings.hidden[layer]),
  },
  {
    name: "own",
    start: { data: "own", hidden: [6], batch: 4 },
    isMet: ({ settings, own }, { accuracy }) => {
      if (settings.data !== "own" || accuracy !== 1) return false;
      const [first, second] = [0, 1].map((label) => own.filter(([, , of]) => of === label));
      return first.length >= 4 && second.length >= 4 && !isSeparable(first, second);
    },
  },
];

function isAlternating(losses) {
  if (losses.length < 101 || losses.some((loss) => !(loss < 2))) return false;
  for (let i = 2; i < losses.length; i++) {
    if ((losses[i] - losses[i - 1]) * (losses[i - 1] - losses[i - 2]) >= 0) return false;
  }
  return true;
}

// Whether a line separates two sets of points: then all differences lie on one side of a line through 0.
export function isSeparable(first, second) {
  const angles = [];
  for (const [a, b] of first) {
    for (const [c, d] of second) {
      if (a === c && b === d) return false;
      angles.push(Math.atan2(d - b, c - a));
    }
  }
  angles.sort((a, b) => a - b);
  const gaps = angles.map((angle, i) => (angles[i + 1] ?? angles[0] + 2 * Math.PI) - angle);
  return gaps.some((gap) => gap > Math.PI + 1e-9);
}
