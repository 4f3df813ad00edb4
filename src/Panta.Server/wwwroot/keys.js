// Keys. An element declares its key where it stands: data-keys="c" data-does="Compare the chosen runs"; the key clicks it, or focuses it
// where it is a field. A script binds what has no element: const { bind } = await import(document.body.dataset.keysModule); bind("j", "Next row", act).
// A sequence is written with spaces: "g r". The list that ? opens is made from the same two places as the keys are found in: it cannot lie.

const bound = new Map();
const groups = ["On this page", "Everywhere", "Go to"];
const Remembered = 1500; // milliseconds between the strokes of a sequence
let begun = "", begunAt = 0;

/** Binds a key, or keys after each other, to an act; binding again replaces it. Answers what undoes it. */
export function bind(keys, does, act, group = groups[0]) {
  const entry = { keys, does, act, group };
  bound.set(keys, entry);
  return () => { if (bound.get(keys) === entry) bound.delete(keys); };
}

const groupOf = (element) => (element.closest("#rail .item") ? groups[2] : element.closest("#main, dialog") ? groups[0] : groups[1]);

const press = (element) => (element.matches("input:not([type=checkbox], [type=radio], [type=button]), textarea, select") ? element.focus() : element.click());

/** All that can be pressed now: an open dialog keeps the keys to itself. The first of equal keys is the one that acts. */
function all() {
  const dialog = [...document.querySelectorAll("dialog[open]")].at(-1);
  const found = new Map();
  for (const element of (dialog ?? document).querySelectorAll("[data-keys]:not(:disabled)")) {
    if (element.closest("[hidden]") || found.has(element.dataset.keys)) continue;
    found.set(element.dataset.keys, { keys: element.dataset.keys, does: element.dataset.does ?? element.title, group: groupOf(element), act: () => press(element) });
  }
  if (!dialog) for (const [keys, entry] of bound) if (!found.has(keys)) found.set(keys, entry);
  return [...found.values()];
}

const isOff = () => localStorage.getItem("keys") === "off";

const isTyping = (target) => target.closest?.("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=range])");

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key.length === 1 && isOff()) return; // WCAG 2.1.4: keys of one character can be switched off
  // By when the keys were pressed, not by when the page got to them: a busy page forgets nothing.
  const isFresh = begun && event.timeStamp - begunAt <= Remembered;
  const strokes = isFresh ? `${begun} ${event.key}` : event.key, entries = all();
  const entry = entries.find(({ keys }) => keys === strokes) ?? entries.find(({ keys }) => keys === event.key);
  const begins = !entry && entries.some(({ keys }) => keys.startsWith(`${strokes} `));
  [begun, begunAt] = [begins ? strokes : "", event.timeStamp];
  if (!entry && !begins) return;
  event.preventDefault();
  entry?.act(event);
});

// --- the list

document.addEventListener("click", (event) => { if (event.target.closest('[data-act="keys"]')) list(); });

function list() {
  if (document.querySelector("dialog[open]")) return;
  const entries = all();
  const dialog = document.body.appendChild(make("dialog", { id: "keys", className: "keys" }));
  dialog.setAttribute("aria-labelledby", "keys-title");
  dialog.append(make("h2", { id: "keys-title", textContent: "Keys" }));
  const columns = dialog.appendChild(make("div", { className: "columns" }));
  for (const group of groups) {
    const own = entries.filter((entry) => entry.group === group);
    if (own.length === 0) continue;
    const section = columns.appendChild(make("section"));
    section.append(make("h3", { textContent: group, className: "small dim" }));
    const pairs = section.appendChild(make("dl"));
    for (const { keys, does } of own) {
      const name = pairs.appendChild(make("dt"));
      for (const stroke of keys.split(" ")) name.append(make("kbd", { textContent: names[stroke] ?? stroke }), " ");
      pairs.append(make("dd", { textContent: does }));
    }
  }
  dialog.append(foot(dialog));
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}

const names = { Escape: "Esc", ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓" };

function foot(dialog) {
  const row = make("div", { className: "row wrap end-keys" }), label = row.appendChild(make("label", { className: "row grow small dim" }));
  const on = label.appendChild(make("input", { type: "checkbox", checked: !isOff() }));
  label.append("Keys of one character act (not while typing)");
  on.addEventListener("change", () => localStorage.setItem("keys", on.checked ? "on" : "off"));
  const close = row.appendChild(make("button", { type: "button", className: "btn", textContent: "Close" }));
  close.setAttribute("autofocus", "");
  close.addEventListener("click", () => dialog.close());
  return row;
}

const make = (name, properties = {}) => Object.assign(document.createElement(name), properties);
