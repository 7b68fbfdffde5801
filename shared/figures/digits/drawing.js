// A reader's drawing in the form of the data, as drawing.py has it.

export const PAD = 32;
export const PEN = 2.7;
const BOX = [20, 32];
const SMALLEST = 4;
export const LEVELS = "abcdefghijklmnopq";

const kept = (v) => Math.min(Math.max(v, 0), PAD);

// Of a text such as "16 2 16 30/8 9 16 2".
export function strokesOf(drawing) {
  const strokes = [];
  for (const text of drawing.split("/")) {
    const numbers = text.trim().split(/\s+/).map((each) => (each ? Number(each) : NaN));
    const stroke = [];
    for (let i = 0; i + 1 < numbers.length; i += 2) {
      const [x, y] = [numbers[i], numbers[i + 1]];
      if (Number.isFinite(x) && Number.isFinite(y)) stroke.push([kept(x), kept(y)]);
    }
    if (stroke.length) strokes.push(stroke);
  }
  return strokes;
}

// Centred, and scaled to the height of the data; the width follows, up to theirs.
export function placed(strokes) {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (const stroke of strokes) {
    for (const point of stroke) {
      for (const k of [0, 1]) {
        low[k] = Math.min(low[k], point[k]);
        high[k] = Math.max(high[k], point[k]);
      }
    }
  }
  const width = high[0] - low[0];
  const height = high[1] - low[1];
  const [across, up] = BOX.map((side) => side - 2 * PEN);
  const scaleY = up / Math.max(height, width / 3, SMALLEST);
  const scale = [Math.min(scaleY, across / Math.max(width, SMALLEST)), scaleY];
  const place = (v, k) => (v - (low[k] + high[k]) / 2) * scale[k] + PAD / 2;
  return strokes.map((stroke) => stroke.map(([x, y]) => [place(x, 0), place(y, 1)]));
}

// 1 where the middle of a pixel is no farther from a stroke than PEN; only pixels near a line are asked.
export function bitmapOf(strokes) {
  const bitmap = new Uint8Array(PAD * PAD);
  const first = (v) => Math.max(Math.floor(v - PEN - 0.5), 0);
  const last = (v) => Math.min(Math.ceil(v + PEN), PAD);
  const line = ([x1, y1], [x2, y2]) => {
    const dx = x2 - x1;
    const dy = y2 - y1;
    const length = dx * dx + dy * dy || 1;
    for (let row = first(Math.min(y1, y2)); row < last(Math.max(y1, y2)); row++) {
      for (let column = first(Math.min(x1, x2)); column < last(Math.max(x1, x2)); column++) {
        if (bitmap[PAD * row + column]) continue;
        const x = column + 0.5;
        const y = row + 0.5;
        const share = Math.min(Math.max(((x - x1) * dx + (y - y1) * dy) / length, 0), 1);
        const toX = x - x1 - share * dx;
        const toY = y - y1 - share * dy;
        if (toX * toX + toY * toY <= PEN * PEN) bitmap[PAD * row + column] = 1;
      }
    }
  };
  for (const stroke of strokes) {
    if (stroke.length === 1) line(stroke[0], stroke[0]);
    for (let i = 1; i < stroke.length; i++) line(stroke[i - 1], stroke[i]);
  }
  return bitmap;
}

// How much ink each of 8 by 8 blocks of 4 by 4 pixels has, from 0 to 16: of strokes, of "=" and strokes
// that stay where they were drawn, or of "#" and the counts.
export function countsOf(drawing) {
  const counts = new Float64Array(64);
  if (drawing.startsWith("#")) {
    return counts.map((_, i) => Math.max(LEVELS.indexOf(drawing[i + 1] || LEVELS[0]), 0));
  }
  const staysThere = drawing.startsWith("=");
  const strokes = strokesOf(drawing.slice(Number(staysThere)));
  if (!strokes.length) return counts;
  bitmapOf(staysThere ? strokes : placed(strokes)).forEach((on, i) => {
    counts[8 * Math.floor(i / 128) + Math.floor((i % PAD) / 4)] += on;
  });
  return counts;
}

export const textOf = (counts) => `#${Array.from(counts, (count) => LEVELS[count]).join("")}`;
