/* The service worker of field mode: it keeps the page and its files, by version, and nothing else.
 * `TOLD` (version, shell, files) stands above, written by the server. Data never pass through its
 * caches: the page keeps them itself, sealed. */

const CACHE = `airdefense-field-${TOLD.version}`;
const PATIENCE = 3000;
let isOutdated = false;

/* The page as the server has it, if it is that page and not the one that asks to sign in. */
async function keepShell(cache, answer) {
  const isShell = answer.ok && !answer.redirected && answer.headers.get("X-Field-Version");
  if (isShell) await cache.put(TOLD.shell, answer.clone());
}

async function install() {
  const cache = await caches.open(CACHE);
  await cache.addAll(TOLD.files.map((url) => new Request(url, { cache: "reload" })));
  await keepShell(cache, await fetch(TOLD.shell, { cache: "reload", redirect: "follow" }));
  await self.skipWaiting();
}

async function activate() {
  const names = (await caches.keys()).filter((name) => name.startsWith("airdefense-field-"));
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

function inTime(promise) {
  const late = new Promise((_, reject) => {
    self.setTimeout(() => reject(new Error("late")), PATIENCE);
  });
  return Promise.race([promise, late]);
}

/* The server first, so that the page is of today; the kept one when there is no signal. */
async function shell(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await inTime(fetch(request));
    if (answer.status >= 500) throw new Error("busy");
    isOutdated = answer.ok && answer.headers.get("X-Field-Version") !== TOLD.version;
    if (!isOutdated) await keepShell(cache, answer);
    return answer;
  } catch (failure) {
    isOutdated = false;
    return (await cache.match(TOLD.shell, { ignoreVary: true })) || Response.error();
  }
}

/* Kept files fit the kept page; with a newer page they come from the server. */
async function file(request) {
  const kept = await caches.match(request, { cacheName: CACHE, ignoreVary: true });
  if (kept && !isOutdated) return kept;
  return fetch(request).catch(() => kept || Response.error());
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && url.pathname === TOLD.shell) event.respondWith(shell(request));
  else if (TOLD.files.includes(url.pathname)) event.respondWith(file(request));
});
