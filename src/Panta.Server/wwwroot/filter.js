// The filter of the runs page: coloured as it is typed, its error underlined at the character, names and values completed, the last ones kept.

const field = () => document.getElementById("filter-text");
const table = () => document.querySelector("table[data-result]");
const go = (address, replace) => document.dispatchEvent(new CustomEvent("panta:go", { detail: { address: `${address}`, replace } }));
const state = { wrong: null, names: null, of: "", offers: [], at: -1, typed: 0, told: 0, turn: 0, asking: 0 };

// --- colour: the text is drawn again under the field, whose own ink is transparent

const token = /(`[^`]*`?|"[^"]*"?|'[^']*'?)|([A-Za-z_][\w./-]*)|(-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)|(\s+)|([^\s])/g;
const words = /^(and|like|ilike|in|not|is|null)$/i;

function paint() {
  const input = field(), ink = input?.previousElementSibling;
  if (!ink) return;
  ink.replaceChildren();
  const text = input.value, [from, length] = state.wrong ?? [-1, 0], to = from + Math.max(length, 1);
  const add = (part, start, style) => {
    const span = ink.appendChild(document.createElement("span"));
    span.textContent = part;
    span.className = `${style} ${from >= 0 && start < to && start + part.length > from ? "wave" : ""}`.trim();
  };
  for (const match of text.matchAll(token)) {
    const [part, quoted, name, number] = match;
    const key = text[match.index - 1] === "." || part.startsWith("`");
    add(part, match.index, quoted && !key ? "str" : name && words.test(name) ? "kw" : number ? "num" : "");
  }
  if (from >= text.length) add(" ".repeat(2), text.length, "");
  ink.scrollLeft = input.scrollLeft;
  input.closest(".filter").classList.toggle("err", state.wrong !== null);
}

// --- checking and applying

function say(problem, mark) {
  const line = document.getElementById("filter-problem");
  line.hidden = !problem;
  line.querySelector("span").textContent = problem ?? "";
  state.wrong = problem ? mark : null;
  field().setAttribute("aria-invalid", problem !== null);
  paint();
}

/** Applies a filter that can be followed; one that cannot leaves the table as it is, and is told at once or when `tell` allows. */
async function apply(tell, replace) {
  const text = field().value.trim(), turn = ++state.turn;
  const answer = await fetch(`/runs/filter?filter=${encodeURIComponent(text)}`, { cache: "no-store" });
  if (!answer.ok || turn !== state.turn) return;
  const { problem, start, length } = await answer.json();
  if (problem) {
    if (tell) say(problem, [start + field().value.indexOf(text), length]);
    return;
  }
  say(null);
  const address = new URL(location.href);
  if ((address.searchParams.get("filter") ?? "") === text) return;
  address.searchParams.delete("start");
  if (text) address.searchParams.set("filter", text);
  else address.searchParams.delete("filter");
  go(address, replace);
}

const last = () => JSON.parse(localStorage.getItem("filters") ?? "[]");

function remember(text) {
  if (text) localStorage.setItem("filters", JSON.stringify([text, ...last().filter((other) => other !== text)].slice(0, 8)));
}

document.addEventListener("submit", (event) => {
  if (event.target.id !== "filter") return;
  event.preventDefault();
  clearTimeout(state.typed);
  clearTimeout(state.told);
  close();
  remember(field().value.trim());
  apply(true, false);
});

document.addEventListener("input", (event) => {
  if (event.target !== field()) return;
  say(null);
  clearTimeout(state.typed);
  clearTimeout(state.told);
  state.typed = setTimeout(() => apply(false, true), 450);
  state.told = setTimeout(() => apply(true, true), 1500);
  offer();
});

document.addEventListener("scroll", (event) => { if (event.target === field()) paint(); }, true);

// --- completion: what stands before the caret says whether a name, an operator, a value or the next clause is wanted

const attributes = ["attributes.status", "attributes.start_time", "attributes.end_time", "attributes.run_name", "attributes.user_id", "attributes.run_id"];
const operators = { metrics: ["<", "<=", ">", ">=", "=", "!="], other: ["=", "!=", "like", "ilike"] };

async function names() {
  const query = table()?.dataset.query.replace(/(^\?|&)(column|filter)=[^&]*/g, "") ?? "";
  if (state.of === query && state.names) return state.names;
  const answer = await fetch(`/runs/columns?${query.replace(/^[?&]/, "")}`);
  state.of = query;
  state.names = answer.ok ? [...(await answer.json()).map(({ name }) => name).filter((name) => !name.startsWith("attributes.")), ...attributes] : attributes;
  return state.names;
}

async function values(name) {
  if (name === "attributes.status") return ["FINISHED", "RUNNING", "FAILED", "KILLED", "SCHEDULED"];
  if (!/^(params|tags)\./.test(name)) return [];
  const query = table()?.dataset.query.replace(/(^\?|&)(column|filter)=[^&]*/g, "").replace(/^[?&]/, "") ?? "";
  const answer = await fetch(`/runs/values?${query}&of=${encodeURIComponent(name)}`);
  return answer.ok ? (await answer.json()).map(({ name: value }) => value).filter((value) => value.length < 80 && !value.includes("'")) : [];
}

/** A name as the grammar writes it. */
const written = (name) => (/^[\w.]+$/.test(name) ? name : name.replace(/^(\w+)\.(.*)$/s, "$1.`$2`"));
const plain = (name) => name.replaceAll("`", "").replace(/^(param|tag|metric|attribute)\./, "$1s.");

async function offer() {
  const input = field(), turn = ++state.asking, caret = input.selectionStart, before = input.value.slice(0, caret);
  const clause = before.split(/\sand\s/i).at(-1).replace(/^\s+/, "");
  let offers = [], from = caret;
  const part = /^([\w.`/-]*)$/.exec(clause), operator = /^(\S+)\s+([!=<>a-z]*)$/i.exec(clause);
  const value = /^(\S+)\s*(?:!?=|i?like)\s*('?)([^']*)$/i.exec(clause), done = /^\S+\s*[!=<>a-z]+\s*('[^']*'|[-\d.e]+)\s+(\w*)$/i.exec(clause);
  if (before === "" && document.activeElement === input) offers = last().map((text) => ({ text, insert: text, kind: "last" }));
  if (done) {
    from = caret - done[2].length;
    offers = "and".startsWith(done[2].toLowerCase()) ? [{ text: "and", insert: "and " }] : [];
  } else if (value && !part) {
    from = caret - value[3].length - value[2].length;
    if (from !== state.from) hide();
    const wanted = value[3].toLowerCase();
    offers = (await values(plain(value[1]))).filter((text) => text.toLowerCase().includes(wanted)).map((text) => ({ text, insert: `'${text}' ` }));
  } else if (operator) {
    from = caret - operator[2].length;
    offers = operators[operator[1].startsWith("metric") ? "metrics" : "other"].filter((text) => text.startsWith(operator[2])).map((text) => ({ text, insert: `${text} ` }));
  } else if (part) {
    from = caret - part[1].length;
    if (from !== state.from) hide();
    const wanted = part[1].toLowerCase().replaceAll("`", "");
    const all = await names();
    const found = all.filter((name) => name.toLowerCase().includes(wanted)).sort((a, b) => b.toLowerCase().startsWith(wanted) - a.toLowerCase().startsWith(wanted));
    offers = [...offers, ...found.map((name) => ({ text: name, insert: `${written(name)} ` }))];
  }
  if (turn !== state.asking || document.activeElement !== input) return;
  show(offers.slice(0, 12), from);
}

function show(offers, from) {
  const input = field();
  let list = document.getElementById("offers");
  if (offers.length === 0) return hide();
  if (!list) {
    list = Object.assign(document.createElement("ul"), { id: "offers", className: "offers" });
    list.setAttribute("role", "listbox");
    list.dataset.own = "offers";
    input.closest(".filter").append(list);
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const item = event.target.closest("li");
      if (item) accept([...list.children].indexOf(item));
    });
  }
  Object.assign(state, { offers, from, at: -1 });
  list.replaceChildren(...offers.map(({ text, kind }, i) => {
    const item = document.createElement("li");
    item.id = `offer-${i}`;
    item.setAttribute("role", "option");
    item.textContent = text;
    if (kind) item.append(Object.assign(document.createElement("span"), { className: "faint", textContent: kind }));
    return item;
  }));
  input.setAttribute("aria-expanded", "true");
}

function close() {
  state.asking++; // what is still being asked for comes too late
  hide();
}

function hide() {
  document.getElementById("offers")?.remove();
  field()?.setAttribute("aria-expanded", "false");
  field()?.removeAttribute("aria-activedescendant");
  state.offers = [];
}

function mark(at) {
  state.at = at;
  for (const [i, item] of [...document.getElementById("offers").children].entries()) item.setAttribute("aria-selected", i === at);
  document.getElementById(`offer-${at}`).scrollIntoView({ block: "nearest" });
  field().setAttribute("aria-activedescendant", `offer-${at}`);
}

function accept(at) {
  const input = field(), { insert, kind } = state.offers[at], caret = input.selectionStart;
  const from = kind ? 0 : state.from;
  input.value = input.value.slice(0, from) + insert + input.value.slice(caret);
  input.setSelectionRange(from + insert.length, from + insert.length);
  close();
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("keydown", (event) => {
  if (event.target !== field()) return;
  const many = state.offers.length;
  if (event.key === "Escape") { if (many) close(); else field().blur(); event.stopPropagation(); }
  else if (many && event.key === "ArrowDown") { event.preventDefault(); mark((state.at + 1) % many); }
  else if (many && event.key === "ArrowUp") { event.preventDefault(); mark((state.at - 1 + many) % many); }
  else if (many && state.at >= 0 && ["Enter", "Tab"].includes(event.key)) { event.preventDefault(); accept(state.at); }
}, true);

document.addEventListener("focusin", (event) => { if (event.target === field()) offer(); });
document.addEventListener("focusout", (event) => { if (event.target === field()) close(); });

// --- a page that came with an error, or with another filter than the field's

function begin() {
  const input = field();
  if (!input) return;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", "offers");
  const asked = new URL(location.href).searchParams.get("filter") ?? "";
  if (document.activeElement !== input) input.value = asked;
  const wrong = input.dataset.wrong?.split(",").map(Number);
  if (wrong && state.wrong === null) state.wrong = wrong;
  paint();
}

document.addEventListener("panta:page", begin);
begin();
