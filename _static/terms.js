// The meaning of a term stands by its link while the pointer or the focus is there; a finger's first
// tap shows it, the second follows the link. Without scripts the link is what it looks like.
{
  const GAP = 8; // pixels between a meaning and the edge of the screen
  let shown, timer, tapped;

  const linkAt = (target) => target.closest?.("a.term");
  const meaningOf = (link) => document.getElementById(link.getAttribute("aria-describedby"));

  function show(link) {
    clearTimeout(timer);
    if (link === shown) return;
    hide();
    shown = link;
    const meaning = meaningOf(link);
    meaning.showPopover();
    const { left, top, bottom } = link.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    const furthest = clientWidth - meaning.offsetWidth - GAP;
    const isAbove = bottom + meaning.offsetHeight > clientHeight && top > meaning.offsetHeight;
    meaning.style.left = `${scrollX + Math.max(GAP, Math.min(left, furthest))}px`;
    meaning.style.top = `${scrollY + (isAbove ? top - meaning.offsetHeight : bottom)}px`;
  }

  function hide() {
    clearTimeout(timer);
    if (shown) meaningOf(shown).hidePopover();
    shown = null;
  }

  // The pointer crosses links on its way, and leaves one to read its meaning.
  addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType === "touch") return;
    const link = linkAt(target);
    clearTimeout(timer);
    if (link) timer = setTimeout(show, 150, link);
    else if (shown && !meaningOf(shown).contains(target)) timer = setTimeout(hide, 300);
  });
  addEventListener("pointerdown", ({ target, pointerType }) => {
    const link = linkAt(target);
    tapped = pointerType === "touch" && link !== shown ? link : null;
    if (!link && shown && !meaningOf(shown).contains(target)) hide();
  });
  addEventListener("click", (event) => {
    const link = linkAt(event.target);
    if (!link || link !== tapped) return;
    event.preventDefault();
    show(link);
  });
  addEventListener("focusin", ({ target }) => {
    if (linkAt(target)) show(linkAt(target));
    else hide();
  });
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape") hide();
  });
}
