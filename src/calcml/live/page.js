
// A page without a kernel: live.js and steps.js with this behind them. Every element made by to_html() holds a still
// picture and, beside it, the data of the others. When these are unpacked, the picture that moves takes its place.

const TOO_OLD = "This picture stands still here: the browser is too old to unpack its other positions (it has no DecompressionStream). One of 2023 or newer moves it.";
const DAMAGED = "This picture stands still: its other positions cannot be unpacked. Load the page again, or build it again.";

const PAGE = ".calcml-live-page:not([data-script])";  // the others come with scripts of their own

// What a control is set to stays in the page, where other figures may be linked to it.
function standIn(data) {
  const listeners = {};
  const of = event => listeners[event] ??= new Set();
  return {
    send: null,
    save_changes() {},
    get: key => data[key],
    set(key, value) {
      if (data[key] === value) return;
      data[key] = value;
      for (const listener of of(`change:${key}`)) listener();
    },
    on: (event, listener) => of(event).add(listener),
    off: (event, listener) => of(event).delete(listener),
  };
}

function readData(host) {
  const data = JSON.parse(host.querySelector("script[type='application/json']").textContent);
  // the still picture is the background with one drawing on it, and its ids are marked: see standalone.py
  const svg = host.querySelector(".picture svg").cloneNode(true);
  svg.lastElementChild.remove();
  svg.removeAttribute("aria-label");
  data._scene = data._scenes[data._start];
  data._scene.background = svg.outerHTML.replace(/( id="|url\(#|href="#)still\w*-/g, "$1");
  data._controls.filter(control => !control.still).forEach((control, k) => { data[control.name] = control.stops[data._stop[k]]; });
  return data;
}

// The line that says why the picture stands still is in the page, for browsers that get no further than that.
function stay(host, why) {
  Object.assign(host.querySelector(".why"), { textContent: why, className: "why now" });
}

async function wake(host) {
  if (!window.DecompressionStream) return stay(host, TOO_OLD);
  const place = make("div");
  host.model = standIn(readData(host));
  const view = newView(host.model, place);
  view.start();
  try { await view.ready; } catch { return stay(host, DAMAGED); }
  host.querySelector("figure").replaceWith(...place.childNodes);
}

// Each link: [number of a figure in the box, its control, number of another, and that one's control]
function link(box) {
  const models = [...box.querySelectorAll(PAGE)].map(host => host.model);
  for (const [i, from, j, to] of JSON.parse(box.dataset.links)) {
    models[i]?.on(`change:${from}`, () => models[j]?.set(to, models[i].get(from)));
  }
}

// A script that stands in an element is for this element alone; one that the page has once is for all
const own = document.currentScript?.closest(".calcml-live-page, .calcml-live-box");

function each(selector, act) {
  const found = [...(own?.parentElement ?? document).querySelectorAll(`${selector}:not([data-ready])`)];
  for (const element of found.filter(one => !own || own.contains(one))) {
    element.dataset.ready = "";
    act(element);
  }
}

each(PAGE, wake);
each(".calcml-live-box", link);
