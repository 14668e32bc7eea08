// What a page can do beyond its forms and links: keys, toasts, clocks, what is live. A page without this file still works.
"use strict";
(() => {
  const body = document.body;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const spanish = document.documentElement.lang.startsWith("es");

  // --- toasts go away by themselves; what went wrong stays until it is pressed ---
  const toasts = document.getElementById("toasts");
  const leave = (toast) => {
    if (toast.dataset.seen) return;
    toast.dataset.seen = "1";
    toast.addEventListener("click", () => toast.remove());
    if (toast.classList.contains("good")) setTimeout(() => toast.remove(), 6000);
  };
  new MutationObserver(() => all("[data-toast]", toasts).forEach(leave)).observe(toasts, { childList: true });
  all("[data-toast]", toasts).forEach(leave);

  // --- what a part of the page needs is fetched when there is such a part: data-needs names files of ours, in order ---
  const fetched = new Map();
  const need = (address) => {
    if (!fetched.has(address)) {
      fetched.set(address, new Promise((done, failed) => {
        const sheet = new URL(address, location.href).pathname.endsWith(".css");
        const file = document.createElement(sheet ? "link" : "script");
        Object.assign(file, sheet ? { rel: "stylesheet", href: address } : { src: address });
        file.onload = done;
        file.onerror = failed;
        document.head.append(file);
      }));
    }
    return fetched.get(address);
  };
  const needs = () => all("[data-needs]").forEach(async (part) => {
    for (const address of part.dataset.needs.split(" ").filter(Boolean)) await need(address).catch(() => {});
  });
  document.addEventListener("shown", needs);
  document.addEventListener("htmx:afterSettle", needs);
  needs();

  // --- dialogs ---
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    if (event.target.matches("dialog[open]")) event.target.close();
    if (!event.target.closest("[data-drawer]")) all("[data-drawer][open]").forEach((drawer) => (drawer.open = false));
  });

  // --- the theme changes at once, and is remembered by the address that the link names ---
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-theme-set]");
    if (!link) return;
    event.preventDefault();
    document.documentElement.dataset.theme = link.dataset.themeSet;
    all("[data-theme-set]").forEach((one) => {
      if (one.dataset.themeSet === link.dataset.themeSet) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    });
    document.dispatchEvent(new CustomEvent("theme"));
    fetch(link.href, { method: "HEAD" }).catch(() => {});
  });

  // --- keys: / searches, g and a letter goes, ? tells which ---
  let going = 0;
  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "/") {
      const search = document.querySelector("[data-search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === "?") {
      document.querySelector("[data-keys]")?.showModal();
    } else if (event.key === "g") {
      going = Date.now();
    } else if (Date.now() - going < 1500) {
      going = 0;
      document.querySelector(`[data-go="${CSS.escape(event.key)}"]`)?.click();
    }
  });

  // --- clocks tick: "en 2 h 05 min", "hace 9 min" ---
  const lasting = (seconds) => {
    const minutes = Math.floor(seconds / 60), hours = Math.floor(seconds / 3600), days = Math.floor(hours / 24);
    if (seconds < 60) return `${Math.floor(seconds)} s`;
    if (minutes < 60) return `${minutes} min`;
    if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, "0")} min`;
    return hours % 24 && hours < 240 ? `${days} d ${hours % 24} h` : `${days} d`;
  };
  // The house's clock is the one that counts: the demo's is not today's. Its moment came with the page.
  const began = performance.now(), house = Date.parse(body.dataset.now || "") || Date.now();
  const tick = () => {
    const now = house + performance.now() - began;
    all("[data-clock]").forEach((clock) => {
      const left = (Date.parse(clock.dateTime) - now) / 1000, said = lasting(Math.abs(left));
      const text = spanish ? (left >= 0 ? `en ${said}` : `hace ${said}`) : left >= 0 ? `in ${said}` : `${said} ago`;
      if (clock.textContent !== text) clock.textContent = text;
    });
  };
  setInterval(tick, 1000);

  // --- what is live: one stream for all topics of the page; none while nobody looks ---
  const places = () => all("[data-live]");
  const offline = (is) => all("[data-offline]").forEach((one) => (one.hidden = !is));
  let stream = null;
  const isBusy = (place) => place.contains(document.activeElement) && isTyping(document.activeElement) || place.querySelector("details.reveal[open], dialog[open]");
  const show = (event) => {
    places().filter((place) => place.dataset.live === event.type).forEach((place) => {
      if (isBusy(place)) { place.dataset.behind = "1"; return; }
      if (place.shown === event.data) return;
      place.shown = event.data;
      if (window.htmx) window.htmx.swap(place, event.data, { swapStyle: "innerHTML" });
      else place.innerHTML = event.data;
      document.dispatchEvent(new CustomEvent("shown", { detail: place }));
    });
  };
  const listen = () => {
    const topics = [...new Set(places().map((place) => place.dataset.live))];
    if (stream || !topics.length || document.hidden) return;
    stream = new EventSource(`/live?topics=${topics.map(encodeURIComponent).join(",")}`);
    topics.forEach((topic) => stream.addEventListener(topic, show));
    stream.onopen = () => offline(false);
    stream.onerror = () => {
      offline(true);
      if (stream?.readyState === EventSource.CLOSED) { stream = null; setTimeout(listen, 5000); }
    };
  };
  const silence = () => { stream?.close(); stream = null; };
  document.addEventListener("visibilitychange", () => (document.hidden ? silence() : listen()));
  window.addEventListener("pagehide", silence);
  window.addEventListener("pageshow", listen);
  window.addEventListener("offline", () => offline(true));
  window.addEventListener("online", () => { offline(false); silence(); listen(); });
  document.addEventListener("htmx:sendError", () => offline(true));
  document.addEventListener("htmx:afterSettle", () => { silence(); listen(); });
  listen();
})();
