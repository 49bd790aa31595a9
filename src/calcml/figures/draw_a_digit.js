// Draw a digit, and see what a small network takes it for: in a notebook and in a page without a kernel alike.
// `model` is an anywidget model, or a stand-in. What is counted and computed here, draw_a_digit.py does in the same steps.

const GRID = 64, CELL = 4, CELLS = GRID / CELL, PEN = 4;  // points; the cursor moves by a cell; the pen's radius
const SIZE = 32, WIDTH = 20;  // what is drawn is scaled to this height, and to this width at most
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const HINT = "Draw with the pointer or a finger. With the keyboard: Tab into the field; the arrows move the cursor, with Shift they draw; Space inks, Backspace rubs out, Escape clears.";
const EMPTY = "Draw a digit.";
const MIDDLE = [CELLS / 2, CELLS / 2], within = c => Math.min(CELLS - 1, Math.max(0, c));

const hasModifier = event => event.ctrlKey || event.metaKey || event.altKey;
const share = p => p < 0.0005 ? "under 0.001" : p >= 0.9995 ? "over 0.999" : p.toFixed(3);
const range = (n, f) => Array.from({ length: n }, (_, i) => f(i));
const total = (points, least) => points.reduce((sum, on) => sum + on, 0) > least;

// The preparation of the collection: 64 numbers from 0 to 16, or null where nothing is drawn

function counted(ink) {
  const on = [...ink.keys()].filter(i => ink[i]);
  if (!on.length) return null;
  const columns = on.map(i => i % GRID), left = Math.min(...columns), top = Math.floor(on[0] / GRID);
  const w = Math.max(...columns) - left + 1, h = Math.floor(on.at(-1) / GRID) - top + 1;
  const width = Math.min(WIDTH, Math.max(1, Math.floor(SIZE * w / h + 0.5))), margin = Math.floor((SIZE - width) / 2);
  let points = range(SIZE * SIZE, i => {
    const r = Math.floor(i / SIZE), c = i % SIZE - margin;
    if (c < 0 || c >= width) return 0;
    return ink[(top + Math.floor((r + 0.5) * h / SIZE)) * GRID + left + Math.floor((c + 0.5) * w / width)];
  });
  const heavy = points;
  for (const most of [412, 560]) if (total(heavy, most)) points = spread(points, 0);
  for (const least of [255, 107]) if (!total(heavy, least)) points = spread(points, 1);
  points = upright(points);
  return range(64, i => range(16, k => points[(4 * (i >> 3) + (k >> 2)) * SIZE + 4 * (i & 7) + (k & 3)]).reduce((a, b) => a + b));
}

// A point beside ink becomes ink (on = 1), or a point beside paper becomes paper (on = 0); paper lies around the picture
function spread(points, on) {
  return points.map((point, i) => {
    const x = i % SIZE, near = [points[i - SIZE], points[i + SIZE], x ? points[i - 1] : 0, x < SIZE - 1 ? points[i + 1] : 0];
    return near.some(other => (other ?? 0) === on) ? on : point;
  });
}

// Rows shift sideways until the left ends near the top and near the bottom stand above each other
function upright(points) {
  const rows = range(SIZE, r => points.slice(r * SIZE, (r + 1) * SIZE)), inked = [...rows.keys()].filter(r => rows[r].includes(1));
  const top = inked[0] + 2, bottom = inked.at(-1) - 2, from = rows[top]?.indexOf(1) ?? -1, to = rows[bottom]?.indexOf(1) ?? -1;
  if (top >= bottom || from < 0 || to < 0) return points;
  const slope = (from - to) / (bottom - top);
  return rows.flatMap((row, r) => {
    const shift = Math.floor((r - SIZE / 2) * slope + 0.5);
    return row.map((_, c) => row[c - shift] ?? 0);
  });
}

// The network: linear layers with relu between them, and softmax

function unpack({ sizes, numbers }) {
  const all = new Float32Array(Uint8Array.from(atob(numbers), c => c.charCodeAt(0)).buffer);
  let at = 0;
  const take = n => all.subarray(at, at += n);
  return range(sizes.length - 1, k => ({ weights: take(sizes[k] * sizes[k + 1]), bias: take(sizes[k + 1]) }));
}

function probabilities(layers, x) {
  layers.forEach(({ weights, bias }, k) => {
    const y = Array.from(bias, (b, j) => x.reduce((sum, value, i) => sum + value * weights[i * bias.length + j], b));
    x = k < layers.length - 1 ? y.map(v => Math.max(v, 0)) : y;
  });
  const top = Math.max(...x), powers = x.map(v => Math.exp(v - top)), sum = powers.reduce((a, b) => a + b);
  return powers.map(v => v / sum);
}

class Drawing {
  constructor(model, el) {
    this.model = model;
    this.layers = unpack(model.get("_weights"));
    this.build(el);
    this.load();
  }

  build(el) {
    this.root = Object.assign(document.createElement("figure"), { className: "calcml-live draw-a-digit", ariaBusy: false });
    this.root.dataset.liveFigure = this.model.get("_name");
    const size = n => `width="${n}" height="${n}"`;
    this.root.innerHTML = `<div class="panels">
      <div class="part"><div class="paper"><canvas class="field" ${size(GRID)} tabindex="0" role="application"
        aria-label="Field to draw a digit in, ${CELLS} by ${CELLS} cells. ${HINT}"></canvas><div class="cursor"></div></div>
        <div class="buttons"><button type="button">Clear</button></div></div>
      <div class="part"><canvas class="seen" ${size(8)} role="img" aria-label="What the network sees, in 8 by 8 pixels"></canvas>
        <div class="note">what the network sees: 8 × 8 pixels</div></div>
      <div class="part bars"><div class="note">digit and its probability</div>${range(10, digit => `<div class="row"><b>${digit}</b>
        <div class="meter" role="meter" aria-label="probability of ${digit}" aria-valuemin="0" aria-valuemax="1"><div class="bar"></div></div>
        <span class="p"></span></div>`).join("")}</div></div>
      <figcaption class="sentence"></figcaption><div class="note">${HINT}</div><div class="spoken" aria-live="polite"></div>`;
    for (const name of ["field", "seen", "cursor", "sentence", "spoken"]) this[name] = this.root.querySelector(`.${name}`);
    this.rows = [...this.root.querySelectorAll(".row")];
    this.root.querySelector("button").onclick = () => this.clear();
    this.field.addEventListener("pointerdown", event => this.press(event));
    this.field.addEventListener("keydown", event => this.key(event));
    // A notebook takes letters and arrows for its own commands; Shift+Enter and Ctrl+S stay with it.
    this.root.addEventListener("keydown", event => {
      if (!hasModifier(event) && !(event.key === "Enter" && event.shiftKey)) event.stopPropagation();
    });
    el.append(this.root);
  }

  load() {
    const text = this.model.get("_ink");
    if (this.ink && text === this.text()) return;
    this.cell = MIDDLE;
    this.ink = Uint8Array.from({ length: GRID * GRID }, (_, i) => +(text[i] ?? 0));
    this.paint();
  }

  text() { return this.ink.includes(1) ? this.ink.join("") : ""; }

  // Drawing

  // All points within the pen of the way from one place to another, in points
  stroke([ax, ay], [bx, by], on = 1) {
    const dx = bx - ax, dy = by - ay, length = dx * dx + dy * dy;
    this.ink.forEach((_, i) => {
      const x = i % GRID + 0.5 - ax, y = Math.floor(i / GRID) + 0.5 - ay;
      const t = length ? Math.min(1, Math.max(0, (x * dx + y * dy) / length)) : 0;
      if ((x - t * dx) ** 2 + (y - t * dy) ** 2 <= PEN * PEN) this.ink[i] = on;
    });
    this.scheduled ??= requestAnimationFrame(() => { this.scheduled = null; this.paint(); });
  }

  press(event) {
    if (event.button || this.field.onpointermove) return;  // one finger draws at a time
    event.preventDefault();
    this.field.focus({ preventScroll: true });
    this.field.setPointerCapture(event.pointerId);
    const at = e => { const box = this.field.getBoundingClientRect(); return [(e.clientX - box.x) * GRID / box.width, (e.clientY - box.y) * GRID / box.height]; };
    let last = at(event);
    this.stroke(last, last);
    const draw = e => { if (e.pointerId === event.pointerId) this.stroke(last, last = at(e)); };
    this.field.onpointermove = e => { for (const one of e.getCoalescedEvents?.() ?? []) draw(one); draw(e); };
    this.field.onlostpointercapture = () => {
      this.field.onpointermove = this.field.onlostpointercapture = null;
      this.cell = last.map(v => within(Math.floor(v / CELL)));
      this.release();
    };
  }

  key(event) {
    const arrow = ARROWS[event.key], place = () => this.cell.map(c => (c + 0.5) * CELL), from = place();
    if (hasModifier(event) || !(arrow || [" ", "Backspace", "Escape"].includes(event.key))) return;
    event.preventDefault();
    if (event.key === "Escape") return this.clear();
    if (arrow) this.cell = this.cell.map((c, k) => within(c + arrow[k]));
    if (!arrow || event.shiftKey) this.stroke(from, place(), event.key === "Backspace" ? 0 : 1);
    if (!arrow || event.shiftKey) return this.release();
    this.paint();
    this.spoken.textContent = `column ${this.cell[0] + 1}, row ${this.cell[1] + 1}`;
  }

  clear() {
    this.ink.fill(0);
    this.cell = MIDDLE;
    this.release();
  }

  release() {
    this.paint();
    this.spoken.textContent = this.sentence.textContent;
    this.model.set("_ink", this.text());
    try { this.model.save_changes(); } catch { /* the kernel is gone: drawing goes on without it */ }
  }

  // Showing

  paint() {
    const counts = counted(this.ink), p = counts && probabilities(this.layers, counts.map(n => n / 16));
    this.picture(this.field, this.ink, on => [31, 41, 51, 255 * on]);
    this.picture(this.seen, counts ?? Array(64).fill(0), n => [31, 41, 51, Math.round(255 * n / 16)]);
    const [first, second] = p ? [...p.keys()].sort((a, b) => p[b] - p[a]) : [];
    this.rows.forEach((row, digit) => {
      const [, meter, number] = row.children, value = p?.[digit] ?? 0;
      row.classList.toggle("first", digit === first);
      meter.firstChild.style.width = `${100 * value}%`;
      number.textContent = p ? share(value).replace("under", "<").replace("over", ">") : "";
      Object.assign(meter, { ariaValueNow: value, ariaValueText: p ? share(value) : "nothing drawn yet" });
    });
    this.sentence.textContent = p ? `The network reads this as ${first}, with probability ${share(p[first])}; next is ${second}, with ${share(p[second])}.` : EMPTY;
    this.root.dataset.state = this.root.dataset.wanted = first ?? "empty";
    [this.cursor.style.left, this.cursor.style.top] = this.cell.map(c => `${c * 100 / CELLS}%`);
  }

  picture(canvas, values, colour) {
    const image = new ImageData(canvas.width, canvas.height);
    image.data.set(Array.from(values, colour).flat());
    canvas.getContext("2d").putImageData(image, 0, 0);
  }
}

function render({ model, el }) {
  const drawing = new Drawing(model, el), load = () => drawing.load();
  model.on("change:_ink", load);
  return () => model.off("change:_ink", load);
}

function standalone(script) {
  for (const host of document.querySelectorAll(`.calcml-live-page[data-script="${script}"]:not([data-ready])`)) {
    host.dataset.ready = "";
    const data = JSON.parse(host.querySelector("script[type='application/json']").textContent);
    render({ model: { get: key => data[key], set: (key, value) => { data[key] = value; }, save_changes() {}, on() {}, off() {} }, el: host });
  }
}

export default { render, standalone };
