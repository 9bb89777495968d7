/* A standard wording by a few words: type, choose with the arrows, Enter; then adjust the amount. */

const form = document.querySelector("form[data-wordings]");
const input = form && form.querySelector("[data-pick]");
const list = form && form.querySelector("[data-options]");
const QUIET = 200;
const TAKEN = ["category", "method", "title", "description", "basis", "power"];
let found = [];
let place = -1;
let timer = 0;
let asked = 0;
// What was put in last: it follows the amount as long as nobody wrote over it.
let picked = null;

const field = (name) => form.elements[name];

function query(extra) {
  const said = new URLSearchParams(extra);
  ["project", "category", "amount_yuan"].forEach((name) => {
    if (field(name) && field(name).value) said.set(name, field(name).value);
  });
  return `${form.dataset.wordings}?${said}`;
}

async function ask(extra) {
  asked += 1;
  const turn = asked;
  const answer = await fetch(query(extra), { credentials: "same-origin", headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return null;
  const { wordings } = await answer.json();
  return turn === asked ? wordings : null;
}

function close() {
  list.hidden = true;
  place = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function mark(next) {
  const options = [...list.querySelectorAll("[role=option]")];
  if (!options.length) return;
  place = (next + options.length) % options.length;
  options.forEach((option, n) => option.setAttribute("aria-selected", String(n === place)));
  options[place].scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", options[place].id);
}

function line(text, name) {
  const span = document.createElement("span");
  span.textContent = text;
  span.className = name;
  return span;
}

function show(wordings) {
  found = wordings;
  list.replaceChildren();
  wordings.forEach((one, n) => {
    const option = document.createElement("li");
    option.id = `wording-option-${n}`;
    option.setAttribute("role", "option");
    option.append(line(one.title, "b"), line(`${one.category_label} · ${one.basis}`, "mute sm"));
    if (one.power_label) option.append(line(one.power_label, "mute sm"));
    option.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(one);
    });
    list.append(option);
  });
  if (!wordings.length) list.append(line(list.dataset.none, "mute sm none"));
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  place = -1;
  mark(0);
}

function put(name, value) {
  const control = field(name);
  if (!control || control.value === String(value)) return;
  control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

function write(one, names) {
  names.forEach((name) => {
    if (name !== "power" || one.power) put(name, one[name]);
  });
}

function take(one) {
  write(one, TAKEN);
  picked = one;
  input.value = one.label;
  close();
  const next = one.has_amount ? field("amount_yuan") : field("description");
  next.focus();
  if (next.select && one.has_amount) next.select();
}

async function search() {
  const words = input.value.trim();
  if (!words) {
    close();
    return;
  }
  const wordings = await ask({ q: words });
  if (wordings && document.activeElement === input) show(wordings);
}

async function follow() {
  if (!picked || !picked.has_amount) return;
  const own = ["title", "description", "basis"].filter((name) => field(name).value === picked[name]);
  if (!own.length) return;
  const wordings = await ask({ wording: picked.id });
  if (!wordings || !wordings.length) return;
  write(wordings[0], own.filter((name) => field(name).value === picked[name]));
  [picked] = wordings;
}

if (form) {
  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(search, QUIET);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) search();
      else mark(place + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!list.hidden && found[place]) take(found[place]);
      else search();
    } else if (event.key === "Escape" && !list.hidden) {
      // Only the list goes; the browser would empty the field.
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", close);
  field("amount_yuan").addEventListener("change", follow);
  field("amount_yuan").addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(follow, QUIET);
  });
}
