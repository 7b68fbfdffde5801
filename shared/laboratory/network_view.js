// A drawing of the network: the width of an edge shows the size of its weight, or of its gradient.

import { Picture } from "./canvas.js";

const MARGIN = 34;
const WIDTHS = [0.4, 1, 1.8, 2.8, 4.2, 6]; // of edges; all edges of one width are drawn together

export class NetworkView extends Picture {
  selected; // [layer, from or "b", to] of the weight that the reader is editing

  constructor(parent, palette) {
    super(parent, "Network", 1, palette);
  }

  // The centre of a unit.
  unitAt(sizes, layer, unit) {
    const x = MARGIN + (layer / (sizes.length - 1)) * (this.width - 2 * MARGIN);
    const step = Math.min(56, (this.height - 64) / Math.max(...sizes));
    return [x, this.height / 2 + 8 + (unit - (sizes[layer] - 1) / 2) * step];
  }

  // The weight whose edge is nearest to a pixel, or undefined if none is near.
  edgeNear({ sizes, net }, x, y) {
    let nearest, best = 12;
    net.params.forEach(({ W }, layer) => {
      for (let from = 0; from < W.rows; from++) {
        for (let to = 0; to < W.columns; to++) {
          const [a, b] = this.unitAt(sizes, layer, from), [c, d] = this.unitAt(sizes, layer + 1, to);
          const share = ((x - a) * (c - a) + (y - b) * (d - b)) / ((c - a) ** 2 + (d - b) ** 2);
          if (share < 0.05 || share > 0.95) continue;
          const off = Math.hypot(a + share * (c - a) - x, b + share * (d - b) - y);
          if (off < best) [nearest, best] = [[layer, from, to], off];
        }
      }
    });
    return nearest;
  }

  show({ net, sizes, settings }, { dead, record }) {
    const pen = this.clear(), { edges } = settings;
    const places = sizes.map((size, layer) =>
      Array.from({ length: size }, (_, unit) => this.unitAt(sizes, layer, unit)));
    if (edges !== "gradients") this.#drawEdges(net.params, places, this.palette.parameter, 0);
    if (edges !== "weights" && record) {
      this.#drawEdges(net.grads, places, this.palette.gradient, edges === "both" ? 3 : 0);
      pen.globalAlpha = 1;
    }
    if (this.selected && this.selected[1] !== "b") {
      const [layer, from, to] = this.selected;
      this.lines(this.palette.ink, 2, [...places[layer][from], ...places[layer + 1][to]]);
    }
    const radius = Math.min(11, Math.max(1, this.height - 64) / Math.max(...sizes) / 2.6);
    places.forEach((units, layer) => {
      units.forEach(([x, y], unit) => {
        pen.beginPath();
        pen.arc(x, y, radius, 0, 7);
        pen.fillStyle = this.palette.paper;
        pen.fill();
        const isDead = dead[layer - 1]?.includes(unit);
        pen.strokeStyle = isDead ? this.palette.muted : this.palette.forward;
        pen.lineWidth = 2;
        pen.stroke();
        if (isDead) {
          const r = 0.7 * radius;
          this.lines(
            this.palette.muted, 2, [x - r, y - r, x + r, y + r], [x + r, y - r, x - r, y + r],
          );
        } else if (radius > 7) {
          this.text(nameOf(sizes, layer, unit), x, y + 4, "center", this.palette.ink);
        }
      });
      const name = layer === 0 ? "inputs" : layer === sizes.length - 1 ? "output" : `layer ${layer}`;
      this.text(name, places[layer][0][0], 16, "center");
    });
  }

  // Solid lines for positive numbers, dashed lines for negative ones; widths relative to the largest.
  #drawEdges(layers, places, colour, shift) {
    const { pen } = this, thin = Math.min(1, 6 / Math.max(...places.map(({ length }) => length)));
    let most = 0;
    for (const { W } of layers) {
      for (const w of W.data) if (Math.abs(w) > most && Math.abs(w) < Infinity) most = Math.abs(w);
    }
    const batches = Array.from({ length: 2 * WIDTHS.length }, () => []);
    layers.forEach(({ W: { data, columns } }, layer) => {
      for (let i = 0; i < data.length; i++) {
        const share = Math.min(Math.abs(data[i]) / (most || 1), 1) || 0;
        if (share < 0.004) continue;
        const size = Math.min((share * WIDTHS.length) | 0, WIDTHS.length - 1);
        batches[2 * size + (data[i] < 0 ? 1 : 0)].push(layer, (i / columns) | 0, i % columns);
      }
    });
    pen.strokeStyle = colour;
    pen.globalAlpha = 0.4 + 0.6 * thin; // if there are many edges, they are transparent
    batches.forEach((edges, kind) => {
      if (!edges.length) return;
      pen.lineWidth = thin * WIDTHS[kind >> 1];
      pen.setLineDash(kind & 1 ? [6, 4] : []);
      pen.beginPath();
      for (let i = 0; i < edges.length; i += 3) {
        const [a, b] = places[edges[i]][edges[i + 1]];
        const [c, d] = places[edges[i] + 1][edges[i + 2]];
        pen.moveTo(a, b + shift);
        pen.lineTo(c, d + shift);
      }
      pen.stroke();
    });
    pen.setLineDash([]);
  }
}

export function nameOf(sizes, layer, unit) {
  const raised = "₀₁₂₃₄₅₆₇₈₉", below = String(unit + 1).replace(/\d/g, (digit) => raised[digit]);
  return layer === 0 ? `x${below}` : layer === sizes.length - 1 ? "z" : `h${below}`;
}
