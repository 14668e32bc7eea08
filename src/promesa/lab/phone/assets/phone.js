// The demo's phone: what is written or tapped is sent without leaving the page, and the chat is looked at each second.
"use strict";
(() => {
  const screen_ = document.getElementById("screen");
  let shown = null;
  const down = () => { screen_.scrollTop = screen_.scrollHeight; };
  const look = async () => {
    try {
      const answer = await fetch(screen_.dataset.from, { cache: "no-store" });
      const text = await answer.text();
      if (answer.ok && text !== shown) {
        screen_.innerHTML = text;
        shown = text;
        down();
      }
    } catch (_) { /* the demo was stopped */ }
  };
  document.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target, told = new FormData(form, event.submitter);
    if (form.matches(".write")) form.reset();
    await fetch(form.action, { method: "POST", body: new URLSearchParams(told) });
    look();
  });
  down();
  look();
  setInterval(look, 1000);
})();
