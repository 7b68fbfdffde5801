// Losses and norms of gradients by step, on a logarithmic scale.

import { powerOfTen, thousands, written } from "../engine/words.js";
import { Picture } from "./canvas.js";

const MOST = 300; // maximum number of entries; at this number, every second one is dropped

// The measurements: [step, loss, norms].
export class History {
  losses = [];
  #every = 1;
  #isLoose = false;
  #count = 0;

  add(step, loss, norms) {
    const { losses } = this;
    if (!Number.isFinite(loss)) return;
    const isAgain = losses.at(-1)?.[0] === step;
    if (isAgain || this.#isLoose) losses.pop();
    losses.push([step, loss, norms]);
    // The latest entry is always shown, even if it will be dropped.
    if (!isAgain) this.#isLoose = this.#count++ % this.#every > 0;
    if (losses.length < MOST) return;
    this.losses = losses.filter((_, i) => i % 2 === 0);
    this.#every *= 2;
  }
}

export class Curves extends Picture {
  constructor(parent, title, ratio, palette, colour, valuesOf, dashes = []) {
    super(parent, title, ratio, palette);
    Object.assign(this, { colour, valuesOf, dashes });
  }

  show({ losses }) {
    const pen = this.clear(), [left, top, right, bottom] = [46, 8, this.width - 10, this.height - 24];
    const rows = losses.map((entry) => [entry[0], this.valuesOf(entry)]);
    let low = Infinity, high = -Infinity;
    for (const [, values] of rows) {
      for (const value of values) {
        if (!(value > 1e-30) || value === Infinity) continue;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    if (low > high) [low, high] = [0.1, 1];
    const down = Math.floor(Math.log10(low) + 1e-9), up = Math.max(Math.ceil(Math.log10(high)), down + 1);
    const last = Math.max(rows.at(-1)?.[0] ?? 0, 1);
    const x = (step) => left + (step / last) * (right - left);
    const y = (value) => bottom - ((Math.log10(Math.max(value, 1e-30)) - down) / (up - down)) * (bottom - top);
    const every = Math.ceil((up - down) / 5);
    for (let power = down; power <= up; power += every) {
      this.lines(this.palette.grid, 1, [left, y(10 ** power), right, y(10 ** power)]);
      this.text(powerOfTen(power), left - 6, y(10 ** power) + 4, "right");
    }
    this.text("0", left, this.height - 6, "center");
    this.text(`step ${thousands(last)}`, right, this.height - 6, "right");
    pen.save();
    pen.beginPath();
    pen.rect(left, top - 2, right - left + 2, bottom - top + 4);
    pen.clip();
    const curves = rows[0]?.[1].length ?? 0;
    for (let k = 0; k < curves; k++) {
      pen.setLineDash(this.dashes[k] ?? []);
      this.lines(
        this.palette[this.colour], 2, rows.flatMap(([step, values]) => [x(step), y(values[k])]),
      );
    }
    pen.restore();
    if (curves > 1) this.#key(rows.at(-1)[1], left + 8, top + 10);
  }

  #key(values, left, top) {
    const { pen } = this;
    pen.fillStyle = this.palette.paper;
    pen.globalAlpha = 0.8;
    pen.fillRect(left - 4, top - 10, 130, 15 * values.length + 4);
    pen.globalAlpha = 1;
    values.forEach((value, k) => {
      pen.setLineDash(this.dashes[k] ?? []);
      this.lines(this.palette[this.colour], 2, [left, top + 15 * k, left + 26, top + 15 * k]);
      this.text(`layer ${k + 1}: ${written(value, 2)}`, left + 32, top + 15 * k + 4);
    });
    pen.setLineDash([]);
  }
}
