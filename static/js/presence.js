import { answered } from "./answered.js";
import { redraw } from "./redraw.js";

// Who else has this account open: told again every half minute while the page is seen, and on coming back to it.
const EVERY = 30000;

export function startPresence() {
  const place = document.querySelector("[data-presence]");
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (!place || !token) return;

  const tell = (more, options) => answered(place.dataset.presence, {
    method: "POST",
    body: new URLSearchParams({ page: place.dataset.page, ...more }),
    headers: { "X-CSRFToken": token.value, "X-Requested-With": "fetch" },
    redirect: "error",
    ...options,
  });

  async function look() {
    if (document.visibilityState !== "visible") return;
    const shown = await tell({});
    if (shown === null) return;
    redraw(place, shown);
  }

  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", () => { tell({ left: "yes" }, { keepalive: true }); });
}
