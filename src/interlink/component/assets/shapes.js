// Shapes as outlines on a field of 16 by 16: in the legend, on the canvas, and on a saved picture.

const SVG = "http://www.w3.org/2000/svg";
const INK = "#1a1a1a";
const OUTLINES = {
  dot: "M8 2a6 6 0 1 0 .01 0z",
  square: "M2.5 2.5h11v11h-11z",
  swatch: "M1 5h14v6H1z",
  route: "M0 6.2h16v3.6H0z",
  box: "M1 4.5h14v7H1z",
  diamond: "M8 1l7 7-7 7-7-7z",
  triangle: "M8 1.5l7 12.5H1z",
  triangleDown: "M8 14.5L1 2h14z",
  hexagon: "M4.5 2h7L15 8l-3.5 6h-7L1 8z",
  star: "M8 1l2 5h5l-4 3.5 1.5 5L8 11.5l-4.5 3 1.5-5L1 6h5z",
  pin: "M8 1.2a4.2 4.2 0 0 1 1.1 8.25V15H6.9V9.45A4.2 4.2 0 0 1 8 1.2z",
  phone: "M4.6 .8h6.8a1 1 0 0 1 1 1v12.4a1 1 0 0 1-1 1H4.6a1 1 0 0 1-1-1V1.8a1 1 0 0 1 1-1z",
  card: "M.8 3h14.4v10H.8z",
  page: "M3 .8h6.8L13 4v11.2H3z",
  envelope: "M.8 3h14.4v10H.8z",
};
// Lines inside an outline; vis-network has no such shapes, so they are drawn as images.
const MARKS = {
  phone: "M3.6 3.4h8.8M3.6 11.4h8.8M7 13.4h2",
  card: "M.8 6.2h14.4M3.4 10h4.4",
  page: "M9.8 .8V4H13M5.2 7h5.6M5.2 9.6h5.6M5.2 12.2h3.4",
  envelope: "M.8 3L8 9l7.2-6",
};
const plain = (colour) => (/^#[0-9a-f]{6}$/i.test(colour) ? colour : "#ffffff");

export function symbol(shape, colour) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 16 16");
  drawing.setAttribute("aria-hidden", "true");
  for (const { d, fill, stroke, width } of strokes(shape, colour)) {
    const path = document.createElementNS(SVG, "path");
    for (const [name, value] of Object.entries({ d, fill, stroke, "stroke-width": width })) path.setAttribute(name, value);
    drawing.append(path);
  }
  return drawing;
}

// Draws a symbol, its side in pixels, with its left top corner at x, y.
export function paint(pen, shape, colour, x, y, side) {
  pen.save();
  pen.translate(x, y);
  pen.scale(side / 16, side / 16);
  for (const { d, fill, stroke, width } of strokes(shape, colour)) {
    const path = new Path2D(d);
    pen.fillStyle = fill === "none" ? "transparent" : fill;
    pen.strokeStyle = stroke;
    pen.lineWidth = width;
    pen.fill(path);
    pen.stroke(path);
  }
  pen.restore();
}

// A node of a shape that vis-network does not have, as the image of that shape; any other as it is.
export function dressed(node) {
  if (!MARKS[node.shape]) return node;
  const { background, border, highlight } = node.color;
  const drawn = (stroke, pixels) => image(node.shape, plain(background), plain(stroke), (pixels * 8) / node.size);
  return {
    ...node,
    shape: "image",
    size: node.size * 1.2,
    image: { unselected: drawn(border, node.borderWidth), selected: drawn(highlight.border, 4) },
  };
}

function strokes(shape, colour) {
  const d = OUTLINES[shape] || OUTLINES.dot;
  if (shape === "ring") return [{ d, fill: "#ffffff", stroke: plain(colour), width: 3 }];
  const outline = { d, fill: plain(colour), stroke: shape === "route" ? "none" : "#4a4f57", width: 1 };
  return MARKS[shape] ? [outline, { d: MARKS[shape], fill: "none", stroke: INK, width: 1 }] : [outline];
}

function image(shape, fill, stroke, width) {
  const text =
    `<svg xmlns="${SVG}" width="96" height="96" viewBox="-1.6 -1.6 19.2 19.2"><path d="${OUTLINES[shape]}" fill="${fill}" ` +
    `stroke="${stroke}" stroke-width="${width.toFixed(2)}"/><path d="${MARKS[shape]}" fill="none" stroke="${INK}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(text)}`;
}
