// What stands around the drawing: buttons and the legend, built from elements and textContent only.

import { symbol } from "./shapes.js";

export function element(name, className, attributes = {}) {
  const made = document.createElement(name);
  if (className) made.className = className;
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}

export function button(label, explained, run) {
  const made = element("button", "", { type: "button", title: explained, "aria-label": `${label}: ${explained}` });
  made.textContent = label;
  made.addEventListener("click", run);
  return made;
}

// Groups of tools: each [label, what it does, run, usable], of which `usable` says for which selection it is.
export function toolbar(groups) {
  const bar = element("div", "tools", { role: "toolbar", "aria-label": "Network" });
  const switches = [];
  for (const group of groups) {
    const place = element("span", "group");
    for (const [label, explained, run, usable] of group) {
      const made = button(label, explained, run);
      if (usable) switches.push((nodes, edges) => (made.disabled = !usable(nodes, edges)));
      place.append(made);
    }
    bar.append(place);
  }
  const enable = (nodes, edges) => switches.forEach((set) => set(nodes, edges));
  enable(0, 0);
  return { bar, enable };
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
