import { answered } from "./answered.js";
import { redraw } from "./redraw.js";

// A colleague is called: the strip is asked for again every quarter minute while the page is seen, and on coming back.
const EVERY = 15000;

export function startAlerts() {
  const place = document.querySelector("[data-alerts]");
  if (!place) return;

  async function look() {
    if (document.visibilityState !== "visible") return;
    const shown = await answered(place.dataset.alerts, { cache: "no-store", redirect: "error" });
    if (shown !== null) redraw(place, shown);
  }

  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
}
