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
  multiply(A.data, A.columns, 1, B.data, 1, B.columns, A.columns, undefined, result);
  if (bias) for (let at = 0; at < c.length; ) for (let j = 0; j < columns; j++) c[at++] += bias[j];
  return result;
}

// A.T @ B, plus a bias in each column.
export function productOfTransposed(A, B, bias, result = matrix(A.columns, B.columns)) {
  multiply(A.data, 1, A.columns, B.data, 1, B.columns, A.rows, bias, result);
  return result;
}

// A @ B.T
export function productWithTransposed(A, B, result = matrix(A.rows, B.rows)) {
  multiply(A.data, A.columns, 1, B.data, B.columns, 1, A.columns, undefined, result);
  return result;
}

// A step, down or along, leads from an entry of A to the next one of its column or row; a step across
// or on from one of B to that of the next sum or to the next one of the same. Two rows and four
// columns at a time: each entry read then serves several sums, which stay in registers.
function multiply(a, down, along, b, across, on, inner, bias, { rows, columns, data: c }) {
  const across2 = 2 * across, across3 = 3 * across;
  for (let i = 0; i < rows; i += 2) {
    const isLast = i + 1 === rows; // its sums are then made twice
    const below = isLast ? 0 : down, under = isLast ? 0 : columns;
    const first = bias ? bias[i] : 0, second = bias && !isLast ? bias[i + 1] : first;
    let j = 0, at = i * columns;
    for (; j + 3 < columns; j += 4, at += 4) {
      let p = first, q = first, r = first, s = first, p2 = second, q2 = second, r2 = second, s2 = second;
      for (let k = 0, u = i * down, v = j * across; k < inner; k++, u += along, v += on) {
        const upper = a[u], lower = a[u + below];
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
      c[at] = p;
      c[at + 1] = q;
      c[at + 2] = r;
      c[at + 3] = s;
      c[at + under] = p2;
      c[at + under + 1] = q2;
      c[at + under + 2] = r2;
      c[at + under + 3] = s2;
    }
    for (; j < columns; j++, at++) {
      let p = first, p2 = second;
      for (let k = 0, u = i * down, v = j * across; k < inner; k++, u += along, v += on) {
        p += a[u] * b[v];
        p2 += a[u + below] * b[v];
      }
      c[at] = p;
      c[at + under] = p2;
    }
  }
}

// Four sums at a time, none of which waits for another.
export function rowSums({ columns, data }, sums) {
  for (let i = 0, at = 0; i < sums.length; i++) {
    let p = 0, q = 0, r = 0, s = 0;
    const end = at + columns;
    for (; at + 3 < end; at += 4) {
      p += data[at];
      q += data[at + 1];
      r += data[at + 2];
      s += data[at + 3];
    }
    for (; at < end; at++) p += data[at];
    sums[i] = p + q + (r + s);
  }
}
