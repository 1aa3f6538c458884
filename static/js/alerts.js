import { redraw } from "./redraw.js";

// A colleague is called: the strip is asked for again every quarter minute while the page is seen, and on coming back.
const EVERY = 15000;

export function startAlerts() {
  const place = document.querySelector("[data-alerts]");
  if (!place) return;

  async function look() {
    if (document.visibilityState !== "visible") return;
    const answer = await fetch(place.dataset.alerts, { cache: "no-store", redirect: "error" }).catch(() => null);
    if (!answer?.ok) return;
    redraw(place, await answer.text());
  }

  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
}
