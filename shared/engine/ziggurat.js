// The table of NumPy's ziggurat: 256 layers of one area under the bell curve exp(-x^2 / 2).

export const TAIL = 3.6541528853610088; // where the lowest layer begins
export const INVERSE_TAIL = 0.27366123732975828;
const AREA = 0.0049286732339746519;

// exp and log, rounded correctly: browsers differ in the last bit, and each layer would add to it.
const ONE = 1n << 120n;
const scaled = (x) => BigInt(x * 2 ** 120);
const unscaled = (x) => Number(x) / 2 ** 120;

// The 256th power of the series at a 256th, which needs few terms.
function scaledExp(x) {
  let sum = ONE, term = ONE;
  for (let i = 1n; term; i++) sum += term = ((term * x) >> 128n) / i;
  for (let i = 0; i < 8; i++) sum = (sum * sum) >> 120n;
  return sum;
}

function scaledLog(x) {
  const rough = scaled(Math.log(x)), back = scaledExp(rough);
  return rough + ((scaled(x) - back) << 120n) / back;
}

export const log = (x) => unscaled(scaledLog(x));

// A draw of 52 bits times width is the place in a layer; below inside it is surely under the curve.
export const width = new Float64Array(256);
export const inside = new Float64Array(256);
export const height = new Float64Array(256);

// Not before it is needed: most figures draw no normals, and it takes milliseconds.
export function fillTable() {
  let x = TAIL, y = unscaled(scaledExp(scaled((-x * x) / 2)));
  width[0] = AREA / y / 2 ** 52;
  inside[0] = Math.floor(((x * y) / AREA) * 2 ** 52);
  height[0] = 1;
  for (let i = 255; i > 0; i--) {
    width[i] = x / 2 ** 52;
    height[i] = y;
    if (i === 1) break; // nothing lies inside the uppermost layer
    const above = AREA / x + y, exponent = scaledLog(above);
    let next = Math.sqrt(-2 * unscaled(exponent));
    if (i === 38) next -= 2 ** -52; // as NumPy's table has it, off by one bit from here on
    inside[i] = Math.floor((next / x) * 2 ** 52);
    x = next;
    // Without another series: above is nearly the curve's height here, and the exponents' difference tiny.
    y = above + above * unscaled(scaled((-x * x) / 2) - exponent);
  }
}
