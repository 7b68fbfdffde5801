// Matrices: { rows, columns, data }, the numbers row by row in a Float64Array.

export function matrix(rows, columns, data = new Float64Array(rows * columns)) {
  return { rows, columns, data };
}

export function fromRows(rows) {
  return matrix(rows.length, rows[0].length, Float64Array.from(rows.flat()));
}

export function toRows({ rows, columns, data }) {
  return Array.from({ length: rows }, (_, i) => [...data.subarray(i * columns, (i + 1) * columns)]);
}

export function mapped(A, f, result = matrix(A.rows, A.columns)) {
  const a = A.data, r = result.data;
  for (let i = 0; i < a.length; i++) r[i] = f(a[i]);
  return result;
}

export function transposed(A, result = matrix(A.columns, A.rows)) {
  const { rows, columns, data: a } = A, r = result.data;
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0, to = i; j < columns; j++, to += rows) r[to] = a[at++];
  }
  return result;
}

// A @ B, plus a bias in each row.
export function product(A, B, bias, result = matrix(A.rows, B.columns)) {
  const { columns, data: c } = result;
  multiply(A.data, A.columns, 1, B.data, 1, B.columns, A.columns, result);
  if (bias) for (let at = 0; at < c.length; ) for (let j = 0; j < columns; j++) c[at++] += bias[j];
  return result;
}

// A.T @ B, plus a bias in each column.
export function productOfTransposed(A, B, bias, result = matrix(A.columns, B.columns)) {
  multiply(A.data, 1, A.columns, B.data, 1, B.columns, A.rows, result, bias);
  return result;
}

// A @ B.T
export function productWithTransposed(A, B, result = matrix(A.rows, B.rows)) {
  // A single column is a row as well, and rows are computed four columns at a time.
  const [P, Q] = B.rows === 1 ? [B, A] : [A, B], { data } = result;
  multiply(P.data, P.columns, 1, Q.data, Q.columns, 1, P.columns, { rows: P.rows, columns: Q.rows, data });
  return result;
}

// (A @ B) * factors, entry by entry
export function scaledProduct(A, B, factors, result) {
  multiply(A.data, A.columns, 1, B.data, 1, B.columns, A.columns, result, undefined, factors);
}

// A step, down or along, leads from an entry of A to the next one of its column or row; a step across
// or on from one of B to that of the next sum or to the next one of the same. Two rows and four
// columns at a time: each entry read then serves several sums, which stay in registers. Where there
// are fewer, the last row or column is computed again.
function multiply(a, down, along, b, across, on, inner, { rows, columns, data: c }, bias, factors) {
  for (let i = 0; i < rows; i += 2) {
    const next = i + 1 < rows ? 1 : 0, step = next * down, first = bias ? bias[i] : 0;
    const second = bias ? bias[i + next] : 0, at = i * columns, below = at + next * columns;
    for (let j = 0; j < columns; j += 4) {
      const left = columns - j;
      const to1 = left > 1 ? 1 : 0, to2 = left > 2 ? 2 : to1, to3 = left > 3 ? 3 : to2;
      const on1 = to1 * across, on2 = to2 * across, on3 = to3 * across;
      let p = first, q = first, r = first, s = first, p2 = second, q2 = second, r2 = second, s2 = second;
      for (let k = 0, u = i * down, v = j * across; k < inner; k++, u += along, v += on) {
        const upper = a[u], lower = a[u + step];
        const w = b[v], x = b[v + on1], y = b[v + on2], z = b[v + on3];
        p += upper * w;
        q += upper * x;
        r += upper * y;
        s += upper * z;
        p2 += lower * w;
        q2 += lower * x;
        r2 += lower * y;
        s2 += lower * z;
      }
      const m = at + j, n = below + j;
      if (factors) {
        p *= factors[m];
        q *= factors[m + to1];
        r *= factors[m + to2];
        s *= factors[m + to3];
        p2 *= factors[n];
        q2 *= factors[n + to1];
        r2 *= factors[n + to2];
        s2 *= factors[n + to3];
      }
      c[m] = p;
      c[m + to1] = q;
      c[m + to2] = r;
      c[m + to3] = s;
      c[n] = p2;
      c[n + to1] = q2;
      c[n + to2] = r2;
      c[n + to3] = s2;
    }
  }
}
