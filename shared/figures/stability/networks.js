// The networks of the chapter's cell `draw-networks`, which several figures look at.

import { matrix } from "../../engine/matrix.js";
import { Generator } from "../../engine/random.js";

const drawn = []; // the latest first; a network has a few megabytes

// Of a seed: samples X, a gradient at the end, and the weights W of each layer as standard normals.
export function network(seed, { layers, width, samples }) {
  const at = drawn.findIndex((one) => one.seed === seed);
  if (at > 0) drawn.unshift(...drawn.splice(at, 1));
  if (at >= 0) return drawn[0];
  const rng = new Generator(seed);
  const normals = (rows) => matrix(rows, width, rng.normals(rows * width));
  const X = normals(samples), atTheEnd = normals(samples);
  const Ws = Array.from({ length: layers }, () => normals(width));
  drawn.unshift({ seed, X, atTheEnd, Ws, biases: normals(layers) });
  drawn.splice(2);
  return drawn[0];
}
