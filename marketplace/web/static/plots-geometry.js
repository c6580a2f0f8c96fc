// The geometry of a plot on the phone: good to a tenth of a percent; the server measures exactly.
// A position is [longitude, latitude] in millionths of a degree; a ring here does not repeat its first corner.
"use strict";

const PlotGeometry = (() => {
  const RADIAN = Math.PI / 180e6;
  const EQUATOR = 6378137; // metres, WGS84
  const SQUASHED = 0.00669437999014; // WGS84's first eccentricity, squared

  // A piece of ground flat enough to be measured in metres east and north of a position.
  const groundAt = ([lon, lat]) => {
    const bend = 1 - SQUASHED * Math.sin(lat * RADIAN) ** 2;
    const east = (EQUATOR * Math.cos(lat * RADIAN) * RADIAN) / Math.sqrt(bend);
    const north = (EQUATOR * (1 - SQUASHED) * RADIAN) / bend ** 1.5;
    return {
      toMetres: (at) => [(at[0] - lon) * east, (at[1] - lat) * north],
      toPosition: ([x, y]) => [Math.round(lon + x / east), Math.round(lat + y / north)],
    };
  };
  const middle = (positions) => [0, 1].map((axis) => {
    const values = positions.map((each) => each[axis]);
    return (Math.min(...values) + Math.max(...values)) / 2;
  });
  const inMetres = (positions) => positions.map(groundAt(middle(positions)).toMetres);
  const between = (one, other) => Math.hypot(other[0] - one[0], other[1] - one[1]);
  const distance = (one, other) => between(...inMetres([one, other]));

  const area = (ring) => {
    if (ring.length < 3) return 0;
    const flat = inMetres(ring);
    return Math.abs(flat.reduce((sum, [x, y], at) => {
      const next = flat[(at + 1) % flat.length];
      return sum + x * next[1] - next[0] * y;
    }, 0)) / 2;
  };
  const length = (path, isClosed = true) => {
    if (path.length < 2) return 0;
    const flat = inMetres(path);
    const round = isClosed && path.length > 2 ? between(flat[0], flat[flat.length - 1]) : 0;
    return flat.reduce((sum, each, at) => sum + (at ? between(flat[at - 1], each) : 0), round);
  };

  // Where two lines of the plane cross, touch or lie upon each other; nothing where they do not.
  const meeting = ([a, b], [c, d]) => {
    const [rx, ry, sx, sy] = [b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]];
    const across = rx * sy - ry * sx;
    const [qx, qy] = [c[0] - a[0], c[1] - a[1]];
    if (Math.abs(across) < 1e-9) {
      const size = rx * rx + ry * ry;
      if (!size || Math.abs(qx * ry - qy * rx) / Math.sqrt(size) > 0.05) return null;
      const [first, second] = [(qx * rx + qy * ry) / size, ((d[0] - a[0]) * rx + (d[1] - a[1]) * ry) / size];
      const [from, to] = [Math.max(0, Math.min(first, second)), Math.min(1, Math.max(first, second))];
      return from < to - 1e-9 ? [a[0] + from * rx, a[1] + from * ry] : null;
    }
    const [along, beside] = [(qx * sy - qy * sx) / across, (qx * ry - qy * rx) / across];
    return along >= 0 && along <= 1 && beside >= 0 && beside <= 1 ? [a[0] + along * rx, a[1] + along * ry] : null;
  };

  // The first place where a ring crosses itself: the position and the numbers, from 0, of the corners at which both
  // sides begin. Neighbouring sides share a corner and are only looked at for lying upon each other.
  const crossing = (ring) => {
    if (ring.length < 3) return null;
    const ground = groundAt(middle(ring));
    const flat = ring.map(ground.toMetres);
    const side = (at) => [flat[at], flat[(at + 1) % flat.length]];
    for (let one = 0; one < flat.length; one += 1) {
      for (let other = one + 1; other < flat.length; other += 1) {
        const isNext = other === one + 1 || (one === 0 && other === flat.length - 1);
        const at = isNext ? fold(other === one + 1 ? [side(one), side(other)] : [side(other), side(one)])
          : meeting(side(one), side(other));
        if (at) return { at: ground.toPosition(at), sides: [one, other] };
      }
    }
    return null;
  };
  // A side that goes back upon the one before it.
  const fold = ([[a, b], [, c]]) => {
    const [px, py, qx, qy] = [a[0] - b[0], a[1] - b[1], c[0] - b[0], c[1] - b[1]];
    const longest = Math.hypot(px, py) * Math.hypot(qx, qy);
    return longest && px * qx + py * qy > 0 && Math.abs(px * qy - py * qx) / longest < 1e-3 ? b : null;
  };

  // Ramer, Douglas and Peucker: fewer positions, none of those left out farther than `tolerance` metres from the line.
  const simplify = (path, tolerance) => {
    if (path.length < 3) return path;
    const flat = inMetres(path);
    const kept = new Set([0, path.length - 1]);
    const open = [[0, path.length - 1]];
    while (open.length) {
      const [from, to] = open.pop();
      let [farthest, worst] = [0, tolerance];
      for (let at = from + 1; at < to; at += 1) {
        const off = away(flat[at], flat[from], flat[to]);
        if (off > worst) [farthest, worst] = [at, off];
      }
      if (farthest) {
        kept.add(farthest);
        open.push([from, farthest], [farthest, to]);
      }
    }
    return path.filter((_, at) => kept.has(at));
  };
  const away = (at, from, to) => {
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const size = dx * dx + dy * dy;
    const share = size ? Math.max(0, Math.min(1, ((at[0] - from[0]) * dx + (at[1] - from[1]) * dy) / size)) : 0;
    return between(at, [from[0] + share * dx, from[1] + share * dy]);
  };

  // The ring of a walk: stray points that shoot out and back are left out, the rest is simplified from its start to
  // the point farthest from it and back, so that a ring does not shrink to a line.
  const ringOf = (walk, tolerance) => {
    const path = walk.filter((each, at) => {
      if (!at || at === walk.length - 1) return true;
      const [there, back] = [distance(walk[at - 1], each), distance(each, walk[at + 1])];
      return Math.min(there, back) < 20 || distance(walk[at - 1], walk[at + 1]) > Math.min(there, back) / 4;
    });
    if (path.length < 4) return path;
    const gaps = path.map((each) => distance(path[0], each));
    const turn = gaps.indexOf(Math.max(...gaps));
    const ring = [...simplify(path.slice(0, turn + 1), tolerance), ...simplify([...path.slice(turn), path[0]], tolerance).slice(1, -1)];
    while (ring.length > 3 && distance(ring[ring.length - 1], ring[0]) < tolerance * 2) ring.pop();
    return ring;
  };

  return { area, crossing, distance, groundAt, length, middle, ringOf, simplify };
})();
