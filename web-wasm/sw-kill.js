// The kill switch: a service worker that removes itself and the app's stored files, and
// reloads the pages that it served. Notes stay: they are in IndexedDB, which it does not
// touch. A server under repair answers /sw.js with this file; browsers look for a new
// /sw.js at every start and at least once a day.
"use strict";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(remove()));

async function remove() {
  const names = await caches.keys();
  const own = names.filter((name) => name.startsWith("rounds-"));
  await Promise.all(own.map((name) => caches.delete(name)));
  await self.registration.unregister();
  const pages = await self.clients.matchAll({ type: "window" });
  await Promise.all(pages.map((page) => page.navigate(page.url)));
}
