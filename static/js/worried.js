// The crisis card over whatever is open, so that nothing typed there is left behind. Without it the link opens a page.
import { answered } from "./answered.js";

let dialog;

const cardIn = (page) => page && new DOMParser().parseFromString(page, "text/html").querySelector("[data-crisis]");

async function open(address) {
  const card = cardIn(await answered(address, { cache: "no-store" }));
  if (!card) return false;
  show(card);
  return true;
}

function show(card) {
  dialog ??= document.body.appendChild(document.createElement("dialog"));
  dialog.className = "qd-dialog";
  dialog.setAttribute("aria-labelledby", "crisis-title");
  const close = document.createElement("button");
  Object.assign(close, { type: "button", className: "qd-dialog__close", textContent: "Close" });
  close.addEventListener("click", () => dialog.close());
  dialog.replaceChildren(close, document.importNode(card, true));
  dialog.querySelector("[data-close]")?.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.close();
  });
  dialog.querySelector("form[role=search]")?.addEventListener("submit", find);
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("#crisis-title").focus();
}

// The search stays in the card.
async function find(event) {
  event.preventDefault();
  event.stopPropagation();
  const form = event.target;
  const card = cardIn(await answered(form.action, { method: "POST", body: new FormData(form) }));
  if (!card) return form.submit();
  show(card);
  (dialog.querySelector(".qd-crisis__found a, .qd-crisis__found button") ?? dialog.querySelector("#worried_words")).focus();
  return undefined;
}

export function startWorried() {
  const link = document.querySelector("a[data-worried]");
  if (!link) return;
  const press = async () => {
    if (document.querySelector("main [data-crisis]")) return;
    if (!(await open(link.href))) window.location.assign(link.href);
  };
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    press();
  });
  // From anywhere, also from inside a field: a crisis does not wait for the cursor.
  document.addEventListener("keydown", (event) => {
    if (event.altKey && !event.ctrlKey && !event.metaKey && event.code === "KeyW") {
      event.preventDefault();
      press();
    }
  });
}
