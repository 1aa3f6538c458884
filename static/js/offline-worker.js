// Served at the root as /sw.js. Answers the pages of a court or eviction day when there is no connection: those of one
// day, for one day. Nothing is answered from the cache while there is a connection.
const CACHE = "quarterday-day-";
const LONGEST = 24 * 60 * 60 * 1000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { keep, wipe } = event.data ?? {};
  const work = wipe ? forget() : keep ? keepDay(keep) : Promise.resolve();
  event.waitUntil(work.then(() => event.ports[0]?.postMessage("done"), () => event.ports[0]?.postMessage("failed")));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  event.respondWith(fetch(request).catch(() => fromDay(request)));
});

async function forget(except = "") {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(CACHE) && name !== except).map((name) => caches.delete(name)));
}

// One day at a time: the cache of another day goes first.
async function keepDay({ day, urls }) {
  await forget(CACHE + day);
  const cache = await caches.open(CACHE + day);
  await Promise.all(urls.map(async (url) => {
    const answer = await fetch(url, { credentials: "same-origin", cache: "no-store" }).catch(() => null);
    if (answer?.ok && !answer.redirected) await cache.put(url, answer);
  }));
}

async function fromDay(request) {
  const found = await caches.match(request, { ignoreSearch: request.mode === "navigate", ignoreVary: true });
  const kept = found && Date.parse(found.headers.get("Date") ?? "");
  if (!found || (kept && Date.now() - kept > LONGEST)) {
    if (found) await forget();
    return Response.error();
  }
  return found;
}
