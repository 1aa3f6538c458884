// Copies an answer of the claim sheet, so that it can be pasted into the court's form. Without it the answer is read.
for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    for (const other of document.querySelectorAll("[data-copied]")) other.removeAttribute("data-copied");
    button.setAttribute("data-copied", "");
    const said = document.getElementById("copied") ?? document.body.appendChild(Object.assign(document.createElement("p"), { id: "copied", role: "status", className: "govuk-visually-hidden" }));
    said.textContent = `Copied: ${button.textContent.replace("Copy", "").trim()}`;
  });
}
