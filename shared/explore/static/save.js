// Saves the picture that a figure shows as SVG or PNG, with its alternative text and its source.

// sphinx.py writes the constant `fonts` before this: CSS that contains the fonts, since a page opened as a
// file may load no data.

const MARGIN = 12; // points
const WIDEST = 640; // maximum width of a row of panels
const SIZE = 10; // font size of the text
const SHARPNESS = 4; // 4 pixels per point, 288 pixels per inch
const FAMILY = "'Explore Figure', 'DejaVu Sans', Verdana, sans-serif";

// Replaces each CSS variable by its light colour: saved pictures have a light background.
function inLight(markup) {
  const style = getComputedStyle(document.documentElement);
  const light = (name) => style.getPropertyValue(name).match(/#\w+/)?.[0] ?? "#000000";
  return markup.replace(/var\((--[\w-]+)\)/g, (_, name) => light(name));
}

const escaped = (text) =>
  text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

// Breaks a text into lines of a given width. A word that is longer, such as an address, breaks anywhere.
function linesOf(text, width) {
  const context = document.createElement("canvas").getContext("2d");
  context.font = `${SIZE}px ${FAMILY}`;
  const fits = (line) => context.measureText(line).width <= width;
  const lines = [""];
  for (let word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (fits(longer)) {
      lines[lines.length - 1] = longer;
      continue;
    }
    if (lines.at(-1)) lines.push("");
    while (word.length > 1 && !fits(word)) {
      let end = word.length;
      while (end > 1 && !fits(word.slice(0, end))) end -= 1;
      lines.splice(-1, 0, word.slice(0, end));
      word = word.slice(end);
    }
    lines[lines.length - 1] = word;
  }
  return lines;
}

// The address of the page; only its file name if it was opened as a file.
function pageAddress() {
  if (location.protocol === "file:") return location.pathname.split("/").pop();
  return document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];
}

// Returns the content of an SVG: panels in rows, with paragraphs below them.
function composed(figure, paragraphs) {
  const panels = [...figure.querySelector(".explore-picture").children];
  let [x, y, height, width] = [MARGIN, MARGIN, 0, 0];
  const drawings = panels.map((panel) => {
    const drawing = (panel.shadowRoot ?? panel).querySelector("svg").cloneNode(true);
    for (const handle of drawing.querySelectorAll("[part]")) handle.remove();
    const [, , w, h] = drawing.getAttribute("viewBox").split(" ").map(Number);
    if (x > MARGIN && x + w > WIDEST) [x, y, height] = [MARGIN, y + height, 0];
    for (const [key, value] of Object.entries({ x, y, width: w, height: h })) {
      drawing.setAttribute(key, value);
    }
    x += w;
    [height, width] = [Math.max(height, h), Math.max(width, x)];
    return new XMLSerializer().serializeToString(drawing);
  });
  y += height + MARGIN;
  const texts = paragraphs.flatMap((paragraph) => {
    const lines = linesOf(paragraph, width - MARGIN).map((line) => {
      y += 1.3 * SIZE;
      return `<text x="${MARGIN}" y="${y.toFixed(1)}">${escaped(line)}</text>`;
    });
    y += SIZE / 2;
    return lines;
  });
  return {
    width: Math.ceil(width + MARGIN),
    height: Math.ceil(y + MARGIN),
    content: drawings.concat(texts).join("\n"),
  };
}

function svgOf(figure, values, credit) {
  const words = figure.querySelector(".explore-picture").getAttribute("aria-label");
  const source = pageAddress() + (figure.explorable?.address ?? `#${figure.id}`);
  const paragraphs = [words, values, `${credit}. ${source}`].filter(Boolean);
  const { width, height, content } = composed(figure, paragraphs);
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" font-family="${FAMILY}" font-size="${SIZE}" ` +
    'fill="var(--figure-ink)" stroke-linecap="butt" stroke-linejoin="round" ' +
    'text-rendering="geometricPrecision" xml:space="preserve">\n' +
    `<title>${escaped(words)}</title>\n<desc>${escaped(`${credit}. ${source}`)}</desc>\n` +
    `<style>${fonts}</style>\n<rect width="100%" height="100%" fill="var(--figure-paper)"/>\n` +
    `${content}\n</svg>\n`;
  return { width, height, svg: inLight(svg) };
}

async function bitmapOf({ svg, width, height }) {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [SHARPNESS * width, SHARPNESS * height];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

// Returns the file and its name, which contains the figure's id and state.
document.currentScript.save = async (figure, kind, values, credit) => {
  const picture = svgOf(figure, values, credit);
  const place = figure.explorable ? `-${figure.explorable.place}` : "";
  const name = `${figure.id}${place}`.replace(/[^\w.=-]+/g, "-").slice(0, 100);
  const blob =
    kind === "PNG" ? await bitmapOf(picture) : new Blob([picture.svg], { type: "image/svg+xml" });
  return { blob, name: `${name}.${kind.toLowerCase()}` };
};
