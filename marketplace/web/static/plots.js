// A plot is walked with the phone in the hand, or drawn corner by corner. Whatever was done is kept in the browser at
// once, survives a reload, and goes through the waiting list (plots-queue.js), so that no signal is no loss.
"use strict";

(() => {
  const box = document.getElementById("plot-map");
  if (!box) return;
  box.hidden = false;
  document.body.classList.add("has-plot-map");
  const { area, crossing, distance, length, ringOf } = PlotGeometry;
  const { words, neighbours, meanwhile, isAnswer, person, organization, about } = JSON.parse(box.dataset.facts);
  const form = box.closest("form");
  const typed = form.elements.shape;
  const path = new URL(form.action).pathname;
  const shelf = `plot ${person} ${path}`;
  const unpack = (steps) => steps.reduce((ring, _, at) => {
    const last = ring[ring.length - 1] || [0, 0];
    return at % 2 ? ring : [...ring, [last[0] + steps[at], last[1] + steps[at + 1]]];
  }, []);
  const around = neighbours.map(([name, steps]) => [name, unpack(steps)]);
  const later = (meanwhile || []).map(unpack);
  const find = (id) => document.getElementById(`plot-${id}`);
  const [TOLERANCE, WEAKEST, MOST_POINT, MOST_UNDO, GAP] = [2, 30, 40000, 60, 45000];

  // What is kept: corners, the walk so far, how they came about, and what else was filled in.
  const start = () => ({ key: crypto.randomUUID?.() || `${Date.now()}-${Math.random()}`, mode: "draw", corners: [], others: [],
    trace: [], source: "drawn", accuracy: "", fields: {} });
  let plot = start();
  let [picked, here, watch, lock, isWanted, undoing, isMoving, isGone, isTouched] = [-1, null, null, null, false, [], false, false, false];

  const words_of = (name, facts = {}) => words[name].replace(/\{(\w+)\}/g, (_, key) => facts[key]);
  const say = (name, facts) => { find("said").textContent = words_of(name, facts); };
  const keep = () => {
    if (isGone || !isTouched) return; // who only looked has nothing to be kept
    for (const each of form.elements) {
      if (each.name && !["hidden", "file", "submit"].includes(each.type) && each !== typed) plot.fields[each.name] = each.value;
    }
    plot.fields.version = form.elements.version?.value || "";
    plot.at = Date.now();
    try {
      localStorage.setItem(shelf, JSON.stringify(plot));
    } catch {
      say("full");
    }
  };
  const forget = () => { localStorage.removeItem(shelf); };
  const leave = (to) => {
    forget();
    isGone = true;
    location.assign(to);
  };

  // Coordinates in the text field: "latitude, longitude" a line, an empty line between two parts.
  const degrees = (micro) => (micro / 1e6).toFixed(6);
  const write = () => {
    typed.value = [plot.corners, ...plot.others].filter((each) => each.length)
      .map((ring) => ring.map(([lon, lat]) => `${degrees(lat)}, ${degrees(lon)}`).join("\n")).join("\n\n");
    form.elements.source.value = plot.source;
    form.elements.accuracy_metres.value = plot.accuracy;
    form.elements.idempotency_key.value = plot.key;
  };
  const read = (text) => {
    const parts = text.trim().split(/\n\s*\n/).map((part) => part.trim().split("\n").filter(Boolean).map((each) => {
      const found = each.match(/^\s*(-?\d+[.,]?\d*)\s*[,;\s]\s*(-?\d+[.,]?\d*)\s*$/);
      return found && [2, 1].map((at) => Math.round(Number(found[at].replace(",", ".")) * 1e6));
    }));
    return parts.flat().every(Boolean) ? parts : null;
  };

  const isWalking = () => plot.mode !== "draw";
  const ring = () => (isWalking() ? plot.trace : plot.corners);
  const isStale = () => plot.fields.version && form.dataset.version && plot.fields.version !== form.dataset.version;
  const map = PlotMap(find("ground"), {
    onTap: (position) => {
      if (isWalking()) return;
      if (picked >= 0) pick(-1);
      else add(position);
    },
    onPick: (at) => !isWalking() && pick(at),
    onDrag: (at, position, isDone) => {
      if (isWalking()) return;
      if (!isMoving) remember();
      isMoving = !isDone;
      plot.corners[at] = position;
      if (isDone) changed();
      else show();
    },
  });

  const show = () => {
    const [now, cross] = [ring(), isWalking() ? null : crossing(plot.corners)];
    const count = plot.corners.length;
    const faulty = cross ? cross.sides.flatMap((at) => [at, (at + 1) % count]) : [];
    const rings = around.map(([name, outline]) => ({ kind: "plot-neighbour", name, ring: outline }));
    for (const outline of later) rings.push({ kind: "plot-meanwhile", name: words.meanwhile, ring: outline });
    for (const outline of plot.others) rings.push({ kind: "plot-outline", ring: outline });
    if (plot.trace.length) rings.push({ kind: "plot-trace", ring: plot.trace, isOpen: true });
    if (!isWalking() && count) rings.push({ kind: "plot-outline", ring: plot.corners });
    map.show({ rings, corners: isWalking() ? plot.trace.slice(0, 1) : plot.corners, picked, faulty, crossing: cross?.at,
      here, hasCross: !isWalking() });
    const hectares = [now, ...plot.others].reduce((sum, each) => sum + area(each), 0) / 10000;
    find("area").textContent = now.length > 2 && !cross ? `${hectares.toFixed(hectares < 10 ? 3 : 2)} ha` : "–";
    find("length").textContent = now.length > 1 ? `${Math.round(length(now, !isWalking()))} m` : "–";
    find("count").textContent = isWalking() ? plot.trace.length : count;
    find("signal").textContent = here ? `±${Math.max(1, Math.round(here.accuracy))} m` : "–";
    const isLarge = count === 1 && Number(form.elements.declared_area?.value?.replace(",", ".")) * 10000 > MOST_POINT;
    const fault = cross ? words_of("crossing", { one: cross.sides[0] + 1, other: cross.sides[1] + 1 })
      : isLarge ? words.needsOutline : count === 2 && !isWalking() ? words.twoCorners : "";
    if (find("fault").textContent !== fault) find("fault").textContent = fault;
    for (const each of box.querySelectorAll("[data-when]")) {
      each.hidden = !each.dataset.when.split(" ").includes(picked >= 0 ? "picked" : plot.mode);
    }
    find("undo").disabled = !undoing.length;
    find("anew").disabled = !count && !plot.trace.length;
    document.body.classList.toggle("is-walking-plot", isWalking());
    listCorners(faulty);
  };
  const listCorners = (faulty) => {
    const list = find("corners");
    const at = [...list.querySelectorAll("button")].indexOf(document.activeElement);
    list.replaceChildren(...plot.corners.map(([lon, lat], number) => {
      const line = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = faulty.includes(number) ? "is-faulty" : "";
      button.setAttribute("aria-pressed", picked === number);
      button.textContent = `${words_of("corner", { number: number + 1 })}: ${degrees(lat)}, ${degrees(lon)}`
        + (faulty.includes(number) ? ` ▲ ${words.crosses}` : "");
      button.addEventListener("click", () => pick(picked === number ? -1 : number));
      line.append(button);
      return line;
    }));
    if (at >= 0) list.querySelectorAll("button")[Math.min(at, plot.corners.length - 1)]?.focus();
  };

  // Changing the outline: every change can be taken back.
  const remember = () => {
    isTouched = true;
    undoing.push(JSON.stringify([plot.corners, plot.trace, plot.source, plot.accuracy, plot.mode]));
    undoing = undoing.slice(-MOST_UNDO);
  };
  const changed = () => { write(); keep(); show(); };
  const pick = (at) => {
    picked = at;
    if (at >= 0) say("picked", { number: at + 1 });
    show();
  };
  const add = (position) => {
    if (!position) return say("noGround");
    remember();
    const at = picked >= 0 ? picked + 1 : plot.corners.length;
    plot.corners.splice(at, 0, position);
    if (picked >= 0) picked = at;
    changed();
    say("added", { number: at + 1 });
  };
  const remove = () => {
    if (picked < 0) return;
    remember();
    plot.corners.splice(picked, 1);
    say("removed", { number: picked + 1 });
    picked = -1;
    changed();
  };
  const undo = () => {
    if (!undoing.length) return;
    if (plot.mode === "walking") unwatch();
    [plot.corners, plot.trace, plot.source, plot.accuracy, plot.mode] = JSON.parse(undoing.pop());
    if (plot.mode === "walking") plot.mode = "paused";
    picked = -1;
    changed();
    say("undone");
  };
  const move = (east, north) => {
    if (picked < 0) return map.pan(-40 * Math.sign(east), 40 * Math.sign(north));
    remember();
    plot.corners[picked] = PlotGeometry.groundAt(plot.corners[picked]).toPosition([east, north]);
    changed();
  };

  // Walking: positions come in, weak and near ones are left out, and the screen stays awake.
  const stayAwake = async () => {
    try {
      lock = plot.mode === "walking" ? await navigator.wakeLock?.request("screen") : null;
    } catch {
      lock = null; // a phone that saves its battery says no
    }
  };
  const look = () => {
    if (watch !== null) return;
    if (!navigator.geolocation) return say("noSatellites");
    watch = navigator.geolocation.watchPosition(onPlace, onLost, { enableHighAccuracy: true, maximumAge: 0, timeout: 30000 });
  };
  const unwatch = () => {
    navigator.geolocation.clearWatch(watch);
    watch = null;
    lock?.release?.();
  };
  const onPlace = ({ coords, timestamp }) => {
    const at = [Math.round(coords.longitude * 1e6), Math.round(coords.latitude * 1e6)];
    const isFirst = !here;
    here = { at, accuracy: coords.accuracy, time: timestamp };
    if (isFirst && !ring().length || plot.mode === "walking") map.lookAt(at);
    if (coords.accuracy > WEAKEST) say("weak", { metres: Math.round(coords.accuracy) });
    else if (isWanted) {
      isWanted = false;
      addHere();
    } else if (plot.mode === "walking") step(at);
    show();
  };
  const step = (at) => {
    const last = plot.trace[plot.trace.length - 1];
    if (last && distance(last, at) < Math.max(TOLERANCE, Math.min(here.accuracy / 3, 8))) return;
    const gap = last && plot.stepped && here.time - plot.stepped > GAP && distance(last, at) > 30;
    plot.trace.push(at);
    plot.accuracies = [...(plot.accuracies || []), Math.round(here.accuracy)];
    plot.stepped = here.time;
    keep();
    const back = distance(plot.trace[0], at);
    if (gap) say("gap");
    else if (plot.trace.length > 8 && back < Math.max(10, here.accuracy)) say("nearStart", { metres: Math.round(back) });
    else say("walking", { metres: Math.round(length(plot.trace, false)) });
  };
  const onLost = ({ code }) => {
    say(code === 1 ? "denied" : "lost");
    if (code !== 1) return;
    unwatch();
    if (plot.mode === "walking") plot.mode = "paused";
    show();
  };
  const walk = () => {
    remember();
    Object.assign(plot, { mode: "walking", trace: [], accuracies: [], stepped: 0 });
    picked = -1;
    goOn();
  };
  const goOn = () => {
    plot.mode = "walking";
    say("waiting");
    look();
    stayAwake();
    box.scrollIntoView({ block: "start" });
    navigator.storage?.persist?.();
    changed();
    find("pause").focus();
  };
  const pause = () => {
    plot.mode = "paused";
    unwatch();
    changed();
    say("paused", { metres: Math.round(length(plot.trace, false)) });
    find("resume").focus();
  };
  const close = () => {
    const found = ringOf(plot.trace, TOLERANCE);
    if (found.length < 3) return say("tooShort");
    const sorted = [...plot.accuracies].sort((one, other) => one - other);
    unwatch();
    Object.assign(plot, { mode: "draw", corners: found, source: "walked", accuracy: String(sorted[Math.floor(sorted.length / 2)] || 1) });
    undoing = [];
    changed();
    map.fit(plot.corners);
    say("closed", { count: found.length, points: plot.trace.length });
    find("add").focus();
  };
  const drop = () => {
    unwatch();
    Object.assign(plot, { mode: "draw", trace: [] });
    changed();
    say("dropped");
  };
  const anew = () => {
    remember();
    Object.assign(plot, { mode: "draw", corners: [], others: [], trace: [], source: "drawn", accuracy: "" });
    picked = -1;
    changed();
    say("cleared");
  };
  const addHere = () => {
    if (here && here.accuracy <= WEAKEST && Date.now() - here.time < 15000) {
      if (!plot.corners.length) Object.assign(plot, { source: "walked", accuracy: String(Math.max(1, Math.round(here.accuracy))) });
      map.lookAt(here.at);
      return add(here.at);
    }
    isWanted = true;
    say("waiting");
    look();
  };
  const all = () => {
    const seen = [...plot.corners, ...plot.trace, ...(here ? [here.at] : [])];
    const shown = seen.length ? seen : around.flatMap(([, outline]) => outline);
    if (shown.length) map.fit(shown);
    else say("noGround");
  };

  const acts = { walk, pause, resume: goOn, close, drop, undo, remove, all, here: addHere, add: () => add(map.middle()),
    done: () => pick(-1), in: () => map.zoom(1.5), out: () => map.zoom(1 / 1.5),
    anew, recorded: () => leave(path) };
  box.addEventListener("click", (event) => acts[event.target.closest("[data-do]")?.dataset.do]?.());
  find("ground").addEventListener("keydown", (event) => {
    const far = event.shiftKey ? 10 : 1;
    const keys = { ArrowLeft: () => move(-far, 0), ArrowRight: () => move(far, 0), ArrowUp: () => move(0, far), ArrowDown: () => move(0, -far),
      "+": acts.in, "-": acts.out, Enter: acts.add, " ": acts.add, Delete: remove, Backspace: remove, Escape: acts.done, 0: all,
      z: undo, n: () => turn(1), p: () => turn(-1) };
    if (isWalking() || event.altKey || !keys[event.key] || ((event.ctrlKey || event.metaKey) && event.key !== "z")) return;
    event.preventDefault();
    keys[event.key]();
  });
  const turn = (by) => plot.corners.length && pick((picked + by + plot.corners.length + (picked < 0 && by < 0 ? 1 : 0)) % plot.corners.length);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && stayAwake());
  addEventListener("pagehide", keep);
  form.addEventListener("input", (event) => {
    if (event.target === typed) {
      const parts = read(typed.value);
      if (parts) {
        remember();
        [plot.corners, ...plot.others] = parts;
        plot.source = "drawn";
        picked = -1;
        if (parts[0].length) map.fit(parts[0]);
      }
    }
    isTouched = true;
    keep();
    show();
  });

  // Sending: through the waiting list; what the server would not take is shown as its own page, beside the fields.
  form.addEventListener("submit", async (event) => {
    event.stopPropagation();
    const { name: pressed, value } = event.submitter || {};
    if (form.elements.file.value || (pressed && pressed !== "over")) {
      plot.key = start().key; // what goes by itself takes its key along
      return keep();
    }
    event.preventDefault();
    if (form.dataset.busy) return;
    if (isWalking()) return say("stillWalking");
    form.dataset.busy = "yes";
    keep();
    const name = [about, plot.fields.name, find("area").textContent].filter((each) => each && each !== "–").join(" · ");
    const sent = { key: plot.key, person, organization, path, name, fields: Object.fromEntries(new FormData(form).entries()), plot };
    delete sent.fields.file;
    if (pressed) sent.fields.over = value;
    const { outcome, at, token } = await PlotQueue.send(PlotQueue.put(sent), true);
    delete form.dataset.busy;
    if (outcome === "sent") {
      leave(at);
    } else if (outcome === "refused") {
      PlotQueue.drop(sent.key);
      if (form.elements.csrf_token) form.elements.csrf_token.value = token;
      form.submit();
    } else {
      forget();
      plot = start();
      [undoing, isTouched] = [[], false];
      form.reset();
      [plot.corners = [], ...plot.others] = read(typed.value) || [];
      changed();
      say(outcome === "signed_out" ? "waitsForSignIn" : "waits");
      document.getElementById("plot-queue")?.scrollIntoView({ block: "nearest" });
    }
  });

  // What was begun here before comes back, unless the page itself is an answer to it.
  const begin = () => {
    const stuck = PlotQueue.take(path);
    const kept = JSON.parse(localStorage.getItem(shelf) || "null") || stuck?.plot;
    const [first = [], ...others] = read(typed.value) || [];
    form.dataset.version = form.elements.version?.value || "";
    isTouched = isAnswer;
    if (kept && isAnswer) plot = { ...plot, ...kept, mode: "draw", corners: first, others };
    else if (kept) {
      isTouched = true;
      plot = { ...plot, ...kept, mode: kept.mode === "walking" ? "paused" : kept.mode };
      for (const [name, value] of Object.entries(plot.fields)) if (form.elements[name] && value) form.elements[name].value = value;
      if (kept.corners.length || kept.trace.length) say(plot.mode === "paused" ? "walkKept" : "kept");
      if (isStale()) say("stale");
    } else [plot.corners, plot.others] = [first, others];
    write();
    show();
    all();
  };
  begin();

  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(box.dataset.worker, { scope: path }).catch(() => {});
    const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")].map((each) => each.href || each.src);
    caches.open("plots").then((kept) => kept.addAll(navigator.serviceWorker.controller ? parts : [path, ...parts])).then(
      () => { box.dataset.offline = "ready"; find("offline").hidden = false; }, () => {});
  }
})();
