// The optimizers of shared/training.py: each returns a function that changes parameters in place,
// given them and their gradients. Its learningRate may be changed between steps.

export function sgd(learningRate, momentum = 0) {
  let velocity;
  const step = (values, slopes) => {
    const { learningRate } = step;
    velocity ??= new Float64Array(values.length);
    for (let i = 0; i < values.length; i++) {
      velocity[i] = momentum * velocity[i] + slopes[i];
      values[i] -= learningRate * velocity[i];
    }
  };
  return Object.assign(step, { learningRate });
}

export function adam(learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8) {
  let means, squares, steps = 0;
  const step = (values, slopes) => {
    const { learningRate } = step;
    means ??= new Float64Array(values.length);
    squares ??= new Float64Array(values.length);
    steps++;
    const unbiased1 = 1 - beta1 ** steps, unbiased2 = 1 - beta2 ** steps;
    for (let i = 0; i < values.length; i++) {
      const slope = slopes[i];
      means[i] = beta1 * means[i] + (1 - beta1) * slope;
      squares[i] = beta2 * squares[i] + (1 - beta2) * slope * slope;
      const mean = means[i] / unbiased1, square = squares[i] / unbiased2;
      values[i] -= (learningRate * mean) / (Math.sqrt(square) + epsilon);
    }
  };
  return Object.assign(step, { learningRate });
}
