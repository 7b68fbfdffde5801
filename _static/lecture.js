// Shows a chapter as a lecture, one thing at a time: each question, then its figure, then the answer.
//
// Nothing is moved or copied: all but the present slide is hidden, so figures and questions live on.
// The address names the slide: `?lecture#ask-…`, or with its sliders `?lecture#fig-…?k=1.5`.
const article = document.querySelector(".bd-article");
const root = document.documentElement;
const ANSWER = "-answer";
const SHOWN = "-shown";

// What a slide shows: elements of the page, below the heading they stand under.
class Slide {
  constructor(id, ...shown) {
    this.id = id;
    const heading = shown[0].closest("section")?.querySelector("h1, h2, h3");
    this.shown = [...new Set([heading, ...shown])];
  }

  show() {
    for (const element of this.shown) {
      for (let box = element.parentElement; box !== article; box = box.parentElement) {
        box.dataset.slide ??= "around";
      }
      element.dataset.slide = "here";
    }
  }
}

function slidesOf() {
  const slides = [];
  const title = article.querySelector("h1");
  slides.push(new Slide("", title, ...article.querySelectorAll("h1 ~ p, h1 ~ ul, h1 ~ ol")));
  const elements = [...article.querySelectorAll(".ask, figure.explore")].filter(
    (one) => !one.closest("details, #exercises, #check-yourself, .ask-cover"),
  );
  elements.forEach((element, place) => {
    if (!element.matches(".ask")) {
      if (!decides(element, elements[place - 1])) slides.push(new Slide(element.id, figureOf(element)));
      return;
    }
    slides.push(new Slide(element.id, element));
    const cover = coverOf(element);
    const next = elements[place + 1];
    if (cover) slides.push(new Slide(cover.querySelector("figure.explore")?.id ?? element.id + SHOWN, cover));
    else if (next && decides(next, element)) slides.push(new Slide(next.id, figureOf(next)));
    slides.push(new Slide(element.id + ANSWER, element));
  });
  return slides;
}

// What a question covers: a figure, a table or a text.
const coverOf = (question) => document.querySelector(`.ask-cover[data-for="${question.id}"]`);

// A figure to move that follows a question in its section decides it, covered or not.
const decides = (figure, question) =>
  figure.matches("figure[data-pictures]") &&
  question?.matches(".ask") &&
  !coverOf(question) &&
  figure.closest("section") === question.closest("section");

// A figure, with what a table or a text printed beside it.
const figureOf = (figure) => figure.closest(".cell_output") ?? figure;

const slides = slidesOf();
const bar = document.createElement("nav");
bar.className = "lecture-bar";
bar.setAttribute("aria-label", "Lecture");
const place = document.createElement("output");
let now = -1;

function button(words, act) {
  const made = document.createElement("button");
  made.className = "btn btn-sm";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

const leave = () =>
  location.replace(location.pathname + location.hash.replace(ANSWER, "").replace(SHOWN, ""));
bar.append(
  button("Back", () => go(now - 1)),
  place,
  button("Next", () => go(now + 1)),
  button("Leave", leave),
);

function go(next) {
  if (next < 0 || next >= slides.length || next === now) return;
  for (const element of article.querySelectorAll("[data-slide]")) delete element.dataset.slide;
  now = next;
  const slide = slides[now];
  slide.show();
  const last = slide.shown.at(-1);
  const isAnswer = slide.id.endsWith(ANSWER);
  root.dataset.lecture = isAnswer ? "answer" : last.matches(".ask") ? "question" : "figure";
  if (isAnswer) last.querySelector(".ask-answer").open = true;
  const curtain = last.querySelector(":scope > .ask-curtain input");
  if (curtain && !curtain.checked) curtain.click();
  const [id] = location.hash.slice(1).split("?");
  if (id !== slide.id) history.replaceState(history.state, "", `${location.search}#${slide.id}`);
  place.textContent = `${now + 1} of ${slides.length}`;
  document.activeElement.blur();
  fit();
}

// As large as the screen allows, in the width that allows most: nothing is ever scrolled.
function fit() {
  const room = innerHeight - bar.getBoundingClientRect().height;
  const zoomed = (width) => {
    article.style.zoom = 1;
    article.style.width = `${width}rem`;
    const box = article.getBoundingClientRect();
    return [Math.min((0.96 * innerWidth) / box.width, (0.96 * room) / box.height), width];
  };
  const [zoom, width] = [40, 48, 64].map(zoomed).sort(([a], [b]) => b - a)[0];
  article.style.width = `${width}rem`;
  article.style.zoom = zoom;
}

// A clicker sends Page Down and Page Up, whatever has the focus.
const KEYS = { PageDown: 1, PageUp: -1 };
const FREE_KEYS = { ArrowRight: 1, ArrowDown: 1, " ": 1, Enter: 1, ArrowLeft: -1, ArrowUp: -1, Backspace: -1 };
addEventListener(
  "keydown",
  (event) => {
    const { key, target } = event;
    // The search has its own keys; at Escape the theme has closed it before this is called.
    if (target.closest("dialog") || document.querySelector("dialog[open]")) return;
    if (key === "Escape") return leave();
    // A link takes only Enter: who comes back from where it leads goes on with the arrows.
    const isFollowed = key === "Enter" && target.closest("a[href]");
    const isTaken = target.closest("input, button, select, textarea, summary, [tabindex]");
    const step = KEYS[key] ?? (isFollowed || isTaken ? undefined : FREE_KEYS[key]);
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    go(now + step);
  },
  { capture: true },
);

function arrive() {
  const [id] = location.hash.slice(1).split("?");
  go(Math.max(0, slides.findIndex((slide) => slide.id === id)));
}

root.dataset.lecture = "title";
document.body.append(bar);
addEventListener("hashchange", arrive);
addEventListener("resize", fit);
new ResizeObserver(() => requestAnimationFrame(fit)).observe(article);
for (const slide of slides) for (const element of slide.shown) element.dataset.lectured = "";
arrive();
