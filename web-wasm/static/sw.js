// Opens the app without a network. It serves only the app's own files: GET, same origin,
// never /api, /sync or /auth. Notes are not its business; they are in IndexedDB.
//
// A new version waits until a person takes it ("skip-waiting"), so that nothing changes
// under someone who writes. To switch the worker off for good, the server answers
// /sw.js with sw-kill.js (see docs/OPERATIONS.md).
"use strict";

const BUILD = "{{BUILD}}";
const FILES = {{PRECACHE}};
const CACHE = `rounds-${BUILD}`;
const PREFIX = "rounds-";
const NETWORK_ONLY = ["/api/", "/sync", "/auth", "/healthz", "/readyz"];
const PARALLEL = 6;
const FORMS = "/assets/form-";

self.addEventListener("install", (event) => event.waitUntil(precache()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", (event) => event.waitUntil(answer(event)));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (NETWORK_ONLY.some((path) => url.pathname === path || url.pathname.startsWith(path))) return;
  if (request.mode === "navigate") {
    event.respondWith(shell());
  } else if (FILES.includes(url.pathname)) {
    event.respondWith(stored(url.pathname, request));
  } else if (url.pathname.startsWith(FORMS)) {
    event.respondWith(form(url.pathname, request));
  }
});

// Puts every file into this build's cache. What an earlier build already has under the
// same hashed name is copied, not fetched again.
async function precache() {
  const cache = await caches.open(CACHE);
  const missing = [];
  for (const path of FILES) {
    if (await cache.match(path)) continue;
    const known = path.startsWith("/assets/") ? await caches.match(path) : undefined;
    if (known) await cache.put(path, known);
    else missing.push(path);
  }
  const fetchNext = async () => {
    for (let path = missing.pop(); path !== undefined; path = missing.pop()) {
      const response = await fetch(path, { cache: "no-cache", credentials: "same-origin" });
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      await cache.put(path, response);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, fetchNext));
  // The first worker has nobody to disturb.
  if (!self.registration.active) await self.skipWaiting();
}

// Removes other builds' caches, but only when this one is whole.
async function takeOver() {
  const { stored, wanted } = await count();
  if (stored === wanted) {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
    for (const name of old) await keepForms(await caches.open(name));
    await Promise.all(old.map((name) => caches.delete(name)));
  }
  await self.clients.claim();
}

// The shell comes from the cache, so that a start never waits for a slow network; every
// file it names is in the same cache. Without it, the network is tried.
async function shell() {
  const cache = await caches.open(CACHE);
  const page = await cache.match("/");
  return page ?? fetch("/", { credentials: "same-origin" });
}

async function stored(path, request) {
  const found = await caches.match(path, { cacheName: CACHE });
  return found ?? fetch(request);
}

// A form is fetched when it is first opened, and kept from then on: one of each.
async function form(path, request) {
  const known = await caches.match(path);
  if (known) return known;
  const response = await fetch(request);
  if (response.ok) {
    const cache = await caches.open(CACHE);
    const stem = path.slice(0, path.lastIndexOf("-") + 1);
    for (const { url } of await cache.keys()) {
      if (new URL(url).pathname.startsWith(stem)) await cache.delete(url);
    }
    await cache.put(path, response.clone());
  }
  return response;
}

// Forms that were opened in an earlier build open in this one too.
async function keepForms(from) {
  const cache = await caches.open(CACHE);
  for (const request of await from.keys()) {
    const isForm = new URL(request.url).pathname.startsWith(FORMS);
    if (isForm && !(await cache.match(request))) await cache.put(request, await from.match(request));
  }
}

async function count() {
  const cache = await caches.open(CACHE);
  const found = await Promise.all(FILES.map((path) => cache.match(path)));
  return { stored: found.filter(Boolean).length, wanted: FILES.length, build: BUILD };
}

async function answer(event) {
  if (event.data === "skip-waiting") {
    await self.skipWaiting();
  } else if (event.data === "precached") {
    // A browser may have dropped single files; what is missing is fetched again.
    let found = await count();
    if (found.stored < found.wanted) {
      await precache().catch(() => undefined);
      found = await count();
    }
    event.ports[0]?.postMessage(found);
  }
}
