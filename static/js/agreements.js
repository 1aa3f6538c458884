// The agreement page: a slider and buttons beside the offer, arrows that change it by £1, and the plan as one types.
// Without this file the box, the chips and ‘Show the plan’ do the same.
const PAUSE = 350; // milliseconds without a change before the plan is worked out again

export function startAgreements() {
  const form = document.querySelector("[data-agreement]");
  if (!form) return;
  const offer = form.querySelector("#id_instalment_amount");
  const slide = form.querySelector("[data-slide]");
  const range = slide.querySelector("input");
  const place = document.querySelector("[data-plan]");
  const amount = () => Number.parseFloat(offer.value.replace(/[£,\s]/g, "")) || 0;

  const follow = () => { range.value = String(Math.round(amount())); };
  const set = (pounds) => {
    offer.value = Math.max(1, pounds).toFixed(2);
    follow();
    offer.dispatchEvent(new Event("input", { bubbles: true }));
  };
  slide.hidden = false;
  follow();
  range.addEventListener("input", () => {
    offer.value = Number(range.value).toFixed(2);
    offer.dispatchEvent(new Event("input", { bubbles: true }));
  });
  slide.querySelectorAll("[data-step]").forEach((button) => {
    button.addEventListener("click", () => set(amount() + Number(button.dataset.step)));
  });
  offer.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    set(amount() + (event.key === "ArrowUp" ? 1 : -1));
  });

  // What was proposed follows how often they pay: a month's rent is not asked for each week.
  const rent = form.querySelector("#id_rent_amount");
  const proposed = JSON.parse(form.dataset.proposed);
  let often = form.querySelector("[name=frequency]:checked")?.value;
  form.addEventListener("change", (event) => {
    if (event.target.name !== "frequency") return;
    const before = proposed[often] ?? [];
    often = event.target.value;
    [rent, offer].forEach((field, place) => {
      if (field?.value === before[place]) field.value = proposed[often][place];
    });
    follow();
  });

  // Beside the press stands what it agrees; above what is safe it asks a leader, and why is asked for.
  const press = form.querySelector("[data-agree]");
  const fit = () => {
    form.querySelector("[data-brief]").textContent = place.querySelector(".qd-plan__said").textContent;
    if (!press) return;
    const above = Boolean(place.querySelector("[data-above]"));
    press.value = above ? "propose" : "agree";
    press.textContent = above ? "Ask a leader" : "Agree and confirm";
    form.querySelector("[data-why]").hidden = !above;
  };

  let waits;
  let asked = 0;
  const draw = async () => {
    const number = (asked += 1);
    const typed = new FormData(form);
    typed.set("do", "show");
    try {
      const answer = await fetch(form.action, { method: "POST", body: typed, headers: { "X-Part": "plan" }, redirect: "manual" });
      if (answer.ok && number === asked) {
        place.innerHTML = await answer.text();
        fit();
      }
    } catch {
      // No connection: the plan shown stays, and the press says what is wrong.
    }
  };
  const later = (event) => {
    if (event.target !== offer && event.type === "input") follow();
    clearTimeout(waits);
    waits = setTimeout(draw, PAUSE);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
}
