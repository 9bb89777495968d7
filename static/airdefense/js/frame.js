/* The frame: navigation drawer, drop-downs, popovers, dialogs, printing, the CSRF token of htmx. */

const body = document.body;

function closeDrawer() {
  body.classList.remove("nav-open");
  document.querySelectorAll("[data-nav]").forEach((button) => button.setAttribute("aria-expanded", "false"));
}

function toggleDrawer(button) {
  const isOpen = body.classList.toggle("nav-open");
  button.setAttribute("aria-expanded", String(isOpen));
  if (isOpen) document.querySelector("#nav a").focus();
}

function togglePopover(button) {
  const popover = document.getElementById(button.dataset.toggle);
  popover.hidden = !popover.hidden;
  document
    .querySelectorAll(`[data-toggle="${button.dataset.toggle}"][aria-expanded]`)
    .forEach((one) => one.setAttribute("aria-expanded", String(!popover.hidden)));
}

function closeDrops(except) {
  document.querySelectorAll("details[data-drop][open]").forEach((drop) => {
    if (drop !== except) drop.open = false;
  });
}

function closeAll() {
  closeDrawer();
  closeDrops(null);
  document.querySelectorAll("[data-pop]").forEach((popover) => { popover.hidden = true; });
}

document.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  if (on("[data-nav]")) return toggleDrawer(on("[data-nav]"));
  if (body.classList.contains("nav-open") && !on(".nav-side")) closeDrawer();
  closeDrops(on("details[data-drop]"));
  if (on("[data-toggle]")) togglePopover(on("[data-toggle]"));
  if (on("[data-dialog]")) document.getElementById(on("[data-dialog]").dataset.dialog).showModal();
  if (on("[data-close]")) on("dialog").close();
  if (on("[data-print]")) window.print();
  // The backdrop belongs to the dialog element itself.
  if (event.target.tagName === "DIALOG") event.target.close();
  return undefined;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const drop = event.target.closest("details[data-drop][open]");
  closeAll();
  if (drop) drop.querySelector("summary").focus();
});

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("meta[name=csrf-token]");
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.content;
});
