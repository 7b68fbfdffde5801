// The settings of the laboratory, and the address that contains its state.
//
// A state is { settings, points, events, step }: the settings and points before the first step, the changes
// of the reader at later steps, and the number of steps taken. It determines the whole training.

import { ACTIVATIONS } from "../engine/activations.js";
import { INITIALIZERS } from "../engine/initializers.js";

export const VERSION = 1;
export const MOST_LAYERS = 4;
export const MOST_UNITS = 16;
export const MOST_POINTS = 1000;
export const MOST_EVENTS = 1000;
export const MOST_STEPS = 1e7;
const FARTHEST = 100; // maximum absolute value of a coordinate

const choice = (title, options, initial, when) => ({ title, options, initial, when });
const number = (title, low, high, initial, when, more) => ({
  title, low, high, initial, when, ...more,
});
const titles = (registry) => {
  return Object.fromEntries(Object.entries(registry).map(([name, { title }]) => [name, title]));
};
const whole = { isWhole: true };

// `when` says when a setting can change: only before step 1 (start), at any step (live), or it affects only
// the pictures (look).
export const SETTINGS = {
  data: choice(
    "Data",
    {
      circles: "Circles", moons: "Moons", xor: "XOR", spirals: "Spirals", own: "Only my own points",
    },
    "circles",
    "start",
  ),
  n: number("Points", 4, 500, 100, "start", whole),
  noise: number("Noise", 0, 1, 0.08, "start"),
  dataSeed: number("Seed of the data", 0, 999999, 0, "start", whole),
  hidden: {
    title: "Hidden layers",
    initial: [3],
    when: "start",
    parse: (text) => (text === "" ? [] : text.split("-").map(wholeNumber)),
    isValid: (widths) =>
      widths.length <= MOST_LAYERS && widths.every((width) => width >= 1 && width <= MOST_UNITS),
    write: (widths) => widths.join("-"),
    range: `up to ${MOST_LAYERS} widths from 1 to ${MOST_UNITS}, such as 3 or 8-8`,
  },
  activation: choice("Activation", titles(ACTIVATIONS), "tanh", "live"),
  initializer: choice("Initialiser", titles(INITIALIZERS), "glorot_normal", "start"),
  scale: number("Scale of the weights", 0, 1000, 1, "start"),
  seed: number("Seed of the weights", 0, 999999, 1, "start", whole),
  optimizer: choice(
    "Optimiser",
    { sgd: "SGD", momentum: "SGD with momentum", adam: "Adam" },
    "sgd",
    "live",
  ),
  momentum: number("Momentum", 0, 0.999, 0.9, "live"),
  rate: number("Learning rate", 0, 1e9, 0.3, "live", { isAbove: true }),
  batch: number("Batch size", 1, 1000, 10, "live", whole),
  l2: number("L2 penalty", 0, 100, 0, "live"),
  speed: choice(
    "Speed",
    { 1: "1 step a frame", 10: "10 steps a frame", max: "as fast as it can" },
    "10",
    "look",
  ),
  edges: choice(
    "Edges show",
    { weights: "weights", gradients: "gradients", both: "weights and gradients" },
    "both",
    "look",
  ),
  space: {
    title: "Hidden space",
    initial: [0, 1, 2],
    when: "look",
    parse: (text) => text.split("-").map(wholeNumber),
    isValid: (parts) =>
      parts.length === 3 && parts[0] <= MOST_LAYERS &&
      parts.slice(1).every((unit) => unit >= 1 && unit <= MOST_UNITS),
    write: (parts) => parts.join("-"),
    range: "a layer, 0 for the last, and two of its units, such as 0-1-2",
  },
};

function wholeNumber(text) {
  return /^\d{1,9}$/.test(text) ? Number(text) : NaN;
}

// The value of a setting that a text represents, or undefined if it is not accepted.
export function parsed(name, text) {
  const setting = SETTINGS[name];
  if (setting.options) return Object.hasOwn(setting.options, text) ? text : undefined;
  if (setting.parse) {
    const value = setting.parse(text);
    return setting.isValid(value) ? value : undefined;
  }
  const value = text.trim() === "" ? NaN : Number(text);
  const { low, high, isWhole, isAbove } = setting;
  const isRight = value >= low && value <= high && (!isWhole || Number.isInteger(value));
  return isRight && !(isAbove && value === low) ? value : undefined;
}

export function written(name, value) {
  return SETTINGS[name].write?.(value) ?? String(value);
}

// A description of the values that a setting accepts.
export function accepted(name) {
  const { options, range, low, high, isWhole, isAbove } = SETTINGS[name];
  if (options) return "one of the names in the list";
  if (range) return range;
  const most = high >= 1e6 ? high.toExponential().replace("e+", "e") : high;
  return isAbove
    ? `a number above ${low} and at most ${most}`
    : `a ${isWhole ? "whole " : ""}number from ${low} to ${most}`;
}

export function initialState() {
  const each = Object.entries(SETTINGS).map(([name, { initial }]) => [name, initial]);
  return { settings: Object.fromEntries(each), points: [], events: [], step: 0 };
}

// A point is [x, y, class], with coordinates of at most two decimals.
export function pointAt(x, y, label) {
  const near = (value) => Math.round(Math.min(Math.max(value, -FARTHEST), FARTHEST) * 100) / 100 + 0;
  return [near(x), near(y), label ? 1 : 0];
}

// --- the address ---------------------------------------------------------------------------------

export function toAddress({ settings, points, events, step }) {
  const parts = [`v=${VERSION}`];
  for (const [name, value] of Object.entries(settings)) {
    const text = written(name, value);
    if (text !== written(name, SETTINGS[name].initial)) parts.push(`${name}=${text}`);
  }
  if (points.length) parts.push(`points=${points.map((point) => point.join("_")).join("~")}`);
  if (events.length) parts.push(`events=${events.map((event) => event.join("_")).join("~")}`);
  if (step) parts.push(`step=${step}`);
  return `#${parts.join("&")}`;
}

export const isAddress = (hash) => /^#v=/.test(hash);

// The state that an address contains, and a sentence about its parts that were not understood.
export function fromAddress(hash) {
  const state = initialState(), wrong = [];
  let version;
  for (const part of decoded(hash).replace(/^#/, "").slice(0, 200000).split("&")) {
    const [name, text = ""] = splitOnce(part, "=");
    if (name === "v") version = text;
    else if (name === "points") state.points = pointsOf(text, wrong);
    else if (name === "events") state.events = text.split("~").map((each) => each.split("_"));
    else if (name === "step") state.step = stepOf(text, wrong);
    else if (Object.hasOwn(SETTINGS, name)) {
      const value = parsed(name, text);
      if (value === undefined) wrong.push(`${SETTINGS[name].title}, ${accepted(name)}`);
      else state.settings[name] = value;
    } else if (name) wrong.push("a name that is not known here");
  }
  state.events = eventsOf(state, wrong);
  if (version !== String(VERSION)) wrong.unshift("its version, which this page does not know");
  const told = [...new Set(wrong)];
  return {
    state,
    sentence: told.length
      ? `Not all of the address was understood (${told.slice(0, 3).join("; ")}` +
        `${told.length > 3 ? "; and more" : ""}). The rest of it is set.`
      : "",
  };
}

// Decodes an address: mail programs and others may write characters as %7E and the like.
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function splitOnce(text, sign) {
  const at = text.indexOf(sign);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function stepOf(text, wrong) {
  const step = wholeNumber(text);
  if (step <= MOST_STEPS) return step;
  wrong.push(`the step, a whole number from 0 to ${MOST_STEPS}`);
  return 0;
}

function pointOf([x, y, label]) {
  const isPlace = (text) => /^-?\d{1,3}(\.\d+)?$/.test(text) && Math.abs(text) <= FARTHEST;
  return isPlace(x) && isPlace(y) && /^[01]$/.test(label) && pointAt(+x, +y, +label);
}

function pointsOf(text, wrong) {
  const all = text.split("~").map((each) => pointOf(each.split("_")));
  const points = all.filter(Boolean);
  if (points.length < all.length) wrong.push("points, each of which is x, y and a class, 0 or 1");
  if (points.length > MOST_POINTS) wrong.push(`points, at most ${MOST_POINTS}`);
  return points.slice(0, MOST_POINTS);
}

// --- events: changes of the reader during a run -----------------------------------------------------
//
// [step, "set", name, value], [step, "weight", layer, from or "b", to, value],
// [step, "cut", layer, unit], [step, "add", x, y, class], [step, "move", index, x, y],
// [step, "remove", index], [step, "clear"]

function eventsOf({ settings, points, events, step }, wrong) {
  const sizes = [2, ...settings.hidden, 1], known = [];
  let at = 0, count = points.length;
  for (const [when, kind, ...rest] of events.slice(0, MOST_EVENTS)) {
    const next = wholeNumber(when), event = eventOf(kind, rest, sizes, count);
    if (!event || !(next >= at && next <= step)) {
      wrong.push("a change in the course of the run");
      continue;
    }
    at = next;
    if (kind === "add") count++;
    if (kind === "remove") count--;
    if (kind === "clear") count = 0;
    known.push([at, kind, ...event]);
  }
  return known;
}

function eventOf(kind, rest, sizes, count) {
  const [first, second, third, last] = rest;
  const isIndex = (text, end) => wholeNumber(text) < end;
  if (kind === "set") {
    if (!Object.hasOwn(SETTINGS, first) || SETTINGS[first].when !== "live") return false;
    const value = parsed(first, rest.slice(1).join("_"));
    return value !== undefined && [first, value];
  }
  if (kind === "weight") {
    const layer = isIndex(first, sizes.length - 1) && +first, value = weightOf(last);
    const isFrom = second === "b" || isIndex(second, sizes[layer]);
    if (layer === false || !isFrom || !isIndex(third, sizes[layer + 1])) return false;
    return value !== undefined && [layer, second === "b" ? "b" : +second, +third, value];
  }
  if (kind === "cut") {
    const isUnit = isIndex(first, sizes.length - 2) && isIndex(second, sizes[+first + 1]);
    return isUnit && [+first, +second];
  }
  if (kind === "add") return count < MOST_POINTS && pointOf(rest);
  if (kind === "move") {
    const place = isIndex(first, count) && pointOf([second, third, "0"]);
    return place && [+first, ...place.slice(0, 2)];
  }
  if (kind === "remove") return isIndex(first, count) && [+first];
  return kind === "clear" && [];
}

// The weight that a reader typed, or undefined if it is not accepted.
export function weightOf(text = "") {
  const value = text.trim() === "" ? NaN : Number(text);
  return Math.abs(value) <= 1e6 ? value : undefined;
}
