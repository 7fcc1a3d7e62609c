"use strict";
// Where the words of the map go: placement/report/labels.py in the reader's browser, number for number.
const placementLabels = (() => {
  const GAP = 1.5, MARK_HALF = 3, MARK_COST = 1, STEPS = 15, NEARER = 0.6, SIDE_COST = 0.5, SLANT = 0.7, LEFT_OUT = -1;
  const SIDES = [[0, 1], [0, -1], [1, 0], [-1, 0], [1, 1], [-1, 1], [1, -1], [-1, -1]];

  const beside = ([x, y, radius], width, height) => {
    const spots = SIDES.map(([right, down]) => {
      const away = (right && down ? SLANT : 1) * radius + GAP;
      return [right * away + (right * width) / 2 + x, down * away + (down * height) / 2 + y];
    });
    return { width, height, spots, costs: SIDES.map((_, n) => SIDE_COST * n) };
  };

  const nearest = ([x, y], points) => points.reduce((least, p) => Math.min(least, (x - p[0]) ** 2 + (y - p[1]) ** 2), Infinity);
  const range = (from, to) => {
    const step = (to - from) / (STEPS - 1);
    return Array.from({ length: STEPS }, (_, n) => (n === STEPS - 1 ? to : n * step + from));
  };
  const ofArea = (own, others, rise, width, height) => {
    const top = own.reduce((best, p) => (p[1] < best[1] ? p : best));
    const x = top[0], y = top[1] - rise - height / 2 - GAP;
    const xs = own.map((p) => p[0]), ys = own.map((p) => p[1]);
    const across = range(Math.min(...xs) - rise, Math.max(...xs) + rise);
    const down = range(y, Math.max(...ys) + rise + height / 2 + GAP);
    const grid = down.flatMap((b) => across.map((a) => [a, b]));
    const spots = [[x, y], ...grid].filter((s) => nearest(s, own) <= NEARER * nearest(s, others));
    return { width, height, spots, costs: spots.map((s) => Math.sqrt((s[0] - x) ** 2 + (s[1] - y) ** 2) / height) };
  };

  const settle = (labels, discs, marks, [left, top, right, bottom]) => {
    const taken = [];
    const isFree = ([x, y], wide, tall) => {
      if (x - wide < left || y - tall < top || x + wide > right || y + tall > bottom) return false;
      if (taken.some((t) => Math.abs(x - t[0]) < wide + t[2] && Math.abs(y - t[1]) < tall + t[3])) return false;
      return discs.every((d) => Math.max(Math.abs(x - d[0]) - wide, 0) ** 2 + Math.max(Math.abs(y - d[1]) - tall, 0) ** 2 >= d[2] ** 2);
    };
    const covered = ([x, y], wide, tall) =>
      marks.reduce((sum, m) => sum + (Math.abs(x - m[0]) < wide + MARK_HALF && Math.abs(y - m[1]) < tall + MARK_HALF), 0);
    return labels.map(({ width, height, spots, costs }) => {
      const wide = width / 2, tall = height / 2;
      let found = LEFT_OUT, least = Infinity;
      spots.forEach((spot, n) => {
        if (costs[n] >= least || !isFree(spot, wide, tall)) return;
        const cost = costs[n] + MARK_COST * covered(spot, wide, tall);
        if (cost < least) [found, least] = [n, cost];
      });
      if (found !== LEFT_OUT) taken.push([...spots[found], wide, tall]);
      return found;
    });
  };

  return { beside, ofArea, settle, LEFT_OUT };
})();
