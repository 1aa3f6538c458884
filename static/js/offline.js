// Court and eviction days without a connection: pages are kept by the service worker, outcomes wait here until they are
// sent. Loaded on every page: what waits is sent from any, and signing out leaves nothing behind.
const NAME = "quarterday-outcomes";
const STORE = "waiting";
const AGAIN = 10000; // milliseconds until what waits is tried again, should nobody say that the network is back
const SCOPES = ["/court/", "/evictions/"];

function ask(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

async function store(mode) {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "key" });
  const database = await ask(opening);
  const transaction = database.transaction(STORE, mode);
  transaction.oncomplete = transaction.onabort = () => database.close();
  return transaction.objectStore(STORE);
}

export const waiting = async () => ask((await store("readonly")).getAll());
const put = async (outcome) => ask((await store("readwrite")).put(outcome));
const remove = async (key) => ask((await store("readwrite")).delete(key));

// The database is opened only where it exists: pages that never kept anything leave no trace.
async function keepsAnything() {
  if (!("indexedDB" in window) || !indexedDB.databases) return false;
  return (await indexedDB.databases()).some(({ name }) => name === NAME);
}

// A token of this moment; null without a connection, or once the session has ended.
async function freshToken() {
  const answer = await fetch("/court/token/", { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (!answer) return { offline: true };
  if (!answer.ok || answer.redirected) return { signedOut: true };
  return answer.json().catch(() => ({ offline: true }));
}

// Returns what the server said, or why it could not be asked. Only what the server has answered leaves the queue.
async function send(outcome) {
  const { token, by, offline, signedOut } = await freshToken();
  if (offline) return { offline };
  if (signedOut) return { signedOut };
  if (by !== outcome.by) return { another: true };
  const body = new URLSearchParams(outcome.fields);
  const answer = await fetch("/court/sync/", {
    method: "POST", body, headers: { "X-CSRFToken": token, "X-Requested-With": "fetch" },
  }).catch(() => null);
  if (!answer) return { offline: true };
  if (!answer.ok || answer.redirected) return { signedOut: true };
  const said = await answer.json().catch(() => null);
  if (!said) return { offline: true }; // it is sent again: the server knows it by its own mark
  if (said.saved) await remove(outcome.key);
  else await put({ ...outcome, refused: said.says, url: said.url });
  return said;
}

let sending = Promise.resolve();
const inTurn = (work) => (sending = sending.then(work, work));

export const sync = () => inTurn(async () => {
  if (!(await keepsAnything())) return;
  for (const outcome of await waiting()) if (!outcome.refused) await send(outcome);
  await show();
});

function place() {
  return document.querySelector("[data-waiting]");
}

function line(text, more = []) {
  const item = document.createElement("li");
  item.append(text, ...more);
  return item;
}

// What waits on this device, in words, above the page.
async function show() {
  const found = await waiting();
  const box = place();
  if (!box) return;
  box.hidden = found.length === 0;
  const list = document.createElement("ul");
  for (const outcome of found) {
    if (!outcome.refused) {
      list.append(line(`${outcome.label}: kept on this device, and sent when there is a connection.`));
      continue;
    }
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "qd-chipbutton";
    drop.textContent = "I have read this: take it off this device";
    drop.addEventListener("click", async () => { await remove(outcome.key); await show(); });
    list.append(line(`${outcome.label} was not saved: ${outcome.refused} `, [drop]));
  }
  box.replaceChildren(list);
}

function startForm(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (form.dataset.pressed || !form.reportValidity()) return;
    form.dataset.pressed = "yes";
    const fields = Object.fromEntries(new FormData(form));
    delete fields.csrfmiddlewaretoken;
    const key = crypto.randomUUID();
    const outcome = {
      key, by: Number(form.dataset.by), label: form.dataset.label,
      fields: { ...fields, kind: form.dataset.offline, target: form.dataset.target, key },
    };
    try {
      await inTurn(() => put(outcome));
    } catch {
      form.submit(); // this browser keeps nothing: the page is sent as it is
      return;
    }
    const said = await inTurn(() => send(outcome));
    if (said.saved) {
      location.assign(said.url);
      return;
    }
    delete form.dataset.pressed;
    if (said.says) {
      // Online and refused: the server's own page says at which field.
      await remove(key);
      form.submit();
      return;
    }
    await show();
    const state = document.querySelector("[data-kept]") ?? place();
    state.textContent = said.signedOut
      ? "Kept on this device. You were signed out: sign in again and it is sent."
      : "Kept on this device. It is sent when there is a connection.";
    state.focus();
  });
}

// This page, what it names, and what they are drawn with.
async function keepDay(root) {
  const links = [...document.querySelectorAll("a[data-keep]")].map((link) => link.pathname);
  const drawn = performance.getEntriesByType("resource").map(({ name }) => new URL(name))
    .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith("/static/"))
    .map(({ pathname }) => pathname);
  const sheets = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon]")].map(({ href }) => new URL(href).pathname);
  const urls = [...new Set([location.pathname, ...links, ...sheets, ...drawn])];
  const told = await tell({ keep: { day: root.dataset.keepDay, urls } });
  root.dataset.kept = told;
  const note = document.querySelector("[data-keep-note]");
  if (note && told === "done") note.textContent = "This day is kept on this device until you sign out, for one day at most.";
}

function tell(message) {
  return navigator.serviceWorker.ready.then(({ active }) => new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => done(data);
    active.postMessage(message, [port2]);
  }));
}

async function forget({ outcomes }) {
  if ("caches" in window) {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("quarterday-day-")).map((name) => caches.delete(name)));
  }
  if (!outcomes) return;
  if (await keepsAnything()) indexedDB.deleteDatabase(NAME);
  const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all(workers.map((worker) => worker.unregister()));
}

function startSignOut(form) {
  form.addEventListener("submit", async (event) => {
    if (form.dataset.forgotten) return;
    event.preventDefault();
    event.stopPropagation();
    try {
      if (await keepsAnything()) {
        await sync().catch(() => {});
        const left = await waiting();
        if (left.length && !confirm(`${left.length} outcome(s) on this device are not saved. Sign out and lose them?`)) return;
      }
      await forget({ outcomes: true });
    } catch {
      // A browser that lets us keep nothing has nothing to forget: signing out always works.
    }
    form.dataset.forgotten = "yes";
    form.submit();
  });
}

export function startOffline() {
  const ways = document.querySelectorAll("[data-sign-out]");
  if (!ways.length) {
    // Nobody is signed in: pages go; outcomes wait for whoever wrote them down.
    forget({ outcomes: false }).catch(() => {});
    return;
  }
  ways.forEach(startSignOut);
  document.querySelectorAll("form[data-offline]").forEach(startForm);
  const root = document.querySelector("[data-keep-day]");
  const scope = SCOPES.find((each) => location.pathname.startsWith(each));
  if (root && scope && "serviceWorker" in navigator) {
    navigator.serviceWorker.register("/sw.js", { scope }).then(() => keepDay(root)).catch(() => {});
  }
  const again = () => { sync().catch(() => {}); };
  addEventListener("online", again);
  document.addEventListener("visibilitychange", again);
  setInterval(again, AGAIN);
  again();
}
