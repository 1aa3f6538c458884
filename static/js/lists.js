// How many are ticked, said as they are ticked; ‘all matching’ ticks what is shown as well.
const every = document.querySelector("[data-every]");
const said = document.querySelector("[data-ticked-count]");
const ticks = [...document.querySelectorAll("input[name=ticked]")];

function show() {
  const number = ticks.filter((tick) => tick.checked).length;
  said.textContent = every.checked ? "every one of them, on all pages" : number ? `or the ${number} ticked` : "or tick some below";
}

every?.addEventListener("change", () => {
  ticks.forEach((tick) => { tick.checked = every.checked; });
  show();
});

ticks.forEach((tick) => tick.addEventListener("change", () => {
  if (!tick.checked) every.checked = false;
  show();
}));
