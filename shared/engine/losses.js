// The losses of shared/losses.py: each returns its value, and sets the gradient by the output if a
// matrix for it is given.

// Targets are class labels.
export function crossEntropy({ rows, columns, data }, labels, gradient) {
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const start = i * columns, end = start + columns;
    let greatest = -Infinity, sum = 0;
    for (let k = start; k < end; k++) greatest = Math.max(greatest, data[k]);
    for (let k = start; k < end; k++) sum += Math.exp(data[k] - greatest);
    const logSum = Math.log(sum), target = start + labels[i];
    total -= data[target] - greatest - logSum;
    if (!gradient) continue;
    for (let k = start; k < end; k++) {
      gradient.data[k] = (Math.exp(data[k] - greatest - logSum) - (k === target ? 1 : 0)) / rows;
    }
  }
  return total / rows;
}

// Targets are a matrix of the output's shape.
export function meanSquaredError({ data }, targets, gradient) {
  const { length } = data, goals = targets.data, slopes = gradient?.data;
  let total = 0;
  for (let i = 0; i < length; i++) {
    const difference = data[i] - goals[i];
    total += difference * difference;
    if (slopes) slopes[i] = (2 * difference) / length;
  }
  return total / length;
}

export function softmax(scores) {
  const greatest = Math.max(...scores), parts = Array.from(scores, (z) => Math.exp(z - greatest));
  const sum = parts.reduce((a, b) => a + b);
  return parts.map((part) => part / sum);
}
