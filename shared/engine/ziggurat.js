// The table of NumPy's ziggurat: 256 layers of one area under the bell curve exp(-x^2 / 2).

export const TAIL = 3.6541528853610088; // where the lowest layer begins
export const INVERSE_TAIL = 0.27366123732975828;
const AREA = 0.0049286732339746519;

// exp and log, rounded correctly: browsers differ in the last bit, and each layer would add to it.
const ONE = 1n << 120n;
const scaled = (x) => BigInt(x * 2 ** 120);
const unscaled = (x) => Number(x) / 2 ** 120;

// The 16th power of the series at a 16th, which needs few terms.
function scaledExp(x) {
  let sum = ONE, term = ONE;
  for (let i = 1n; term; i++) sum += term = ((term * x) >> 124n) / i;
  for (let i = 0; i < 4; i++) sum = (sum * sum) >> 120n;
  return sum;
}

const exp = (x) => unscaled(scaledExp(scaled(x)));

export function log(x) {
  const rough = scaled(Math.log(x)), back = scaledExp(rough);
  return unscaled(rough + ((scaled(x) - back) << 120n) / back);
}

const bell = (x) => exp(-0.5 * x * x);

// A draw of 52 bits times width is the place in a layer; below inside it is surely under the curve.
export const width = new Float64Array(256);
export const inside = new Float64Array(256);
export const height = new Float64Array(256);

width[0] = AREA / bell(TAIL) / 2 ** 52;
inside[0] = Math.floor(((TAIL * bell(TAIL)) / AREA) * 2 ** 52);
height[0] = 1;
for (let i = 255, x = TAIL; i > 0; i--) {
  width[i] = x / 2 ** 52;
  height[i] = bell(x);
  let next = Math.sqrt(-2 * log(AREA / x + height[i]));
  if (i === 38) next -= 2 ** -52; // as NumPy's table has it, off by one bit from here on
  inside[i] = Math.floor((next / x) * 2 ** 52);
  x = next;
}
inside[1] = 0;
