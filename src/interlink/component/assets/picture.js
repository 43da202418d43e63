// The drawing as a file: on white, with its legend and the lines that every copy carries.

import { element } from "./chrome.js";
import { paint } from "./shapes.js";

const FACE = 'system-ui, "Noto Sans", "DejaVu Sans", sans-serif';
const LINE = 20;
const EDGE = 12;

export function savePicture(root, drawing, entries, lines) {
  const scale = drawing.width / drawing.clientWidth || 1;
  const width = drawing.clientWidth;
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `13px ${FACE}`;
  const rows = flow(pen, entries, width);
  const said = lines.flatMap((line) => wrapped(pen, line, width - 2 * EDGE));
  const height = drawing.clientHeight + 2 * EDGE + LINE * (rows.length + said.length);
  pen.canvas.width = drawing.width;
  pen.canvas.height = Math.round(height * scale);
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, pen.canvas.width, pen.canvas.height);
  pen.drawImage(drawing, 0, 0);
  pen.scale(scale, scale);
  pen.font = `13px ${FACE}`;
  pen.textBaseline = "middle";
  let y = drawing.clientHeight + EDGE;
  for (const row of rows) {
    for (const { x, shape, colour, words } of row) {
      paint(pen, shape, colour, x, y + 3, 14);
      pen.fillStyle = "#1a1a1a";
      pen.fillText(words, x + 20, y + LINE / 2);
    }
    y += LINE;
  }
  for (const line of said) {
    pen.fillStyle = "#1a1a1a";
    pen.fillText(line, EDGE, y + LINE / 2);
    y += LINE;
  }
  const link = element("a", "", { download: "network.png", href: pen.canvas.toDataURL("image/png") });
  root.append(link);
  link.click();
  link.remove();
}

function flow(pen, entries, width) {
  const rows = [];
  let x = width;
  for (const { shape, colour, words } of entries) {
    const room = pen.measureText(words).width + 36;
    if (x + room > width) {
      rows.push([]);
      x = EDGE;
    }
    rows[rows.length - 1].push({ x, shape, colour, words });
    x += room;
  }
  return rows;
}

function wrapped(pen, text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = lines[lines.length - 1] ? `${lines[lines.length - 1]} ${word}` : word;
    if (pen.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.filter(Boolean);
}
