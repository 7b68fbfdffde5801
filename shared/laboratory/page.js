// The laboratory on a page: connects a session with the controls and the pictures.

import { CHALLENGES } from "./challenges.js";
import { Palette } from "./canvas.js";
import { Points, Settings, Weights } from "./controls.js";
import { Curves, History } from "./curves.js";
import { button, element, labelled, select, setOptions } from "./elements.js";
import { Histograms } from "./histograms.js";
import { NetworkView } from "./network_view.js";
import { numpyCode } from "./numpy_code.js";
import { Plane } from "./plane.js";
import { Session, moved } from "./session.js";
import { Space } from "./space.js";
import {
  MOST_EVENTS, MOST_POINTS, SETTINGS, fromAddress, initialState, isAddress, pointAt, toAddress,
} from "./state.js";
import {
  activationWords, gradientWords, lossWords, networkWords, normWords, planeWords, spaceWords,
  statusWords,
} from "./words.js";
import { counted, thousands } from "../engine/words.js";

const BUDGET = 6; // milliseconds per frame for steps and pictures together
const MOST_UNDOS = 100;
const QUIET = 500; // milliseconds between two pictures, for readers who prefer reduced motion

export class Laboratory {
  #target = 0; // step up to which a run from an address is repeated
  #isPlaying = false;
  #frame = 0;
  #cost = 3; // average time to draw the pictures, in milliseconds
  #past; // addresses of states that can be undone and redone

  // The keeper stores the state. It has `read()` and `write(address)`, `listen(act)` for a new address, and
  // `get(name)` and `set(name, value)` for everything else that is stored.
  constructor(root, keeper) {
    this.root = root;
    this.keeper = keeper;
    this.#build();
    const stored = keeper.get("state"), address = keeper.read() || stored;
    this.#past = keeper.get("past") ?? { undo: [], redo: [] };
    this.#met = new Set(keeper.get("met"));
    if (stored && address !== stored) this.#keep(stored);
    this.#load(address ? fromAddress(address) : { state: initialState(), sentence: "" });
    keeper.listen(() => {
      const there = keeper.read();
      if (!there || there === this.#address) return;
      const found = fromAddress(there);
      this.#change(() => this.#load(found), "The address set a new state; Undo brings back yours.");
    });
    addEventListener("pagehide", () => this.#save());
    new ResizeObserver(() => this.draw()).observe(root);
    // The theme and front ends set attributes of these elements when the page becomes dark or light.
    for (const one of [document.documentElement, document.body]) {
      new MutationObserver(() => this.draw()).observe(one, { attributes: true });
    }
    new IntersectionObserver(([entry]) => {
      // After a reload that keeps the place on the page, a run is repeated out of sight.
      if (!entry.isIntersecting && !this.#isRepeating) this.pause();
    }).observe(root);
    root.dataset.ready = "";
  }

  // --- elements of the page ------------------------------------------------------------------------

  #build() {
    const { root } = this, show = (name) => (value) => this.#look(name, value);
    this.palette = new Palette(root);
    this.player = button("Play", () => (this.#isRunning ? this.pause() : this.play()), {
      class: "laboratory-main",
    });
    this.undo = button("Undo", () => this.#travel("undo", "redo"));
    this.redo = button("Redo", () => this.#travel("redo", "undo"));
    this.speed = select(Object.entries(SETTINGS.speed.options), show("speed"));
    this.status = element("p", { role: "status", class: "laboratory-status" }, "");
    this.notice = element("p", { role: "status", class: "laboratory-notice" }, "");
    this.goal = element("div", { class: "laboratory-goal" }); // text of the challenge that was set up
    root.append(
      element(
        "div",
        { class: "laboratory-bar", role: "group", "aria-label": "Training" },
        this.player,
        button("Step", () => this.stepOnce()),
        button("Back to start", () => this.restart()),
        this.undo,
        this.redo,
        labelled("Speed", this.speed),
        this.notice,
      ),
      this.status,
      this.goal,
    );
    const curves = this.#buildPictures(show);
    this.settings = new Settings(
      (name, value) => this.set(name, value),
      (sentence) => this.say(sentence),
    );
    const act = (kind) => (...rest) => this.intervene(kind, ...rest);
    this.weights = new Weights(
      (edge) => this.intervene("weight", ...edge),
      act("cut"),
      (sentence) => this.say(sentence),
    );
    this.weights.onchoose = () => this.draw();
    for (const moved of ["focusin", "focusout"]) {
      this.weights.element.addEventListener(moved, () => this.draw());
    }
    this.points = new Points({
      add: (x, y, label) => this.add(x, y, label),
      move: (index, x, y) => this.move(index, x, y),
      remove: (index) => this.remove(index),
      clear: () => this.clear(),
      aim: (place) => {
        this.plane.cross = place;
        this.draw();
      },
    });
    root.append(
      this.settings.element,
      curves,
      element("div", { class: "laboratory-settings" }, this.weights.element, this.points.element),
    );
    this.#buildCode();
    this.#buildChallenges();
  }

  #buildPictures(show) {
    const box = element("div", { class: "laboratory-pictures" }), { palette } = this;
    const curves = element("div", { class: "laboratory-pictures laboratory-curves" });
    this.plane = new Plane(box, palette);
    this.network = new NetworkView(box, palette);
    this.space = new Space(box, palette);
    this.losses = new Curves(box, "Loss over all points", 1, palette, "forward", ([, loss]) => [loss]);
    const dashes = [[], [8, 4], [3, 3], [10, 3, 2, 3], [1, 3]];
    this.norms = new Curves(
      curves, "Norm of each layer's gradient", 0.6, palette, "gradient", ([, , norms]) => norms, dashes,
    );
    this.activations = new Histograms(curves, "Activations of each layer", palette, "activations");
    this.gradients = new Histograms(curves, "Gradients at each layer's units", palette, "gradients");
    this.pictures = [
      this.plane, this.network, this.space, this.losses, this.norms, this.activations,
      this.gradients,
    ];
    const seen = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        this.pictures.find(({ figure }) => figure === target).isHidden = !isIntersecting;
      }
      this.draw();
    }, { rootMargin: "20%" });
    for (const { figure } of this.pictures) seen.observe(figure);
    addEventListener("beforeprint", () => {
      this.root.style.colorScheme = "light"; // as the style sheet does for figures
      palette.refresh();
      const hidden = this.pictures.filter((picture) => picture.isHidden);
      for (const picture of hidden) picture.isHidden = false;
      this.#drawNow(true);
      for (const picture of hidden) picture.isHidden = true;
    });
    addEventListener("afterprint", () => {
      this.root.style.colorScheme = "";
      this.draw();
    });
    this.edges = select(Object.entries(SETTINGS.edges.options), show("edges"));
    this.network.figure.append(
      labelled("Edges show", this.edges),
      element(
        "p", {},
        "Weights are brown, gradients orange; dashed lines are negative. Click a line to type its " +
          "weight.",
      ),
    );
    this.plane.figure.append(
      element(
        "p", {},
        "Click to add a point of your own. Drag it to move it, and out of the plane to remove it.",
      ),
    );
    const again = () => show("space")([this.layer.value, this.across.value, this.up.value].map(Number));
    [this.layer, this.across, this.up] = [0, 0, 0].map(() => select([], again));
    this.space.figure.append(
      labelled("Layer", this.layer), labelled("across", this.across), labelled("up", this.up),
    );
    this.plane.handle({
      own: () => this.session.own,
      add: (x, y) => this.add(x, y, this.points.label),
      choose: (index) => {
        this.points.choose(index);
        this.say(`Your point ${index + 1} is chosen under “Points of your own”.`);
      },
      move: (index, x, y) => this.move(index, x, y),
      remove: (index) => this.remove(index),
      draw: () => this.draw(),
    });
    this.network.canvas.addEventListener("click", ({ offsetX, offsetY }) => {
      const edge = this.network.edgeNear(this.session, offsetX, offsetY);
      if (!edge) return;
      this.pause();
      this.weights.choose(edge);
    });
    this.root.append(box);
    return curves;
  }

  #buildCode() {
    this.code = element("code");
    const text = element("pre", {}, this.code);
    const copied = (what, it) => async () => {
      try {
        await navigator.clipboard.writeText(it());
        this.say(`${what} is copied.`);
      } catch {
        getSelection().selectAllChildren(this.code);
        this.say("Your browser does not let a page copy. The code is selected, so copy it yourself.");
      }
    };
    this.source = element(
      "details",
      { class: "laboratory-code" },
      element("summary", {}, "The same run in NumPy"),
      element(
        "p", {},
        "In a notebook of this book, this cell computes the parameters that the page now has, up to " +
          "rounding. Some runs amplify rounding errors, such as runs with Adam whose gradients are " +
          "nearly 0. They differ between any two machines.",
      ),
      button("Copy the code", copied("The code", () => this.code.textContent)),
      text,
    );
    this.source.addEventListener("toggle", () => this.#write());
    const link = button("Copy the address", copied("The address", () => {
      this.#save();
      return this.keeper.page + this.#address;
    }));
    this.root.append(this.source, element("p", {}, "The address of the page holds all of this state. ", link));
  }

  // Adds a button and a mark to each challenge, if the page lists the challenges.
  #buildChallenges() {
    const items = document.querySelectorAll(".laboratory-challenges li");
    this.challenges = CHALLENGES.slice(0, items.length).map((challenge, i) => {
      const mark = element("strong", { class: "laboratory-mark" }, "");
      const title = items[i].querySelector("strong").textContent.replace(/\.$/, "");
      const text = [...items[i].querySelector("p").cloneNode(true).childNodes];
      const start = () => {
        this.#change(() => {
          const state = initialState();
          Object.assign(state.settings, challenge.start);
          this.#load({ state, sentence: "" });
        }, `Set up: ${title}. Undo brings back what was there.`);
        this.goal.replaceChildren("Challenge: ", ...text);
        this.root.scrollIntoView(); // the list may be far below
        this.player.focus({ preventScroll: true });
      };
      items[i].append(button("Set up", start, { "aria-label": `Set up: ${title}` }), " ", mark);
      return { ...challenge, title, mark };
    });
  }

  // --- actions of the reader -----------------------------------------------------------------------

  say(sentence) {
    this.notice.textContent = sentence;
  }

  play() {
    if (this.session.obstacle) return this.say(this.session.obstacle);
    this.say("");
    this.#isPlaying = true;
    this.#showPlayer();
    this.#wake();
  }

  pause() {
    if (!this.#isRunning) return;
    if (this.#isRepeating) {
      const [step, target] = [this.session.step, this.#target].map(thousands);
      this.#keep(this.#address);
      this.say(`Stopped at step ${step} of ${target}. Undo brings back the whole run.`);
    }
    this.#isPlaying = false;
    this.#target = 0;
    this.session.stay();
    this.#showPlayer();
    this.draw();
    this.#save();
  }

  stepOnce() {
    this.say("");
    this.pause(); // may say that a run is stopped
    if (this.session.obstacle) return this.say(this.session.obstacle);
    this.session.advance();
    this.draw();
    this.#save();
  }

  restart() {
    const steps = this.session.step;
    this.#change(
      () => this.#load({ state: this.session.beginning, sentence: "" }),
      steps ? `Back at the start. Undo brings back the run of ${counted(steps, "step")}.` : "",
    );
  }

  set(name, value) {
    const { session } = this;
    if (String(session.settings[name]) === String(value)) return;
    const isLive = SETTINGS[name].when === "live" && session.step > 0 && !session.hasDiverged;
    if (isLive) return this.intervene("set", name, value);
    const { step } = session, { title } = SETTINGS[name];
    this.#change(
      () => this.#load({ state: session.changed(name, value), sentence: "" }),
      step ? `${title} changed, so training starts again; Undo brings back step ${thousands(step)}.` : "",
    );
  }

  intervene(...event) {
    const { session } = this;
    if (session.events.length >= MOST_EVENTS) {
      return this.say(`A run holds at most ${thousands(MOST_EVENTS)} changes: go back to the start.`);
    }
    this.#change(() => {
      if (!session.hasDiverged) return session.intervene(...event);
      // A run that has diverged cannot continue, so the change applies from the start.
      const next = new Session(session.beginning);
      next.intervene(...event);
      this.#load({ state: next.state, sentence: "" });
    }, session.hasDiverged ? "Training starts again, with this change." : "", true);
  }

  add(x, y, label) {
    if (this.session.own.length >= MOST_POINTS) {
      return this.say(`You can add at most ${thousands(MOST_POINTS)} points of your own.`);
    }
    if (!Number.isFinite(x + y)) return this.say("A point needs two numbers, x and y.");
    this.#place("add", ...pointAt(x, y, label));
  }

  move(index, x, y) {
    if (!Number.isFinite(x + y)) return this.say("A point needs two numbers, x and y.");
    this.#place("move", index, ...pointAt(x, y).slice(0, 2));
  }

  remove(index) {
    this.#place("remove", index);
  }

  clear() {
    if (this.session.own.length) this.#place("clear");
  }

  // Changes the reader's points. Before step 1 this changes the start of the run; later it is an event.
  #place(kind, ...rest) {
    const { session } = this;
    if (session.step > 0) return this.intervene(kind, ...rest);
    this.#change(() => {
      const state = session.beginning;
      if (kind === "add") state.points.push(rest);
      else if (kind === "move") state.points[rest[0]] = moved(state.points, ...rest);
      else if (kind === "remove") state.points.splice(rest[0], 1);
      else state.points = [];
      this.#load({ state, sentence: "" });
    }, "", true);
  }

  // Changes a setting of the pictures only, which does not affect the run.
  #look(name, value) {
    this.session.settings[name] = this.session.initial.settings[name] = value;
    this.draw();
    this.#save();
  }

  // --- changes and undo ------------------------------------------------------------------------------

  #change(act, sentence, mayPlayOn = false) {
    this.say("");
    if (!mayPlayOn || this.#isRepeating) this.pause(); // may say that a run is stopped
    const wasPlaying = this.#isPlaying, before = this.#address;
    if (sentence) this.say(sentence);
    act();
    if (this.#address !== before) this.#keep(before);
    if (wasPlaying && mayPlayOn && !this.session.obstacle) this.#wake();
    this.draw();
    this.#save();
  }

  #keep(address) {
    this.#past = { undo: [...this.#past.undo, address].slice(-MOST_UNDOS), redo: [] };
  }

  #travel(from, to) {
    const past = this.#past[from], here = this.#address;
    if (!past.length) return this.say(`There is nothing to ${from}.`);
    this.#target = 0;
    this.pause();
    this.#past = { ...this.#past, [from]: past.slice(0, -1), [to]: [...this.#past[to], here] };
    this.#load(fromAddress(past.at(-1)));
    this.say(from === "undo" ? "Undone." : "Redone.");
    this.#save();
  }

  #load({ state, sentence }) {
    this.session = new Session(state);
    this.history = new History();
    this.#measure();
    this.#target = state.step;
    if (sentence) this.say(sentence);
    if (this.#isRepeating) this.#wake();
    this.#showPlayer();
    this.draw();
  }

  #savedPast;
  #save() {
    const { keeper } = this, kept = this.#address;
    keeper.set("state", kept);
    if (this.#past !== this.#savedPast) keeper.set("past", (this.#savedPast = this.#past));
    keeper.set("met", [...this.#met]);
    keeper.write(kept);
  }

  // The address of the whole run, also while the run is being repeated.
  get #address() {
    const { state } = this.session;
    return toAddress({ ...state, step: Math.max(state.step, this.#target) });
  }

  // --- frames ------------------------------------------------------------------------------------------

  get #isRepeating() {
    return this.session.step < this.#target;
  }

  get #isRunning() {
    return this.#isPlaying || this.#isRepeating;
  }

  #showPlayer() {
    this.player.textContent = this.#isRunning ? "Pause" : "Play";
    // Do not read sixty sentences a second aloud.
    if (this.#isRunning) this.status.setAttribute("aria-live", "off");
    else this.status.removeAttribute("aria-live");
  }

  #isAwake = false;
  #wake() {
    if (this.#isAwake) return;
    this.#isAwake = true;
    requestAnimationFrame(() => {
      this.#isAwake = false;
      this.#tick();
    });
  }

  #tick() {
    if (!this.#isRunning) return;
    const begin = performance.now(), { session } = this;
    const wasRepeating = this.#isRepeating, { speed } = session.settings;
    const most = wasRepeating ? this.#target - session.step : speed === "max" ? Infinity : +speed;
    const until = begin + Math.max(wasRepeating ? 2 * BUDGET : BUDGET - this.#cost, 1);
    let isGoing = true, taken = 0;
    // A run that is repeated records about 200 of its losses.
    const every = Math.ceil(this.#target / 200);
    do {
      isGoing = session.advance();
      if (wasRepeating && session.step % every === 0) this.#measure();
    } while (isGoing && ++taken < most && performance.now() < until);
    if (this.#frame++ % 120 === 0) this.#save();
    const isDone = !isGoing || (wasRepeating && !this.#isRepeating);
    if (isDone) this.pause();
    if (isDone) this.#showPlayer(); // a run that was repeated to its end is already paused
    if (!isGoing) this.say(session.obstacle);
    const isQuiet = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (isDone) this.draw();
    else if (begin - this.#shownAt >= (isQuiet ? QUIET : this.#pause)) this.#drawNow();
    if (!isDone) this.#wake();
  }

  #isDue = false;
  #shownAt = 0;
  #turn = 0;

  // Milliseconds between two drawings. Slow pictures, as for a thousand points, are drawn less often.
  get #pause() {
    return this.#cost > BUDGET ? 8 * this.#cost : 0;
  }

  // Draws everything once in the next frame, however often it is called.
  draw() {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.palette.refresh();
      this.#drawNow(true);
    });
  }

  #drawNow(isWhole = false) {
    const begin = performance.now(), { session } = this;
    this.#shownAt = begin;
    this.#turn++;
    if (!isWhole && this.#turn % 64 === 0) this.palette.refresh();
    this.plane.setBox(session);
    const found = this.#measure();
    // While it plays, plane and network are drawn in alternate frames, the others less often.
    const turn = (every, at) => isWhole || this.#turn % every === at;
    const isTyping = this.weights.element.contains(document.activeElement);
    this.network.selected = isTyping && this.weights.chosen;
    const drawn = (picture, isTurn, ...given) => {
      // Skip pictures that are not on the screen. In a hidden notebook cell, a picture has no width.
      if (isTurn && !picture.isHidden && picture.width) picture.show(...given);
    };
    // Reading sizes forces a layout of the page if a text has changed.
    if (isWhole) for (const picture of this.pictures) picture.fit();
    drawn(this.plane, turn(2, 0), session);
    drawn(this.network, turn(2, 1), session, found);
    drawn(this.space, turn(4, 1), session, found);
    drawn(this.losses, turn(4, 3), this.history);
    drawn(this.norms, turn(8, 5), this.history);
    drawn(this.activations, turn(8, 1), found);
    drawn(this.gradients, turn(8, 7), found);
    if (isWhole || this.#turn % 16 === 0) this.#tell(found, isWhole);
    this.#cost = 0.9 * this.#cost + 0.1 * (performance.now() - begin);
  }

  #measure() {
    const found = this.session.measure();
    this.history.add(this.session.step, found.loss, found.norms);
    return found;
  }

  #tell(found, isWhole) {
    const { session } = this;
    const [repeated, target] = [session.step, this.#target].map(thousands);
    const told = this.#isRepeating
      ? `Repeating the run: step ${repeated} of ${target}.`
      : statusWords(session, found);
    if (this.status.textContent !== told) this.status.textContent = told;
    this.#judge(found);
    if (!isWhole) return;
    this.settings.show(session.settings);
    this.weights.show(session);
    this.#showLooks(session);
    this.plane.say(planeWords(session, found));
    this.network.say(networkWords(session, found));
    this.space.say(spaceWords(session, ...this.space.shown(session)));
    this.losses.say(lossWords(this.history));
    this.norms.say(normWords(found));
    this.activations.say(activationWords(found));
    this.gradients.say(gradientWords(found));
    // aria-disabled, since a disabled button would lose the focus.
    this.undo.setAttribute("aria-disabled", !this.#past.undo.length);
    this.redo.setAttribute("aria-disabled", !this.#past.redo.length);
    this.points.show(session.own);
    this.#write();
  }

  #showLooks({ sizes, settings }) {
    this.speed.value = settings.speed;
    this.edges.value = settings.edges;
    const [layer, ...units] = settings.space, depth = sizes.length - 2;
    const layers = Array.from({ length: depth }, (_, i) => [i + 1, String(i + 1)]);
    setOptions(this.layer, [[0, "the last"], ...layers]);
    this.layer.value = Math.min(layer, depth);
    const width = sizes[(layer || depth) && Math.min(layer || depth, depth)];
    const names = Array.from({ length: depth ? width : 0 }, (_, i) => [i + 1, `unit ${i + 1}`]);
    [this.across, this.up].forEach((list, i) => {
      setOptions(list, names);
      list.value = Math.min(units[i], width);
    });
    for (const list of [this.layer, this.across, this.up]) list.parentElement.hidden = !depth;
  }

  #write() {
    if (this.source.open) this.code.textContent = numpyCode(this.session);
  }

  #met;
  #judge(found) {
    for (const { name, title, isMet, mark } of this.challenges) {
      if (!this.#met.has(name) && found.norms.length && isMet(this.session, found)) {
        this.#met.add(name);
        this.say(`${this.notice.textContent} Challenge met: ${title}.`.trim());
        if (this.goal.textContent.includes(title)) this.goal.textContent = `Challenge met: ${title}.`;
      }
      const state = this.#met.has(name) ? "met" : "";
      if (mark.textContent !== state) mark.textContent = state;
    }
  }
}
