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

export function transposed(A) {
  const result = matrix(A.columns, A.rows);
  for (let i = 0, at = 0; i < A.rows; i++) {
    for (let j = 0; j < A.columns; j++) result.data[j * A.rows + i] = A.data[at++];
  }
  return result;
}

// A @ B, plus a bias in each row.
export function product(A, B, bias, result = matrix(A.rows, B.columns)) {
  return multiply(A.data, A.columns, 1, B.data, B.columns, 1, A.columns, bias, result);
}

// A.T @ B
export function productOfTransposed(A, B, result = matrix(A.columns, B.columns)) {
  return multiply(A.data, 1, A.columns, B.data, B.columns, 1, A.rows, undefined, result);
}

// A @ B.T
export function productWithTransposed(A, B, result = matrix(A.rows, B.rows)) {
  return multiply(A.data, A.columns, 1, B.data, 1, B.columns, A.columns, undefined, result);
}

// A step, down or along, leads from an entry to the next one of its column or row. Four sums at a
// time: an entry of A is then read a quarter as often, and the sums stay in registers.
function multiply(a, aDown, aAlong, b, bDown, bAlong, inner, bias, result) {
  const { rows, columns, data: c } = result;
  const b2 = 2 * bAlong, b3 = 3 * bAlong;
  for (let i = 0, at = 0; i < rows; i++) {
    let j = 0;
    for (; j + 3 < columns; j += 4, at += 4) {
      let p = 0, q = 0, r = 0, s = 0;
      for (let k = 0, u = i * aDown, v = j * bAlong; k < inner; k++, u += aAlong, v += bDown) {
        const factor = a[u];
        p += factor * b[v];
        q += factor * b[v + bAlong];
        r += factor * b[v + b2];
        s += factor * b[v + b3];
      }
      c[at] = p;
      c[at + 1] = q;
      c[at + 2] = r;
      c[at + 3] = s;
    }
    for (; j < columns; j++, at++) {
      let sum = 0;
      for (let k = 0, u = i * aDown, v = j * bAlong; k < inner; k++, u += aAlong, v += bDown) {
        sum += a[u] * b[v];
      }
      c[at] = sum;
    }
    if (bias) for (let k = 0, start = at - columns; k < columns; k++) c[start + k] += bias[k];
  }
  return result;
}

export function columnSums(A, sums = new Float64Array(A.columns)) {
  sums.fill(0);
  for (let i = 0, at = 0; i < A.rows; i++) {
    for (let j = 0; j < A.columns; j++) sums[j] += A.data[at++];
  }
  return sums;
}
