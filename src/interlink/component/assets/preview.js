// What an expansion would add, by kind, before anything is drawn. `answer` is given what to do and the kinds chosen.

import { button, element } from "./chrome.js";

const counted = (n) => n.toLocaleString("en-US");

export function askPreview(stage, preview, answer) {
  const panel = element("div", "preview", { role: "dialog", "aria-label": "What expanding adds" });
  const heading = element("p", "heading");
  heading.textContent = preview.heading;
  const kinds = element("div", "kinds", { role: "group", "aria-label": "Kinds to draw" });
  const boxes = preview.kinds.map((kind) => {
    const label = element("label", "");
    const box = element("input", "", { type: "checkbox" });
    const words = element("span", "");
    box.checked = true;
    box.addEventListener("change", () => update());
    words.textContent = `${counted(kind.count)} ${kind.count === 1 ? kind.one : kind.many}`;
    label.append(box, words);
    kinds.append(label);
    return box;
  });
  const chosen = () => preview.kinds.filter((_, i) => boxes[i].checked);
  const end = (act) => {
    const names = chosen().map((kind) => kind.name);
    panel.remove();
    stage.focus({ preventScroll: true });
    answer(act, names.length === preview.kinds.length ? [] : names);
  };
  const some = button("", "Those with most links first", () => end("draw"));
  const all = button("", "Every one of them", () => end("draw_all"));
  const none = button("Cancel", "Draw nothing (Escape)", () => end("dismiss"));
  const buttons = element("div", "answers");
  buttons.append(some, all, none);
  panel.append(heading, kinds, buttons);

  function update() {
    const total = chosen().reduce((sum, kind) => sum + kind.count, 0);
    some.textContent = `Draw ${counted(preview.at_once)} of ${counted(total)}`;
    all.textContent = total ? `Draw all ${counted(total)}` : "Draw";
    some.hidden = total <= preview.at_once;
    all.disabled = total === 0;
    for (const made of [some, all]) made.setAttribute("aria-label", `${made.textContent}: ${made.title}`);
  }

  // Its keys are its own: the stage would expand on Enter and hide on Delete.
  panel.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") end("dismiss");
  });
  update();
  stage.append(panel);
  (some.hidden ? all : some).focus({ preventScroll: true });
  return () => panel.remove();
}
