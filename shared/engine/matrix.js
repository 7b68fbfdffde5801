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
  multiply(A.data, A.columns, 1, B.data, A.columns, bias, result);
  return result;
}

// A.T @ B
export function productOfTransposed(A, B, result = matrix(A.columns, B.columns)) {
  multiply(A.data, 1, A.columns, B.data, A.rows, undefined, result);
  return result;
}

// A step, down or along, leads from an entry of A to the next one of its column or row. Two rows and
// four columns at a time: each entry read then serves several sums, which stay in registers.
function multiply(a, down, along, b, inner, bias, { rows, columns, data: c }) {
  for (let i = 0; i < rows; i += 2) {
    const isLast = i + 1 === rows; // its sums are then made twice
    const below = isLast ? 0 : down, under = isLast ? 0 : columns;
    let j = 0, at = i * columns;
    for (; j + 3 < columns; j += 4, at += 4) {
      let p = 0, q = 0, r = 0, s = 0, p2 = 0, q2 = 0, r2 = 0, s2 = 0;
      for (let k = 0, u = i * down, v = j; k < inner; k++, u += along, v += columns) {
        const upper = a[u], lower = a[u + below];
        const w = b[v], x = b[v + 1], y = b[v + 2], z = b[v + 3];
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
      let p = 0, p2 = 0;
      for (let k = 0, u = i * down, v = j; k < inner; k++, u += along, v += columns) {
        p += a[u] * b[v];
        p2 += a[u + below] * b[v];
      }
      c[at] = p;
      c[at + under] = p2;
    }
  }
  if (bias) for (let at = 0; at < c.length; ) for (let j = 0; j < columns; j++) c[at++] += bias[j];
}

export function columnSums(A, sums = new Float64Array(A.columns)) {
  sums.fill(0);
  for (let i = 0, at = 0; i < A.rows; i++) {
    for (let j = 0; j < A.columns; j++) sums[j] += A.data[at++];
  }
  return sums;
}
