// The store's phone: acts are kept on it and sent in order, once each; ticks, codes and hints. Its forms work without it.
"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const main = () => document.getElementById("main");
  const toasts = document.getElementById("toasts");
  const spanish = document.documentElement.lang.startsWith("es");
  const said = spanish
    ? { picking: "Surtiendo", kept: "Guardado aquí; se envía al volver la señal", signal: "Para comprobar el código hace falta señal.", sign: "Vuelve a entrar para enviar lo guardado." }
    : { picking: "Picking", kept: "Kept here; sent when the signal is back", signal: "To check the code a signal is needed.", sign: "Sign in again to send what is kept." };

  // --- the house's clock: a page out of the phone's memory is older than it looks ---
  const read = (name, otherwise) => { try { return JSON.parse(localStorage.getItem(name)) ?? otherwise; } catch { return otherwise; } };
  const write = (name, value) => { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* full or forbidden: only comfort is lost */ } };
  const houseNow = () => Date.now() - read("store-drift", 0);
  const setClock = (page, isFresh) => {
    const told = Date.parse(page.dataset.now);
    if (isFresh || !localStorage.getItem("store-drift") || told > houseNow() - 60000) write("store-drift", Date.now() - told);
    else page.dataset.now = new Date(houseNow()).toISOString();
  };
  setClock(document.body, false);

  // --- what is kept: acts to send, and acts that came too late ---
  const opened = new Promise((resolve, reject) => {
    const asked = indexedDB.open("promesa-store", 1);
    asked.onupgradeneeded = () => ["acts", "troubles"].forEach((name) => asked.result.createObjectStore(name, { keyPath: "id", autoIncrement: true }));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const inStore = async (name, mode, work) => {
    const base = await opened;
    return new Promise((resolve, reject) => {
      const turn = base.transaction(name, mode), asked = work(turn.objectStore(name));
      turn.oncomplete = () => resolve(asked.result);
      turn.onerror = turn.onabort = () => reject(turn.error);
    });
  };
  const kept = (name) => inStore(name, "readonly", (store) => store.getAll());
  const put = (name, value) => inStore(name, "readwrite", (store) => store.add(value));
  const drop = (name, id) => inStore(name, "readwrite", (store) => store.delete(id));

  // A page may be left in the very moment of a tap: what was tapped is noted at once, and kept when the page comes again.
  const note = (act) => write("store-noted", [...read("store-noted", []), act]);
  const keep = async (act) => {
    if (!(await kept("acts")).some((one) => one.key === act.key)) await put("acts", act);
    write("store-noted", read("store-noted", []).filter((one) => one.key !== act.key));
  };

  // --- an act: kept first, then sent; the same key however often it is sent ---
  const WHEN = { hand_over_parcel: "handed_at", count_stock: "counted_at" };
  const needsSignal = (act) => act.operation === "give_parcel" && act.fields.some(([name, value]) => name === "code" && value);
  const newKey = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
  const csrf = () => { try { return JSON.parse(document.body.getAttribute("hx-headers"))["x-csrf"]; } catch { return ""; } };
  let fresh = "";

  const actOf = (form, submitter) => ({
    operation: form.dataset.act,
    action: form.getAttribute("action"),
    parcel: form.dataset.parcel || form.closest("[data-card]")?.dataset.card || "",
    about: form.closest("[data-about]")?.dataset.about || form.dataset.parcel || "",
    doing: (submitter?.innerText || "").trim(),
    location: main().dataset.location,
    by: main().dataset.person,
    fields: [...new FormData(form)].filter(([name]) => name !== "csrf" && name !== "next"),
    key: newKey(),
    at: houseNow(),
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.matches("[data-scan]")) { event.preventDefault(); scanned(form.elements.code.value, form); return; }
    if (!form.matches("[data-act]")) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    all("button", form).forEach((button) => (button.disabled = true));
    const act = actOf(form, event.submitter);
    if (needsSignal(act)) await sendNow(act, form);
    else {
      note(act);
      await keep(act);
      await showKept();
      await send();
    }
    release(form);
  });
  const release = (form) => { delete form.dataset.busy; all("button", form).forEach((button) => (button.disabled = false)); };

  const post = async (act, mark) => {
    const fields = new URLSearchParams([...act.fields, ["csrf", mark], ["key", act.key], ["next", "/store/" + act.location]]);
    const name = WHEN[act.operation];
    if (name && houseNow() - act.at > 60000) fields.set(name, new Date(act.at).toISOString());
    if (!navigator.onLine) throw new Error("no signal");
    const answer = await fetch(act.action, { method: "POST", body: fields, headers: { "hx-request": "true" } });
    return { status: answer.status, html: await answer.text() };
  };
  const tell = (html) => toasts.insertAdjacentHTML("beforeend", html);
  const tellText = (text, kind) => {
    const toast = document.createElement("div");
    toast.className = "toast " + kind;
    toast.dataset.toast = "";
    toast.textContent = text;
    toasts.append(toast);
  };
  const textOf = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent.trim();

  // What needs an answer now is never kept: a code is looked at while its customer waits, or not at all.
  const sendNow = async (act, form) => {
    try {
      let answer = await post(act, fresh || csrf());
      if (answer.status === 403 && (await refresh(true))) answer = await post(act, fresh);
      if (answer.status >= 500 || answer.status === 429) { tell(answer.html); return; }
      tell(answer.html);
      if (answer.status < 300) form.closest("details")?.removeAttribute("open");
      form.reset();
      await refresh(true);
    } catch { tellText(said.signal, "bad"); offline(true); }
  };

  const send = () => (navigator.locks ? navigator.locks.request("store-acts", drain) : drain());
  const drain = async () => {
    let done = 0;
    const late = new Set();
    // Who did it is who says it: what somebody else left on this phone waits for them.
    for (const act of (await kept("acts")).filter((one) => one.by === main().dataset.person)) {
      if (act.parcel && late.has(act.parcel)) { await drop("acts", act.id); continue; }
      let answer;
      try {
        answer = await post(act, fresh || csrf());
        if (answer.status === 403 && (await refresh(true))) answer = await post(act, fresh);
      } catch { offline(true); break; }
      offline(false);
      if (answer.status === 401) { tellText(said.sign, "bad"); break; }
      if (answer.status >= 500 || answer.status === 429) break;
      await drop("acts", act.id);
      done += 1;
      if (answer.status < 300) { tell(answer.html); if (LEAVES.includes(act.operation)) forget(act.parcel); }
      else { late.add(act.parcel); await put("troubles", { ...act, why: textOf(answer.html) }); }
    }
    await showKept();
    await showTroubles();
    if (done) await refresh(true);
  };

  // --- what stands on the page ---
  const offline = (is) => all("[data-offline]").forEach((one) => (one.hidden = !is));
  const isBusy = () => {
    const at = document.activeElement;
    return Boolean(at?.closest("main") && at.matches("input, select, textarea")) || Boolean(document.querySelector("main .reveal[open], dialog[open]"));
  };
  let isStale = false;
  const refresh = async (isForced) => {
    if (!isForced && (isBusy() || document.hidden)) return false;
    if (!navigator.onLine) return false;
    // A code that was looked for has been answered by the act: what comes now is the whole list.
    if (isForced && window.location.search.includes("code=")) history.replaceState(null, "", window.location.pathname);
    let page;
    try {
      const answer = await fetch(window.location.href, { headers: { "x-fresh": "1" } });
      if (!answer.ok || answer.redirected) return false;
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch { offline(true); return false; }
    offline(false);
    setClock(page.body, true);
    fresh = JSON.parse(page.body.getAttribute("hx-headers") || "{}")["x-csrf"] || fresh;
    const top = window.scrollY, open = all(".hint[open]").map((one) => one.dataset.hint);
    main().replaceWith(page.getElementById("main"));
    isStale = false;
    document.querySelector(".thumb").replaceWith(page.querySelector(".thumb"));
    all(".hint").forEach((one) => (one.open = open.includes(one.dataset.hint)));
    window.scrollTo(0, top);
    await dress();
    await missed();
    return true;
  };

  const showKept = async () => {
    const acts = await kept("acts"), badge = document.querySelector("[data-queue-count]");
    badge.hidden = !acts.length;
    badge.querySelector("b").textContent = acts.length;
    all("[data-state]").forEach((one) => delete one.dataset.state);
    acts.forEach((act) => all(`[data-card="${CSS.escape(act.parcel)}"]`).forEach((card) => {
      card.dataset.state = act.operation === "accept_pick" ? "accepted" : "kept";
      card.dataset.stateSaid = said.kept;
      all(".then", card).forEach((then) => (then.hidden = act.operation !== "accept_pick"));
    }));
    const list = document.querySelector("[data-kept]");
    if (!list) return;
    list.replaceChildren(...(acts.length ? acts.map((act) => `${act.doing} · ${act.about}`) : [list.dataset.none]).map((text) => {
      const row = document.createElement("li");
      row.textContent = text;
      return row;
    }));
    document.querySelector("[data-send]").hidden = !acts.length;
  };

  const showTroubles = async () => {
    const place = document.querySelector("[data-troubles]"), pattern = document.querySelector("template[data-trouble]");
    const troubles = await kept("troubles");
    place.replaceChildren(...troubles.map((one) => {
      const card = pattern.content.firstElementChild.cloneNode(true);
      card.dataset.trouble = one.id;
      card.querySelector("[data-what]").textContent = `${one.doing} · ${one.about}`;
      card.querySelector("[data-why]").textContent = one.why;
      if (one.after) card.querySelector("[data-after]").innerHTML = one.after;
      return card;
    }));
    for (const one of troubles.filter((trouble) => trouble.parcel && !trouble.after)) await advise(one, place);
  };
  // What to do with what is in somebody's hands is the house's to say; its words stay on the phone with the trouble.
  const advise = async (trouble, place) => {
    try {
      const path = `/store/${encodeURIComponent(trouble.location)}/parcels/${trouble.parcel.split("/").map(encodeURIComponent).join("/")}/after?act=${trouble.operation}`;
      const answer = await fetch(path, { headers: { "x-fresh": "1", "hx-request": "true" } });
      if (!answer.ok) return;
      const after = await answer.text();
      await inStore("troubles", "readwrite", (store) => store.put({ ...trouble, after }));
      place.querySelector(`[data-trouble="${trouble.id}"] [data-after]`).innerHTML = after;
    } catch { /* said when the signal is back */ }
  };

  // Whoever signs out leaves no list behind; acts that could not be sent stay theirs.
  document.addEventListener("submit", (event) => { if (event.target.closest("[data-leave]")) caches.delete("store-pages-1"); });

  document.addEventListener("click", async (event) => {
    const understood = event.target.closest("[data-understood]");
    if (understood) { await drop("troubles", Number(understood.closest("[data-trouble]").dataset.trouble)); await showTroubles(); }
    if (event.target.closest("[data-send]")) await send();
    const tick = event.target.closest(".tick[aria-pressed]");
    if (tick) { const step = tick.closest("[data-step]"); have(step, haveOf(step) < Number(step.dataset.units) ? Number(step.dataset.units) : 0); }
    if (event.target.closest("[data-camera]")) await look();
  });

  // --- what is in the box already: this phone's own marks, no facts ---
  const TICKS = () => "store-ticks-" + main().dataset.location;
  const haveOf = (step) => read(TICKS(), {})[step.dataset.parcel]?.[step.dataset.sku] ?? 0;
  const have = (step, units) => {
    const ticks = read(TICKS(), {});
    (ticks[step.dataset.parcel] ??= {})[step.dataset.sku] = units;
    write(TICKS(), ticks);
    showTicks();
  };
  const showTicks = () => {
    const whole = {};
    all("[data-step]").forEach((step) => {
      const units = Math.min(haveOf(step), Number(step.dataset.units)), isWhole = units === Number(step.dataset.units);
      step.querySelector("[data-have]").textContent = units;
      step.querySelector(".tick").setAttribute("aria-pressed", String(isWhole));
      whole[step.dataset.parcel] = (whole[step.dataset.parcel] ?? true) && isWhole;
    });
    all("[data-packs]").forEach((card) => card.classList.toggle("ticked", Boolean(whole[card.dataset.card])));
  };
  // Somebody had units of it in their hands, and it is not on the list any more: they are told what to do with them.
  const missed = async () => {
    if (main().dataset.tab !== "picks" || !navigator.onLine || (await kept("acts")).length) return;
    const here = new Set(all("[data-step]").map((step) => step.dataset.parcel));
    for (const [parcel, skus] of Object.entries(read(TICKS(), {})).filter(([name]) => !here.has(name))) {
      forget(parcel);
      const trouble = { operation: "pack_parcel", doing: said.picking, about: parcel, parcel, location: main().dataset.location, why: "" };
      if (Object.values(skus).some(Boolean)) await put("troubles", trouble);
    }
    await showTroubles();
  };
  const LEAVES = ["pack_parcel", "ready_parcel", "reject_pick"];
  const forget = (parcel) => { const ticks = read(TICKS(), {}); delete ticks[parcel]; write(TICKS(), ticks); };

  // --- codes: typed, from a scanner that types, or from the camera ---
  const named = (name, text) => document.querySelector(`main [data-${name}="${CSS.escape(text)}" i]`);
  const hit = (place) => {
    all(".hit").forEach((one) => one.classList.remove("hit"));
    place.classList.add("hit");
    place.scrollIntoView({ block: "center" });
    navigator.vibrate?.(40);
  };
  const parcelOf = (text) => {
    try { return decodeURIComponent(escape(atob(text.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")))); } catch { return ""; }
  };
  const BY_TAB = {
    picks: (text) => {
      const steps = all(`[data-step][data-sku="${CSS.escape(text)}" i]`);
      const step = steps.find((one) => haveOf(one) < Number(one.dataset.units)) ?? steps[0];
      if (!step) return false;
      have(step, Math.min(haveOf(step) + 1, Number(step.dataset.units)));
      hit(step);
      return true;
    },
    dock: (text) => {
      const card = named("guide", text), field = card?.querySelector("[data-tracking]");
      if (!field) return false;
      field.value = card.dataset.guide;
      hit(card);
      field.form.requestSubmit(field.form.querySelector("button"));
      return true;
    },
    counts: (text) => {
      const card = named("sku", text);
      if (!card) return false;
      hit(card);
      card.querySelector("[name=units]").focus();
      return true;
    },
    counter: (text, form) => {
      const isCode = text.startsWith("pk1."), card = named("card", isCode ? parcelOf(text) : text) ?? named("order", text);
      const field = card?.querySelector("[data-code]");
      if (!field) { form.elements.code.value = text; form.submit(); return true; }
      hit(card);
      if (!isCode) { field.focus(); return true; }
      field.value = text;
      field.form.requestSubmit(field.form.querySelector("button"));
      return true;
    },
  };
  const scanned = (said, form = document.querySelector("[data-scan]")) => {
    const text = said.trim(), place = document.querySelector("[data-scanned]");
    if (!text || !form) return;
    const isKnown = BY_TAB[form.dataset.scan](text, form);
    place.textContent = isKnown ? "" : place.dataset.unknown;
    place.classList.toggle("bad", !isKnown);
    form.elements.code.value = isKnown ? "" : text;
    if (!isKnown) form.elements.code.select();
  };
  let typed = "", typedAt = 0;
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.timeStamp - typedAt > 400) typed = "";
    typedAt = event.timeStamp;
    if (event.key === "Enter" && typed.length >= 4) { event.preventDefault(); scanned(typed); typed = ""; }
    else if (event.key.length === 1) typed += event.key;
  }, true);

  const canLook = () => "BarcodeDetector" in window && Boolean(navigator.mediaDevices?.getUserMedia);
  const look = async () => {
    const lens = document.querySelector("[data-lens]"), video = lens.querySelector("video");
    try { video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }); } catch { return; }
    lens.showModal();
    await video.play();
    const detector = new BarcodeDetector();
    while (lens.open) {
      const [found] = await detector.detect(video).catch(() => []);
      if (found) { lens.close(); scanned(found.rawValue); }
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    video.srcObject.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  };

  // --- how a task is done: shown the first three times, one at a time ---
  const hints = () => {
    const seen = read("store-hints", {}), hint = all(".hint").find((one) => (seen[one.dataset.hint] ?? 0) < 3);
    if (!hint) return;
    hint.open = true;
    write("store-hints", { ...seen, [hint.dataset.hint]: (seen[hint.dataset.hint] ?? 0) + 1 });
  };

  const dress = async () => {
    showTicks();
    all("[data-camera]").forEach((button) => (button.hidden = !canLook()));
    await showKept();
    await showTroubles();
  };

  // --- what is new here: the house says that there is something; whoever is busy is shown it afterwards ---
  let stream = null, told = "";
  const renew = async () => { if ((await kept("acts")).length) await send(); else await refresh(false); };
  const listen = () => {
    if (stream || document.hidden || !navigator.onLine) return;
    stream = new EventSource(`/live?topics=floor&location=${encodeURIComponent(main().dataset.location)}`);
    stream.addEventListener("floor", (event) => {
      if (event.data === told) return;
      told = event.data;
      isStale = told !== main().dataset.floor;
      if (isStale) renew();
    });
    stream.onerror = () => { if (stream?.readyState === EventSource.CLOSED) stream = null; };
  };
  const silence = () => { stream?.close(); stream = null; };
  setInterval(() => { if (isStale) renew(); }, 2000);
  window.addEventListener("pagehide", silence);
  window.addEventListener("pageshow", listen);

  // --- without a signal, and without a stream: it is asked now and then all the same ---
  window.addEventListener("offline", () => { offline(true); silence(); });
  window.addEventListener("online", () => { listen(); send().then(() => refresh(false)); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) silence(); else { listen(); send().then(() => refresh(false)); } });
  setInterval(() => { listen(); renew(); }, 20000);
  const settle = async () => {
    if (!("serviceWorker" in navigator)) return;
    await navigator.serviceWorker.register("/store/worker.js", { scope: "/store/" });
    const ready = await navigator.serviceWorker.ready;
    const pages = all("[data-tab-link]").map((link) => link.href), files = all("link[href], script[src]").map((one) => one.href || one.src);
    const icons = all("use[href]").map((one) => new URL(one.getAttribute("href"), window.location.href).href.split("#")[0]);
    ready.active?.postMessage({ warm: pages, files: [...new Set([...files, ...icons])] });
  };
  hints();
  offline(!navigator.onLine);
  read("store-noted", []).reduce((before, act) => before.then(() => keep(act)), Promise.resolve()).then(dress).then(send).then(settle).then(() => document.body.setAttribute("data-settled", ""));
})();
