// Parking remembers the field that had focus; taking up returns to it. The text itself is kept by the drafts.
const MARK = "#at=";

export function startSession() {
  rememberField();
  returnToField();
  returnToRow();
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
}

// A form is named by what it drafts, else by the last part of its address.
function nameOf(form) {
  return form.dataset.draft ?? new URL(form.action).pathname.split("/").filter(Boolean).pop();
}

function rememberField() {
  const kept = document.querySelector("[data-park-field]");
  if (!kept) return;
  const remember = ({ target }) => {
    if (!target.name || !target.form || !target.matches("input:not([type=hidden]), textarea, select")) return;
    kept.value = `${nameOf(target.form)}.${target.name}`;
  };
  document.addEventListener("focusin", remember);
  // Once something is typed, the fields that Tab passes on its way out count no more.
  document.addEventListener("input", (event) => {
    remember(event);
    document.removeEventListener("focusin", remember);
  });
}

function returnToField() {
  if (!location.hash.startsWith(MARK)) return;
  const [form, field] = decodeURIComponent(location.hash.slice(MARK.length)).split(".");
  const found = [...document.forms].find((each) => each.elements.namedItem(field) && nameOf(each) === form);
  if (!found) return;
  const element = found.querySelector(`[name="${CSS.escape(field)}"]:not([type=hidden])`);
  if (!element) return;
  for (let open = element.closest("details"); open; open = open.parentElement.closest("details")) open.open = true;
  element.focus();
  element.scrollIntoView({ block: "center" });
}

// Back on a list, reading goes on at the account that was left.
function returnToRow() {
  if (!location.hash.startsWith("#account-")) return;
  document.getElementById(location.hash.slice(1))?.focus();
}
