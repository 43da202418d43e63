// A line drawn by hand around nodes. `done` is given a test for being inside, or nothing when it was given up.

import { element } from "./chrome.js";

const SVG = "http://www.w3.org/2000/svg";

export function drawLasso(stage, done) {
  const points = [];
  const sheet = element("div", "lasso");
  const drawing = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "polygon");
  drawing.append(line);
  sheet.append(drawing);
  stage.append(sheet);

  const end = (inside) => {
    sheet.remove();
    done(inside);
  };
  const add = (event) => {
    const frame = sheet.getBoundingClientRect();
    points.push([event.clientX - frame.left, event.clientY - frame.top]);
    line.setAttribute("points", points.map((point) => point.join(",")).join(" "));
  };
  sheet.addEventListener("pointerdown", (event) => {
    sheet.setPointerCapture(event.pointerId);
    add(event);
  });
  sheet.addEventListener("pointermove", (event) => points.length && add(event));
  sheet.addEventListener("pointerup", () => end(points.length > 2 ? (place) => isInside(points, place) : null));
  sheet.addEventListener("pointercancel", () => end(null));
  return () => end(null);
}

// Crossings of a ray to the right: odd is inside.
function isInside(points, { x, y }) {
  let inside = false;
  for (let i = 0, j = points.length - 1; i < points.length; j = i, i += 1) {
    const [ax, ay] = points[i];
    const [bx, by] = points[j];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}
