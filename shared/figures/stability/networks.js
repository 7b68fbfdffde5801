// The networks of the chapter's cell `draw-networks`, which several figures look at.

import { matrix } from "../../engine/matrix.js";
import { Generator } from "../../engine/random.js";

const drawn = []; // the latest first; a network has a few megabytes

// Of a seed: samples X, a gradient at the end, and the weights W of each layer as standard normals.
// The last of three takes the place of the first, because to free such memory takes ten milliseconds.
export function network(seed, { layers, width, samples }) {
  const at = drawn.findIndex((one) => one.seed === seed);
  if (at > 0) drawn.unshift(...drawn.splice(at, 1));
  if (at >= 0) return drawn[0];
  const rng = new Generator(seed), old = drawn.length > 1 ? drawn.pop() : {};
  const normals = (rows, place) => matrix(rows, width, rng.normals(rows * width, 0, 1, place?.data));
  const X = normals(samples, old.X), atTheEnd = normals(samples, old.atTheEnd);
  const Ws = Array.from({ length: layers }, (_, layer) => normals(width, old.Ws?.[layer]));
  drawn.unshift({ seed, X, atTheEnd, Ws, biases: normals(layers, old.biases) });
  return drawn[0];
}
