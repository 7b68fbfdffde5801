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
  multiply(A.data, A.columns, 1, B.data, B.columns, 1, A.columns, result);
  return result;
}

// (A @ B) * factors, entry by entry
export function scaledProduct(A, B, factors, result) {
  multiply(A.data, A.columns, 1, B.data, 1, B.columns, A.columns, result, undefined, factors);
}

// A step, down or along, leads from an entry of A to the next one of its column or row; a step across
// or on from one of B to that of the next sum or to the next one of the same. Two rows and four
// columns at a time: each entry read then serves several sums, which stay in registers.
function multiply(a, down, along, b, across, on, inner, { rows, columns, data: c }, bias, factors) {
  const across2 = 2 * across, across3 = 3 * across;
  let i = 0, at = 0;
  for (; i + 1 < rows; i += 2, at += columns) {
    const first = bias ? bias[i] : 0, second = bias ? bias[i + 1] : 0;
    let j = 0, below = at + columns;
    for (; j + 3 < columns; j += 4, at += 4, below += 4) {
      let p = first, q = first, r = first, s = first, p2 = second, q2 = second, r2 = second, s2 = second;
      for (let k = 0, u = i * down, v = j * across; k < inner; k++, u += along, v += on) {
        const upper = a[u], lower = a[u + down];
        const w = b[v], x = b[v + across], y = b[v + across2], z = b[v + across3];
        p += upper * w;
        q += upper * x;
        r += upper * y;
        s += upper * z;
        p2 += lower * w;
        q2 += lower * x;
        r2 += lower * y;
        s2 += lower * z;
      }
      if (factors) {
        p *= factors[at];
        q *= factors[at + 1];
        r *= factors[at + 2];
        s *= factors[at + 3];
        p2 *= factors[below];
        q2 *= factors[below + 1];
        r2 *= factors[below + 2];
        s2 *= factors[below + 3];
      }
      c[at] = p;
      c[at + 1] = q;
      c[at + 2] = r;
      c[at + 3] = s;
      c[below] = p2;
      c[below + 1] = q2;
      c[below + 2] = r2;
      c[below + 3] = s2;
    }
    for (; j < columns; j++, at++, below++) {
      const p = first + dot(a, i * down, along, b, j * across, on, inner);
      const p2 = second + dot(a, i * down + down, along, b, j * across, on, inner);
      c[at] = factors ? p * factors[at] : p;
      c[below] = factors ? p2 * factors[below] : p2;
    }
  }
  if (i === rows) return;
  const first = bias ? bias[i] : 0;
  let j = 0;
  for (; j + 3 < columns; j += 4, at += 4) {
    let p = first, q = first, r = first, s = first;
    for (let k = 0, u = i * down, v = j * across; k < inner; k++, u += along, v += on) {
      const entry = a[u];
      p += entry * b[v];
      q += entry * b[v + across];
      r += entry * b[v + across2];
      s += entry * b[v + across3];
    }
    c[at] = factors ? p * factors[at] : p;
    c[at + 1] = factors ? q * factors[at + 1] : q;
    c[at + 2] = factors ? r * factors[at + 2] : r;
    c[at + 3] = factors ? s * factors[at + 3] : s;
  }
  for (; j < columns; j++, at++) {
    const p = first + dot(a, i * down, along, b, j * across, on, inner);
    c[at] = factors ? p * factors[at] : p;
  }
}

// Four sums at a time, none of which waits for another.
function dot(a, u, along, b, v, on, inner) {
  let p = 0, q = 0, r = 0, s = 0, k = 3;
  for (; k < inner; k += 4, u += 4 * along, v += 4 * on) {
    p += a[u] * b[v];
    q += a[u + along] * b[v + on];
    r += a[u + 2 * along] * b[v + 2 * on];
    s += a[u + 3 * along] * b[v + 3 * on];
  }
  for (k -= 3; k < inner; k++, u += along, v += on) p += a[u] * b[v];
  return p + q + (r + s);
}
