// Runs before a page is shown.

// Where a browser refuses to store, what scripts would store lasts as long as the page.
for (const name of ["localStorage", "sessionStorage"]) {
  try {
    window[name].getItem("mode");
  } catch {
    const kept = new Map();
    const getItem = (key) => kept.get(key) ?? null;
    const setItem = (key, value) => kept.set(key, String(value));
    const removeItem = (key) => kept.delete(key);
    Object.defineProperty(window, name, { value: { getItem, setItem, removeItem, isBrief: true } });
  }
}
{
  const { dataset } = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  dataset.mode = localStorage.getItem("mode") || "auto";
  dataset.theme = dataset.mode === "auto" ? system : dataset.mode;
  // A page that is reloaded or returned to goes on where it was left, which Firefox finds by its height.
  const [visit] = performance.getEntriesByType("navigation");
  if (visit?.type === "navigate" && !location.hash) dataset.top = "";
}
// A font that comes late moves formulas; of a page that was opened as a file no browser preloads it.
if (location.protocol !== "file:") {
  for (const link of document.querySelectorAll("link[data-preload]")) link.rel = "preload";
}
