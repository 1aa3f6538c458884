// The progress of long work, fetched again each second; when it is done, the page shows what was found.
const shown = document.querySelector("[data-progress]");

async function look() {
  const answer = await fetch(shown.dataset.progress, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (answer && answer.ok) {
    shown.innerHTML = await answer.text();
    if (!shown.querySelector("[data-under-way]")) {
      window.location.reload();
      return;
    }
  }
  setTimeout(look, 1000);
}

if (shown) setTimeout(look, 1000);
