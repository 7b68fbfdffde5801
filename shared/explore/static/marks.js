// Draws the content of a mark, in data coordinates of its axes, into the SVG group that Matplotlib drew.

// Converts between data coordinates of a mark's axes and coordinates of the drawing.
export function placing({ frame: [left, top, width, height, xAxis, yAxis], extent, at }, group) {
  const along = ([low, high, isLog], length) => {
    const scale = isLog ? Math.log10 : Number;
    const start = scale(low);
    const unit = length / (scale(high) - start);
    const back = (place) => start + place / unit;
    return [(value) => (scale(value) - start) * unit, isLog ? (v) => 10 ** back(v) : back];
  };
  const [across, fromAcross] = along(xAxis, width);
  const [up, fromUp] = along(yAxis, height);
  const found = {
    x: (value) => left + across(value),
    y: (value) => top + height - up(value),
    fromX: (place) => fromAcross(place - left),
    fromY: (place) => fromUp(top + height - place),
    extent,
  };
  if (at) {
    // Offset of the text's baseline from its anchor.
    const text = group.querySelector("text");
    found.dx = text.getAttribute("x") - found.x(at[0]);
    found.dy = text.getAttribute("y") - found.y(at[1]);
  }
  return found;
}

// Rounds to a hundredth of a point, as in Matplotlib's drawing. Values far outside the picture are
// clipped, since they would only make the text longer.
export const rounded = (value) => Math.round(Math.min(Math.max(value, -2000), 4000) * 100) / 100;

// The path through points; it is interrupted where a coordinate is NaN.
function path(at, [x, y], each) {
  let text = "";
  let pen = "M";
  for (let i = 0; i < x.length; i++) {
    const across = rounded(at.x(x[i]));
    const down = rounded(at.y(y[i]));
    if (Number.isNaN(across + down)) pen = "M";
    else {
      text += `${pen}${across} ${down}`;
      pen = "L";
      each?.(across, down);
    }
  }
  return text;
}

// One function for each kind of mark; the script of a page contains only the kinds of its figures.

// [x, y]
export function line(group, at, points) {
  const markers = group.querySelector("[data-marker]");
  let places = "";
  const text = path(at, points, (across, down) => {
    places += `M${across} ${down}${markers?.dataset.marker}`;
  });
  group.querySelector(":scope > path:not([data-marker])")?.setAttribute("d", text);
  markers?.setAttribute("d", places);
}

// [x, y] of the corners
export function area(group, at, corners) {
  const text = path(at, corners);
  group.querySelector("path").setAttribute("d", text && `${text}z`);
}

// [x1, y1, x2, y2, x1, ...]: segments of a contour line
export function segments(group, at, ends) {
  let text = "";
  for (let i = 0; i < ends.length; i += 4) {
    text += `M${rounded(at.x(ends[i]))} ${rounded(at.y(ends[i + 1]))}`;
    text += `L${rounded(at.x(ends[i + 2]))} ${rounded(at.y(ends[i + 3]))}`;
  }
  group.querySelector("path").setAttribute("d", text);
}

// Rows of integers, beginning with the lowest: a path for each shade, which consists of horizontal runs.
export function field(group, at, rows) {
  const [left, right, bottom, top] = at.extent;
  const edge = (from, to, share) => rounded(from + (to - from) * share);
  const x = (column) => edge(at.x(left), at.x(right), column / rows[0].length);
  const y = (row) => edge(at.y(bottom), at.y(top), row / rows.length);
  const paths = [...group.children].map(() => "");
  rows.forEach((row, r) => {
    const high = rounded(y(r) - y(r + 1));
    for (let from = 0, to; from < row.length; from = to) {
      for (to = from + 1; row[to] === row[from] && to < row.length; ) to++;
      const wide = rounded(x(to) - x(from));
      if (row[from] in paths) {
        paths[row[from]] += `M${x(from)} ${y(r + 1)}h${wide}v${high}h${-wide}z`;
      }
    }
  });
  paths.forEach((text, shade) => group.children[shade].setAttribute("d", text));
}

// [x, y, text]
export function text(group, at, [x, y, words]) {
  const text = group.querySelector("text");
  text.setAttribute("x", rounded(at.x(x) + at.dx));
  text.setAttribute("y", rounded(at.y(y) + at.dy));
  text.textContent = words;
}
