// What one promises is read back while one types; without this file a button does it.
"use strict";

const form = document.querySelector("form.bid-form");
let last = 0;

const readBack = async () => {
  const asked = ++last;
  const sent = new URLSearchParams(new FormData(form));
  sent.set("preview", "1");
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent });
    if (!answer.ok || asked !== last) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("promise");
    const here = document.getElementById("promise");
    if (fresh && here) here.replaceWith(fresh);
    else if (fresh) form.append(fresh);
    if (fresh) form.querySelector("button[name=preview]").className = "button secondary";
  } catch {
    // no signal just now; the button asks again
  }
};

if (form) {
  let waiting;
  form.addEventListener("input", (event) => {
    if (event.target.name === "is_meant") return;
    clearTimeout(waiting);
    waiting = setTimeout(readBack, 500);
  });
}
