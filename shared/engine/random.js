// NumPy's default_rng: the same draws, bit for bit, for the same seed.

import { PCG64 } from "./pcg64.js";
import { INVERSE_TAIL, TAIL, fillTable, log, width, inside, height } from "./ziggurat.js";

export class Generator {
  #bits;
  #kept; // the upper half of a draw of which only the lower was asked for
  #seed;
  #spawnKey;
  #children = 0;

  // A seed is a whole number or a list of them.
  constructor(seed, spawnKey = []) {
    this.#seed = seed;
    this.#spawnKey = spawnKey;
    this.#bits = new PCG64(seed, spawnKey);
  }

  // Independent generators.
  spawn(count) {
    const child = () => new Generator(this.#seed, [...this.#spawnKey, this.#children++]);
    return Array.from({ length: count }, child);
  }

  #draw32() {
    const kept = this.#kept;
    if (kept !== undefined) {
      this.#kept = undefined;
      return kept;
    }
    this.#bits.draw();
    const [low, high] = this.#bits.drawn;
    this.#kept = high;
    return low;
  }

  // From 0 to below 1.
  random() {
    this.#bits.draw();
    const { drawn } = this.#bits;
    return (drawn[1] * 2 ** 21 + (drawn[0] >>> 11)) / 2 ** 53;
  }

  uniform(low = 0, high = 1) {
    return low + (high - low) * this.random();
  }

  normal(mean = 0, scale = 1) {
    return mean + scale * this.#standardNormal();
  }

  uniforms(count, low, high) {
    return Float64Array.from({ length: count }, () => this.uniform(low, high));
  }

  // In a new array unless one is given.
  normals(count, mean = 0, scale = 1, values = new Float64Array(count)) {
    for (let i = 0; i < count; i++) values[i] = mean + scale * this.#standardNormal();
    return values;
  }

  #standardNormal() {
    const bits = this.#bits, { drawn } = bits;
    if (!height[0]) fillTable();
    for (;;) {
      bits.draw();
      const low = drawn[0], high = drawn[1], layer = low & 255;
      const place = (high & (2 ** 29 - 1)) * 2 ** 23 + (low >>> 9);
      const x = place * width[layer];
      if (place >= inside[layer]) {
        if (layer === 0) return this.#tail(high, low);
        const below = height[layer], above = height[layer - 1];
        if ((above - below) * this.random() + below >= Math.exp(-0.5 * x * x)) continue;
      }
      return x * (1 - ((low & 256) >>> 7)); // without a branch, which would be predicted half of the time
    }
  }

  // Beyond the layers (Marsaglia 1964). NumPy takes the C library's log1p, which rounds a few of
  // its results the other way: one normal in a million may differ in its last bit.
  #tail(high, low) {
    const sign = low & 2 ** 17 ? -1 : 1;
    for (;;) {
      const beyond = -INVERSE_TAIL * log(1 - this.random()), y = -log(1 - this.random());
      if (2 * y > beyond * beyond) return sign * (TAIL + beyond);
    }
  }

  // A whole number from 0 to last: as many bits as it has, again until they are not above it.
  #upTo(last) {
    const mask = 2 ** (32 - Math.clz32(last)) - 1;
    for (;;) {
      const drawn = (this.#draw32() & mask) >>> 0;
      if (drawn <= last) return drawn;
    }
  }

  // Shuffles a list in place.
  shuffle(list) {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.#upTo(i), kept = list[i];
      list[i] = list[j];
      list[j] = kept;
    }
    return list;
  }

  permutation(n) {
    const list = [];
    for (let i = 0; i < n; i++) list.push(i);
    return this.shuffle(list);
  }

  // A whole number from low to below high, at most 2^32 of them (Lemire 2019).
  integers(low, high) {
    if (high === undefined) [low, high] = [0, low];
    const count = high - low;
    if (count === 1) return low;
    const excluded = 2 ** 32 % count;
    for (;;) {
      const drawn = this.#draw32();
      const rest = Math.imul(drawn, count) >>> 0;
      if (rest >= excluded) return low + Math.round((drawn * count - rest) / 2 ** 32);
    }
  }
}
