
// A figure that walks through a trace: live.js with this behind it.

const PACES = [0.5, 1, 2, 5, 10, 20];  // steps a second
const CALM = 2;                        // at most so many for those who asked their system for less motion

class Walk extends View {
  // The row of a slider, and the buttons below it
  stepsRow(control) {
    const row = this.sliderRow(control);
    this.trace = control;
    this.most = control.stops.length - 1;
    this.unit = row.lastChild;
    this.back = makeButton("Back", () => this.step(-1));
    this.player = makeButton("Play", () => (this.playing ? this.pause() : this.play()));
    this.next = makeButton("Step", () => this.step(1));
    this.slower = makeButton("Slower", () => this.setPace(-1));
    this.faster = makeButton("Faster", () => this.setPace(1));
    this.paceShown = span("pace", "");
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.paces = [...new Set([...PACES, control.pace])].filter(pace => !calm || pace <= CALM).sort((a, b) => a - b);
    this.pace = nearest(this.paces, control.pace);
    this.setPace(0);
    return make("div", { className: "steps", role: "group", ariaLabel: control.label }, row,
      make("div", { className: "walk" }, this.back, this.player, this.next, this.slower, this.paceShown, this.faster));
  }

  // How long a trace is depends on where the other controls stand. A frame says so: it ends with the last step.

  others(stop) { return stop.filter((_, k) => k !== this.trace.k).join(); }

  keep(frames) {
    this.scene.lasts ??= new Map();
    for (const [key, frame] of frames) if (frame.length > 4) this.scene.lasts.set(this.others(key.split(",")), frame[4]);
    super.keep(frames);
  }

  lastOf(stop) { return this.scene?.lasts.get(this.others(stop)); }

  get last() { return this.lastOf(this.wanted) ?? (this.shown && this.lastOf(this.shown)) ?? this.most; }

  get at() { return Math.min(this.wanted[this.trace.k], this.last); }

  // A step beyond the last shows the last
  shownFor(stop) {
    const last = this.lastOf(stop) ?? this.most;
    return stop.map((i, k) => (k === this.trace.k ? Math.min(i, last) : i));
  }

  // Without a kernel few traces are drawn, but these whole: the step counts most. With one, the right drawing is on its
  // way, and stepping does not leave the trace meanwhile.
  gap(control, at, frame) {
    const { k, stops } = this.trace, far = this.live && this.along.join() === `${k}` ? 1e4 : 1;
    if (control.k !== k) return super.gap(control, at) * far;
    const off = Math.abs(at - Math.min(this.wanted[k], frame[4]));
    return this.live ? (off / stops.length) ** 2 : 100 * off;
  }

  showNearest() {
    if (!(this.live && this.playing && this.shownScene === this.scene.id)) super.showNearest();
  }

  isNeeded(stop) {
    const beyond = i => stop.map((j, k) => (k === this.trace.k ? i : j));
    const also = stop[this.trace.k] === this.lastOf(stop) ? [this.wanted, this.moving.map(control => control.start)].map(at => beyond(at[this.trace.k])) : [];
    return [stop, ...also].some(one => this.shownFor(one).join() === stop.join() && super.isNeeded(one));
  }

  readout(control) {
    if (control === this.trace) {
      const last = (this.shown && this.lastOf(this.shown)) ?? this.most;
      control.unit = this.unit.textContent = `of ${last}`;
      control.range.max = last;
    }
    super.readout(control);
  }

  paint() {
    super.paint();
    this.showButtons();
  }

  showButtons() {
    this.player.textContent = this.playing ? "Pause" : "Play";
    this.able(this.back, this.at > 0);
    this.able(this.next, this.at < this.last);
    this.able(this.player, this.last > 0);
  }

  // Not `disabled`: a button that has the focus would lose it, and the next key would be the notebook's
  able(button, yes) { button.ariaDisabled = !yes; }

  step(by) {
    const to = this.at + by;
    if (to >= 0 && to <= this.last) this.jump([this.trace.k, to]);
  }

  setPace(by) {
    this.pace = Math.min(Math.max(this.pace + by, 0), this.paces.length - 1);
    this.paceShown.textContent = `${this.paces[this.pace]} a second`;
    this.able(this.slower, this.pace > 0);
    this.able(this.faster, this.pace < this.paces.length - 1);
    if (this.playing) this.setClock();
  }

  // Playing: which step is due is read off the clock, so that late frames do not add up. None is left out, and for one
  // that is not drawn yet the clock waits.

  play() {
    if (!this.last) return;
    if (this.at >= this.last) this.move([this.trace.k, 0]);
    this.playing = { wanted: this.wanted.join(), scene: this.scene };
    this.setClock();
    this.showButtons();
    this.tick();
  }

  setClock() { Object.assign(this.playing, { from: this.at, since: performance.now() }); }

  tick() {
    requestAnimationFrame(now => {
      if (!this.playing) return;
      const moved = this.wanted.join() !== this.playing.wanted || this.scene !== this.playing.scene || this.drawing();
      if (moved || !this.root.getClientRects().length) return this.halt();
      const frame = this.frames.get(this.goal()), waiting = this.live && this.root.dataset.state !== this.goal();
      if (frame?.length === 1 || (waiting && !frame && this.gone && this.gone !== BUSY)) return this.pause();
      if (waiting) this.setClock();
      else if (this.at >= this.last) return this.pause();
      else if ((now - this.playing.since) / 1000 * this.paces[this.pace] >= this.at + 1 - this.playing.from) {
        this.move([this.trace.k, this.at + 1]);
        this.playing.wanted = this.wanted.join();
      }
      this.tick();
    });
  }

  halt() {
    this.playing = null;
    this.showButtons();
  }

  // What is seen is said when it stands still
  pause() {
    this.halt();
    this.release();
  }

  lost() {
    if (this.playing) this.pause();
    super.lost();
  }

  start() {
    const stop = super.start(), hidden = () => { if (document.hidden && this.playing) this.pause(); };
    document.addEventListener("visibilitychange", hidden);
    return () => {
      document.removeEventListener("visibilitychange", hidden);
      this.playing = null;
      stop();
    };
  }
}
