// Runs compared: a run under the pointer stands out on the curves, and ranges dragged along the axes choose runs. The ranges stand in the address.

const lit = (run) => document.dispatchEvent(new CustomEvent("panta:lit", { detail: run }));
for (const [on, off] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
  document.addEventListener(on, (event) => { const item = event.target.closest?.("[data-lit]"); if (item) lit(item.dataset.lit); });
  document.addEventListener(off, (event) => { if (event.target.closest?.("[data-lit]")) lit(null); });
}

const svgOf = () => document.querySelector(".parallel svg");

/** Axis number → [least, most] share, as the address says: brush=0:0.2:0.8,3:0.5:1 */
function brushes() {
  const text = new URLSearchParams(location.search).get("brush") ?? "";
  return new Map(text.split(",").map((part) => part.split(":").map(Number)).filter(([axis, low, high]) => Number.isInteger(axis) && low < high).map(([axis, low, high]) => [axis, [low, high]]));
}

function keep(ranges) {
  const address = new URL(location.href);
  address.searchParams.delete("brush");
  const text = [...ranges].map(([axis, [low, high]]) => `${axis}:${low.toFixed(3)}:${high.toFixed(3)}`).join(",");
  if (text) address.searchParams.set("brush", text);
  history.replaceState(history.state, "", address);
  show();
}

const within = (at, [low, high]) => at !== "-" && Number(at) >= low - 0.001 && Number(at) <= high + 0.001;

function show() {
  const svg = svgOf();
  if (!svg) return;
  const ranges = brushes(), lines = [...svg.querySelectorAll(".pl")];
  for (const line of lines) {
    const shares = line.dataset.at.split(" ");
    line.classList.toggle("out", [...ranges].some(([axis, range]) => axis < shares.length && !within(shares[axis], range)));
  }
  for (const old of svg.querySelectorAll(".brushed")) old.remove();
  const { top, bottom } = edges(svg);
  for (const [axis, [low, high]] of ranges) {
    const group = svg.querySelector(`[data-axis="${axis}"]`);
    if (!group) continue;
    const rect = group.appendChild(document.createElementNS(svg.namespaceURI, "rect"));
    rect.setAttribute("class", "brushed");
    for (const [name, value] of Object.entries({ x: group.dataset.x - 7, width: 14, y: bottom - high * (bottom - top), height: (high - low) * (bottom - top) })) rect.setAttribute(name, value);
  }
  say(lines, ranges.size > 0);
}

function say(lines, isBrushed) {
  const said = document.getElementById("brushed"), chosen = lines.filter((line) => !line.classList.contains("out"));
  said.hidden = !isBrushed;
  if (!isBrushed) return;
  const address = new URL(location.href);
  address.searchParams.delete("brush");
  address.searchParams.set("runs", chosen.map((line) => line.dataset.run).join(","));
  said.replaceChildren(`${chosen.length} of ${lines.length} runs `);
  if (chosen.length > 1) said.append(Object.assign(document.createElement("a"), { href: address.href, textContent: "compare only these" }));
}

function edges(svg) {
  const { top, bottom } = svg.querySelector(".lines").dataset;
  return { top: Number(top), bottom: Number(bottom) };
}

let drag = null;
const shareAt = (svg, event) => {
  const { top, bottom } = edges(svg), y = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse()).y;
  return Math.max(0, Math.min(1, (bottom - y) / (bottom - top)));
};
document.addEventListener("pointerdown", (event) => {
  const group = event.target.closest?.(".parallel .axis");
  if (!group || event.button !== 0) return;
  event.preventDefault();
  drag = { axis: Number(group.dataset.axis), svg: svgOf(), from: shareAt(svgOf(), event) };
});
addEventListener("pointermove", (event) => {
  if (!drag) return;
  const [low, high] = [drag.from, shareAt(drag.svg, event)].sort((a, b) => a - b);
  if (high - low > 0.015) keep(brushes().set(drag.axis, [low, high]));
});
addEventListener("pointerup", (event) => {
  if (!drag) return;
  const ranges = brushes();
  if (Math.abs(shareAt(drag.svg, event) - drag.from) <= 0.015) { ranges.delete(drag.axis); keep(ranges); }
  drag = null;
});

show();
document.addEventListener("panta:page", show);
