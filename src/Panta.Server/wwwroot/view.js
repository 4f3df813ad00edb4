// Views: controls that change the address and have the page take over what is then different, and curves that are drawn by their own addresses,
// when they come near the screen and when the server says that a point was added.

const refresh = () => document.dispatchEvent(new Event("panta:refresh"));

function go(address) {
  history.replaceState(history.state, "", address);
  refresh();
}

/** Sets or drops names of the address's query. */
function change(pairs) {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(pairs)) {
    if (value === null || value === "" || (name === "smooth" && Number(value) === 0)) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  go(address);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-view]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link.href);
});

const valuesOf = (form) => Object.fromEntries([...form.elements].filter((field) => field.name && field.type !== "hidden").map((field) => [field.name, field.value]));

let later = 0;
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-view]");
  if (!form) return;
  const said = event.target.parentElement.querySelector("output");
  if (said) said.textContent = event.target.value;
  clearTimeout(later);
  later = setTimeout(() => change(valuesOf(form)), 150);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-view]")) return;
  event.preventDefault();
  change(valuesOf(event.target));
});

const plain = (value) => String(Math.round(value * 1000) / 1000);

// A range dragged on one curve is that of all: it stands in the address.
document.addEventListener("panta:range", ({ detail }) => change(detail ? { from: plain(detail.from), to: plain(detail.to) } : { from: null, to: null }));

// --- curves

const holders = new WeakMap();

const near = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    holders.get(target).near = isIntersecting;
    look(target);
  }
}, { rootMargin: "300px" });

const wanted = (holder) => `${holder.dataset.curve} ${holder.dataset.stamp}`;

function watch() {
  for (const holder of document.querySelectorAll("[data-curve]")) {
    if (holders.has(holder)) { look(holder); continue; }
    holders.set(holder, { near: false, busy: false, shown: holder.querySelector("figure") ? wanted(holder) : "" });
    near.observe(holder);
  }
}

async function look(holder) {
  const state = holders.get(holder), want = wanted(holder);
  if (!state.near || state.busy || state.shown === want || !holder.isConnected) return;
  state.busy = true;
  try {
    const answer = await fetch(holder.dataset.curve, { signal: AbortSignal.timeout(60000) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    state.shown = want;
    put(holder, answer.ok ? page.querySelector(".curve-body") : failed(page));
  } catch {
    // The server is away: the page asks again when it is back.
  } finally {
    state.busy = false;
  }
  if (state.shown === want) look(holder);
}

function failed(page) {
  const body = Object.assign(document.createElement("div"), { className: "curve-body" });
  body.append(Object.assign(document.createElement("p"), { className: "problem", textContent: page.querySelector(".lede")?.textContent ?? "This curve could not be drawn." }));
  return body;
}

/** Takes the drawing over; a canvas that is there stays and draws anew. */
function put(holder, fresh) {
  const body = holder.querySelector(".curve-body"), canvas = body.querySelector("figure.live"), drawn = fresh.querySelector("figure");
  if (!canvas || !drawn) body.replaceWith(document.importNode(fresh, true));
  else {
    for (const part of [".only-wide", ".only-narrow"]) canvas.querySelector(part).replaceChildren(...document.importNode(drawn.querySelector(part), true).childNodes);
    canvas.querySelector("script").textContent = drawn.querySelector("script").textContent;
    for (const part of [".curve-foot", ".data .scroll"]) body.querySelector(part).replaceWith(document.importNode(fresh.querySelector(part), true));
  }
  document.dispatchEvent(new Event("panta:page"));
}

watch();
document.addEventListener("panta:page", watch);
