// What the twins of this chapter share: images as text, digits in words, and the activation.

export const SIDE = 8; // pixels
export const CLASSES = 10;

// The ink of a pixel, from 0 to 1, of images written by `written_images`: a letter a pixel.
export const inkOf = (letters, at) => (letters.charCodeAt(at) - 97) / 16;

// That of each pixel.
export function pixelsOf(letters) {
  const pixels = new Float64Array(letters.length);
  for (let i = 0; i < pixels.length; i++) pixels[i] = inkOf(letters, i);
  return pixels;
}

// Of 64 values row by row from above, the rows of a field from below.
export const rowsOf = (values) =>
  Array.from({ length: SIDE }, (_, i) => values.slice(SIDE * (SIDE - 1 - i), SIDE * (SIDE - i)));

// A digit with its article.
export const a = (digit) => (Number(digit) === 8 ? `an ${digit}` : `a ${digit}`);

// Alone, so that the page need not bring all others.
export const relu = { f: (z) => Math.max(z, 0), df: (z) => (z > 0 ? 1 : 0) };
