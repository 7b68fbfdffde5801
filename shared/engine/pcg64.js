// NumPy's bit generator PCG64 (XSL-RR), after O'Neill 2014.
//
// A number of 128 bits is four words of 32 bits, lowest first. A few products of a word and 16 bits
// add up exactly in a double, which is many times faster than BigInt.

import { seedWords } from "./seeds.js";

// The multiplier, 16 bits each, lowest first.
const A = 0xf645, B = 0x9fcc, C = 0xdf64, D = 0x4385, E = 0x5da4, F = 0x1fc6, G = 0xed05, H = 0x2360;
const HALF = 2 ** 16, WORD = 2 ** 32;
const { floor } = Math;

export class PCG64 {
  drawn = new Uint32Array(2); // the latest 64 bits, the lower half first
  #state = new Uint32Array(4); // it keeps the lowest 32 bits of a number
  #increment = new Uint32Array(4);

  constructor(seed, spawnKey) {
    const [a, b, c, d, e, f, g, h] = seedWords(seed, spawnKey, 8);
    const start = [c, d, a, b], stream = [g, h, e, f], increment = this.#increment;
    stream.forEach((word, i) => (increment[i] = (word << 1) | (i ? stream[i - 1] >>> 31 : 1)));
    // NumPy starts at 0, steps, adds the start and steps again.
    let carry = 0;
    for (let i = 0; i < 4; i++) {
      carry += start[i] + increment[i];
      this.#state[i] = carry;
      carry = floor(carry / WORD);
    }
    this.#step();
  }

  // Multiplies the state and adds the increment, modulo 2^128.
  #step() {
    const state = this.#state, increment = this.#increment;
    const p = state[0], q = state[1], r = state[2], s = state[3];
    // Multiples of 2^16, 2^48 and 2^80: their lowest 16 bits belong to one word, the rest to the next.
    const first = p * B, second = p * D + q * B, third = p * F + q * D + r * B;
    const over1 = floor(first / HALF), over2 = floor(second / HALF), over3 = floor(third / HALF);
    const w = increment[0] + p * A + (first - over1 * HALF) * HALF;
    const x = increment[1] + p * C + q * A + over1 + (second - over2 * HALF) * HALF + floor(w / WORD);
    const y = increment[2] + p * E + q * C + r * A + over2 + (third - over3 * HALF) * HALF +
      floor(x / WORD);
    const last = p * H + q * F + r * D + s * B, z = p * G + q * E + r * C + s * A;
    state[0] = w;
    state[1] = x;
    state[2] = y;
    state[3] = increment[3] + z + over3 + (last - floor(last / HALF) * HALF) * HALF + floor(y / WORD);
  }

  // Draws 64 bits: the halves of the state, folded into one and rotated by its highest six bits.
  draw() {
    this.#step();
    const s = this.#state, drawn = this.drawn;
    const turn = s[3] >>> 26, swapped = turn >>> 5, by = turn & 31;
    const low = s[swapped] ^ s[swapped + 2], high = s[1 - swapped] ^ s[3 - swapped];
    // JavaScript shifts by 32 as by 0: hence in two steps.
    drawn[0] = (low >>> by) | ((high << 1) << (31 - by));
    drawn[1] = (high >>> by) | ((low << 1) << (31 - by));
  }
}
