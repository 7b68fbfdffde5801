// Least squares for a few columns, where some may be made of others: as numpy.linalg.lstsq.

const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

// The weights of columns, each divided by its length first, whose sum comes closest to a goal; of
// several such, those with the smallest contributions. Singular values below a share of the largest
// count as 0. Returns { weights, rank }. By Jacobi's rotations of pairs of columns.
export function leastSquares(columns, goal, cutoff) {
  const lengths = columns.map((column) => Math.sqrt(dot(column, column)) || 1);
  const turned = columns.map((column, i) => column.map((value) => value / lengths[i]));
  const turns = columns.map((_, i) => columns.map((_, j) => Number(i === j)));
  for (let sweep = 0, isDone = false; !isDone && sweep < 30; sweep++) {
    isDone = true;
    for (let i = 0; i < turned.length; i++) {
      for (let j = i + 1; j < turned.length; j++) {
        const a = dot(turned[i], turned[i]), b = dot(turned[j], turned[j]), c = dot(turned[i], turned[j]);
        if (!(Math.abs(c) > 1e-15 * Math.sqrt(a * b))) continue;
        isDone = false;
        const half = (b - a) / (2 * c);
        const tangent = (half < 0 ? -1 : 1) / (Math.abs(half) + Math.hypot(half, 1));
        const cosine = 1 / Math.hypot(tangent, 1), sine = tangent * cosine;
        for (const vectors of [turned, turns]) {
          const first = vectors[i], second = vectors[j];
          vectors[i] = first.map((value, k) => cosine * value - sine * second[k]);
          vectors[j] = first.map((value, k) => sine * value + cosine * second[k]);
        }
      }
    }
  }
  const squares = turned.map((column) => dot(column, column));
  const least = Math.max(...squares) * cutoff ** 2;
  const kept = squares.map((square) => square > least);
  const shares = turned.map((column, i) => (kept[i] ? dot(column, goal) / squares[i] : 0));
  const weights = lengths.map((length, k) => dot(shares, turns.map((turn) => turn[k])) / length);
  return { weights, rank: kept.filter(Boolean).length };
}
