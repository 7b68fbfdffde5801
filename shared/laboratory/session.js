// A run of training, as a state describes it: the data, the network and the training.

import { ACTIVATIONS } from "../engine/activations.js";
import { INITIALIZERS } from "../engine/initializers.js";
import { binaryCrossEntropy } from "../engine/binary_cross_entropy.js";
import { matrix } from "../engine/matrix.js";
import { Net, classes } from "../engine/network.js";
import { adam, sgd } from "../engine/optimizers.js";
import { Generator } from "../engine/random.js";
import { minibatches } from "../engine/training.js";
import { generated } from "./datasets.js";

const KEPT = 200; // number of latest losses that are kept

export class Session {
  step = 0;
  hasDiverged = false;
  hasContradiction = false; // whether points of both classes coincide
  latest = []; // losses on the latest minibatches, the last one last
  #next = 0; // index of the next event

  // The run at the start of a state; `advance` takes it to the state's step.
  constructor({ settings, points, events }) {
    this.initial = { settings: { ...settings }, points: [...points] };
    this.events = [...events];
    this.settings = { ...settings };
    this.own = [...points];
    this.drawn = generated(settings);
    const rng = (this.rng = new Generator(settings.seed));
    this.sizes = [2, ...settings.hidden, 1];
    const { draw } = INITIALIZERS[settings.initializer];
    this.net = new Net(this.sizes, ACTIVATIONS[settings.activation], draw, rng);
    for (const { W } of this.net.params) W.data.forEach((w, i) => (W.data[i] = settings.scale * w));
    this.net.l2 = settings.l2;
    this.#setOptimizer();
    this.#setData();
    this.#applyDue();
  }

  // The state at this step.
  get state() {
    return { ...this.initial, events: this.events, step: this.step };
  }

  // Whether a step is possible, or why not.
  get obstacle() {
    if (!this.X.rows) return "There is no point yet: place some in the plane, or choose data.";
    if (this.hasDiverged) {
      return "The loss is no longer a finite number, so no step is possible: go back to the start " +
        "with a lower learning rate, or undo.";
    }
    return "";
  }

  // Takes one step of training; false if that is not possible.
  advance() {
    if (this.obstacle) return false;
    let batch = this.#batches.next();
    if (batch.done) {
      this.#beginEpoch();
      batch = this.#batches.next();
    }
    const loss = this.net.gradients(...batch.value, binaryCrossEntropy);
    if (!Number.isFinite(loss)) {
      this.hasDiverged = true;
      return false;
    }
    this.optimizer(this.net.values, this.net.slopes);
    this.step++;
    this.#applyDue(); // also at the last step of a run that is repeated
    if (this.latest.push(loss) > 2 * KEPT) this.latest.splice(0, KEPT);
    return true;
  }

  // Removes all events at later steps.
  stay() {
    this.events = this.events.slice(0, this.#next);
  }

  // Applies an event at the current step and records it.
  intervene(kind, ...rest) {
    this.stay();
    const target = kind === "set" ? 1 : kind === "weight" ? 3 : -1;
    // A new event replaces an event that changes the same setting or weight at the same step.
    this.events = this.events.filter(([step, ...event]) => {
      return step < this.step || event[0] !== kind || target < 0 ||
        rest.slice(0, target).some((value, i) => value !== event[i + 1]);
    });
    this.events.push([this.step, kind, ...rest]);
    this.#next = this.events.length;
    this.#apply(kind, rest);
  }

  #applyDue() {
    for (; this.events[this.#next]?.[0] <= this.step; this.#next++) {
      const [, kind, ...rest] = this.events[this.#next];
      this.#apply(kind, rest);
    }
  }

  #apply(kind, rest) {
    const { params } = this.net;
    if (kind === "set") {
      const [name, value] = rest;
      this.settings[name] = value;
      if (name === "activation") this.net.activation = ACTIVATIONS[value];
      else if (name === "l2") this.net.l2 = value;
      else if (name === "rate") this.optimizer.learningRate = value;
      else if (name === "batch") this.#beginEpoch();
      else this.#setOptimizer();
    } else if (kind === "weight") {
      const [layer, from, to, value] = rest, { W, b } = params[layer];
      if (from === "b") b[to] = value;
      else W.data[from * W.columns + to] = value;
    } else if (kind === "cut") {
      const [layer, unit] = rest, { W } = params[layer + 1];
      W.data.fill(0, unit * W.columns, (unit + 1) * W.columns);
    } else {
      if (kind === "add") this.own.push(rest);
      else if (kind === "move") this.own[rest[0]] = moved(this.own, ...rest);
      else if (kind === "remove") this.own.splice(rest[0], 1);
      else this.own = [];
      this.#setData();
    }
  }

  #setOptimizer() {
    const { optimizer, momentum, rate } = this.settings;
    this.optimizer =
      optimizer === "adam" ? adam(rate) : sgd(rate, optimizer === "momentum" ? momentum : 0);
  }

  #setData() {
    this.points = [...this.drawn, ...this.own];
    const { length } = this.points;
    this.X = matrix(length, 2, Float64Array.from(this.points.flatMap(([x, y]) => [x, y])));
    this.labels = this.points.map(([, , label]) => label);
    const classes = new Map(this.points.map(([x, y, label]) => [`${x} ${y}`, label]));
    this.hasContradiction = this.points.some(([x, y, label]) => classes.get(`${x} ${y}`) !== label);
    this.#beginEpoch();
  }

  #batches;
  #beginEpoch() {
    this.#batches = minibatches(this.X, this.labels, this.settings.batch, this.rng);
  }

  // --- measurements -------------------------------------------------------------------------------

  // Loss, accuracy and gradients over all points. The gradients stay in `net` until the next step.
  measure() {
    const { net, X, labels } = this;
    if (!X.rows) return { loss: NaN, accuracy: NaN, right: 0, norms: [], dead: [] };
    const objective = net.gradients(X, labels, binaryCrossEntropy);
    // No destructuring here: minifiers would move it before the line above.
    const passed = net.passed, record = passed.record;
    const found = classes(record.output);
    const right = found.reduce((sum, label, i) => sum + (label === labels[i]), 0);
    return {
      loss: binaryCrossEntropy(record.output, labels),
      objective,
      right,
      accuracy: right / X.rows,
      norms: net.grads.map(({ W }) => Math.hypot(...W.data)),
      dead: record.zs.slice(0, -1).map((Z) => deadUnits(Z, net.activation)),
      record,
      dZs: passed.dZs,
    };
  }

  // The state for "Back to start": the current settings, and the weights set before step 1.
  get beginning() {
    const kept = this.events.filter(([step, kind]) => step === 0 && /weight|cut/.test(kind));
    return { settings: { ...this.settings }, points: [...this.own], events: kept, step: 0 };
  }

  // The state at step 0 after a change of a setting.
  changed(name, value) {
    const { settings, points, events } = this.beginning;
    const next = { settings: { ...settings, [name]: value }, points, events, step: 0 };
    if (name === "hidden") next.events = [];
    return next;
  }
}

// The point at a new position.
export const moved = (points, index, x, y) => [x, y, points[index][2]];

// The units of a layer through which no gradient flows, for all points.
function deadUnits({ rows, columns, data }, { df }) {
  const dead = [];
  for (let unit = 0; unit < columns; unit++) {
    let isDead = true;
    for (let i = unit; isDead && i < rows * columns; i += columns) {
      isDead = Math.abs(df(data[i])) < 1e-6;
    }
    if (isDead) dead.push(unit);
  }
  return dead;
}
