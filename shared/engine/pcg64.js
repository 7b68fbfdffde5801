// NumPy's bit generator PCG64 (XSL-RR), after O'Neill 2014.
//
// A number of 128 bits is eight limbs of 16 bits, lowest first: sums of their products are exact in
// a double, and several times faster than BigInt.

import { seedWords } from "./seeds.js";

const limbs = (words) => Uint16Array.from(words.flatMap((word) => [word, word >>> 16]));
const MULTIPLIER = limbs([0x9fccf645, 0x4385df64, 0x1fc65da4, 0x2360ed05]);

export class PCG64 {
  low; // the halves of the latest 64 bits, as unsigned whole numbers
  high;
  #state;
  #next = new Uint16Array(8);
  #increment;

  constructor(seed, spawnKey) {
    const [a, b, c, d, e, f, g, h] = seedWords(seed, spawnKey, 8);
    const [start, stream] = [limbs([c, d, a, b]), limbs([g, h, e, f])];
    this.#increment = stream.map((limb, k) => (limb << 1) | (k ? stream[k - 1] >>> 15 : 1));
    // NumPy starts at 0, steps, adds the start and steps again.
    this.#state = new Uint16Array(8);
    let carry = 0;
    for (let k = 0; k < 8; k++) {
      carry += start[k] + this.#increment[k];
      this.#state[k] = carry;
      carry >>>= 16;
    }
    this.#step();
  }

  // Multiplies the state and adds the increment, modulo 2^128.
  #step() {
    const state = this.#state, next = this.#next, increment = this.#increment;
    let carry = 0;
    for (let k = 0; k < 8; k++) {
      let sum = increment[k] + carry;
      for (let j = 0; j <= k; j++) sum += state[j] * MULTIPLIER[k - j];
      next[k] = sum;
      carry = Math.floor(sum / 65536);
    }
    this.#state = next;
    this.#next = state;
  }

  // Draws 64 bits: the halves of the state, folded into one and rotated by its highest six bits.
  draw() {
    this.#step();
    const s = this.#state, turn = s[7] >>> 10;
    let low = (s[0] ^ s[4]) | ((s[1] ^ s[5]) << 16), high = (s[2] ^ s[6]) | ((s[3] ^ s[7]) << 16);
    if (turn & 32) [low, high] = [high, low];
    const by = turn & 31; // JavaScript shifts by 32 as by 0: hence in two steps
    this.low = ((low >>> by) | ((high << 1) << (31 - by))) >>> 0;
    this.high = ((high >>> by) | ((low << 1) << (31 - by))) >>> 0;
  }
}
