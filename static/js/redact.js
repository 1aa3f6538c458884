// A box drawn on the page's picture fills in the four numbers below it; the form is sent as if they had been typed.
const picture = document.querySelector("[data-redact]");
const fields = ["left", "top", "width", "height"].map((name) => document.querySelector(`[name=${name}]`));

function startDrawing() {
  const drawn = picture.appendChild(document.createElement("div"));
  drawn.className = "qd-bundle-drawn";
  picture.dataset.drawing = "";
  let from = null;

  function at(event) {
    const area = picture.getBoundingClientRect();
    const across = Math.min(Math.max((event.clientX - area.left) / area.width, 0), 1);
    const down = Math.min(Math.max((event.clientY - area.top) / area.height, 0), 1);
    return [across * picture.dataset.wide, down * picture.dataset.high];
  }

  function show(to) {
    const box = [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])];
    const [wide, high] = [picture.dataset.wide, picture.dataset.high];
    ["left", "top", "width", "height"].forEach((side, index) => {
      drawn.style[side] = `${(100 * box[index]) / (index % 2 ? high : wide)}%`;
      fields[index].value = Math.round(box[index]);
    });
  }

  picture.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    from = at(event);
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointermove", (event) => { if (from) show(at(event)); });
  picture.addEventListener("pointerup", () => { from = null; });
}

if (picture && fields.every(Boolean)) startDrawing();
