// What stands around the drawing: buttons and the legend, built from elements and textContent only.

const SVG = "http://www.w3.org/2000/svg";
const OUTLINES = {
  dot: "M8 2a6 6 0 1 0 .01 0z",
  square: "M2.5 2.5h11v11h-11z",
  swatch: "M1 5h14v6H1z",
  box: "M1 4.5h14v7H1z",
  diamond: "M8 1l7 7-7 7-7-7z",
  triangle: "M8 1.5l7 12.5H1z",
  triangleDown: "M8 14.5L1 2h14z",
  hexagon: "M4.5 2h7L15 8l-3.5 6h-7L1 8z",
  star: "M8 1l2 5h5l-4 3.5 1.5 5L8 11.5l-4.5 3 1.5-5L1 6h5z",
};

export function element(name, className, attributes = {}) {
  const made = document.createElement(name);
  if (className) made.className = className;
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}

export function toolbar(buttons) {
  const tools = element("div", "tools", { role: "toolbar", "aria-label": "Network" });
  for (const [label, [explained, run]] of Object.entries(buttons)) {
    const button = element("button", "", { type: "button", title: explained, "aria-label": explained });
    button.textContent = label;
    button.addEventListener("click", run);
    tools.append(button);
  }
  return tools;
}

export function drawLegend(place, entries) {
  place.replaceChildren(
    ...entries.map(({ shape, colour, words }) => {
      const entry = element("span", "entry");
      const text = element("span", "");
      text.textContent = words;
      entry.append(symbol(shape, colour), text);
      return entry;
    }),
  );
}

function symbol(shape, colour) {
  const drawing = document.createElementNS(SVG, "svg");
  const outline = document.createElementNS(SVG, "path");
  drawing.setAttribute("viewBox", "0 0 16 16");
  drawing.setAttribute("aria-hidden", "true");
  outline.setAttribute("d", OUTLINES[shape] || OUTLINES.dot);
  const plain = /^#[0-9a-f]{6}$/i.test(colour) ? colour : "#ffffff";
  outline.setAttribute("fill", shape === "ring" ? "#ffffff" : plain);
  outline.setAttribute("stroke", shape === "ring" ? plain : "#4a4f57");
  if (shape === "ring") outline.setAttribute("stroke-width", "3");
  if (shape === "dashes") outline.setAttribute("stroke-dasharray", "3 2");
  drawing.append(outline);
  return drawing;
}
