// The ground on which a plot is drawn: metres, scale and north, moved by fingers, buttons and keys. It knows no plot,
// only a scene of rings and places, and tells what was touched.
"use strict";

const PlotMap = (svg, { onTap, onPick, onDrag }) => {
  let [ground, centre, scale, scene, width, height] = [null, [0, 0], 2, { rings: [], corners: [] }, 0, 0];
  const make = (name, attributes, ...inside) => {
    const each = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const key in attributes) each.setAttribute(key, attributes[key]);
    each.append(...inside);
    return each;
  };
  const toScreen = (position) => {
    const [x, y] = ground.toMetres(position);
    return [width / 2 + (x - centre[0]) * scale, height / 2 - (y - centre[1]) * scale];
  };
  const toPosition = ([left, top]) =>
    ground.toPosition([centre[0] + (left - width / 2) / scale, centre[1] - (top - height / 2) / scale]);
  const line = (positions) => positions.map((each) => toScreen(each).map((number) => number.toFixed(1)).join()).join(" ");
  const text = (kind, [x, y], words) => make("text", { class: kind, x, y }, words);
  const dot = (kind, [cx, cy], r, more) => make("circle", { class: kind, cx, cy, r, ...more });

  const ringParts = ({ kind, ring, name, isOpen }) => {
    const parts = [make(isOpen ? "polyline" : "polygon", { class: kind, points: line(ring) })];
    if (name) parts.push(text("plot-name", toScreen(PlotGeometry.middle(ring)), name));
    return parts;
  };
  const cornerParts = (position, at) => {
    const [x, y] = toScreen(position);
    const isPicked = scene.picked === at;
    const kind = `plot-corner${isPicked ? " is-picked" : ""}${scene.faulty?.includes(at) ? " is-faulty" : ""}`;
    return make("g", { "data-corner": at }, dot("plot-grip", [x, y], 24), dot(kind, [x, y], isPicked ? 13 : 10),
      text("plot-number", [x, y + 4], at + 1));
  };
  const scaleParts = () => {
    const most = Math.min(width / 2.5, 140) / scale;
    const power = 10 ** Math.floor(Math.log10(most));
    const metres = [5, 2, 1].find((each) => each * power <= most) * power;
    const [x, y, end] = [16, height - 16, 16 + metres * scale];
    return [make("path", { class: "plot-scale", d: `M${x} ${y - 8}V${y}H${end}V${y - 8}` }),
      text("plot-scale-name", [x + 4, y - 12], metres < 1000 ? `${metres} m` : `${metres / 1000} km`)];
  };
  const hereParts = ({ at, accuracy }) =>
    [dot("plot-accuracy", toScreen(at), Math.max(0, accuracy * scale)), dot("plot-here", toScreen(at), 8)];

  const draw = () => {
    if (!ground || !width) return;
    const [x, y] = [width / 2, height / 2];
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.replaceChildren(
      ...scene.rings.flatMap(ringParts),
      ...(scene.here ? hereParts(scene.here) : []),
      ...(scene.hasCross ? [make("path", { class: "plot-cross", d: `M${x - 18} ${y}h36M${x} ${y - 18}v36` })] : []),
      ...scene.corners.map(cornerParts),
      ...(scene.crossing ? [make("path", { class: "plot-crossing", d: "M0-18 18 0 0 18-18 0Z", transform: `translate(${toScreen(scene.crossing)})` }),
        text("plot-number is-crossing", toScreen(scene.crossing).map((each, axis) => each + axis * 5), "×")] : []),
      make("path", { class: "plot-north", d: "M24 12l9 26-9-6-9 6z" }), text("plot-number", [24, 54], "N"),
      ...scaleParts(),
    );
  };
  const zoom = (factor, about = [width / 2, height / 2]) => {
    const before = scale;
    scale = Math.max(0.02, Math.min(60, scale * factor));
    const share = 1 / before - 1 / scale;
    centre = [centre[0] + (about[0] - width / 2) * share, centre[1] - (about[1] - height / 2) * share];
    draw();
  };
  const pan = (dx, dy) => {
    centre = [centre[0] - dx / scale, centre[1] + dy / scale];
    draw();
  };
  const fit = (positions) => {
    const flat = positions.map((ground ||= PlotGeometry.groundAt(positions[0])).toMetres);
    centre = PlotGeometry.middle(flat);
    const [wide, high] = [0, 1].map((axis) => 2 * Math.max(...flat.map((each) => Math.abs(each[axis] - centre[axis]))));
    scale = Math.max(0.02, Math.min(4, (width - 144) / wide, (height - 96) / high));
    draw();
  };

  const fingers = new Map();
  let [held, travelled] = [-1, 0];
  const place = ({ clientX, clientY }) => {
    const frame = svg.getBoundingClientRect();
    return [clientX - frame.left, clientY - frame.top];
  };
  svg.addEventListener("pointerdown", (event) => {
    if (!ground) return;
    svg.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, place(event));
    const corner = event.target.closest("[data-corner]");
    [held, travelled] = [corner && fingers.size === 1 ? Number(corner.dataset.corner) : -1, fingers.size > 1 ? 99 : 0];
    if (held >= 0) onPick(held);
  });
  svg.addEventListener("pointermove", (event) => {
    const from = fingers.get(event.pointerId);
    if (!from) return;
    const [to, others] = [place(event), [...fingers].filter(([id]) => id !== event.pointerId)];
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    travelled += Math.hypot(dx, dy);
    fingers.set(event.pointerId, to);
    if (others.length) {
      const still = others[0][1];
      const apart = (at) => Math.hypot(at[0] - still[0], at[1] - still[1]) || 1;
      pan(dx / 2, dy / 2);
      zoom(apart(to) / apart(from), [(to[0] + still[0]) / 2, (to[1] + still[1]) / 2]);
    } else if (held < 0) pan(dx, dy);
    else if (travelled > 6) onDrag(held, toPosition(to), false);
  });
  const lift = (event) => {
    if (!fingers.delete(event.pointerId)) return;
    if (held >= 0 && travelled > 6) onDrag(held, toPosition(place(event)), true);
    else if (held < 0 && travelled <= 6 && event.type === "pointerup") onTap(toPosition(place(event)));
    held = -1;
  };
  svg.addEventListener("pointerup", lift);
  svg.addEventListener("pointercancel", lift);
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, place(event));
  }, { passive: false });
  const measure = () => {
    [width, height] = [svg.clientWidth, svg.clientHeight];
    draw();
  };
  new ResizeObserver(measure).observe(svg);
  measure();

  return {
    fit, pan, zoom,
    show: (next) => { scene = next; draw(); },
    lookAt: (position) => {
      centre = (ground ||= PlotGeometry.groundAt(position)).toMetres(position);
      draw();
    },
    middle: () => ground && toPosition([width / 2, height / 2]),
    metresOf: (pixels) => pixels / scale,
  };
};
