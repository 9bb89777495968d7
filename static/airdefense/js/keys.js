/* Keys for people who work through lists all day. The help (?) lists them. */

const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

function rows() {
  return [...document.querySelectorAll("[data-table] tbody tr[data-row]")].filter((row) => row.offsetParent);
}

function current() {
  return document.querySelector("[data-table] tr.cur");
}

function makeCurrent(row) {
  const before = current();
  if (before) {
    before.classList.remove("cur");
    before.removeAttribute("aria-current");
  }
  row.classList.add("cur");
  row.setAttribute("aria-current", "true");
  row.scrollIntoView({ block: "nearest" });
  row.dispatchEvent(new CustomEvent("row:current", { bubbles: true }));
}

/* On a page that shows one row of a set, the keys go to the row before and after. */
function moveOn(by) {
  const link = document.querySelector(by > 0 ? "[data-beside] [rel=next]" : "[data-beside] [rel=prev]");
  if (link) link.click();
}

function move(by) {
  const all = rows();
  if (!all.length) {
    moveOn(by);
    return;
  }
  const place = all.indexOf(current());
  const next = place < 0 ? 0 : Math.min(Math.max(place + by, 0), all.length - 1);
  makeCurrent(all[next]);
}

/* The current row; before one moved, the first: what is most urgent stands on top. */
function openRow() {
  const row = current() || rows()[0];
  if (!row) return false;
  window.location.assign(row.dataset.row);
  return true;
}

function select() {
  const box = current() && current().querySelector(".f input");
  if (!box) return;
  box.checked = !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

function focusSearch() {
  const field = document.querySelector("#list-q") || document.querySelector("[data-search]");
  if (!field) return;
  field.focus();
  field.select();
}

function openNew() {
  const link = document.querySelector("[data-new]");
  if (link) link.click();
}

function peek() {
  const row = current();
  if (row) row.dispatchEvent(new CustomEvent("row:peek", { bubbles: true }));
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  x: select,
  p: peek,
  n: openNew,
  "/": focusSearch,
  "?": () => document.getElementById("keys").showModal(),
};

/* The form one is in; from anywhere else the one whose button names the keys. */
function sendForm(event) {
  const named = document.querySelector("main form[data-form] [data-submit] kbd");
  const form = event.target.closest("form[data-form]") || (named && named.closest("form"));
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("[data-submit]");
  if (button) button.click();
  else form.requestSubmit();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return sendForm(event);
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  if (event.target.closest(TYPING) || document.querySelector("dialog[open]")) return undefined;
  if (event.key === "Enter" && !event.target.closest("a, button, summary") && openRow()) {
    event.preventDefault();
    return undefined;
  }
  const action = KEYS[event.key.toLowerCase()];
  if (action) {
    event.preventDefault();
    action();
  }
  return undefined;
});

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-table] tr[data-row]");
  if (row && !event.target.closest("a, button, input, label")) makeCurrent(row);
});
