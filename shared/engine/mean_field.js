// Mean-field theory of wide random nets, as in shared/propagation.py, for an activation without bends
// or breaks: { f, df }, with variances of weights and biases w2 and b2.

// The rule of equal steps: for smooth functions its error falls faster than any power of the step.
const STEP = 0.05;
const NODES = Float64Array.from({ length: 481 }, (_, i) => (i - 240) * STEP);
const WEIGHTS = NODES.map((z) => (STEP * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI));
// More than a tanh of variance 10 needs.
const MOST_TERMS = 1000;

// E g(sqrt(q) z) for a standard normal z
function mean(g, q) {
  const root = Math.sqrt(q);
  let sum = 0;
  for (let i = 0; i < NODES.length; i++) sum += WEIGHTS[i] * g(root * NODES[i]);
  return sum;
}

const square = (g) => (z) => g(z) ** 2;

export const varianceMap = ({ f }, q, w2, b2) => w2 * mean(square(f), q) + b2;

// The slope of the correlation map at 1.
export const chi = ({ df }, q, w2) => w2 * mean(square(df), q);

// Where growth turns from positive at low to negative at high: false position, in which an end that
// stays twice loses half of its weight (Dowell & Jarratt 1971).
function zero(growth, low, high) {
  let above = growth(low), below = growth(high), place = low, turned = 0;
  for (let round = 0; round < 100; round++) {
    const last = place;
    place = low + ((high - low) * above) / (above - below);
    const found = growth(place);
    if (found === 0 || Math.abs(place - last) < 1e-15 * place) break;
    if (found > 0) {
      if (turned > 0) below /= 2;
      [low, above, turned] = [place, found, 1];
    } else {
      if (turned < 0) above /= 2;
      [high, below, turned] = [place, found, -1];
    }
  }
  return place;
}

// The smallest variance that a layer keeps; b2 is above 0, so that smaller ones grow.
export function fixedPoint(activation, w2, b2) {
  return upward((q) => varianceMap(activation, q, w2, b2) - q, b2);
}

// The variance of weights at which chi is 1 at the fixed point, and that point.
export function criticalPoint(activation, b2) {
  const weight = (q) => 1 / chi(activation, q, 1);
  const q = upward((q) => varianceMap(activation, q, weight(q), b2) - q, b2);
  return [weight(q), q];
}

function upward(growth, low) {
  let high = 2 * low;
  while (growth(high) > 0) [low, high] = [high, 2 * high];
  return zero(growth, low, high);
}

// From a correlation to that in the next layer, where both variances are q. By Mehler's formula it is
// a power series whose coefficients are the squares of those of f in normalised Hermite polynomials.
export function correlationMap({ f }, q, w2, b2) {
  const root = Math.sqrt(q);
  const weighted = NODES.map((z, i) => WEIGHTS[i] * f(root * z));
  const before = new Float64Array(NODES.length), now = new Float64Array(NODES.length).fill(1);
  const squares = [];
  const whole = mean(square(f), q);
  for (let k = 0, rest = whole; k < MOST_TERMS && rest > 1e-15 * whole; k++) {
    const back = Math.sqrt(k), scale = 1 / Math.sqrt(k + 1);
    let sum = 0;
    for (let i = 0; i < NODES.length; i++) {
      sum += weighted[i] * now[i];
      const next = (NODES[i] * now[i] - back * before[i]) * scale;
      before[i] = now[i];
      now[i] = next;
    }
    squares.push(sum * sum);
    rest -= sum * sum;
  }
  const covariance = (c) => {
    let sum = 0;
    for (let k = squares.length - 1; k >= 0; k--) sum = sum * c + squares[k];
    return w2 * sum + b2;
  };
  return (c) => Math.min(covariance(c) / (w2 * whole + b2), 1);
}
