// Answers for the store's pages where there is no signal: with what was seen last. It sends nothing by itself.
"use strict";
const PAGES = "store-pages-1", FILES = "store-files-1", PATIENCE = 4000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const ours = (await caches.keys()).filter((name) => name.startsWith("store-") && name !== PAGES && name !== FILES);
  await Promise.all(ours.map((name) => caches.delete(name)));
  await self.clients.claim();
})()));

self.addEventListener("message", (event) => {
  const { warm = [], files = [] } = event.data ?? {};
  event.waitUntil(Promise.allSettled([...warm.map((url) => fresh(new Request(url))), ...files.map((url) => file(new Request(url)))]));
});

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || url.pathname === "/store/worker.js") return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.headers.get("x-fresh")) event.respondWith(fresh(request));
  else if (request.mode === "navigate" && url.pathname.startsWith("/store/")) event.respondWith(page(request));
});

// By path alone: a language or a theme is no other page.
const nameOf = (request) => { const url = new URL(request.url); return url.origin + url.pathname; };

const fresh = async (request) => {
  const answer = await fetch(request);
  // What was drawn for one code, or says what one act came to, is for now alone.
  const isForNow = nameOf(request).endsWith("/after") || new URL(request.url).searchParams.has("code");
  if (answer.ok && !answer.redirected && !isForNow) await (await caches.open(PAGES)).put(nameOf(request), answer.clone());
  // Whoever is signed out leaves nothing behind on a shared phone.
  const isSentAway = answer.type === "opaqueredirect" && nameOf(request) !== self.location.origin + "/store/";
  const isElsewhere = answer.redirected && !new URL(answer.url).pathname.startsWith("/store");
  if (answer.status === 401 || isSentAway || isElsewhere) await caches.delete(PAGES);
  return answer;
};

const page = async (request) => {
  const pages = await caches.open(PAGES), known = await pages.match(nameOf(request));
  const soon = fresh(request);
  if (known) soon.catch(() => {});
  try {
    if (!known) return await soon;
    return await Promise.race([soon, new Promise((_, late) => setTimeout(() => late(new Error("late")), PATIENCE))]);
  } catch (trouble) {
    if (known) return known;
    // The first page of the app, or one that was never seen: the newest of the others is better than none.
    const [other] = (await pages.keys()).reverse();
    if (other) return pages.match(other);
    throw trouble;
  }
};

const file = async (request) => {
  const files = await caches.open(FILES), known = await files.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) await files.put(request, answer.clone());
  return answer;
};
