// What a page does beyond links and forms: theme, drawer, dialogs, copying, live updates, waiting for a restarting server, charts.
// The page is whole without it. All state lies in the address, so fetching the address again gives the same view.

const root = document.documentElement;
const strips = document.getElementById("strips");
const live = { source: null, pausedAt: null, fetching: false, again: false, away: false, turn: 0 };

// --- acts: buttons carry data-act, or data-opens with the id of a dialog

const acts = {
  theme() {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
    const address = new URL(location.href);
    if (address.searchParams.has("theme")) {
      address.searchParams.set("theme", root.dataset.theme);
      history.replaceState(history.state, "", address);
    }
    document.dispatchEvent(new Event("panta:theme"));
  },
  drawer(button) {
    const open = root.classList.toggle("drawer-open");
    button.setAttribute("aria-expanded", open);
    if (open) document.querySelector("#rail a.item").focus();
  },
  pause: () => pause(live.pausedAt === null),
  close: (button) => button.closest("dialog").close(),
  async copy(button) {
    await navigator.clipboard.writeText(button.dataset.copy);
    const icon = button.querySelector("use"), title = button.title;
    const show = (name, words) => { icon?.setAttribute("href", `#i-${name}`); button.title = words; };
    show("ok", "Copied");
    setTimeout(() => show("copy", title), 2000);
  },
};

/** Opens a dialog with its fields, and what it says of them, filled by the button. */
function show(dialog, values) {
  for (const [name, value] of Object.entries(values)) {
    for (const field of dialog.querySelectorAll(`[name="${name}"]`)) field.value = value;
    for (const said of dialog.querySelectorAll(`[data-said="${name}"]`)) said.textContent = value;
  }
  dialog.showModal();
}

function closeDrawer() {
  root.classList.remove("drawer-open");
  document.querySelector('[data-act="drawer"]')?.setAttribute("aria-expanded", "false");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act], [data-opens]");
  if (button?.dataset.opens) show(document.getElementById(button.dataset.opens), JSON.parse(button.dataset.fill ?? "{}"));
  else if (button) acts[button.dataset.act]?.(button);
  else if (root.classList.contains("drawer-open") && !event.target.closest("#rail")) closeDrawer();
});

import(document.body.dataset.keysModule).then(({ bind }) => bind("Escape", "Close what is open", closeDrawer, "Everywhere"));

document.addEventListener("change", (event) => event.target.closest("form[data-auto]")?.requestSubmit());

// --- strips under the bar

function strip(id, kind, icon, text) {
  const old = document.getElementById(id);
  if (text === null) return old?.remove();
  const banner = old ?? strips.appendChild(Object.assign(document.createElement("div"), { id }));
  banner.className = `banner ${kind}`;
  banner.innerHTML = `<svg class="i s" aria-hidden="true"><use href="#i-${icon}"></use></svg><span></span>`;
  banner.lastChild.textContent = text;
}

const clock = () => new Date().toISOString().slice(11, 19);

function pause(on) {
  live.pausedAt = on ? clock() : null;
  document.querySelector('[data-act="pause"]').setAttribute("aria-pressed", on);
  strip("paused", "info", "pause", on ? `Live updates paused at ${live.pausedAt} UTC. Press . to go on.` : null);
  if (on) close();
  else resume();
}

// --- live updates: the server says that something changed, the page fetches itself and takes over what differs

function open() {
  if (live.source || live.pausedAt !== null || document.hidden || !document.body.dataset.live) return;
  live.source = new EventSource(document.body.dataset.live);
  live.source.onmessage = () => refresh();
  live.source.onerror = () => { close(); lost(); };
}

function close() {
  live.source?.close();
  live.source = null;
}

function resume() {
  if (document.body.dataset.live) refresh();
  open();
}

async function refresh() {
  if (live.fetching) { live.again = true; return true; }
  live.fetching = true;
  try {
    const turn = live.turn;
    const answer = await ask(location.href, true);
    const page = answer.ok ? await answer.text() : "";
    if (answer.ok && turn === live.turn) take(parse(page));
    away(answer.status === 503);
    return answer.ok || answer.status < 500;
  } catch {
    lost();
    return false;
  } finally {
    live.fetching = false;
    if (live.again) { live.again = false; setTimeout(refresh, 500); }
  }
}

/** The server is there, its store is not: what is shown stays, and is asked for again. */
function away(isAway) {
  if (isAway) setTimeout(refresh, 5000);
  if (isAway === (document.getElementById("away") !== null)) return;
  strip("away", "warn", "clock", isAway ? `The store cannot be reached. Numbers are as of ${clock()} UTC; the page resumes by itself.` : null);
  root.classList.toggle("away", isAway);
}

// Whoever changes the address without leaving the page asks for it so.
document.addEventListener("panta:refresh", () => refresh());

/** Asks for a page; `live` says which rows are already here, so that the server need not send them. */
function ask(address, live) {
  const rows = document.querySelector("[data-result]")?.dataset.result ?? "1";
  return fetch(address, { headers: live ? { "X-Live": rows } : {}, cache: "no-store", signal: AbortSignal.timeout(30000) });
}

const parse = (text) => new DOMParser().parseFromString(text, "text/html");

/** Shows another view of this page in place: `replace` leaves no step to go back to, `keep` leaves the rows as they are. */
async function go(to, { replace = false, keep = false } = {}) {
  const turn = ++live.turn, address = new URL(to, location.href);
  address.searchParams.delete("done"); // what was done has been said
  history[replace ? "replaceState" : "pushState"](null, "", address);
  try {
    const answer = await ask(address, keep);
    const text = await answer.text();
    if (turn !== live.turn) return;
    if (answer.ok) take(parse(text), true);
    else location.reload();
  } catch {
    if (turn === live.turn) lost();
  }
}

document.addEventListener("panta:go", (event) => go(event.detail.address, event.detail));
addEventListener("popstate", () => { if (!location.hash) go(location.href, { replace: true }); });
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-go]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(link.href, { keep: link.dataset.go === "keep", replace: link.dataset.go === "keep" });
});

/** Takes over the fetched page, but nothing under an open dialog: its numbers are what the viewer is deciding on. */
function take(page, wanted = false) {
  if (!wanted && document.querySelector("dialog[open]")) return;
  document.title = page.title;
  for (const id of ["rail", "clocks", "main"]) {
    const from = document.getElementById(id), to = page.getElementById(id);
    if (from && to) morph(from, to);
  }
  document.dispatchEvent(new Event("panta:page"));
}

/** Makes `from` like `to` and keeps each element that stays: with it focus, scroll, selection and the pointer's row. */
function morph(from, to) {
  if (from.isEqualNode(to) || from.classList?.contains("canvas")) return;
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName) { from.replaceWith(document.importNode(to, true)); return; }
  if (from.matches?.("[data-curve]")) return attributes(from, to); // it is drawn by its own address
  if (from.nodeType !== Node.ELEMENT_NODE) { from.nodeValue = to.nodeValue; return; }
  if (from.dataset?.own) { if (from.dataset.own !== to.dataset.own) from.replaceWith(document.importNode(to, true)); return; } // a script keeps it
  if (from.matches("tbody:hover, form:focus-within")) { from.addEventListener("mouseleave", refresh, { once: true }); return; }
  attributes(from, to);
  const keyed = new Map([...from.children].map((child) => [key(child), child]).filter(([k]) => k));
  let next = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const own = keyed.get(key(wanted));
    if (own && own !== next) from.insertBefore(own, next);
    const match = own ?? (next && !key(next) && !key(wanted) && next.nodeName === wanted.nodeName ? next : null);
    if (match) { next = match.nextSibling; morph(match, wanted); } else from.insertBefore(document.importNode(wanted, true), next);
  }
  while (next) {
    const after = next.nextSibling;
    if (!next.classList?.contains("canvas")) next.remove();
    next = after;
  }
}

const key = (node) => node.id || node.dataset?.key || "";

function attributes(from, to) {
  const isOwn = (name) => name === "open" || (name === "class" && from.matches(".chart")); // what the viewer opened or closed stays so
  for (const { name, value } of to.attributes) if (from.getAttribute(name) !== value && !isOwn(name)) from.setAttribute(name, value);
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name) && name !== "style" && !isOwn(name)) from.removeAttribute(name);
}

// --- a restarting server: one quiet strip, the page stays readable, and resumes by itself

async function lost() {
  if (live.away || document.hidden) return;
  live.away = true;
  close();
  const since = clock();
  const later = setTimeout(() => {
    strip("restarting", "warn", "clock", `Server restarting. Numbers are as of ${since} UTC; the page resumes by itself.`);
    root.classList.add("away");
  }, 800);
  for (let attempt = 0; !(await alive()); attempt++) await new Promise((done) => setTimeout(done, [1, 1, 2, 3][attempt] * 1000 || 5000));
  clearTimeout(later);
  live.away = false;
  root.classList.remove("away");
  const shown = document.getElementById("restarting");
  if (!(await refresh())) return;
  strip("restarting", "ok", "ok", shown ? "Back." : null);
  setTimeout(() => strip("restarting", "", "", null), 4000);
  open();
}

async function alive() {
  try {
    return (await fetch("/health", { cache: "no-store", signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}

// A page asked for while the server restarts would end in the browser's own error: wait for it instead.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  if (!live.away || !link || link.origin !== location.origin) return;
  event.preventDefault();
  while (live.away) await new Promise((done) => setTimeout(done, 200));
  location.assign(link.href);
});
document.addEventListener("submit", (event) => { if (live.away) event.preventDefault(); });
document.addEventListener("visibilitychange", () => { if (document.hidden) close(); else if (live.pausedAt === null) resume(); });

// --- links that MLflow clients print: /#/experiments/1/runs/ID

function followHash() {
  const run = /^#\/(?:experiments\/[^/]+\/)?runs\/([^/?]+)/.exec(location.hash);
  const experiment = /^#\/experiments\/([^/?]+)/.exec(location.hash);
  const model = /^#\/models\/([^/?]+)/.exec(location.hash);
  if (run) location.replace(`/runs/${run[1]}`);
  else if (experiment) location.replace(`/runs?experiment=${experiment[1]}`);
  else if (/^#\/experiments\/?$/.test(location.hash)) location.replace("/experiments");
  else if (model) location.replace(`/models/${model[1]}`);
}

followHash();
addEventListener("hashchange", followHash);

// --- a picture that the browser cannot show says so

function tellBroken(image) {
  if (!image.closest(".preview")) return;
  image.replaceWith(Object.assign(document.createElement("p"), { className: "dim", textContent: "The browser cannot show this picture: it is damaged, or none. Download it to look." }));
}
const tellAllBroken = () => { for (const image of document.querySelectorAll(".preview img")) if (image.complete && image.naturalWidth === 0) tellBroken(image); };
document.addEventListener("error", (event) => { if (event.target.nodeName === "IMG") tellBroken(event.target); }, true);
document.addEventListener("panta:page", tellAllBroken);
tellAllBroken();

// --- charts: the canvas module comes when the first chart comes near the screen

if (document.body.dataset.echarts) {
  const near = new IntersectionObserver(async (entries) => {
    const figures = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target);
    if (figures.length === 0) return;
    for (const figure of figures) near.unobserve(figure);
    const { draw } = await import(document.body.dataset.chart);
    for (const figure of figures) await draw(figure, document.body.dataset.echarts);
  }, { rootMargin: "200px" });
  const watch = () => { for (const figure of document.querySelectorAll("figure.chart:not(.live)")) near.observe(figure); };
  watch();
  document.addEventListener("panta:page", watch);
}

open();
