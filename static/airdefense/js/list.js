/* A list: its filters in the URL, its selected rows, the row at a glance. */

/* Filters: empty ones stay out of the URL, and a condition that is set shows on its chip. */

document.addEventListener("htmx:configRequest", (event) => {
  if (!event.target.matches("[data-filters]")) return;
  const asked = event.detail.parameters;
  [...asked.keys()].forEach((name) => {
    const values = asked.getAll(name).filter((value) => value !== "");
    asked.delete(name);
    values.forEach((value) => asked.append(name, value));
  });
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-filters]")) return;
  event.target.querySelectorAll("details[open]").forEach((drop) => { drop.open = false; });
});

document.addEventListener("change", (event) => {
  const drop = event.target.closest("[data-filters] details");
  if (!drop) return;
  const fields = [...drop.querySelectorAll("input, select")];
  const isSet = fields.some((field) => (field.type === "checkbox" ? field.checked : field.value !== ""));
  drop.querySelector("summary").classList.toggle("on", isSet);
});

/* Selection: how many, and the workbook of just these. */

function boxes(list) {
  return [...list.querySelectorAll("tbody .f input")];
}

function showSelection(list) {
  const chosen = boxes(list).filter((box) => box.checked);
  boxes(list).forEach((box) => box.closest("tr").classList.toggle("sel", box.checked));
  const all = list.querySelector("[data-select-all]");
  if (all) {
    all.checked = chosen.length > 0 && chosen.length === boxes(list).length;
    all.indeterminate = chosen.length > 0 && !all.checked;
  }
  const bulk = list.querySelector("[data-bulk]");
  if (!bulk) return;
  bulk.hidden = chosen.length === 0;
  const count = bulk.querySelector("[data-bulk-count]");
  count.textContent = `${count.dataset.words}${chosen.length}`;
  bulk.querySelectorAll("[data-with-ids]").forEach((link) => {
    const url = new URL(link.href, window.location);
    url.searchParams.set("ids", chosen.map((box) => box.value).join(","));
    link.href = url;
  });
}

document.addEventListener("change", (event) => {
  const list = event.target.closest("[data-list]");
  if (!list || !event.target.closest(".f")) return;
  if (event.target.matches("[data-select-all]")) {
    boxes(list).forEach((box) => { box.checked = event.target.checked; });
  }
  showSelection(list);
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-bulk-clear]")) return;
  const list = event.target.closest("[data-list]");
  boxes(list).forEach((box) => { box.checked = false; });
  showSelection(list);
});

/* Peek: the row beside its list. It opens at the wish of the reader and then follows J and K. */

let waiting = 0;

function peekOf(list) {
  return list && list.hasAttribute("data-peeks") ? list.querySelector("#peek-pane") : null;
}

function showPeek(row) {
  const list = row.closest("[data-list]");
  const pane = peekOf(list);
  if (!pane) return;
  pane.hidden = false;
  list.classList.add("peeking");
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => {
    window.htmx.ajax("GET", `${row.dataset.row}peek/`, { target: "#peek", swap: "innerHTML", source: pane });
  }, 150);
}

function closePeek(list) {
  const pane = peekOf(list);
  if (!pane || pane.hidden) return;
  pane.hidden = true;
  list.classList.remove("peeking");
  pane.querySelector("#peek").textContent = "";
}

document.addEventListener("row:peek", (event) => showPeek(event.target));

document.addEventListener("row:current", (event) => {
  const pane = peekOf(event.target.closest("[data-list]"));
  if (pane && !pane.hidden) showPeek(event.target);
});

document.addEventListener("dblclick", (event) => {
  const row = event.target.closest("[data-peeks] tr[data-row]");
  if (row) showPeek(row);
});

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-peeks] tr[data-row]");
  if (row && !event.target.closest("a, button, input, label, .f") && window.innerWidth >= 768) showPeek(row);
  if (event.target.closest("[data-peek-close]")) closePeek(event.target.closest("[data-list]"));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelectorAll("[data-peeks]").forEach(closePeek);
});
