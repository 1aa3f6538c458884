// Every page works without this file. It adds: the design system's own helpers, keys, and guards against a double press.
import { initAll } from "../vendor/govuk-frontend/govuk-frontend.min.js";
import { startAlerts } from "./alerts.js";
import { startDrafts } from "./drafts.js";
import { startAgreements } from "./agreements.js";
import { startCommand } from "./command.js";
import { startKeys } from "./keys.js";
import { startOffline } from "./offline.js";
import { startMessages } from "./messages.js";
import { startWorried } from "./worried.js";
import { startSession } from "./session.js";
import { startPresence } from "./presence.js";
import { startProofs } from "./proofs.js";

const GUARD = 800; // milliseconds after an advance in which a press is taken for the last one's echo
const arrived = performance.now();
const advanced = document.querySelector("[data-advanced]");
const tooSoon = () => advanced !== null && performance.now() - arrived < GUARD;

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// One press, one act. The server keeps this line as well: the same press queues once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.pressed || tooSoon()) {
    event.preventDefault();
    return;
  }
  form.dataset.pressed = "yes";
  // After this turn, so that the button's own name and value are still sent.
  setTimeout(() => form.querySelectorAll("button").forEach((button) => { button.disabled = true; }));
});

// A page that the browser had put by is never shown as it was: it is asked for again, and its reader's session with it.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.documentElement.hidden = true;
  window.location.reload();
});

// After an act the next account is shown: its card is where reading goes on, and its place is said aloud.
if (advanced) {
  advanced.focus();
  const live = document.querySelector("[data-live]");
  if (live) setTimeout(() => { live.textContent = advanced.dataset.advanced; }, 100);
}

startKeys({ tooSoon });
startMessages();
startWorried();
startCommand();
startSession();
startDrafts();
startPresence();
startAlerts();
startProofs();
startAgreements();
startOffline();

// On a narrow screen the right end of a story, where today is, is shown first.
document.querySelectorAll(".qd-story__scroll, .qd-plot--collection .qd-plot__scroll").forEach((story) => { story.scrollLeft = story.scrollWidth; });
