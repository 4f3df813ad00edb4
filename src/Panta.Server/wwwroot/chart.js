// Draws a chart's record on a canvas over its SVG: hover, crosshair and the strip of values. One instance per figure; the record lies in the
// figure as JSON and is read again when a live update changed it. Colours are the tokens', read again when the theme changes.

const charts = new Map();
let library;

export async function draw(figure, address) {
  library ??= import(address);
  const { init } = await library;
  if (charts.has(figure) || !figure.isConnected) return;

  const canvas = document.createElement("div");
  canvas.className = "canvas";
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", figure.querySelector("svg")?.getAttribute("aria-label") ?? "");
  figure.append(canvas);
  const chart = { figure, canvas, at: null, said: null, text: "" };
  size(chart);
  chart.plot = init(canvas, null, { renderer: "canvas" });
  charts.set(figure, chart);
  listen(chart);
  render(chart);
  figure.classList.add("live");
}

function size(chart) {
  const svg = [...chart.figure.querySelectorAll("svg")].find((each) => each.getBoundingClientRect().height > 0);
  const box = svg?.getBoundingClientRect();
  if (box) Object.assign(chart.canvas.style, { height: `${Math.round(box.height)}px`, width: `${Math.round(box.width)}px` });
}

function listen(chart) {
  new ResizeObserver(() => {
    size(chart);
    chart.plot.resize();
    render(chart);
  }).observe(chart.figure);
  chart.plot.getZr().on("mousemove", (event) => point(valueAt(chart, event.offsetX)));
  chart.plot.getZr().on("globalout", () => point(null));
  chart.plot.on("click", (event) => { if (event.data?.link) location.assign(event.data.link); });
  chart.canvas.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const notes = chart.record.notes;
    if (!step || notes.length === 0) return;
    event.preventDefault();
    chart.figure.querySelector(".values")?.setAttribute("aria-live", "polite"); // who moves by keys hears what is there
    const now = nearest(notes, chart.at ?? Infinity);
    point(notes[Math.min(notes.length - 1, Math.max(0, (chart.at === null ? notes.length : now) + step))][0]);
  });
  chart.canvas.addEventListener("blur", () => point(null));
  if (chart.figure.closest("[data-curve]")) zoom(chart);
}

/** A range dragged with the mouse is told in the units of the address; two clicks show all again. */
function zoom(chart) {
  const { canvas, figure } = chart, brush = Object.assign(document.createElement("i"), { className: "brush", hidden: true });
  canvas.append(brush);
  const told = (detail) => figure.dispatchEvent(new CustomEvent("panta:range", { bubbles: true, detail }));
  const at = (event) => Math.max(chart.box.left, Math.min(chart.box.right, event.clientX - canvas.getBoundingClientRect().left));
  let start = null;
  canvas.addEventListener("pointerdown", (event) => { if (event.pointerType === "mouse" && event.button === 0) start = at(event); });
  addEventListener("pointermove", (event) => {
    if (start === null) return;
    const [left, right] = [start, at(event)].sort((a, b) => a - b);
    brush.hidden = right - left < 4;
    Object.assign(brush.style, { left: `${left}px`, width: `${right - left}px`, top: `${chart.box.top}px`, height: `${chart.box.bottom - chart.box.top}px` });
  });
  addEventListener("pointerup", (event) => {
    if (start === null) return;
    const [from, to] = [start, at(event)].sort((a, b) => a - b).map((pixel) => valueAt(chart, pixel) * (chart.record.hover?.scale ?? 1));
    if (!brush.hidden) told({ from, to });
    [start, brush.hidden] = [null, true];
  });
  canvas.addEventListener("dblclick", () => told(null));
}

/** The crosshair stands at the nearest x in every chart of the page, and each says its values there. */
function point(x) {
  for (const chart of charts.values()) {
    if (!chart.figure.isConnected) { charts.delete(chart.figure); chart.plot.dispose(); continue; }
    const { notes, x: axis } = chart.record;
    chart.at = x !== null && x >= axis.min && x <= axis.max ? x : null;
    const strip = chart.figure.querySelector(".values");
    if (strip && notes.length > 0) strip.textContent = said(chart.record, notes[chart.at === null ? notes.length - 1 : nearest(notes, chart.at)]);
    const at = chart.at === null || notes.length === 0 ? chart.at : notes[nearest(notes, chart.at)][0];
    chart.plot.setOption({ series: [{ id: "crosshair", data: at === null ? [] : [[at]] }] });
  }
}

// --- what the strip says where no notes were written: the values of the lines

const said = (record, [x, words]) => words ?? `${where(record.hover, x)}: ${record.series.filter((series) => !series.raw && series.points.length > 0).sort((a, b) => a.former - b.former)
  .map((series) => [series.hint ?? "", series.points[nearest(series.points, x)]])
  .filter(([, [at]], k, all) => all.length === 1 || at === x || Math.abs(at - x) <= (record.x.max - record.x.min) / 200)
  .slice(0, 6).map(([name, [, y]]) => `${name} ${real(y)}`.trim()).join(" · ")}`;

function where(hover, x) {
  if (hover.kind === "wall") return new Date(x).toISOString().replace(/\.\d+/, "");
  if (hover.kind === "step") return `step ${Math.round(x).toLocaleString("en-US")}`;
  const seconds = x * hover.scale, [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h} h ${String(m).padStart(2, "0")} min` : m > 0 ? `${m} min ${String(Math.floor(s)).padStart(2, "0")} s` : `${s.toFixed(1)} s`;
}

function real(value) {
  const size = Math.abs(value ?? 0);
  if (value === null || size === 0) return value === null ? "–" : "0";
  const text = size < 0.001 || size >= 1e7 ? value.toExponential(2) : value.toLocaleString("en-US", { maximumFractionDigits: size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4 });
  return text.replace("-", "−");
}

const notesOf = (record) => [...new Set(record.series.filter((series) => !series.raw).flatMap((series) => series.points.map(([x]) => x)))].sort((a, b) => a - b).map((x) => [x]);

function nearest(notes, x) {
  let low = 0, high = notes.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (notes[middle][0] < x) low = middle + 1; else high = middle;
  }
  return low > 0 && x - notes[low - 1][0] < notes[low][0] - x ? low - 1 : low;
}

const valueAt = (chart, pixel) => chart.plot.convertFromPixel({ gridIndex: 0 }, [pixel, 0])[0];

// --- the same geometry as the SVG, redrawn at the figure's own width

function boxOf(record, width, height) {
  const lanes = 19 * record.lanes.length, strip = record.strip.length > 0;
  const narrow = width < 400;
  return {
    top: lanes + (strip ? 24 : 0) + (lanes || strip ? 24 : 20),
    left: narrow ? 32 : record.wide ? 104 : lanes ? 58 : 44,
    right: width - (record.ends ? 76 : narrow ? 6 : record.wide ? 112 : 8),
    bottom: height - (!record.x.time && record.x.unit ? 36 : 22),
  };
}

function render(chart) {
  const text = chart.figure.querySelector("script").textContent;
  const record = (chart.record = text === chart.text ? chart.record : JSON.parse(text));
  chart.text = text;
  if (record.hover) record.notes = notesOf(record);
  const width = chart.canvas.clientWidth, height = chart.canvas.clientHeight, box = (chart.box = boxOf(record, width, height));
  const css = getComputedStyle(document.documentElement), token = (name) => css.getPropertyValue(`--${name}`).trim();
  const label = { color: token("text-3"), fontSize: 11, fontFamily: token("font") };
  chart.plot.clear(); // custom shapes of the last drawing would be taken for those of this one
  chart.plot.setOption({
    animation: false,
    textStyle: { fontFamily: token("font") },
    grid: { left: box.left, right: width - box.right, top: box.top, bottom: height - box.bottom, outerBoundsMode: "none" },
    xAxis: {
      type: "value", min: record.x.min, max: record.x.max, splitLine: { show: false }, axisLine: { lineStyle: { color: token("line-2") }, onZero: false },
      axisTick: { length: 4, customValues: ticks(record.x, width, box), lineStyle: { color: token("line-2") } },
      axisLabel: { ...label, customValues: ticks(record.x, width, box), formatter: (value) => textOf(record.x, value, width), hideOverlap: true },
      name: record.x.time ? "" : record.x.unit, nameLocation: "middle", nameGap: 24, nameTextStyle: label,
    },
    yAxis: {
      type: record.y.log ? "log" : "value", min: record.y.min, max: record.y.max, splitLine: { show: false }, axisLine: { show: false }, axisTick: { show: false },
      axisLabel: { ...label, customValues: ticks(record.y, Infinity), formatter: (value) => textOf(record.y, value, Infinity) },
      name: record.y.unit, nameLocation: "end", nameGap: 6, nameTextStyle: { ...label, align: "left" },
    },
    tooltip: { show: false },
    series: [frame(record, box, token, label), ...record.series.flatMap((series) => lines(series, token, chart.lit)), odd(record, box, token), limit(record, token), ...labels(chart, box, token), crosshair(box, token)],
  });
}

const chosen = (axis, width) => (width < 400 ? axis.narrow : width < 800 ? axis.half : axis.ticks);

const ticks = (axis, width, box) => chosen(axis, width)
  .filter(([value, words]) => !box || box.left + ((value - axis.min) / (axis.max - axis.min)) * (box.right - box.left) + words.length * 3.1 <= width)
  .map(([value]) => value);

const textOf = (axis, value, width) => chosen(axis, width).find(([tick]) => Math.abs(tick - value) <= Math.abs(axis.max - axis.min) * 1e-9)?.[1] ?? "";

/** One custom series draws what is no line: grid, lanes with their marks, the strip, rules. */
function frame(record, box, token, label) {
  return {
    type: "custom", id: "frame", silent: false, z: 1, clip: false,
    data: [{ value: [record.x.min, record.y.min] }],
    renderItem: (_, api) => {
      const x = (value) => api.coord([value, record.y.min])[0], y = (value) => api.coord([record.x.min, value])[1];
      const children = record.y.ticks.map(([value]) => line(box.left, y(value), box.right, y(value), value === record.y.min ? token("line-2") : value === 0 ? token("axis") : token("grid")));
      record.lanes.forEach((lane, k) => children.push(...laneOf(lane, 9 + 19 * k, x, box, token, label)));
      record.strip.forEach((span, k) => children.push(...spanOf(span, k, 19 * record.lanes.length + 3, x, token)));
      if (record.strip.length > 0 && box.left > 50) children.push(text("serving", box.left - 10, 19 * record.lanes.length + 11, "right", label));
      for (const rule of record.rules) {
        const left = x(rule.start) < box.left + 150;
        children.push(line(x(rule.start), box.top, x(rule.start), box.bottom, token("line-2"), [2, 3]));
        children.push(text(rule.name, x(rule.start) + (left ? 6 : -6), box.top + 7, left ? "left" : "right", { ...label, fontSize: 12, color: token("text-2") }));
      }
      return { type: "group", children };
    },
  };
}

function laneOf(lane, y, x, box, token, label) {
  const shapes = [line(box.left, y, box.right, y, token("grid"))];
  if (box.left > 50) shapes.push(text(lane.name, box.left - 10, y, "right", label));
  const groups = [];
  for (const mark of lane.marks) {
    if (["promoted", "rolledBack"].includes(mark.kind)) shapes.push(line(x(mark.x), y + 7, x(mark.x), box.bottom, token("line-2"), [2, 3]));
    const last = groups.at(-1);
    if (last && last[0].kind === mark.kind && x(mark.x) - x(last.at(-1).x) < 11) last.push(mark); else groups.push([mark]);
  }
  for (const group of groups) {
    const at = group.reduce((sum, mark) => sum + x(mark.x), 0) / group.length;
    shapes.push(markOf(group[0].kind ?? "alert", at, y, token));
    if (group.length > 1) shapes.push(text(String(group.length), at + 8, y, "left", label));
  }
  return shapes;
}

function markOf(kind, x, y, token) {
  const shape = { alert: "M0 -5.5L6 5H-6Z", promoted: "M0 -6L6 0L0 6L-6 0Z", kept: "M-4 -4L4 4M4 -4L-4 4", rolledBack: "M5 -4V1H-5M-2 -3L-6 1L-2 5" }[kind];
  const filled = kind === "alert" || kind === "promoted", ink = token({ alert: "bad", promoted: "ok", kept: "idle", rolledBack: "warn" }[kind]);
  return { type: "path", x, y, shape: { pathData: shape }, style: filled ? { fill: ink, stroke: token("surface"), lineWidth: 1.5 } : { fill: "none", stroke: ink, lineWidth: 2 } };
}

function spanOf(span, k, y, x, token) {
  const left = x(span.start), width = Math.max(1, x(span.end) - left - 1);
  const shapes = [{ type: "rect", shape: { x: left, y, width, height: 16, r: 2 }, style: { fill: token(k % 2 ? "info-tint" : "idle-tint") } }];
  if (width > 7 * span.name.length + 6) shapes.push(text(span.name, left + width / 2, y + 8, "center", { color: token("text-2"), fontSize: 11, fontFamily: token("font") }));
  return shapes;
}

const line = (x1, y1, x2, y2, stroke, lineDash) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: { stroke, lineWidth: 1, lineDash } });

const text = (words, x, y, align, { color, fontSize, fontFamily, fontWeight }) =>
  ({ type: "text", x, y, style: { text: words, fill: color, font: `${fontWeight ?? 400} ${fontSize}px ${fontFamily}`, textAlign: align, textVerticalAlign: "middle" } });

function lines(series, token, lit) {
  const opacity = series.raw ? 0.3 : lit && lit !== series.key ? 0.25 : 1;
  const colour = token(`c${series.colour}`), open = series.open && series.points.length > 1;
  const points = open ? series.points.slice(0, -1) : series.points;
  const common = { type: "line", symbol: "none", silent: true, connectNulls: false, z: 3 };
  const drawn = [{
    ...common, data: points.map(([x, y]) => [x, y]), showSymbol: points.length === 1, ...(points.length === 1 && { symbol: "circle", symbolSize: series.mark ? 9 : 5.5 }), itemStyle: { color: colour },
    lineStyle: { color: colour, opacity, width: lit === series.key && lit ? 3 : series.former || series.raw ? 1.25 : 2, type: series.estimate ? [6, 4] : "solid", join: "round" },
  }];
  if (points.some((point) => point.length > 2 && point[2] != null)) drawn.unshift(band(points, colour, parseFloat(token("band")) / 100));
  if (open) {
    const [from, to] = series.points.slice(-2).map(([x, y]) => [x, y]);
    drawn.push({ ...common, data: [from, to], lineStyle: { color: colour, width: 2, type: [1.5, 3.5] } });
    drawn.push({ type: "scatter", silent: true, z: 5, symbolSize: 5.5, data: [to], itemStyle: { color: token("surface"), borderColor: colour, borderWidth: 1.5 } });
  }
  return drawn;
}

/** NaN is a cross at the foot, an infinity a triangle at its edge. */
function odd(record, box, token) {
  const marks = record.series.flatMap((series) => (series.odd ?? []).map(([x, sign]) => ({ x, sign, ink: token(`c${series.colour}`) })));
  return { type: "custom", id: "odd", silent: true, z: 5, clip: false, data: marks.length > 0 ? [[record.x.min, record.y.min]] : [], renderItem: (_, api) => ({
    type: "group",
    children: marks.map(({ x, sign, ink }) => ({
      type: "path", x: api.coord([x, record.y.min])[0], y: sign > 0 ? box.top + 5 : box.bottom - 5,
      shape: { pathData: ["M0 4L4 -3H-4Z", "M-3 -3L3 3M3 -3L-3 3", "M0 -4L4 3H-4Z"][sign + 1] },
      style: sign === 0 ? { fill: "none", stroke: ink, lineWidth: 1.5 } : { fill: ink },
    })),
  }) };
}

function band(points, colour, opacity) {
  const banded = points.filter((point) => point[2] != null);
  return { type: "custom", silent: true, z: 2, data: [banded[0].slice(0, 2)], renderItem: (_, api) => ({
    type: "polygon", style: { fill: colour, opacity },
    shape: { points: [...banded.map(([x, , , high]) => api.coord([x, high])), ...banded.toReversed().map(([x, , low]) => api.coord([x, low]))] },
  }) };
}

const limit = (record, token) => ({ type: "line", symbol: "none", silent: true, z: 4, data: record.limit, lineStyle: { color: token("bad"), width: 1.25, type: [4, 3] } });

/** Labels stand where the server found them clear, scaled to this width; those at the ends keep their distance from the edge. */
function labels(chart, box, token) {
  const svg = [...chart.figure.querySelectorAll("svg")].find((each) => each.clientWidth > 0 || each.getBoundingClientRect().width > 0);
  if (!svg) return [];
  const scale = chart.canvas.clientWidth / svg.viewBox.baseVal.width;
  return [{
    type: "custom", id: "labels", silent: true, z: 6, clip: false, data: [[chart.record.x.min, chart.record.y.min]],
    renderItem: () => ({ type: "group", children: [...svg.querySelectorAll("text.lab")].filter((each) => each.classList.contains("b") || chart.record.ends).map((each) => {
      const bold = each.classList.contains("b"), x = each.getAttribute("x") * scale, y = each.getAttribute("y") * scale - 4;
      return text(each.textContent, chart.record.ends && x > box.right ? box.right + 19 : x, y, "left",
        { color: token(bold ? "text" : "text-2"), fontSize: 12, fontFamily: token("font"), fontWeight: bold ? 600 : 400 });
    }).concat([...svg.querySelectorAll("line.l")].map((each) => {
      const [x1, x2, y] = ["x1", "x2", "y1"].map((name) => each.getAttribute(name) * scale);
      const shift = chart.record.ends ? box.right + 6 - x1 : 0;
      return { ...line(x1 + shift, y, x2 + shift, y, getComputedStyle(each).stroke), z2: 1 };
    })) }),
  }];
}

function crosshair(box, token) {
  return { type: "custom", id: "crosshair", silent: true, z: 7, clip: false, data: [], renderItem: (_, api) => {
    const [x] = api.coord([api.value(0), 0]);
    return line(x, box.top, x, box.bottom, token("text-3"));
  } };
}

document.addEventListener("panta:theme", () => { for (const chart of charts.values()) render(chart); });
document.addEventListener("panta:page", () => { for (const chart of charts.values()) if (chart.figure.querySelector("script").textContent !== chart.text) render(chart); });
document.addEventListener("panta:lit", ({ detail }) => { for (const chart of charts.values()) if (chart.record.hover) { chart.lit = detail; render(chart); } });
