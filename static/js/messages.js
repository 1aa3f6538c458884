// Counts what a text takes while it is typed, as the server counts it, and puts an opening in front without a round trip.
const ONE_PART = 160, EACH_PART = 153, ONE_WIDE = 70, EACH_WIDE = 67, MOST_PARTS = 3, LONGEST_EMAIL = 3000;
const GSM = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const GSM_TWICE = new Set("^{}\\[~]|€");
const PLAIN = { "‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " ", "\t": " " };

export function size(text) {
  const letters = [...text.replace(/[‘’“”–—…\u00a0\t]/g, (sign) => PLAIN[sign]).trim()];
  const narrow = letters.every((letter) => GSM.has(letter) || GSM_TWICE.has(letter));
  const widths = letters.map((letter) => (narrow ? (GSM_TWICE.has(letter) ? 2 : 1) : letter.length));
  const units = widths.reduce((sum, width) => sum + width, 0);
  const each = narrow ? EACH_PART : EACH_WIDE;
  let parts = 1;
  if (units > (narrow ? ONE_PART : ONE_WIDE)) {
    let used = 0;
    widths.forEach((width) => {
      if (used + width > each) {
        parts += 1;
        used = 0;
      }
      used += width;
    });
  }
  return { units, parts, most: each * MOST_PARTS, narrow };
}

const many = (count) => (count === 1 ? "1 character" : `${count.toLocaleString("en-GB")} characters`);

function words(form, text) {
  const to = form.querySelector("[name=to]:checked, [name=to][type=hidden]");
  if (to?.value.startsWith("email:")) {
    const over = text.trim().length - LONGEST_EMAIL;
    return over > 0 ? [`${many(over)} too long for an e-mail.`, true] : [`${text.trim().length} of ${LONGEST_EMAIL.toLocaleString("en-GB")} characters.`, false];
  }
  const { units, parts, most, narrow } = size(text);
  const letters = narrow ? "" : " A letter in it that plain texts do not have makes each part shorter.";
  if (parts > MOST_PARTS) return [`${many(Math.max(units - most, 1))} too long for a text.${letters}`, true];
  return [`${units} of ${most} characters, ${parts === 1 ? "one text" : `sent in ${parts} parts`}.${letters}`, false];
}

export function startMessages() {
  document.querySelectorAll("[data-message]").forEach((form) => {
    const box = form.querySelector("[name=text]");
    const told = form.querySelector("[data-message-size]");
    if (!box || !told) return;
    const count = () => {
      const [said, over] = words(form, box.value);
      told.textContent = said;
      told.classList.toggle("qd-message__size--over", over);
    };
    form.addEventListener("input", count);
    form.addEventListener("change", count);
    form.querySelectorAll("[data-opening]").forEach((button) => {
      button.addEventListener("click", (event) => {
        event.preventDefault();
        box.value = button.dataset.opening + box.value;
        const about = form.querySelector(`[name=purpose][value=${button.dataset.about}]`);
        if (about) about.checked = true;
        box.focus();
        box.setSelectionRange(button.dataset.opening.length, button.dataset.opening.length);
        box.dispatchEvent(new Event("input", { bubbles: true }));
      });
    });
    if (box.value) count();
  });
}
