"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const read = (id) => JSON.parse(byId(id).textContent);
  const data = read("data");
  const say = (zh, en) => (data.lang === "zh" ? zh : en);
  const last = data.years.length - 1;
  const GREY = "#8d97a3", PALE = "#c3cad2", PAPER = "#ffffff", INK = "#1d2733", MUTED = "#5f6b7a";
  const ID_SIZE = 11, DISTRICT_SIZE = 13;
  let year = last, chosen = 0, view = null, plot = null, drawn = null;

  const make = (tag, text, className) => {
    const node = document.createElement(tag);
    if (text !== undefined) node.textContent = text;
    if (className) node.className = className;
    return node;
  };
  const tierName = (tier) => (tier < 0 ? data.untiered : data.tiers[tier]);
  const wan = (fen) => (fen / 1e6).toLocaleString(say("zh-CN", "en"), { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const number = (value) => value.toLocaleString(say("zh-CN", "en"));

  // Fill, line and width of a circle: filled, ring with a dot, ring; grey for before the horizon.
  const colourOf = (when) => data.colours[data.years.indexOf(when)] || GREY;
  const look = (circle) => {
    const tier = circle.tiers[year];
    if (tier < 0) return [PAPER, circle.lost[year][0] ? MUTED : PALE, 1.2];
    const colour = colourOf(circle.since[year]);
    return tier === 0 ? [colour, PAPER, 0.8] : [PAPER, colour, 2.8];
  };
  const tierText = (circle) => {
    const [lost, was] = circle.lost[year], since = circle.since[year];
    const how = lost ? say(lost + " 年复评，原为" + tierName(was), "review of " + lost + ", before: " + tierName(was))
      : since ? say(since + " 年", String(since)) : "";
    return tierName(circle.tiers[year]) + (how && say("（" + how + "）", " (" + how + ")"));
  };

  const drawYear = () => {
    byId("year-shown").textContent = data.years[year];
    byId("year").setAttribute("aria-valuetext", say(data.years[year] + " 年末", "end of " + data.years[year]));
    byId("place-shown").textContent = view.name;
    const inside = (district) => view.districts.includes(district);
    const here = data.circles.filter((c) => inside(c.district));
    const counts = data.tiers.map((_, tier) => here.filter((c) => c.tiers[year] === tier).length);
    counts.forEach((count, tier) => { byId("count-" + tier).textContent = number(count); });
    const gone = here.filter((c) => c.tiers[year] < 0 && c.lost[year][0]).length;
    byId("count-none").textContent = number(here.length - gone - counts.reduce((a, b) => a + b, 0));
    if (byId("count-lost")) byId("count-lost").textContent = number(gone);
    const done = data.premisesYears.filter((when, n) => when <= data.years[year] && inside(data.premisesDistricts[n])).length;
    byId("count-premises").textContent = number(done);
    drawCard();
    if (!plot) return;
    const circles = plot.document.get_model_by_name("circles");
    const looks = data.circles.map(look);
    circles.data = Object.assign({}, circles.data, {
      fill: looks.map((l) => l[0]), line: looks.map((l) => l[1]), width: looks.map((l) => l[2]),
      cross_line: data.circles.map((c) => colourOf(c.lost[year][0])),
      tier: data.circles.map(tierText),
      score: data.circles.map((c) => c.scores.map((s) => s[year]).join(" / ") + say("（现状 ", " (today ") + c.today.join(" / ") + say("）", ")")),
    });
    const premises = plot.document.get_model_by_name("premises");
    const when = data.premisesYears;
    premises.data = Object.assign({}, premises.data, {
      fill: when.map((y) => data.colours[data.years.indexOf(y)]),
      alpha: when.map((y) => (y <= data.years[year] ? 1 : 0)),
    });
    fit();
  };

  // On a narrow window the map is hardly higher than wide.
  const shape = () => {
    const wide = byId("map").clientWidth;
    if (plot && wide) plot.height = Math.round(Math.min(Math.max(wide * 1.15, 380), 620));
  };

  const zoom = () => {
    if (!plot) return;
    const [left, bottom, right, top] = view.box;
    const wide = plot.inner_width || 900, tall = plot.inner_height || 560;
    const perPixel = Math.max((right - left) / wide, (top - bottom) / tall);
    const x = (left + right) / 2, y = (bottom + top) / 2;
    plot.x_range.setv({ start: x - (perPixel * wide) / 2, end: x + (perPixel * wide) / 2 });
    plot.y_range.setv({ start: y - (perPixel * tall) / 2, end: y + (perPixel * tall) / 2 });
  };

  // Names of districts, then ids: the chosen circle always, then those whose tier is new
  // (or lost) in the year shown, those that hold one, the others; each where there is room.
  const news = (circle) => (Math.max(circle.since[year], circle.lost[year][0]) === data.years[year] ? 2 : Number(circle.tiers[year] >= 0));
  const pen = document.createElement("canvas").getContext("2d");
  const widths = new Map();
  const widthOf = (text, size) => {
    const key = size + text;
    if (!widths.has(key)) {
      pen.font = size + "px " + data.labelFont;
      widths.set(key, pen.measureText(text).width + 4);
    }
    return widths.get(key);
  };
  const labels = (sizes, pixelsPerKm) => {
    const seen = [0, 0, plot.inner_width || 900, plot.inner_height || 560];
    const toScreen = (at) => Array.from(at.x).map((x, n) => [(x - plot.x_range.start) * pixelsPerKm, (plot.y_range.end - at.y[n]) * pixelsPerKm]);
    const model = (name) => plot.document.get_model_by_name(name);
    const middles = toScreen(model("circles").data);
    const discs = middles.map(([x, y], n) => [x, y, sizes[n] / 2 + 1.5]);
    const isSeen = ([x, y]) => x >= 0 && y >= 0 && x <= seen[2] && y <= seen[3];
    const marks = toScreen(model("premises").data).filter((at, n) => data.premisesYears[n] <= data.years[year] && isSeen(at));
    const found = [];
    const add = (text, size, colour, label, isForced) => found.push({ text, size, colour, label, isForced });
    const addId = (n, isForced) => {
      const id = data.circles[n].id;
      add(id, ID_SIZE, INK, placementLabels.beside(discs[n], widthOf(id, ID_SIZE), ID_SIZE + 3), isForced);
    };
    const here = middles.map((_, n) => n).filter((n) => isSeen(middles[n]));
    if (here.includes(chosen)) addId(chosen, true);
    const districts = [...new Set(data.circles.map((c) => c.district))];
    if (districts.length > 1) districts.forEach((name) => {
      const isOwn = (_, n) => data.circles[n].district === name;
      const own = middles.filter(isOwn), others = middles.filter((m, n) => !isOwn(m, n));
      const wide = widthOf(name, DISTRICT_SIZE);
      if (own.some(isSeen)) add(name, DISTRICT_SIZE, MUTED, placementLabels.ofArea(own, others, data.ground * pixelsPerKm, wide, DISTRICT_SIZE + 4));
    });
    here.filter((n) => n !== chosen).sort((a, b) => news(data.circles[b]) - news(data.circles[a]) || a - b)
      .forEach((n) => addId(n, false));
    const near = discs.filter((d) => d[0] > -30 && d[1] > -30 && d[0] < seen[2] + 30 && d[1] < seen[3] + 30);
    const spots = placementLabels.settle(found.map((f) => f.label), near, marks, seen)
      .map((spot, n) => (spot === placementLabels.LEFT_OUT && found[n].isForced ? 0 : spot));
    const shown = found.map((f, n) => [f, f.label.spots[spots[n]]]).filter((pair) => pair[1]);
    byId("unlabelled").hidden = shown.length === found.length;
    byId("unlabelled-count").textContent = number(found.length - shown.length);
    return {
      x: shown.map(([, at]) => at[0] / pixelsPerKm + plot.x_range.start), y: shown.map(([, at]) => plot.y_range.end - at[1] / pixelsPerKm),
      text: shown.map(([f]) => f.text), font_size: shown.map(([f]) => f.size + "px"), colour: shown.map(([f]) => f.colour),
    };
  };

  // Symbols grow with the scale, so that neighbours can be told apart from the whole city to one street.
  let pending = 0;
  const isDotted = (tier) => tier > 0 && tier < data.tiers.length - 1;
  const fit = () => {
    pending = 0;
    const span = plot.x_range.end - plot.x_range.start;
    const pixelsPerKm = (plot.inner_width || 900) / span;
    const across = Math.min(Math.max(0.95 * data.spacing * pixelsPerKm, 5), 24);
    const model = (name) => plot.document.get_model_by_name(name);
    const circles = model("circles"), premises = model("premises");
    const sizes = data.circles.map((c) => across * c.size);
    circles.data = Object.assign({}, circles.data, {
      size: sizes, dot: sizes.map((size, n) => (isDotted(data.circles[n].tiers[year]) ? size * 0.42 : 0)),
      cross: sizes.map((size, n) => (data.circles[n].lost[year][0] ? size * 0.75 : 0)),
    });
    model("labels").data = labels(sizes, pixelsPerKm);
    premises.data = Object.assign({}, premises.data, { size: data.premisesYears.map(() => Math.min(Math.max(across * 0.5, 4), 12)) });
    const outlets = document.querySelector('[data-layer="outlets"]');
    if (model("outlets")) model("outlets").visible = outlets.checked && across >= 7;
  };

  const cell = (row, text, className) => row.appendChild(make("td", text, className));
  const drawCard = () => {
    const circle = data.circles[chosen];
    byId("circle").value = String(chosen);
    const path = circle.certified.map(([when, tier]) => when + say(" 年", " ") + tierName(tier)).join(say("，", ", ")) || say("规划期内不认定", "not certified");
    byId("card-title").textContent = circle.name + "　" + circle.district;
    byId("card-facts").textContent =
      say("居民 " + number(circle.residents) + " 人；", number(circle.residents) + " residents; ") +
      data.tables.map((name, n) => name + " " + circle.today[n] + " → " + circle.scores[n][year]).join(say("，", ", ")) +
      say("；", "; ") + data.classes.map((name, n) => name + " " + circle.kindsToday[n] + " → " + circle.kinds[year][n] + say(" 种", " kinds")).join(say("，", ", ")) +
      say("；原有等级 ", "; before: ") + tierName(circle.before) + say("；", "; ") + path;
    byId("card-waits").textContent = circle.waits.join(say("；", "; "));
    byId("card-waits").hidden = !circle.waits.length;
    const body = byId("card-lines");
    body.replaceChildren();
    let chapter = "";
    data.lines.forEach((line, n) => {
      const [existing, today, added, points] = data.cards[chosen][n];
      if (line.chapter !== chapter) {
        chapter = line.chapter;
        const head = make("tr", undefined, "chapter");
        const title = make("th", chapter);
        title.colSpan = 7;
        title.scope = "rowgroup";
        head.appendChild(title);
        body.appendChild(head);
      }
      const row = make("tr");
      const name = make("th", line.name);
      name.scope = "row";
      row.appendChild(name);
      cell(row, number(existing), "n");
      cell(row, added[year] ? "+" + number(added[year]) : "", "n plus");
      cell(row, line.cap ? number(line.cap) : "", "n");
      cell(row, line.cap ? number(today) : "", "n");
      cell(row, line.cap ? number(points[year]) : "", points[year] > today ? "n plus" : "n");
      const bar = cell(row, undefined, "meter");
      if (!line.cap) {
        body.appendChild(row);
        return;
      }
      const outer = bar.appendChild(make("span"));
      const share = (value) => (line.cap ? Math.min(value / line.cap, 1) * 100 : 0);
      const old = outer.appendChild(make("i", undefined, "old"));
      old.style.width = share(today) + "%";
      const more = outer.appendChild(make("i", undefined, "new"));
      more.style.width = Math.max(share(points[year]) - share(today), 0) + "%";
      body.appendChild(row);
    });
    const list = byId("card-projects");
    list.replaceChildren();
    circle.projects.map((n) => data.projects[n]).forEach(([when, site, measure, kinds, fen]) => {
      const money = fen ? say("，补助 " + wan(fen) + " 万元", ", aid " + wan(fen) + " (10,000 yuan)") : "";
      const item = make("li", when + say(" 年　", "  ") + site + say("：", ": ") + measure + say("，", ", ") + kinds + money);
      if (when > data.years[year]) item.className = "later";
      list.appendChild(item);
    });
    if (!list.children.length) list.appendChild(make("li", say("本方案没有服务这个生活圈的项目", "No project of the plan serves this circle")));
  };

  const choose = (number_) => {
    chosen = number_;
    drawCard();
    if (plot) fit();
  };

  const fill = (select, entries) => entries.forEach(([value, text, group]) => {
    const option = make("option", text);
    option.value = value;
    let parent = select;
    if (group !== undefined) {
      parent = Array.from(select.children).find((node) => node.label === group);
      if (!parent) {
        parent = make("optgroup");
        parent.label = group;
        select.appendChild(parent);
      }
    }
    parent.appendChild(option);
  });

  const setUp = () => {
    const slider = byId("year");
    slider.max = String(last);
    slider.value = String(last);
    slider.addEventListener("input", () => { year = Number(slider.value); drawYear(); });
    fill(byId("circle"), data.circles.map((c, n) => [String(n), c.name + say("（", " (") + c.id + say("）", ")"), c.district]));
    byId("circle").addEventListener("change", (event) => choose(Number(event.target.value)));
    fill(byId("place"), data.boxes.map((b, n) => [String(n), b.name]));
    byId("place").value = String(data.firstBox);
    byId("place").addEventListener("change", (event) => {
      view = data.boxes[Number(event.target.value)];
      drawYear();
      zoom();
    });
    document.querySelectorAll("[data-layer]").forEach((input) => input.addEventListener("change", () => {
      const layer = plot && plot.document.get_model_by_name(input.dataset.layer);
      if (layer) layer.visible = input.checked;
      if (plot) fit();
    }));
    document.querySelectorAll("[data-circle]").forEach((link) => link.addEventListener("click", () => {
      choose(Number(link.dataset.circle));
    }));
    document.querySelectorAll("[data-filter]").forEach((input) => input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      document.querySelectorAll("#" + input.dataset.filter + " tbody tr").forEach((row) => {
        row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
      });
    }));
    window.addEventListener("resize", () => { shape(); hint(); });
    window.addEventListener("beforeprint", () => {
      document.querySelectorAll("details").forEach((d) => { d.open = true; });
      if (drawn) byId("map-print").replaceChildren(drawn.export("png").canvas);
    });
    document.querySelectorAll("details").forEach((d) => d.addEventListener("toggle", hint));
    hint();
  };

  // Tables wider than the window say that they go on sideways.
  const hint = () => document.querySelectorAll(".wide, .scroll").forEach((box) => {
    if (box.scrollWidth > box.clientWidth + 1) box.dataset.more = say("← 左右滑动看其余各列 →", "← scroll for more columns →");
    else delete box.dataset.more;
  });

  const start = async () => {
    view = data.boxes[data.firstBox];
    setUp();
    drawYear();
    try { await document.fonts.load('12px "PlanCJK"', "图"); } catch (error) { /* the reader's fonts will do */ }
    drawn = (await Bokeh.embed.embed_item(read("map-item"))).roots[0];
    plot = Bokeh.documents[Bokeh.documents.length - 1].get_model_by_name("plot");
    const circles = plot.document.get_model_by_name("circles");
    circles.selected.properties.indices.change.connect(() => {
      const picked = circles.selected.indices;
      if (picked.length) choose(picked[0]);
    });
    shape();
    drawYear();
    [plot.x_range, plot.y_range].forEach((range) => range.properties.end.change.connect(() => {
      if (!pending) pending = window.requestAnimationFrame(fit);
    }));
    // The map takes its new size only after the window has: until then its scales would differ.
    [plot.properties.inner_width, plot.properties.inner_height].forEach((size) => size.change.connect(zoom));
    zoom();
    window.setTimeout(() => {
      zoom();
      fit();
      byId("map").dataset.ready = "yes";
    }, 150);
  };
  start();
})();
