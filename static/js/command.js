// The search box on every page: / or Ctrl+K goes there; a list while typing, walked with the arrows.
// What is typed is posted, never put into an address. Without this file the form is sent and answered by a page.
import { answered } from "./answered.js";
import { keysAreOn } from "./keys.js";

const PAUSE = 120; // milliseconds after the last letter

export function startCommand() {
  const address = document.querySelector("[data-address]");
  if (address) history.replaceState(null, "", address.dataset.address); // so that Back and reload need no form
  const form = document.querySelector("form[data-find]");
  if (form) listen(form);
}

function listen(form) {
  const input = form.querySelector("input[name=words]");
  const panel = form.querySelector("[data-found]");
  const live = document.querySelector("[data-live]");
  let waiting, asked, active = null;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");

  const options = () => [...panel.querySelectorAll("[role=option]")];

  function choose(option) {
    active?.setAttribute("aria-selected", "false");
    active = option;
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function close() {
    clearTimeout(waiting);
    asked?.abort();
    choose(null);
    panel.hidden = true;
    panel.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-controls");
  }

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    const sent = { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" }, signal: asked.signal };
    const list = await answered(form.dataset.find, sent);
    if (list === null) return; // offline or signed out: the form itself says so
    if (document.activeElement !== input || !input.value.trim()) return;
    choose(null);
    panel.innerHTML = list;
    panel.hidden = false;
    const shown = options();
    input.setAttribute("aria-expanded", String(shown.length > 0));
    if (shown.length > 0) input.setAttribute("aria-controls", "found-list");
    choose(panel.querySelector("[data-exact]"));
    if (live) live.textContent = panel.querySelector("[data-say]").textContent;
  }

  function open(option) {
    if (option.dataset.url) window.location.assign(option.dataset.url);
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    if (input.value.trim().length < 2 && !input.value.startsWith(">")) return close();
    choose(null); // what was chosen answered to other letters
    waiting = setTimeout(ask, PAUSE);
  });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const shown = options();
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && shown.length > 0) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const from = active ? shown.indexOf(active) : step > 0 ? -1 : 0;
      choose(shown[(from + step + shown.length) % shown.length]);
    } else if (event.key === "Enter" && active) {
      event.preventDefault();
      open(active);
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (panel.hidden) input.value = "";
      close();
    }
  });

  panel.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  panel.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) open(option);
  });
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close(); });

  document.addEventListener("keydown", (event) => {
    const control = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k";
    const slash = event.key === "/" && keysAreOn() && !event.ctrlKey && !event.metaKey && !event.altKey
      && !event.target.closest("input, textarea, select, [contenteditable]");
    if (!control && !slash) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}
