// Files that are too large are named before they are sent: the server would refuse them, but only once they came.
const form = document.querySelector("[data-most-bytes]");

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}

function refuse(file) {
  const most = Number(form.dataset.mostBytes);
  const said = form.querySelector("[data-refused]");
  said.textContent = `‘${file.name}’ is ${megabytes(file.size)} MB; the most is ${most / 1e6} MB. Scan it in black and white, or send it in parts.`;
  said.hidden = false;
  said.focus();
}

form?.addEventListener("submit", (event) => {
  const files = [...form.querySelector("input[type=file]").files];
  const large = files.find((file) => file.size > Number(form.dataset.mostBytes));
  if (large) {
    event.preventDefault();
    refuse(large);
  }
});
