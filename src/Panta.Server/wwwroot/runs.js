// The table of runs: only the rows near the screen are in the page. The server holds the search in order, so any block of rows is fetched at the
// price of the first. Rows that are chosen, and the row at the top, stand in the address.

const Block = 50, Beyond = 40, Kept = 60, Pause = 80, Most = 400000;
let view = null;

const parse = (text) => new DOMParser().parseFromString(text, "text/html");
const go = (address, detail = {}) => document.dispatchEvent(new CustomEvent("panta:go", { detail: { address: `${address}`, ...detail } }));

/** Takes the table that the page holds now. */
function begin() {
  const table = document.querySelector("table[data-result]");
  if (!table || table === view?.table) return;
  const box = table.parentElement;
  const row = table.tBodies[0]?.rows[0]?.offsetHeight || parseInt(getComputedStyle(document.documentElement).getPropertyValue("--row"));
  view = {
    table, box, row, result: table.dataset.result, total: Number(table.dataset.total), query: table.dataset.query, blocks: new Map(), asked: null,
    head: table.tHead.offsetHeight, timer: 0, last: 0, at: -1, top: gap(), foot: gap(),
  };
  for (const body of [...table.tBodies]) keep(Number(body.dataset.block), body);
  table.append(view.foot);
  table.tHead.after(view.top);
  const start = Number(table.dataset.start);
  place();
  if (start > 0) box.scrollTop = start * row;
  box.addEventListener("scroll", () => requestAnimationFrame(draw), { passive: true });
  draw();
}

function gap() {
  const body = document.createElement("tbody");
  body.className = "gap";
  body.setAttribute("aria-hidden", "true");
  body.innerHTML = "<tr><td></td></tr>";
  return body;
}

function keep(block, body) {
  view.blocks.set(block, body);
  for (const row of body.rows) show(row);
}

/** A stand-in of the same height for rows that are on their way. */
function waiting(block) {
  const body = gap();
  body.className = "waiting";
  body.rows[0].style.height = `${rowsOf(block) * view.row}px`;
  return body;
}

const rowsOf = (block) => Math.max(0, Math.min(Block, view.total - block * Block));

function range() {
  const { box, row, total } = view;
  const first = Math.max(0, Math.floor((box.scrollTop / row - Beyond) / Block));
  const last = Math.min(Math.ceil(total / Block) - 1, Math.floor(((box.scrollTop + box.clientHeight) / row + Beyond) / Block));
  return [Math.min(first, Math.max(0, last)), last];
}

function draw() {
  if (!view.table.isConnected) return;
  place();
  fetchMissing();
  remember();
}

/** Puts the blocks near the screen between two gaps, which are as high as the rows left out. */
function place() {
  const [first, last] = range();
  const wanted = [];
  for (let block = first; block <= last; block++) wanted.push(view.blocks.get(block) ?? stand(block));
  for (const body of [...view.table.tBodies]) if (body !== view.top && body !== view.foot && !wanted.includes(body)) body.remove();
  let next = view.top.nextSibling;
  for (const body of wanted) {
    if (body === next) next = next.nextSibling;
    else view.table.insertBefore(body, next);
  }
  view.top.rows[0].style.height = `${first * Block * view.row}px`;
  view.foot.rows[0].style.height = `${Math.max(0, view.total - (last + 1) * Block) * view.row}px`;
  view.top.hidden = first === 0;
  view.foot.hidden = (last + 1) * Block >= view.total;
}

const stands = new Map();

function stand(block) {
  if (!stands.has(block)) stands.set(block, waiting(block));
  return stands.get(block);
}

/** Fetches what is near the screen and not here: at once, or a moment after the last request while the table moves. */
function fetchMissing() {
  const [first, last] = range();
  const missing = [];
  for (let block = first; block <= last; block++) if (!view.blocks.has(block)) missing.push(block);
  if (missing.length === 0) return;
  const asked = view.asked;
  if (asked && missing.every((block) => block >= asked.first && block <= asked.last)) return;
  const wait = view.last + Pause - performance.now();
  clearTimeout(view.timer);
  if (wait > 0) view.timer = setTimeout(fetchMissing, wait);
  else load(missing[0], missing.at(-1));
}

async function load(first, last) {
  const own = view;
  own.asked?.stop.abort();
  const asked = (own.asked = { first, last, stop: new AbortController() });
  own.last = performance.now();
  try {
    const fetched = await rows(own, first * Block, (last - first + 1) * Block, asked.stop.signal);
    if (own !== view) return;
    take(fetched);
  } catch (error) {
    if (error.name !== "AbortError" && own === view) view.timer = setTimeout(fetchMissing, 1000);
  } finally {
    if (own.asked === asked) own.asked = null;
  }
  if (own === view) draw();
}

async function rows({ query, result }, start, count, signal) {
  const answer = await fetch(`/runs/rows${query}${query ? "&" : "?"}result=${result}&start=${start}&count=${count}`, { signal, cache: "no-store" });
  if (!answer.ok) throw new Error(`rows: ${answer.status}`);
  return parse(await answer.text()).querySelector("table");
}

/** Takes fetched blocks; another result than ours means that the server ran the search anew: what was here is of the old one. */
function take(fetched) {
  if (fetched.dataset.result !== view.result) {
    view.blocks.clear();
    stands.clear();
    view.result = view.table.dataset.result = fetched.dataset.result;
    view.total = Number(fetched.dataset.total);
    view.table.setAttribute("aria-rowcount", view.total + 1);
  }
  for (const body of [...fetched.tBodies]) {
    const block = Number(body.dataset.block), old = view.blocks.get(block);
    const fresh = document.importNode(body, true);
    if (old && old.rows.length === fresh.rows.length) update(old, fresh);
    else keep(block, fresh);
    stands.delete(block);
  }
  const far = ([a]) => Math.abs(a - range()[0]);
  if (view.blocks.size > Kept) for (const [block] of [...view.blocks].sort((a, b) => far(b) - far(a)).slice(0, view.blocks.size - Kept)) view.blocks.delete(block);
}

/** Renews the rows that changed and leaves the others, with their focus, alone. */
function update(old, fresh) {
  for (const row of [...fresh.rows]) {
    const own = old.rows[row.sectionRowIndex] ?? null;
    show(row);
    row.classList.toggle("at", own?.classList.contains("at") ?? false);
  }
  for (const [i, row] of [...fresh.rows].entries()) {
    const own = old.rows[i];
    if (own.outerHTML === row.outerHTML) continue;
    const focused = own === document.activeElement;
    own.replaceWith(row);
    if (focused) row.focus({ preventScroll: true });
  }
}

// --- the address keeps the row at the top, so that a reload and the way back end where they began

let remembering = 0;

function remember() {
  clearTimeout(remembering);
  remembering = setTimeout(() => {
    const start = Math.floor(view.box.scrollTop / view.row);
    const address = new URL(location.href);
    if (Number(address.searchParams.get("start") ?? 0) === start) return;
    if (start > 0) address.searchParams.set("start", start);
    else address.searchParams.delete("start");
    history.replaceState(history.state, "", address);
  }, 250);
}

// --- choosing: the server draws the bar and the comparison, the rows are marked here at once

const chosen = () => new URL(location.href).searchParams.getAll("select");
let choosing = 0, isChoosing = false, chosenNow = chosen();

function show(row) {
  const k = chosenNow.indexOf(row.dataset.key);
  const was = row.getAttribute("aria-selected") === "true";
  const box = row.querySelector("input[type=checkbox]");
  if (!box) return;
  row.setAttribute("aria-selected", k >= 0);
  box.checked = k >= 0;
  row.querySelector(".sw")?.remove();
  if (k >= 0 && k < 8) box.nextElementSibling.insertAdjacentHTML("afterend", `<i class="sw f${k + 1}"></i>`);
  if (was !== (k >= 0)) row.classList.toggle("new", false);
}

function choose(ids) {
  chosenNow = ids.slice(0, 100);
  for (const body of view.blocks.values()) for (const row of body.rows) show(row);
  clearTimeout(choosing);
  isChoosing = true; // until the address has it, a page that comes knows less than the boxes
  choosing = setTimeout(() => {
    isChoosing = false;
    const address = new URL(location.href);
    address.searchParams.delete("select");
    for (const id of chosenNow) address.searchParams.append("select", id);
    go(address, { replace: true, keep: true });
  }, 60);
}

const toggle = (id) => choose(chosenNow.includes(id) ? chosenNow.filter((other) => other !== id) : [...chosenNow, id]);

let lastTicked = null;

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("table[data-result] input[type=checkbox]");
  if (!box) return;
  const row = box.closest("tr");
  const index = Number(row.getAttribute("aria-rowindex"));
  if (event.shiftKey && lastTicked !== null) {
    const [from, to] = [Math.min(lastTicked, index), Math.max(lastTicked, index)];
    const between = [...view.table.querySelectorAll("tr[data-key]")].filter((r) => Number(r.getAttribute("aria-rowindex")) >= from && Number(r.getAttribute("aria-rowindex")) <= to);
    choose([...new Set([...chosenNow, ...between.map((r) => r.dataset.key)])]);
  } else toggle(box.value);
  lastTicked = index;
});

// --- sorting by a second column: Shift-click on its head

document.addEventListener("click", (event) => {
  const head = event.target.closest?.("table[data-result] th[data-column] a");
  if (!head || !event.shiftKey) return;
  event.preventDefault();
  const address = new URL(location.href), column = head.closest("th").dataset.column;
  const sorts = address.searchParams.getAll("sort"), orders = address.searchParams.getAll("order");
  const at = sorts.indexOf(column);
  if (at >= 0) orders[at] = orders[at] === "asc" ? "desc" : "asc";
  else { sorts.push(column); orders.push("asc"); }
  for (const name of ["sort", "order", "start"]) address.searchParams.delete(name);
  sorts.forEach((sort, i) => { address.searchParams.append("sort", sort); address.searchParams.append("order", orders[i] ?? "desc"); });
  go(address);
});

// --- keys

function move(to) {
  view.at = Math.max(0, Math.min(view.total - 1, to));
  const top = view.at * view.row, { box, head, row } = view;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + row > box.scrollTop + box.clientHeight - head) box.scrollTop = top + row + head - box.clientHeight;
  draw();
  mark();
}

const current = () => view.table.querySelector(`tr[aria-rowindex="${view.at + 2}"]`);

function mark() {
  for (const row of view.table.querySelectorAll("tr.at")) if (row !== current()) row.classList.remove("at");
  const row = current();
  if (!row) return;
  row.classList.add("at");
  row.focus({ preventScroll: true });
}

const page = () => Math.max(1, Math.floor((view.box.clientHeight - view.head) / view.row) - 1);
const next = () => (view.at < 0 ? Math.ceil(view.box.scrollTop / view.row) : view.at + 1);

const typed = () => document.getElementById("filter-text")?.focus();

import(document.body.dataset.keysModule).then(({ bind }) => {
  const on = (key, does, act) => bind(key, does, (event) => { if (view?.table.isConnected) act(event); });
  on("j", "Next row", () => move(next()));
  on("k", "Row before", () => move(view.at - 1));
  on("x", "Choose the row, or no longer", () => { const row = current(); if (row) toggle(row.dataset.key); });
  on("/", "Filter", typed);
  document.documentElement.dataset.runs = "ready";
});

// Keys that scroll act on rows while one of them has the focus.
document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.("table[data-result] tr") || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = {
    ArrowDown: () => move(view.at + 1),
    ArrowUp: () => move(view.at - 1),
    PageDown: () => move(view.at + page()),
    PageUp: () => move(view.at - page()),
    Home: () => move(0),
    End: () => move(view.total - 1),
    Enter: () => location.assign(event.target.querySelector("a").href),
  }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// --- what is logged meanwhile: values are renewed in place, new rows wait until they are asked for or come by themselves at the top

let renewing = false;

async function renew() {
  const panel = document.getElementById("runs");
  if (renewing || !panel || !view?.table.isConnected) return;
  renewing = true;
  const own = view;
  try {
    const more = own.total < Most ? Number(panel.dataset.matched) - own.total : 0;
    const isCalm = own.box.scrollTop === 0 && own.at < 0 && !own.table.matches(":hover");
    tell(isCalm ? 0 : more);
    if (more !== 0 && isCalm) own.result = "";
    const first = Math.floor(own.box.scrollTop / own.row / Block);
    take(await rows(own, first * Block, 2 * Block));
    if (own === view) draw();
  } catch {
    // The page itself notices a server that went away, and asks again when it is back.
  } finally {
    renewing = false;
  }
}

function tell(more) {
  const news = document.getElementById("news");
  if (more === 0) { news.replaceChildren(); return; }
  const many = Math.abs(more);
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn bare" });
  button.textContent = `${many.toLocaleString("en")} ${more > 0 ? "new" : "fewer"} ${many === 1 ? "run" : "runs"}, show ${many === 1 ? "it" : "them"}`;
  button.onclick = () => { view.box.scrollTop = 0; view.at = -1; tell(0); anew(); };
  news.replaceChildren(button);
}

/** Runs the search again: its order may be another. */
async function anew() {
  view.result = "";
  take(await rows(view, 0, 2 * Block));
  draw();
}

document.addEventListener("panta:page", () => {
  const before = view?.table;
  if (!isChoosing) chosenNow = chosen();
  begin();
  if (view && view.table === before) renew();
  for (const body of view?.blocks.values() ?? []) for (const row of body.rows) show(row);
});

addEventListener("resize", () => { if (view) draw(); });
begin();
