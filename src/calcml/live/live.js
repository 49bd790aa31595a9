// The browser's half of a live figure: it lays one drawing after another on the background as a control moves.
// matplotlib draws; nothing here knows what the picture means. `model` is an anywidget model, or a stand-in without a kernel.

const hasModifier = event => event.ctrlKey || event.metaKey || event.altKey;
const makeSVG = tag => document.createElementNS("http://www.w3.org/2000/svg", tag);
const SAVE_EVERY = 100;       // ms between two values sent to the kernel while a control moves
const SETTLED_AFTER = 150;    // ms without a move, after which the neighbours of a stop are asked for
const ASK_EVERY = 80;         // ms between two requests while an answer is awaited
const PATH = 150;             // ms of the way moved last, from which the way ahead is guessed
const LATE_AFTER = 500;       // ms after which a stop not drawn yet is said to be on its way
const GONE_AFTER = 4000;      // ms without an answer, after which the kernel is said to be busy or gone
const TYPED_AFTER = 700;      // ms without a key, after which a typed formula is read
const KEPT = 30e6;            // characters of drawings that are kept; each drawing counts for 10 000 more
const DRAWN_MOVE = "Pictures already drawn still move";
const GONE = `Problem: the kernel is gone: it was stopped or restarted. ${DRAWN_MOVE}. To bring back the rest, run this notebook's cells again.`;
const NO_ANSWER = `The kernel does not answer: it is busy with another cell, or it was stopped. ${DRAWN_MOVE}. If it stays like this, run this notebook's cells again.`;
const BUSY = `The kernel is busy with another cell. ${DRAWN_MOVE}; the rest follows when it is free.`;

function setAttributes(element, attributes) {
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
}

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const span = (className, textContent) => make("span", { className, textContent });
const makeSelect = (options, onchange) => make("select", { onchange }, ...options.map(([value, textContent]) => make("option", { value, textContent })));
const makeButton = (textContent, onclick, more) => make("button", { type: "button", textContent, onclick, ...more });

// Ids of SVG parts must differ between all figures on a page, and every figure may have a copy of this script of its own.
function newPrefix() {
  window.calcmlLiveViews = (window.calcmlLiveViews ?? 0) + 1;
  return `live${window.calcmlLiveViews}-`;
}

async function unpack(packed) {
  const bytes = typeof packed === "string" ? Uint8Array.from(atob(packed), c => c.charCodeAt(0)) : packed;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return Object.entries(await new Response(stream).json());
}

function readNumber(text) {
  const plain = text.trim().replace(/[−–]/g, "-").replace(/^(-?\d*),(\d+)$/, "$1.$2");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
}

function nearest(values, value, log = false) {
  const at = log ? v => Math.log(Math.max(v, Number.MIN_VALUE)) : v => v;
  let best = 0;
  values.forEach((v, i) => { if (Math.abs(at(v) - at(value)) < Math.abs(at(values[best]) - at(value))) best = i; });
  return best;
}

class View {
  constructor(model, el) {
    this.model = model;
    this.live = Boolean(model.send);
    this.prefix = newPrefix();
    this.controls = model.get("_controls").map(spec => ({ ...spec }));
    this.moving = this.controls.filter(control => !control.still);
    this.moving.forEach((control, k) => { control.k = k; });
    this.frames = new Map();  // "i,j" -> [fragment, sentence, formula, places of handles] or [problem]
    this.wanted = this.moving.map(control => this.indexOf(control, model.get(control.name)));
    this.shown = null;
    this.along = [];  // numbers of the controls moved last
    this.path = [];  // when they were where, of late
    this.trip = 50;  // ms that the last request took, there and back
    this.number = 0;  // of the last message to the kernel
    this.scenes = this.taken = 0;  // the newest still part that came, and the newest that is shown
    this.waiting = new Map();  // requests under way: number -> when it was sent
    this.request = null;  // the request to come after them
    this.dropped = [];  // frames that the kernel does not know to be gone
    this.gone = "";
    this.fresh = true;
    this.timers = {};
    this.build(el);
  }

  // The page's elements

  build(el) {
    this.root = make("figure", { className: "calcml-live" });
    this.root.dataset.liveFigure = this.model.get("_name");
    this.picture = make("div", { className: "picture" });
    this.formula = make("div", { className: "formula", hidden: true });
    this.sentence = make("figcaption", { className: "sentence" });
    this.spoken = make("div", { className: "spoken", ariaLive: "polite" });
    this.status = make("div", { className: "status", role: "status" });
    this.overlay = makeSVG("svg");
    this.overlay.setAttribute("class", "overlay");
    const controls = make("div", { className: "controls" }, ...this.controls.map(control => this[`${control.kind}Row`](control)));
    const buttons = make("div", { className: "buttons" },
      makeButton("Reset", () => this.reset()), makeButton("Save picture", () => this.save()), this.status);
    const presets = this.model.get("_presets").map(([words, steps]) => makeButton(words, () => this.jump(...steps)));
    this.root.append(this.picture, this.formula, this.sentence, make("div", { className: "buttons" }, ...presets), controls, buttons, this.spoken);
    // A notebook takes letters and arrows for its own commands; Shift+Enter and Ctrl+S stay with it.
    this.root.addEventListener("keydown", event => {
      if (!hasModifier(event) && !(event.key === "Enter" && event.shiftKey)) event.stopPropagation();
    });
    el.append(this.root);
  }

  sliderRow(control) {
    const range = make("input", { type: "range", min: 0, max: control.stops.length - 1, step: 1, value: this.wanted[control.k], ariaLabel: control.label });
    const box = make("input", { type: "text", inputMode: "decimal", className: "number", size: 8, ariaLabel: `${control.label}, as a number` });
    range.oninput = () => { this.held = true; this.move([control.k, +range.value]); };
    range.onchange = () => this.release();
    this.listenToKeys(range, control);
    box.onchange = () => this.typeNumber(control, box);
    box.onblur = () => this.readout(control);
    Object.assign(control, { range, box });
    return make("label", { className: "control" }, span("label", control.label), range, box, span("unit", control.unit));
  }

  choiceRow(control) {
    const select = control.select = makeSelect([...control.texts.entries()], () => {
      if (control.still) this.draw(control, control.texts[select.value]);
      else this.jump([control.k, +select.value]);
    });
    select.value = control.still ? control.texts.indexOf(control.words) : this.wanted[control.k];
    return make("label", { className: "control" }, span("label", control.label), select);
  }

  revealRow(control) {
    const button = makeButton(control.label, () => this.jump([control.k, 1 - this.wanted[control.k]]), { className: "reveal", disabled: control.predictions.length > 0 });
    const group = `${this.prefix}${control.name}`;
    control.radios = control.predictions.map(words => make("input", { type: "radio", name: group, value: words, onchange: () => { button.disabled = false; } }));
    control.button = button;
    control.answer = span("prediction", "");
    return make("fieldset", { className: "control" }, make("legend", { textContent: control.question }),
      ...control.radios.map(radio => make("label", null, radio, ` ${radio.value}`)), button, control.answer);
  }

  formulaRow(control) {
    const { texts, label } = control, id = this.prefix + control.name, disabled = !this.live;
    const input = control.input = make("input", { id, type: "text", className: "typed", value: control.words, spellcheck: false, autocomplete: "off", disabled, autocapitalize: "off" });
    control.echo = make("div", { className: "echo" });
    const draw = () => this.draw(control, input.value);
    input.oninput = () => { this.setWords(control, input.value); this.later("typed", TYPED_AFTER, draw); };
    input.onchange = draw;
    const select = makeSelect([[-1, "examples"], ...control.names.entries()], () => {
      this.setWords(control, texts[select.value] ?? input.value);
      draw();
    });
    if (texts.length) control.select = Object.assign(select, { className: "examples", value: texts.indexOf(control.words), disabled, ariaLabel: `Examples for ${label}` });
    input.onkeydown = event => { if (event.key === "Enter" && !event.shiftKey) draw(); };
    const note = this.live ? [] : [make("div", { className: "echo", textContent: "To type a function of your own, open this page's notebook." })];
    return make("div", { className: "control" }, make("label", { htmlFor: id, className: "label", textContent: label }), control.select ?? "", input, control.echo, ...note);
  }

  // Where the controls stand

  indexOf({ stops, log }, value) {
    return log === undefined ? Math.max(0, stops.indexOf(value)) : nearest(stops, value, log);
  }

  // The stop whose drawing is shown for a stop (figures with Steps know better), and the name of that drawing
  shownFor(stop) { return stop; }

  goal() { return this.shownFor(this.wanted).join(); }

  clamp(control, i) { return Math.min(Math.max(i, 0), control.stops.length - 1); }

  // Each step: [a moving control's number, the stop it goes to]
  move(...steps) {
    const before = this.wanted.join();
    for (const [k, i] of steps) {
      const control = this.moving[k], to = this.clamp(control, i);
      if (to === this.wanted[k]) continue;
      this.wanted[k] = to;
      if (control.box) control.box.ariaInvalid = false;
      this.model.set(control.name, control.stops[to]);
    }
    if (this.wanted.join() === before) return;
    this.along = steps.map(([k]) => k);
    this.path = [...this.path.filter(([time]) => performance.now() - time < PATH), [performance.now(), [...this.wanted]]];
    this.trouble = "";
    this.schedule();
    this.timers.save ??= setTimeout(() => this.tell(), SAVE_EVERY);
    this.askSoon();
  }

  release() {
    this.held = false;
    this.speak = true;
    this.tell();
    this.askSoon(0);
    this.schedule();
  }

  // A handle on two sliders moves one of them sideways and the other up and down
  listenToKeys(element, control, up = control) {
    element.addEventListener("keydown", event => this.key(event, control, up));
    element.addEventListener("keyup", () => { if (this.held) this.release(); });
  }

  key(event, control, up) {
    const by = event.shiftKey ? 10 : 1;
    const step = { ArrowLeft: [control, -by], ArrowRight: [control, by], ArrowDown: [up, -by], ArrowUp: [up, by], PageDown: [up, -10], PageUp: [up, 10], Home: [control, -Infinity], End: [control, Infinity] }[event.key];
    if (!step || hasModifier(event)) return;
    event.preventDefault();
    this.move([step[0].k, this.shownFor(this.wanted)[step[0].k] + step[1]]);
    if (event.repeat) this.held = true;  // a key held down is a drag: it is released later
    else this.release();
  }

  typeNumber(control, box) {
    const { k, stops, texts, log } = control, last = +control.range.max, value = readNumber(box.value), ends = `${texts[0]} to ${texts[last]}`;
    box.ariaInvalid = Number.isNaN(value);
    this.trouble = "";
    if (Number.isNaN(value)) return this.say(`Problem: “${box.value}” is not a number. Type one from ${ends}.`);
    this.move([k, Math.min(nearest(stops, value, log), last)]);
    if (value < stops[0] || value > stops[last]) this.say(`Problem: ${box.value} lies outside ${ends}, so the nearest end is shown.`);
    box.value = texts[this.wanted[k]];
    this.release();
  }

  // The same, and what was typed wrongly is forgotten
  jump(...steps) {
    this.move(...steps);
    for (const [k] of steps) {
      const control = this.moving[k];
      if (control.box) control.box.ariaInvalid = false;
      this.readout(control);
    }
    this.say("");
    this.release();
  }

  reset() {
    for (const control of this.controls) {
      for (const radio of control.radios ?? []) radio.checked = false;
      if (control.radios?.length) control.button.disabled = true;
      if (!control.still) continue;
      this.setWords(control, control.words);
      this.draw(control, control.words);
      if (!control.drawing) this.showWords(control);
    }
    this.jump(...this.moving.map(control => [control.k, control.start]));
  }

  // Showing

  schedule() {
    this.root.dataset.wanted = this.goal();
    this.scheduled ??= requestAnimationFrame(() => { this.scheduled = null; this.paint(); });
  }

  paint() {
    if (!this.scene) return;
    const key = this.root.dataset.wanted = this.goal(), frame = this.frames.get(key);
    if (frame?.length > 1) this.show(key, frame);
    else if (!frame || this.shownScene !== this.scene.id) this.showNearest();
    if (this.gone !== GONE && !(frame && (!this.held || this.frames.has(this.ahead(50).join())))) this.ask();
    for (const { range, select, k } of this.moving) {
      const thumb = range ?? select;
      if (thumb && +thumb.value !== this.wanted[k]) thumb.value = this.wanted[k];
    }
    this.report(frame);
    const said = frame ?? (this.live ? null : this.frames.get(this.root.dataset.state));
    if (this.speak && said) {
      this.spoken.textContent = said.length > 1 ? said[1] : said[0];
      this.speak = false;
    }
  }

  // How far a drawing is from what is wanted, along one control
  gap(control, at) {
    const off = Math.abs(at - this.wanted[control.k]);
    return control.range ? (off / control.stops.length) ** 2 : 100 * (off > 0);
  }

  showNearest() {
    let best = null, least = Infinity;
    for (const [key, frame] of this.frames) {
      if (frame.length < 2) continue;
      const at = key.split(","), distance = this.moving.reduce((sum, control, k) => sum + this.gap(control, at[k], frame), 0);
      if (distance < least) [best, least] = [key, distance];
    }
    if (best !== null) this.show(best, this.frames.get(best));
  }

  show(key, frame) {
    this.frames.delete(key);
    this.frames.set(key, frame);  // now the last that forget() would take
    if (this.root.dataset.state === key && this.shownScene === this.scene.id) return;
    const [fragment, sentence, formula, places] = frame;
    this.layer.innerHTML = this.own(fragment);
    if (this.formula.innerHTML !== formula) this.formula.innerHTML = formula;
    this.formula.hidden = !formula;
    this.sentence.textContent = sentence;
    this.svg.ariaLabel = sentence;
    this.root.dataset.state = key;
    this.shown = key.split(",").map(Number);
    this.shownScene = this.scene.id;
    this.moving.forEach(control => this.readout(control));
    this.circles.forEach((circle, i) => this.placeHandle(circle, places[i]));
  }

  own(svg) {
    return svg.replace(/( id="|url\(#|href="#)/g, `$1${this.prefix}`);
  }

  words(control) {
    return `${control.texts[this.shown?.[control.k] ?? this.wanted[control.k]]} ${control.unit}`.trim();
  }

  readout(control) {
    const i = this.shown?.[control.k] ?? this.wanted[control.k];
    if (control.range) {
      if (control.box.ariaInvalid !== "true" && document.activeElement !== control.box) control.box.value = control.texts[i];
      control.range.ariaValueText = this.words(control);
    } else if (control.kind === "reveal") {
      control.button.textContent = i ? "Hide again" : control.label;
      const chosen = control.radios.find(radio => radio.checked);
      control.answer.textContent = i && chosen ? `You predicted: ${chosen.value}` : "";
    }
  }

  // What the status line says: a problem, a kernel that is gone, or a picture that is on its way

  say(words) {
    this.trouble = words;
    this.report(this.frames.get(this.goal()));
  }

  report(frame) {
    const late = this.scene && !frame && this.live;
    this.lateSince = late ? this.lateSince ?? performance.now() : null;
    if (late) this.later("late", LATE_AFTER, () => this.paint());
    const isLate = late && performance.now() - this.lateSince >= LATE_AFTER;
    const problem = this.trouble || (frame?.length === 1 ? frame[0] : "");
    const drawing = this.drawing();
    const words = problem || this.gone || (isLate ? "catching up…" : drawing ? "drawing…" : "");
    if (this.status.textContent !== words) this.status.textContent = words;
    this.status.classList.toggle("problem", words.startsWith("Problem:"));
    this.root.ariaBusy = Boolean(isLate || drawing || this.taken !== this.scenes);
  }

  later(name, ms, act) {
    clearTimeout(this.timers[name]);
    this.timers[name] = setTimeout(() => { this.timers[name] = null; act(); }, ms);
  }

  // The handles: circles of their own over the picture, so that a drawing that changes never takes the pointer away

  buildHandles() {
    this.overlay.replaceChildren();
    this.overlay.setAttribute("viewBox", this.svg.getAttribute("viewBox"));
    this.circles = this.scene.handles.map(handle => {
      const circle = makeSVG("circle");
      const [across, up] = handle.controls.map(name => this.moving.find(control => control.name === name));
      const one = across ?? up;
      circle.dragged = [across, up].filter(Boolean);
      setAttributes(circle, { r: 12, tabindex: 0, role: "slider", "aria-label": handle.label, "aria-valuemin": one.stops[0], "aria-valuemax": one.stops.at(-1), "data-handle": circle.dragged.map(c => c.name).join(" "), class: !up ? "across" : across ? "" : "up" });
      circle.addEventListener("pointerdown", event => this.grab(event, circle, [across, up].map((control, along) => control && this.ruler(handle, along, control))));
      this.listenToKeys(circle, one, up ?? one);
      this.overlay.append(circle);
      return circle;
    });
  }

  placeHandle(circle, place) {
    circle.toggleAttribute("hidden", !place);
    if (!place) return;
    circle.place = place;
    const words = circle.dragged.map(control => `${circle.dragged[1] ? control.label : ""} ${this.words(control)}`.trim());
    const now = circle.dragged[0].stops[this.shown[circle.dragged[0].k]];
    setAttributes(circle, { cx: place[0], cy: place[1], "aria-valuenow": now, "aria-valuetext": words.join(", ") });
  }

  // How places in the picture, along one axis, become stops of a slider
  ruler({ box, limits, log }, along, control) {
    const [from, to] = box[along], [low, high] = limits[along];
    const scale = log[along] ? Math.log10 : v => v, back = log[along] ? v => 10 ** v : v => v;
    const data = at => back(scale(low) + (at - from) / (to - from) * (scale(high) - scale(low)));
    return place => {
      const offset = data(place) - control.stops[this.shown[control.k]];  // the slider may hold h in x0 + h
      return at => [control.k, nearest(control.stops, data(at) - offset, log[along])];
    };
  }

  grab(event, circle, rulers) {
    if (event.button) return;
    event.preventDefault();
    circle.focus({ preventScroll: true });
    circle.setPointerCapture(event.pointerId);
    const matrix = this.overlay.getScreenCTM().inverse();
    const pointer = e => { const p = new DOMPoint(e.clientX, e.clientY).matrixTransform(matrix); return [p.x, p.y]; };
    const slips = pointer(event).map((at, along) => at - circle.place[along]);  // the pointer rarely takes the very middle
    const stops = rulers.map((ruler, along) => ruler?.(circle.place[along]));
    this.held = true;
    this.path = [[performance.now(), [...this.wanted]]];
    circle.onpointermove = e => this.move(...pointer(e).map((at, along) => stops[along]?.(at - slips[along])).filter(Boolean));
    circle.onlostpointercapture = () => {
      circle.onpointermove = null;
      this.release();
    };
  }

  // Talking with the kernel

  tell() {
    clearTimeout(this.timers.save);
    this.timers.save = null;
    try { this.model.save_changes(); } catch { this.lost(); }
  }

  // Where a hand that goes on like this will be when the kernel answers, or `later` ms after
  ahead(later = 0) {
    const [time, from] = this.path[0] ?? [0, this.wanted];
    const times = (this.trip + later) / Math.max(performance.now() - time, 16);
    return this.wanted.map((i, k) => this.clamp(this.moving[k], Math.round(i + (i - from[k]) * times)));
  }

  ask() {
    if (!this.live || !this.scene) return;
    this.request = { want: [...this.wanted], ahead: this.ahead(), along: this.along, scene: this.scene.id };
    const { size } = this.waiting;
    if (!size || (size < 4 && performance.now() - this.sentAt > ASK_EVERY)) this.sendRequest();
  }

  askSoon(ms = SETTLED_AFTER) { this.later("settled", ms, () => this.ask()); }

  sendRequest() {
    const number = this.newNumber();
    const message = { ...this.request, number, fresh: this.fresh, dropped: this.dropped };
    Object.assign(this, { request: null, fresh: false, dropped: [], sentAt: performance.now() });
    this.waiting.set(number, this.sentAt);
    this.post(message);
  }

  // Two views of one figure hear the same answers: the number says whose it is.
  newNumber() { return this.prefix + ++this.number; }

  drawing() { return this.controls.some(control => control.drawing); }

  post(message) {
    try { this.model.send(message); } catch { this.lost(); }
    this.expect();
  }

  // The kernel should answer soon
  expect() { this.later("gone", GONE_AFTER, () => this.unanswered()); }

  unanswered() {
    if (!this.waiting.size && !this.drawing()) return;
    // A kernel that handles messages beside its cells says "idle" while one of them runs; in Colab it says nothing.
    const busy = this.kernel()?.status === "busy";
    this.gone = busy ? BUSY : NO_ANSWER;
    if (!busy) this.waiting.clear();  // it may have got lost: paint() asks again
    this.expect();
    this.paint();
  }

  kernel() { return this.model.widget_manager?.kernel; }

  lost() {
    this.gone = GONE;
    this.waiting.clear();
    for (const control of this.controls) control.drawing = control.asked = undefined;
    this.paint();
  }

  async receive(message, buffers) {
    clearTimeout(this.timers.gone);
    if (this.gone) {
      this.gone = "";
      this.schedule();
    }
    if ("drawn" in message) return this.drawn(message);
    if (message.scene !== this.scene?.id) return this.waiting.clear();
    const frames = await unpack(buffers[0]);
    if (message.scene !== this.scene.id) return;
    this.keep(frames);
    this.forget();
    const sent = this.waiting.get(message.answers);
    if (sent) {
      this.waiting.delete(message.answers);
      this.trip = performance.now() - sent;
      if (this.request) this.sendRequest();
    }
    if (this.waiting.size) this.expect();
    if (this.root.dataset.state !== this.goal() || this.speak) this.schedule();
  }

  keep(frames) { for (const [key, frame] of frames) this.frames.set(key, frame); }

  // Keep no more drawings than a page can hold: those not shown for longest go
  forget() {
    const size = frame => 10000 + frame[0].length;
    let sum = 0;
    for (const frame of this.frames.values()) sum += size(frame);
    for (const [key, frame] of this.frames) {
      if (sum <= KEPT) break;
      if (this.isNeeded(key.split(",").map(Number))) continue;
      this.frames.delete(key);
      this.dropped.push(key);
      sum -= size(frame);
    }
    this.root.dataset.frames = this.frames.size;
  }

  // Is a stop on the cross or the coarse grid through where the figure opened, or through where its controls stand?
  isNeeded(stop) {
    return [this.moving.map(control => control.start), this.wanted].some(middle => {
      const off = this.moving.filter(({ k, range }) => range && stop[k] !== middle[k]);
      return off.length < 2 || this.scene.handles.some(({ controls, coarse }) => off.every(c => coarse[controls.indexOf(c.name)]?.includes(stop[c.k])));
    });
  }

  // The still part

  draw(control, words) {
    clearTimeout(this.timers.typed);
    if (control.asked === words || (control.asked === undefined && this.scene.words[control.name] === words)) return;
    control.asked = words;
    if (!this.live) {
      const wanted = JSON.stringify({ ...this.scene.words, [control.name]: words });
      const scene = this.model.get("_scenes").find(s => JSON.stringify(s.words) === wanted);
      return scene && this.setScene(scene);
    }
    this.trouble = "";
    control.drawing = this.newNumber();
    this.root.ariaBusy = true;
    this.later("drawing", LATE_AFTER, () => this.paint());
    this.post({ draw: control.name, words, number: control.drawing });
  }

  drawn(message) {
    const control = this.controls.find(c => c.name === message.drawn);
    if (control.drawing !== message.number) return;  // another has been typed since, or another view asked
    control.drawing = undefined;
    if (message.problem) {
      control.asked = undefined;
      if (control.input) this.pointAt(control, message);
      else this.setWords(control, this.scene.words[control.name]);
    }
    if (control.input) control.input.ariaInvalid = Boolean(message.problem);
    this.say(message.problem ?? "");
  }

  pointAt(control, message) {
    const at = message.position;
    if (at == null) return control.echo.replaceChildren();
    const place = make("code", null, message.words.slice(0, at), make("mark", { textContent: message.words.slice(at, at + 1) || "␣" }), message.words.slice(at + 1));
    control.echo.replaceChildren("Look here: ", place);
  }

  async setScene(scene) {
    const turn = ++this.scenes, frames = await unpack(scene.frames);
    if (turn !== this.scenes) return;  // a newer one came meanwhile
    this.taken = turn;
    this.scene = scene;
    this.frames.clear();
    this.keep(frames);
    this.dropped = [];
    this.request = null;
    this.waiting.clear();
    this.picture.innerHTML = this.own(scene.background);
    this.svg = this.picture.querySelector("svg");
    this.root.style.setProperty("--width", `${this.svg.viewBox.baseVal.width * 100 / 72}px`);
    this.layer = this.svg.appendChild(makeSVG("g"));
    this.picture.append(this.overlay);
    this.buildHandles();
    for (const control of this.controls.filter(c => c.still)) this.showWords(control);
    this.shownScene = null;
    this.paint();
    if (this.live) this.askSoon(0);
  }

  setWords({ input, select, texts }, words) {
    if (input) input.value = words;
    if (select) select.value = texts.indexOf(words);
  }

  showWords(control) {
    const words = this.scene.words[control.name];
    if (control.drawing && control.asked !== words) return;  // what was typed since is still being drawn
    control.asked = words;
    if (document.activeElement !== control.input) this.setWords(control, words);
    if (!control.input) return;
    control.input.ariaInvalid = false;
    const read = this.scene.echoes[control.name];
    control.echo.innerHTML = read ? `I read this as ${read}` : "";
  }

  // Saving the picture

  async save() {
    const svg = this.svg.cloneNode(true), { width, height } = this.svg.viewBox.baseVal;
    setAttributes(svg, { width: width * 100 / 36, height: height * 100 / 36 });
    const image = new Image(), canvas = document.createElement("canvas");
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(svg));
    await image.decode();
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext("2d").drawImage(image, 0, 0);
    make("a", { href: canvas.toDataURL("image/png"), download: `${this.model.get("_name")}.png` }).click();
  }

  // From the first sight to the last

  start() {
    const { model } = this, listeners = {
      "change:_scene": () => { if (model.get("_scene")?.background) this.ready = this.setScene(model.get("_scene")); },
      "msg:custom": (message, buffers) => this.receive(message, buffers),
    };
    for (const control of this.moving) listeners[`change:${control.name}`] = () => {
      const i = this.indexOf(control, model.get(control.name));
      if (i !== this.wanted[control.k]) { this.wanted[control.k] = i; this.along = [control.k]; this.schedule(); this.askSoon(); }
    };
    for (const [event, listener] of Object.entries(listeners)) model.on(event, listener);
    const kernel = this.kernel();
    const watch = (_, status) => { if (/dead|restarting|terminating/.test(status)) this.lost(); };
    kernel?.statusChanged?.connect(watch);
    listeners["change:_scene"]();
    return () => {
      for (const [event, listener] of Object.entries(listeners)) model.off(event, listener);
      for (const timer of Object.values(this.timers)) clearTimeout(timer);
      kernel?.statusChanged?.disconnect(watch);
    };
  }
}

function newView(model, el) {
  const walks = model.get("_controls").some(({ kind }) => kind === "steps");
  return new (walks ? Walk : View)(model, el);  // only figures with Steps have the script with Walk behind this one
}

export default { render: ({ model, el }) => newView(model, el).start() };
