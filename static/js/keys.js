// Single keys: off inside fields, off altogether when switched off (kept in this browser), never the only way.
const SETTING = "quarterday-keys";
const GO_WITHIN = 1500; // milliseconds in which the key after G says where to go
let askedToGo = -GO_WITHIN;

export function keysAreOn() {
  try {
    return localStorage.getItem(SETTING) !== "off";
  } catch {
    return true;
  }
}

function keep(on) {
  try {
    localStorage.setItem(SETTING, on ? "on" : "off");
  } catch {
    // This browser keeps nothing: the keys stay as they are for this page.
  }
}

function inField(element) {
  return element.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}

// Enter already presses what has focus; the card takes it only from the page itself.
function pressesSomething(element) {
  return element.closest("a, button, summary, input, label") !== null;
}

export function startKeys({ tooSoon }) {
  const toggle = document.querySelector("[data-keys-toggle]");
  let on = keysAreOn();
  const show = () => {
    document.body.classList.toggle("qd-keys-on", on);
    if (toggle) {
      toggle.hidden = false;
      toggle.textContent = on ? "Switch keys off" : "Switch keys on";
    }
  };
  show();
  toggle?.addEventListener("click", () => {
    on = !on;
    keep(on);
    show();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && inField(event.target) && !event.defaultPrevented) event.target.blur();
    if (!on || tooSoon() || event.repeat || event.ctrlKey || event.altKey || event.metaKey || inField(event.target)) return;
    const key = event.key;
    if (key === "Enter" && pressesSomething(event.target)) return;
    const wanted = key.length === 1 ? key.toLowerCase() : key;
    if (performance.now() - askedToGo < GO_WITHIN) {
      askedToGo = -GO_WITHIN;
      const place = document.querySelector(`[data-go="${CSS.escape(wanted)}"]`);
      if (place) {
        event.preventDefault();
        place.click();
        return;
      }
    }
    if (wanted === "g") {
      askedToGo = performance.now();
      return;
    }
    if (wanted === "o") {
      const row = document.activeElement.closest("[data-row]") ?? document.querySelector("[data-row]");
      row?.querySelector("a[data-open]")?.click();
      return;
    }
    if (wanted === "j" || wanted === "k") {
      moveRow(wanted === "j" ? 1 : -1, event);
      return;
    }
    const target = document.querySelector(`[data-key="${CSS.escape(wanted)}"]`);
    if (!target) return;
    event.preventDefault();
    use(target);
  });
}

function use(target) {
  const further = target.closest("details.qd-further");
  if (further) further.open = true;
  if (target.matches("details")) {
    target.open = true;
    const first = target.querySelector("input:not([type=hidden]), textarea, button");
    (first ?? target.querySelector("summary")).focus();
  } else if (target.matches("h2, [role=region]")) {
    target.scrollIntoView({ block: "nearest" });
    target.focus();
  } else if (target.dataset.key === "f") {
    target.focus();
  } else {
    target.click();
  }
}

function moveRow(step, event) {
  const rows = [...document.querySelectorAll("[data-row] a[data-open]")];
  if (rows.length === 0) return;
  event.preventDefault();
  const now = rows.indexOf(document.activeElement);
  const next = now === -1 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, now + step));
  rows[next].focus();
}
