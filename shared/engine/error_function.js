// The complementary error function, 1 - erf(x), with its digits also where it is tiny.

// erfc(x) exp(x^2) / t as a polynomial in 2 t - 1, with t = 4 / (4 + x): Chebyshev's approximation
// of degree 22, computed with mpmath; the highest power is first.
const COEFFICIENTS = [
  3.018343118559769e-10, -6.635617529958692e-11, -3.818763531147391e-9, -2.0598219735342899e-10,
  3.063207155013944e-8, 1.8992304761593293e-8, -2.109127315915764e-7, -3.562366722221617e-7,
  1.1730958423205486e-6, 4.71536839463666e-6, -9.085508845462236e-7, -4.420327018707162e-5,
  -1.1376324293673182e-4, 7.023973399143263e-5, 1.5280139271011397e-3, 6.5925133322941075e-3,
  1.909537872592717e-2, 4.350273431022318e-2, 8.2712896969579e-2, 0.1352134578282994,
  0.19330217556630766, 0.2441371822702206, 0.27399891525012277,
];

export function erfc(x) {
  if (x < 0) return 2 - erfc(-x);
  const t = 4 / (4 + x), s = 2 * t - 1;
  let sum = 0;
  for (let i = 0; i < COEFFICIENTS.length; i++) sum = sum * s + COEFFICIENTS[i];
  // The square of a shorter number is exact: exp would magnify its rounding.
  const short = Math.fround(Math.min(x, 30));
  return t * sum * Math.exp(-short * short) * Math.exp((short - x) * (short + x));
}
