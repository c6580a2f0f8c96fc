// Small comforts. Everything works without this file.
"use strict";

// A form goes once: after the first sending its buttons say no to a second.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
  }
});

// Who signs out takes along the pages that were kept for places without signal; what waits to be sent stays.
document.addEventListener("submit", (event) => {
  if (event.target.action.endsWith("/sign-out")) globalThis.caches?.delete("plots");
});

// The menu closes when one looks elsewhere.
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// What must be mended is read out first.
document.getElementById("summary")?.focus();

// Parts marked data-refresh="seconds" are fetched anew until the page no longer marks them; a page that has become
// another (the part is gone from it) is shown whole.
const refresh = async (part) => {
  try {
    const answer = await fetch(location.href, { headers: { "X-Refresh": part.id } });
    const page = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page && page.getElementById(part.id);
    if (page && !fresh) {
      location.reload();
      return;
    }
    if (fresh) {
      if (fresh.innerHTML !== part.innerHTML) part.innerHTML = fresh.innerHTML;
      if (!fresh.dataset.refresh) {
        part.removeAttribute("data-refresh");
        return;
      }
    }
  } catch {
    // no signal just now; the next try comes
  }
  wait(part);
};
const wait = (part) => setTimeout(() => refresh(part), 1000 * Number(part.dataset.refresh));
document.querySelectorAll("[data-refresh]").forEach(wait);
