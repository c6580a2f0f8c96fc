// Plots that wait to be sent: each goes once, under the key that its page gave it, as soon as there is signal.
"use strict";

const PlotQueue = (() => {
  const SHELF = "plots waiting";
  const part = document.getElementById("plot-queue");
  const { words, person, organization, sender } = part ? JSON.parse(part.dataset.facts) : {};
  const list = () => JSON.parse(localStorage.getItem(SHELF) || "[]");
  const save = (items) => {
    localStorage.setItem(SHELF, JSON.stringify(items));
    draw();
  };
  const put = (item) => {
    save([...list().filter((each) => each.key !== item.key), { ...item, state: "waiting" }]);
    return item;
  };
  const drop = (key) => save(list().filter((each) => each.key !== key));
  const mark = (key, state) => save(list().map((each) => (each.key === key ? { ...each, state } : each)));

  // What came back from the server for something to be mended on its own page.
  const take = (path) => {
    const found = list().find((each) => each.person === person && each.path === path && each.state === "refused");
    if (found) drop(found.key);
    return found;
  };

  const post = async (item, isNow) => {
    const who = await (await fetch(sender, { cache: "no-store" })).json();
    if (who.person !== item.person || who.organization !== item.organization) return { outcome: "signed_out" };
    const body = new URLSearchParams({ ...item.fields, idempotency_key: item.key, csrf_token: who.csrf });
    const headers = { "X-Plot-Queue": isNow ? "now" : "later" };
    const answer = await fetch(item.path, { method: "POST", body, headers });
    const at = answer.headers.get("Location") || (answer.redirected && new URL(answer.url).pathname !== item.path && answer.url);
    if (answer.ok && at) return { outcome: "sent", at };
    const isRefused = [403, 404, 409, 413, 422].includes(answer.status);
    return { outcome: isRefused ? "refused" : "waiting", token: who.csrf };
  };
  const send = async (item, isNow) => {
    let result = { outcome: "waiting" };
    try {
      result = await post(item, isNow);
    } catch {
      // no signal just now; the next try comes
    }
    if (result.outcome === "sent") drop(item.key);
    else mark(item.key, result.outcome);
    return result;
  };
  const sendAll = async () => {
    for (const item of list()) {
      if (item.person !== person || item.state === "refused") continue;
      const { outcome, at } = await send(item, false);
      if (outcome === "sent") tell(words.sent.replace("{name}", item.name), at);
      if (outcome === "waiting") break;
    }
  };
  // Two tabs must not send at the same time; the server would take each plot once all the same.
  const trySoon = () => {
    if (!part || !list().length) return;
    if (navigator.locks) navigator.locks.request("plots waiting", { ifAvailable: true }, (lock) => lock && sendAll());
    else sendAll();
  };

  const line = (text, href, more) => {
    const made = document.createElement("li");
    made.append(text, " ");
    if (href) {
      const link = document.createElement("a");
      [link.href, link.textContent] = [href, more];
      made.append(link);
    }
    return made;
  };
  const tell = (text, href) => {
    part.hidden = false;
    part.querySelector(".plot-sent").append(line(text, href, words.open));
  };
  const draw = () => {
    if (!part) return;
    const [own, others] = [true, false].map((isOwn) => list().filter((each) => (each.person === person) === isOwn));
    for (const [name, items, place] of [["own", own, "h2"], ["others", others, ".plot-others"]]) {
      const text = items.length ? words[`${name}${items.length === 1 ? "One" : "Many"}`].replace("{count}", items.length) : "";
      const at = part.querySelector(place);
      at.hidden = !text;
      if (at.textContent !== text) at.textContent = text;
    }
    part.hidden = !list().length && !part.querySelector(".plot-sent li");
    part.querySelector("button").hidden = !own.some(({ state }) => state !== "refused");
    part.querySelector(".plot-waiting").replaceChildren(...own.map(({ name, state, path }) => {
      const isForm = state === "refused";
      const signIn = state === "signed_out" && `/sign-in?next=${encodeURIComponent(location.pathname)}`;
      return line(`${name}: ${words[state]}`, isForm ? path : signIn, isForm ? words.mend : words.signIn);
    }));
  };
  draw();
  addEventListener("online", trySoon);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && trySoon());
  part?.querySelector("button").addEventListener("click", trySoon);
  setInterval(trySoon, 30000); // what a phone says of its signal is not to be believed
  trySoon();
  return { drop, list, put, send, take };
})();
