// Reading proofs: Space goes to the next one and at the end to the release, E to taking out the one that is read.
import { keysAreOn } from "./keys.js";

const reading = () => document.activeElement.closest("[data-proof]");

export function startProofs() {
  const proofs = [...document.querySelectorAll("[data-proof]")];
  if (!proofs.length) return;
  document.addEventListener("keydown", (event) => {
    if (!keysAreOn() || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (event.target.closest("a, button, input, textarea, select, summary, label")) return;
    if (event.key === " ") {
      const next = proofs[proofs.indexOf(reading()) + 1] ?? document.getElementById("release");
      if (!next) return;
      event.preventDefault();
      next.focus();
      next.scrollIntoView();
    } else if (event.key.toLowerCase() === "e") {
      const field = (reading() ?? proofs[0]).querySelector(".qd-proof__out input[name=why]");
      if (!field) return;
      event.preventDefault();
      field.focus();
    }
  });
}
