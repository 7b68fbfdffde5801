// The data sets of shared/datasets.py, with the same points: [x, y, class].

import { Generator } from "../engine/random.js";

export function generated({ data, n, noise, dataSeed }) {
  return data === "own" ? [] : DATA_SETS[data](n, noise, new Generator(dataSeed));
}

export const DATA_SETS = {
  xor(n, noise, rng) {
    const points = pointsOf(n, (i) => {
      const x = (i >> 1) % 2, y = i % 2;
      return [x, y, x ^ y];
    });
    return noise ? scattered(points, noise, rng) : points;
  },
  moons(n, noise, rng) {
    const angles = rng.uniforms(n, 0, Math.PI);
    return scattered(pointsOf(n, (i) => {
      const x = Math.cos(angles[i]), y = Math.sin(angles[i]);
      return i % 2 ? [1 - x, 0.5 - y, 1] : [x, y, 0];
    }), noise, rng);
  },
  circles(n, noise, rng) {
    const angles = rng.uniforms(n, 0, 2 * Math.PI);
    return scattered(pointsOf(n, (i) => {
      const radius = i % 2 ? 0.5 : 1;
      return [Math.cos(angles[i]) * radius, Math.sin(angles[i]) * radius, i % 2];
    }), noise, rng);
  },
  // Always with two classes.
  spirals(n, noise, rng) {
    const radii = rng.uniforms(n, 0, 1);
    return scattered(pointsOf(n, (i) => {
      const angle = 2 * Math.PI * (0.75 * radii[i] + (i % 2) / 2);
      return [radii[i] * Math.cos(angle), radii[i] * Math.sin(angle), i % 2];
    }), noise, rng);
  },
};

const pointsOf = (n, point) => Array.from({ length: n }, (_, i) => point(i));

// Adds noise to points and shuffles them, so that their order is independent of the class.
function scattered(points, noise, rng) {
  const moved = points.map(([x, y, label]) => {
    const right = rng.normal();
    return [x + noise * right, y + noise * rng.normal(), label];
  });
  return rng.permutation(points.length).map((i) => moved[i]);
}
