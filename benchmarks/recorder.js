// Notes what a page shows, frame by frame, while a benchmark drags. Loaded into JupyterLab by browser.py.
(() => {
  const cell = () => window.jupyterapp.shell.currentWidget.content.widgets[1];
  const output = () => cell().node.querySelector(".jp-Cell-outputArea");
  const blobs = new Map();              // a blob's address -> the blob: addresses are revoked as soon as another picture is shown
  const create = URL.createObjectURL;
  URL.createObjectURL = blob => { const url = create.call(URL, blob); blobs.set(url, blob); return url; };

  // What each technique shows now: [picture, sentence], and the text of its sliders
  const READERS = {
    live: () => {
      const root = liveRoot();
      const drawnFor = root.querySelector('.picture svg > g:last-of-type [id*="at:"]')?.id.split("at:")[1] ?? "";
      return [`${root.dataset.state}|${drawnFor}`, root.querySelector(".sentence").textContent];
    },
    interact: () => [shownImage(), output().querySelector(".jp-OutputArea-output pre")?.textContent.trim() ?? null],
    image: () => [shownImage(), output().querySelector(".widget-html-content")?.textContent ?? null],
  };

  function shownImage() {
    const image = output().querySelector(".jp-OutputArea-output img");
    return image ? (image.complete && image.naturalWidth ? image.src : undefined) : null;   // undefined: still being decoded
  }

  const liveRoot = () => output().querySelector("[data-live-figure]:not([data-old])");

  // A task posted in an animation frame runs right after that frame has been painted
  function afterPaint(act) {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => act(performance.now());
    requestAnimationFrame(() => channel.port2.postMessage(null));
  }

  const nextPaint = () => new Promise(afterPaint);

  async function until(happened, what) {
    for (const begin = performance.now(); performance.now() - begin < 30000;) {
      const now = await nextPaint();
      if (happened()) return now;
    }
    throw new Error(`waited in vain for ${what}`);
  }

  const settled = root => root?.dataset.state && root.dataset.state === root.dataset.wanted;

  const READY = {
    live: () => settled(liveRoot()),
    interact: () => READERS.interact()[0] && output().querySelector(".noUi-handle"),
    image: () => READERS.image()[0] && output().querySelector(".noUi-handle"),
  };

  // Run the second cell with this source; return the milliseconds until what it shows is ready
  async function run(source, technique) {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    blobs.clear();
    output().querySelectorAll("[data-live-figure]").forEach(old => { old.dataset.old = ""; });
    notebook.activeCellIndex = 1;
    cell().model.sharedModel.setSource(source);
    const before = new Set(output().querySelectorAll(".jp-OutputArea-child, .jp-OutputArea-child img"));
    const begin = performance.now();
    window.jupyterapp.commands.execute("notebook:run-cell");
    const isNew = () => ![...output().querySelectorAll(".jp-OutputArea-child, .jp-OutputArea-child img")].some(element => before.has(element));
    return await until(() => isNew() && READY[technique](), `${source} to be ready`) - begin;
  }

  // Move the first slider of a live figure by one stop; return the milliseconds until its picture is shown
  async function nudge() {
    const root = liveRoot(), range = root.querySelector("input[type=range]"), before = root.dataset.state, begin = performance.now();
    range.value = +range.value + 1;
    range.dispatchEvent(new Event("input", { bubbles: true }));
    return await until(() => root.dataset.state !== before && settled(root), "the slider's next picture") - begin;
  }

  // What a slider stands at, as the page says: live figures have ranges over stops, ipywidgets a text
  function values(technique) {
    if (technique === "live") return [...liveRoot().querySelectorAll("input[type=range]")].map(range => +range.value);
    return [...output().querySelectorAll(".widget-readout")].map(readout => readout.textContent.replace("−", "-"));
  }

  class Recording {
    constructor(technique) {
      Object.assign(this, { technique, shown: [], moves: [], wanted: [], frames: 0, farFor: 0, going: true });
      this.onMove = event => { if (event.buttons) this.moves.push(event.timeStamp); };
      window.addEventListener("pointermove", this.onMove, true);
      this.follow();
    }

    follow() {
      afterPaint(now => {
        if (!this.going) return;
        this.frames += 1;
        this.note(now);
        this.follow();
      });
    }

    note(now) {
      const last = this.shown.at(-1), wanted = this.technique === "live" ? liveRoot().dataset.wanted : null;
      if (this.wanted.at(-1) !== wanted) this.wanted.push(wanted);
      if (wanted) this.noteDistance(now, wanted.split(","), liveRoot().dataset.state.split(","));
      let [picture, sentence] = READERS[this.technique]();
      if (picture === undefined) picture = last?.picture ?? null;
      if (!last || last.picture !== picture || last.sentence !== sentence) this.shown.push({ at: now, picture, sentence });
    }

    // The longest time for which a live figure showed a stop more than two from the wanted one
    noteDistance(now, wanted, shown) {
      if (this.farSince) this.farFor = Math.max(this.farFor, now - this.farSince);
      const isFar = wanted.some((i, k) => Math.abs(i - shown[k]) > 2);
      this.farSince = isFar ? this.farSince ?? now : null;
    }

    // Is the sentence the one for where the sliders stand? (That the picture is too is judged afterwards, outside.)
    arrived() {
      if (this.technique === "live") return settled(liveRoot());
      const said = this.shown.at(-1).sentence?.match(/-?\d+\.\d\d/g) ?? [];
      return values(this.technique).every((value, i) => Number(value) === Number(said[i]));
    }

    // Wait until the last stop has arrived and nothing changes any more; return everything noted, with the pictures as base64
    async stop(quiet) {
      const begin = performance.now(), still = () => performance.now() - Math.max(begin, this.shown.at(-1).at);
      await until(() => still() > (this.arrived() ? quiet : 8000), "the picture to stand still");
      this.going = false;
      window.removeEventListener("pointermove", this.onMove, true);
      const pictures = [...new Set(this.shown.map(({ picture }) => picture))];
      const contents = {};
      if (this.technique !== "live") for (const picture of pictures) if (picture) contents[pictures.indexOf(picture)] = await content(picture);
      const shown = this.shown.map(({ at, picture, sentence }) => ({ at, picture: this.technique === "live" ? picture : pictures.indexOf(picture), sentence }));
      return { shown, contents, moves: this.moves, wanted: this.wanted, frames: this.frames, farFor: this.farFor, values: values(this.technique) };
    }
  }

  async function content(url) {
    if (url.startsWith("data:")) return url.slice(url.indexOf(",") + 1);
    const bytes = new Uint8Array(await blobs.get(url).arrayBuffer());
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  }

  // Is the moving layer what Python draws? Both as the browser writes them, without the prefix that keeps ids apart
  function isLayer(fragment) {
    const layer = liveRoot().querySelector(".picture svg > g:last-of-type"), twin = layer.cloneNode(false);
    const prefix = layer.innerHTML.match(/live\d+-/)?.[0] ?? "";
    twin.innerHTML = fragment.replace(/( id="|url\(#|href="#)/g, `$1${prefix}`);
    return layer.innerHTML === twin.innerHTML;
  }

  window.bench = {
    run, nudge, isLayer, values,
    record(technique) { window.bench.recording = new Recording(technique); },
    stop: quiet => window.bench.recording.stop(quiet),
  };
})();
