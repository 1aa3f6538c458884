// A colleague is called: the strip is asked for again every quarter minute while the page is seen, and on coming back.
const EVERY = 15000;

export function startAlerts() {
  const place = document.querySelector("[data-alerts]");
  if (!place) return;

  async function look() {
    if (document.visibilityState !== "visible") return;
    const answer = await fetch(place.dataset.alerts, { cache: "no-store", redirect: "error" }).catch(() => null);
    if (!answer?.ok) return;
    const next = document.createElement("div");
    next.innerHTML = await answer.text();
    // Drawn again only where something changed, and never under somebody's finger: a screen reader says it once.
    if (next.textContent.trim() === place.textContent.trim() || place.contains(document.activeElement)) return;
    place.replaceChildren(...next.childNodes);
  }

  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
}
