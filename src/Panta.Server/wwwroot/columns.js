// Choosing the columns of the table of runs, and their order. What was chosen last for an experiment is kept in this browser.

const dialog = () => document.getElementById("columns");
const table = () => document.querySelector("table[data-result]");
const go = (address, replace) => document.dispatchEvent(new CustomEvent("panta:go", { detail: { address: `${address}`, replace } }));
const store = () => `columns:${new URL(location.href).searchParams.getAll("experiment").join(",")}`;
const shown = () => [...table().tHead.querySelectorAll("th[data-column]")].map((head) => head.dataset.column).filter((name) => name !== "attributes.run_name");
const groups = [["metrics.", "Metrics"], ["params.", "Params"], ["tags.", "Tags"], ["attributes.", "Of every run"]];
const words = {
  "attributes.status": "state", "attributes.start_time": "started", "attributes.end_time": "ended", "attributes.user_id": "user", "attributes.run_id": "id",
  "attributes.duration": "duration", "attributes.version": "version", "attributes.experiment": "experiment",
};
const state = { order: [], all: [] };

/** Shows these columns, or with none those that tell most. */
function show(columns) {
  const address = new URL(location.href);
  address.searchParams.delete("column");
  for (const column of columns) address.searchParams.append("column", column);
  if (columns.length > 0) localStorage.setItem(store(), JSON.stringify(columns));
  else localStorage.removeItem(store());
  go(address);
}

document.addEventListener("click", async (event) => {
  if (event.target.closest('[data-opens="columns"]')) await open();
  else if (event.target.closest("#columns-show")) { dialog().close(); show(state.order); }
  else if (event.target.closest("#columns-first")) { dialog().close(); show([]); }
});

async function open() {
  state.order = shown();
  state.all = null;
  draw();
  const { query, result } = table().dataset;
  const answer = await fetch(`/runs/columns${query}&result=${result}`);
  state.all = answer.ok ? await answer.json() : [];
  draw();
}

function draw() {
  const find = dialog().querySelector("#columns-find"), wanted = find.value.toLowerCase();
  const lists = dialog().querySelector(".lists");
  lists.replaceChildren();
  section(lists, "Shown", state.order.filter((name) => name.toLowerCase().includes(wanted)).map((name) => item(name, true)));
  if (state.all === null) lists.append(Object.assign(document.createElement("p"), { className: "faint", textContent: "Looking through the runs …" }));
  for (const [prefix, title] of groups) {
    const own = (state.all ?? []).filter(({ name }) => name.startsWith(prefix) && !state.order.includes(name) && name.toLowerCase().includes(wanted)
      && !name.startsWith("tags.mlflow."));
    section(lists, title, own.slice(0, 200).map(({ name, runs }) => item(name, false, runs)));
  }
  find.oninput = draw;
}

function section(lists, title, items) {
  if (items.length === 0) return;
  const part = lists.appendChild(document.createElement("section"));
  part.append(Object.assign(document.createElement("h3"), { className: "small dim", textContent: title }));
  const list = part.appendChild(document.createElement("ul"));
  list.append(...items);
}

function item(name, on, runs) {
  const row = Object.assign(document.createElement("li"), { className: "row" });
  const label = row.appendChild(Object.assign(document.createElement("label"), { className: "row grow cut" }));
  const box = label.appendChild(Object.assign(document.createElement("input"), { type: "checkbox", checked: on }));
  const text = label.appendChild(Object.assign(document.createElement("span"), { className: "cut", textContent: words[name] ?? name.replace(/^[a-z]+\./, ""), title: name }));
  if (on) text.append(Object.assign(document.createElement("span"), { className: "faint small", textContent: `  ${name.startsWith("attributes.") ? "" : name.split("s.")[0]}` }));
  else if (runs !== undefined && !name.startsWith("attributes.")) row.append(Object.assign(document.createElement("span"), { className: "faint small", textContent: runs.toLocaleString("en") }));
  box.onchange = () => {
    state.order = on ? state.order.filter((other) => other !== name) : [...state.order, name];
    draw();
  };
  if (on) for (const [by, sign, does] of [[-1, "↑", "before"], [1, "↓", "behind"]]) {
    const button = row.appendChild(Object.assign(document.createElement("button"), { type: "button", className: "btn bare step", textContent: sign }));
    button.setAttribute("aria-label", `Put ${name} ${does} its neighbour`);
    button.onclick = () => { move(name, by); draw(); };
  }
  return row;
}

function move(name, by) {
  const at = state.order.indexOf(name), to = at + by;
  if (to < 0 || to >= state.order.length) return;
  state.order.splice(at, 1);
  state.order.splice(to, 0, name);
}

// Alt with an arrow moves the column whose head has the focus.
document.addEventListener("keydown", (event) => {
  const head = event.target.closest?.("table[data-result] th[data-column]");
  if (!head || !event.altKey || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  event.preventDefault();
  state.order = shown();
  move(head.dataset.column, event.key === "ArrowLeft" ? -1 : 1);
  show(state.order);
});

function begin() {
  const address = new URL(location.href), kept = localStorage.getItem(store());
  if (!table() || address.searchParams.has("column") || !kept) return;
  for (const column of JSON.parse(kept)) address.searchParams.append("column", column);
  go(address, true);
}

begin();
