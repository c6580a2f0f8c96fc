// Keeps the pages on which plots are drawn for places without signal, and nothing else: it is registered for the one
// address at a time, asks the network first, and gives what was kept when there is no answer.
"use strict";

const KEPT = "plots";
const PATIENCE = 5000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const openPage = async (request) => {
  const shelf = await caches.open(KEPT);
  const { pathname } = new URL(request.url);
  const kept = await shelf.match(pathname);
  const asked = fetch(request).then(async (answer) => {
    if (answer.status === 200) await shelf.put(pathname, answer.clone());
    if (answer.status === 403 || answer.status === 404) await shelf.delete(pathname);
    return answer;
  });
  if (!kept) return asked;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([asked.catch(() => kept), late]);
};
const giveFile = async (request) => (await caches.match(request)) || fetch(request);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const isPage = request.mode === "navigate" && new URL(request.url).pathname === new URL(self.registration.scope).pathname;
  if (isPage) event.respondWith(openPage(request));
  else if (new URL(request.url).pathname.startsWith("/static/")) event.respondWith(giveFile(request));
});
