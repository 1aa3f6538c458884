// What is typed in a form marked data-draft="its name" is kept on the server; the page brings it back. Before such a form
// is sent the script asks whether its writer is still signed in, so that no text goes to a sign-in page and is lost.
const PAUSE = 1000; // milliseconds without a key before what was typed is kept
const LONGEST_WAIT = 4000; // while somebody types on
const RETRIES = [2000, 4000, 8000, 15000];
const JUST_SENT = 3000; // how long the server turns late saves away after an act
const SURE = 20000; // how long an answer that one is signed in is trusted
const NO_ANSWER = 10000;
const KEEPALIVE_MOST = 60000; // bytes that a browser still sends when a page is left

const WORDS = {
  saving: "Saving…",
  away: "Not saved yet: no connection. Keep this page open.",
  refused: "Not saved: open the account again in a new tab, and copy this text there.",
  out: "You are signed out. What you typed is still here. Nothing was sent.",
  other: "Somebody else has signed in in this browser. What you typed is still here: sign in again as yourself.",
  notSent: "No connection: nothing was sent. What you typed is still here. Press again when the connection is back.",
  pressAgain: "Not sent yet: press again.",
};

const host = document.querySelector("[data-drafts]");
const drafts = new Map(); // by form
let lastAnswer = -Infinity; // when the server last said: signed in
let signedOut = false;

function timeLimit() {
  const limit = new AbortController();
  setTimeout(() => limit.abort(), NO_ANSWER);
  return limit;
}

// Nobody signed in: every page leads to the sign-in page.
function isSignIn(answer) {
  return answer?.type === "opaqueredirect";
}

// "here", "out" (nobody is signed in), "other" (somebody else is) or "away" (no answer).
async function session() {
  try {
    const answer = await fetch(host.dataset.session, { cache: "no-store", redirect: "manual", signal: timeLimit().signal });
    if (isSignIn(answer)) return "out";
    if (!answer.ok) return "away";
    const { user, token } = await answer.json();
    if (String(user) !== host.dataset.user) return "other";
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = token; });
    lastAnswer = performance.now();
    signedOut = false;
    return "here";
  } catch {
    return "away";
  }
}

class Draft {
  constructor(form) {
    this.form = form;
    this.address = `${host.dataset.drafts}${form.dataset.draft}/`;
    this.state = form.querySelector("[data-draft-state]") ?? form.appendChild(document.createElement("p"));
    this.state.classList.add("qd-draft");
    this.restored = this.state.textContent.trim() !== "";
    this.typed = this.restored;
    this.unsaved = false; // typed since the last save began
    this.failed = 0;
    this.pressed = false; // and could not be sent
    this.over = false; // sent, or thrown away: nothing more is kept
  }

  say(words, { trouble = false, signIn = false } = {}) {
    const told = document.createElement("span");
    told.textContent = words;
    const throwAway = this.state.querySelector("[data-throw-away]");
    this.state.replaceChildren(told);
    if (signIn) {
      const link = document.createElement("a");
      Object.assign(link, { href: host.dataset.signIn, target: "_blank", rel: "noopener", className: "govuk-link" });
      link.textContent = "Sign in in a new tab";
      this.state.append(" ", link);
    }
    if (throwAway) this.state.append(" ", throwAway);
    this.state.classList.toggle("qd-draft--trouble", trouble);
    const live = document.querySelector("[data-live]");
    if (trouble && live && live.textContent !== words) live.textContent = words;
  }

  change() {
    this.typed = true;
    this.unsaved = true;
    this.over = false;
    this.changedAt ??= performance.now();
    if (this.failed > 0) return; // it tries again by itself
    this.say(WORDS.saving);
    this.later(Math.max(0, Math.min(PAUSE, this.changedAt + LONGEST_WAIT - performance.now())));
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  // Nothing is kept of a form that is again as it was drawn.
  fields() {
    const body = new URLSearchParams();
    const boxes = [...this.form.elements].filter((box) => box.name && box.matches("input:not([type=hidden]), textarea, select"));
    const changed = boxes.some((box) => box.value !== box.defaultValue || box.checked !== box.defaultChecked);
    if (!changed && !this.restored) return body;
    const names = new Set(boxes.map((box) => box.name));
    for (const [name, value] of new FormData(this.form)) {
      if (names.has(name) && typeof value === "string") body.append(name, value);
    }
    return body;
  }

  async save({ leaving = false } = {}) {
    clearTimeout(this.timer);
    if (!this.unsaved || this.over || this.busy) return;
    const body = this.fields();
    if (leaving && body.toString().length > KEEPALIVE_MOST) return;
    this.busy = true;
    this.unsaved = false;
    this.changedAt = undefined;
    const token = this.form.querySelector("input[name=csrfmiddlewaretoken]").value;
    this.limit = leaving ? null : timeLimit();
    const answer = await fetch(this.address, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token, "X-Requested-With": "fetch" },
      redirect: "manual",
      keepalive: leaving,
      signal: this.limit?.signal,
    }).catch(() => null);
    this.busy = false;
    if (this.over) return;
    const again = await this.heard(answer).catch(() => this.heard(null)); // an answer cut off in the middle is none
    if (again !== undefined) {
      this.unsaved = true;
      this.later(again);
    } else if (this.unsaved) {
      this.later(PAUSE);
    }
  }

  // Says what came of a save. Returns the milliseconds after which to try again.
  async heard(answer) {
    if (answer?.ok) {
      const { at } = await answer.json();
      lastAnswer = performance.now();
      this.failed = 0;
      this.renewed = false;
      this.say(this.pressed ? `Saved ${at}. ${WORDS.pressAgain}` : `Saved ${at}`);
      return undefined;
    }
    if (answer?.status === 413) {
      this.failed = 0;
      this.say((await answer.json()).why, { trouble: true });
      return undefined;
    }
    if (answer?.status === 409) return JUST_SENT;
    if (isSignIn(answer) || answer?.status === 403) {
      // Signed out; or signed in again, and the page's token is the old one.
      const now = await session();
      if (now !== "here") return this.explain(now);
      if (this.renewed) return this.explain("refused");
      this.renewed = true;
      return 0;
    }
    return this.explain("away");
  }

  explain(why) {
    signedOut ||= why === "out" || why === "other";
    this.failed += 1;
    const words = why === "away" && this.pressed ? WORDS.notSent : WORDS[why];
    this.say(words, { trouble: true, signIn: why === "out" || why === "other" });
    return RETRIES[Math.min(this.failed, RETRIES.length) - 1];
  }

  sure() {
    return !this.typed || (this.failed === 0 && navigator.onLine && performance.now() - lastAnswer < SURE);
  }

  end() {
    this.over = true;
    clearTimeout(this.timer);
    this.limit?.abort();
  }
}

// In the capture phase: before the guard against a double press, which must see only what is really sent.
async function onSubmit(event) {
  const draft = drafts.get(event.target);
  if (!draft) return;
  const thrownAway = event.submitter?.matches("[data-throw-away]") ?? false;
  if (thrownAway || draft.mayGo || draft.sure()) {
    draft.mayGo = false;
    setTimeout(() => { if (!event.defaultPrevented) draft.end(); });
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (draft.asking) return;
  draft.asking = true;
  const now = await session();
  draft.asking = false;
  if (now === "here") {
    draft.mayGo = true;
    draft.failed = 0;
    draft.form.requestSubmit(event.submitter);
    return;
  }
  draft.pressed = true;
  draft.unsaved = true;
  draft.later(draft.explain(now));
}

// Somebody comes back from signing in, or the connection does: what is not kept yet is kept now.
async function onReturn() {
  if (signedOut && (await session()) !== "here") return;
  for (const draft of drafts.values()) draft.save();
}

export function startDrafts() {
  if (!host) return;
  document.querySelectorAll("form[data-draft]").forEach((form) => drafts.set(form, new Draft(form)));
  document.addEventListener("input", (event) => drafts.get(event.target.form)?.change());
  document.addEventListener("submit", onSubmit, { capture: true });
  window.addEventListener("online", onReturn);
  window.addEventListener("focus", onReturn);
  document.addEventListener("visibilitychange", onReturn);
  window.addEventListener("pagehide", () => { for (const draft of drafts.values()) draft.save({ leaving: true }); });
  window.addEventListener("beforeunload", (event) => {
    if ([...drafts.values()].some((draft) => draft.failed && draft.unsaved && !draft.over)) event.preventDefault();
  });
}
