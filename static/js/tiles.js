// The mosaic is one stop for the Tab key; arrows step across its tiles, Home and End go to the first and last.
const mosaic = document.querySelector("[data-tiles]");
const tiles = mosaic ? [...mosaic.querySelectorAll("a")] : [];
const across = Number(mosaic?.dataset.tiles);
const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across };

tiles.forEach((tile, place) => { tile.setAttribute("tabindex", place ? "-1" : "0"); });

mosaic?.addEventListener("keydown", (event) => {
  const here = tiles.indexOf(document.activeElement);
  if (here < 0) return;
  let there = here + (steps[event.key] ?? 0);
  if (event.key === "Home") there = 0;
  if (event.key === "End") there = tiles.length - 1;
  if (there === here || !tiles[there]) return;
  event.preventDefault();
  tiles[here].setAttribute("tabindex", "-1");
  tiles[there].setAttribute("tabindex", "0");
  tiles[there].focus();
});
