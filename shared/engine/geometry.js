// What NumPy and Matplotlib compute for pictures.

import { matrix, productOfTransposed } from "./matrix.js";

// np.linspace
export function linspace(low, high, count) {
  const step = (high - low) / (count - 1 || 1);
  return Array.from({ length: count }, (_, i) => (i && i === count - 1 ? high : i * step + low));
}

// The line on which rows of values, at x across and y up, cross zero, as [x1, y1, x2, y2, x1, ...] of
// its pieces. As in Matplotlib's contour, the mean of a cell whose corners alternate decides which
// of its corners belong together.
export function zeroLine(x, y, rows) {
  const ends = [];
  for (let r = 0; r + 1 < rows.length; r++) {
    const below = rows[r], above = rows[r + 1];
    for (let c = 0; c + 1 < below.length; c++) {
      const isPositive = below[c] > 0;
      const isCrossed =
        below[c + 1] > 0 !== isPositive || above[c] > 0 !== isPositive || above[c + 1] > 0 !== isPositive;
      if (!isCrossed) continue;
      const corners = [[c, r], [c + 1, r], [c + 1, r + 1], [c, r + 1]];
      const crossed = [];
      let sum = 0;
      for (let k = 0; k < 4; k++) {
        const [i, j] = corners[k], [m, n] = corners[(k + 1) % 4], a = rows[j][i], b = rows[n][m];
        sum += a;
        if (a > 0 === b > 0) continue;
        const share = a / (a - b);
        crossed.push(x[i] + share * (x[m] - x[i]), y[j] + share * (y[n] - y[j]));
      }
      // Around a cell with four crossings, a piece begins with the first or with the last of them.
      if (crossed.length === 8 && sum > 0 !== isPositive) crossed.unshift(...crossed.splice(6));
      for (const end of crossed) ends.push(end);
    }
  }
  return ends;
}

// The unit vector along which rows vary most, up to its sign: the first right singular vector, by
// Jacobi's rotations of the matrix of inner products.
export function mainDirection(A) {
  const n = A.columns, { data: G } = productOfTransposed(A, A), { data: V } = matrix(n, n);
  for (let i = 0; i < n; i++) V[i * n + i] = 1;
  for (let sweep = 0, rotated = true; rotated && sweep < 30; sweep++) {
    rotated = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const off = G[p * n + q], product = G[p * n + p] * G[q * n + q];
        if (!(Math.abs(off) > 1e-16 * Math.sqrt(Math.abs(product)))) continue;
        rotated = true;
        const half = (G[q * n + q] - G[p * n + p]) / (2 * off);
        const tangent = (half < 0 ? -1 : 1) / (Math.abs(half) + Math.hypot(half, 1));
        const cosine = 1 / Math.hypot(tangent, 1), sine = tangent * cosine;
        const rotate = (M, a, b) => {
          [M[a], M[b]] = [cosine * M[a] - sine * M[b], sine * M[a] + cosine * M[b]];
        };
        for (let k = 0; k < n; k++) rotate(G, k * n + p, k * n + q);
        for (let k = 0; k < n; k++) rotate(G, p * n + k, q * n + k);
        for (let k = 0; k < n; k++) rotate(V, k * n + p, k * n + q);
      }
    }
  }
  let greatest = 0;
  for (let i = 1; i < n; i++) if (G[i * n + i] > G[greatest * n + greatest]) greatest = i;
  return Float64Array.from({ length: n }, (_, i) => V[i * n + greatest]);
}
