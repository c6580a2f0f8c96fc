// The scale house: farmers found while typing, the amount while weighing, and receipts kept without signal.
"use strict";

const form = document.querySelector("form.scale");
const finder = document.getElementById("q");
const found = document.getElementById("found");
const amount = document.getElementById("amount");
const waiting = document.getElementById("waiting");
const refusals = document.getElementById("refusals");
const owner = form.elements.acting_for?.value || "";
const KEY = `mazorca-receipts-${owner}`;

// Who brings it.
let asked = 0;
finder?.addEventListener("input", () => {
  const turn = ++asked;
  setTimeout(async () => {
    if (turn !== asked || finder.value.trim().length < 2) return;
    try {
      const answer = await fetch(`${finder.dataset.find}?q=${encodeURIComponent(finder.value)}`);
      if (answer.ok && turn === asked) found.innerHTML = await answer.text();
    } catch {
      document.getElementById("who")?.focus(); // no signal: the code can be typed below
    }
  }, 180);
});
found?.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-farmer]");
  if (!link) return;
  event.preventDefault();
  form.elements.farmer.value = link.dataset.farmer;
  const plots = JSON.parse(link.dataset.plots);
  const choice = form.elements.plot;
  const unknown = choice.options[choice.options.length - 1];
  choice.replaceChildren(...plots.map(([number, name]) => new Option(name, number)), unknown);
  choice.value = plots.length === 1 ? plots[0][0] : "";
  const chosen = document.getElementById("chosen");
  chosen.textContent = `${link.dataset.name} (${link.dataset.code})`;
  chosen.hidden = false;
  document.getElementById("finder").hidden = true;
  document.getElementById("typed-who").hidden = true;
  found.hidden = true;
  form.elements.weight.focus();
});

// What is to be paid, rounded half up to the cent, in whole hundred-thousandths as the market counts it.
const parts = (field, places) => {
  const match = /^\s*(\d+)(?:[.,](\d+))?\s*$/.exec(field.value);
  if (!match || (match[2] || "").length > places) return null;
  return BigInt(match[1] + (match[2] || "").padEnd(places, "0"));
};
const weigh = () => {
  const weight = parts(form.elements.weight, 3);
  const price = parts(form.elements.price, 2);
  if (weight === null || price === null) {
    amount.textContent = "—";
    return;
  }
  const cents = (weight * price + 500n) / 1000n;
  amount.textContent = `S/ ${cents / 100n}.${String(cents % 100n).padStart(2, "0")}`;
};
form.elements.weight.addEventListener("input", weigh);
form.elements.price.addEventListener("input", weigh);

// Without signal a receipt waits on this phone; each goes once, by its own key. What the market refuses waits to be mended.
const KEY_FIELD = "idempotency_key";
const kept = () =>
  JSON.parse(localStorage.getItem(KEY) || "[]").map((each) => (Array.isArray(each) ? { fields: each } : each));
const keyOf = (receipt) => new URLSearchParams(receipt.fields).get(KEY_FIELD);
const others = (receipt) => kept().filter((each) => keyOf(each) !== keyOf(receipt));
const keep = (list) => {
  localStorage.setItem(KEY, JSON.stringify(list));
  show();
};
const button = (words, act) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button quiet";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
};
const show = () => {
  const refused = kept().filter((each) => each.isRefused);
  const count = kept().length - refused.length;
  waiting.hidden = count === 0;
  waiting.textContent = `${waiting.dataset.saved} (${count})`;
  refusals.hidden = refused.length === 0;
  refusals.querySelector("ul").replaceChildren(
    ...refused.map((receipt) => {
      const line = document.createElement("li");
      const said = document.createElement("span");
      said.textContent = receipt.said || new URLSearchParams(receipt.fields).get("who") || "";
      const mending = button(refusals.dataset.mend, () => mend(receipt));
      line.append(said, mending, button(refusals.dataset.drop, () => drop(receipt)));
      return line;
    }),
  );
};
// The market says beside each field what is wrong with it, as it would have at once.
const mend = (receipt) => {
  const sent = document.createElement("form");
  sent.method = "post";
  sent.action = form.action;
  for (const [name, value] of [...receipt.fields, ["csrf_token", form.elements.csrf_token.value]]) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    sent.append(field);
  }
  document.body.append(sent);
  sent.submit();
};
const drop = (receipt) => {
  if (confirm(refusals.dataset.sure)) keep(others(receipt));
};
form.addEventListener(
  "submit",
  (event) => {
    const fields = [...new FormData(form)].filter(([name]) => name !== "csrf_token");
    const who = form.elements.farmer.value && document.getElementById("chosen").firstChild?.textContent;
    const said = [who || form.elements.who?.value, `${form.elements.weight.value} kg`].filter(Boolean).join(" · ");
    const receipt = { fields, said };
    const isMended = kept().length !== others(receipt).length;
    if (navigator.onLine && !isMended) return;
    keep([...others(receipt), receipt]); // what is mended goes once more by the same key, should it not arrive now
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    form.reset();
    form.elements[KEY_FIELD].value = crypto.randomUUID();
    weigh();
    waiting.scrollIntoView({ block: "center" });
  },
  true,
);
// Only the page of a receipt says that it was written: whoever is signed out is led elsewhere, and not told no.
const isWritten = (answer) => answer.redirected && /^\/deliveries\/\d+$/.test(new URL(answer.url).pathname);
let isSending = false;
const send = async () => {
  if (isSending || !kept().length) return;
  isSending = true;
  try {
    const who = await (await fetch(waiting.dataset.sender, { cache: "no-store" })).json();
    const mine = who.organization && `${who.organization}` === owner ? kept() : [];
    for (const receipt of mine.filter((each) => !each.isRefused && keyOf(each) !== form.elements[KEY_FIELD].value)) {
      const body = new URLSearchParams(receipt.fields);
      body.set("csrf_token", who.csrf); // that of the page may be hours old
      const answer = await fetch(form.action, { method: "POST", body });
      if (isWritten(answer)) keep(others(receipt));
      if (answer.status === 422) keep([...others(receipt), { ...receipt, isRefused: true }]);
    }
  } catch {
    // no signal just now; the next try comes
  } finally {
    isSending = false;
  }
};
addEventListener("online", send);
show();
if (navigator.onLine) send();
