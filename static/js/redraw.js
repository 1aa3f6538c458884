// A part of the page as the server drew it anew: put in place only where its words changed, so that a screen reader
// says it once, and never under somebody's finger.
export function redraw(place, html) {
  const next = document.createElement("div");
  next.innerHTML = html;
  if (next.textContent.trim() === place.textContent.trim() || place.contains(document.activeElement)) return;
  place.replaceChildren(...next.childNodes);
}
