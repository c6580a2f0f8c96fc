// Moving along a list by keys: j to the next line, k to the one before, Enter follows the link. Arrows do the same once
// a line is focused; before that they scroll the page as everywhere.
"use strict";
document.addEventListener("keydown", (event) => {
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  if (!step || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const links = [...document.querySelectorAll("[data-moves] th a, [data-moves] li a")];
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  if (at < 0 && event.key.startsWith("Arrow")) return;
  const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + step));
  event.preventDefault();
  links[next].focus();
  links[next].scrollIntoView({ block: "nearest" });
});
