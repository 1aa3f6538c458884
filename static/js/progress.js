// The progress of long work, fetched again each second; when it is done, the page shows what was found.
import { answered } from "./answered.js";

const shown = document.querySelector("[data-progress]");

async function look() {
  const now = await answered(shown.dataset.progress, { headers: { "X-Requested-With": "fetch" } });
  if (now !== null) {
    shown.innerHTML = now;
    if (!shown.querySelector("[data-under-way]")) {
      window.location.reload();
      return;
    }
  }
  setTimeout(look, 1000);
}

if (shown) setTimeout(look, 1000);
