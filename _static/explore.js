// Shows the picture and the words that belong to the position of a figure's controls.
// All pictures are in the page already, as JSON; nothing is computed and nothing is fetched.
for (const figure of document.querySelectorAll("figure.explore")) {
  const data = figure.querySelector("script");
  if (!data) continue;
  const { pictures, words, states } = JSON.parse(data.textContent);
  const picture = figure.querySelector(".explore-picture");
  const spoken = figure.querySelector(".explore-words");
  const controls = [...figure.querySelectorAll(".explore-control")].map(readControl);
  let shown = -1;

  function show() {
    const position = controls.reduce((index, control) => index * control.size + control.step(), 0);
    const [drawing, text] = states[position];
    if (drawing !== shown) picture.innerHTML = pictures[drawing];
    shown = drawing;
    picture.setAttribute("aria-label", words[text]);
    spoken.textContent = words[text];
  }

  figure.addEventListener("input", show);
  figure.addEventListener("submit", (event) => event.preventDefault());
  figure.dataset.ready = "";
}

// How many steps a control has, and a function that reads which one it is at.
function readControl(element) {
  const [first, ...others] = element.querySelectorAll("input");
  if (first.type === "checkbox") return { size: 2, step: () => Number(first.checked) };
  if (first.type === "radio") {
    const options = [first, ...others];
    return { size: options.length, step: () => options.findIndex((option) => option.checked) };
  }
  const labels = JSON.parse(first.dataset.labels);
  const value = element.querySelector(".explore-value");
  first.addEventListener("input", () => {
    value.textContent = labels[first.value];
    first.setAttribute("aria-valuetext", labels[first.value]);
  });
  return { size: labels.length, step: () => Number(first.value) };
}
