// Draws the network that Python sends and reports what a person does in it (messages.py says in which words).
// Text reaches the page only through vis-network's canvas and textContent; nothing is loaded from elsewhere.

import "./vis-network.min.js";
import { drawLegend, element, toolbar } from "./chrome.js";
import { drawLasso } from "./lasso.js";
import { savePicture } from "./picture.js";
import { askPreview } from "./preview.js";
import { dressed, paint } from "./shapes.js";

const vis = globalThis.vis;
// A double click is two clicks first: a selection waits this long for the second.
const CLICK_WAIT_MS = 220;
const POSITIONS_SHOWN = 200;
const HALO = "rgb(0 114 178 / 22%)";
const INK = "#1a1a1a";
const KEYS =
  "Network. Arrow keys choose an entity, with Shift they add one. Enter expands, C collapses, Delete hides, O keeps " +
  "only what is selected, F pins, P finds the path between two, Control Z takes the last step back.";
const views = new WeakMap();

export default function render({ data, parentElement, setStateValue, setTriggerValue }) {
  let view = views.get(parentElement);
  if (!view) {
    view = new View(parentElement);
    views.set(parentElement, view);
  }
  const turn = view.receive(data, setStateValue, setTriggerValue);
  // Streamlit runs the cleanup of an overtaken call at once: only that of the newest call may end the view.
  return () => {
    if (view.turn === turn) {
      views.delete(parentElement);
      view.end();
    }
  };
}

class View {
  constructor(parent) {
    this.turn = 0;
    this.lastSeq = 0;
    this.rev = null;
    this.layoutRev = null;
    // What is selected, and when the person last chose it themselves.
    this.chosen = [];
    this.chosenSeq = 0;
    this.drawn = { nodes: new Map(), edges: new Map() };
    this.moved = new Map();
    this.marks = { pinned: [], along: [] };
    this.shapes = new Map();
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    this.root = element("div", "network");
    this.stage = element("div", "stage", { tabindex: "0", role: "application" });
    this.stage.setAttribute("aria-label", KEYS);
    this.canvas = element("div", "canvas");
    this.words = element("p", "words", { role: "status" });
    this.status = element("p", "status", { "aria-live": "polite" });
    this.legend = element("div", "legend");
    this.stage.append(this.canvas, this.words);
    const { bar, enable } = toolbar(this.tools());
    this.enable = enable;
    this.root.append(bar, this.stage, this.status, this.legend);
    parent.append(this.root);
    this.stage.addEventListener("keydown", (event) => this.keydown(event));
    this.stage.addEventListener("pointerleave", () => this.hideTip());
    // The browser's own menu would save or copy the picture past the audit log.
    this.stage.addEventListener("contextmenu", (event) => event.preventDefault());
    this.state("empty", "Nothing to draw yet.");
  }

  tools() {
    const any = (nodes) => nodes > 0;
    return [
      [
        ["Fit", "Show everything (0)", () => this.fit(true)],
        ["+", "Zoom in", () => this.zoom(1.3)],
        ["−", "Zoom out", () => this.zoom(1 / 1.3)],
        ["Lasso", "Draw around entities to select them", () => this.lasso()],
      ],
      [
        ["Expand", "Draw the neighbours of what is selected (Enter)", () => this.ask("expand"), any],
        ["Collapse", "Fold away what hangs on it alone (C)", () => this.ask("collapse"), (nodes) => nodes === 1],
        ["Hide", "Take what is selected out of the drawing (Delete)", () => this.ask("hide"), any],
        ["Only", "Hide all but what is selected (O)", () => this.ask("isolate"), any],
        ["Pin", "Keep what is selected in its place, or let it go again (F)", () => this.ask("pin"), any],
        ["Path", "Find the path between two selected (P)", () => this.ask("path"), (nodes) => nodes === 2],
      ],
      [["PNG", "Save the picture; the audit log will say so", () => this.askToSave()]],
    ];
  }

  receive(data, setStateValue, setTriggerValue) {
    this.setStateValue = setStateValue;
    this.setTriggerValue = setTriggerValue;
    try {
      this.draw(data);
    } catch (problem) {
      this.state("error", `This picture cannot be drawn: ${problem.message} Reload the page; if it stays, report it.`);
    }
    this.turn += 1;
    return this.turn;
  }

  draw(data) {
    check(data);
    this.stage.style.setProperty("--least", `${Number(data.height) || 640}px`);
    this.stage.dataset.nodes = String(data.nodes.length);
    this.stage.dataset.edges = String(data.edges.length);
    const fresh = this.layoutRev !== data.layout_rev;
    if (fresh) this.moved.clear();
    this.layoutRev = data.layout_rev;
    const changed = fresh || this.rev !== data.rev;
    if (changed) {
      this.rev = data.rev;
      this.begin(data.options || {});
      // Edges that leave go before their nodes, those that come after.
      this.remove("edges", data.edges);
      const added = this.change("nodes", data.nodes.map((node) => this.kept(node)));
      this.remove("nodes", data.nodes);
      this.change("edges", data.edges);
      this.shapes = new Map(data.nodes.map(({ id, shape, size }) => [id, { shape, size }]));
      this.marks = { pinned: data.nodes.filter((node) => node.pinned), along: data.nodes.filter((node) => node.along) };
      this.entries = data.legend || [];
      drawLegend(this.legend, this.entries);
      if (data.nodes.length === 0) this.state("empty", "Nothing to draw yet.");
      else this.state("ready", "");
      if (fresh || !added.every((id) => this.inView(id))) this.fit(!fresh);
    }
    this.select(data.selected || [], data.selected_seq || 0, changed);
    this.preview(data.preview);
    if (data.leave && data.leave.seq === this.saving) this.save(data.leave.lines);
  }

  begin(options) {
    if (this.network) return;
    this.network = new vis.Network(
      this.canvas,
      { nodes: this.nodes, edges: this.edges },
      { ...options, physics: { enabled: false }, configure: { enabled: false }, manipulation: { enabled: false } },
    );
    this.network.on("click", () => this.clicked());
    this.network.on("doubleClick", (event) => this.doubleClicked(event));
    this.network.on("dragEnd", (event) => this.dragged(event));
    this.network.on("beforeDrawing", (pen) => this.drawHalos(pen));
    this.network.on("afterDrawing", (pen) => {
      this.drawChosen(pen);
      this.drawPins(pen);
      this.showPositions();
    });
    this.network.on("resize", () => this.unfitted && this.fit(false));
  }

  kept(node) {
    const place = this.moved.get(node.id);
    return place ? { ...node, x: place[0], y: place[1] } : node;
  }

  change(what, rows) {
    const drawn = this.drawn[what];
    const added = rows.filter((row) => !drawn.has(row.id)).map((row) => row.id);
    // vis-network merges an update into what it has: a field that is gone must be gone there, too.
    const changed = rows.filter((row) => drawn.get(row.id) !== JSON.stringify(row));
    const gone = changed.filter((row) => drawn.has(row.id) && lacksField(drawn.get(row.id), row));
    this[what].remove(gone.map((row) => row.id));
    this[what].update(what === "nodes" ? changed.map(dressed) : changed);
    for (const row of changed) drawn.set(row.id, JSON.stringify(row));
    return added;
  }

  remove(what, rows) {
    const stay = new Set(rows.map((row) => row.id));
    const gone = [...this.drawn[what].keys()].filter((id) => !stay.has(id));
    this[what].remove(gone);
    for (const id of gone) this.drawn[what].delete(id);
  }

  // Python may not have heard yet what the person chose meanwhile: their own choice stays until it has.
  select(ids, heard, changed) {
    const asked = this.drawnOf(heard < this.chosenSeq ? this.chosen : ids);
    // Nodes that were drawn anew have lost their selection.
    if (changed || JSON.stringify(asked) !== JSON.stringify(this.chosen)) this.choose(asked);
  }

  drawnOf(ids) {
    return ids.filter((id) => this.nodes.get(id) || this.edges.get(id));
  }

  choose(ids) {
    this.chosen = this.drawnOf(ids);
    this.network.setSelection(
      { nodes: this.chosen.filter((id) => this.nodes.get(id)), edges: this.chosen.filter((id) => this.edges.get(id)) },
      { highlightEdges: false },
    );
    this.say();
  }

  // From here on Python is behind, until it has heard of it.
  own() {
    const { nodes, edges } = this.network.getSelection();
    this.chosen = [...nodes, ...edges];
    this.chosenSeq = this.seq();
  }

  clicked() {
    this.stage.focus({ preventScroll: true });
    if (Date.now() - (this.doubleAt || 0) < CLICK_WAIT_MS + 100) return;
    this.own();
    this.say();
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.report(), CLICK_WAIT_MS);
  }

  doubleClicked(event) {
    clearTimeout(this.waiting);
    this.doubleAt = Date.now();
    const id = this.network.getNodeAt(event.pointer.DOM);
    if (id === undefined) this.report();
    else this.act("expand", [id]);
  }

  dragged(event) {
    if (event.nodes.length === 0) return;
    for (const [id, { x, y }] of Object.entries(this.network.getPositions(event.nodes))) this.moved.set(id, [x, y]);
    // vis-network selects what is dragged; to move something is not to choose it.
    this.choose(this.chosen);
    this.setStateValue("moved", { layout_rev: this.layoutRev, at: Object.fromEntries(this.moved) });
  }

  report() {
    const { nodes, edges } = this.network.getSelection();
    this.own();
    this.say();
    this.setStateValue("selection", { nodes, edges, seq: this.chosenSeq });
  }

  act(act, ids = [], kinds = []) {
    const seq = this.seq();
    this.setTriggerValue("action", { act, ids, kinds, seq });
    return seq;
  }

  ask(act) {
    if (!this.network) return;
    const { nodes } = this.network.getSelection();
    const usable = { collapse: nodes.length === 1, path: nodes.length === 2 }[act] ?? nodes.length > 0;
    clearTimeout(this.waiting);
    if (usable) this.act(act, nodes);
  }

  // What was answered is not asked again when Python, busy with something else, still sends it.
  preview(asked) {
    const text = JSON.stringify(asked ?? null);
    if (text === this.previewed) return;
    this.previewed = text;
    if (this.endPreview) this.endPreview();
    this.endPreview = asked ? askPreview(this.stage, asked, (act, kinds) => this.act(act, [], kinds)) : null;
  }

  // Grows over reloads of the page, too, so that Python can tell a new message from one it has seen.
  seq() {
    this.lastSeq = Math.max(this.lastSeq + 1, Date.now());
    return this.lastSeq;
  }

  say() {
    const { nodes, edges } = this.network.getSelection();
    this.enable(nodes.length, edges.length);
    const one = nodes.length + edges.length === 1 ? this.nodes.get(nodes[0] ?? "") || this.edges.get(edges[0] ?? "") : null;
    const counts = [
      [nodes.length, nodes.length > 1 ? "entities" : "entity"],
      [edges.length, edges.length > 1 ? "links" : "link"],
    ];
    const words = counts.filter(([n]) => n).map(([n, word]) => `${n} ${word}`);
    if (one) this.status.textContent = String(one.title || one.label).split("\n").join(" · ");
    else this.status.textContent = words.length ? `${words.join(", ")} selected` : "";
  }

  keydown(event) {
    if (!this.network || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
    const act = { Enter: "expand", Delete: "hide", c: "collapse", f: "pin", o: "isolate", p: "path" }[key];
    if (event.ctrlKey || event.metaKey) {
      if (key === "z") this.act(event.shiftKey ? "redo" : "undo");
      else if (key === "y") this.act("redo");
      else return;
    } else if (key === "Escape") this.clear();
    else if (act) this.ask(act);
    else if (event.key === "0") this.fit(true);
    else if (event.key === "+" || event.key === "=") this.zoom(1.3);
    else if (event.key === "-") this.zoom(1 / 1.3);
    else if (step && this.nodes.length) this.stepTo(step, event.shiftKey);
    else return;
    event.preventDefault();
  }

  clear() {
    const had = this.network.getSelection();
    if (this.endLasso) this.endLasso();
    if (had.nodes.length + had.edges.length === 0) return;
    clearTimeout(this.waiting);
    this.choose([]);
    this.report();
  }

  stepTo(step, isAdded) {
    const order = [...this.drawn.nodes.keys()];
    const { nodes } = this.network.getSelection();
    const from = nodes.includes(this.stepped) ? this.stepped : nodes[0];
    const next = order[(order.indexOf(from) + step + order.length) % order.length];
    this.stepped = next;
    this.choose(isAdded ? [...nodes, next] : [next]);
    if (!this.inView(next)) this.network.moveTo({ position: this.network.getPosition(next) });
    this.clicked();
  }

  lasso() {
    if (!this.network || this.endLasso) return;
    this.endLasso = drawLasso(this.stage, (isInside) => {
      this.endLasso = null;
      if (!isInside) return;
      const ids = this.nodes.getIds().filter((id) => isInside(this.network.canvasToDOM(this.network.getPosition(id))));
      this.choose(ids);
      this.report();
    });
  }

  // vis-network takes its tooltip away when the pointer moves on, but not when it leaves.
  hideTip() {
    const tip = this.stage.querySelector(".vis-tooltip");
    if (tip) tip.style.visibility = "hidden";
  }

  inView(id) {
    const { x, y } = this.network.canvasToDOM(this.network.getPosition(id));
    return x > 20 && y > 20 && x < this.canvas.clientWidth - 20 && y < this.canvas.clientHeight - 20;
  }

  fit(animated) {
    if (!this.network) return;
    // Hidden behind a tab the canvas has no size; it is fitted when it gets one.
    this.unfitted = this.canvas.clientWidth === 0;
    this.network.fit({ maxZoomLevel: 1.15, animation: animated && { duration: 250, easingFunction: "easeOutQuad" } });
  }

  zoom(factor) {
    if (!this.network) return;
    this.network.moveTo({ scale: Math.min(4, Math.max(0.02, this.network.getScale() * factor)) });
  }

  // Python writes the audit log first and gives its leave; only then is the picture saved.
  askToSave() {
    if (this.network && this.nodes.length) this.saving = this.act("png");
  }

  save(lines) {
    this.saving = null;
    const drawing = this.canvas.querySelector("canvas");
    if (drawing) savePicture(this.root, drawing, this.entries, lines);
  }

  // While nodes come and go the network draws in between, with some of them not there.
  marked(mark) {
    return this.marks[mark].filter(({ id }) => this.nodes.get(id));
  }

  drawHalos(pen) {
    pen.fillStyle = HALO;
    for (const { id, size } of this.marked("along")) {
      const { x, y } = this.network.getPosition(id);
      pen.beginPath();
      pen.arc(x, y, size + 11, 0, 2 * Math.PI);
      pen.fill();
    }
  }

  // Outside of every border, so that it is seen around a red one, too.
  drawChosen(pen) {
    pen.strokeStyle = INK;
    pen.lineWidth = 2.5;
    for (const id of this.network.getSelectedNodes().filter((each) => this.nodes.get(each))) {
      const { shape, size } = this.shapes.get(id);
      const { x, y } = this.network.getPosition(id);
      const { left, top, right, bottom } = this.network.getBoundingBox(id);
      pen.beginPath();
      if (shape === "box") pen.rect(left - 6, top - 6, right - left + 12, bottom - top + 12);
      else pen.arc(x, y, shape === "dot" ? size + 7 : size * 1.3 + 6, 0, 2 * Math.PI);
      pen.stroke();
    }
  }

  drawPins(pen) {
    for (const { id, size, shape } of this.marked("pinned")) {
      const { x, y } = this.network.getPosition(id);
      const { top, right } = this.network.getBoundingBox(id);
      if (shape === "box") paint(pen, "pin", INK, right - 10, top - 12, 20);
      else paint(pen, "pin", INK, x + size * 0.45, y - size - 9, 20);
    }
  }

  showPositions() {
    const places = {};
    for (const id of this.nodes.getIds().slice(0, POSITIONS_SHOWN)) {
      const { x, y } = this.network.canvasToDOM(this.network.getPosition(id));
      places[id] = [Math.round(x), Math.round(y)];
    }
    const text = JSON.stringify(places);
    if (text !== this.stage.dataset.positions) this.stage.dataset.positions = text;
  }

  state(state, words) {
    this.stage.dataset.state = state;
    this.words.textContent = words;
    this.words.hidden = words === "";
  }

  end() {
    clearTimeout(this.waiting);
    if (this.endLasso) this.endLasso();
    if (this.endPreview) this.endPreview();
    if (this.network) this.network.destroy();
    this.root.remove();
  }
}

function check(data) {
  if (!data || !Array.isArray(data.nodes) || !Array.isArray(data.edges)) {
    throw new Error("what arrived has no nodes and edges.");
  }
  const nodes = new Set(data.nodes.map((node) => node.id));
  const edges = new Set(data.edges.map((edge) => edge.id));
  if (nodes.size !== data.nodes.length) throw new Error("two nodes have the same id.");
  if (edges.size !== data.edges.length) throw new Error("two edges have the same id.");
  for (const { id, x, y } of data.nodes) {
    if (typeof id !== "string") throw new Error("a node has no id.");
    if (!Number.isFinite(x) || !Number.isFinite(y)) throw new Error(`node ${id} has no position.`);
  }
  for (const { id, from, to } of data.edges) {
    if (typeof id !== "string") throw new Error("an edge has no id.");
    if (!nodes.has(from) || !nodes.has(to)) throw new Error(`edge ${id} has an end that is not drawn.`);
  }
}

function lacksField(before, row) {
  return Object.keys(JSON.parse(before)).some((name) => !(name in row));
}
